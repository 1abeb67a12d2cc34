//! PodDisruptionBudgets: how much room there is.

use super::{Card, Workload, card, counted};
use crate::api::PodDisruptionBudget;
use crate::cluster::Cluster;
use crate::scene::history::History;

impl Card for PodDisruptionBudget {
    const PLACE: u8 = 7;

    fn cards(cluster: &Cluster, _: &History) -> Vec<Workload> {
        let budgets = cluster.store().list_typed::<PodDisruptionBudget>(None);
        budgets.map(|it| one(it)).collect()
    }
}

fn one(budget: &PodDisruptionBudget) -> Workload {
    let status = &budget.status;
    let room = i64::from(status.disruptions_allowed);
    Workload {
        ready: status.current_healthy,
        wished: status.desired_healthy,
        count: Some(format!("room for {room}")),
        doing: format!(
            "{} healthy \u{b7} {} needed \u{b7} {} may be evicted now",
            status.current_healthy,
            status.desired_healthy,
            counted(room, "Pod", "Pods")
        ),
        ..card("poddisruptionbudget", &budget.metadata)
    }
}
