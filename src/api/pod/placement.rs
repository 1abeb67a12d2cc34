//! Which nodes a Pod wants, and which it bears.

use super::PodSpec;
use crate::api::affinity::NodeSelector;
use crate::api::core::{Node, Taint};
use crate::api::field::Value;

impl PodSpec {
    /// Whether its Pods have the network of their node, and its address.
    #[must_use]
    pub fn is_on_host(&self) -> bool {
        self.rest.get("hostNetwork").and_then(Value::as_bool) == Some(true)
    }

    /// The node affinity that must hold, if there is one.
    #[must_use]
    pub fn required_node_affinity(&self) -> Option<&NodeSelector> {
        self.affinity.as_ref()?.node_affinity.as_ref()?.required.as_ref()
    }

    /// Whether the node is as the node selector and the required affinity wish.
    /// Source: `nodeaffinity.go` `RequiredNodeAffinity`.
    #[must_use]
    pub fn wants_node(&self, node: &Node) -> bool {
        let labels = &node.metadata.labels;
        self.node_selector.iter().all(|(key, value)| labels.get(key) == Some(value))
            && self.required_node_affinity().is_none_or(|it| it.matches(node))
    }

    /// The first taint of those with these effects that the Pod does not bear.
    /// Source: `staging/src/k8s.io/component-helpers/scheduling/corev1/helpers.go`.
    #[must_use]
    pub fn untolerated<'a>(&self, node: &'a Node, effects: &[&str]) -> Option<&'a Taint> {
        node.spec.taints.iter().find(|taint| {
            effects.contains(&taint.effect.as_str())
                && !self.tolerations.iter().any(|it| it.tolerates(taint))
        })
    }
}
