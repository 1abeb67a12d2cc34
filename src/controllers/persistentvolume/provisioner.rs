//! The provisioner that lives outside Kubernetes: it makes volumes, and takes them back.
//! Source: `sigs.k8s.io/sig-storage-lib-external-provisioner/controller/controller.go`.
//!
//! It answers to whatever name a class gives, for there is no other storage here; to none whose
//! name ends in `missing`, like an image that can't be pulled.

use super::claim_key;
use crate::api::{
    Kind, Object, ObjectKey, ObjectMeta, PersistentVolume, PersistentVolumeClaim,
    PersistentVolumeSpec, STORAGE, StorageClass, Typed,
};
use crate::apiserver::{DeleteOptions, Request, WatchEvent, WatchType};
use crate::client::volumes::{NO_PROVISIONER, PROVISIONED_BY, PROVISIONER, SELECTED_NODE};
use crate::client::{Ask, Cache, Effect, EventDraft, Fact, Failure, SyncResult, Why, reference};
use crate::controllers::{Controller, Ctx, ROW};
use serde_json::json;
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "csi-provisioner";
/// The name by which the default class asks for it.
pub const DRIVER: &str = "disk.csi.podarium.sim";

/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "CSI provisioner", enqueue, sync, failed, ..ROW };

fn enqueue(_: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    if event.r#type == WatchType::Deleted {
        return Vec::new();
    }
    match &event.object {
        Object::PersistentVolumeClaim(claim) if wants_volume(claim) => vec![claim.key()],
        Object::PersistentVolume(volume) if is_to_go(volume) => vec![volume.key()],
        _ => Vec::new(),
    }
}

fn wants_volume(claim: &PersistentVolumeClaim) -> bool {
    let answers = |it: &String| it != NO_PROVISIONER && !it.ends_with("missing");
    claim.spec.volume_name.is_empty()
        && !claim.metadata.is_terminating()
        && claim.metadata.annotations.get(PROVISIONER).is_some_and(answers)
}

fn is_to_go(volume: &PersistentVolume) -> bool {
    volume.status.phase == "Released"
        && volume.spec.persistent_volume_reclaim_policy == "Delete"
        && volume.metadata.annotations.contains_key(PROVISIONED_BY)
        && !volume.metadata.is_terminating()
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    match ctx.cache.get(key) {
        Some(Object::PersistentVolumeClaim(claim)) if wants_volume(claim) => provision(ctx, claim),
        Some(Object::PersistentVolume(volume)) if is_to_go(volume) => delete(volume),
        _ => SyncResult::default(),
    }
}

fn provision(ctx: &Ctx<'_>, claim: &Rc<PersistentVolumeClaim>) -> SyncResult {
    let mut result = SyncResult::default();
    let name = format!("pvc-{}", claim.metadata.uid);
    let key = ObjectKey::new(Kind::StorageClass, "", claim.class());
    let Some(class) = ctx.cache.typed::<StorageClass>(&key) else { return result };
    let waits =
        class.waits_for_consumer() && !claim.metadata.annotations.contains_key(SELECTED_NODE);
    if waits || ctx.cache.get(&super::volume_key(&name)).is_some() {
        return result;
    }
    let object = Object::PersistentVolumeClaim(Rc::clone(claim));
    let problem = attributes_problem(ctx.cache, claim, class);
    let (namespace, own) = (&claim.metadata.namespace, &claim.metadata.name);
    let message =
        format!("External provisioner is provisioning volume for claim \"{namespace}/{own}\"");
    result.events.push(EventDraft::normal(&object, "Provisioning", message));
    if let Some(why) = problem {
        let class = &class.metadata.name;
        let message = format!("failed to provision volume with StorageClass {class:?}: {why}");
        result.events.push(EventDraft::warning(&object, "ProvisioningFailed", message));
        result.requeue_limited = true;
        return result;
    }
    let message = format!("Successfully provisioned volume {name}");
    let done = EventDraft::normal(&object, "ProvisioningSucceeded", message);
    let volume = new_volume(&name, claim, class);
    result.asks.push(Ask::new(Request::Create(volume.into())).then(done));
    let because = format!("class {} makes a volume for each claim", class.metadata.name);
    let facts = vec![size_fact(claim)];
    let what = (Effect::Provision, format!("made volume {name}"));
    result.whys.push(why(claim.key(), what, because, facts));
    result
}

/// Why no volume has the attributes that a claim asks for, if none has.
/// Source: `kubernetes-csi/external-provisioner/pkg/controller/controller.go` `prepareProvision`.
fn attributes_problem(
    cache: &Cache,
    claim: &PersistentVolumeClaim,
    class: &StorageClass,
) -> Option<String> {
    let name = claim.spec.volume_attributes_class_name.as_deref().filter(|it| !it.is_empty())?;
    let kind = Kind::find("storage.k8s.io/v1", "VolumeAttributesClass")?;
    let Some(Object::Other(found)) = cache.get(&ObjectKey::new(kind, "", name)) else {
        return Some(format!("{} {name:?} not found", kind.qualified_resource()));
    };
    let (driver, own) = (found.rest.get("driverName")?.as_str()?, &class.provisioner);
    (driver != own).then(|| {
        format!("VAC {name} referenced in PVC is for driver {driver} which does not match driver name {own}")
    })
}

/// How much is wished, for the reader.
pub(super) fn size_fact(claim: &PersistentVolumeClaim) -> Fact {
    Fact::new("spec.resources.requests.storage", claim.request())
}

fn why(
    about: ObjectKey,
    (effect, what): (Effect, String),
    because: String,
    facts: Vec<Fact>,
) -> Rc<Why> {
    let source = "sig-storage-lib-external-provisioner controller.go";
    Rc::new(Why { component: NAME, about, effect, what, because, facts, source, trigger: None })
}

fn new_volume(name: &str, claim: &PersistentVolumeClaim, class: &StorageClass) -> PersistentVolume {
    let mut spec = PersistentVolumeSpec {
        access_modes: claim.spec.access_modes.clone(),
        capacity: [(STORAGE.to_owned(), claim.request())].into(),
        claim_ref: Some(reference(&claim.clone().into())),
        persistent_volume_reclaim_policy: class.reclaim_policy.clone().unwrap_or_default(),
        storage_class_name: class.metadata.name.to_string(),
        volume_mode: claim.spec.volume_mode.clone(),
        volume_attributes_class_name: claim.spec.volume_attributes_class_name.clone(),
        ..PersistentVolumeSpec::default()
    };
    let source = json!({"driver": class.provisioner, "volumeHandle": name});
    spec.rest.insert("csi".to_owned(), source);
    if !class.mount_options.is_empty() {
        spec.rest.insert("mountOptions".to_owned(), json!(class.mount_options));
    }
    PersistentVolume {
        metadata: ObjectMeta {
            name: name.into(),
            annotations: [(PROVISIONED_BY.to_owned(), class.provisioner.clone())].into(),
            ..ObjectMeta::default()
        },
        spec,
        ..PersistentVolume::default()
    }
}

fn delete(volume: &Rc<PersistentVolume>) -> SyncResult {
    let mut result = SyncResult::default();
    let ask =
        Ask::new(Request::Delete(volume.key(), DeleteOptions::default())).tolerating_missing();
    result.asks.push(ask);
    let what = (Effect::Delete, format!("deleted volume {} with its data", volume.metadata.name));
    let owner = volume.spec.claim_ref.as_ref();
    let owner = owner.map(|it| claim_key(&it.namespace, &it.name).name.to_string());
    let because = format!("claim {} is gone and its policy is Delete", owner.unwrap_or_default());
    result.whys.push(why(volume.key(), what, because, Vec::new()));
    result
}

fn failed(ctx: &Ctx<'_>, key: &ObjectKey, failure: &Failure) -> SyncResult {
    let mut result = SyncResult { requeue_limited: true, ..SyncResult::default() };
    if let Some(object @ Object::PersistentVolumeClaim(_)) = ctx.cache.get(key) {
        let message = failure.status.message.clone();
        result.events.push(EventDraft::warning(object, "ProvisioningFailed", message));
    }
    result
}
