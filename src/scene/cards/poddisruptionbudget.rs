//! PodDisruptionBudgets: how much room there is.

use super::{Card, Seen, card, counted};
use crate::api::{Kind, PodDisruptionBudget};
use crate::picture::Workload;

impl Card for PodDisruptionBudget {
    const PLACE: u8 = 7;
    const INPUTS: &[Kind] = &[Kind::PodDisruptionBudget];

    fn cards(seen: &Seen) -> Vec<Workload> {
        let budgets = seen.cluster.store().list_typed::<PodDisruptionBudget>(None);
        budgets.map(|it| one(it)).collect()
    }
}

fn one(budget: &PodDisruptionBudget) -> Workload {
    let status = &budget.status;
    let room = i64::from(status.disruptions_allowed);
    Workload {
        ready: status.current_healthy,
        desired: status.desired_healthy,
        count: Some(format!("room for {room}").into()),
        doing: format!(
            "{} healthy \u{b7} {} needed \u{b7} {} may be evicted now",
            status.current_healthy,
            status.desired_healthy,
            counted(room, "Pod", "Pods")
        )
        .into(),
        ..card("poddisruptionbudget", &budget.metadata)
    }
}
