//! What admission does to claims and volumes.
//! Source: `plugin/pkg/admission/storage`.

use super::Store;
use crate::api::{Kind, Object, PersistentVolumeClaim, Quantity, Status, StorageClass};
use std::rc::Rc;

/// Keeps a claim while a Pod uses it.
pub const CLAIM_PROTECTION: &str = "kubernetes.io/pvc-protection";
/// Keeps a volume while a claim has it.
pub const VOLUME_PROTECTION: &str = "kubernetes.io/pv-protection";

/// The class that claims get which name none: the newest default one.
/// Source: `pkg/volume/util/storageclass.go` `GetDefaultClass`.
#[must_use]
pub fn default_class<'a>(
    classes: impl Iterator<Item = &'a Rc<StorageClass>>,
) -> Option<&'a Rc<StorageClass>> {
    // Of equally old ones the first by name.
    classes.filter(|it| it.is_default()).reduce(|best, it| {
        let age = |it: &StorageClass| it.metadata.creation_timestamp;
        if age(it) > age(best) { it } else { best }
    })
}

/// The default class and the finalizers. Source: `storageclass/setdefault`,
/// `storageobjectinuseprotection`.
pub(super) fn admit_create(store: &Store, object: &mut Object) {
    let finalizer = if let Object::PersistentVolumeClaim(it) = object {
        let has_class = it.spec.storage_class_name.is_some()
            || it.metadata.annotation("volume.beta.kubernetes.io/storage-class").is_some();
        if !has_class && let Some(class) = default_class(store.list_typed(None)) {
            let claim = Rc::make_mut(it);
            claim.spec.storage_class_name = Some(class.metadata.name.to_string());
        }
        CLAIM_PROTECTION
    } else if let Object::PersistentVolume(_) = object {
        VOLUME_PROTECTION
    } else {
        return;
    };
    let finalizers = &mut object.meta_mut().finalizers;
    if !finalizers.iter().any(|it| it == finalizer) {
        finalizers.push(finalizer.to_owned());
    }
}

/// Only claims of a class that allows it can grow. Source: `persistentvolume/resize`.
pub(super) fn admit_update(store: &Store, old: &Object, new: &Object) -> Result<(), Status> {
    let (Object::PersistentVolumeClaim(old), Object::PersistentVolumeClaim(new)) = (old, new)
    else {
        return Ok(());
    };
    let size = |it: &PersistentVolumeClaim| -> Quantity { it.request() };
    if size(new) <= size(old) {
        return Ok(());
    }
    let refuse =
        |why: &str| Err(Status::forbidden(Kind::PersistentVolumeClaim, &old.metadata.name, why));
    if !old.is_bound() {
        return refuse("Only bound persistent volume claims can be expanded");
    }
    let class = store.typed::<StorageClass>("", old.class());
    if class.is_none_or(|it| it.allow_volume_expansion != Some(true)) {
        return refuse(
            "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize",
        );
    }
    Ok(())
}
