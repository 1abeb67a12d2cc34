//! What the scheduler reads of a Pod, worked out once.
//! Source: `pkg/scheduler/framework/types.go` `PodInfo`.

use super::amounts::Amounts;
use crate::api::{
    Container, Kind, LabelSelector, Labels, Namespace, ObjectKey, Pod, PodAffinityTerm, PodSpec,
    Quantity, Selector, Shared, Text, Time, Typed,
};
use crate::client::Cache;
use std::rc::Rc;

/// What a container without a request counts as, in the scores (thousandths of a CPU).
/// Source: `pkg/scheduler/util/pod_resources.go`.
const DEFAULT_MILLI_CPU: i64 = 100;
/// What a container without a request counts as, in the scores (bytes).
const DEFAULT_MEMORY: i64 = 200 * 1024 * 1024;
/// The address that stands for all of a node's.
const ANY_ADDRESS: &str = "0.0.0.0";

/// A port of the node that a Pod takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPort {
    address: String,
    protocol: String,
    port: i32,
}

impl HostPort {
    /// Whether both can't be had. Source: `HostPortInfo.CheckConflict`.
    #[must_use]
    pub fn conflicts(&self, other: &Self) -> bool {
        self.port == other.port
            && self.protocol == other.protocol
            && (self.address == other.address
                || self.address == ANY_ADDRESS
                || other.address == ANY_ADDRESS)
    }
}

/// A rule about other Pods, ready to be asked. Source: `AffinityTerm`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    namespaces: Vec<String>,
    namespace_selector: Option<Selector>,
    selector: Option<Selector>,
    /// Nodes with the same value of this label are one place.
    pub topology_key: String,
}

impl Term {
    fn new(term: &PodAffinityTerm, own_namespace: &str) -> Self {
        let mut namespaces = term.namespaces.clone();
        if namespaces.is_empty() && term.namespace_selector.is_none() {
            namespaces.push(own_namespace.to_owned());
        }
        let ready = |it: &Option<LabelSelector>| it.as_ref().map(Selector::from);
        Self {
            namespaces,
            namespace_selector: ready(&term.namespace_selector),
            selector: ready(&term.label_selector),
            topology_key: term.topology_key.clone(),
        }
    }

    /// Whether it is about Pods with these labels in that namespace.
    #[must_use]
    pub fn matches(&self, cache: &Cache, namespace: &str, labels: &Labels) -> bool {
        let selected = || {
            let Some(selector) = &self.namespace_selector else { return false };
            let key = ObjectKey::new(Kind::Namespace, "", namespace);
            cache.typed::<Namespace>(&key).is_some_and(|it| selector.matches(&it.metadata.labels))
        };
        // A selector that is missing selects nothing.
        self.selector.as_ref().is_some_and(|it| it.matches(labels))
            && (self.namespaces.iter().any(|it| it == namespace) || selected())
    }
}

/// The rules of a Pod about other Pods.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// Near those it must be.
    pub affinity: Vec<Term>,
    /// Away from those it must be.
    pub anti_affinity: Vec<Term>,
    /// Near those it would be, away from those with a negative weight.
    pub preferred: Vec<(i64, Term)>,
}

impl Terms {
    fn new(spec: &PodSpec, namespace: &str) -> Option<Rc<Self>> {
        let affinity = spec.affinity.as_ref()?;
        let (near, away) = (&affinity.pod_affinity, &affinity.pod_anti_affinity);
        let ready = |it: &PodAffinityTerm| Term::new(it, namespace);
        let required = |it: &Option<crate::api::PodAffinity>| -> Vec<Term> {
            it.iter().flat_map(|it| &it.required).map(ready).collect()
        };
        let mut preferred = Vec::new();
        for (rules, sign) in [(near, 1), (away, -1)] {
            for term in rules.iter().flat_map(|it| &it.preferred) {
                preferred.push((sign * i64::from(term.weight), ready(&term.pod_affinity_term)));
            }
        }
        let terms = Self { affinity: required(near), anti_affinity: required(away), preferred };
        (terms != Self::default()).then(|| Rc::new(terms))
    }
}

/// What the scheduler reads of a Pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodInfo {
    /// The Pod.
    pub key: ObjectKey,
    /// Its uid.
    pub uid: Text,
    /// Its labels.
    pub labels: Shared<Labels>,
    /// Its wish.
    pub spec: Rc<PodSpec>,
    /// What it asks for.
    pub requests: Rc<Amounts>,
    /// What it counts as in the scores.
    pub scored: Rc<Amounts>,
    /// Its rules about other Pods.
    pub terms: Option<Rc<Terms>>,
    /// Ports of the node that it takes.
    pub host_ports: Vec<HostPort>,
    /// Whether it mounts claims.
    pub has_claims: bool,
    /// Its rank.
    pub priority: i32,
    /// Since when it runs.
    pub start: Option<Time>,
    /// Whether it is being deleted.
    pub is_terminating: bool,
    /// Whether the scheduler has it deleted to make room.
    pub is_preempted: bool,
}

impl PodInfo {
    /// From the Pod.
    #[must_use]
    pub fn new(pod: &Pod) -> Self {
        let spec = &pod.spec;
        let requests = Amounts::new(&pod.requests());
        let mut scored = Amounts::new(&spec.aggregate(|container| {
            let mut list = container.resources.requests.clone();
            list.entry("cpu".to_owned()).or_insert(Quantity::from_milli(DEFAULT_MILLI_CPU));
            list.entry("memory".to_owned()).or_insert(Quantity::bytes(DEFAULT_MEMORY));
            list
        }));
        scored.change(&Amounts::new(&spec.overhead), 1);
        Self {
            key: pod.key(),
            uid: pod.metadata.uid.clone(),
            labels: pod.metadata.labels.clone(),
            spec: Rc::clone(spec),
            requests: Rc::new(requests),
            scored: Rc::new(scored),
            terms: Terms::new(spec, &pod.metadata.namespace),
            host_ports: host_ports(spec),
            has_claims: spec.claim_volumes().next().is_some(),
            priority: spec.priority.unwrap_or(0),
            start: pod.status.start_time,
            is_terminating: pod.metadata.is_terminating(),
            is_preempted: is_preempted(pod),
        }
    }

    /// From the Pod, with what has been worked out for another: most are of one workload.
    #[must_use]
    pub fn like(other: Option<&Rc<Self>>, pod: &Pod) -> Rc<Self> {
        let is_alike = |it: &&Rc<Self>| {
            pod.metadata.generation <= 1
                && it.labels == pod.metadata.labels
                && *it.key.namespace == *pod.metadata.namespace
                && asks_the_same(&it.spec, &pod.spec)
        };
        let Some(other) = other.filter(is_alike) else { return Rc::new(Self::new(pod)) };
        Rc::new(Self {
            key: pod.key(),
            uid: pod.metadata.uid.clone(),
            spec: Rc::clone(&pod.spec),
            has_claims: pod.spec.claim_volumes().next().is_some(),
            start: pod.status.start_time,
            is_terminating: pod.metadata.is_terminating(),
            is_preempted: is_preempted(pod),
            ..(**other).clone()
        })
    }

    /// From the Pod, with what is known of it already: most changes are of the status only.
    #[must_use]
    pub fn renew(known: &Rc<Self>, pod: &Pod) -> Rc<Self> {
        let same_labels = known.labels == pod.metadata.labels && known.uid == pod.metadata.uid;
        // What has been granted to it meanwhile stands in its status.
        let may_resize = pod.metadata.generation > 1;
        if may_resize || !same_labels || !asks_the_same(&known.spec, &pod.spec) {
            return Rc::new(Self::new(pod));
        }
        let (is_terminating, is_preempted) = (pod.metadata.is_terminating(), is_preempted(pod));
        let start = pod.status.start_time;
        let same = known.start == start
            && known.is_terminating == is_terminating
            && known.is_preempted == is_preempted
            && Rc::ptr_eq(&known.spec, &pod.spec);
        if same {
            return Rc::clone(known);
        }
        let spec = Rc::clone(&pod.spec);
        Rc::new(Self { spec, start, is_terminating, is_preempted, ..(**known).clone() })
    }

    /// Its namespace.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.key.namespace
    }
}

/// Whether all that has been worked out holds for the other wish too.
fn asks_the_same(one: &Rc<PodSpec>, other: &Rc<PodSpec>) -> bool {
    let alike = |one: &[Container], other: &[Container]| {
        let asks_alike = |(one, other): (&Container, &Container)| {
            one.resources == other.resources
                && one.ports == other.ports
                && one.restart_policy == other.restart_policy
        };
        one.len() == other.len() && one.iter().zip(other).all(asks_alike)
    };
    Rc::ptr_eq(one, other)
        || alike(&one.containers, &other.containers)
            && alike(&one.init_containers, &other.init_containers)
            && one.affinity == other.affinity
            && one.overhead == other.overhead
            && one.resources == other.resources
            && one.priority == other.priority
}

/// Source: `podTerminatingByPreemption`.
fn is_preempted(pod: &Pod) -> bool {
    let target = pod.condition("DisruptionTarget");
    target.is_some_and(|it| it.status == "True" && it.reason == "PreemptionByScheduler")
}

fn host_ports(spec: &PodSpec) -> Vec<HostPort> {
    let sidecars = spec.init_containers.iter().filter(|it| it.is_sidecar());
    let ports = spec.containers.iter().chain(sidecars).flat_map(|it| &it.ports);
    let or = |text: &str, default: &str| if text.is_empty() { default } else { text }.to_owned();
    ports
        .filter(|port| port.host_port > 0)
        .map(|port| HostPort {
            address: or(&port.host_ip, ANY_ADDRESS),
            protocol: or(&port.protocol, "TCP"),
            port: port.host_port,
        })
        .collect()
}
