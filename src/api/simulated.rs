//! What of a manifest is simulated, and what is only kept, shown and copied along.
//!
//! **Invariant:** a field that is declared in `object!` and not marked `shown` is simulated; the
//! rest is not, except for the fields in [`BY_HAND`], which something reads from the tree. Nothing
//! comes of kinds that are marked `inert`. There is no other list.

use super::field::{Shape, Value};
use super::kind::Kind;
use super::object::Object;

/// Fields without a type of their own that something deals with all the same, by struct.
pub const BY_HAND: &[(&str, &[&str])] = &[
    (
        "Container",
        &[
            "envFrom",
            "lifecycle",
            "resizePolicy",
            "restartPolicyRules",
            "terminationMessagePath",
            "terminationMessagePolicy",
        ],
    ),
    ("EnvVar", &["valueFrom"]),
    ("Event", &["series"]),
    ("NodeStatus", &["images"]),
    ("PersistentVolumeSpec", &["csi", "hostPath", "local", "nfs"]),
    (
        "PodSpec",
        &[
            "automountServiceAccountToken",
            "dnsConfig",
            "hostAliases",
            "hostNetwork",
            "imagePullSecrets",
            "readinessGates",
        ],
    ),
    ("Probe", &["exec", "grpc", "tcpSocket", "terminationGracePeriodSeconds"]),
    (
        "Volume",
        &[
            "configMap",
            "downwardAPI",
            "emptyDir",
            "ephemeral",
            "hostPath",
            "persistentVolumeClaim",
            "projected",
            "secret",
        ],
    ),
    ("VolumeMount", &["subPathExpr"]),
];

/// What the API server fills in where a manifest says nothing, and nothing comes of.
const DEFAULTS: &[(&str, &str)] = &[
    ("externalTrafficPolicy", "Cluster"),
    ("internalTrafficPolicy", "Cluster"),
    ("terminationMessagePath", "/dev/termination-log"),
    ("terminationMessagePolicy", "File"),
];

/// Whether the simulator deals with a field of a struct.
#[must_use]
pub fn is_simulated(shape: &Shape, field: &str) -> bool {
    let by_hand = BY_HAND.iter().find(|(name, _)| *name == shape.name);
    shape.fields.iter().any(|it| it.name == field && !it.shown)
        || by_hand.is_some_and(|(_, fields)| fields.contains(&field))
}

/// The paths of what an object says and nothing comes of: it is accepted, kept and shown, but
/// not simulated.
#[must_use]
pub fn not_simulated(object: &Object) -> Vec<String> {
    not_simulated_in(object.kind(), &object.to_value())
}

/// The same, for a manifest.
#[must_use]
pub fn not_simulated_in(kind: Kind, manifest: &Value) -> Vec<String> {
    let mut paths = Vec::new();
    if let (false, Some(shape), Value::Object(map)) = (kind.info().inert, kind.shape(), manifest) {
        for (key, value) in map {
            // These are everybody's, and what is in a status is nobody's wish.
            if !matches!(key.as_str(), "apiVersion" | "kind" | "metadata" | "status") {
                walk(&shape, key, value, key.clone(), &mut paths);
            }
        }
    }
    paths
}

/// Looks at a field of a struct.
fn walk(shape: &Shape, field: &str, value: &Value, path: String, paths: &mut Vec<String>) {
    let is_empty = match value {
        Value::Null => true,
        Value::Object(map) => map.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    let is_default = || {
        let default = DEFAULTS.iter().find(|(name, _)| *name == field);
        let is =
            |text: &str| value.as_str().map_or(value == true && text == "true", |it| it == text);
        default.is_some_and(|(_, text)| is(text))
    };
    if is_empty || field == "metadata" {
        return;
    }
    let typed = shape.fields.iter().find(|it| it.name == field && !it.shown);
    match typed.map(|it| (it.shape)()) {
        Some(None) => {}
        Some(Some(inner)) => walk_struct(&inner, value, &path, paths),
        None if is_simulated(shape, field) || is_default() => {}
        None => paths.push(path),
    }
}

fn walk_struct(shape: &Shape, value: &Value, path: &str, paths: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk_struct(shape, item, &format!("{path}[{index}]"), paths);
            }
        }
        Value::Object(map) => {
            for (key, value) in map {
                walk(shape, key, value, format!("{path}.{key}"), paths);
            }
        }
        _ => {}
    }
}
