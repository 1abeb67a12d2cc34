use super::*;
use crate::picture::Picture;
use crate::scene::Filming;
use crate::tape::Tape;
use std::rc::Rc;

#[test]
fn idle_time_passes_fast_and_nothing_is_passed_over() {
    let tape = "$ kubectl create deployment web --image=nginx:1.27\n@ 6h\n> Morning.\n\
        $ kubectl scale deployment web --replicas=2\n";
    let film = Filming::of(Rc::new(Tape::parse(tape).expect("a tape")));
    let reel = Reel::of(&film);
    let mut head = PlayHead::default();
    head.command(&Command::Play, &reel);
    let (mut frames, mut seen) = (0, Vec::new());
    while head.is_playing() && frames < 60 * 60 {
        head.tick(16, &reel);
        seen.push(head.position_ms());
        frames += 1;
    }
    assert!(!head.is_playing(), "six hours are over within a minute, not {frames} frames");
    let morning = 6 * 3_600_000;
    assert!(seen.contains(&morning), "the caption is held at");
    let slow = seen.windows(2).filter(|it| it[1] > morning && it[1] - it[0] > 100).count();
    assert_eq!(slow, 0, "what happens then is seen at its speed");
}

#[test]
fn a_decision_is_old_news_when_it_was_read_and_something_else_is_said() {
    let tape = "$ kubectl create deployment web --image=nginx:1.27\n@ 1m\n> Next.\n@ 70s\n\
        $ kubectl set resources deployment web --requests=cpu=99\n@ 2m\n> Still.\n$ sleep 30\n";
    let film = Filming::of(Rc::new(Tape::parse(tape).expect("a tape")));
    let reel = Reel::of(&film);
    let is_old = |at_ms: i64| {
        let picture = film.at(at_ms, &Picture::default());
        let why = film.telling(&picture).expect("a decision").why;
        (at_ms - why.at_ms, reel.is_old(&why, &picture))
    };
    let first = film.decisions(i64::MAX).first().expect("a decision").at_ms;
    assert!(!is_old(first).1, "it has just been made");
    assert!(!is_old(59_000).1, "nothing else has happened since");
    assert!(is_old(65_000).1, "something else is said");
    let (age_ms, is_told) = is_old(140_000);
    assert!(age_ms > 30_000 && !is_told, "a Pod waits still for what it says: {age_ms}");
}

#[test]
fn how_long_an_idle_time_may_be_is_asked_for() {
    let tape = "$ kubectl create deployment web --image=nginx:1.27\n@ 1m\n$ kubectl get pods\n";
    let film = Filming::of(Rc::new(Tape::parse(tape).expect("a tape")));
    let reel = Reel::of(&film);
    let frames = |idle_ms: Option<i64>| {
        let mut head = PlayHead::default();
        head.idle_ms = idle_ms.unwrap_or(head.idle_ms);
        head.command(&Command::Play, &reel);
        (0..)
            .take_while(|_| {
                head.tick(16, &reel);
                head.is_playing()
            })
            .count()
    };
    let [short, usual, whole] = [Some(1_000), None, Some(3_600_000)].map(frames);
    assert!(short + 100 < usual && usual + 1_000 < whole, "{short} {usual} {whole}");
    assert!(i64::try_from(whole).is_ok_and(|it| (it + 1) * 16 >= reel.end_ms), "{whole}");
}

#[test]
fn keys_go_on_by_a_second_and_to_a_caption_by_its_number() {
    let tape = "> One.\n$ sleep 9\n> Two.\n$ sleep 9\n";
    let film = Filming::of(Rc::new(Tape::parse(tape).expect("a tape")));
    let reel = Reel::of(&film);
    let mut head = PlayHead::default();
    let two = reel.markers[1].at_ms;
    for (command, wanted) in [
        (Command::By(1000), 1000),
        (Command::By(-5000), 0),
        (Command::Marker(1), two),
        (Command::Marker(7), two),
        (Command::By(i64::MAX), reel.end_ms),
        (Command::Marker(0), 0),
    ] {
        head.command(&command, &reel);
        assert_eq!(head.position_ms(), wanted, "{command:?}");
    }
}
