//! When a Pod that failed is replaced: later and later.
//! Source: `pkg/controller/job/backoff_utils.go`.

use crate::api::{ContainerStatus, Pod};
use crate::client::FailureRecord;
use std::rc::Rc;

/// The wait after the first failure (milliseconds), doubled with each further one.
pub(super) const FIRST_MS: i64 = 10_000;
/// No wait is longer (milliseconds).
pub(super) const MAX_MS: i64 = 600_000;

const FAILURES: &str = "batch.kubernetes.io/job-index-failure-count";
const IGNORED: &str = "batch.kubernetes.io/job-index-ignored-failure-count";

/// The record after what has ended since the last pass.
pub(super) fn record(
    before: FailureRecord,
    succeeded: &[Rc<Pod>],
    failed: &[Rc<Pod>],
) -> FailureRecord {
    let last_success = succeeded.iter().map(|it| finished_at(it)).max();
    let counts = |at: &i64| last_success.is_none_or(|success| *at > success);
    let failures: Vec<i64> = failed.iter().map(|it| finished_at(it)).filter(counts).collect();
    let fresh = FailureRecord::default();
    let base = if last_success.is_some() { fresh } else { before };
    FailureRecord {
        failures: base.failures + i32::try_from(failures.len()).unwrap_or(i32::MAX),
        last: failures.into_iter().max().or(base.last),
    }
}

/// When a Pod ended, as well as it can be known (seconds since 1970).
pub(super) fn finished_at(pod: &Pod) -> i64 {
    let meta = &pod.metadata;
    let ready = pod.condition("Ready").filter(|it| it.status == "False");
    let deletion = meta.deletion_timestamp;
    let grace = meta.deletion_grace_period_seconds.unwrap_or(0);
    end_of_containers(pod)
        .or_else(|| ready.and_then(|it| it.last_transition_time).map(|it| it.0))
        .or_else(|| deletion.map(|it| it.0 - grace))
        .unwrap_or_else(|| meta.creation_timestamp.map_or(0, |it| it.0))
}

/// The latest end, if all containers have ended; sidecars end last.
fn end_of_containers(pod: &Pod) -> Option<i64> {
    let is_sidecar = |it: &&ContainerStatus| {
        pod.spec.init_containers.iter().any(|spec| spec.name == it.name && spec.is_sidecar())
    };
    let sidecars = pod.status.init_container_statuses.iter().filter(is_sidecar);
    let statuses = pod.status.container_statuses.iter().chain(sidecars);
    let ends = statuses.map(|it| it.state.terminated.as_ref()?.finished_at.map(|at| at.0));
    ends.collect::<Option<Vec<i64>>>()?.into_iter().max()
}

/// How long to wait yet after so many failures, the last of them at a moment (seconds since 1970).
pub(super) fn remaining_ms(
    failures: i32,
    last: Option<i64>,
    now_ms: i64,
    (first_ms, max_ms): (i64, i64),
) -> i64 {
    let Some(last) = last.filter(|_| failures > 0) else { return 0 };
    (last * 1000 + wait_ms(failures, (first_ms, max_ms)) - now_ms).max(0)
}

fn wait_ms(failures: i32, (first_ms, max_ms): (i64, i64)) -> i64 {
    let doublings = u32::try_from(failures - 1).unwrap_or(0).min(30);
    (first_ms << doublings).min(max_ms)
}

/// How long the whole wait is after so many failures (milliseconds).
pub(super) fn whole_ms(failures: i32) -> i64 {
    wait_ms(failures, (FIRST_MS, MAX_MS))
}

/// How long to wait yet before an index is tried again, after its last Pod failed.
pub(super) fn remaining_of_index_ms(failed: Option<&Rc<Pod>>, now_ms: i64) -> i64 {
    let Some(pod) = failed else { return 0 };
    let failures = failures_of_index(pod) + 1;
    remaining_ms(failures, Some(finished_at(pod)), now_ms, (FIRST_MS, MAX_MS))
}

fn number(pod: &Pod, key: &str) -> i32 {
    let number = pod.metadata.annotation(key).and_then(|it| it.parse::<i32>().ok());
    number.filter(|it| *it >= 0).unwrap_or(0)
}

/// Failures of earlier Pods of the index that count.
pub(super) fn counted_failures(pod: &Pod) -> i32 {
    number(pod, FAILURES)
}

/// All failures of earlier Pods of the index.
pub(super) fn failures_of_index(pod: &Pod) -> i32 {
    number(pod, FAILURES).saturating_add(number(pod, IGNORED))
}

/// The annotations of the Pod that takes the place of a failed one.
pub(super) fn annotations(failed: Option<&Rc<Pod>>, counts: bool) -> Vec<(&'static str, String)> {
    let Some(pod) = failed else { return vec![(FAILURES, "0".to_owned())] };
    let (mut counted, mut ignored) = (number(pod, FAILURES), number(pod, IGNORED));
    *(if counts { &mut counted } else { &mut ignored }) += 1;
    let mut annotations = vec![(FAILURES, counted.to_string())];
    if ignored > 0 {
        annotations.push((IGNORED, ignored.to_string()));
    }
    annotations
}
