//! PodDisruptionBudgets. Source: `describePodDisruptionBudget`.

use super::page::Page;
use crate::api::{PodDisruptionBudget, Selector};

pub(in crate::kubectl) fn describe(page: &mut Page, budget: &PodDisruptionBudget) {
    page.field(0, "Name", &budget.metadata.name);
    page.field(0, "Namespace", &budget.metadata.namespace);
    let spec = &budget.spec;
    if let Some(number) = &spec.min_available {
        page.field(0, "Min available", number);
    } else if let Some(number) = &spec.max_unavailable {
        page.field(0, "Max unavailable", number);
    }
    let selector = match spec.selector.as_ref().map(Selector::from) {
        None => "<unset>".to_owned(),
        Some(it) if it.is_empty() => "<none>".to_owned(),
        Some(it) => it.to_string(),
    };
    page.field(0, "Selector", selector);
    page.line(0, "Status:");
    let status = &budget.status;
    page.field(2, "Allowed disruptions", status.disruptions_allowed);
    page.field(2, "Current", status.current_healthy);
    page.field(2, "Desired", status.desired_healthy);
    page.field(2, "Total", status.expected_pods);
}
