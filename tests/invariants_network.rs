//! What holds of endpoints, daemon Pods and requests after every step of every tape.

use podarium::api::{DaemonSet, EndpointSlice, Node, Object, Pod, Service};
use podarium::apiserver::Store;
use podarium::cluster::{Record, RecordKind};
use podarium::controllers::daemonset::{max_surge, max_unavailable, should_run, target_node};
use podarium::controllers::endpointslice::MANAGED_BY;
use podarium::tape::Run;
use std::collections::BTreeMap;
use std::rc::Rc;

const SLICES: &str = "endpoint-slice-controller";
const DAEMONS: &str = "daemonset-controller";
/// What the controller sees is so much behind, and so much it takes to write (milliseconds).
const LAG_MS: i64 = 50;
/// After that long nobody may be a ready endpoint who is not ready (milliseconds).
const STALE_MS: i64 = 2_000;

/// What is remembered from step to step.
#[derive(Default)]
pub struct Watched {
    /// Since when Pods can't take traffic, by their uids.
    unfit: BTreeMap<String, i64>,
    slices_differ: bool,
}

fn is_fit(pod: &Pod) -> bool {
    pod.is_ready() && !pod.metadata.is_terminating()
}

fn asks_for_all(store: &Store, slice: &EndpointSlice) -> bool {
    let namespace = &slice.metadata.namespace;
    let service = slice.service().and_then(|it| store.typed::<Service>(namespace, it));
    service.is_none_or(|it| it.spec.publish_not_ready_addresses)
}

/// Ready endpoints of a slice that have not been fit since before a moment.
fn unfit<'a>(
    watched: &'a Watched,
    slice: &'a EndpointSlice,
    before_ms: i64,
) -> impl Iterator<Item = &'a str> {
    let ready = slice.endpoints().filter(|it| it.is_ready());
    let uids = ready.filter_map(|it| it.target_ref.as_ref().map(|it| it.uid.as_str()));
    uids.filter(move |uid| watched.unfit.get(*uid).is_some_and(|since| *since < before_ms))
}

fn check_slice(watched: &Watched, store: &Store, slice: &EndpointSlice, now_ms: i64, place: &str) {
    assert!(slice.endpoints().count() <= 100, "{place}: {} is too long", slice.metadata.name);
    if slice.metadata.labels.contains_key(MANAGED_BY) && !asks_for_all(store, slice) {
        let wrong: Vec<&str> = unfit(watched, slice, now_ms - LAG_MS).collect();
        assert!(wrong.is_empty(), "{place}: {wrong:?} are ready in {}", slice.metadata.name);
    }
}

/// At most one Pod of a revision on a node, and at most two with a surge.
fn check_daemons(store: &Store, place: &str) {
    let mut pods: BTreeMap<(&str, &str), Vec<&Rc<Pod>>> = BTreeMap::new();
    for pod in store.list_typed::<Pod>(None).filter(|it| it.is_active()) {
        let Some(owner) = pod.metadata.controller().filter(|it| it.kind == "DaemonSet") else {
            continue;
        };
        if let Some(node) = target_node(pod) {
            pods.entry((&owner.uid, node)).or_default().push(pod);
        }
    }
    for set in store.list_typed::<DaemonSet>(None) {
        let uid = set.metadata.uid.as_str();
        let limit = if max_surge(set, 100) > 0 { 2 } else { 1 };
        for ((_, node), pods) in pods.iter().filter(|((owner, _), _)| *owner == uid) {
            assert!(pods.len() <= limit, "{place}: {} Pods of a set on {node}", pods.len());
            let hash = |it: &&Rc<Pod>| it.metadata.labels.get("controller-revision-hash").cloned();
            let hashes: Vec<Option<String>> = pods.iter().map(hash).collect();
            let twice = (1..hashes.len()).any(|at| hashes[..at].contains(&hashes[at]));
            assert!(!twice, "{place}: two Pods of one revision on {node}");
        }
    }
}

/// A rolling update takes away no Pod that works beyond what may be unavailable.
fn check_update(store: &Store, set: &DaemonSet, now_ms: i64, place: &str) {
    let nodes: Vec<&Rc<Node>> =
        store.list_typed::<Node>(None).filter(|it| should_run(set, it).0).collect();
    let pods = store.list_typed::<Pod>(Some(&set.metadata.namespace));
    let ours: Vec<&Rc<Pod>> = pods
        .filter(|it| it.metadata.controller().is_some_and(|it| it.uid == set.metadata.uid))
        .filter(|it| it.is_active() && it.is_available(set.spec.min_ready_seconds, now_ms))
        .collect();
    let is_served = |node: &&&Rc<Node>| {
        ours.iter().any(|it| target_node(it) == Some(node.metadata.name.as_str()))
    };
    let served = nodes.iter().filter(is_served).count();
    let total = i32::try_from(nodes.len()).unwrap();
    let missing = total - i32::try_from(served).unwrap();
    let limit = max_unavailable(set, total);
    assert!(missing <= limit, "{place}: {missing} of {total} nodes without, {limit} may be");
}

pub fn check(watched: &mut Watched, run: &Run, records: &[Record], name: &str) {
    let (store, now_ms) = (run.cluster().store(), run.cluster().now_ms());
    let place = format!("{name} at {} ms", run.now_ms());
    for record in records {
        let RecordKind::Write { component, verb, event } = &record.kind else { continue };
        match &event.object {
            Object::Pod(pod) => {
                let uid = pod.metadata.uid.clone();
                if is_fit(pod) && store.get(&event.object.key()).is_some() {
                    watched.unfit.remove(uid.as_str());
                } else {
                    watched.unfit.entry(uid.to_string()).or_insert(now_ms);
                }
                check_daemons(store, &place);
                let was_fit = event.old.as_ref().is_some_and(|it| match it {
                    Object::Pod(old) => is_fit(old),
                    _ => false,
                });
                let owner = pod.metadata.controller().map(|it| it.name.as_str()).unwrap_or("");
                let set = store.typed::<DaemonSet>(&pod.metadata.namespace, owner);
                if let Some(set) = set.filter(|_| *component == DAEMONS && *verb == "delete")
                    && was_fit
                {
                    check_update(store, set, now_ms, &place);
                }
            }
            Object::EndpointSlice(slice) if *component == SLICES => {
                watched.slices_differ = true;
                check_slice(watched, store, slice, now_ms, &place);
            }
            _ => {}
        }
    }
    check_stale(watched, store, now_ms, &place);
    let total = run.cluster().traffic().total();
    assert!(total.in_flight() >= 0, "{place}: {total:?}");
}

/// Who is not ready is soon no ready endpoint any more.
fn check_stale(watched: &mut Watched, store: &Store, now_ms: i64, place: &str) {
    let is_old = |since: &i64| now_ms - since > STALE_MS;
    if !watched.unfit.values().any(is_old) || !watched.slices_differ {
        return;
    }
    // Looked at once per change of a slice: only new slices can be wrong in a new way.
    watched.slices_differ = false;
    for slice in store.list_typed::<EndpointSlice>(None) {
        if slice.metadata.labels.contains_key(MANAGED_BY) && !asks_for_all(store, slice) {
            let wrong: Vec<&str> = unfit(watched, slice, now_ms - STALE_MS).collect();
            assert!(wrong.is_empty(), "{place}: {wrong:?} are still in {}", slice.metadata.name);
        }
    }
}

/// When all is quiet, the endpoints are the Pods that the Service selects and that are fit.
pub fn check_settled(run: &Run, name: &str) {
    let store = run.cluster().store();
    for service in store.list_typed::<Service>(None) {
        if service.spec.selector.is_empty() || service.is_external_name() {
            continue;
        }
        let everyone = service.spec.publish_not_ready_addresses;
        let selects = |pod: &&Rc<Pod>| {
            let labels = &pod.metadata.labels;
            let selected = service.spec.selector.iter().all(|(k, v)| labels.get(k) == Some(v));
            let fit = is_fit(pod) || everyone;
            selected && fit && !pod.is_terminal() && !pod.status.pod_ip.is_empty()
        };
        let namespace = Some(service.metadata.namespace.as_str());
        let mut wanted: Vec<&str> = store
            .list_typed::<Pod>(namespace)
            .filter(selects)
            .map(|it| it.metadata.uid.as_str())
            .collect();
        let slices = store
            .list_typed::<EndpointSlice>(namespace)
            .filter(|it| it.service() == Some(&*service.metadata.name));
        let ready = slices.flat_map(|it| it.endpoints()).filter(|it| it.is_ready());
        let mut found: Vec<&str> =
            ready.filter_map(|it| it.target_ref.as_ref().map(|it| it.uid.as_str())).collect();
        wanted.sort_unstable();
        found.sort_unstable();
        assert_eq!(wanted, found, "{name}: {}", service.metadata.name);
    }
}

/// Daemon Pods and Services while nodes come, go and break.
const NODES: &str = "\
# nodes: node-1,node-2,node-3,node-4
# seed: 7
--- all.yaml
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels: {app: agent}
  updateStrategy:
    rollingUpdate: {UPDATE}
  template:
    metadata:
      labels: {app: agent}
    spec:
      containers:
      - name: agent
        image: nginx:1.27
        readinessProbe:
          httpGet: {path: /, port: 80}
          periodSeconds: 1
---
apiVersion: v1
kind: Service
metadata:
  name: agent
spec:
  selector: {app: agent}
  ports:
  - port: 80
$ kubectl apply -f all.yaml
! load agent 50
@ 10s
! node-add node-5
$ kubectl set image daemonset/agent agent=nginx:1.28
@ 14s
! node-down node-2
@ 30s
$ kubectl taint node node-3 only=me:NoExecute
$ kubectl label node node-1 gone=soon
! node-remove node-4
@ 80s
! node-up node-2
$ kubectl taint node node-3 only=me:NoExecute-
$ kubectl set image daemonset/agent agent=nginx:missing
@ 120s
$ kubectl rollout undo daemonset/agent
$ sleep 60
$ kubectl delete daemonset agent
$ sleep 10
";

#[test]
fn hold_while_nodes_come_and_go() {
    for update in ["maxUnavailable: 1", "maxUnavailable: 50%", "maxSurge: 1, maxUnavailable: 0"] {
        let text = NODES.replace("UPDATE", update);
        crate::invariants::hold_on(update, &text);
    }
}

/// The same tape costs the same, whatever the load: requests are counted, not simulated.
#[test]
fn ten_thousand_requests_cost_as_much_as_ten() {
    let run = |per_second: &str| {
        let text = NODES.replace("UPDATE", "maxUnavailable: 1").replace("agent 50", per_second);
        let mut run = Run::new(Rc::new(podarium::tape::Tape::parse(&text).unwrap_or_default()));
        let mut steps = 0;
        while !run.is_over() && run.step().is_some() {
            steps += 1;
        }
        (steps, run.cluster().traffic().total())
    };
    let (few, little) = run("agent 10");
    let (many, much) = run("agent 10000");
    assert_eq!(few, many);
    assert!(little.answered > 1_000 && little.failed() > 0, "{little:?}");
    // The same share fails, up to what is lost by rounding at each change.
    let expected = little.failed() * 1000;
    assert!((much.failed() - expected).abs() < much.sent / 50, "{little:?} {much:?}");
    assert!(much.sent - little.sent * 1000 < 1000, "{little:?} {much:?}");
}
