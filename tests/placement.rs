//! What holds for every binding and every quota, checked without the scheduler's own plugins.

use podarium::api::{
    Kind, LabelSelector, Node, Object, Pod, PodAffinityTerm, Quantity, ResourceQuota, Selector,
};
use podarium::apiserver::{Store, WatchEvent, quota_counts, quota_usage};
use podarium::cluster::Cluster;
use podarium::tape::Run;
use std::rc::Rc;

/// A tape on which Pods are picky, machines change and there is too little of everything.
pub const PICKY: &str = "\
# nodes: node-1,node-2,node-3,node-4,node-5,node-6
# labels: {\"node-1\": {\"zone\": \"a\", \"disk\": \"ssd\"}, \"node-2\": {\"zone\": \"a\"}, \"node-3\": {\"zone\": \"b\", \"disk\": \"ssd\"}, \"node-4\": {\"zone\": \"b\"}, \"node-5\": {\"zone\": \"c\"}, \"node-6\": {\"zone\": \"c\", \"disk\": \"ssd\"}}
# seed: 1
--- all.yaml
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: high}
value: 1000
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: team}
spec: {hard: {pods: 30, requests.cpu: 40}}
---
apiVersion: v1
kind: LimitRange
metadata: {name: usual}
spec:
  limits: [{type: Container, defaultRequest: {cpu: 200m}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: spread}
spec:
  replicas: 7
  selector: {matchLabels: {app: spread}}
  template:
    metadata: {labels: {app: spread}}
    spec:
      topologySpreadConstraints:
      - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: spread}}, matchLabelKeys: [pod-template-hash]}
      containers:
      - {name: c, image: 'nginx:1.27', resources: {requests: {cpu: 500m}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: alone}
spec:
  replicas: 4
  selector: {matchLabels: {app: alone}}
  template:
    metadata: {labels: {app: alone}}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: alone}}}
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions: [{key: disk, operator: In, values: [ssd]}]
      containers:
      - {name: c, image: 'nginx:1.27', resources: {requests: {cpu: 1}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: near}
spec:
  replicas: 3
  selector: {matchLabels: {app: near}}
  template:
    metadata: {labels: {app: near}}
    spec:
      affinity:
        podAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {topologyKey: zone, labelSelector: {matchLabels: {app: near}}}
      containers:
      - {name: c, image: 'nginx:1.27', resources: {requests: {cpu: 2}}}
--- vip.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: vip}
spec:
  replicas: 4
  selector: {matchLabels: {app: vip}}
  template:
    metadata: {labels: {app: vip}}
    spec:
      priorityClassName: high
      containers:
      - {name: c, image: 'nginx:1.27', resources: {requests: {cpu: 3}}}
$ kubectl apply -f all.yaml
$ sleep 6
$ kubectl taint nodes node-5 maintenance=true:NoSchedule
$ kubectl scale deployment/spread --replicas=9
$ kubectl apply -f vip.yaml
$ sleep 20
$ kubectl rollout restart deployment/spread
$ kubectl cordon node-1
$ kubectl label node node-2 disk=ssd
! node-down node-3
$ sleep 40
$ kubectl scale deployment/spread --replicas=40
$ kubectl uncordon node-1
$ kubectl taint nodes node-5 maintenance-
! node-up node-3
$ sleep 20
$ kubectl delete deployment vip
$ sleep 60
";

/// The Pods on nodes of the same place, the new one itself excepted.
fn others<'a>(store: &'a Store, new: &'a Pod, node: &'a Node, key: &'a str) -> Vec<&'a Rc<Pod>> {
    let value = node.metadata.labels.get(key);
    let is_near = |pod: &&Rc<Pod>| {
        let on = store.typed::<Node>("", &pod.spec.node_name);
        pod.metadata.uid != new.metadata.uid
            && !pod.is_terminal()
            && value.is_some()
            && on.is_some_and(|it| it.metadata.labels.get(key) == value)
    };
    store.list_typed::<Pod>(None).filter(is_near).collect()
}

fn rules(pod: &Pod, anti: bool) -> &[PodAffinityTerm] {
    let Some(affinity) = &pod.spec.affinity else { return &[] };
    let rules = if anti { &affinity.pod_anti_affinity } else { &affinity.pod_affinity };
    rules.as_ref().map_or(&[], |it| &it.required)
}

fn selects(selector: &Option<LabelSelector>, from: &Pod, pod: &Pod) -> bool {
    from.metadata.namespace == pod.metadata.namespace
        && selector.as_ref().is_some_and(|it| Selector::from(it).matches(&pod.metadata.labels))
}

/// No Pod is given a node against the rules, its own or those of the Pods that are there.
pub fn check_binding(cluster: &Cluster, event: &WatchEvent, place: &str) {
    let Object::Pod(pod) = &event.object else { return };
    // As the scheduler sees it: a node may have changed a few milliseconds ago.
    let Some(info) = cluster.scheduler().node(&pod.spec.node_name) else { return };
    let (node, store) = (&info.node, cluster.store());
    let what = format!("{place}: {} on {}", pod.metadata.name, node.metadata.name);
    assert!(pod.spec.wants_node(node), "{what}: against its node affinity");
    let taint = pod.spec.untolerated(node, &["NoSchedule", "NoExecute"]);
    assert!(taint.is_none(), "{what}: {taint:?}");
    assert!(pod.spec.scheduling_gates.is_empty(), "{what}: it has gates");
    for rule in rules(pod, true) {
        for other in others(store, pod, node, &rule.topology_key) {
            let near = selects(&rule.label_selector, pod, other);
            assert!(!near, "{what}: too near to {}", other.metadata.name);
        }
    }
    for rule in rules(pod, false) {
        let near = others(store, pod, node, &rule.topology_key);
        let found = near.iter().any(|it| selects(&rule.label_selector, pod, it));
        assert!(found || selects(&rule.label_selector, pod, pod), "{what}: far from everybody");
    }
    for node_of in store.list_typed::<Pod>(None).filter(|it| !it.is_terminal()) {
        for rule in rules(node_of, true) {
            let near = others(store, pod, node, &rule.topology_key);
            let hurt = selects(&rule.label_selector, node_of, pod)
                && near.iter().any(|it| it.metadata.uid == node_of.metadata.uid);
            assert!(!hurt, "{what}: {} wants to be away from it", node_of.metadata.name);
        }
    }
}

/// Admission lets in no more than a quota allows.
pub fn check_quota(component: &str, event: &WatchEvent, place: &str) {
    let Object::ResourceQuota(quota) = &event.object else { return };
    let Some(Object::ResourceQuota(old)) = &event.old else { return };
    if component != podarium::apiserver::NAME {
        return;
    }
    for (name, used) in &quota.status.used {
        let before = old.status.used.get(name).copied().unwrap_or_default();
        let hard = quota.status.hard.get(name).copied().unwrap_or_default();
        assert!(*used <= hard || *used == before, "{place}: {name} {used} of {hard}");
    }
}

/// When all is quiet, what a quota says is used is what is used.
pub fn check_counted(run: &Run, name: &str) {
    let store = run.cluster().store();
    for quota in store.list_typed::<ResourceQuota>(None) {
        for (resource, used) in &quota.status.used {
            let amounts = store
                .iter()
                .filter(|it| it.meta().namespace == quota.metadata.namespace)
                .filter(|it| quota_counts(quota, it))
                .filter_map(|it| quota_usage(it, run.cluster().now_ms()).get(resource).copied());
            let sum = amounts.fold(Quantity::default(), Quantity::plus);
            assert_eq!(*used, sum, "{name}: {resource} of {}", quota.metadata.name);
        }
    }
}

#[test]
fn holds_for_picky_pods() {
    for seed in 1..=6 {
        let text = PICKY.replace("# seed: 1", &format!("# seed: {seed}"));
        crate::invariants::hold_on(&format!("seed {seed}"), &text);
    }
}

#[test]
fn picky_pods_are_placed_the_same_way_twice() {
    use podarium::tape::trace_hash;
    assert_eq!(trace_hash(PICKY).unwrap(), trace_hash(PICKY).unwrap());
    assert!(PICKY.contains(Kind::PriorityClass.info().kind));
}

fn played(text: &str, at_ms: i64) -> Run {
    let tape = podarium::tape::Tape::parse(text).unwrap();
    let mut run = Run::new(Rc::new(tape));
    run.run_until(at_ms, drop);
    run
}

#[test]
fn a_pod_that_waits_and_one_that_is_placed_can_be_explained() {
    let text = "\
$ kubectl run free --image=nginx:1.27
--- picky.yaml
apiVersion: v1
kind: Pod
metadata: {name: picky}
spec: {nodeSelector: {disk: ssd}, containers: [{name: c, image: x:1}]}
$ kubectl apply -f picky.yaml
$ kubectl taint nodes node-2 a=b:NoSchedule
";
    let run = played(text, 5_000);
    let waiting = run.cluster().placement("default", "picky").unwrap();
    assert_eq!((waiting.node.clone(), waiting.rows.len(), waiting.left_out), (None, 3, 0));
    for row in &waiting.rows {
        let plugin = if &*row.node == "node-2" { "TaintToleration" } else { "NodeAffinity" };
        assert_eq!(row.rejection.as_ref().unwrap().plugin, plugin);
    }
    let message = waiting.message.as_ref().unwrap();
    assert!(message.starts_with("0/3 nodes are available: 1 node(s) had untolerated taint(s), 2"));
    // What decided is remembered, although the node is tainted by now.
    let placed = run.cluster().placement("default", "free").unwrap();
    let best = &placed.rows[0];
    assert_eq!(placed.node.as_ref(), Some(&best.node));
    assert!(placed.rows.iter().all(|it| it.rejection.is_none() && it.total <= best.total));
    let weights: Vec<(&str, i64)> = best.scores.iter().map(|it| (it.plugin, it.weight)).collect();
    let expected = [("TaintToleration", 3), ("NodeResourcesFit", 1), ("ImageLocality", 1)];
    assert_eq!(weights, expected);
    assert!(run.cluster().placement("default", "none").is_none());
}

#[test]
fn nodes_report_their_images_and_the_scheduler_reads_them() {
    let text = "\
# nodes: node-1,node-2
$ kubectl cordon node-2
$ kubectl run first --image=registry.example.com/shop/big:1
$ sleep 25
$ kubectl uncordon node-2
$ kubectl run second --image=registry.example.com/shop/big:1
$ sleep 5
";
    let run = played(text, 60_000);
    let node = run.cluster().store().typed::<Node>("", "node-1").unwrap();
    let images = node.status.rest["images"].as_array().unwrap();
    let bytes = images[0]["sizeBytes"].as_i64().unwrap();
    let placed = run.cluster().placement("default", "second").unwrap();
    let row = placed.rows.iter().find(|it| &*it.node == "node-1").unwrap();
    let score = row.scores.iter().find(|it| it.plugin == "ImageLocality").unwrap().score;
    let mb = 1024 * 1024;
    assert_eq!(score, (100 * (bytes / 2 - 23 * mb) / (977 * mb)).max(0));
}
