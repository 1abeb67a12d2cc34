//! What most visits ask of an engine. `xtask` looks which functions run meanwhile: these are fetched first.

use super::Session;
use crate::picture::ObjectRef;
use crate::protocol::{ActLine, Answer, Question, Reply, Request, TapeText, from_bytes, to_bytes};
use std::rc::Rc;

/// What is done first: from the menus, and in the terminal. Where a tape has no such object it is refused.
const ACTS: [&str; 10] = [
    "! node-down node-2",
    "! node-up node-2",
    "! load web 20",
    "kubectl get pods",
    "kubectl get deployments -o wide",
    "kubectl describe pods",
    "kubectl get events",
    "kubectl scale deployment web --replicas=5",
    "kubectl set image deployment/web web=nginx:1.28",
    "kubectl rollout undo deployment/web",
];

/// The request that opens a tape, as bytes.
#[must_use]
pub fn opening(tape: &str) -> Vec<u8> {
    to_bytes(&open(tape))
}

fn open(tape: &str) -> Request {
    let tape = TapeText { text: tape.into(), done: Vec::new() };
    Request::Open { run: 1, tape, lesson: None, has_film: false }
}

/// Plays a tape, looks at what is there in the middle of it, and acts there. Tells how many answers that took.
#[must_use]
pub fn rehearse(tape: &str) -> usize {
    let mut rehearsal = Rehearsal::default();
    rehearsal.ask(&open(tape));
    let at_ms = rehearsal.until_ms / 2;
    rehearsal.question(at_ms, Question::Complete("kubectl get po".into()));
    let pods = match rehearsal.question(at_ms, Question::Complete("kubectl get pod ".into())) {
        Some(Reply::Completion(it)) => it.candidates,
        _ => Vec::new(),
    };
    let acts = ACTS.iter().map(|it| Rc::from(*it));
    let broken = pods.iter().take(1).flat_map(|it| {
        [format!("! exit {it} 1"), format!("! unready {it}"), format!("kubectl delete pod {it}")]
    });
    for (line, next) in acts.chain(broken.map(Rc::from)).zip(2..) {
        let lines = vec![ActLine::Typed(line)];
        rehearsal.ask(&Request::Act { run: 1, next, at_ms, lines });
    }
    let object = |kind: &str, name: Rc<str>| ObjectRef {
        kind: kind.into(),
        namespace: "default".into(),
        name,
    };
    let nodes = [ObjectRef { namespace: "".into(), ..object("node", "node-1".into()) }];
    for it in pods.into_iter().map(|it| object("pod", it)).chain(nodes) {
        rehearsal.question(at_ms, Question::Object(it));
    }
    rehearsal.answers
}

#[derive(Default)]
struct Rehearsal {
    session: Session,
    /// How far the film goes.
    until_ms: i64,
    answers: usize,
}

impl Rehearsal {
    /// Sends a request as the page does; the last reply.
    fn ask(&mut self, request: &Request) -> Option<Reply> {
        let request = from_bytes(&to_bytes(request))?;
        self.session.receive(request);
        let mut reply = None;
        while !self.session.is_idle() {
            for answer in self.session.slice(|| true) {
                self.answers += 1;
                match from_bytes(&to_bytes(&answer))? {
                    Answer::Film(span) => self.until_ms = span.until_ms,
                    Answer::Reply { reply: it, .. } => reply = Some(it),
                    _ => {}
                }
            }
        }
        reply
    }

    /// Asks about the run that was opened.
    fn question(&mut self, at_ms: i64, question: Question) -> Option<Reply> {
        self.ask(&Request::Ask { id: 1, run: 1, at_ms, question })
    }
}
