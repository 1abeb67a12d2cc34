//! How many Pods there are to be: creates those that are missing, deletes those too many.
//! Source: `manageJob`.

use super::super::pod_control::{create_pods, delete_pods};
use super::super::{are, pod_from_template, pods};
use super::indexes::{Intervals, generate_name, index_of, indexes_of};
use super::orphan::untrack;
use super::pass::{Pass, count};
use super::{TRACKING, backoff, is_tracked, policy, replaces_only_failed};
use crate::api::{EnvVar, JOB_COMPLETION_INDEX, Pod, Time};
use crate::client::{Effect, Fact};
use crate::sorted::Sort;
use serde_json::json;
use std::cmp::{Ordering, Reverse};
use std::rc::Rc;

/// At most so many Pods are created or deleted in one pass.
const PODS_PER_PASS: usize = 500;
/// A pass that waits for a back-off is not repeated sooner (milliseconds).
const WAIT_MIN_MS: i64 = 1_000;
const SOURCE: &str = "job_controller.go manageJob";

pub(super) fn manage(pass: &mut Pass<'_>) {
    if pass.job.is_suspended() {
        let all = pass.active.clone();
        if !all.is_empty() {
            let what = (Effect::Delete, format!("deleted {}", pods(all.len())));
            pass.explain(what, "the Job is suspended".to_owned(), Vec::new(), SOURCE);
        }
        delete(pass, &all);
        return;
    }
    let wanted = wanted(pass);
    let surplus = usize::try_from(pass.active_count - wanted).unwrap_or(0);
    let mut chosen = for_removal(pass, surplus);
    chosen.truncate(PODS_PER_PASS);
    if !chosen.is_empty() {
        let what = (Effect::Delete, format!("deleted {}", pods(chosen.len())));
        let because = format!("{wanted} may be active and {}", are(pass.active_count));
        pass.explain(what, because, facts(pass), SOURCE);
        delete(pass, &chosen);
        return;
    }
    let terminating = if replaces_only_failed(&pass.job) { pass.terminating } else { 0 };
    let missing = usize::try_from(wanted - terminating - pass.active_count).unwrap_or(0);
    if missing > 0 {
        create(pass, missing.min(PODS_PER_PASS), wanted);
    }
}

fn facts(pass: &Pass<'_>) -> Vec<Fact> {
    let completions = pass.job.spec.completions;
    vec![
        Fact::new("spec.parallelism", pass.job.parallelism()),
        Fact::new("spec.completions", completions.map_or("none".to_owned(), |it| it.to_string())),
        Fact::new("succeeded Pods", pass.succeeded),
        Fact::new("active Pods", pass.active_count),
    ]
}

/// How many Pods are to be active.
fn wanted(pass: &Pass<'_>) -> i32 {
    let parallelism = pass.job.parallelism();
    match pass.job.spec.completions {
        // The first success means that the work is done: the others may finish.
        None if pass.succeeded > 0 => pass.active_count,
        None => parallelism,
        Some(completions) => (completions - pass.succeeded).min(parallelism).max(0),
    }
}

/// Deletes Pods without counting them as failures.
fn delete(pass: &mut Pass<'_>, chosen: &[Rc<Pod>]) {
    let tracked = chosen.iter().filter(|it| is_tracked(it));
    for (at, pod) in tracked.enumerate() {
        let mut ask = untrack(pod);
        ask.parallel = at > 0;
        pass.result.asks.push(ask);
    }
    ask_to_delete(pass, chosen, true);
}

/// Deletes all active Pods; those that are tracked are still to be counted.
pub(super) fn delete_active(pass: &mut Pass<'_>) {
    let chosen = pass.active.clone();
    ask_to_delete(pass, &chosen, false);
    if !pass.ctx.expectations_met {
        // There may be Pods that have not been seen yet.
        pass.end = None;
    }
}

fn ask_to_delete(pass: &mut Pass<'_>, chosen: &[Rc<Pod>], waits: bool) {
    let pods = chosen.iter().map(|it| &**it);
    delete_pods(&pass.object(), pods, waits, &mut pass.result);
    let deleted = count(chosen.iter());
    pass.active_count -= deleted;
    pass.terminating += deleted;
    pass.ready -= count(chosen.iter().filter(|it| it.is_ready()));
}

/// Which Pods go: of an Indexed Job first those without a place, then as many as are too many,
/// the least advanced first. Source: `activePodsForRemoval`.
pub(super) fn for_removal(pass: &Pass<'_>, surplus: usize) -> Vec<Rc<Pod>> {
    let (mut chosen, mut left) = if pass.job.is_indexed() {
        misplaced(&pass.active, pass.job.spec.completions.unwrap_or(0))
    } else {
        (Vec::new(), pass.active.clone())
    };
    if chosen.len() < surplus {
        left.order_by(|a, b| compare(a, b));
        left.truncate(surplus - chosen.len());
        chosen.extend(left);
    }
    chosen
}

/// Pods without an index, with one that is too large, or with one that another has; and the rest.
/// Source: `appendDuplicatedIndexPodsForRemoval`.
pub(super) fn misplaced(active: &[Rc<Pod>], completions: i32) -> (Vec<Rc<Pod>>, Vec<Rc<Pod>>) {
    let mut sorted = active.to_vec();
    sorted.order_by_key(|it| index_of(it));
    let (mut chosen, mut left) = (Vec::new(), Vec::new());
    for group in sorted.chunk_by(|a, b| index_of(a) == index_of(b)) {
        let mut group = group.to_vec();
        let has_place = index_of(&group[0]).is_some_and(|it| it < completions);
        if has_place && group.len() > 1 {
            group.order_by(|a, b| compare(a, b));
        }
        left.extend(has_place.then(|| group.pop()).flatten());
        chosen.extend(group);
    }
    (chosen, left)
}

/// `Less` where `a` goes before `b`. Source: `pkg/controller/controller_utils.go` `ActivePods`.
fn compare(a: &Pod, b: &Pod) -> Ordering {
    let is_assigned = |it: &Pod| !it.spec.node_name.is_empty();
    let phase = |it: &Pod| match it.status.phase.as_str() {
        "Pending" => 0,
        "Unknown" => 1,
        _ => 2,
    };
    let ready_since = |it: &Pod| {
        let ready = it.condition("Ready").filter(|it| it.status == "True");
        ready.and_then(|it| it.last_transition_time)
    };
    // A missing time counts as the youngest.
    let younger = |a: Option<Time>, b: Option<Time>| match (a, b) {
        (Some(a), Some(b)) => b.cmp(&a),
        _ => a.is_some().cmp(&b.is_some()),
    };
    let restarts = |it: &Pod| {
        Reverse(it.status.container_statuses.iter().map(|it| it.restart_count).max().unwrap_or(0))
    };
    is_assigned(a)
        .cmp(&is_assigned(b))
        .then_with(|| phase(a).cmp(&phase(b)))
        .then_with(|| a.is_ready().cmp(&b.is_ready()))
        .then_with(|| younger(ready_since(a), ready_since(b)))
        .then_with(|| restarts(a).cmp(&restarts(b)))
        .then_with(|| younger(a.metadata.creation_timestamp, b.metadata.creation_timestamp))
        .then_with(|| a.metadata.uid.cmp(&b.metadata.uid))
}

/// Creates what is missing, unless something has failed so lately that it is to wait.
fn create(pass: &mut Pass<'_>, missing: usize, wanted: i32) {
    let per_index = pass.job.spec.backoff_limit_per_index.is_some();
    if !per_index {
        let (failures, last) = (pass.record.failures, pass.record.last);
        let limits = (backoff::FIRST_MS, backoff::MAX_MS);
        let left_ms = backoff::remaining_ms(failures, last, pass.ctx.now_ms, limits);
        if left_ms > 0 {
            wait(pass, left_ms, failures, None);
            return;
        }
    }
    let indexes = if pass.job.is_indexed() {
        match indexes_to_create(pass, missing, per_index) {
            Ok(indexes) => indexes.into_iter().map(Some).collect(),
            Err((left_ms, failures, index)) => {
                wait(pass, left_ms, failures, Some(index));
                return;
            }
        }
    } else {
        vec![None; missing]
    };
    if indexes.is_empty() {
        return;
    }
    let name = &pass.job.metadata.name;
    let what = match indexes.as_slice() {
        [Some(index)] => format!("created 1 Pod of {name} for index {index}"),
        _ => format!("created {} of {name}", pods(indexes.len())),
    };
    let because = format!("{wanted} may be active and {}", are(pass.active_count));
    pass.explain((Effect::Create, what), because, facts(pass), SOURCE);
    pass.active_count += count(indexes.iter());
    let new: Vec<Pod> = indexes.iter().map(|it| new_pod(pass, *it)).collect();
    create_pods(&pass.object(), new, &mut pass.result);
}

/// Upstream reports no active Pods from a pass that waits.
fn wait(pass: &mut Pass<'_>, left_ms: i64, failures: i32, index: Option<i32>) {
    pass.requeue(left_ms.max(WAIT_MIN_MS));
    pass.active_count = 0;
    let whole = backoff::whole_ms(failures) / 1000;
    let what = (Effect::Wait, format!("tries again {whole} s after the last failure"));
    let who = index.map_or_else(String::new, |it| format!("index {it} is next, and "));
    let times = if failures == 1 { "once" } else { "times in a row" };
    let count = if failures == 1 { String::new() } else { format!("{failures} ") };
    let because = format!(
        "{who}it has failed {count}{times}: 10 s after the first failure, twice as long after each more"
    );
    let facts = vec![Fact::new("failures in a row", failures)];
    pass.explain(what, because, facts, "backoff_utils.go getRemainingTime");
}

/// The lowest free indexes; where each has to wait, how long (milliseconds), after how many failures, and
/// which index is the first that may be tried.
/// Source: `firstPendingIndexes`, `getPodCreationInfoForIndependentIndexes`.
fn indexes_to_create(
    pass: &Pass<'_>,
    missing: usize,
    per_index: bool,
) -> Result<Vec<i32>, (i64, i32, i32)> {
    let completions = pass.job.spec.completions.unwrap_or(0);
    let mut taken = pass.completed.with(&indexes_of(pass.active.iter().map(|it| &**it)));
    if replaces_only_failed(&pass.job) {
        let going = pass.pods.iter().filter(|it| it.is_being_terminated());
        taken = taken.with(&indexes_of(going.map(|it| &**it)));
    }
    let taken = taken.merge(pass.failed_indexes.as_ref().unwrap_or(&Intervals::default()));
    let free = taken.gaps(missing, completions);
    if !per_index {
        return Ok(free);
    }
    let left_ms =
        |index: &i32| backoff::remaining_of_index_ms(pass.delayed.get(index), pass.ctx.now_ms);
    let (ready, waiting): (Vec<i32>, Vec<i32>) = free.into_iter().partition(|it| left_ms(it) == 0);
    match waiting.iter().min_by_key(|it| left_ms(it)) {
        Some(index) if ready.is_empty() => {
            let failures =
                pass.delayed.get(index).map_or(0, |it| backoff::failures_of_index(it) + 1);
            Err((left_ms(index), failures, *index))
        }
        _ => Ok(ready),
    }
}

fn new_pod(pass: &Pass<'_>, index: Option<i32>) -> Pod {
    let mut pod = pod_from_template(&pass.job.spec.template, &pass.object());
    track(&mut pod.metadata.finalizers);
    if let Some(index) = index {
        number(&mut pod, pass, index);
    }
    pod
}

/// Adds the Job's own finalizer. Source: `appendJobCompletionFinalizerIfNotFound`.
fn track(finalizers: &mut Vec<String>) {
    finalizers.retain(|it| it != TRACKING);
    finalizers.push(TRACKING.to_owned());
}

/// Gives a Pod its index: label, annotation, name, host name, environment.
fn number(pod: &mut Pod, pass: &Pass<'_>, index: i32) {
    let job = &pass.job.metadata.name;
    let meta = &mut pod.metadata;
    meta.generate_name = generate_name(job, index).into();
    meta.labels.insert(JOB_COMPLETION_INDEX.to_owned(), index.to_string());
    meta.annotations.insert(JOB_COMPLETION_INDEX.to_owned(), index.to_string());
    if pass.job.spec.backoff_limit_per_index.is_some() {
        let failed = pass.delayed.get(&index);
        let rules = pass.job.spec.pod_failure_policy.as_ref();
        let counts = failed.is_none_or(|it| policy::judge(rules, it).counts);
        let more = backoff::annotations(failed, counts);
        meta.annotations.extend(more.into_iter().map(|(key, value)| (key.to_owned(), value)));
    }
    let spec = Rc::make_mut(&mut pod.spec);
    spec.hostname = format!("{job}-{index}").into();
    let path = format!("metadata.labels['{JOB_COMPLETION_INDEX}']");
    let mut variable = EnvVar { name: "JOB_COMPLETION_INDEX".to_owned(), ..EnvVar::default() };
    let from = json!({"fieldRef": {"apiVersion": "v1", "fieldPath": path}});
    variable.rest.insert("valueFrom".to_owned(), from);
    for container in spec.init_containers.iter_mut().chain(&mut spec.containers) {
        if !container.env.iter().any(|it| it.name == variable.name) {
            container.env.push(variable.clone());
        }
    }
}
