//! What the API server says of the rules by which it queues requests: whether their priority levels
//! exist. Nothing is queued here. Source:
//! `staging/src/k8s.io/apiserver/pkg/util/flowcontrol/apf_controller.go` `syncFlowSchemaStatus`.

use crate::api::{Kind, Object, ObjectKey, Other, Time};
use crate::apiserver::ApiServer;
use serde_json::json;
use std::rc::Rc;

const GROUP: &str = "flowcontrol.apiserver.k8s.io/v1";
/// The levels that every API server makes for itself.
/// Source: `pkg/apis/flowcontrol/bootstrap/default.go`.
const LEVELS: [&str; 8] = [
    "catch-all",
    "exempt",
    "global-default",
    "leader-election",
    "node-high",
    "system",
    "workload-high",
    "workload-low",
];

/// The object with its condition, if it is such a rule and has none.
pub(super) fn as_seen(server: &ApiServer, object: &Rc<Other>) -> Object {
    let seen = || Object::Other(Rc::clone(object));
    if object.kind.info().kind != "FlowSchema" || object.rest.contains_key("status") {
        return seen();
    }
    let level =
        object.rest.get("spec").and_then(|it| it["priorityLevelConfiguration"]["name"].as_str());
    let Some(level) = level else { return seen() };
    let is_made = Kind::find(GROUP, "PriorityLevelConfiguration")
        .is_some_and(|kind| server.store().get(&ObjectKey::new(kind, "", level)).is_some());
    let (status, reason, how) = match is_made || LEVELS.contains(&level) {
        true => ("False", "Found", "and it exists"),
        false => ("True", "NotFound", "but there is no such object"),
    };
    let message = format!(
        "This FlowSchema references the PriorityLevelConfiguration object named {level:?} {how}"
    );
    let since = object.metadata.creation_timestamp.map(|it: Time| it.to_string());
    let mut object = Other::clone(object);
    let condition = json!({"type": "Dangling", "status": status, "reason": reason,
        "message": message, "lastTransitionTime": since});
    object.rest.insert("status".to_owned(), json!({"conditions": [condition]}));
    Object::Other(Rc::new(object))
}
