//! Where the data of a volume is, of a Pod's and of a PersistentVolume.
//! Source: `describeVolumes`, `describePersistentVolume`.

use super::page::Page;
use crate::api::{Map, Value};
use crate::kubectl::jsonpath::go_text;

/// How a field is printed.
#[derive(Clone, Copy)]
enum How {
    Text,
    /// What stands for nothing.
    Or(&'static str),
    /// `false` where it is not written.
    Flag,
    /// Go prints a pointer to nothing.
    Pointer,
    /// Texts with commas between them.
    Joined,
    /// A text, further in, that only a PersistentVolume has.
    Kept,
}

type Field = (&'static str, &'static str, How);

/// One kind of source: its key, its type, its fields.
type Source = (&'static str, &'static str, &'static [Field]);

use How::{Flag, Joined, Kept, Or, Pointer, Text};

#[rustfmt::skip]
const SOURCES: &[Source] = &[
    ("hostPath", "HostPath (bare host directory volume)",
        &[("Path", "path", Text), ("HostPathType", "type", Text)]),
    ("emptyDir", "EmptyDir (a temporary directory that shares a pod's lifetime)",
        &[("Medium", "medium", Text), ("SizeLimit", "sizeLimit", Or("<unset>"))]),
    ("gcePersistentDisk", "GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)",
        &[("PDName", "pdName", Text), ("FSType", "fsType", Text), ("Partition", "partition", Or("0")),
          ("ReadOnly", "readOnly", Flag)]),
    ("awsElasticBlockStore", "AWSElasticBlockStore (a Persistent Disk resource in AWS)",
        &[("VolumeID", "volumeID", Text), ("FSType", "fsType", Text), ("Partition", "partition", Or("0")),
          ("ReadOnly", "readOnly", Flag)]),
    ("gitRepo", "GitRepo (a volume that is pulled from git when the pod is created)",
        &[("Repository", "repository", Text), ("Revision", "revision", Text)]),
    ("secret", "Secret (a volume populated by a Secret)",
        &[("SecretName", "secretName", Text), ("Optional", "optional", Flag)]),
    ("configMap", "ConfigMap (a volume populated by a ConfigMap)",
        &[("Name", "name", Text), ("Optional", "optional", Flag)]),
    ("nfs", "NFS (an NFS mount that lasts the lifetime of a pod)",
        &[("Server", "server", Text), ("Path", "path", Text), ("ReadOnly", "readOnly", Flag)]),
    ("glusterfs", "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)",
        &[("EndpointsName", "endpoints", Text), ("Path", "path", Text), ("ReadOnly", "readOnly", Flag)]),
    ("persistentVolumeClaim",
        "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        &[("ClaimName", "claimName", Text), ("ReadOnly", "readOnly", Flag)]),
    ("quobyte", "Quobyte (a Quobyte mount on the host that shares a pod's lifetime)",
        &[("Registry", "registry", Text), ("Volume", "volume", Text), ("ReadOnly", "readOnly", Flag)]),
    ("azureDisk", "AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)",
        &[("DiskName", "diskName", Text), ("DiskURI", "diskURI", Text), ("Kind", "kind", Or("Shared")),
          ("FSType", "fsType", Or("ext4")), ("CachingMode", "cachingMode", Or("ReadWrite")), ("ReadOnly", "readOnly", Flag)]),
    ("vsphereVolume", "vSphereVolume (a Persistent Disk resource in vSphere)",
        &[("VolumePath", "volumePath", Text), ("FSType", "fsType", Text),
          ("StoragePolicyName", "storagePolicyName", Text)]),
    ("cinder", "Cinder (a Persistent Disk resource in OpenStack)",
        &[("VolumeID", "volumeID", Text), ("FSType", "fsType", Text), ("ReadOnly", "readOnly", Flag),
          ("SecretRef", "secretRef", Pointer)]),
    ("photonPersistentDisk", "PhotonPersistentDisk (a Persistent Disk resource in photon platform)",
        &[("PdID", "pdID", Text), ("FSType", "fsType", Text)]),
    ("portworxVolume", "PortworxVolume (a Portworx Volume resource)", &[("VolumeID", "volumeID", Text)]),
    ("scaleIO", "ScaleIO (a persistent volume backed by a block device in ScaleIO)",
        &[("Gateway", "gateway", Text), ("System", "system", Text), ("Protection Domain", "protectionDomain", Text),
          ("Storage Pool", "storagePool", Text), ("Storage Mode", "storageMode", Or("ThinProvisioned")), ("VolumeName", "volumeName", Text),
          ("SecretName", "secretRef/name", Kept), ("SecretNamespace", "secretRef/namespace", Kept),
          ("FSType", "fsType", Or("xfs")), ("ReadOnly", "readOnly", Flag)]),
    ("storageos", "StorageOS (a StorageOS Persistent Disk resource)",
        &[("VolumeName", "volumeName", Text), ("VolumeNamespace", "volumeNamespace", Text), ("FSType", "fsType", Text),
          ("ReadOnly", "readOnly", Flag)]),
    ("flocker", "Flocker (a Flocker volume mounted by the Flocker agent)",
        &[("DatasetName", "datasetName", Text), ("DatasetUUID", "datasetUUID", Text)]),
    ("rbd", "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)",
        &[("CephMonitors", "monitors", Text), ("RBDImage", "image", Text), ("FSType", "fsType", Text),
          ("RBDPool", "pool", Or("rbd")), ("RadosUser", "user", Or("admin")), ("Keyring", "keyring", Or("/etc/ceph/keyring")),
          ("SecretRef", "secretRef", Pointer), ("ReadOnly", "readOnly", Flag)]),
    ("fc", "FC (a Fibre Channel disk)",
        &[("TargetWWNs", "targetWWNs", Joined), ("LUN", "lun", Or("<none>")), ("FSType", "fsType", Text),
          ("ReadOnly", "readOnly", Flag)]),
    ("flexVolume", "FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)",
        &[("Driver", "driver", Text), ("FSType", "fsType", Text), ("SecretRef", "secretRef", Pointer),
          ("ReadOnly", "readOnly", Flag), ("Options", "options", Or("map[]"))]),
    ("local", "LocalVolume (a persistent volume backed by local storage on a node)",
        &[("Path", "path", Text)]),
    ("azureFile", "AzureFile (an Azure File Service mount on the host and bind mount to the pod)",
        &[("SecretName", "secretName", Text), ("SecretNamespace", "secretNamespace", Kept),
          ("ShareName", "shareName", Text), ("ReadOnly", "readOnly", Flag)]),
    ("cephfs", "CephFS (a CephFS mount on the host that shares a pod's lifetime)",
        &[("Monitors", "monitors", Text), ("Path", "path", Text), ("User", "user", Text),
          ("SecretFile", "secretFile", Text), ("SecretRef", "secretRef", Pointer), ("ReadOnly", "readOnly", Flag)]),
    ("image", "Image (a container image or OCI artifact)",
        &[("Reference", "reference", Text), ("PullPolicy", "pullPolicy", Text)]),
    ("downwardAPI", "DownwardAPI (a volume populated by information about the pod)", &[]),
    ("projected", "Projected (a volume that contains injected data from multiple sources)", &[]),
    ("ephemeral",
        "EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)",
        &[]),
];

const CSI: &str = "CSI (a Container Storage Interface (CSI) volume source)";

/// The source that a volume has.
pub(super) fn describe(page: &mut Page, volume: &Map, is_persistent: bool) {
    if let Some(it) = volume.get("csi") {
        csi(page, it, is_persistent);
        return;
    }
    let found = SOURCES.iter().find_map(|it| Some((it, volume.get(it.0)?)));
    let Some(((key, r#type, fields), it)) = found else {
        page.line(1, "<unknown>");
        return;
    };
    page.field(2, "Type", r#type);
    for (name, field, how) in *fields {
        if matches!(how, Kept) && !is_persistent {
            continue;
        }
        let value = field.split('/').fold(it, |value, part| &value[part]);
        page.field(2, name, if is_persistent { kept(value, *how) } else { shown(value, *how) });
    }
    match *key {
        "downwardAPI" => downward(page, it),
        "projected" => it["sources"].as_array().into_iter().flatten().for_each(|it| part(page, it)),
        "ephemeral" => claim(page, &it["volumeClaimTemplate"]),
        _ => {}
    }
}

/// As a PersistentVolume has it: its secrets are in some namespace.
fn kept(value: &Value, how: How) -> String {
    match (value, how) {
        (Value::Object(_), Pointer) => {
            let (name, space) = (text(&value["name"]), text(&value["namespace"]));
            format!("&SecretReference{{Name:{name},Namespace:{space},}}")
        }
        _ => shown(value, how),
    }
}

fn shown(value: &Value, how: How) -> String {
    match (value, how) {
        (Value::Null, Or(default)) => default.to_owned(),
        (Value::Null, Flag) => "false".to_owned(),
        (Value::Null, Pointer) => "nil".to_owned(),
        (Value::Array(list), Joined) => list.iter().map(text).collect::<Vec<_>>().join(", "),
        (Value::Null, Text | Kept | Joined) => String::new(),
        (value, Pointer) => format!("&LocalObjectReference{{Name:{},}}", text(&value["name"])),
        (value, _) => go_text(value),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

/// Source: `printDownwardAPIVolumeSource`.
fn downward(page: &mut Page, source: &Value) {
    page.line(2, "Items:");
    for item in source["items"].as_array().into_iter().flatten() {
        let path = text(&item["path"]);
        for from in ["fieldRef", "resourceFieldRef"] {
            let field = if from == "fieldRef" { "fieldPath" } else { "resource" };
            if let Some(of) = item.get(from) {
                page.line(3, &format!("{} -> {path}", text(&of[field])));
            }
        }
    }
}

/// Source: `printProjectedVolumeSource`.
fn part(page: &mut Page, source: &Value) {
    let named = |page: &mut Page, title: &str, it: &Value| {
        page.field(2, title, text(&it["name"]));
        page.field(2, "Optional", shown(&it["optional"], Flag));
    };
    if let Some(it) = source.get("secret") {
        named(page, "SecretName", it);
    } else if source.get("downwardAPI").is_some() {
        page.field(2, "DownwardAPI", "true");
    } else if let Some(it) = source.get("configMap") {
        named(page, "ConfigMapName", it);
    } else if let Some(it) = source.get("serviceAccountToken") {
        page.field(2, "TokenExpirationSeconds", shown(&it["expirationSeconds"], Or("3600")));
    }
}

/// A claim that comes and goes with its Pod. Source: `printPersistentVolumeClaim`.
fn claim(page: &mut Page, template: &Value) {
    let (meta, spec) = (&template["metadata"], &template["spec"]);
    page.field(2, "StorageClass", text(&spec["storageClassName"]));
    page.field(2, "Volume", text(&spec["volumeName"]));
    for (title, field) in [("Labels", "labels"), ("Annotations", "annotations")] {
        let separator = if field == "labels" { "=" } else { ": " };
        pairs(page, title, &meta[field], separator);
    }
    // It is a wish so far, not a volume.
    page.field(2, "Capacity", "");
    page.field(2, "Access Modes", "");
    if let Some(mode) = spec["volumeMode"].as_str() {
        page.field(2, "VolumeMode", mode);
    }
}

/// Source: `printCSIVolumeSource`, `printCSIPersistentVolumeSource`.
fn csi(page: &mut Page, source: &Value, is_persistent: bool) {
    page.field(2, "Type", CSI);
    page.field(2, "Driver", text(&source["driver"]));
    page.field(2, "FSType", text(&source["fsType"]));
    if is_persistent {
        page.field(2, "VolumeHandle", text(&source["volumeHandle"]));
    }
    page.field(2, "ReadOnly", shown(&source["readOnly"], Flag));
    pairs(page, "VolumeAttributes", &source["volumeAttributes"], "=");
}

/// Pairs below a title at the second level. kubectl indents the title, and then the values again.
fn pairs(page: &mut Page, title: &str, map: &Value, separator: &str) {
    let map = map.as_object().filter(|it| !it.is_empty());
    let Some(map) = map else {
        page.field(2, title, "<none>");
        return;
    };
    for (index, (key, value)) in map.iter().enumerate() {
        let pair = format!("    {key}{separator}{}", text(value));
        if index == 0 {
            page.field(2, title, pair);
        } else {
            page.line(4, &format!("\t{pair}"));
        }
    }
}
