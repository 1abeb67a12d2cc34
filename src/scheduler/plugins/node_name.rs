//! A Pod that names its node.
//! Source: `pkg/scheduler/framework/plugins/nodename/node_name.go`.

use super::super::framework::{Rejection, State};
use super::super::nodeinfo::NodeInfo;

pub(in super::super) const NAME: &str = "NodeName";

pub(super) fn filter(state: &State<'_>, node: &NodeInfo) -> Option<Rejection> {
    let wanted = &state.info.spec.node_name;
    if wanted == node.name() {
        return None;
    }
    super::reject(NAME, "node(s) didn't match the requested node name", false)
}
