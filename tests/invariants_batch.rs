//! What holds of Jobs and CronJobs after every step of every tape.

use podarium::api::{CronJob, Job, Object, Pod};
use podarium::apiserver::{Store, WatchEvent, WatchType};
use podarium::cluster::{Record, RecordKind};
use std::collections::BTreeMap;
use std::rc::Rc;

const JOB_CONTROLLER: &str = "job-controller";
const CRON_JOB_CONTROLLER: &str = "cronjob-controller";
const INDEX: &str = "batch.kubernetes.io/job-completion-index";

/// The numbers of a Job: completions, succeeded, failed.
type Numbers = (Option<i32>, i32, i32);

/// What has been seen of a run so far.
#[derive(Default)]
pub struct Watched {
    numbers: BTreeMap<String, Numbers>,
    /// Pods that have succeeded, by Job and index.
    succeeded: BTreeMap<(String, String), String>,
    pub jobs: usize,
}

impl Watched {
    pub fn check(&mut self, store: &Store, records: &[Record], place: &str) {
        for record in records {
            let RecordKind::Write { component, event, .. } = &record.kind else { continue };
            let is_new = event.r#type == WatchType::Added;
            match &event.object {
                Object::Pod(pod) => {
                    if *component == JOB_CONTROLLER && is_new {
                        check_parallelism(store, pod, place);
                    }
                    self.check_index(pod, place);
                }
                Object::Job(job) => {
                    self.check_numbers(job, event, place);
                    check_conditions(job, place);
                    if *component == CRON_JOB_CONTROLLER && is_new {
                        self.jobs += 1;
                        check_concurrency(store, job, place);
                    }
                }
                _ => {}
            }
        }
    }

    /// What has been counted stays counted; only a Job that is made smaller forgets.
    fn check_numbers(&mut self, job: &Job, event: &WatchEvent, place: &str) {
        if event.r#type == WatchType::Deleted {
            self.numbers.remove(job.metadata.uid.as_str());
            return;
        }
        let status = &job.status;
        let numbers = (job.spec.completions, status.succeeded, status.failed);
        let before = self.numbers.insert(job.metadata.uid.to_string(), numbers);
        let name = &job.metadata.name;
        if let Some((completions, succeeded, failed)) = before {
            let same = completions == job.spec.completions;
            assert!(
                !same || status.succeeded >= succeeded,
                "{place}: {name}: {succeeded} had succeeded"
            );
            assert!(status.failed >= failed, "{place}: {name}: {failed} had failed");
        }
        if !status.completed_indexes.is_empty() {
            let indexes: Vec<&str> = status.completed_indexes.split([',', '-']).collect();
            assert!(i32::try_from(indexes.len()).unwrap() <= 2 * status.succeeded, "{place}");
        }
    }

    /// Each index succeeds once.
    fn check_index(&mut self, pod: &Pod, place: &str) {
        let Some(owner) = pod.metadata.controller().filter(|it| it.kind == "Job") else { return };
        let Some(index) = pod.metadata.annotation(INDEX) else { return };
        if pod.status.phase == "Succeeded" {
            let key = (owner.uid.to_string(), index.to_owned());
            let uid = &pod.metadata.uid;
            let first = self.succeeded.entry(key).or_insert_with(|| uid.to_string());
            assert_eq!(first, uid, "{place}: index {index} of {} has succeeded twice", owner.name);
        }
    }
}

fn owned<'a>(pods: impl Iterator<Item = &'a Rc<Pod>>, uid: &str) -> usize {
    let is_its = |pod: &&Rc<Pod>| {
        pod.is_active() && pod.metadata.controller().is_some_and(|it| it.uid == uid)
    };
    pods.filter(is_its).count()
}

/// Never more active Pods than may run at the same time, by the controller's doing.
fn check_parallelism(store: &Store, pod: &Pod, place: &str) {
    let Some(owner) = pod.metadata.controller() else { return };
    let Some(job) = store.typed::<Job>(&pod.metadata.namespace, &owner.name) else { return };
    let active = owned(store.list_typed::<Pod>(None), &job.metadata.uid);
    let most = usize::try_from(job.parallelism()).unwrap();
    assert!(active <= most, "{place}: {active} Pods of {}, {most} may be", job.metadata.name);
    assert!(!job.is_suspended(), "{place}: a Pod for {}, suspended", job.metadata.name);
}

/// A Job ends once, announced, with nothing left to count.
fn check_conditions(job: &Job, place: &str) {
    let place = format!("{place}: {}", job.metadata.name);
    let Some(end) = job.finished() else { return };
    let announced = if end.r#type == "Complete" { "SuccessCriteriaMet" } else { "FailureTarget" };
    assert!(job.condition(announced).is_some(), "{place} ended unannounced");
    let both = job.condition("Complete").is_some() && job.condition("Failed").is_some();
    assert!(!both, "{place} is complete and has failed");
    let uncounted = job.status.uncounted_terminated_pods.clone().unwrap_or_default();
    assert!(uncounted.succeeded.is_empty() && uncounted.failed.is_empty(), "{place}");
    assert_eq!(job.status.active, 0, "{place} ended with active Pods");
}

/// Neither Replace nor Forbid leaves two active.
fn check_concurrency(store: &Store, job: &Job, place: &str) {
    let Some(owner) = job.metadata.controller() else { return };
    let namespace = &job.metadata.namespace;
    let Some(cron_job) = store.typed::<CronJob>(namespace, &owner.name) else { return };
    if cron_job.spec.concurrency_policy == "Allow" {
        return;
    }
    let scheduled = "batch.kubernetes.io/cronjob-scheduled-timestamp";
    let is_active = |it: &&Rc<Job>| {
        it.metadata.controller().is_some_and(|it| it.uid == owner.uid)
            && it.metadata.annotations.contains_key(scheduled)
            && it.finished().is_none()
            && !it.metadata.is_terminating()
    };
    let active = store.list_typed::<Job>(Some(namespace)).filter(is_active).count();
    let (name, policy) = (&owner.name, &cron_job.spec.concurrency_policy);
    assert!(active <= 1, "{place}: {active} active Jobs of {name}, {policy}");
}

/// Jobs of every kind, with nodes that fail, Pods that are deleted and wishes that change.
const BUSY: &str = "\
# nodes: node-1,node-2,node-3
# start: 2026-01-01T00:00:05Z
# seed: 42
--- jobs.yaml
apiVersion: batch/v1
kind: Job
metadata: {name: etl}
spec:
  completions: 9
  parallelism: 4
  backoffLimit: 20
  template:
    metadata:
      annotations: {podarium.sim/run-seconds: \"7\"}
    spec:
      restartPolicy: Never
      containers:
      - {name: work, image: busybox:1.36}
---
apiVersion: batch/v1
kind: Job
metadata: {name: shard}
spec:
  completions: 8
  parallelism: 8
  completionMode: Indexed
  backoffLimitPerIndex: 3
  template:
    metadata:
      annotations: {podarium.sim/run-seconds: \"9\"}
    spec:
      restartPolicy: Never
      containers:
      - {name: work, image: busybox:1.36}
---
apiVersion: batch/v1
kind: Job
metadata: {name: strict}
spec:
  completions: 4
  parallelism: 2
  podFailurePolicy:
    rules:
    - {action: Ignore, onExitCodes: {operator: In, values: [42]}}
    - {action: FailJob, onExitCodes: {operator: In, values: [99]}}
  template:
    metadata:
      annotations: {podarium.sim/run-seconds: \"20\"}
    spec:
      restartPolicy: Never
      containers:
      - {name: work, image: busybox:1.36}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: often}
spec:
  schedule: \"* * * * *\"
  concurrencyPolicy: Replace
  jobTemplate:
    spec:
      template:
        metadata:
          annotations: {podarium.sim/run-seconds: \"100\"}
        spec:
          restartPolicy: Never
          containers:
          - {name: work, image: busybox:1.36}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: slow}
spec:
  schedule: \"* * * * *\"
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 30
  jobTemplate:
    spec:
      ttlSecondsAfterFinished: 20
      template:
        metadata:
          annotations: {podarium.sim/run-seconds: \"70\"}
        spec:
          restartPolicy: OnFailure
          containers:
          - {name: work, image: busybox:1.36}
$ kubectl apply -f jobs.yaml
@ 6s
$ kubectl delete pods -l job-name=etl --wait=false
$ kubectl patch job shard -p '{\"spec\":{\"parallelism\":3}}'
@ 9s
! node-down node-2
$ kubectl patch job strict -p '{\"spec\":{\"suspend\":true}}'
@ 15s
$ kubectl patch job strict -p '{\"spec\":{\"suspend\":false}}'
$ kubectl patch job shard -p '{\"spec\":{\"parallelism\":6,\"completions\":6}}'
@ 25s
$ kubectl delete pods -l job-name=shard --wait=false --force
$ kubectl create job now --from=cronjob/often
@ 100s
$ kubectl delete pods -l job-name=strict --wait=false
! node-remove node-3
@ 150s
! node-up node-2
$ kubectl patch cronjob slow -p '{\"spec\":{\"suspend\":true}}'
@ 300s
$ kubectl patch cronjob slow -p '{\"spec\":{\"suspend\":false}}'
$ kubectl delete job etl --cascade=foreground --wait=false
@ 420s
$ kubectl delete cronjob often
$ sleep 60
";

#[test]
fn hold_when_jobs_have_a_bad_day() {
    for seed in 1..=10 {
        let text = BUSY.replace("# seed: 42", &format!("# seed: {seed}"));
        crate::invariants::hold_on(&format!("jobs, seed {seed}"), &text);
    }
}

/// Idle time costs nothing: what waits stands in the agenda once.
#[test]
fn a_week_with_a_nightly_cron_job_takes_few_steps() {
    let lesson = podarium::lessons::LESSONS.iter().find(|it| it.name == "nightly-report").unwrap();
    for (text, most) in [("$ sleep 604800\n", 20), (lesson.text, 1_500)] {
        let mut run = podarium::tape::Run::new(Rc::new(podarium::tape::Tape::parse(text).unwrap()));
        let mut steps = 0;
        while !run.is_over() && run.step().is_some() {
            steps += 1;
        }
        assert!(run.now_ms() > 6 * 86_400_000);
        println!("{steps} steps");
        assert!(steps < most, "{steps} steps, {most} are enough");
    }
}
