//! Ports of the node that are taken.
//! Source: `pkg/scheduler/framework/plugins/nodeports/node_ports.go`.

use super::super::framework::{Rejection, State};
use super::super::nodeinfo::NodeInfo;

pub(super) fn filter(state: &State<'_>, node: &NodeInfo) -> Option<Rejection> {
    let wanted = &state.info.host_ports;
    let taken = |port: &(String, i32)| node.pods.values().any(|pod| pod.host_ports.contains(port));
    if !wanted.iter().any(taken) {
        return None;
    }
    super::reject("NodePorts", "node(s) didn't have free ports for the requested pod ports", true)
}
