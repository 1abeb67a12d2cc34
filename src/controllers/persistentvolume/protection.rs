//! What is in use does not go: the finalizers of claims and volumes.
//! Source: `pkg/controller/volume/{pvcprotection,pvprotection}`.

use super::claim_key;
use crate::api::{Object, ObjectKey, PersistentVolumeClaim, Pod, Typed};
use crate::apiserver::storage::{CLAIM_PROTECTION, VOLUME_PROTECTION};
use crate::apiserver::{Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, Effect, SyncResult, Why};
use crate::controllers::{Controller, Ctx, ROW};
use std::rc::Rc;

/// The component's name.
pub(crate) const CLAIM_NAME: &str = "persistentvolumeclaim-protection-controller";
/// The component's name.
pub(crate) const VOLUME_NAME: &str = "persistentvolume-protection-controller";

/// The row for claims.
pub const CLAIMS: Controller = Controller {
    name: CLAIM_NAME,
    title: "PVC protection controller",
    enqueue: enqueue_claims,
    sync,
    ..ROW
};
/// The row for volumes.
pub const VOLUMES: Controller = Controller {
    name: VOLUME_NAME,
    title: "PV protection controller",
    enqueue: enqueue_volumes,
    sync,
    ..ROW
};

fn enqueue_claims(_: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::PersistentVolumeClaim(claim) if event.r#type != WatchType::Deleted => {
            vec![claim.key()]
        }
        // A Pod that has gone or ended may have been the last to hold it.
        Object::Pod(pod) if event.r#type != WatchType::Added => {
            let meta = &pod.metadata;
            let claims = pod.spec.claim_volumes();
            claims.map(|it| claim_key(&meta.namespace, &it.claim_name(&meta.name))).collect()
        }
        _ => Vec::new(),
    }
}

fn enqueue_volumes(_: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::PersistentVolume(volume) if event.r#type != WatchType::Deleted => {
            vec![volume.key()]
        }
        _ => Vec::new(),
    }
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    match ctx.cache.get(key) {
        Some(object @ Object::PersistentVolumeClaim(claim)) => {
            let is_used = || uses(ctx.cache, claim);
            keep_or_free(object, CLAIM_PROTECTION, CLAIM_NAME, "no Pod uses it", is_used)
        }
        Some(object @ Object::PersistentVolume(volume)) => {
            let is_used = || volume.status.phase == "Bound";
            keep_or_free(object, VOLUME_PROTECTION, VOLUME_NAME, "no claim has it", is_used)
        }
        _ => SyncResult::default(),
    }
}

/// Whether a Pod that has a node names the claim, whatever its phase. Source: `podUsesPVC`.
fn uses(cache: &Cache, claim: &PersistentVolumeClaim) -> bool {
    let meta = &claim.metadata;
    let mut pods = cache.list_typed::<Pod>(Some(&meta.namespace));
    pods.any(|it| !it.spec.node_name.is_empty() && it.uses_claim(&meta.name))
}

fn keep_or_free(
    object: &Object,
    finalizer: &str,
    component: &'static str,
    because: &str,
    is_used: impl Fn() -> bool,
) -> SyncResult {
    let mut result = SyncResult::default();
    let has = object.meta().finalizers.iter().any(|it| it == finalizer);
    let is_terminating = object.meta().is_terminating();
    let mut changed = object.clone();
    let finalizers = &mut changed.meta_mut().finalizers;
    if is_terminating && has && !is_used() {
        finalizers.retain(|it| it != finalizer);
        let what = format!("let {} go", object.meta().name);
        let why = Why {
            component,
            about: object.key(),
            effect: Effect::Release,
            what,
            because: because.to_owned(),
            facts: Vec::new(),
            source: "protection_controller.go",
            trigger: None,
        };
        result.whys.push(Rc::new(why));
    } else if !is_terminating && !has {
        finalizers.push(finalizer.to_owned());
    } else {
        return result;
    }
    let ask = Ask::new(Request::Update(changed)).tolerating_missing();
    result.asks.push(ask);
    result
}
