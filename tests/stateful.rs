//! StatefulSets and volumes: what holds after every step, and what happens in the end.

use podarium::api::{
    Kind, Object, ObjectKey, PersistentVolume, PersistentVolumeClaim, Pod, StatefulSet,
};
use podarium::apiserver::{Store, WatchEvent, WatchType};
use podarium::controllers::statefulset::ordinal;
use podarium::tape::{Run, Tape, run_to_end};
use std::collections::BTreeMap;
use std::rc::Rc;

const CONTROLLER: &str = "statefulset-controller";

/// After a write: one Pod an identity, no ordinal skipped, one volume a claim.
pub fn check(store: &Store, component: &str, event: &WatchEvent, place: &str) {
    match &event.object {
        Object::Pod(pod) => check_pod(store, component, event.r#type, pod, place),
        Object::PersistentVolume(_) | Object::PersistentVolumeClaim(_) => {
            check_claims(store, place);
        }
        _ => {}
    }
}

fn owner<'a>(store: &'a Store, pod: &Pod) -> Option<&'a Rc<StatefulSet>> {
    let owner = pod.metadata.controller().filter(|it| it.kind == "StatefulSet")?;
    let set = store.typed::<StatefulSet>(&pod.metadata.namespace, &owner.name)?;
    (set.metadata.uid == owner.uid).then_some(set)
}

fn check_pod(store: &Store, component: &str, r#type: WatchType, pod: &Pod, place: &str) {
    let Some(set) = owner(store, pod) else { return };
    let mut identities: BTreeMap<i32, &str> = BTreeMap::new();
    for other in store.list_typed::<Pod>(Some(&set.metadata.namespace)) {
        if owner(store, other).is_some_and(|it| it.metadata.uid == set.metadata.uid) {
            let ordinal = ordinal(other).unwrap();
            let name = &other.metadata.name;
            assert_eq!(*name, format!("{}-{ordinal}", set.metadata.name), "{place}");
            let before = identities.insert(ordinal, name);
            assert!(before.is_none(), "{place}: {name} and {before:?} are the same member");
        }
    }
    let own = ordinal(pod).unwrap();
    let is_ordered = set.spec.pod_management_policy == "OrderedReady";
    if component == CONTROLLER && r#type == WatchType::Added && is_ordered {
        for lower in set.first_ordinal()..own {
            assert!(identities.contains_key(&lower), "{place}: {own} before {lower}");
        }
    }
    let is_deletion = component == CONTROLLER && pod.metadata.is_terminating() && is_ordered;
    if is_deletion && own >= set.first_ordinal() + set.replicas() {
        let higher: Vec<_> = identities.keys().filter(|it| **it > own).collect();
        assert!(higher.is_empty(), "{place}: {own} goes before {higher:?}");
    }
}

/// Who is bound has one volume, and no volume has two.
fn check_claims(store: &Store, place: &str) {
    let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
    for claim in store.list_typed::<PersistentVolumeClaim>(None).filter(|it| it.is_bound()) {
        let (name, uid) = (&claim.metadata.name, &claim.metadata.uid);
        let before = taken.insert(&claim.spec.volume_name, name);
        assert!(before.is_none(), "{place}: {name} and {before:?} have one volume");
        let is_its = |it: &&Rc<PersistentVolume>| {
            it.spec.claim_ref.as_ref().is_some_and(|owner| owner.uid == *uid)
        };
        let volumes: Vec<&str> = store
            .list_typed::<PersistentVolume>(None)
            .filter(is_its)
            .map(|it| it.metadata.name.as_str())
            .collect();
        assert_eq!(volumes, [claim.spec.volume_name.as_str()], "{place}: {name}");
    }
}

fn set(name: &str, more: &str, claims: bool) -> String {
    let claims = if claims {
        "  volumeClaimTemplates:\n  - metadata: {name: data}\n    spec:\n      accessModes: [ReadWriteOnce]\n      resources: {requests: {storage: 1Gi}}\n"
    } else {
        ""
    };
    format!(
        "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: {name}}}\nspec:\n  serviceName: {name}\n  selector: {{matchLabels: {{app: {name}}}}}\n{more}  template:\n    metadata: {{labels: {{app: {name}}}}}\n    spec:\n      containers:\n      - {{name: app, image: 'mongo:7'}}\n{claims}"
    )
}

/// Plays a tape with one file, checks what must always hold, and returns the run.
fn play(file: &str, lines: &str) -> Run {
    let text = format!(
        "# nodes: node-1,node-2,node-3\n--- f.yaml\n{file}$ kubectl apply -f f.yaml\n{lines}"
    );
    crate::invariants::hold_on(lines, &text);
    let mut run = Run::new(Rc::new(Tape::parse(&text).unwrap()));
    run_to_end(&mut run);
    run
}

fn texts(run: &Run) -> Vec<&str> {
    run.entries().iter().map(|it| it.output.text.trim_end()).collect()
}

fn last(run: &Run) -> &str {
    texts(run).pop().unwrap()
}

const NAMES: &str = "$ kubectl get pods -o jsonpath={.items[*].metadata.name}\n";

#[test]
fn ordinals_begin_where_they_are_wished_to() {
    let file = set("db", "  replicas: 2\n  ordinals: {start: 5}\n", false);
    let run = play(&file, &format!("$ kubectl rollout status sts/db\n{NAMES}"));
    assert_eq!(last(&run), "db-5 db-6");
    let pod = run.cluster().store().typed::<Pod>("default", "db-6").unwrap();
    assert_eq!(pod.metadata.labels["apps.kubernetes.io/pod-index"], "6");
    assert_eq!(pod.metadata.labels["statefulset.kubernetes.io/pod-name"], "db-6");
    assert_eq!(pod.hostname(), "db-6");
    assert_eq!(pod.subdomain(), "db");
    let set = run.cluster().store().typed::<StatefulSet>("default", "db").unwrap();
    assert_eq!(pod.metadata.labels["controller-revision-hash"], set.status.update_revision);
}

#[test]
fn a_member_must_be_available_before_the_next_one_comes() {
    let file = set("db", "  replicas: 3\n  minReadySeconds: 20\n", false);
    let run = play(&file, &format!("$ sleep 15\n{NAMES}$ sleep 15\n{NAMES}"));
    assert_eq!(texts(&run)[2], "db-0");
    assert_eq!(last(&run), "db-0 db-1");
}

#[test]
fn together_where_order_does_not_matter() {
    let file = set("db", "  replicas: 4\n  podManagementPolicy: Parallel\n", true);
    let run = play(
        &file,
        &format!("$ sleep 1\n{NAMES}$ kubectl scale sts db --replicas=1\n$ sleep 20\n{NAMES}"),
    );
    assert_eq!(texts(&run)[2], "db-0 db-1 db-2 db-3");
    assert_eq!(last(&run), "db-0");
}

#[test]
fn claims_go_when_the_policy_says_so() {
    let policy =
        "  persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete, whenScaled: Delete}\n";
    let file = set("db", &format!("  replicas: 3\n{policy}"), true);
    let claims = "$ kubectl get pvc -o jsonpath={.items[*].metadata.name}\n";
    let lines = format!(
        "$ kubectl rollout status sts/db\n$ kubectl scale sts db --replicas=1\n$ sleep 20\n{claims}$ kubectl scale sts db --replicas=2\n$ sleep 10\n{claims}$ kubectl delete sts db\n$ sleep 20\n{claims}"
    );
    let run = play(&file, &lines);
    let texts = texts(&run);
    assert_eq!([texts[4], texts[7], last(&run)], ["data-db-0", "data-db-0 data-db-1", ""]);
    assert_eq!(run.cluster().store().list(Kind::PersistentVolume, None).count(), 0);
}

#[test]
fn a_member_on_a_dead_node_stays_until_it_is_forced() {
    let file = set("db", "  replicas: 1\n", true);
    let node = "$ kubectl get pod db-0 -o jsonpath={.spec.nodeName}\n";
    let lines = format!(
        "$ kubectl rollout status sts/db\n{node}! node-down node-1\n$ sleep 400\n$ kubectl get pods\n$ kubectl delete pod db-0 --force\n$ sleep 30\n$ kubectl get pods\n$ sleep 400\n$ kubectl get pods\n"
    );
    let run = play(&file, &lines);
    let texts = texts(&run);
    assert_eq!(texts[2], "node-1");
    assert!(texts.iter().any(|it| it.contains("Terminating")), "{texts:?}");
    // The volume is taken from the dead node six minutes after its last Pod has gone.
    assert!(texts.iter().any(|it| it.contains("ContainerCreating")), "{texts:?}");
    assert!(last(&run).contains("1/1     Running"), "{texts:?}");
}

#[test]
fn only_a_few_fields_can_be_changed() {
    let file = set("db", "  replicas: 1\n", true);
    let run = play(&file, "$ kubectl patch sts db -p '{\"spec\":{\"serviceName\":\"x\"}}'\n");
    assert_eq!(
        last(&run),
        "The StatefulSet \"db\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
    );
}

const STATIC: &str = "\
apiVersion: v1
kind: PersistentVolume
metadata: {name: small, labels: {disk: slow}}
spec:
  capacity: {storage: 1Gi}
  accessModes: [ReadWriteOnce, ReadWriteMany]
  storageClassName: manual
  nfs: {server: nas, path: /small}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: large, labels: {disk: fast}}
spec:
  capacity: {storage: 10Gi}
  accessModes: [ReadWriteOnce]
  storageClassName: manual
  nfs: {server: nas, path: /large}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: wants-two}
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: manual
  resources: {requests: {storage: 2Gi}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: wants-many}
spec:
  accessModes: [ReadWriteMany]
  storageClassName: manual
  resources: {requests: {storage: 1Gi}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: wants-none}
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: ''
  resources: {requests: {storage: 1Gi}}
";

#[test]
fn a_claim_gets_what_suffices_and_a_retained_volume_is_not_given_twice() {
    let lines = "$ sleep 16\n$ kubectl get pvc -o jsonpath={.items[*].spec.volumeName}\n$ kubectl get events --field-selector involvedObject.name=wants-none -o jsonpath={.items[0].message}\n$ kubectl delete pvc wants-two\n$ sleep 1\n$ kubectl get pv large -o jsonpath={.status.phase}\n";
    let run = play(STATIC, lines);
    let texts = texts(&run);
    assert_eq!(texts[2], "small large");
    assert_eq!(
        texts[3],
        "no persistent volumes available for this claim and no storage class is set"
    );
    assert_eq!(last(&run), "Released");
}

#[test]
fn a_claim_may_wait_for_the_first_pod() {
    let file = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: late}\nprovisioner: disk.csi.podarium.sim\nvolumeBindingMode: WaitForFirstConsumer\n---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: c}\nspec:\n  accessModes: [ReadWriteOnce]\n  storageClassName: late\n  resources: {requests: {storage: 1Gi}}\n--- p.yaml\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: app\n    image: nginx:1.27\n    volumeMounts: [{name: v, mountPath: /v}]\n  volumes:\n  - name: v\n    persistentVolumeClaim: {claimName: c}\n";
    let lines = "$ sleep 20\n$ kubectl get events --field-selector involvedObject.name=c -o jsonpath={.items[0].reason}\n$ kubectl apply -f p.yaml\n$ kubectl wait --for=condition=Ready pod/p\n$ kubectl exec p -- sh -c 'echo hi > /v/x'\n$ kubectl get pvc c -o jsonpath={.status.phase}\n";
    let run = play(file, lines);
    let texts = texts(&run);
    assert_eq!(texts[2], "WaitForFirstConsumer");
    assert_eq!(last(&run), "Bound");
    let files = run.cluster().claim_files("default", "c").unwrap();
    assert_eq!(files["x"], "hi\n");
    let key = ObjectKey::new(Kind::PersistentVolumeClaim, "default", "c");
    let claim = run.cluster().store().get(&key).unwrap();
    assert!(claim.meta().annotations.contains_key("volume.kubernetes.io/selected-node"));
}
