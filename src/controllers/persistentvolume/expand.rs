//! Claims that grow: Kubernetes waits for somebody outside, who makes the volume larger, and then
//! the kubelet its file system. Sources: `pkg/controller/volume/expand/expand_controller.go`,
//! `github.com/kubernetes-csi/external-resizer/pkg/controller/controller.go`,
//! `pkg/volume/util/operationexecutor/node_expander.go`.

use super::volume_key;
use crate::api::{
    Object, ObjectKey, PersistentVolume, PersistentVolumeClaim, PersistentVolumeClaimCondition,
    Pod, STORAGE, Typed,
};
use crate::apiserver::{Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, Effect, EventDraft, Fact, SyncResult, Why};
use crate::controllers::{Controller, Ctx, ROW};
use std::rc::Rc;

/// The condition while the volume grows.
const RESIZING: &str = "Resizing";
/// The condition while the file system is still as small as before.
const PENDING: &str = "FileSystemResizePending";
/// A kubelet looks at what is mounted this often (milliseconds).
const RECONCILE_MS: i64 = 1_000;

/// Kubernetes' own controller: it leaves the work to whoever made the volume.
pub const CONTROLLER: Controller = Controller {
    name: "volume_expand",
    title: "Volume expand controller",
    enqueue: grown,
    sync: wait,
    ..ROW
};

/// The one who makes volumes larger.
pub const RESIZER: Controller = Controller {
    name: "external-resizer disk.csi.podarium.sim",
    title: "CSI resizer",
    enqueue: wanting,
    sync: enlarge,
    ..ROW
};

/// What kubelets do about it.
pub const NODE: Controller = Controller {
    name: "kubelet",
    title: "Kubelet",
    delay_ms: |_, _, _| RECONCILE_MS,
    enqueue: mounted,
    sync: enlarge_file_system,
    ..ROW
};

fn wants_more(claim: &PersistentVolumeClaim) -> bool {
    let now = claim.status.capacity.get(STORAGE).copied().unwrap_or_default();
    claim.is_bound() && claim.request() > now
}

fn has(claim: &PersistentVolumeClaim, condition: &str) -> bool {
    claim.status.conditions.iter().any(|it| it.r#type == condition)
}

fn grown(_: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match (&event.object, &event.old) {
        (Object::PersistentVolumeClaim(new), Some(Object::PersistentVolumeClaim(old)))
            if new.request() > old.request() && wants_more(new) =>
        {
            vec![new.key()]
        }
        _ => Vec::new(),
    }
}

fn wait(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    if let Some(claim) = ctx.cache.get(key) {
        let message = "waiting for an external controller to expand this PVC".to_owned();
        result.events.push(EventDraft::normal(claim, "ExternalExpanding", message));
    }
    result
}

fn wanting(_: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::PersistentVolumeClaim(claim)
            if event.r#type != WatchType::Deleted
                && wants_more(claim)
                && !has(claim, RESIZING)
                && !has(claim, PENDING) =>
        {
            vec![claim.key()]
        }
        _ => Vec::new(),
    }
}

fn enlarge(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let Some(claim) = ctx.cache.typed::<PersistentVolumeClaim>(key) else { return result };
    let name = &claim.spec.volume_name;
    let Some(volume) = ctx.cache.typed::<PersistentVolume>(&volume_key(name)) else {
        return result;
    };
    if !wants_more(claim) || has(claim, PENDING) {
        return result;
    }
    let object = Object::PersistentVolumeClaim(Rc::clone(claim));
    let message = format!("External resizer is resizing volume {name}");
    result.events.push(EventDraft::normal(&object, RESIZING, message));
    result.asks.push(told(ctx, claim, RESIZING, ""));
    let mut larger = (**volume).clone();
    larger.spec.capacity.insert(STORAGE.to_owned(), claim.request());
    result.asks.push(Ask::new(Request::Update(larger.into())));
    let message = "Require file system resize of volume on node".to_owned();
    let required = EventDraft::normal(&object, "FileSystemResizeRequired", message);
    let waiting =
        "Waiting for user to (re-)start a pod to finish file system resize of volume on node.";
    result.asks.push(told(ctx, claim, PENDING, waiting).then(required));
    let because = format!("claim {} asks for {}", claim.metadata.name, claim.request());
    result.whys.push(Rc::new(Why {
        component: RESIZER.name,
        about: claim.key(),
        effect: Effect::Update,
        what: format!("made volume {name} larger"),
        because,
        facts: vec![Fact::new("the volume's capacity", volume.capacity())],
        source: "external-resizer controller.go resizePVC",
        trigger: None,
    }));
    result
}

/// Asks for the claim to have this condition and no other.
fn told(ctx: &Ctx<'_>, claim: &PersistentVolumeClaim, r#type: &str, message: &str) -> Ask {
    let mut claim = claim.clone();
    claim.status.conditions = vec![PersistentVolumeClaimCondition {
        last_transition_time: Some(ctx.now()),
        message: message.to_owned(),
        status: "True".to_owned(),
        r#type: r#type.to_owned(),
        ..PersistentVolumeClaimCondition::default()
    }];
    Ask::new(Request::UpdateStatus(claim.into()))
}

/// A claim whose file system is to grow, or a Pod that may have mounted such a one.
fn mounted(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::PersistentVolumeClaim(claim) if has(claim, PENDING) => vec![claim.key()],
        Object::Pod(pod) if pod.status.phase == "Running" => {
            let meta = &pod.metadata;
            let claims = pod.spec.claim_volumes();
            let keys =
                claims.map(|it| super::claim_key(&meta.namespace, &it.claim_name(&meta.name)));
            let is_pending = |key: &ObjectKey| {
                cache.typed::<PersistentVolumeClaim>(key).is_some_and(|it| has(it, PENDING))
            };
            keys.filter(is_pending).collect()
        }
        _ => Vec::new(),
    }
}

fn enlarge_file_system(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let Some(claim) = ctx.cache.typed::<PersistentVolumeClaim>(key) else { return result };
    let (meta, name) = (&claim.metadata, &claim.spec.volume_name);
    let volume = ctx.cache.typed::<PersistentVolume>(&volume_key(name));
    let mounts = |pod: &&Rc<Pod>| pod.status.phase == "Running" && pod.uses_claim(&meta.name);
    let pod = ctx.cache.list_typed::<Pod>(Some(&meta.namespace)).find(mounts);
    let (Some(volume), Some(pod)) = (volume.filter(|_| has(claim, PENDING)), pod) else {
        return result;
    };
    let mut larger = (**claim).clone();
    larger.status.conditions.clear();
    larger.status.capacity.clone_from(&volume.spec.capacity);
    let node = &pod.spec.node_name;
    let message = format!("MountVolume.NodeExpandVolume succeeded for volume {name:?} {node}");
    let object = Object::PersistentVolumeClaim(Rc::clone(claim));
    let done = EventDraft::normal(&object, "FileSystemResizeSuccessful", message);
    result.asks.push(Ask::new(Request::UpdateStatus(larger.into())).then(done));
    result.whys.push(Rc::new(Why {
        component: NODE.name,
        about: claim.key(),
        effect: Effect::UpdateStatus,
        what: format!("made the file system of {} larger", meta.name),
        because: format!("its volume has grown and {} runs on {node}", pod.metadata.name),
        facts: Vec::new(),
        source: "node_expander.go expandOnPlugin",
        trigger: None,
    }));
    result
}
