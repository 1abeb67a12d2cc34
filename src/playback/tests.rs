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
