//! `create poddisruptionbudget`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_pdb.go`.

use super::generate::{CreateSubcommandFlags, imperative, name_argument};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{ValidateFlags, flags};
use crate::kubectl::resource;
use crate::kubectl::selector;
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

flags! {
    /// Source: `PodDisruptionBudgetOpts`.
    pub(in crate::kubectl) struct DisruptionBudgetFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        min_available: text "min-available";
        max_unavailable: text "max-unavailable";
        selector: text "selector";
    }
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
    let digits = amount.strip_suffix('%').unwrap_or(amount);
    if digits.is_empty() || !digits.chars().all(|it| it.is_ascii_digit()) {
        let flag = if least.is_some() { "min-available" } else { "max-unavailable" };
        return Err(Failure::text(format!("invalid format specified for {flag}")));
    }
    let selector = selector::of_object(selector).map_err(Failure::text)?;
    let amount = amount.parse::<i32>().map_or_else(|_| json!(amount), |it| json!(it));
    let value = json!({
        "metadata": {},
        "spec": {field: amount, "selector": selector},
        "status": {},
    });
    imperative(session, flags.create, kind, &name, value)
}
