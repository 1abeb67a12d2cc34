//! Ports of the node that are taken.
//! Source: `pkg/scheduler/framework/plugins/nodeports/node_ports.go`.

use super::super::framework::{Rejection, State};
use super::super::nodeinfo::NodeInfo;

pub(in super::super) const NAME: &str = "NodePorts";

pub(super) fn filter(state: &State<'_>, node: &NodeInfo) -> Option<Rejection> {
    let wanted = &state.info.host_ports;
    let mut taken = node.pods.values().flat_map(|pod| &pod.host_ports);
    taken.find(|port| wanted.iter().any(|it| it.conflicts(port)))?;
    super::reject(NAME, "node(s) didn't have free ports for the requested pod ports", true)
}
