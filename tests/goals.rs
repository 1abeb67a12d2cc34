//! Questions that the next caption answers, and goals that whoever watches brings about.

use podarium::film::Film;
use podarium::lessons::LESSONS;
use podarium::picture::{OUTCOME, Picture};
use podarium::scene::Filming;
use podarium::tape::{Line, Tape, check, typed};
use std::rc::Rc;

const TAPE: &str = "$ kubectl create deployment web --image=nginx:1.27 --replicas=2\n\
    ? goal finally replicas(deployment/web) = 4\n? hint Look at replicas.\n? hint There is `scale`.\n\
    ? solution $ kubectl scale deployment/web --replicas=4\n> Go.\n$ sleep 9\n@ 6s\n\
    ? ask How many?\n@ 20s\n";

fn film(text: &str) -> Film {
    Filming::of(Rc::new(Tape::parse(text).unwrap()))
}

fn caption(film: &Film, at_ms: i64) -> (u32, String) {
    let caption = film.at(at_ms, &Picture::default()).caption.unwrap();
    (caption.number, caption.source.to_string())
}

#[test]
fn a_question_stands_until_the_next_caption_and_nothing_waits() {
    let film = film(TAPE);
    assert_eq!(caption(&film, 5_900), (1, "Go.".to_owned()));
    assert_eq!(caption(&film, 6_000), (0, "How many?".to_owned()));
    assert_eq!(film.head.captions, 1, "a question is not counted");
}

#[test]
fn what_became_of_the_goals_is_said_at_the_end() {
    let (number, text) = caption(&film(TAPE), 20_000);
    assert_eq!(number, OUTCOME);
    assert!(text.contains("but at `20s` it was 2") && text.contains("`$ hint`"), "{text}");
    let mut filming = Filming::start(Rc::new(Tape::parse(TAPE).unwrap()));
    while filming.advance(|| true).is_some() {}
    let lines = |text| vec![typed(text).unwrap()];
    filming.act(10_000, lines("kubectl scale deployment/web --replicas=4"));
    while filming.advance(|| true).is_some() {}
    assert!(caption(filming.film(), 20_000).1.starts_with("**Reached:**"));
    // It is too late then, and nothing changes what was judged.
    filming.act(20_500, lines("kubectl scale deployment/web --replicas=1"));
    while filming.advance(|| true).is_some() {}
    let end_ms = filming.film().end_ms.unwrap();
    assert!(caption(filming.film(), end_ms).1.starts_with("**Reached:**"));
    assert!(*filming.film() == Filming::of(Rc::clone(filming.tape())));
}

#[test]
fn hints_come_one_by_one_and_the_solution_as_it_stands() {
    let text = format!("{TAPE}$ hint\n$ hint\n$ hint\n$ solution\n");
    let film = film(&text);
    let console = film.at(film.end_ms.unwrap(), &Picture::default()).console;
    let printed: Vec<&str> = console.iter().rev().take(4).map(|it| it.text.trim_end()).collect();
    let hints = ["There is `scale`.", "There is `scale`.", "Look at replicas."];
    assert_eq!(printed[1..], hints);
    assert_eq!(printed[0], "$ kubectl scale deployment/web --replicas=4");
    // So it is where the tape says what was printed.
    let played = podarium::tape::play(&text).unwrap();
    assert!(played.contains("$ hint\nThere is `scale`."), "{played}");
    assert_eq!(check("it", &played).unwrap().problems, "");
}

#[test]
fn check_plays_the_solution_where_a_goal_is_missed() {
    let problems = |text: &str| check("it", text).unwrap().problems;
    assert_eq!(problems(TAPE), "");
    assert_eq!(problems(&TAPE.replace("? solution ", "")), "", "it is reached as it stands");
    let wrong = problems(&TAPE.replace("--replicas=4", "--replicas=3"));
    assert!(wrong.contains(":2: with the solution, ? goal finally"), "{wrong}");
    let failing = problems(&TAPE.replace("scale deployment/web", "scale deployment/other"));
    assert!(failing.contains("not found"), "{failing}");
    let endless = problems(&TAPE.replace(
        "? solution $ kubectl scale deployment/web --replicas=4",
        "? solution $ kubectl patch deployment web -p '{\"metadata\":{\"finalizers\":[\"a.b/c\"]}}' && kubectl delete deployment web",
    ));
    assert!(endless.contains("with the solution, never"), "{endless}");
    assert_eq!(problems(&TAPE.replace("? solution", "?  solution")), "", "as it is read");
    let none: String = TAPE
        .lines()
        .filter(|it| !it.starts_with("? solution"))
        .fold(String::new(), |text, line| text + line + "\n");
    assert!(problems(&none).contains(":2: ? goal finally"), "{}", problems(&none));
}

#[test]
fn challenges_are_missed_by_whoever_does_nothing() {
    let challenges = LESSONS.iter().filter(|it| it.name.starts_with("challenge-"));
    let mut count = 0;
    for lesson in challenges {
        let film = film(lesson.text);
        let (number, text) = caption(&film, film.end_ms.unwrap());
        assert!(number == OUTCOME && text.contains("**Missed:**"), "{}: {text}", lesson.name);
        count += 1;
    }
    assert_eq!(count, 3);
    let asks = LESSONS.iter().filter(|it| it.text.contains("\n? ask ")).count();
    assert!(asks >= 4, "{asks} lessons ask");
}

#[test]
fn they_are_written_as_they_were_read() {
    let tape = Tape::parse(TAPE).unwrap();
    assert_eq!(tape.to_string(), TAPE);
    assert!(matches!(tape.lines[1].line, Line::Goal(_)));
    let text = "?  goal   always   ready(deployment/web)>=3\n?   ask  Why?\n";
    let wanted = "? goal always ready(deployment/web) >= 3\n? ask  Why?\n";
    assert_eq!(podarium::tape::format(text).as_deref(), Ok(wanted));
}
