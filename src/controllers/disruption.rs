//! The disruption controller: how many Pods of a budget may be evicted now.
//! Source: `pkg/controller/disruption/disruption.go`.

#[cfg(test)]
mod tests;

use super::{Controller, Ctx, ROW, are, pods};
use crate::api::{
    IntOrString, Kind, Object, ObjectKey, Pod, PodDisruptionBudget, ReplicaSet, Time, Typed,
};
use crate::apiserver::{
    Request, WatchEvent, WatchType, protects, set_allowed, set_budget_condition,
};
use crate::client::{Ask, Cache, Effect, EventDraft, Fact, SyncResult, Why};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "controllermanager";
/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "Disruption controller", enqueue, sync, ..ROW };
/// A granted eviction that has led to no deletion counts no longer than this (seconds).
const DELETION_TIMEOUT_S: i64 = 2 * 60;

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::PodDisruptionBudget(it) if event.r#type != WatchType::Deleted => vec![it.key()],
        Object::Pod(pod) => {
            let old = match &event.old {
                Some(Object::Pod(old)) => Some(old),
                _ => None,
            };
            let budgets = cache.list_typed::<PodDisruptionBudget>(Some(&pod.metadata.namespace));
            budgets
                .filter(|it| protects(it, pod) || old.is_some_and(|old| protects(it, old)))
                .map(|it| it.key())
                .collect()
        }
        _ => Vec::new(),
    }
}

/// What a budget's Pods should be and are.
#[derive(Debug, Default, PartialEq, Eq)]
struct Expectation {
    /// So many there should be.
    expected: i32,
    /// So many must be healthy.
    desired: i32,
    /// Whether Pods that nobody manages stood in the way of counting.
    unmanaged: bool,
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let Some(budget) = ctx.cache.typed::<PodDisruptionBudget>(key) else { return result };
    let object = Object::PodDisruptionBudget(Rc::clone(budget));
    let pods: Vec<&Rc<Pod>> = ctx
        .cache
        .list_typed::<Pod>(Some(&key.namespace))
        .filter(|it| protects(budget, it))
        .collect();
    if pods.is_empty() {
        let message = "No matching pods found".to_owned();
        result.events.push(EventDraft::normal(&object, "NoPods", message));
    }
    match expect(ctx.cache, budget, &pods) {
        Err(error) => {
            let message = format!("Failed to calculate the number of expected pods: {error}");
            let event = EventDraft::warning(&object, "CalculateExpectedPodCountFailed", message);
            result.events.push(event);
            fail_safe(ctx, budget, &error, &mut result);
        }
        Ok(expectation) => {
            if expectation.unmanaged {
                let message = unmanaged(budget);
                result.events.push(EventDraft::warning(&object, "UnmanagedPods", message));
            }
            update_status(ctx, budget, &pods, &expectation, &mut result);
        }
    }
    result
}

fn unmanaged(budget: &PodDisruptionBudget) -> String {
    let selector = budget.spec.selector.as_ref().map_or_else(String::new, go_selector);
    format!(
        "Pods selected by this PodDisruptionBudget (selector: {selector}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set \".spec.minAvailable\" field of the PDB to an integer value."
    )
}

/// A selector as Go prints the struct.
fn go_selector(selector: &crate::api::LabelSelector) -> String {
    let pairs = selector.match_labels.iter().map(|(key, value)| format!("{key}: {value},"));
    let labels: String = pairs.collect();
    let expressions = selector.match_expressions.iter().map(|it| {
        format!(
            "LabelSelectorRequirement{{Key:{},Operator:{},Values:[{}],}},",
            it.key,
            it.operator,
            it.values.join(" ")
        )
    });
    let expressions: String = expressions.collect();
    format!(
        "&LabelSelector{{MatchLabels:map[string]string{{{labels}}},MatchExpressions:[]LabelSelectorRequirement{{{expressions}}},}}"
    )
}

/// How many Pods there should be, and how many of them healthy.
/// Source: `getExpectedPodCount`.
fn expect(
    cache: &Cache,
    budget: &PodDisruptionBudget,
    pods: &[&Rc<Pod>],
) -> Result<Expectation, String> {
    let spec = &budget.spec;
    if let Some(max) = &spec.max_unavailable {
        let (expected, unmanaged) = expected_scale(cache, pods)?;
        let desired = (expected - max.scaled(expected, true)?).max(0);
        return Ok(Expectation { expected, desired, unmanaged });
    }
    match &spec.min_available {
        Some(IntOrString::Int(desired)) => {
            let expected = i32::try_from(pods.len()).unwrap_or(i32::MAX);
            Ok(Expectation { expected, desired: *desired, unmanaged: false })
        }
        Some(share) => {
            let (expected, unmanaged) = expected_scale(cache, pods)?;
            Ok(Expectation { expected, desired: share.scaled(expected, true)?, unmanaged })
        }
        None => Ok(Expectation::default()),
    }
}

/// The sum of what the controllers of the Pods want, and whether a Pod has none.
/// Source: `getExpectedScale`.
fn expected_scale(cache: &Cache, pods: &[&Rc<Pod>]) -> Result<(i32, bool), String> {
    let mut scales: SortedMap<String, i32> = SortedMap::new();
    let mut unmanaged = false;
    for pod in pods {
        let Some(owner) = pod.metadata.controller() else {
            unmanaged = true;
            continue;
        };
        let none = || format!("found no controllers for pod {:?}", pod.metadata.name);
        let kind = Kind::find(&owner.api_version, &owner.kind).ok_or_else(none)?;
        let key = ObjectKey::new(kind, &pod.metadata.namespace, &owner.name);
        let found = cache.get(&key).filter(|it| it.meta().uid == owner.uid).ok_or_else(none)?;
        let found = scaled_by(cache, found);
        let scale = found.replicas().ok_or_else(|| {
            let resource = found.kind().qualified_resource();
            format!("{resource} does not implement the scale subresource")
        })?;
        scales.insert(found.meta().uid.to_string(), scale);
    }
    let sum = scales.values().fold(0_i32, |sum, it| sum.saturating_add(*it));
    Ok((sum, unmanaged))
}

/// The Deployment of a ReplicaSet, or what was given.
fn scaled_by<'a>(cache: &'a Cache, owner: &'a Object) -> &'a Object {
    let key = <&Rc<ReplicaSet>>::try_from(owner)
        .ok()
        .and_then(|_| super::resolve_controller(cache, owner, Kind::Deployment));
    key.and_then(|key| cache.get(&key)).unwrap_or(owner)
}

/// Pods whose eviction was granted and that are not being deleted yet; and when to look again.
/// Source: `buildDisruptedPodMap`.
fn disrupted(
    budget: &PodDisruptionBudget,
    pods: &[&Rc<Pod>],
    now: Time,
) -> (SortedMap<String, Time>, Option<Time>) {
    let mut left = SortedMap::new();
    let mut recheck: Option<Time> = None;
    for pod in pods.iter().filter(|it| !it.metadata.is_terminating()) {
        let name = &pod.metadata.name;
        let Some(since) = budget.status.disrupted_pods.get(name.as_str()) else { continue };
        let end = Time(since.0 + DELETION_TIMEOUT_S);
        if end >= now {
            recheck = Some(recheck.map_or(end, |it| it.min(end)));
            left.insert(name.to_string(), *since);
        }
    }
    (left, recheck)
}

fn update_status(
    ctx: &Ctx<'_>,
    budget: &Rc<PodDisruptionBudget>,
    pods: &[&Rc<Pod>],
    expectation: &Expectation,
    result: &mut SyncResult,
) {
    let now = ctx.now();
    let (disrupted_pods, recheck) = disrupted(budget, pods, now);
    if let Some(recheck) = recheck {
        result.requeue_after_ms = Some((recheck.0 + 1) * 1000 - ctx.now_ms);
    }
    let is_healthy = |pod: &&&Rc<Pod>| {
        !pod.metadata.is_terminating()
            && !disrupted_pods.contains_key(pod.metadata.name.as_str())
            && pod.is_ready()
    };
    let healthy = i32::try_from(pods.iter().filter(is_healthy).count()).unwrap_or(i32::MAX);
    let room = if expectation.expected > 0 { (healthy - expectation.desired).max(0) } else { 0 };
    let mut updated = (**budget).clone();
    let status = &mut updated.status;
    status.current_healthy = healthy;
    status.desired_healthy = expectation.desired;
    status.expected_pods = expectation.expected;
    status.disruptions_allowed = room;
    status.disrupted_pods = disrupted_pods;
    status.observed_generation = budget.metadata.generation;
    set_allowed(&mut updated, now);
    if updated.status != budget.status {
        if room != budget.status.disruptions_allowed {
            explain(budget, &updated, result);
        }
        result.asks.push(Ask::new(Request::UpdateStatus(updated.into())));
    }
}

/// Nothing may go where nobody knows how many there should be. Source: `failSafe`.
fn fail_safe(
    ctx: &Ctx<'_>,
    budget: &Rc<PodDisruptionBudget>,
    error: &str,
    result: &mut SyncResult,
) {
    let now = ctx.now();
    let mut updated = (**budget).clone();
    updated.status.disruptions_allowed = 0;
    set_budget_condition(&mut updated, "False", "SyncFailed", error, now);
    if updated.status != budget.status {
        result.asks.push(Ask::new(Request::UpdateStatus(updated.into())));
    }
}

fn explain(before: &PodDisruptionBudget, after: &PodDisruptionBudget, result: &mut SyncResult) {
    let (name, status) = (&after.metadata.name, &after.status);
    let allowed = status.disruptions_allowed;
    result.whys.push(Rc::new(Why {
        component: NAME,
        about: after.key(),
        effect: Effect::UpdateStatus,
        what: format!(
            "allows {allowed} eviction{} by budget {name}, {} before",
            if allowed == 1 { "" } else { "s" },
            before.status.disruptions_allowed
        ),
        because: format!(
            "of {} {} healthy and {} must be",
            pods(status.expected_pods),
            are(status.current_healthy),
            status.desired_healthy
        ),
        facts: vec![
            Fact::new("currentHealthy", status.current_healthy),
            Fact::new("desiredHealthy", status.desired_healthy),
            Fact::new("expectedPods", status.expected_pods),
        ],
        source: "disruption.go updatePdbStatus",
        trigger: None,
    }));
}
