use super::*;
use crate::cluster::Act;
use crate::tape::{Line, Tape};
use std::rc::Rc;

const TAPE: &str = "$ kubectl create deployment web --image=nginx:1.27 --replicas=2\n$ sleep 20\n";

fn timeline() -> Timeline {
    Timeline::new(Rc::new(Tape::parse(TAPE).expect("a tape")))
}

#[test]
fn what_was_done_is_undone_as_it_was_done() {
    let mut timeline = timeline();
    let plain = timeline.at(15_000).cluster().trace_hash();
    timeline.insert(4_000, Line::Act(Act::NodeDown("node-1".to_owned())));
    let broken = timeline.at(15_000).cluster().trace_hash();
    let name = "more.yaml".to_owned();
    let text = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n".to_owned();
    let apply = Line::Command { text: "kubectl apply -f more.yaml".to_owned(), expected: vec![] };
    timeline.insert_all(6_000, vec![Line::File { name, text }, apply]);
    assert_eq!(timeline.at(15_000).entries().last().map(|it| it.output.code), Some(0));
    assert_ne!(timeline.at(15_000).cluster().trace_hash(), broken);

    assert_eq!(timeline.undo(), Some(6_000));
    assert_eq!(timeline.at(15_000).cluster().trace_hash(), broken);
    assert_eq!(timeline.undo(), Some(4_000));
    assert_eq!(timeline.at(15_000).cluster().trace_hash(), plain);
    assert_eq!(timeline.undo(), None, "the lesson's own lines stay");
}

#[test]
fn what_is_undone_late_in_a_run_leaves_it_as_if_it_had_not_been() {
    let tape = "$ kubectl create deployment web --image=nginx:1.27 --replicas=40\n@ 2m\n\
        $ kubectl set image deployment/web nginx=nginx:1.28\n@ 5m\n";
    let mut timeline = Timeline::new(Rc::new(Tape::parse(tape).expect("a tape")));
    let fresh = timeline.clone();
    timeline.insert(250_000, Line::Act(Act::NodeDown("node-1".to_owned())));
    timeline.insert(260_000, Line::Act(Act::NodeUp("node-1".to_owned())));
    assert_ne!(timeline.records(), fresh.records());
    assert_eq!((timeline.undo(), timeline.undo()), (Some(260_000), Some(250_000)));
    assert_eq!(timeline.tape(), fresh.tape());
    assert_eq!(timeline.records(), fresh.records());
    assert_eq!(timeline.markers(), fresh.markers());
    assert_eq!(timeline.end_ms(), fresh.end_ms());
}

#[test]
fn idle_time_passes_fast_and_nothing_is_passed_over() {
    let tape = "$ kubectl create deployment web --image=nginx:1.27\n@ 6h\n> Morning.\n\
        $ kubectl scale deployment web --replicas=2\n";
    let timeline = Timeline::new(Rc::new(Tape::parse(tape).expect("a tape")));
    let mut head = PlayHead::default();
    head.command(&Command::Play, &timeline);
    let (mut frames, mut seen) = (0, Vec::new());
    while head.is_playing() && frames < 60 * 60 {
        head.tick(16, &timeline);
        seen.push(head.position_ms());
        frames += 1;
    }
    assert!(!head.is_playing(), "six hours are over within a minute, not {frames} frames");
    let morning = 6 * 3_600_000;
    assert!(seen.contains(&morning), "the caption is held at");
    let slow = seen.windows(2).filter(|it| it[1] > morning && it[1] - it[0] > 100).count();
    assert_eq!(slow, 0, "what happens then is seen at its speed");
}
