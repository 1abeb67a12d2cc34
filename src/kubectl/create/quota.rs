//! `create quota`, `create priorityclass`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_{quota,priorityclass}.go`.

use super::generate::{imperative, name_argument};
use crate::api::{Kind, Map, Quantity};
use crate::kubectl::failure::Failure;
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

pub(in crate::kubectl) const QUOTA_FLAGS: &str =
    "hard=text scopes=text save-config validate=text?strict";
pub(in crate::kubectl) const PRIORITY_CLASS_FLAGS: &str = "value=int32 global-default description=text preemption-policy=text save-config validate=text?strict";

/// `create quota`
pub(in crate::kubectl) fn quota(session: &mut Session<'_>) -> Ran {
    let name = name_argument(session, "kubectl create quota")?;
    let mut spec = Map::new();
    if let Some(hard) = session.args.flag("hard").filter(|it| !it.is_empty()) {
        let mut amounts = Map::new();
        for part in hard.split(',') {
            let invalid = || {
                Failure::text(format!(
                    "Invalid argument syntax {part}, expected <resource>=<value>"
                ))
            };
            let (key, value) = part.split_once('=').ok_or_else(invalid)?;
            Quantity::parse(value).map_err(Failure::text)?;
            amounts.insert(key.to_owned(), json!(value));
        }
        spec.insert("hard".to_owned(), amounts.into());
    }
    if let Some(scopes) = session.args.flag("scopes").filter(|it| !it.is_empty()) {
        let scopes: Vec<&str> = scopes.split(',').collect();
        spec.insert("scopes".to_owned(), json!(scopes));
    }
    let value = json!({"metadata": {}, "spec": spec, "status": {}});
    imperative(session, Kind::ResourceQuota, &name, value)
}

/// `create priorityclass`
pub(in crate::kubectl) fn priority_class(session: &mut Session<'_>) -> Ran {
    let name = name_argument(session, "kubectl create priorityclass")?;
    let value = session.args.number("value").unwrap_or(0);
    let mut class = json!({"metadata": {}, "value": value});
    let policy = session.args.flag("preemption-policy").unwrap_or("PreemptLowerPriority");
    class["preemptionPolicy"] = json!(policy);
    if session.args.on("global-default") {
        class["globalDefault"] = json!(true);
    }
    if let Some(text) = session.args.flag("description").filter(|it| !it.is_empty()) {
        class["description"] = json!(text);
    }
    imperative(session, Kind::PriorityClass, &name, class)
}
