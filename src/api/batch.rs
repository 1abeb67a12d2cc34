//! The group `batch`. Source: `staging/src/k8s.io/api/batch/v1/types.go`.

use super::field::object;
use super::labels::LabelSelector;
use super::meta::{ObjectMeta, ObjectReference, Time};
use super::pod::{PodTemplateSpec, TemplateMeta};

object! {
    /// `batch/v1 CronJob`.
    pub struct CronJob {
        /// Name, labels, owners.
        metadata: ObjectMeta => "metadata" always,
        /// The wish.
        spec: CronJobSpec => "spec" always,
        /// What is.
        status: CronJobStatus => "status" always,
    }

    /// The wish of a CronJob.
    pub struct CronJobSpec {
        /// `Allow`, `Forbid` or `Replace`: what to do while the run before is still active.
        concurrency_policy: String => "concurrencyPolicy",
        /// How many failed Jobs are kept.
        failed_jobs_history_limit: Option<i32> => "failedJobsHistoryLimit",
        /// What its Jobs look like.
        job_template: JobTemplateSpec => "jobTemplate" always,
        /// When.
        schedule: String => "schedule" always,
        /// A run that could not start for so many seconds is dropped.
        starting_deadline_seconds: Option<i64> => "startingDeadlineSeconds",
        /// How many successful Jobs are kept.
        successful_jobs_history_limit: Option<i32> => "successfulJobsHistoryLimit",
        /// No further runs.
        suspend: Option<bool> => "suspend",
        /// The zone that the schedule is read in.
        time_zone: Option<String> => "timeZone",
    }

    /// What Jobs of a CronJob look like.
    pub struct JobTemplateSpec {
        /// Labels and annotations of the Jobs.
        metadata: TemplateMeta => "metadata" always,
        /// What the Jobs are to be.
        spec: JobSpec => "spec",
    }

    /// What is.
    pub struct CronJobStatus {
        /// The Jobs that run.
        active: Vec<ObjectReference> => "active",
        /// The nominal time of the latest run.
        last_schedule_time: Option<Time> => "lastScheduleTime",
        /// When a run last succeeded.
        last_successful_time: Option<Time> => "lastSuccessfulTime",
    }

    /// `batch/v1 Job`.
    pub struct Job {
        /// Name, labels, owners.
        metadata: ObjectMeta => "metadata" always,
        /// The wish.
        spec: JobSpec => "spec" always,
        /// What is.
        status: JobStatus => "status" always,
    }

    /// The wish of a Job.
    pub struct JobSpec {
        /// Seconds after which it is ended.
        active_deadline_seconds: Option<i64> => "activeDeadlineSeconds",
        /// How many Pods may fail.
        backoff_limit: Option<i32> => "backoffLimit",
        /// How many Pods of one index may fail.
        backoff_limit_per_index: Option<i32> => "backoffLimitPerIndex",
        /// `NonIndexed` or `Indexed`.
        completion_mode: Option<String> => "completionMode",
        /// How many Pods must succeed; without it, one that succeeds ends the work.
        completions: Option<i32> => "completions",
        /// Who sees to it, if not the Job controller.
        managed_by: Option<String> => "managedBy",
        /// Whether the selector is the author's.
        manual_selector: Option<bool> => "manualSelector",
        /// How many indexes may fail.
        max_failed_indexes: Option<i32> => "maxFailedIndexes",
        /// How many Pods may run at the same time.
        parallelism: Option<i32> => "parallelism",
        /// What a failure of a Pod means.
        pod_failure_policy: Option<PodFailurePolicy> => "podFailurePolicy",
        /// `TerminatingOrFailed` or `Failed`: when a Pod is replaced.
        pod_replacement_policy: Option<String> => "podReplacementPolicy",
        /// Which Pods are its own.
        selector: Option<LabelSelector> => "selector",
        /// When enough has succeeded.
        success_policy: Option<SuccessPolicy> => "successPolicy",
        /// No Pods for now.
        suspend: Option<bool> => "suspend",
        /// What its Pods look like.
        template: PodTemplateSpec => "template" always,
        /// It is deleted so many seconds after its end.
        ttl_seconds_after_finished: Option<i32> => "ttlSecondsAfterFinished",
    }

    /// What a failure of a Pod means.
    pub struct PodFailurePolicy {
        /// The first that matches decides.
        rules: Vec<PodFailurePolicyRule> => "rules" always,
    }

    /// One rule: exit codes or conditions, and what they lead to.
    pub struct PodFailurePolicyRule {
        /// `FailJob`, `FailIndex`, `Ignore` or `Count`.
        action: String => "action" always,
        /// Which exit codes.
        on_exit_codes: Option<PodFailurePolicyOnExitCodesRequirement> => "onExitCodes",
        /// Which conditions of the Pod.
        on_pod_conditions: Vec<PodFailurePolicyOnPodConditionsPattern> => "onPodConditions",
    }

    /// Exit codes.
    pub struct PodFailurePolicyOnExitCodesRequirement {
        /// Whose; any container's where absent.
        container_name: Option<String> => "containerName",
        /// `In` or `NotIn`.
        operator: String => "operator" always,
        /// The codes.
        values: Vec<i32> => "values" always,
    }

    /// A condition of a Pod.
    pub struct PodFailurePolicyOnPodConditionsPattern {
        /// The status it must have.
        status: String => "status" always,
        /// Its type.
        r#type: String => "type" always,
    }

    /// When enough has succeeded.
    pub struct SuccessPolicy {
        /// The first that matches ends the Job.
        rules: Vec<SuccessPolicyRule> => "rules" always,
    }

    /// One rule: indexes, a number of them, or both.
    pub struct SuccessPolicyRule {
        /// How many of the indexes.
        succeeded_count: Option<i32> => "succeededCount",
        /// Which indexes, such as `0,2-4`.
        succeeded_indexes: Option<String> => "succeededIndexes",
    }

    /// What is.
    pub struct JobStatus {
        /// Pods that run or will.
        active: i32 => "active",
        /// Indexes that have succeeded, such as `0,2-4`.
        completed_indexes: String => "completedIndexes",
        /// When it was complete.
        completion_time: Option<Time> => "completionTime",
        /// Complete, Failed, Suspended and what announces them.
        conditions: Vec<JobCondition> => "conditions",
        /// Pods that have failed.
        failed: i32 => "failed",
        /// Indexes that have failed for good.
        failed_indexes: Option<String> => "failedIndexes",
        /// Active Pods that are ready.
        ready: Option<i32> => "ready",
        /// When the controller first saw it, or when it was resumed.
        start_time: Option<Time> => "startTime",
        /// Pods that have succeeded.
        succeeded: i32 => "succeeded",
        /// Pods that are being deleted and have not ended yet.
        terminating: Option<i32> => "terminating",
        /// Pods that have ended and are not in the numbers yet.
        uncounted_terminated_pods: Option<UncountedTerminatedPods> => "uncountedTerminatedPods",
    }

    /// Uids of Pods that have ended and are not in the numbers yet.
    pub struct UncountedTerminatedPods {
        /// Those that failed.
        failed: Vec<String> => "failed",
        /// Those that succeeded.
        succeeded: Vec<String> => "succeeded",
    }

    /// A condition of a Job.
    pub struct JobCondition {
        /// When it was last asked.
        last_probe_time: Option<Time> => "lastProbeTime",
        /// When the status last changed.
        last_transition_time: Option<Time> => "lastTransitionTime",
        /// A sentence.
        message: String => "message",
        /// A word.
        reason: String => "reason",
        /// `True`, `False` or `Unknown`.
        status: String => "status" always,
        /// `SuccessCriteriaMet`, `Complete`, `FailureTarget`, `Failed` or `Suspended`.
        r#type: String => "type" always,
    }
}

impl Job {
    /// Whether each Pod has a number.
    #[must_use]
    pub fn is_indexed(&self) -> bool {
        self.spec.completion_mode.as_deref() == Some("Indexed")
    }

    /// Whether it is to have no Pods for now.
    #[must_use]
    pub fn is_suspended(&self) -> bool {
        self.spec.suspend == Some(true)
    }

    /// How many Pods may run at the same time.
    #[must_use]
    pub fn parallelism(&self) -> i32 {
        self.spec.parallelism.unwrap_or(1)
    }

    /// The condition that says how it ended, if it did.
    /// Source: `pkg/controller/job/util/utils.go` `FinishedCondition`.
    #[must_use]
    pub fn finished(&self) -> Option<&JobCondition> {
        let ends = |it: &&JobCondition| {
            matches!(it.r#type.as_str(), "Complete" | "Failed") && it.status == "True"
        };
        self.status.conditions.iter().find(ends)
    }
}
