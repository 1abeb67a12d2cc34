//! Pictures of runs.

use super::*;
use crate::picture::{Look, PartLook};
use crate::tape::Tape;
use crate::timeline::Timeline;

fn timeline(text: &str) -> Timeline {
    Timeline::new(Rc::new(Tape::parse(text).unwrap()))
}

fn at(timeline: &mut Timeline, at_ms: i64) -> Picture {
    timeline.at(at_ms);
    let history = History::of(timeline.records_until(at_ms));
    picture(timeline.at(at_ms), &history)
}

#[test]
fn rewinding_shows_what_playing_showed() {
    let mut timeline = timeline(crate::lessons::LESSONS[0].text);
    let mut history = History::default();
    let moments: Vec<i64> = (0..timeline.end_ms()).step_by(97).collect();
    let played: Vec<Picture> = moments
        .iter()
        .map(|at_ms| {
            timeline.at(*at_ms);
            history.follow(timeline.records_until(*at_ms));
            picture(timeline.at(*at_ms), &history)
        })
        .collect();
    for (at_ms, played) in moments.iter().zip(&played).rev() {
        assert_eq!(at(&mut timeline, *at_ms), *played, "at {at_ms} ms");
    }
}

#[test]
fn parts_lead_to_what_they_stand_for() {
    let pods = |lesson: &str| {
        let lesson = crate::lessons::LESSONS.iter().find(|it| it.name == lesson).unwrap();
        let mut timeline = timeline(lesson.text);
        let mut seen = 0;
        for at_ms in (0..timeline.end_ms()).step_by(1000) {
            let picture = at(&mut timeline, at_ms);
            let store = timeline.at(at_ms).cluster().store();
            for part in picture.workloads.iter().flat_map(|it| &it.parts) {
                let is_there = matches!(part.look, PartLook::Full | PartLook::Hollow);
                assert!(!is_there || part.object.is_some(), "{part:?} at {at_ms} ms");
                for object in part.object.iter() {
                    let is_it = |it: &&crate::api::Object| {
                        let meta = it.meta();
                        *it.kind().info().singular == *object.kind
                            && *meta.namespace == *object.namespace
                            && *meta.name == *object.name
                    };
                    assert!(store.iter().find(is_it).is_some(), "{part:?} at {at_ms} ms");
                    seen += 1;
                }
            }
        }
        seen
    };
    for lesson in ["indexed-shards", "parallel-etl", "stateful-database", "node-exporter"] {
        assert!(pods(lesson) > 10, "{lesson}");
    }
}

#[test]
fn a_limit_range_says_what_it_has_filled_in() {
    let mut timeline = timeline(
        "--- limits.yaml
apiVersion: v1
kind: LimitRange
metadata: {name: small}
spec:
  limits:
  - type: Container
    min: {cpu: 50m}
    max: {cpu: 1}
    default: {cpu: 200m}
    defaultRequest: {cpu: 100m}
  - {type: PersistentVolumeClaim, max: {storage: 2Gi}}
$ kubectl run before --image=nginx
$ kubectl apply -f limits.yaml
$ kubectl run after --image=nginx
@ 10s
",
    );
    let picture = at(&mut timeline, 9_000);
    let card = picture.workloads.iter().find(|it| *it.kind == *"limitrange").expect("a card");
    assert_eq!((&*card.name, &*card.count()), ("small", "filled in 1 of 2"));
    assert_eq!(
        &*card.doing,
        "Container cpu 50m to 1, by default 100m to 200m \u{b7} PersistentVolumeClaim storage up to 2Gi"
    );
    let parts: Vec<(&str, &str)> = card.parts.iter().map(|it| (&*it.label, &*it.note)).collect();
    let note = "cpu request for container after; cpu limit for container after";
    assert_eq!(parts, [("after", note), ("before", "")]);
    assert!(card.parts.iter().all(|it| it.look == PartLook::Full && it.object.is_some()));
}

#[test]
fn volumes_outlive_whoever_used_them() {
    let lesson = crate::lessons::LESSONS.iter().find(|it| it.name == "stateful-database").unwrap();
    let mut timeline = timeline(lesson.text);
    let claims = |timeline: &mut Timeline, at_ms| -> Vec<(String, String, bool, Option<u32>)> {
        let picture = at(timeline, at_ms);
        let claims = picture.claims.iter();
        claims.map(|it| (it.name.to_string(), it.size.to_string(), it.is_bound, it.hue)).collect()
    };
    assert_eq!(claims(&mut timeline, 0), []);
    // The StatefulSet is deleted by then, and not its claims.
    let all = ["data-mongo-0", "data-mongo-1", "data-mongo-2"];
    let all = all.map(|it| (it.to_owned(), "1Gi".to_owned(), true, Some(0)));
    assert_eq!(claims(&mut timeline, 44_000), all);
    let end_ms = timeline.end_ms();
    assert_eq!(claims(&mut timeline, end_ms), []);
}

/// A Pod is adopted, and an orphan again.
const ADOPTED: &str = "\
# nodes: node-1
--- web.yaml
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: web }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: nginx, image: nginx:1.27 }] }
$ kubectl run lonely --image=nginx:1.27 --labels=app=web
$ sleep 3
$ kubectl apply -f web.yaml
$ sleep 3
$ kubectl delete replicaset web --cascade=orphan
$ sleep 3
";

#[test]
fn a_pod_that_nobody_owns_has_no_colour_before_and_after() {
    let mut timeline = timeline(ADOPTED);
    let mut colours: Vec<Option<u32>> = Vec::new();
    for at_ms in (0..timeline.end_ms()).step_by(500) {
        let picture = at(&mut timeline, at_ms);
        let Some(pod) = picture.pods.iter().find(|it| *it.name == *"lonely") else { continue };
        assert_eq!(pod.hue.is_some(), pod.owner.is_some());
        if colours.last() != Some(&pod.hue) {
            colours.push(pod.hue);
        }
    }
    assert_eq!(colours, [None, Some(0), None]);
}

fn lesson(name: &str) -> Timeline {
    timeline(crate::lessons::LESSONS.iter().find(|it| it.name == name).expect("a lesson").text)
}

#[test]
fn who_waits_for_a_volume_is_stuck() {
    let mut timeline = lesson("not-a-deployment");
    let end_ms = timeline.end_ms();
    let picture = at(&mut timeline, end_ms);
    let stuck =
        picture.pods.iter().filter(|it| it.look == Look::Failing("FailedAttachVolume".into()));
    assert_eq!(stuck.count(), 2);
}

#[test]
fn clocks_are_put_forward_when_summer_begins() {
    let mut timeline = lesson("nightly-report");
    let hours = |timeline: &mut Timeline, day: i64| {
        // The lesson begins on Wednesday, at 16:00 in UTC; an hour after two on that night.
        let at_ms = (day * 24 + 10) * 3_600_000;
        let picture = at(timeline, at_ms);
        let card = picture.workloads.iter().find(|it| *it.kind == *"cronjob").expect("a card");
        card.ahead_ms(at_ms) / 3_600_000
    };
    let found = [0, 2, 3, 4].map(|day| hours(&mut timeline, day));
    assert_eq!(found, [1, 1, 2, 2], "Thursday, Saturday, Sunday, Monday");
}

/// A rollout with a Pod more, a Job whose Pod fails, a budget.
const NUMBERS: &str = "\
--- all.yaml
apiVersion: batch/v1
kind: Job
metadata: { name: work }
spec:
  completions: 2
  template:
    metadata: { annotations: { podarium.sim/run-seconds: '1', podarium.sim/exit-code: '1' } }
    spec: { restartPolicy: Never, containers: [{ name: a, image: busybox:1.36 }] }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: web }
spec: { minAvailable: 2, selector: { matchLabels: { app: web } } }
$ kubectl create deployment web --image=nginx:1.27 --replicas=3
$ kubectl apply -f all.yaml
$ kubectl rollout status deployment web
$ sleep 5
$ kubectl set image deployment/web nginx=nginx:1.28
$ kubectl rollout status deployment web
";

#[test]
fn workloads_in_numbers() {
    let mut timeline = timeline(NUMBERS);
    let end_ms = timeline.end_ms();
    let mut told = |at_ms, kind: &str| {
        let picture = at(&mut timeline, at_ms);
        let card = picture.workloads.iter().find(|it| *it.kind == *kind)?;
        Some((card.tally().map(|it| it.to_string()).collect::<Vec<_>>().join(", "), card.failed))
    };
    assert_eq!(told(end_ms, "poddisruptionbudget"), Some(("room for 1".to_owned(), 0)));
    let (job, failed) = told(end_ms, "job").expect("a card");
    assert!(job == "0 of 2, succeeded" && failed > 0, "{job}, {failed}");
    let moments = (0..end_ms).step_by(500);
    let rollout: Vec<String> =
        moments.filter_map(|it| told(it, "deployment")).map(|it| it.0).collect();
    assert!(rollout.contains(&"3 of 3, ready, 1 may go".to_owned()), "{rollout:?}");
    assert!(rollout.contains(&"3 of 3, ready, 4 Pods, 1 may go".to_owned()), "{rollout:?}");
}

#[test]
fn a_budget_that_lets_none_go_is_told() {
    let mut timeline = lesson("drain-with-a-budget");
    let end_ms = timeline.end_ms();
    let mut told = Vec::new();
    for at_ms in (0..end_ms).step_by(500) {
        let picture = at(&mut timeline, at_ms);
        let web = picture.workloads.iter().find(|it| *it.kind == *"deployment");
        let line = web.and_then(|it| it.tally().last().map(ToString::to_string));
        told.push((picture.why.as_ref().map(|it| it.text()), line));
    }
    let no = "refused to evict";
    let refused = told.iter().filter(|it| it.0.as_ref().is_some_and(|it| it.contains(no)));
    let refused: Vec<_> = refused.collect();
    assert!(refused.len() > 5, "{}", refused.len());
    let room = "6 healthy, 6 must be";
    let whole = refused.iter().find(|it| it.0.as_ref().is_some_and(|it| it.contains(room)));
    assert_eq!(whole.and_then(|it| it.1.as_deref()), Some("0 may go"));
    assert!(told.iter().any(|it| it.1.as_deref() == Some("1 may go")));
}

#[test]
fn labels_are_told_where_nothing_else_says_whose_a_pod_is() {
    let tape = "$ kubectl run bare --image=nginx:1.27 --labels=app=spare\n\
        $ kubectl create deployment web --image=nginx:1.27 --replicas=2\n@ 10s\n\
        $ kubectl label pods -l app=web app=free --overwrite\n$ sleep 5\n\
        $ kubectl create job once --image=busybox:1.36 -- sleep 60\n$ sleep 2\n\
        $ kubectl delete job once --cascade=orphan\n$ sleep 2\n";
    let mut timeline = timeline(tape);
    let mut told = |at_ms| {
        let picture = at(&mut timeline, at_ms);
        picture.pods.iter().map(|it| it.labels.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(told(9_000), ["app=spare", "", ""]);
    assert_eq!(told(14_000), ["app=spare", "app=free", "app=free", "", ""]);
    assert_eq!(
        told(19_000),
        ["app=spare", "app=free", "app=free", "", "", ""],
        "a Job's own marks"
    );
}

/// The lines beside the chart of a workload, and what its parts are called, at the end of a tape.
fn numbers(tape: &str, name: &str) -> (Vec<String>, Vec<String>) {
    let mut timeline = timeline(tape);
    let end_ms = timeline.end_ms();
    let picture = at(&mut timeline, end_ms);
    let found = picture.workloads.iter().find(|it| *it.name == *name).expect("the workload");
    let parts = found.parts.iter().map(|it| it.note.to_string());
    (found.tally().map(|it| it.to_string()).collect(), parts.collect())
}

#[test]
fn numbers_say_what_is_wrong_and_what_is_kept() {
    let deployment = "$ kubectl create deployment web --image=nginx:1.27 --replicas=2\n$ sleep 5\n";
    let of = |lines: &str| numbers(&format!("{deployment}{lines}$ sleep 9\n"), "web").0;
    assert_eq!(of(""), ["2 of 2", "ready"]);
    let more =
        "$ kubectl create quota q --hard=pods=3\n$ kubectl scale deployment/web --replicas=9\n";
    assert_eq!(of(more), ["3 of 9", "ready", "FailedCreate"]);
    let newer = "$ kubectl set image deployment/web nginx=nginx:1.28\n";
    assert_eq!(of(newer), ["2 of 2", "ready", "1 empty ReplicaSet"]);
    let broken = "$ kubectl set image deployment/web nginx=nginx:nope\n";
    assert_eq!(of(broken), ["2 of 2", "ready", "3 Pods"]);
    let job = "--- j.yaml\napiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec:\n  \
        backoffLimit: 0\n  template:\n    spec:\n      restartPolicy: Never\n      \
        containers: [{name: c, image: busybox, command: [\"false\"]}]\n\
        $ kubectl apply -f j.yaml\n$ sleep 9\n";
    assert_eq!(numbers(job, "j").0, ["0 of 1", "Job failed"]);
}

#[test]
fn runs_are_called_by_when_they_were_scheduled() {
    let runs = |schedule: &str, sleep: &str| {
        let tape = format!(
            "# start: 2026-03-25T23:59:50Z\n$ kubectl create cronjob c --image=busybox:1.36 --schedule='{schedule}' -- true\n\
             $ kubectl create job by-hand --from=cronjob/c\n$ sleep {sleep}\n"
        );
        numbers(&tape, "c").1
    };
    assert_eq!(runs("* * * * *", "20"), ["manual", "00:00", "00:01"]);
    assert_eq!(runs("0 2 * * *", "2d"), ["manual", "Thu", "Fri"]);
    assert_eq!(runs("@daily", "1d"), ["manual", "Thu", "Fri"]);
}
