//! Which Pods go first. Source: `pkg/controller/controller_utils.go` `ActivePodsWithRanks`.

use super::super::Ctx;
use super::super::controllerref::Claimed;
use crate::api::{ContainerStatus, Kind, Labels, Object, Pod, ReplicaSet, Time};
use crate::client::ByLabels;
use crate::sorted::{SharedIndex, SortedMap};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// What the ranking compares.
#[derive(Clone, Copy, Debug)]
pub struct PodRank<'a> {
    pod: &'a Pod,
    rank: i32,
    /// What is compared first: whether it has a node, its phase, whether it is ready, its cost.
    state: (bool, u8, bool, i32),
    ready_since: Option<Time>,
}

impl<'a> PodRank<'a> {
    /// A Pod, since when it is ready (the year 1970 where that is not known), and how many Pods of
    /// the same family its node has.
    #[must_use]
    pub fn new(pod: &'a Pod, ready_since: Option<Time>, rank: i32) -> Self {
        let is_assigned = !pod.spec.node_name.is_empty();
        let state = (is_assigned, phase(pod), ready_since.is_some(), deletion_cost(pod));
        Self { pod, rank, state, ready_since: ready_since.filter(|it| it.0 != 0) }
    }
}

/// `Less` where `a` is deleted before `b`.
#[must_use]
pub fn compare_for_deletion(a: PodRank<'_>, b: PodRank<'_>, now_ms: i64) -> Ordering {
    a.state
        .cmp(&b.state)
        .then_with(|| b.rank.cmp(&a.rank))
        .then_with(|| by_time(a.ready_since, b.ready_since, a.pod, b.pod, now_ms))
        .then_with(|| Reverse(restarts(a.pod)).cmp(&Reverse(restarts(b.pod))))
        .then_with(|| {
            let (created_a, created_b) =
                (a.pod.metadata.creation_timestamp, b.pod.metadata.creation_timestamp);
            by_time(created_a, created_b, a.pod, b.pod, now_ms)
        })
        // Upstream leaves the rest to chance; equal runs need a rule.
        .then_with(|| a.pod.metadata.uid.cmp(&b.pod.metadata.uid))
}

fn phase(pod: &Pod) -> u8 {
    match pod.status.phase.as_str() {
        "Pending" => 0,
        "Unknown" => 1,
        _ => 2,
    }
}

fn deletion_cost(pod: &Pod) -> i32 {
    let cost = pod.metadata.annotation("controller.kubernetes.io/pod-deletion-cost");
    cost.and_then(|it| it.parse().ok()).unwrap_or(0)
}

/// The younger first, but only by powers of two: of Pods that are about equally old, the smaller
/// uid goes, so that nobody can tell which. A missing time counts as the youngest.
fn by_time(a: Option<Time>, b: Option<Time>, pod_a: &Pod, pod_b: &Pod, now_ms: i64) -> Ordering {
    if a == b {
        return Ordering::Equal;
    }
    let (Some(a), Some(b)) = (a, b) else { return a.is_some().cmp(&b.is_some()) };
    let by_age = age_bucket(a, now_ms).cmp(&age_bucket(b, now_ms));
    by_age.then_with(|| pod_a.metadata.uid.cmp(&pod_b.metadata.uid))
}

/// The logarithm of the age in nanoseconds; -1 where it is not positive.
fn age_bucket(since: Time, now_ms: i64) -> i32 {
    let nanoseconds = i128::from(now_ms - since.0 * 1000) * 1_000_000;
    if nanoseconds <= 0 { -1 } else { i32::try_from(nanoseconds.ilog2()).unwrap_or(i32::MAX) }
}

/// Restarts of the regular containers, then of the sidecars.
fn restarts(pod: &Pod) -> (i32, i32) {
    let most = |list: &[ContainerStatus]| list.iter().map(|it| it.restart_count).max().unwrap_or(0);
    let is_sidecar =
        |name: &str| pod.spec.init_containers.iter().any(|it| it.name == name && it.is_sidecar());
    let sidecars: Vec<ContainerStatus> = pod
        .status
        .init_container_statuses
        .iter()
        .filter(|it| is_sidecar(&it.name))
        .cloned()
        .collect();
    (most(&pod.status.container_statuses), most(&sidecars))
}

/// A Pod that may have to go, for the heap: the greatest goes first.
struct Candidate<'a> {
    rank: PodRank<'a>,
    now_ms: i64,
}

impl Ord for Candidate<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        compare_for_deletion(other.rank, self.rank, self.now_ms)
    }
}

impl PartialOrd for Candidate<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Candidate<'_> {}

/// The Pods to delete. Where all go, no order is needed. Source: `getPodsToDelete`.
///
/// Of Pods that are about equally old, upstream's order may run in a circle. Rust's sorts answer
/// that with a panic; a heap doesn't mind.
pub(super) fn to_delete<'a>(
    ctx: &Ctx<'_>,
    set: &ReplicaSet,
    active: &'a [Claimed<'_>],
    count: usize,
) -> Vec<&'a Pod> {
    let pods = active.iter().filter_map(|it| match &it.object {
        Object::Pod(pod) => Some((&**pod, it.ready_since)),
        _ => None,
    });
    if count >= active.len() {
        return pods.map(|it| it.0).collect();
    }
    // Each of the Pods asks for its node: by a hash it is found at once.
    let mut on_node = SharedIndex::default();
    for (node, count) in related_by_node(ctx, set) {
        on_node.insert(node, count);
    }
    let candidate = |(pod, ready_since): (&'a Pod, _)| {
        let node = pod.spec.node_name.as_str();
        let rank = on_node.get(node).copied().unwrap_or(0);
        Candidate { rank: PodRank::new(pod, ready_since, rank), now_ms: ctx.now_ms }
    };
    let mut heap = Vec::with_capacity(active.len());
    heap.extend(pods.map(candidate));
    let mut heap = BinaryHeap::from(heap);
    std::iter::from_fn(|| heap.pop()).take(count).map(|it| it.rank.pod).collect()
}

/// How many active Pods of all sets of the same controller each node has.
fn related_by_node<'a>(ctx: &Ctx<'a>, set: &ReplicaSet) -> SortedMap<&'a str, i32> {
    let Some(owner) = set.metadata.controller() else { return SortedMap::new() };
    let namespace = &set.metadata.namespace;
    let sets = ctx.cache.owned(Kind::ReplicaSet, &owner.uid, namespace);
    let selectors: Vec<_> = sets.filter_map(|(_, it)| it.object.pod_selector()).collect();
    let mut related =
        ByLabels::new(|labels: &Labels| selectors.iter().any(|it| it.matches(labels)));
    ctx.cache.active_by_node(namespace, |labels| related.ask(labels))
}
