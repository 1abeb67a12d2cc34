//! Counting what has ended, exactly once: Pods are named in the status, then let go, then added
//! to the numbers. Source: `trackJobStatusAndRemoveFinalizers`.
//!
//! Upstream also remembers which Pods it has let go of and not seen so yet. Here a watch delivers
//! all changes in their order: who has seen the numbers has seen the Pods.

use super::indexes::index_of;
use super::orphan::untrack;
use super::pass::Pass;
use super::{end, is_failed, is_tracked, policy};
use crate::api::{JobStatus, Pod};
use crate::apiserver::Request;
use crate::client::{Ask, EventDraft};
use crate::sorted::{Sort, SortedSet};
use std::rc::Rc;

/// At most so many Pods are named in the status.
const UNCOUNTED_MAX: usize = 500;

pub(super) fn track(pass: &mut Pass<'_>) {
    let mut pods = pass.pods.clone();
    if pass.job.is_indexed() {
        pods.order_by_key(|it| index_of(it));
    }
    let mut held: SortedSet<String> =
        pods.iter().filter(|it| is_tracked(it)).map(|it| it.metadata.uid.to_string()).collect();
    pass.changed |= add_to_numbers(&mut pass.job.status, &held);
    let (freed, is_full) = name_ended(pass, &pods);
    write_indexes(pass);
    announce(pass);
    if pass.changed {
        let mut ask = write(pass);
        ask.record = Some(pass.record);
        ask.then = pass.then.take();
        pass.result.asks.push(ask);
        pass.changed = false;
    }
    for (at, pod) in freed.iter().enumerate() {
        let mut ask = untrack(pod);
        ask.parallel = at > 0;
        pass.result.asks.push(ask);
        held.remove(pod.metadata.uid.as_str());
    }
    pass.changed |= add_to_numbers(&mut pass.job.status, &held);
    let event = if is_full { None } else { enact(pass) };
    if pass.changed || event.is_some() {
        let mut ask = write(pass);
        ask.then = event;
        pass.result.asks.push(ask);
    }
}

fn write(pass: &Pass<'_>) -> Ask {
    Ask::new(Request::UpdateStatus(pass.object()))
}

/// Pods that are not held any more go from the names to the numbers.
/// Source: `cleanUncountedPodsWithoutFinalizers`.
fn add_to_numbers(status: &mut JobStatus, held: &SortedSet<String>) -> bool {
    let Some(uncounted) = &mut status.uncounted_terminated_pods else { return false };
    let mut changed = false;
    let lists = [
        (&mut uncounted.succeeded, &mut status.succeeded),
        (&mut uncounted.failed, &mut status.failed),
    ];
    for (uids, number) in lists {
        let before = uids.len();
        uids.retain(|it| held.contains(it));
        *number += i32::try_from(before - uids.len()).unwrap_or(0);
        changed |= before != uids.len();
    }
    changed
}

/// Names the Pods that have ended; those that can be let go, and whether there is no room left.
fn name_ended(pass: &mut Pass<'_>, pods: &[Rc<Pod>]) -> (Vec<Rc<Pod>>, bool) {
    let is_indexed = pass.job.is_indexed();
    let fails_all = pass.end.as_ref().is_some_and(|it| it.r#type != "SuccessCriteriaMet");
    let completions = pass.job.spec.completions.unwrap_or(0);
    let mut freed = Vec::new();
    let mut named = pass.uncounted.clone();
    let mut indexes = SortedSet::new();
    for pod in pods.iter().filter(|it| is_tracked(it)) {
        let has_failed = is_failed(pod, &pass.job);
        if !can_free(pass, pod, has_failed) {
            continue;
        }
        freed.push(Rc::clone(pod));
        let uid = &pod.metadata.uid.to_string();
        let index = index_of(pod).filter(|it| *it < completions);
        let was_failed = pass.uncounted.failed.contains(uid);
        if pod.status.phase == "Succeeded" && !was_failed {
            if is_indexed {
                indexes.extend(index.filter(|it| !pass.previous.has(*it)));
            } else if !pass.uncounted.succeeded.contains(uid) {
                named.succeeded.push(uid.to_string());
            }
        } else if (has_failed || fails_all) && !was_failed && (!is_indexed || index.is_some()) {
            let rules = pass.job.spec.pod_failure_policy.as_ref();
            if policy::judge(rules, pod).counts {
                named.failed.push(uid.to_string());
            }
        }
        if indexes.len() + named.succeeded.len() + named.failed.len() >= UNCOUNTED_MAX {
            break;
        }
    }
    let is_full = indexes.len() + named.succeeded.len() + named.failed.len() >= UNCOUNTED_MAX;
    pass.changed |= named != pass.uncounted || !indexes.is_empty();
    if let Some(uncounted) = &mut pass.job.status.uncounted_terminated_pods {
        // What was named before and has been counted meanwhile stays counted.
        let is_new = |old: &[String], uid: &String| !old.contains(uid);
        let old = &pass.uncounted;
        uncounted
            .succeeded
            .extend(named.succeeded.into_iter().filter(|it| is_new(&old.succeeded, it)));
        uncounted.failed.extend(named.failed.into_iter().filter(|it| is_new(&old.failed, it)));
    }
    (freed, is_full)
}

/// Source: `canRemoveFinalizer`.
fn can_free(pass: &Pass<'_>, pod: &Pod, has_failed: bool) -> bool {
    let over = pass.job.metadata.is_terminating() || pass.end.is_some();
    if over || pod.status.phase == "Succeeded" {
        return true;
    }
    let kept = index_of(pod).and_then(|it| pass.delayed.get(&it));
    has_failed && kept.is_none_or(|it| it.metadata.uid != pod.metadata.uid)
}

fn write_indexes(pass: &mut Pass<'_>) {
    if !pass.job.is_indexed() {
        return;
    }
    let status = &mut pass.job.status;
    let completed = pass.completed.to_string();
    let failed = pass.failed_indexes.as_ref().map(ToString::to_string);
    pass.changed |= completed != status.completed_indexes || failed != status.failed_indexes;
    status.succeeded = pass.completed.total();
    status.completed_indexes = completed;
    status.failed_indexes = failed;
}

/// Writes the condition that comes before the last one.
fn announce(pass: &mut Pass<'_>) {
    let Some(end) = pass.end.clone() else { return };
    let r#final = match end.r#type.as_str() {
        "FailureTarget" => "Failed",
        "SuccessCriteriaMet" => "Complete",
        _ => return,
    };
    if !pass.job.has_condition(&end.r#type) {
        pass.job.status.conditions.push(end.clone());
        pass.changed = true;
    }
    let now = pass.ctx.now();
    pass.end = Some(end::condition(r#final, "True", &end.reason, &end.message, now));
}

/// Ends the Job where everything has been counted and no Pod is left: the event that tells it.
/// Source: `enactJobFinished`.
fn enact(pass: &mut Pass<'_>) -> Option<EventDraft> {
    let end = pass.end.clone()?;
    let uncounted = pass.job.status.uncounted_terminated_pods.as_ref();
    let is_counted = uncounted.is_none_or(|it| it.succeeded.is_empty() && it.failed.is_empty());
    if !is_counted || pass.terminating > 0 {
        return None;
    }
    let now = pass.ctx.now();
    let status = &mut pass.job.status;
    end::ensure(&mut status.conditions, &end.r#type, "True", &end.reason, &end.message, now);
    let object = pass.object();
    if end.r#type != "Complete" {
        // Reasons come from a closed list.
        let reason = REASONS.iter().find(|it| **it == end.reason).copied().unwrap_or("Failed");
        return Some(EventDraft::warning(&object, reason, end.message));
    }
    pass.job.status.completion_time = Some(now);
    if pass.job.spec.completions.is_some_and(|it| pass.job.status.succeeded > it) {
        let message = "Too many succeeded pods running after completion count reached".to_owned();
        pass.result.events.push(EventDraft::warning(&object, "TooManySucceededPods", message));
    }
    Some(EventDraft::normal(&object, "Completed", "Job completed".to_owned()))
}

/// Why a Job fails.
const REASONS: [&str; 5] = [
    "BackoffLimitExceeded",
    "DeadlineExceeded",
    "FailedIndexes",
    "MaxFailedIndexesExceeded",
    "PodFailurePolicy",
];
