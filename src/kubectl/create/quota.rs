//! `create quota`, `create priorityclass`, `create poddisruptionbudget`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_{quota,priorityclass,pdb}.go`.

use super::generate::{CreateSubcommandFlags, imperative, name_argument, pairs};
use crate::api::{Kind, Map, Quantity};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{ValidateFlags, flags};
use crate::kubectl::resource;
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

flags! {
    /// Source: `QuotaOpts`.
    pub(in crate::kubectl) struct QuotaFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        hard: text "hard";
        scopes: text "scopes";
    }
}

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

flags! {
    /// Source: `PodDisruptionBudgetOpts`.
    pub(in crate::kubectl) struct DisruptionBudgetFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        min_available: text "min-available";
        max_unavailable: text "max-unavailable";
        selector: text "selector";
    }
}

/// `create quota`
pub(in crate::kubectl) fn quota(session: &mut Session<'_>, flags: &QuotaFlags<'_>) -> Ran {
    let name = name_argument(session, "kubectl create quota")?;
    let mut spec = Map::new();
    if let Some(hard) = flags.hard.filter(|it| !it.is_empty()) {
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
    if let Some(scopes) = flags.scopes.filter(|it| !it.is_empty()) {
        let scopes: Vec<&str> = scopes.split(',').collect();
        spec.insert("scopes".to_owned(), json!(scopes));
    }
    let value = json!({"metadata": {}, "spec": spec, "status": {}});
    imperative(session, flags.create, Kind::ResourceQuota, &name, value)
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

/// `create poddisruptionbudget`
pub(in crate::kubectl) fn disruption_budget(
    session: &mut Session<'_>,
    flags: &DisruptionBudgetFlags<'_>,
) -> Ran {
    let name = name_argument(session, "kubectl create poddisruptionbudget")?;
    let kind = resource::parse_kind("poddisruptionbudgets")?;
    let Some(selector) = flags.selector.filter(|it| !it.is_empty()) else {
        return Err(Failure::text("a selector must be specified"));
    };
    let (least, most) = (flags.min_available, flags.max_unavailable);
    let (field, amount) = match (least, most) {
        (Some(amount), None) => ("minAvailable", amount),
        (None, Some(amount)) => ("maxUnavailable", amount),
        (None, None) => {
            return Err(Failure::text("one of min-available or max-unavailable must be specified"));
        }
        _ => {
            return Err(Failure::text(
                "min-available and max-unavailable cannot be both specified",
            ));
        }
    };
    let labels = pairs(selector.split(','));
    let amount = amount.parse::<i32>().map_or_else(|_| json!(amount), |it| json!(it));
    let value = json!({
        "metadata": {},
        "spec": {field: amount, "selector": {"matchLabels": labels}},
        "status": {},
    });
    imperative(session, flags.create, kind, &name, value)
}
