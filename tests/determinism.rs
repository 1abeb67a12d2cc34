//! The same tape gives the same run: twice, after seeking anywhere, and after a fork.

use podarium::cluster::Act;
use podarium::lessons::LESSONS;
use podarium::tape::{Line, Run, Tape, run_to_end, trace_hash};
use podarium::timeline::Timeline;
use std::rc::Rc;

pub fn tape(text: &str) -> Rc<Tape> {
    Rc::new(Tape::parse(text).unwrap())
}

/// A cluster with something going on: a rollout, a failing image, a dead node, a crash.
pub const BUSY: &str = "\
# nodes: node-1,node-2,node-3,node-4
# seed: 42
$ kubectl create deployment web --image=nginx:1.27 --replicas=6
$ kubectl rollout status deployment/web
$ kubectl set image deployment/web nginx=nginx:1.28
@ 9s
! node-down node-2
$ kubectl scale deployment/web --replicas=9
@ 20s
$ kubectl set image deployment/web nginx=nginx:missing
@ 100s
! node-up node-2
$ kubectl rollout undo deployment/web
$ sleep 30
$ kubectl delete deployment web
";

fn fresh_at(tape: &Rc<Tape>, at_ms: i64) -> Run {
    let mut run = Run::new(Rc::clone(tape));
    run.run_until(at_ms, drop);
    run
}

#[test]
fn the_same_tape_gives_the_same_trace_twice() {
    for text in LESSONS.iter().map(|it| it.text).chain([BUSY]) {
        let mut runs = [Run::new(tape(text)), Run::new(tape(text))];
        runs.iter_mut().for_each(run_to_end);
        let [first, second] = runs;
        assert_eq!(first.cluster().trace_hash(), second.cluster().trace_hash());
        assert_eq!(first, second);
        assert_eq!(trace_hash(text).unwrap(), first.cluster().trace_hash());
    }
}

#[test]
fn another_seed_gives_another_trace() {
    let other = BUSY.replace("# seed: 42", "# seed: 43");
    assert_ne!(trace_hash(BUSY).unwrap(), trace_hash(&other).unwrap());
}

#[test]
fn seeking_in_any_order_equals_running_there() {
    for text in LESSONS.iter().map(|it| it.text).chain([BUSY]) {
        let tape = tape(text);
        let mut timeline = Timeline::new(Rc::clone(&tape));
        let end_ms = timeline.end_ms();
        assert!(end_ms > 5_000, "a run of {end_ms} ms shows nothing");
        for part in [70, 3, 99, 50, 51, 0, 100, 12, 33, 32, 98, 1] {
            let at_ms = end_ms * part / 100;
            let seeked = timeline.at(at_ms);
            let fresh = fresh_at(&tape, at_ms);
            assert_eq!(seeked.cluster().trace_hash(), fresh.cluster().trace_hash(), "at {at_ms}");
            assert_eq!(*seeked, fresh, "at {at_ms}");
        }
    }
}

#[test]
fn what_was_done_live_replays_from_the_tape_it_left() {
    let mut timeline = Timeline::new(tape(LESSONS[0].text));
    let victim = |timeline: &mut Timeline, at_ms: i64| -> String {
        let run = timeline.at(at_ms);
        let mut pods = run.cluster().store().list(podarium::api::Kind::Pod, None);
        pods.next().expect("a Pod").meta().name.to_string()
    };
    let pod = victim(&mut timeline, 4_500);
    timeline.insert(4_500, Line::Act(Act::Exit(pod, 1)));
    let pod = victim(&mut timeline, 6_000);
    let text = format!("kubectl delete pod {pod} --wait=false");
    timeline.insert(6_000, Line::Command { text, expected: Vec::new() });
    let end_ms = timeline.end_ms();
    let replayed = tape(&timeline.tape().to_string());
    assert_eq!(
        timeline.at(end_ms).cluster().trace_hash(),
        fresh_at(&replayed, end_ms).cluster().trace_hash()
    );
}

#[test]
fn acting_in_the_past_forgets_what_was_done_later() {
    let mut timeline = Timeline::new(tape(LESSONS[0].text));
    let lines = timeline.tape().lines.len();
    timeline.insert(8_000, Line::Act(Act::NodeDown("node-1".to_owned())));
    timeline.insert(3_000, Line::Act(Act::NodeAdd("node-9".to_owned())));
    let text = timeline.tape().to_string();
    assert!(text.contains("! node-add node-9") && !text.contains("node-down"), "{text}");
    assert_eq!(timeline.tape().lines.len(), lines + 2, "the lesson's own lines stay");
    let entries = timeline.at(timeline.end_ms()).entries().len();
    let commands = LESSONS[0].text.lines().filter(|it| it.starts_with("$ ")).count();
    assert_eq!(entries, commands + 1);
}
