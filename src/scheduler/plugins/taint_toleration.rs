//! Taints that the Pod does not bear.
//! Source: `pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go`.

use super::super::framework::{Rejection, State};
use super::super::nodeinfo::NodeInfo;
use crate::api::Taint;

pub(super) fn filter(state: &State<'_>, node: &NodeInfo) -> Option<Rejection> {
    let keeps_away = |taint: &&Taint| {
        matches!(taint.effect.as_str(), "NoSchedule" | "NoExecute")
            && !state.pod.spec.tolerations.iter().any(|it| it.tolerates(taint))
    };
    node.node.spec.taints.iter().find(keeps_away)?;
    super::reject("TaintToleration", "node(s) had untolerated taint(s)", false)
}

pub(super) fn score(state: &State<'_>, nodes: &[&NodeInfo]) -> Option<Vec<i64>> {
    let counts: Vec<i64> = nodes.iter().map(|node| unloved(state, node)).collect();
    let most = counts.iter().copied().max().unwrap_or(0);
    let score = |count: i64| if most == 0 { 100 } else { 100 - 100 * count / most };
    Some(counts.into_iter().map(score).collect())
}

/// How many taints would rather keep the Pod away.
fn unloved(state: &State<'_>, node: &NodeInfo) -> i64 {
    let tolerations = || {
        let soft = |effect: &str| effect.is_empty() || effect == "PreferNoSchedule";
        state.pod.spec.tolerations.iter().filter(move |it| soft(&it.effect))
    };
    let taints = node.node.spec.taints.iter().filter(|it| it.effect == "PreferNoSchedule");
    let count = taints.filter(|taint| !tolerations().any(|it| it.tolerates(taint))).count();
    i64::try_from(count).unwrap_or(i64::MAX)
}
