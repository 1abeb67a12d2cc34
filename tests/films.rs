//! A film shows what the engine shows, at every moment, and however it came about.

use crate::transcripts::tapes;
use podarium::cluster::Act;
use podarium::film::{Film, pack, unpack};
use podarium::lessons::LESSONS;
use podarium::picture::Picture;
use podarium::scene::{Filming, History, picture};
use podarium::tape::{Line, Tape};
use std::rc::Rc;

fn parse(text: &str) -> Rc<Tape> {
    Rc::new(Tape::parse(text).unwrap())
}

/// Names the first thing that differs: whole pictures are too long to be read.
fn assert_same(film: &Picture, engine: &Picture, place: &str) {
    fn first<'a, T: PartialEq>(a: &'a [T], b: &'a [T]) -> Option<(Option<&'a T>, Option<&'a T>)> {
        let longest = a.len().max(b.len());
        (0..longest).map(|at| (a.get(at), b.get(at))).find(|(a, b)| a != b)
    }
    if film == engine {
        return;
    }
    let at_ms = engine.now_ms;
    assert_eq!(first(&film.nodes, &engine.nodes), None, "{place} at {at_ms} ms");
    assert_eq!(first(&film.pods, &engine.pods), None, "{place} at {at_ms} ms");
    assert_eq!(first(&film.workloads, &engine.workloads), None, "{place} at {at_ms} ms");
    assert_eq!(first(&film.console, &engine.console), None, "{place} at {at_ms} ms");
    assert_eq!(film, engine, "{place} at {at_ms} ms");
}

/// The same for all that two films tell.
fn assert_told(one: &Film, other: &Film, place: &str) {
    let (told, wanted) = (one.changes(), other.changes());
    let first = told.iter().zip(&wanted).find(|(told, wanted)| told != wanted);
    assert_eq!(first, None, "{place}");
    assert!(one == other, "{place}: {} and {} changes", told.len(), wanted.len());
}

/// Computes a run to its end; holds the film against the engine whenever anything was noted, and
/// at the end of some of the times in which nothing happens.
fn follow(filming: &mut Filming, place: &str) {
    let mut history = History::default();
    let mut seen: Vec<Picture> = Vec::new();
    let mut noted = filming.timeline().records().len();
    let mut sent = filming.film().clone();
    let mut idle: Option<Picture> = None;
    while let Some(changes) = filming.advance(|| false) {
        if let Some(engine) = idle.take() {
            let shown = filming.film().at(engine.now_ms, &Picture::default());
            assert_same(&shown, &engine, place);
        }
        for change in unpack(&pack(&changes)).unwrap() {
            assert!(sent.apply(change), "{place}: it is told in order");
        }
        let records = filming.timeline().records();
        if !filming.timeline().is_between() || records.len() == noted {
            continue;
        }
        noted = records.len();
        let run = filming.timeline().frontier();
        history.follow(records);
        let before = seen.last().cloned().unwrap_or_default();
        let shown = filming.film().at(run.now_ms(), &before);
        assert_same(&shown, &picture(run, &history), place);
        seen.push(shown);
        let next_ms = run.next_at().unwrap_or(0);
        if seen.len().is_multiple_of(8) && next_ms > run.now_ms() + 1 {
            let mut later = run.clone();
            later.run_until(next_ms - 1, drop);
            idle = Some(picture(&later, &history));
        }
    }
    let film = filming.film();
    assert!(sent.changes() == film.changes(), "{place}: what is sent is all of it");
    let mut before = Picture::default();
    for picture in &seen {
        before = film.at(picture.now_ms, &before);
        assert_same(&before, picture, place);
    }
    let read = Film::from_bytes(&film.to_bytes());
    assert_told(&read.unwrap(), film, &format!("{place}, written and read"));
}

/// The film of a run in which somebody acts in the past is the film of the tape that is left.
fn fork(filming: &mut Filming, at_ms: i64, lines: Vec<Line>, place: &str) {
    filming.act(at_ms, lines);
    follow(filming, place);
    let fresh = Filming::of(Rc::clone(filming.tape()));
    assert_told(filming.film(), &fresh, place);
}

fn hold(name: &str, text: &str) {
    let mut filming = Filming::start(parse(text));
    follow(&mut filming, name);
    let end_ms = filming.film().end_ms.unwrap();
    let more = vec![Line::Act(Act::NodeAdd("another".to_owned()))];
    fork(&mut filming, end_ms / 2, more, &format!("{name}, with a node more"));
    // Long enough for Pods to be evicted; then commands that wait for the node can end.
    let node = filming.tape().header.config.nodes[0].clone();
    let back = Line::At(end_ms / 3 + 400_000);
    let acts = [Line::Act(Act::NodeDown(node.clone())), back, Line::Act(Act::NodeUp(node))];
    fork(&mut filming, end_ms / 3, acts.into(), &format!("{name}, with a node that goes"));
}

/// Every so many lessons, from one on.
fn lessons(first: usize, step: usize) {
    for lesson in LESSONS.iter().skip(first).step_by(step) {
        hold(lesson.name, lesson.text);
    }
}

#[test]
fn a_film_shows_what_the_engine_shows_of_a_lesson() {
    lessons(0, 2);
}

#[test]
fn a_film_shows_what_the_engine_shows_of_another_lesson() {
    lessons(1, 2);
}

#[test]
fn a_film_shows_what_the_engine_shows_of_a_transcript() {
    for (name, text) in tapes("tests/transcripts") {
        hold(&name, &text);
    }
}

#[test]
fn a_film_shows_what_the_engine_shows_of_tapes() {
    for (name, text) in tapes("tests/tapes") {
        hold(&name, &text);
    }
    hold("much goes wrong", crate::determinism::BUSY);
}
