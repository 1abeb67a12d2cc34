//! Where a Pod wants to be: rules about nodes, about other Pods, about spreading.
//! Source: `staging/src/k8s.io/api/core/v1/types.go`,
//! `staging/src/k8s.io/component-helpers/scheduling/corev1/nodeaffinity`.

use super::core::Node;
use super::field::object;
use super::labels::LabelSelector;

object! {
    /// Placement rules.
    pub struct Affinity {
        /// About nodes.
        node_affinity: Option<NodeAffinity> => "nodeAffinity",
        /// Near which Pods.
        pod_affinity: Option<PodAffinity> => "podAffinity",
        /// Away from which Pods.
        pod_anti_affinity: Option<PodAffinity> => "podAntiAffinity",
    }

    /// Rules about nodes.
    pub struct NodeAffinity {
        /// What would be nice.
        preferred: Vec<PreferredSchedulingTerm> =>
            "preferredDuringSchedulingIgnoredDuringExecution",
        /// What must be.
        required: Option<NodeSelector> => "requiredDuringSchedulingIgnoredDuringExecution",
    }

    /// What a node must be like: any of the terms.
    pub struct NodeSelector {
        /// The terms.
        node_selector_terms: Vec<NodeSelectorTerm> => "nodeSelectorTerms" always,
    }

    /// All of these must hold; a term that says nothing selects no node.
    pub struct NodeSelectorTerm {
        /// About labels.
        match_expressions: Vec<NodeSelectorRequirement> => "matchExpressions",
        /// About `metadata.name`.
        match_fields: Vec<NodeSelectorRequirement> => "matchFields",
    }

    /// One condition about a node.
    pub struct NodeSelectorRequirement {
        /// The label's key, or the field.
        key: String => "key" always,
        /// `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt` or `Lt`.
        operator: String => "operator" always,
        /// What to compare with.
        values: Vec<String> => "values",
    }

    /// A term that counts so much.
    pub struct PreferredSchedulingTerm {
        /// What the node would be like.
        preference: NodeSelectorTerm => "preference" always,
        /// 1 to 100.
        weight: i32 => "weight" always,
    }

    /// Rules about other Pods.
    pub struct PodAffinity {
        /// What would be nice.
        preferred: Vec<WeightedPodAffinityTerm> =>
            "preferredDuringSchedulingIgnoredDuringExecution",
        /// What must be.
        required: Vec<PodAffinityTerm> => "requiredDuringSchedulingIgnoredDuringExecution",
    }

    /// A term that counts so much.
    pub struct WeightedPodAffinityTerm {
        /// Which Pods, and how near.
        pod_affinity_term: PodAffinityTerm => "podAffinityTerm" always,
        /// 1 to 100.
        weight: i32 => "weight" always,
    }

    /// Which Pods, and how near.
    pub struct PodAffinityTerm {
        /// Which Pods; none where it is missing.
        label_selector: Option<LabelSelector> => "labelSelector",
        /// Labels whose values are to be the Pod's own.
        match_label_keys: Vec<String> => "matchLabelKeys",
        /// Labels whose values are not to be the Pod's own.
        mismatch_label_keys: Vec<String> => "mismatchLabelKeys",
        /// In which namespaces besides, by their labels.
        namespace_selector: Option<LabelSelector> => "namespaceSelector",
        /// In which namespaces; the Pod's own where nothing is said.
        namespaces: Vec<String> => "namespaces",
        /// Nodes with the same value of this label are one place.
        topology_key: String => "topologyKey" always,
    }

    /// How Pods are to be spread.
    pub struct TopologySpreadConstraint {
        /// Which Pods count.
        label_selector: Option<LabelSelector> => "labelSelector",
        /// Labels whose values are to be the Pod's own.
        match_label_keys: Vec<String> => "matchLabelKeys",
        /// How much fuller than the emptiest place any place may be.
        max_skew: i32 => "maxSkew" always,
        /// With fewer places than this, the emptiest counts as empty.
        min_domains: Option<i32> => "minDomains",
        /// Whether nodes that the Pod's node affinity excludes count: `Honor` or `Ignore`.
        node_affinity_policy: String => "nodeAffinityPolicy",
        /// Whether nodes whose taints the Pod does not bear count: `Honor` or `Ignore`.
        node_taints_policy: String => "nodeTaintsPolicy",
        /// Nodes with the same value of this label are one place.
        topology_key: String => "topologyKey" always,
        /// `DoNotSchedule` or `ScheduleAnyway`.
        when_unsatisfiable: String => "whenUnsatisfiable" always,
    }
}

impl NodeSelectorRequirement {
    /// Whether a value (or its absence) is as wished. Anything that is no number is neither
    /// greater nor less.
    #[must_use]
    pub fn holds(&self, value: Option<&str>) -> bool {
        let is_listed = || value.is_some_and(|value| self.values.iter().any(|it| it == value));
        let number = |text: &str| text.parse::<i64>().ok();
        let pair = || {
            let wanted = self.values.first().and_then(|it| number(it))?;
            Some((value.and_then(number)?, wanted))
        };
        match self.operator.as_str() {
            "In" => is_listed(),
            "NotIn" => !is_listed(),
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            "Gt" => pair().is_some_and(|(value, wanted)| value > wanted),
            "Lt" => pair().is_some_and(|(value, wanted)| value < wanted),
            _ => false,
        }
    }
}

impl NodeSelectorTerm {
    /// Whether the node is as the term wishes.
    #[must_use]
    pub fn matches(&self, node: &Node) -> bool {
        let (labels, fields) = (&self.match_expressions, &self.match_fields);
        let label = |key: &str| node.metadata.labels.get(key).map(String::as_str);
        let field = |key: &str| (key == "metadata.name").then_some(node.metadata.name.as_str());
        !(labels.is_empty() && fields.is_empty())
            && labels.iter().all(|it| it.holds(label(&it.key)))
            && fields.iter().all(|it| it.holds(field(&it.key)))
    }
}

impl NodeSelector {
    /// Whether any of the terms selects the node.
    #[must_use]
    pub fn matches(&self, node: &Node) -> bool {
        self.node_selector_terms.iter().any(|it| it.matches(node))
    }
}
