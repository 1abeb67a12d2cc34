//! The plugins of the default profile, in its order.
//! Source: `pkg/scheduler/apis/config/v1/default_plugins.go`.

mod balanced_allocation;
mod float;
mod image_locality;
pub(super) mod inter_pod_affinity;
pub(super) mod node_affinity;
pub(super) mod node_name;
pub(super) mod node_ports;
pub(super) mod node_resources_fit;
pub(super) mod node_unschedulable;
pub(super) mod pod_topology_spread;
pub(super) mod taint_toleration;
pub(super) mod volume_binding;
pub(super) mod volume_restrictions;

pub(super) use self::float::percent;
pub(super) use self::taint_toleration::KEEPS_AWAY;

use super::framework::{Rejection, State};
use super::nodeinfo::NodeInfo;

/// Says why a node is out, if it is.
pub(super) type Filter = fn(&State<'_>, &NodeInfo) -> Option<Rejection>;

/// The filters that have something to say about a Pod, whatever the node. The first that rejects a
/// node supplies its reasons. Source: `runtime/framework.go` `RunPreFilterPlugins`, `Skip`.
pub(super) fn filters(state: &State<'_>) -> Vec<Filter> {
    let (info, spec) = (state.info, &state.info.spec);
    let has_wishes = !spec.node_selector.is_empty() || spec.affinity.is_some();
    let is_alone = info.terms.is_none() && !state.view.has_related;
    let all: [(Filter, bool); 10] = [
        (node_unschedulable::filter, state.view.has_marked),
        (node_name::filter, !spec.node_name.is_empty()),
        (taint_toleration::filter, state.view.has_marked),
        (node_affinity::filter, has_wishes),
        (node_ports::filter, !info.host_ports.is_empty()),
        (node_resources_fit::filter, true),
        (volume_restrictions::filter, state.exclusive.has_claims()),
        (volume_binding::filter, info.has_claims),
        (pod_topology_spread::filter, state.spread.has_rules()),
        // Those who have been promised room may have rules, too.
        (inter_pod_affinity::filter, !is_alone || !state.view.nominated.is_empty()),
    ];
    all.iter().filter(|it| it.1).map(|it| it.0).collect()
}

/// A plugin that scores.
pub(super) struct ScorePlugin {
    pub name: &'static str,
    pub weight: i64,
    /// What the nodes get; `None` where the plugin has nothing to say.
    pub score: fn(&State<'_>, &[&NodeInfo]) -> Option<Given>,
}

/// What nodes get from a plugin, 0 to 100.
pub(super) enum Given {
    /// All the same: there are hundreds of nodes, and mostly no taint and no image to tell them apart.
    Alike(i64),
    /// Each its own, as they stand.
    Each(Vec<i64>),
}

impl Given {
    /// Adds it so many times to the nodes' sums.
    pub(super) fn add_to(&self, totals: &mut [i64], weight: i64) {
        match self {
            Self::Alike(score) => totals.iter_mut().for_each(|it| *it += score * weight),
            Self::Each(scores) => {
                totals.iter_mut().zip(scores).for_each(|(it, score)| *it += score * weight);
            }
        }
    }

    /// What the node at a place gets.
    pub(super) fn at(&self, place: usize) -> i64 {
        match self {
            Self::Alike(score) => *score,
            Self::Each(scores) => scores[place],
        }
    }
}

pub(super) const SCORES: &[ScorePlugin] = &[
    ScorePlugin { name: taint_toleration::NAME, weight: 3, score: taint_toleration::score },
    ScorePlugin { name: node_affinity::NAME, weight: 2, score: node_affinity::score },
    ScorePlugin { name: node_resources_fit::NAME, weight: 1, score: node_resources_fit::score },
    ScorePlugin { name: pod_topology_spread::NAME, weight: 2, score: pod_topology_spread::score },
    ScorePlugin { name: inter_pod_affinity::NAME, weight: 2, score: inter_pod_affinity::score },
    ScorePlugin { name: balanced_allocation::NAME, weight: 1, score: balanced_allocation::score },
    ScorePlugin { name: image_locality::NAME, weight: 1, score: image_locality::score },
];

fn reject(plugin: &'static str, reason: &str, resolvable: bool) -> Option<Rejection> {
    Some(Rejection { plugin, reasons: vec![reason.to_owned()], resolvable })
}

/// From the least to the most, as 0 to 100 (or 100 to 0).
/// Source: `pkg/scheduler/framework/plugins/helper/normalize_score.go`.
fn normalize(scores: Vec<i64>, is_reversed: bool) -> Vec<i64> {
    let most = scores.iter().copied().max().unwrap_or(0);
    let fair = |score: i64| match (most, is_reversed) {
        (0, true) => 100,
        (0, false) => score,
        (_, true) => 100 - 100 * score / most,
        (_, false) => 100 * score / most,
    };
    scores.into_iter().map(fair).collect()
}
