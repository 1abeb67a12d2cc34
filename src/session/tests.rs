//! Conversations with the engine.

use super::*;
use crate::film::{Film, unpack};
use crate::picture::{ObjectRef, Picture};
use crate::protocol::{Attempt, Linked, Reply, from_bytes, to_bytes};

const TAPE: &str = "$ kubectl create deployment web --image=nginx:1.27 --replicas=2\n$ sleep 20\n";

fn open(run: u32, text: &str) -> Request {
    let tape = TapeText { text: text.into(), done: Vec::new() };
    Request::Open { run, tape, lesson: None, has_film: false }
}

/// Sends requests as bytes, and works in slices of so many steps until all is answered.
fn answers(session: &mut Session, requests: Vec<Request>, steps: u32) -> Vec<Answer> {
    for request in requests {
        session.receive(from_bytes(&to_bytes(&request)).expect("a request"));
    }
    let mut answers = Vec::new();
    while !session.is_idle() {
        let mut left = steps;
        let more = session.slice(|| {
            left = left.saturating_sub(1);
            left > 0
        });
        answers.extend(more.iter().map(|it| from_bytes(&to_bytes(it)).expect("an answer")));
    }
    answers
}

/// The film that the answers tell of a run, after what was there before.
fn film(answers: &[Answer], run: u32, before: Film) -> Film {
    let mut film = before;
    for answer in answers {
        let Answer::Film(span) = answer else { continue };
        if span.run != run {
            continue;
        }
        film.head = span.head.clone().unwrap_or(film.head);
        for change in unpack(&span.changes).expect("changes") {
            assert!(film.apply(change));
        }
        (film.until_ms, film.end_ms) = (span.until_ms, span.end_ms);
    }
    film
}

#[test]
fn a_film_comes_in_spans_and_is_the_same_in_slices_of_any_size() {
    let whole = Filming::of(Rc::new(Tape::parse(TAPE).expect("a tape")));
    for steps in [1, 7, 100_000] {
        let answers = answers(&mut Session::default(), vec![open(1, TAPE)], steps);
        assert!(
            matches!(&answers[0], Answer::Opened { run: 1, facts } if *facts.tape.text == *TAPE)
        );
        assert_eq!(film(&answers, 1, Film::default()), whole, "slices of {steps} steps");
    }
}

#[test]
fn an_act_gives_another_run_that_begins_alike() {
    let mut session = Session::default();
    let first = answers(&mut session, vec![open(1, TAPE)], 50);
    let before = film(&first, 1, Film::default());
    let lines = vec![ActLine::Typed("! node-down node-1".into())];
    let act = Request::Act { run: 1, next: 2, at_ms: 8_000, lines };
    let second = answers(&mut session, vec![act], 50);
    let Answer::Acted { facts, at_ms: 8_000, .. } = &second[0] else { panic!("{second:?}") };
    assert!(facts.tape.text.contains("@ 8s\n! node-down node-1\n"), "{}", facts.tape.text);
    assert!(!facts.tape.done.is_empty());
    let mut cut = before.clone();
    cut.truncate(8_000);
    let after = film(&second, 2, cut);
    let fresh = Tape::parse(&facts.tape.text).expect("a tape");
    let fresh = Filming::of(Rc::new(fresh));
    for at_ms in (0..after.end_ms.expect("an end")).step_by(250).take(200) {
        let empty = Picture::default();
        assert_eq!(after.at(at_ms, &empty).pods, fresh.at(at_ms, &empty).pods, "at {at_ms} ms");
    }
    // The run before is still there.
    let back = answers(&mut session, vec![open(1, TAPE)], 50);
    assert!(matches!(&back[..], [Answer::Opened { run: 1, .. }, Answer::Film(_)]), "{back:?}");
}

#[test]
fn questions_are_answered_in_order_about_moments_that_are_computed_first() {
    let mut session = Session::default();
    let ask = |id, question| Request::Ask { id, run: 1, at_ms: 15_000, question };
    let web =
        ObjectRef { kind: "deployment".into(), namespace: "default".into(), name: "web".into() };
    let manifest = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n";
    let attempt =
        Question::Try { name: "a.yaml".into(), text: manifest.into(), what: Attempt::Apply };
    let requests = vec![
        open(1, TAPE),
        ask(1, Question::Object(web.clone())),
        ask(2, Question::Complete("kubectl get deploym".into())),
        ask(3, Question::Lint("kind: Pod\nspec: [\n".into())),
        ask(4, attempt),
        ask(5, Question::Editable(web)),
    ];
    let answers = answers(&mut session, requests, 20);
    let replies: Vec<(u32, &Reply)> = answers
        .iter()
        .filter_map(|it| match it {
            Answer::Reply { id, reply } => Some((*id, reply)),
            _ => None,
        })
        .collect();
    assert_eq!(replies.iter().map(|it| it.0).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    let Reply::Object(Some(page)) = replies[0].1 else { panic!("{:?}", replies[0]) };
    assert!(page.describe.contains("2 available"), "{}", page.describe);
    assert!(matches!(replies[1].1, Reply::Completion(it) if !it.candidates.is_empty()));
    assert!(matches!(replies[2].1, Reply::Lint(problems, _) if !problems.is_empty()));
    assert!(matches!(replies[3].1, Reply::Tried(it) if &*it.output == "namespace/shop created\n"));
    assert!(matches!(replies[4].1, Reply::Editable(Ok(text)) if text.contains("replicas: 2")));
}

#[test]
fn what_is_no_tape_is_refused_and_a_stopped_run_rests() {
    let mut session = Session::default();
    let refused = answers(&mut session, vec![open(1, "nonsense\n")], 10);
    assert!(matches!(&refused[..], [Answer::Refused { run: 1, .. }]), "{refused:?}");
    session.receive(open(2, TAPE));
    session.slice(|| false);
    assert!(!session.is_idle());
    session.receive(Request::Stop { run: 2 });
    assert!(session.is_idle());
    let on = answers(&mut session, vec![open(2, TAPE)], 10);
    assert!(on.iter().any(|it| matches!(it, Answer::Film(span) if span.end_ms.is_some())));
}

fn asked(session: &mut Session, at_ms: i64, question: Question) -> Reply {
    let ask = Request::Ask { id: 9, run: 1, at_ms, question };
    let told = answers(session, vec![ask], 100_000);
    let reply = told.into_iter().find_map(|it| match it {
        Answer::Reply { id: 9, reply } => Some(reply),
        _ => None,
    });
    reply.expect("an answer")
}

fn link_of(answer: &Answer) -> &str {
    match answer {
        Answer::Opened { facts, .. } | Answer::Acted { facts, .. } => &facts.link,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_link_opens_the_lesson_with_what_was_done_in_it() {
    let lesson = LessonText { name: "web".into(), text: TAPE.into() };
    let tape = TapeText { text: TAPE.into(), done: Vec::new() };
    let mut session = Session::default();
    let open = Request::Open { run: 1, tape, lesson: Some(lesson), has_film: false };
    let lines = vec![ActLine::Typed("! node-down node-1".into())];
    let act = Request::Act { run: 1, next: 2, at_ms: 5_000, lines };
    let told = answers(&mut session, vec![open, act], 100_000);
    let acted = told.iter().find(|it| matches!(it, Answer::Acted { .. })).expect("it was done");
    let link: Rc<str> = link_of(acted).into();
    let read = |lesson: Option<&str>| {
        let lesson = lesson.map(Rc::from);
        let question = Question::Link { fragment: Rc::clone(&link), lesson };
        match asked(&mut Session::default(), 0, question) {
            Reply::Linked(linked) => linked,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(read(None), Ok(Linked::Lesson("web".into())));
    let Answer::Acted { facts, .. } = acted else { panic!("{acted:?}") };
    assert_eq!(read(Some(TAPE)), Ok(Linked::Run { tape: facts.tape.clone(), at_ms: 0 }));
    assert!(read(Some("$ kubectl get nodes\n")).is_err());
}

#[test]
fn a_run_is_told_in_every_form_from_the_start_or_from_a_moment() {
    let mut session = Session::default();
    let tape = TapeText { text: TAPE.into(), done: Vec::new() };
    let lesson = Some(LessonText { name: "web".into(), text: TAPE.into() });
    session.receive(Request::Open { run: 1, tape, lesson, has_film: true });
    let mut forms = |from_here| {
        let question = Question::Share { page: "https://example.org/p/".into(), from_here };
        match asked(&mut session, 12_000, question) {
            Reply::Shared(forms) => forms,
            other => panic!("{other:?}"),
        }
    };
    let names: Vec<String> = forms(false).iter().map(|it| it.name.to_string()).collect();
    let all =
        ["link", "tape", "fence", "element", "iframe", "shell", "qr", "transcript", "picture"];
    assert_eq!(names, all);
    assert_eq!(&*forms(false)[0].text, "https://example.org/p/?lesson=web\n");
    let here = forms(true);
    assert_eq!(&*here[0].text, "https://example.org/p/?lesson=web&t=12s\n");
    let text = |name: &str| here.iter().find(|it| &*it.name == name).map_or("", |it| &*it.text);
    assert!(text("element").starts_with("<podarium-player start-at=\"12s\">"));
    assert!(text("transcript").contains("\ndeployment.apps/web created\n"));
    assert!(text("qr").starts_with("<svg") && text("picture").starts_with("<svg"));
}

#[test]
fn a_rehearsal_plays_acts_and_looks() {
    let answers = rehearse(TAPE);
    // Opening and its film; two completions; thirteen acts with their films; two Pods and a node.
    assert!(answers > 2 + 2 + 13 + 3, "{answers}");
}

#[test]
fn what_if_something_had_not_been_done_is_the_tape_without_it() {
    let text = "$ kubectl create deployment web --image=nginx:1.27 --replicas=2\n$ sleep 9\n! node-down node-1\n$ sleep 60\n$ kubectl get nodes\n";
    let mut session = Session::default();
    let first = answers(&mut session, vec![open(1, text)], 50);
    let before = film(&first, 1, Film::default());
    let picture = before.at(before.end_ms.expect("an end"), &Picture::default());
    let act =
        picture.console.iter().position(|it| *it.line == *"! node-down node-1").expect("the act");
    let at_ms = picture.console[act].at_ms;
    let entry = u32::try_from(act).expect("a number");
    let ask = |entry| Request::Without { run: 1, next: 2, at_ms: at_ms + 500, entry };
    let second = answers(&mut session, vec![ask(entry)], 50);
    let Answer::Undone { facts, at_ms: from_ms, .. } = &second[0] else { panic!("{second:?}") };
    assert_eq!(*from_ms, at_ms);
    assert!(facts.tape.text.contains("%% without: ! node-down node-1\n"), "{}", facts.tape.text);
    assert_eq!(facts.tape.done.len(), 1, "it is another tape than the one that was opened");
    let after = film(&second, 2, Film::default());
    let nodes = |film: &Film| {
        film.at(film.end_ms.expect("an end"), &Picture::default())
            .nodes
            .iter()
            .filter(|it| it.is_ready)
            .count()
    };
    assert_eq!((nodes(&before), nodes(&after)), (2, 3));
    // Up to there both are the same run.
    for at_ms in (0..at_ms).step_by(100) {
        let empty = Picture::default();
        assert_eq!(before.at(at_ms, &empty).pods, after.at(at_ms, &empty).pods, "at {at_ms} ms");
    }
    let link = Question::Link { fragment: Rc::clone(&facts.link), lesson: None };
    let opened =
        answers(&mut session, vec![Request::Ask { id: 7, run: 2, at_ms: 0, question: link }], 50);
    let Some(Answer::Reply { reply: Reply::Linked(Ok(Linked::Run { tape, .. })), .. }) =
        opened.last()
    else {
        panic!("{opened:?}")
    };
    assert_eq!(*tape, facts.tape, "a link opens it");
    let refused = answers(&mut session, vec![ask(99)], 50);
    assert!(matches!(refused.last(), Some(Answer::Refused { run: 2, .. })), "{refused:?}");
}
