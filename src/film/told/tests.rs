use super::*;
use crate::lessons::LESSONS;
use crate::picture::Pod;
use crate::scene::Filming;
use crate::tape::Tape;

fn film_of(lesson: &str) -> Film {
    let lesson = LESSONS.iter().find(|it| it.name == lesson).expect("a lesson");
    Filming::of(Rc::new(Tape::parse(lesson.text).expect("a tape")))
}

/// What is told of a lesson at some moments (milliseconds): who did what, and to how many of the Pods that
/// are to be seen.
const TOLD: &[(&str, i64, &str, usize)] = &[
    // Who decides is told, not who only carries it out: the ReplicaSet's controller makes the Pods.
    (
        "rolling-update",
        300,
        "Deployment controller created ReplicaSet web-64bf787f5f with 3 Pods",
        3,
    ),
    (
        "rolling-update",
        7_000,
        "Deployment controller scaled ReplicaSet web-64bf787f5f down 3 \u{2192} 2",
        1,
    ),
    (
        "scale-for-a-peak",
        63_000,
        "Deployment controller scaled ReplicaSet web-64bf787f5f up 3 \u{2192} 9",
        6,
    ),
    ("autoscaling", 63_000, "Horizontal Pod autoscaler scaled up web from 2 to 4", 2),
    // Of two at once each is told in its turn.
    ("forbid-and-replace", 66_000, "CronJob controller did not start forbid-29460061", 0),
    ("forbid-and-replace", 73_000, "CronJob controller created Job replace-29460061", 1),
    ("node-dies", 363_000, "ReplicaSet controller created 1 Pod", 1),
    ("node-dies", 367_000, "Job controller created 1 Pod of report", 1),
    // Where nobody above it decided, it is that controller.
    ("self-healing", 6_000, "ReplicaSet controller created 3 Pods", 3),
    ("replicasets", 6_000, "ReplicaSet controller adopted Pod lonely", 1),
    // Which of several equal nodes it was is no news.
    ("autoscaling", 69_500, "Horizontal Pod autoscaler scaled up web from 2 to 4", 2),
    ("why-pending", 14_000, "Scheduler gave big-69f48f8bdc-65blz the node node-4", 1),
    // What was refused before the caption gives way to what was done since.
    ("drain-with-a-budget", 21_000, "ReplicaSet controller created 1 Pod", 1),
    // What only brings something up to date is not told before what a kubelet could not do.
    (
        "emergency-rollback",
        7_000,
        "Deployment controller created ReplicaSet web-67b6f4ffcd with 1 Pod",
        1,
    ),
    // What a kubelet could not do is no news when its Pod is gone, even if another one has its name.
    (
        "emergency-rollback",
        24_000,
        "Deployment controller scaled ReplicaSet web-67b6f4ffcd down 1 \u{2192} 0",
        0,
    ),
    ("stuck-update", 101_000, "StatefulSet controller created Pod db-2", 1),
    // Why a Pod waits, and why there is none, is told before who wants it.
    ("why-pending", 54_000, "Scheduler found no node for shy-85f46784f7-lbbhk", 1),
    ("why-pending", 76_000, "ReplicaSet controller could not create its Pod", 0),
    // A refusal comes first, but not when it is asked for again and again.
    ("drain-with-a-budget", 16_000, "API server refused to evict web-7b64f555bd-ztwrq", 1),
    (
        "drain-with-a-budget",
        79_000,
        "Deployment controller scaled ReplicaSet web-7b64f555bd up 6 \u{2192} 7",
        1,
    ),
    ("node-dies", 62_000, "Node lifecycle controller marked 4 Pods of node-2 as not ready", 0),
];

#[test]
fn who_decided_is_told() {
    for (lesson, at_ms, wanted, count) in TOLD {
        let film = film_of(lesson);
        let picture = film.at(*at_ms, &Picture::default());
        let why = film.telling(&picture).expect("a decision").why;
        let text = why.text();
        let told = text.split(". Why: ").next().expect("a sentence");
        assert_eq!(told.trim_end_matches('.'), *wanted, "{lesson} at {at_ms}");
        let is_told = |pod: &&Rc<Pod>| why.did(pod) && pod.gone_ms.is_none();
        let pods = picture.pods.iter().filter(is_told).count();
        assert_eq!(pods, *count, "{lesson} at {at_ms}: {told}");
    }
}
