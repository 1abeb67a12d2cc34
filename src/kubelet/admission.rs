//! A kubelet turns away what does not fit, when nobody has asked the scheduler.
//! Source: `pkg/kubelet/lifecycle/predicate.go`.

use crate::api::{Node, Pod, PodSpec, Quantity};

/// What a Pod is turned away with: reason and message.
pub(super) type Rejection = (&'static str, String);

/// What a Pod asks for of a resource, in milli-units.
/// Source: `staging/src/k8s.io/component-helpers/resource/helpers.go` `PodRequests`.
fn request(spec: &PodSpec, name: &str) -> i64 {
    let of =
        |it: &crate::api::Container| it.resources.requests.get(name).map_or(0, |it| it.milli());
    let main: i64 = spec.containers.iter().map(of).sum();
    let (mut beside, mut most) = (0, 0);
    for container in &spec.init_containers {
        if container.is_sidecar() {
            beside += of(container);
            most = most.max(beside);
        } else {
            most = most.max(beside + of(container));
        }
    }
    (main + beside).max(most)
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
        let used: i64 = others.iter().map(|it| request(&it.spec, name)).sum();
        let capacity = capacity(name).milli();
        if requested > 0 && used + requested > capacity {
            let numbers = [requested, used, capacity].map(|it| told(name, it));
            return Some((reason, text(name, numbers[0], numbers[1], numbers[2])));
        }
    }
    let labels = &node.metadata.labels;
    let fits = pod.spec.node_selector.iter().all(|(key, value)| labels.get(key) == Some(value));
    (!fits).then(|| {
        let message =
            "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector";
        ("NodeAffinity", message.to_owned())
    })
}
