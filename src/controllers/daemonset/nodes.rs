//! On which nodes a DaemonSet's Pods are to be, and what such a Pod looks like.
//! Source: `NodeShouldRunDaemonPod`, `pkg/controller/daemon/util/daemonset_util.go`.

use super::super::pod_from_template;
use crate::api::{
    Affinity, DaemonSet, Node, NodeAffinity, NodeSelector, NodeSelectorRequirement,
    NodeSelectorTerm, Object, Pod, PodSpec, TAINT_NODE_DISK_PRESSURE, TAINT_NODE_MEMORY_PRESSURE,
    TAINT_NODE_NETWORK_UNAVAILABLE, TAINT_NODE_NOT_READY, TAINT_NODE_PID_PRESSURE,
    TAINT_NODE_UNREACHABLE, TAINT_NODE_UNSCHEDULABLE, Text, Toleration,
};
use std::rc::Rc;

/// The field of a node by which a Pod is tied to it.
const NODE_NAME_FIELD: &str = "metadata.name";
/// Counts the template's changes, on its Pods.
pub(super) const GENERATION_LABEL: &str = "pod-template-generation";

/// What every daemon Pod bears, with effect.
const BORNE: [(&str, &str); 6] = [
    (TAINT_NODE_NOT_READY, "NoExecute"),
    (TAINT_NODE_UNREACHABLE, "NoExecute"),
    (TAINT_NODE_DISK_PRESSURE, "NoSchedule"),
    (TAINT_NODE_MEMORY_PRESSURE, "NoSchedule"),
    (TAINT_NODE_PID_PRESSURE, "NoSchedule"),
    (TAINT_NODE_UNSCHEDULABLE, "NoSchedule"),
];

/// Whether the set's Pod is to run on the node, and whether one that is there may stay.
#[must_use]
pub fn should_run(set: &DaemonSet, node: &Node) -> (bool, bool) {
    let spec = with_tolerations(&set.spec.template.spec);
    let named = &spec.node_name;
    if !(named.is_empty() || *named == node.metadata.name) || !spec.wants_node(node) {
        return (false, false);
    }
    if spec.untolerated(node, &["NoSchedule", "NoExecute"]).is_some() {
        return (false, spec.untolerated(node, &["NoExecute"]).is_none());
    }
    (true, true)
}

/// Source: `AddOrUpdateDaemonPodTolerations`.
fn with_tolerations(spec: &PodSpec) -> PodSpec {
    let mut spec = spec.clone();
    let network = spec.is_on_host().then_some((TAINT_NODE_NETWORK_UNAVAILABLE, "NoSchedule"));
    for (key, effect) in BORNE.into_iter().chain(network) {
        let toleration = Toleration {
            effect: Text::word(effect),
            key: Text::word(key),
            operator: Text::word("Exists"),
            ..Toleration::default()
        };
        let same = |it: &&mut Toleration| {
            it.key == key && it.effect == effect && it.operator == "Exists" && it.value.is_empty()
        };
        match spec.tolerations.iter_mut().find(same) {
            Some(it) => *it = toleration,
            None => spec.tolerations.push(toleration),
        }
    }
    spec
}

/// A Pod for a node. Source: `CreatePodTemplate`, `ReplaceDaemonSetPodNodeNameNodeAffinity`.
pub(super) fn new_pod(set: &DaemonSet, node: &str, hash: &str) -> Pod {
    let mut pod = pod_from_template(&set.spec.template, &Object::from(set.clone()));
    let labels = &mut pod.metadata.labels;
    labels.insert(GENERATION_LABEL.to_owned(), set.template_generation().to_string());
    labels.insert(super::history::REVISION_LABEL.to_owned(), hash.to_owned());
    let mut spec = with_tolerations(&pod.spec);
    tie(&mut spec, node);
    pod.spec = Rc::new(spec);
    pod
}

/// The template's own required terms make way: they were looked at before.
fn tie(spec: &mut PodSpec, node: &str) {
    let requirement = NodeSelectorRequirement {
        key: NODE_NAME_FIELD.to_owned(),
        operator: "In".to_owned(),
        values: vec![node.to_owned()],
        ..NodeSelectorRequirement::default()
    };
    let term = NodeSelectorTerm { match_fields: vec![requirement], ..NodeSelectorTerm::default() };
    let affinity = spec.affinity.get_or_insert_with(Affinity::default);
    let affinity = affinity.node_affinity.get_or_insert_with(NodeAffinity::default);
    let required = NodeSelector { node_selector_terms: vec![term], ..NodeSelector::default() };
    affinity.required = Some(required);
}

/// The node that a daemon Pod is on or tied to. Source: `GetTargetNodeName`.
#[must_use]
pub fn target_node(pod: &Pod) -> Option<&str> {
    if !pod.spec.node_name.is_empty() {
        return Some(&pod.spec.node_name);
    }
    let terms = &pod.spec.required_node_affinity()?.node_selector_terms;
    let mut fields = terms.iter().flat_map(|it| &it.match_fields);
    let named = fields.find(|it| it.key == NODE_NAME_FIELD && it.operator == "In")?;
    named.values.first().map(String::as_str)
}
