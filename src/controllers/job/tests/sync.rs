//! `job_controller_test.go`: `TestControllerSyncJob`, `TestJobBackoffForOnFailure`,
//! `TestJobBackoffOnRestartPolicyNever`, `TestSyncJobPastDeadline`.

use super::*;
use crate::api::{JOB_COMPLETION_INDEX, JobCondition, PodSpec};

/// What a row has besides numbers.
#[derive(Clone, Copy, Default, PartialEq)]
enum Extra {
    #[default]
    Nothing,
    /// `podReplacementPolicy: Failed`
    OnlyFailed,
    /// A podFailurePolicy, without rules.
    Rules,
    Deleting,
    Suspended,
    WasSuspended,
    SuspendedDeleting,
    /// Something that was asked for has not been seen.
    Unsatisfied,
    SuspendedUnsatisfied,
    DeletingUnsatisfied,
    /// The status says 1 active, 1 failed.
    Counted,
    /// One failure, just now.
    BackingOff,
    /// No failure, whenever.
    NotBackingOff,
}
use Extra::*;

/// Parallelism, completions, backoffLimit, whether Indexed, what else.
type Spec = (i32, i32, i32, bool, Extra);
/// Creations, deletions, patches of Pods; then active, ready, succeeded, failed, terminating.
type Numbers = [i32; 8];

const DONE: &[&str] = &["SuccessCriteriaMet CompletionsReached", "Complete CompletionsReached"];
const GIVEN_UP: &[&str] = &["FailureTarget BackoffLimitExceeded"];
const FAILED: &[&str] = &["FailureTarget BackoffLimitExceeded", "Failed BackoffLimitExceeded"];
const SUSPENDED: &[&str] = &["Suspended JobSuspended"];
const NONE: &[&str] = &[];

type Row = (&'static str, Spec, &'static str, Numbers, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("job start", (2, 5, 6, false, Nothing), "", [2, 0, 0, 2, 0, 0, 0, 0], "", NONE),
    ("WQ job start", (2, -1, 6, false, Nothing), "", [2, 0, 0, 2, 0, 0, 0, 0], "", NONE),
    ("pending pods", (2, 5, 6, false, Nothing), "pend*2", [0, 0, 0, 2, 0, 0, 0, 0], "", NONE),
    ("correct # of pods", (3, 5, 6, false, Nothing), "ready*2 run", [0, 0, 0, 3, 2, 0, 0, 0], "", NONE),
    ("WQ correct # of pods", (2, -1, 6, false, Nothing), "run*2", [0, 0, 0, 2, 0, 0, 0, 0], "", NONE),
    ("too few active pods", (2, 5, 6, false, Nothing), "run ok", [1, 0, 1, 2, 0, 1, 0, 0], "", NONE),
    ("WQ recreate when failed", (1, -1, 6, false, OnlyFailed), "run fail going", [0, 0, 1, 1, 0, 0, 1, 1], "", NONE),
    ("WQ policy not set", (1, 1, 6, false, Nothing), "run fail going", [0, 0, 2, 1, 0, 0, 2, 1], "", NONE),
    ("WQ terminating or failed", (1, -1, 6, false, Nothing), "run fail going", [0, 0, 2, 1, 0, 0, 2, 1], "", NONE),
    ("more terminating than parallelism", (1, 1, 6, false, OnlyFailed), "run*2 going*4", [0, 1, 1, 1, 0, 0, 0, 5], "", NONE),
    ("more terminating, PodFailurePolicy", (1, 1, 6, false, Rules), "run*2 going*4", [0, 1, 1, 1, 0, 0, 0, 5], "", NONE),
    ("too few and active back-off", (1, 1, 6, false, BackingOff), "", [0, 0, 0, 0, 0, 0, 0, 0], "", NONE),
    ("too few and no back-offs", (1, 1, 6, false, NotBackingOff), "", [1, 0, 0, 1, 0, 0, 0, 0], "", NONE),
    ("too few with a dynamic job", (2, -1, 6, false, Nothing), "run", [1, 0, 0, 2, 0, 0, 0, 0], "", NONE),
    ("too many active pods", (2, 5, 6, false, Nothing), "run*3", [0, 1, 1, 2, 0, 0, 0, 1], "", NONE),
    ("ready when too many", (2, 5, 6, false, Nothing), "ready*3", [0, 1, 1, 2, 2, 0, 0, 1], "", NONE),
    ("failed + succeed: no delay", (2, 5, 6, false, Nothing), "run ok fail", [1, 0, 2, 2, 0, 1, 1, 0], "", NONE),
    ("new failed pod", (2, 5, 6, false, Nothing), "run fail", [1, 0, 1, 2, 0, 0, 1, 0], "", NONE),
    ("no new pod", (1, 1, 6, false, Counted), "run", [0, 0, 0, 1, 0, 0, 1, 0], "", NONE),
    ("job finish", (2, 5, 6, false, Nothing), "ok*5", [0, 0, 5, 0, 0, 5, 0, 0], "", DONE),
    ("WQ finishing", (2, -1, 6, false, Nothing), "run ok", [0, 0, 1, 1, 0, 1, 0, 0], "", NONE),
    ("WQ all finished", (2, -1, 6, false, Nothing), "ok*2", [0, 0, 2, 0, 0, 2, 0, 0], "", DONE),
    ("WQ finished despite a failure", (2, -1, 6, false, Nothing), "ok fail", [0, 0, 2, 0, 0, 1, 1, 0], "", DONE),
    ("more active than parallelism", (2, 5, 6, false, Nothing), "run*10", [0, 8, 8, 2, 0, 0, 0, 8], "", NONE),
    ("more active than remaining", (3, 4, 6, false, Nothing), "run*3 ok*2", [0, 1, 3, 2, 0, 2, 0, 1], "", NONE),
    ("status change", (2, 5, 6, false, Nothing), "run*2 ok*2", [0, 0, 2, 2, 0, 2, 0, 0], "", NONE),
    ("deleting job", (2, 5, 6, false, Deleting), "pend run ok", [0, 0, 3, 2, 0, 1, 0, 0], "", NONE),
    ("too many job failures", (2, 5, 0, false, Deleting), "fail", [0, 0, 1, 0, 0, 0, 1, 0], "", FAILED),
    ("failures, unsatisfied", (2, 5, 0, false, DeletingUnsatisfied), "fail", [0, 0, 1, 0, 0, 0, 1, 0], "", NONE),
    ("indexed start", (2, 5, 6, true, Nothing), "", [2, 0, 0, 2, 0, 0, 0, 0], "+0,1", NONE),
    ("indexed, some deleted, Failed", (2, 5, 6, true, OnlyFailed), "going", [1, 0, 0, 1, 0, 0, 0, 1], "+0", NONE),
    ("indexed, some deleted", (2, 5, 6, true, Nothing), "going", [2, 0, 1, 2, 0, 0, 0, 1], "+0,1", NONE),
    ("indexed completed", (2, 3, 6, true, Nothing), "0:ok 1:fail 1:ok 2:ok", [0, 0, 4, 0, 0, 3, 1, 0], "0-2", DONE),
    ("indexed failed", (2, 3, 0, true, Nothing), "0:ok 1:fail 2:run", [0, 1, 3, 0, 0, 1, 2, 1], "0", GIVEN_UP),
    ("ready pods when job fails", (2, 3, 0, false, Nothing), "ready*2 fail", [0, 2, 3, 0, 0, 0, 3, 2], "", GIVEN_UP),
    ("indexed repeated completed", (2, 3, 6, true, Nothing), "0:ok 1:ok 1:ok", [1, 0, 3, 1, 0, 2, 0, 0], "0,1+2", NONE),
    ("indexed some running", (8, 20, 6, true, Nothing), "0:run 2:ok 3:pend 4:ok 5:ok 7:ok 8:ok 9:ok", [6, 0, 6, 8, 0, 6, 0, 0], "2,4,5,7-9+1,6,10-13", NONE),
    ("indexed some failed", (3, 4, 6, true, Nothing), "0:fail 1:pend 2:fail", [2, 0, 2, 3, 0, 0, 2, 0], "+0,2", NONE),
    ("indexed without index", (2, 5, 6, true, Nothing), "run ok fail x:run x:ok x:fail x:pend 0:ok 1:run 2:run", [0, 3, 8, 2, 0, 1, 0, 3], "0", NONE),
    ("indexed repeated indexes", (5, 5, 6, true, Nothing), "ok fail x:run 0:ok 1:run 2:run 2:pend", [0, 2, 5, 2, 0, 1, 0, 2], "0", NONE),
    ("indexes outside of range", (2, 5, 6, true, Nothing), "0:ok 5:run 6:ok 7:pend 8:fail", [0, 2, 5, 0, 0, 1, 0, 2], "0", NONE),
    ("suspending", (2, 4, 6, false, Suspended), "run*2", [0, 2, 2, 0, 0, 0, 0, 2], "", SUSPENDED),
    ("suspending, ready", (2, 4, 6, false, Suspended), "ready*2", [0, 2, 2, 0, 0, 0, 0, 2], "", SUSPENDED),
    ("suspending, unsatisfied", (2, 4, 6, false, SuspendedUnsatisfied), "run*3", [0, 0, 0, 3, 0, 0, 0, 0], "", NONE),
    ("suspending, unsatisfied, ready", (2, 4, 6, false, SuspendedUnsatisfied), "ready*3", [0, 0, 0, 3, 3, 0, 0, 0], "", NONE),
    ("resuming", (2, 4, 6, false, WasSuspended), "", [2, 0, 0, 2, 0, 0, 0, 0], "", &["!Suspended JobResumed"]),
    ("suspending a deleted job", (2, 4, 6, false, SuspendedDeleting), "run*2", [0, 0, 2, 2, 0, 0, 0, 0], "", NONE),
    ("unsatisfied, nothing is created", (2, 4, 6, false, Unsatisfied), "", [0, 0, 0, 0, 0, 0, 0, 0], "", NONE),
];

fn prepare((parallelism, completions, limit, is_indexed, extra): Spec) -> Job {
    let mut job = job(parallelism, completions, limit);
    if is_indexed {
        job.spec.completion_mode = Some("Indexed".to_owned());
    }
    let suspended = [Suspended, SuspendedDeleting, SuspendedUnsatisfied];
    job.spec.suspend = Some(suspended.contains(&extra));
    if [Deleting, SuspendedDeleting, DeletingUnsatisfied].contains(&extra) {
        job.metadata.deletion_timestamp = Some(Time(NOW));
    }
    match extra {
        OnlyFailed => job.spec.pod_replacement_policy = Some("Failed".to_owned()),
        Rules => job.spec.pod_failure_policy = no_rules(),
        Counted => (job.status.active, job.status.failed) = (1, 1),
        WasSuspended => job.status.conditions.push(JobCondition {
            r#type: "Suspended".to_owned(),
            status: "True".to_owned(),
            reason: "JobSuspended".to_owned(),
            ..JobCondition::default()
        }),
        _ => {}
    }
    job
}

#[test]
fn a_pass_does_what_upstream_does() {
    for (name, spec, words, numbers, indexes, wanted) in ROWS {
        let job = prepare(*spec);
        let met = ![Unsatisfied, SuspendedUnsatisfied, DeletingUnsatisfied].contains(&spec.4);
        let failures = i32::from(spec.4 == BackingOff);
        let record = FailureRecord { failures, last: Some(NOW) };
        let record = if [BackingOff, NotBackingOff].contains(&spec.4) {
            record
        } else {
            FailureRecord::default()
        };
        let it = outcome(&job, &pods(&job, words), met, record);
        let status = &it.job.status;
        let found = [
            i32::try_from(it.created.len()).unwrap(),
            i32::try_from(it.deleted).unwrap(),
            i32::try_from(it.patched).unwrap(),
            status.active,
            status.ready.unwrap(),
            status.succeeded,
            status.failed,
            status.terminating.unwrap(),
        ];
        assert_eq!(found, *numbers, "{name}");
        let created = super::super::indexes::indexes_of(it.created.iter());
        let created = super::super::Intervals::default().with(&created).to_string();
        let plus = if created.is_empty() { "" } else { "+" };
        assert_eq!(format!("{}{plus}{created}", status.completed_indexes), *indexes, "{name}");
        assert_eq!(conditions(&it.job), *wanted, "{name}");
        assert_eq!(status.start_time.is_none(), job.is_suspended(), "{name}");
        for pod in &it.created {
            check_created(&job, pod, name);
        }
    }
}

/// Owner, finalizer, and of an Indexed Job all that its index gives a Pod.
fn check_created(job: &Job, pod: &Pod, name: &str) {
    let owner = pod.metadata.controller().unwrap();
    assert_eq!((&*owner.api_version, &*owner.kind), ("batch/v1", "Job"), "{name}");
    assert_eq!(pod.metadata.finalizers, [TRACKING], "{name}");
    let hostname = Some(pod.hostname()).filter(|it| !it.is_empty());
    let Some(index) = pod.metadata.annotation(JOB_COMPLETION_INDEX) else {
        assert!(!job.is_indexed() && hostname.is_none(), "{name}");
        return;
    };
    assert_eq!(hostname, Some(&*format!("foobar-{index}")), "{name}");
    assert_eq!(pod.metadata.generate_name, format!("foobar-{index}-"), "{name}");
    assert_eq!(
        pod.metadata.labels.get(JOB_COMPLETION_INDEX).map(String::as_str),
        Some(index),
        "{name}"
    );
}

#[test]
fn conditions_that_are_false_are_ignored() {
    for r#type in ["FailureTarget", "SuccessCriteriaMet"] {
        let mut job = job(1, 1, 6);
        job.status.conditions.push(JobCondition {
            r#type: r#type.to_owned(),
            status: "False".to_owned(),
            reason: "ConditionAddedManually".to_owned(),
            ..JobCondition::default()
        });
        let it = run(&job, &pods(&job, "ready"));
        assert_eq!(conditions(&it.job), [format!("!{type} ConditionAddedManually")]);
        assert_eq!(it.job.status.active, 1);
    }
}

/// A Job whose Pods restart in place, and Pods that have been restarted so often.
fn restarting(limit: i32, phase: &str, restarts: &[i32]) -> (Job, Vec<Pod>) {
    let mut job = job(1, 1, limit);
    let policy = PodSpec { restart_policy: "OnFailure".into(), ..PodSpec::default() };
    job.spec.template.spec = Rc::new(policy);
    let one = |(number, count): (usize, &i32)| {
        let mut pod = pod(&job, number, phase);
        pod.status.container_statuses =
            vec![ContainerStatus { restart_count: *count, ..ContainerStatus::default() }].into();
        pod
    };
    let pods = restarts.iter().enumerate().map(one).collect();
    (job, pods)
}

#[test]
fn restarts_count_where_pods_restart_in_place() {
    // backoffLimit, phase, restarts; whether the Job is given up.
    let rows: [(i32, &str, &[i32], bool); 15] = [
        (1, "Running", &[2], true),
        (1, "Pending", &[2], true),
        (1, "Running", &[1], true),
        (1, "Pending", &[1], true),
        (0, "Running", &[0], false),
        (0, "Running", &[1], true),
        (0, "Pending", &[1], true),
        (2, "Running", &[1], false),
        (6, "Running", &[1, 1], false),
        (2, "Running", &[1, 1], true),
        (2, "Pending", &[1, 1], true),
        (3, "Running", &[2, 2], true),
        (5, "Running", &[2, 2], false),
        (6, "Pending", &[0, 5], false),
        (6, "Running", &[3, 3], true),
    ];
    for (limit, phase, restarts, gives_up) in rows {
        let (mut job, pods) = restarting(limit, phase, restarts);
        job.spec.parallelism = Some(i32::try_from(restarts.len()).unwrap());
        job.spec.completions = job.spec.parallelism;
        let it = run(&job, &pods);
        let wanted = if gives_up { GIVEN_UP } else { NONE };
        assert_eq!(conditions(&it.job), wanted, "{limit} {phase} {restarts:?}");
        assert_eq!(it.deleted, if gives_up { restarts.len() } else { 0 });
    }
}

#[test]
fn failed_pods_count_where_they_never_restart() {
    // parallelism, completions, backoffLimit, Pods; what the status says, and the conditions.
    let rows: [(i32, i32, i32, &str, i32, i32, &[&str]); 5] = [
        (1, 1, 0, "fail", 0, 1, FAILED),
        (1, 1, 1, "fail", 1, 1, NONE),
        (2, 2, 1, "fail*2", 0, 2, FAILED),
        (2, 5, 6, "run*2 fail*3", 2, 3, NONE),
        (2, 5, 3, "run fail*4", 0, 5, GIVEN_UP),
    ];
    for (parallelism, completions, limit, words, active, failed, wanted) in rows {
        let mut job = job(parallelism, completions, limit);
        let never = PodSpec { restart_policy: "Never".into(), ..PodSpec::default() };
        job.spec.template.spec = Rc::new(never);
        let it = run(&job, &pods(&job, words));
        assert_eq!((it.job.status.active, it.job.status.failed), (active, failed), "{words}");
        assert_eq!(conditions(&it.job), wanted, "{words}");
    }
}

#[test]
fn a_deadline_ends_a_job_that_is_not_suspended() {
    const LATE: &[&str] = &["FailureTarget DeadlineExceeded", "Failed DeadlineExceeded"];
    const LATE_WITH_PODS: &[&str] = &["FailureTarget DeadlineExceeded"];
    // parallelism, completions, deadline, started before so long, Pods, suspended; deletions.
    type Deadline = (i32, i32, i64, i64, &'static str, bool, usize, &'static [&'static str]);
    let rows: [Deadline; 8] = [
        (1, 1, 10, 15, "run", false, 1, LATE_WITH_PODS),
        (1, 2, 10, 15, "run ok", false, 1, LATE_WITH_PODS),
        (2, 1, 10, 10, "", false, 0, LATE),
        (1, 1, 1, 10, "fail", false, 0, LATE),
        (1, 1, 10, 15, "run", true, 1, SUSPENDED),
        (1, 1, 10, 5, "run", false, 0, NONE),
        (1, 1, 10, 9, "run", false, 0, NONE),
        (1, 1, 0, 0, "run", false, 1, LATE_WITH_PODS),
    ];
    for (parallelism, completions, deadline, ago, words, is_suspended, deleted, wanted) in rows {
        let mut job = job(parallelism, completions, 6);
        job.spec.active_deadline_seconds = Some(deadline);
        job.spec.suspend = Some(is_suspended);
        job.status.start_time = Some(Time(NOW - ago));
        let it = run(&job, &pods(&job, words));
        assert_eq!(it.deleted, deleted, "{deadline} {ago} {words}");
        assert_eq!(conditions(&it.job), wanted, "{deadline} {ago} {words}");
        if wanted.is_empty() {
            let left = (deadline - ago) * 1000;
            assert_eq!(it.result.requeue_after_ms, Some(left), "{deadline} {ago} {words}");
        }
    }
}

#[test]
fn what_has_been_named_is_not_counted_twice() {
    let mut job = job(3, 9, 6);
    job.status.succeeded = 1;
    job.status.failed = 1;
    let uid = |number: usize| format!("uid-{number:03}");
    let uncounted = crate::api::UncountedTerminatedPods {
        succeeded: vec![uid(0), uid(1)],
        failed: vec![uid(4), uid(5)],
        ..Default::default()
    };
    job.status.uncounted_terminated_pods = Some(uncounted);
    let mut pods = pods(&job, "ok*4 fail*3 run*3");
    // Two of those that are named have been let go already.
    pods[0].metadata.finalizers.clear();
    pods[4].metadata.finalizers.clear();
    pods[3].metadata.finalizers.clear();
    let it = run(&job, &pods);
    assert_eq!((it.job.status.succeeded, it.job.status.failed), (4, 4));
    assert_eq!(it.job.status.uncounted_terminated_pods, Some(Default::default()));
    assert_eq!(it.patched, 4);
}
