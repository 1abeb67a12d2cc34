use super::*;
use crate::cluster::Act;

const TAPE: &str = "$ kubectl create deployment web --image=nginx:1.27 --replicas=2\n$ sleep 20\n";

#[test]
fn what_was_done_is_undone_as_it_was_done() {
    let mut timeline = Timeline::new(Rc::new(Tape::parse(TAPE).expect("a tape")));
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
