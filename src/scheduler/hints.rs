//! Whether a change may help a Pod that no node suited: asked of the plugins that rejected the
//! nodes. Source: the `EventsToRegister` of each plugin in `pkg/scheduler/framework/plugins`.

use super::amounts::Amounts;
use super::plugins::{
    KEEPS_AWAY, inter_pod_affinity, node_affinity, node_name, node_ports, node_resources_fit,
    node_unschedulable, pod_topology_spread, taint_toleration, volume_binding, volume_restrictions,
};
use super::podinfo::{PodInfo, Terms};
use super::queue::Waiting;
use crate::api::{Node, PersistentVolumeClaim, Selector};
use crate::client::Cache;

/// What has changed.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    /// A node has come.
    NodeAdded(&'a Node),
    /// A node has changed.
    NodeUpdated(&'a Node, &'a Node),
    /// A node has gone.
    NodeRemoved(&'a Node),
    /// A Pod has got a node, or other labels.
    PodPlaced(&'a PodInfo),
    /// A Pod has left its node.
    PodGone(&'a PodInfo),
    /// A claim has changed.
    Claim(&'a PersistentVolumeClaim),
    /// A volume or a class has changed.
    Volume,
}

impl Change<'_> {
    /// Whether the change may help.
    #[must_use]
    pub fn may_help(self, cache: &Cache, waiting: &Waiting) -> bool {
        let (plugins, pod) = (&waiting.rejected_by, &*waiting.info);
        // Where no plugin is to blame, there was no node at all.
        plugins.is_empty() || plugins.iter().any(|plugin| self.concerns(plugin, cache, pod))
    }

    fn concerns(self, plugin: &str, cache: &Cache, pod: &PodInfo) -> bool {
        match plugin {
            node_unschedulable::NAME => self.turns(|node| !node.spec.unschedulable),
            taint_toleration::NAME => {
                self.turns(|node| pod.spec.untolerated(node, KEEPS_AWAY).is_none())
            }
            node_affinity::NAME => self.turns(|node| pod.spec.wants_node(node)),
            node_name::NAME => matches!(self, Self::NodeAdded(_)),
            node_ports::NAME => match self {
                Self::NodeAdded(_) => true,
                Self::PodGone(other) => other
                    .host_ports
                    .iter()
                    .any(|port| pod.host_ports.iter().any(|it| it.conflicts(port))),
                _ => false,
            },
            volume_restrictions::NAME => match self {
                Self::PodGone(other) => volume_restrictions::shares_claims(pod, other),
                Self::NodeAdded(_) => true,
                _ => false,
            },
            volume_binding::NAME => self.supplies(pod),
            node_resources_fit::NAME => self.frees(pod),
            pod_topology_spread::NAME => self.spreads(pod),
            inter_pod_affinity::NAME => self.relates(cache, pod),
            _ => true,
        }
    }

    /// Whether a node is now what it was not before.
    fn turns(self, is: impl Fn(&Node) -> bool) -> bool {
        match self {
            Self::NodeAdded(node) => is(node),
            Self::NodeUpdated(old, new) => is(new) && !is(old),
            _ => false,
        }
    }

    /// Source: `volumebinding/volume_binding.go`.
    fn supplies(self, pod: &PodInfo) -> bool {
        match self {
            Self::Claim(claim) => {
                let meta = &claim.metadata;
                let mut claims = pod.spec.claim_volumes();
                pod.namespace() == meta.namespace
                    && claims.any(|it| it.claim_name(&pod.key.name) == meta.name)
            }
            Self::Volume | Self::NodeAdded(_) => true,
            Self::NodeUpdated(old, new) => old.metadata.labels != new.metadata.labels,
            _ => false,
        }
    }

    /// Source: `noderesources/fit.go`.
    fn frees(self, pod: &PodInfo) -> bool {
        let there = |node: &Node| Amounts::new(&node.status.allocatable);
        let room = |node: &Node| node.status.allocatable.get("pods").map_or(0, |it| it.value());
        match self {
            Self::NodeAdded(node) => pod.requests.fits(&there(node)),
            Self::NodeUpdated(old, new) => {
                let has_grown = room(new) > room(old) || there(new).exceeds(&there(old));
                has_grown && pod.requests.fits(&there(new))
            }
            Self::PodGone(_) => true,
            _ => false,
        }
    }

    /// Source: `podtopologyspread/plugin.go`.
    fn spreads(self, pod: &PodInfo) -> bool {
        let rules = &pod.spec.topology_spread_constraints;
        let rules = || rules.iter().filter(|it| it.when_unsatisfiable == "DoNotSchedule");
        match self {
            Self::Claim(_) | Self::Volume => false,
            Self::PodPlaced(other) | Self::PodGone(other) => {
                let selects =
                    |it: &crate::api::LabelSelector| Selector::from(it).matches(&other.labels);
                other.namespace() == pod.namespace()
                    && rules().any(|it| it.label_selector.as_ref().is_some_and(selects))
            }
            Self::NodeAdded(node) | Self::NodeRemoved(node) => {
                rules().all(|it| node.metadata.labels.contains_key(&it.topology_key))
            }
            Self::NodeUpdated(old, new) => {
                let (old_labels, new_labels) = (&old.metadata.labels, &new.metadata.labels);
                let moved = rules()
                    .any(|it| old_labels.get(&it.topology_key) != new_labels.get(&it.topology_key));
                moved
                    || pod.spec.wants_node(old) != pod.spec.wants_node(new)
                    || old.spec.taints != new.spec.taints
            }
        }
    }

    /// Source: `interpodaffinity/plugin.go`.
    fn relates(self, cache: &Cache, pod: &PodInfo) -> bool {
        let own = pod.terms.as_deref();
        let keys = |terms: &Terms| -> Vec<String> {
            let all = terms.affinity.iter().chain(&terms.anti_affinity);
            all.map(|it| it.topology_key.clone()).collect()
        };
        let is_meant = |terms: &[super::podinfo::Term], it: &PodInfo| {
            terms.iter().any(|term| term.matches(cache, it.namespace(), &it.labels))
        };
        match self {
            Self::PodPlaced(other) => own.is_some_and(|it| is_meant(&it.affinity, other)),
            Self::PodGone(other) => {
                own.is_some_and(|it| is_meant(&it.anti_affinity, other))
                    || other.terms.as_ref().is_some_and(|it| is_meant(&it.anti_affinity, pod))
            }
            // A new place may be one where nobody is.
            Self::NodeAdded(_) => true,
            Self::NodeUpdated(old, new) => {
                let differs =
                    |key: &String| old.metadata.labels.get(key) != new.metadata.labels.get(key);
                own.map_or_else(
                    || old.metadata.labels != new.metadata.labels,
                    |it| keys(it).iter().any(differs),
                )
            }
            Self::NodeRemoved(_) | Self::Claim(_) | Self::Volume => false,
        }
    }
}
