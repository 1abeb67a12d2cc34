//! A kubelet turns away what does not fit, when nobody has asked the scheduler.
//! Source: `pkg/kubelet/lifecycle/predicate.go`.

use super::Kubelets;
use crate::api::{ContainerPort, Node, Pod, PodSpec, Quantity};
use crate::apiserver::Store;

/// What a Pod is turned away with: reason and message.
pub(super) type Rejection = (&'static str, String);

impl Kubelets {
    /// Who has been through the scheduler is not looked at again.
    pub(super) fn rejection(&self, pod: &Pod, store: &Store) -> Option<Rejection> {
        if self.is_serial || pod.condition("PodScheduled").is_some() {
            return None;
        }
        let node = store.typed::<Node>("", &pod.spec.node_name)?;
        let others = self.workers.in_order(|_, it| it.node == pod.spec.node_name);
        let others: Vec<&Pod> = others
            .into_iter()
            .filter_map(|(_, it)| Some(&**store.typed::<Pod>(&it.key.namespace, &it.key.name)?))
            .filter(|it| !it.is_terminal())
            .collect();
        reject(pod, node, &others)
    }
}

/// What a Pod asks for of a resource, in milli-units.
fn request(spec: &PodSpec, name: &str) -> i64 {
    spec.requests().get(name).map_or(0, |it| it.milli())
}

/// Why the node can't take the Pod besides the others that it has; `None` where it can.
pub(super) fn reject(pod: &Pod, node: &Node, others: &[&Pod]) -> Option<Rejection> {
    let resources = [("cpu", "OutOfcpu"), ("memory", "OutOfmemory")];
    let capacity =
        |name: &str| node.status.allocatable.get(name).copied().unwrap_or_else(Quantity::default);
    let told = |name: &str, milli: i64| if name == "cpu" { milli } else { milli / 1000 };
    let text = |name: &str, requested: i64, used: i64, capacity: i64| {
        format!(
            "Node didn't have enough resource: {name}, requested: {requested}, used: {used}, capacity: {capacity}"
        )
    };
    let pods = i64::try_from(others.len()).unwrap_or(i64::MAX);
    let room = capacity("pods").value();
    if pods + 1 > room {
        return Some(("OutOfpods", text("pods", 1, pods, room)));
    }
    for (name, reason) in resources {
        let requested = request(&pod.spec, name);
        let used: i64 =
            others.iter().map(|it| it.requests().get(name).map_or(0, |it| it.milli())).sum();
        let capacity = capacity(name).milli();
        if requested > 0 && used + requested > capacity {
            let numbers = [requested, used, capacity].map(|it| told(name, it));
            return Some((reason, text(name, numbers[0], numbers[1], numbers[2])));
        }
    }
    let failed = |plugin: &'static str, why: &str| {
        Some((plugin, format!("Predicate {plugin} failed: {why}")))
    };
    if !pod.spec.wants_node(node) {
        return failed("NodeAffinity", "node(s) didn't match Pod's node affinity/selector");
    }
    if others.iter().any(|it| share_port(&pod.spec, &it.spec)) {
        return failed("NodePorts", "node(s) didn't have free ports for the requested pod ports");
    }
    if pod.spec.untolerated(node, &["NoExecute"]).is_some() {
        return failed("TaintToleration", "node(s) had untolerated taint(s)");
    }
    None
}

/// Whether both want the same port of the node.
/// Source: `pkg/scheduler/framework/plugins/nodeports/node_ports.go` `fitsPorts`.
fn share_port(one: &PodSpec, other: &PodSpec) -> bool {
    let ports = |spec: &'_ PodSpec| {
        let all = spec.containers.iter().flat_map(|it| &it.ports);
        all.filter(|it| it.host_port > 0).cloned().collect::<Vec<_>>()
    };
    let others = ports(other);
    let clashes = |a: &ContainerPort, b: &ContainerPort| {
        let is_any = |ip: &str| ip.is_empty() || ip == "0.0.0.0";
        (a.host_port, &a.protocol) == (b.host_port, &b.protocol)
            && (a.host_ip == b.host_ip || is_any(&a.host_ip) || is_any(&b.host_ip))
    };
    ports(one).iter().any(|port| others.iter().any(|it| clashes(port, it)))
}
