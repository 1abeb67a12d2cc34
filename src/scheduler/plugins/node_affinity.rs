//! What the node must be like, and what would be nice.
//! Source: `pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go`.

use super::super::framework::{Rejection, State};
use super::super::nodeinfo::NodeInfo;
use super::Given;
use crate::api::PodSpec;
use crate::sorted::SortedSet;

pub(in super::super) const NAME: &str = "NodeAffinity";

pub(super) fn filter(state: &State<'_>, node: &NodeInfo) -> Option<Rejection> {
    if state.info.spec.wants_node(&node.node) {
        return None;
    }
    super::reject(NAME, "node(s) didn't match Pod's node affinity/selector", false)
}

/// The nodes that the Pod's rules name, where every alternative names some: no other need be
/// looked at. Source: `NodeAffinity.PreFilter`.
pub(in super::super) fn named_nodes(spec: &PodSpec) -> Option<SortedSet<&str>> {
    let terms = &spec.required_node_affinity()?.node_selector_terms;
    if terms.is_empty() {
        return None;
    }
    let mut all = SortedSet::new();
    for term in terms {
        let fields =
            term.match_fields.iter().filter(|it| it.key == "metadata.name" && it.operator == "In");
        let sets = fields.map(|it| it.values.iter().map(String::as_str).collect::<SortedSet<_>>());
        let names = sets.reduce(|mut all, it| {
            all.retain(|name| it.contains(name));
            all
        })?;
        all.extend(names);
    }
    Some(all)
}

pub(super) fn score(state: &State<'_>, nodes: &[&NodeInfo]) -> Option<Given> {
    let affinity = state.info.spec.affinity.as_ref()?.node_affinity.as_ref()?;
    if affinity.preferred.is_empty() {
        return None;
    }
    let score = |node: &&NodeInfo| {
        let terms = affinity.preferred.iter().filter(|it| it.preference.matches(&node.node));
        terms.map(|it| i64::from(it.weight)).sum()
    };
    Some(Given::Each(super::normalize(nodes.iter().map(score).collect(), false)))
}
