//! The volume controller: claims and volumes find each other, and part.
//! Source: `pkg/controller/volume/persistentvolume/pv_controller.go`.

mod bind;
mod claim;
pub mod expand;
pub mod protection;
pub mod provisioner;
#[cfg(test)]
mod tests;
mod volume;

use super::{Controller, Ctx, ROW};
use crate::api::{Kind, Object, ObjectKey, PersistentVolume, Typed};
use crate::apiserver::{WatchEvent, WatchType};
use crate::client::{Cache, Effect, EventDraft, Fact, SyncResult, Why};
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "persistentvolume-controller";

/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "PV binder controller", enqueue, delay_ms, sync, ..ROW };

/// Everything is looked at anew this often (milliseconds).
const RESYNC_MS: i64 = 15_000;
/// Documents of one file reach the API server one after another, two requests each; here they come
/// at once. A volume that stands before its claim is available by then (milliseconds).
const NEXT_DOCUMENT_MS: i64 = 15;

fn enqueue(_: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    let is_gone = event.r#type == WatchType::Deleted;
    match &event.object {
        Object::PersistentVolumeClaim(claim) if is_gone => {
            let name = &claim.spec.volume_name;
            (!name.is_empty()).then(|| volume_key(name)).into_iter().collect()
        }
        Object::PersistentVolumeClaim(claim) => vec![claim.key()],
        Object::PersistentVolume(volume) => {
            let owner = volume.spec.claim_ref.as_ref();
            let owner = owner.map(|it| claim_key(&it.namespace, &it.name));
            // A claim that waits finds a new volume when everything is looked at again.
            if is_gone { owner.into_iter().collect() } else { vec![volume.key()] }
        }
        _ => Vec::new(),
    }
}

fn delay_ms(event: &WatchEvent, _: &ObjectKey, _: i64) -> i64 {
    let is_claim = event.object.kind() == Kind::PersistentVolumeClaim;
    if is_claim && event.r#type == WatchType::Added { NEXT_DOCUMENT_MS } else { 0 }
}

fn volume_key(name: &str) -> ObjectKey {
    ObjectKey::new(Kind::PersistentVolume, "", name)
}

fn claim_key(namespace: &str, name: &str) -> ObjectKey {
    ObjectKey::new(Kind::PersistentVolumeClaim, namespace, name)
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut pass = Pass { ctx, result: SyncResult::default() };
    match ctx.cache.get(key) {
        Some(Object::PersistentVolumeClaim(claim)) => pass.sync_claim(claim),
        Some(Object::PersistentVolume(volume)) => pass.sync_volume(volume),
        _ => {}
    }
    pass.result
}

/// One pass over a claim or a volume.
struct Pass<'a> {
    ctx: &'a Ctx<'a>,
    result: SyncResult,
}

impl Pass<'_> {
    fn volumes(&self) -> Vec<Rc<PersistentVolume>> {
        self.ctx.cache.list_typed::<PersistentVolume>(None).cloned().collect()
    }

    fn normal(&mut self, about: &Object, reason: &'static str, message: String) {
        self.result.events.push(EventDraft::normal(about, reason, message));
    }

    fn warning(&mut self, about: &Object, reason: &'static str, message: String) {
        self.result.events.push(EventDraft::warning(about, reason, message));
    }

    /// Looks again when everything is looked at again.
    fn resync(&mut self) {
        self.result.requeue_after_ms = Some(RESYNC_MS - self.ctx.now_ms.rem_euclid(RESYNC_MS));
    }

    fn why(
        &mut self,
        about: ObjectKey,
        (effect, what): (Effect, String),
        because: String,
        facts: Vec<Fact>,
        source: &'static str,
    ) {
        let why =
            Why { component: NAME, about, effect, what, because, facts, source, trigger: None };
        self.result.whys.push(Rc::new(why));
    }
}
