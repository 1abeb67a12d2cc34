//! Volumes, claims and classes.
//! Source: `staging/src/k8s.io/api/{core,storage}/v1/types.go`.

use super::affinity::NodeSelector;
use super::field::{Text, Value, object};
use super::labels::{LabelSelector, Labels};
use super::meta::{ObjectMeta, ObjectReference, Time};
use super::quantity::{Quantity, ResourceList};

object! {
    /// What the containers of a Pod can mount; where its data is stands in `rest`.
    pub struct Volume {
        /// The name that containers mount it by.
        name: Text => "name" always,
    }

    /// A volume as a container sees it.
    pub struct VolumeMount {
        /// The path in the container.
        mount_path: Text => "mountPath" always,
        /// The volume.
        name: Text => "name" always,
        /// Whether nothing can be written there.
        read_only: bool => "readOnly",
        /// The part of the volume that is seen; empty for all of it.
        sub_path: Text => "subPath",
    }

    /// `v1 PersistentVolumeClaim`: a wish for storage.
    pub struct PersistentVolumeClaim {
        /// Name, labels, owners.
        metadata: ObjectMeta => "metadata" always,
        /// The wish.
        spec: PersistentVolumeClaimSpec => "spec" always,
        /// What is.
        status: PersistentVolumeClaimStatus => "status" always,
    }

    /// A wish for storage.
    pub struct PersistentVolumeClaimSpec {
        /// `ReadWriteOnce`, `ReadOnlyMany`, `ReadWriteMany`, `ReadWriteOncePod`.
        access_modes: Vec<String> => "accessModes",
        /// How much.
        resources: VolumeResourceRequirements => "resources" always,
        /// Labels that the volume must have.
        selector: Option<LabelSelector> => "selector",
        /// The class; the empty one means none, none means the default one.
        storage_class_name: Option<String> => "storageClassName",
        /// The class of attributes.
        volume_attributes_class_name: Option<String> => "volumeAttributesClassName",
        /// `Filesystem` or `Block`.
        volume_mode: Option<String> => "volumeMode",
        /// The volume that it is bound to.
        volume_name: String => "volumeName",
    }

    /// How much storage.
    pub struct VolumeResourceRequirements {
        /// At most.
        limits: ResourceList => "limits",
        /// At least.
        requests: ResourceList => "requests",
    }

    /// What is of a claim.
    pub struct PersistentVolumeClaimStatus {
        /// Those of the volume.
        access_modes: Vec<String> => "accessModes",
        /// That of the volume.
        capacity: ResourceList => "capacity",
        /// How far it has grown.
        conditions: Vec<PersistentVolumeClaimCondition> => "conditions",
        /// `Pending`, `Bound` or `Lost`.
        phase: String => "phase",
    }

    /// A condition of a claim that grows.
    pub struct PersistentVolumeClaimCondition {
        /// When it was last asked.
        last_probe_time: Value => "lastProbeTime" always,
        /// When the status last changed.
        last_transition_time: Option<Time> => "lastTransitionTime",
        /// A sentence.
        message: String => "message",
        /// A word.
        reason: String => "reason",
        /// `True` or `False`.
        status: String => "status" always,
        /// `Resizing`, `FileSystemResizePending`.
        r#type: String => "type" always,
    }

    /// `v1 PersistentVolume`: a piece of storage.
    pub struct PersistentVolume {
        /// Name, labels, owners.
        metadata: ObjectMeta => "metadata" always,
        /// What it is.
        spec: PersistentVolumeSpec => "spec" always,
        /// What is.
        status: PersistentVolumeStatus => "status" always,
    }

    /// A piece of storage.
    pub struct PersistentVolumeSpec {
        /// How it can be mounted.
        access_modes: Vec<String> => "accessModes",
        /// How much.
        capacity: ResourceList => "capacity",
        /// The claim that it is bound to.
        claim_ref: Option<ObjectReference> => "claimRef",
        /// Which nodes reach it.
        node_affinity: Option<VolumeNodeAffinity> => "nodeAffinity",
        /// `Retain`, `Delete` or `Recycle`.
        persistent_volume_reclaim_policy: String => "persistentVolumeReclaimPolicy",
        /// The class it belongs to.
        storage_class_name: String => "storageClassName",
        /// The class of attributes.
        volume_attributes_class_name: Option<String> => "volumeAttributesClassName",
        /// `Filesystem` or `Block`.
        volume_mode: Option<String> => "volumeMode",
    }

    /// Which nodes reach a volume.
    pub struct VolumeNodeAffinity {
        /// What they are like.
        required: Option<NodeSelector> => "required",
    }

    /// What is of a volume.
    pub struct PersistentVolumeStatus {
        /// When the phase last changed.
        last_phase_transition_time: Option<Time> => "lastPhaseTransitionTime",
        /// A sentence.
        message: String => "message",
        /// `Pending`, `Available`, `Bound`, `Released` or `Failed`.
        phase: String => "phase",
        /// A word.
        reason: String => "reason",
    }

    /// `storage.k8s.io/v1 StorageClass`: how volumes are made.
    pub struct StorageClass {
        /// Name, labels.
        metadata: ObjectMeta => "metadata" always,
        /// Whether claims may grow.
        allow_volume_expansion: Option<bool> => "allowVolumeExpansion",
        /// Options of the mount.
        mount_options: Vec<String> => "mountOptions",
        /// What the provisioner is told.
        parameters: Labels => "parameters" shown,
        /// Who makes the volumes.
        provisioner: String => "provisioner" always,
        /// `Delete` or `Retain`.
        reclaim_policy: Option<String> => "reclaimPolicy",
        /// `Immediate` or `WaitForFirstConsumer`.
        volume_binding_mode: Option<String> => "volumeBindingMode",
    }
}

/// By this annotation a class is the default one.
pub const DEFAULT_CLASS: &str = "storageclass.kubernetes.io/is-default-class";
/// The resource's name in lists of quantities.
pub const STORAGE: &str = "storage";

impl PersistentVolumeClaim {
    /// How large its volume is; how large it is requested to be, while there is none.
    #[must_use]
    pub fn size(&self) -> Option<Quantity> {
        let capacity = self.status.capacity.get(STORAGE);
        capacity.or_else(|| self.spec.resources.requests.get(STORAGE)).copied()
    }

    /// How much is wished.
    #[must_use]
    pub fn request(&self) -> Quantity {
        self.spec.resources.requests.get(STORAGE).copied().unwrap_or_default()
    }

    /// The class, or the empty text where there is none.
    /// Source: `component-helpers/storage/volume` `GetPersistentVolumeClaimClass`.
    #[must_use]
    pub fn class(&self) -> &str {
        let old = self.metadata.annotation("volume.beta.kubernetes.io/storage-class");
        old.or(self.spec.storage_class_name.as_deref()).unwrap_or("")
    }

    /// Whether it has been bound to a volume for good.
    #[must_use]
    pub fn is_bound(&self) -> bool {
        self.status.phase == "Bound"
    }
}

impl PersistentVolume {
    /// How much there is.
    #[must_use]
    pub fn capacity(&self) -> Quantity {
        self.spec.capacity.get(STORAGE).copied().unwrap_or_default()
    }

    /// The mode; volumes are file systems unless they say otherwise.
    #[must_use]
    pub fn mode(&self) -> &str {
        self.spec.volume_mode.as_deref().unwrap_or("Filesystem")
    }

    /// What tells the piece of storage apart, whatever object stands for it.
    #[must_use]
    pub fn handle(&self) -> String {
        let text = |path: &[&str]| {
            let (first, rest) = path.split_first()?;
            let mut value = self.spec.rest.get(*first)?;
            for name in rest {
                value = value.get(*name)?;
            }
            value.as_str().map(str::to_owned)
        };
        text(&["csi", "volumeHandle"])
            .or_else(|| text(&["hostPath", "path"]))
            .or_else(|| text(&["local", "path"]))
            .or_else(|| text(&["nfs", "path"]))
            .unwrap_or_else(|| self.metadata.name.to_string())
    }
}

impl StorageClass {
    /// Whether claims that name no class get this one.
    #[must_use]
    pub fn is_default(&self) -> bool {
        let noted = |key| self.metadata.annotation(key) == Some("true");
        noted(DEFAULT_CLASS) || noted("storageclass.beta.kubernetes.io/is-default-class")
    }

    /// Whether a volume is made or chosen only when a Pod wants it.
    #[must_use]
    pub fn waits_for_consumer(&self) -> bool {
        self.volume_binding_mode.as_deref() == Some("WaitForFirstConsumer")
    }
}

impl Volume {
    /// A volume that is a claim.
    #[must_use]
    pub fn claim(name: impl Into<Text>, claim: &str) -> Self {
        let mut volume = Self { name: name.into(), ..Self::default() };
        let source = serde_json::json!({ "claimName": claim });
        volume.rest.insert("persistentVolumeClaim".to_owned(), source);
        volume
    }
}
