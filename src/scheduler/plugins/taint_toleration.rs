//! Taints that the Pod does not bear.
//! Source: `pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go`.

use super::super::framework::{Rejection, State};
use super::super::nodeinfo::NodeInfo;
use super::Given;
use crate::api::PodSpec;

pub(in super::super) const NAME: &str = "TaintToleration";

/// The effects that keep Pods away.
pub(in super::super) const KEEPS_AWAY: &[&str] = &["NoSchedule", "NoExecute"];

pub(super) fn filter(state: &State<'_>, node: &NodeInfo) -> Option<Rejection> {
    state.info.spec.untolerated(&node.node, KEEPS_AWAY)?;
    super::reject(NAME, "node(s) had untolerated taint(s)", false)
}

pub(super) fn score(state: &State<'_>, nodes: &[&NodeInfo]) -> Option<Given> {
    if !state.view.has_marked {
        return Some(Given::Alike(100));
    }
    let counts = nodes.iter().map(|node| unloved(&state.info.spec, node)).collect();
    Some(Given::Each(super::normalize(counts, true)))
}

/// How many taints would rather keep the Pod away.
fn unloved(spec: &PodSpec, node: &NodeInfo) -> i64 {
    let soft = |effect: &str| effect.is_empty() || effect == "PreferNoSchedule";
    let taints = node.node.spec.taints.iter().filter(|it| it.effect == "PreferNoSchedule");
    let count = taints
        .filter(|taint| !spec.tolerations.iter().any(|it| soft(&it.effect) && it.tolerates(taint)))
        .count();
    i64::try_from(count).unwrap_or(i64::MAX)
}
