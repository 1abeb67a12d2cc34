//! Upstream's tables: `pkg/controller/job/*_test.go`, with all features of v1.36 on.

#![allow(clippy::type_complexity)] // A row of a table is a tuple.

mod backoff;
mod indexes;
mod policy;
mod sync;

use super::{CONTROLLER, TRACKING};
use crate::api::{
    ContainerState, ContainerStateTerminated, ContainerStatus, JOB_COMPLETION_INDEX, Job, JobSpec,
    LabelSelector, Object, ObjectMeta, Pod, PodCondition, PodFailurePolicy, Text, Time, Typed,
};
use crate::apiserver::{Request, WatchEvent, WatchType};
use crate::client::{Cache, FailureRecord, SyncResult};
use crate::controllers::{Ctx, controller_reference};
use std::rc::Rc;

/// Now in all of these tests, in seconds; long after everything that has ended.
const NOW: i64 = 1_000_000;
/// When Pods have ended: so long ago that nothing has to wait.
const ENDED: i64 = 1;

/// A Job as upstream's tests have it; -1 stands for a field that is not given.
fn job(parallelism: i32, completions: i32, backoff_limit: i32) -> Job {
    let given = |it: i32| (it >= 0).then_some(it);
    let labels = [("foo".to_owned(), "bar".to_owned())];
    let mut job = Job {
        metadata: ObjectMeta {
            name: Text::word("foobar"),
            namespace: Text::word("default"),
            uid: Text::word("job"),
            ..ObjectMeta::default()
        },
        spec: JobSpec {
            parallelism: given(parallelism),
            completions: given(completions),
            backoff_limit: given(backoff_limit),
            selector: Some(LabelSelector {
                match_labels: labels.clone().into(),
                ..LabelSelector::default()
            }),
            ..JobSpec::default()
        },
        ..Job::default()
    };
    job.spec.template.metadata.labels = labels.into();
    job
}

fn ended(code: i32, at: i64) -> ContainerStatus {
    let terminated = ContainerStateTerminated {
        exit_code: code,
        finished_at: Some(Time(at)),
        ..ContainerStateTerminated::default()
    };
    let state = ContainerState { terminated: Some(terminated), ..ContainerState::default() };
    ContainerStatus { name: Text::word("main"), state, ..ContainerStatus::default() }
}

/// A tracked Pod in a phase, after its number among the Job's.
fn pod(job: &Job, number: usize, phase: &str) -> Pod {
    let mut pod = Pod::default();
    pod.metadata.name = format!("pod-{number:03}").into();
    pod.metadata.uid = format!("uid-{number:03}").into();
    pod.metadata.namespace = Text::word("default");
    pod.metadata.labels = job.spec.template.metadata.labels.clone();
    pod.metadata.finalizers = vec![TRACKING.to_owned()];
    pod.metadata.owner_references = vec![controller_reference(&job.clone().into())].into();
    pod.status.phase = phase.into();
    if matches!(phase, "Succeeded" | "Failed") {
        pod.status.container_statuses = vec![ended(i32::from(phase == "Failed"), ENDED)].into();
    }
    pod
}

fn with_index(mut pod: Pod, index: &str) -> Pod {
    pod.metadata.annotations.insert(JOB_COMPLETION_INDEX.to_owned(), index.to_owned());
    pod
}

fn make_ready(pod: &mut Pod) {
    pod.status.conditions.push(PodCondition {
        r#type: Text::word("Ready"),
        status: Text::word("True"),
        ..PodCondition::default()
    });
}

/// Pods from words: `run`, `ready`, `pend`, `ok`, `fail`, `going` (being deleted), each with an
/// index before a colon and a number behind a star if need be: `ok*5 0:run`.
fn pods(job: &Job, words: &str) -> Vec<Pod> {
    let mut pods: Vec<Pod> = Vec::new();
    for word in words.split_whitespace() {
        let (index, rest) = word.split_once(':').map_or((None, word), |(a, b)| (Some(a), b));
        let (what, count) = rest.split_once('*').unwrap_or((rest, "1"));
        for _ in 0..count.parse::<usize>().unwrap() {
            let phase = match what {
                "pend" => "Pending",
                "ok" => "Succeeded",
                "fail" => "Failed",
                "run" | "ready" | "going" => "Running",
                other => panic!("{other}"),
            };
            let mut pod = pod(job, pods.len(), phase);
            match what {
                "ready" => make_ready(&mut pod),
                "going" => pod.metadata.deletion_timestamp = Some(Time(ENDED)),
                _ => {}
            }
            pods.push(match index {
                Some(index) => with_index(pod, index),
                None => pod,
            });
        }
    }
    pods
}

fn cache(job: &Job, pods: &[Pod]) -> Cache {
    let mut cache = Cache::default();
    let objects = pods.iter().map(|it| Object::from(it.clone())).chain([job.clone().into()]);
    for object in objects {
        cache.apply(&WatchEvent { r#type: WatchType::Added, object, old: None });
    }
    cache
}

/// What a pass does with its requests all granted.
struct Outcome {
    created: Vec<Pod>,
    deleted: usize,
    patched: usize,
    job: Job,
    result: SyncResult,
}

fn outcome(job: &Job, pods: &[Pod], expectations_met: bool, failures: FailureRecord) -> Outcome {
    let cache = cache(job, pods);
    let ctx = Ctx { expectations_met, failures, ..Ctx::new(&cache, NOW * 1000) };
    let result = (CONTROLLER.sync)(&ctx, &job.key());
    let mut outcome =
        Outcome { created: Vec::new(), deleted: 0, patched: 0, job: job.clone(), result };
    for ask in &outcome.result.asks {
        match &ask.request {
            Request::Create(Object::Pod(pod)) => outcome.created.push((**pod).clone()),
            Request::Delete(..) => outcome.deleted += 1,
            Request::Patch(..) => outcome.patched += 1,
            Request::UpdateStatus(Object::Job(job)) => outcome.job = (**job).clone(),
            other => panic!("{other:?}"),
        }
    }
    outcome
}

fn run(job: &Job, pods: &[Pod]) -> Outcome {
    outcome(job, pods, true, FailureRecord::default())
}

/// `Type` or `!Type`, with the reason: `FailureTarget BackoffLimitExceeded`.
fn conditions(job: &Job) -> Vec<String> {
    let text = |it: &crate::api::JobCondition| {
        let not = if it.status == "True" { "" } else { "!" };
        format!("{not}{} {}", it.r#type, it.reason)
    };
    job.status.conditions.iter().map(text).collect()
}

fn no_rules() -> Option<PodFailurePolicy> {
    Some(PodFailurePolicy::default())
}

fn rc(pods: Vec<Pod>) -> Vec<Rc<Pod>> {
    pods.into_iter().map(Rc::new).collect()
}
