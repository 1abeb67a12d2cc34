//! `create priorityclass`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_priorityclass.go`.

use super::generate::{CreateSubcommandFlags, imperative, name_argument};
use crate::api::Kind;
use crate::kubectl::flags::{ValidateFlags, flags};
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

flags! {
    /// Source: `PriorityClassOptions`.
    pub(in crate::kubectl) struct PriorityClassFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        value: int32 "value";
        global_default: switch "global-default";
        description: text "description";
        preemption_policy: text "preemption-policy";
    }
}

/// `create priorityclass`
pub(in crate::kubectl) fn priority_class(
    session: &mut Session<'_>,
    flags: &PriorityClassFlags<'_>,
) -> Ran {
    let name = name_argument(session, "kubectl create priorityclass")?;
    let value = flags.value.unwrap_or(0);
    let mut class = json!({"metadata": {}, "value": value});
    let policy = flags.preemption_policy.unwrap_or("PreemptLowerPriority");
    class["preemptionPolicy"] = json!(policy);
    if flags.global_default {
        class["globalDefault"] = json!(true);
    }
    if let Some(text) = flags.description.filter(|it| !it.is_empty()) {
        class["description"] = json!(text);
    }
    imperative(session, flags.create, Kind::PriorityClass, &name, class)
}
