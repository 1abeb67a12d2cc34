//! Labels that the node must have.
//! Source: `pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go`.

use super::super::framework::{Rejection, State};
use super::super::nodeinfo::NodeInfo;

pub(super) fn filter(state: &State<'_>, node: &NodeInfo) -> Option<Rejection> {
    let labels = &node.node.metadata.labels;
    let fits =
        state.pod.spec.node_selector.iter().all(|(key, value)| labels.get(key) == Some(value));
    if fits {
        return None;
    }
    super::reject("NodeAffinity", "node(s) didn't match Pod's node affinity/selector", false)
}
