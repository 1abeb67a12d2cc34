//! Cordoned nodes get no Pods.
//! Source: `pkg/scheduler/framework/plugins/nodeunschedulable/node_unschedulable.go`.

use super::super::framework::{Rejection, State};
use super::super::nodeinfo::NodeInfo;
use crate::api::{TAINT_NODE_UNSCHEDULABLE, Taint};

pub(in super::super) const NAME: &str = "NodeUnschedulable";

pub(super) fn filter(state: &State<'_>, node: &NodeInfo) -> Option<Rejection> {
    if !node.node.spec.unschedulable {
        return None;
    }
    let cordon = Taint {
        key: TAINT_NODE_UNSCHEDULABLE.to_owned(),
        effect: "NoSchedule".to_owned(),
        ..Taint::default()
    };
    let borne = state.info.spec.tolerations.iter().any(|it| it.tolerates(&cordon));
    if borne { None } else { super::reject(NAME, "node(s) were unschedulable", false) }
}
