//! What a pass over a Job goes by: how the Job stands, and what has been counted.

use super::super::Ctx;
use super::indexes::{Intervals, index_of, indexes_of};
use super::{backoff, explain, is_failed, is_tracked, policy};
use crate::api::{Job, JobCondition, Object, Pod, UncountedTerminatedPods};
use crate::client::{Effect, EventDraft, Fact, FailureRecord, SyncResult};
use crate::sorted::{SortedMap, SortedSet};
use std::rc::Rc;

/// What a pass has found out, and what it asks for.
pub(super) struct Pass<'a> {
    pub ctx: &'a Ctx<'a>,
    /// The Job with the status that is to be written.
    pub job: Job,
    pub pods: Vec<Rc<Pod>>,
    pub active: Vec<Rc<Pod>>,
    /// What the status will say of them.
    pub active_count: i32,
    pub ready: i32,
    pub terminating: i32,
    pub succeeded: i32,
    pub failed: i32,
    /// What stood among the uncounted Pods when the pass began.
    pub uncounted: UncountedTerminatedPods,
    /// Indexes that had succeeded before, and that have now.
    pub previous: Intervals,
    pub completed: Intervals,
    pub failed_indexes: Option<Intervals>,
    /// Failed Pods that are kept until there is another of their index.
    pub delayed: SortedMap<i32, Rc<Pod>>,
    pub record: FailureRecord,
    /// The condition with which the Job ends, if it does.
    pub end: Option<JobCondition>,
    /// Whether the status must be written.
    pub changed: bool,
    /// Told when it has been.
    pub then: Option<EventDraft>,
    pub result: SyncResult,
}

impl<'a> Pass<'a> {
    /// How a Job stands when the pass begins.
    pub fn new(ctx: &'a Ctx<'a>, job: &Job, pods: Vec<Rc<Pod>>, result: SyncResult) -> Self {
        let active: Vec<Rc<Pod>> = pods.iter().filter(|it| it.is_active()).cloned().collect();
        let uncounted = job.status.uncounted_terminated_pods.clone().unwrap_or_default();
        let mut pass = Pass {
            ctx,
            job: job.clone(),
            active_count: count(active.iter()),
            ready: count(active.iter().filter(|it| it.is_ready())),
            terminating: count(pods.iter().filter(|it| it.is_being_terminated())),
            active,
            pods,
            succeeded: 0,
            failed: 0,
            uncounted,
            previous: Intervals::default(),
            completed: Intervals::default(),
            failed_indexes: None,
            delayed: SortedMap::new(),
            record: FailureRecord::default(),
            end: None,
            changed: false,
            then: None,
            result,
        };
        pass.job.status.uncounted_terminated_pods = Some(pass.uncounted.clone());
        pass.count_finished();
        if pass.job.status.start_time.is_none() && !pass.job.is_suspended() {
            pass.job.status.start_time = Some(pass.ctx.now());
        }
        pass.count_indexes();
        pass
    }

    pub fn object(&self) -> Object {
        self.job.clone().into()
    }

    pub fn explain(
        &mut self,
        what: (Effect, String),
        because: String,
        facts: Vec<Fact>,
        source: &'static str,
    ) {
        explain(&self.job, what, because, facts, source, &mut self.result);
    }

    /// Look again after so long, or sooner.
    pub fn requeue(&mut self, after_ms: i64) {
        let before = self.result.requeue_after_ms;
        self.result.requeue_after_ms = Some(before.map_or(after_ms, |it| it.min(after_ms)));
    }

    /// Tracked Pods that are not among the given uids; of an Indexed Job, those with an index.
    pub fn valid(&self, but: &[String]) -> impl Iterator<Item = &Rc<Pod>> {
        let completions = self.job.spec.completions.unwrap_or(0);
        self.pods.iter().filter(move |pod| {
            let index = index_of(pod);
            is_tracked(pod)
                && !but.iter().any(|it| *it == pod.metadata.uid)
                && (!self.job.is_indexed() || index.is_some_and(|it| it < completions))
        })
    }

    fn count_finished(&mut self) {
        let is_success = |it: &&Rc<Pod>| it.status.phase == "Succeeded";
        let new_succeeded: Vec<Rc<Pod>> =
            self.valid(&self.uncounted.succeeded).filter(is_success).cloned().collect();
        let is_failure = |it: &&Rc<Pod>| is_failed(it, &self.job);
        let new_failed: Vec<Rc<Pod>> =
            self.valid(&self.uncounted.failed).filter(is_failure).cloned().collect();
        let rules = self.job.spec.pod_failure_policy.as_ref();
        let counted = new_failed.iter().filter(|it| policy::judge(rules, it).counts);
        self.failed = self.job.status.failed + count(counted) + count(self.uncounted.failed.iter());
        self.succeeded = self.job.status.succeeded
            + count(new_succeeded.iter())
            + count(self.uncounted.succeeded.iter());
        self.record = backoff::record(self.ctx.failures, &new_succeeded, &new_failed);
    }

    /// Source: `calculateSucceededIndexes`, `calculateFailedIndexes`.
    fn count_indexes(&mut self) {
        let Some(completions) = self.job.spec.completions.filter(|_| self.job.is_indexed()) else {
            return;
        };
        let fits = |pod: &&Rc<Pod>| {
            is_tracked(pod) && index_of(pod).is_some_and(|index| index < completions)
        };
        let succeeded = self.pods.iter().filter(fits).filter(|it| it.status.phase == "Succeeded");
        let succeeded = indexes_of(succeeded.map(|it| &**it));
        self.previous = Intervals::parse(&self.job.status.completed_indexes, completions);
        self.completed = self.previous.with(&succeeded);
        self.succeeded = self.completed.total();
        if self.job.spec.backoff_limit_per_index.is_some() {
            let failed = self.pods.iter().filter(fits).filter(|it| self.fails_index(it));
            let failed = indexes_of(failed.map(|it| &**it));
            let before = self.job.status.failed_indexes.as_deref().unwrap_or("");
            let before = Intervals::parse(before, completions);
            self.failed_indexes = Some(before.with(&failed));
            self.delayed = self.kept_for_replacement();
        }
    }

    /// Source: `isIndexFailed`.
    fn fails_index(&self, pod: &Pod) -> bool {
        if !is_failed(pod, &self.job) {
            return false;
        }
        let verdict = policy::judge(self.job.spec.pod_failure_policy.as_ref(), pod);
        let limit = self.job.spec.backoff_limit_per_index.unwrap_or(0);
        verdict.action == Some("FailIndex")
            || verdict.counts && backoff::counted_failures(pod) >= limit
    }

    /// The last failed Pod of each index that is to be tried again: its successor goes on
    /// counting where it ended. Source: `getPodsWithDelayedDeletionPerIndex`.
    fn kept_for_replacement(&self) -> SortedMap<i32, Rc<Pod>> {
        let active: SortedSet<i32> = indexes_of(self.active.iter().map(|it| &**it));
        let mut kept: SortedMap<i32, Rc<Pod>> = SortedMap::new();
        for pod in self.valid(&[]).filter(|it| is_failed(it, &self.job)) {
            let Some(index) = index_of(pod) else { continue };
            let settled = self.completed.has(index)
                || self.failed_indexes.as_ref().is_some_and(|it| it.has(index))
                || active.contains(&index);
            let order = |it: &Pod| (backoff::failures_of_index(it), backoff::finished_at(it));
            let is_last = kept.get(&index).is_none_or(|it| {
                let (before, this) = (order(it), order(pod));
                before.0 <= this.0 && before.1 <= this.1
            });
            if !settled && is_last {
                kept.insert(index, Rc::clone(pod));
            }
        }
        kept
    }
}

pub(super) fn count(items: impl Iterator) -> i32 {
    i32::try_from(items.count()).unwrap_or(i32::MAX)
}
