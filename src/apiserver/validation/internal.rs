//! Values as the types print them that the API server works with: they have no names for JSON,
//! so that Go's own stand in the errors. Source: `pkg/apis/*/types.go`.

use crate::api::{Map, Value};
use serde_json::json;

/// The fields of each type in their order. After the colon: `s` text, `i` number, `x` number or
/// text, `o` may be missing, `[` list, and types of this table, which may be missing where a `*`
/// stands before.
const TYPES: [(&str, &str); 14] = [
    ("DeploymentStrategy", "Type:s RollingUpdate:*RollingUpdateDeployment"),
    ("RollingUpdateDeployment", "MaxUnavailable:x MaxSurge:x"),
    ("DaemonSetUpdateStrategy", "Type:s RollingUpdate:*RollingUpdateDaemonSet"),
    ("RollingUpdateDaemonSet", "MaxUnavailable:x MaxSurge:x"),
    ("StatefulSetUpdateStrategy", "Type:s RollingUpdate:*RollingUpdateStatefulSetStrategy"),
    ("RollingUpdateStatefulSetStrategy", "Partition:i MaxUnavailable:o"),
    ("VolumeNodeAffinity", "Required:*NodeSelector"),
    ("NodeSelector", "NodeSelectorTerms:[NodeSelectorTerm"),
    (
        "NodeSelectorTerm",
        "MatchExpressions:[NodeSelectorRequirement MatchFields:[NodeSelectorRequirement",
    ),
    ("NodeSelectorRequirement", "Key:s Operator:s Values:o"),
    ("PodFailurePolicy", "Rules:[PodFailurePolicyRule"),
    (
        "PodFailurePolicyRule",
        "Action:s OnExitCodes:*PodFailurePolicyOnExitCodes OnPodConditions:[PodFailurePolicyOnPodConditions",
    ),
    ("PodFailurePolicyOnExitCodes", "ContainerName:o Operator:s Values:o"),
    ("PodFailurePolicyOnPodConditions", "Type:s Status:s"),
];
const SUCCESS: [(&str, &str); 2] = [
    ("SuccessPolicy", "Rules:[SuccessPolicyRule"),
    ("SuccessPolicyRule", "SucceededIndexes:o SucceededCount:o"),
];

fn fields(name: &str) -> Option<&'static str> {
    TYPES.iter().chain(&SUCCESS).find(|it| it.0 == name).map(|it| it.1)
}

/// The value of a type, which is known by its name in Go.
pub(super) fn json(name: &str, value: &Value) -> String {
    let (Some(fields), Value::Object(map)) = (fields(name), value) else {
        return value.to_string();
    };
    let fields: Vec<String> = fields.split(' ').map(|it| field(it, map)).collect();
    format!("{{{}}}", fields.join(","))
}

fn field(field: &str, map: &Map) -> String {
    let (name, r#type) = field.split_once(':').unwrap_or((field, "s"));
    let mut key = name[..1].to_lowercase();
    key.push_str(&name[1..]);
    let value = map.get(&key).filter(|it| !it.is_null());
    let text = match (r#type, value) {
        ("s", value) => value.cloned().unwrap_or(json!("")).to_string(),
        ("i" | "x", value) => value.cloned().unwrap_or(json!(0)).to_string(),
        (_, None) => "null".to_owned(),
        ("o", Some(value)) => value.to_string(),
        (other, Some(value)) => match (other.strip_prefix('['), value) {
            (Some(item), Value::Array(items)) => {
                let items: Vec<String> = items.iter().map(|it| json(item, it)).collect();
                format!("[{}]", items.join(","))
            }
            _ => json(other.trim_start_matches('*'), value),
        },
    };
    format!("{name:?}:{text}")
}
