use super::*;
use crate::picture::{
    Cause, Claim, Clocks, Effect, Gauge, Limits, Look, ObjectRef, Owner, Part, PartLook, Place,
    Revision, Share, Spell,
};
use crate::scene::Filming;
use crate::tape::Tape;

fn lesson() -> Film {
    film_of(crate::lessons::LESSONS[0].text)
}

#[test]
fn what_did_not_change_is_shared() {
    let film = lesson();
    let end_ms = film.end_ms.unwrap();
    let before = film.at(end_ms - 10, &Picture::default());
    let after = film.at(end_ms, &before);
    assert!(Rc::ptr_eq(&after.pods, &before.pods));
    assert!(Rc::ptr_eq(&after.nodes, &before.nodes));
    assert!(Rc::ptr_eq(&after.workloads, &before.workloads));
    assert!(Rc::ptr_eq(&after.console, &before.console));
}

#[test]
fn a_rollout_stays_inside_of_its_band() {
    let film = lesson();
    let mut seen = (false, false);
    for at_ms in (0..film.end_ms.unwrap()).step_by(50) {
        let picture = film.at(at_ms, &Picture::default());
        let Some(workload) = picture.workloads.first() else { continue };
        let points = points(&film, workload, at_ms);
        for point in points.iter().filter(|it| it.available.len() > 1) {
            let available: i32 = point.available.iter().map(|it| it.1).sum();
            let (ceiling, floor) = point.limits.expect("limits");
            assert!(point.total <= ceiling, "{point:?} at {at_ms}");
            assert!(available >= floor, "{point:?} at {at_ms}");
            seen.0 |= point.total == 4;
        }
        seen.1 |= workload.doing.starts_with("rolling out revision 2");
    }
    assert_eq!(seen, (true, true), "it surges, and says that it rolls out");
}

/// A film in which everything occurs, made by hand: the engine may change, the form may not.
fn sample() -> Film {
    let text = |text: &str| -> Rc<str> { text.into() };
    let object =
        |name: &str| ObjectRef { kind: text("pod"), namespace: text("shop"), name: text(name) };
    let node = Node {
        name: text("node-1"),
        zone: Some(text("a")),
        labels: vec![text("gpu=true")],
        taints: vec![text("gpu:NoSchedule")],
        conditions: vec![text("DiskPressure")],
        down_ms: Some(3_000),
        is_cut: true,
        evicts_ms: Some(9_000),
        cpu: Share { used: 250, of: 4_000 },
        ..Node::default()
    };
    let pod = Pod {
        id: 0,
        name: text("web-1"),
        namespace: text("shop"),
        owner: Some(Owner { kind: text("ReplicaSet"), name: text("web") }),
        template: text("5d59"),
        group: 1,
        tray: 2,
        hue: Some(1),
        place: None,
        look: Look::Pending,
        is_active: true,
        spell: Spell { created_ms: 100, look_ms: 100, ..Spell::default() },
        gone_ms: None,
        grace_s: 30,
        min_ready_s: 5,
        ready: (0, 1),
        restarts: 0,
        image: text("nginx"),
        index: Some(3),
        files: text("orders"),
        claims: vec![text("data")],
        priority: 1000,
        labels: text("app=web"),
        waits: text("too small"),
    };
    let placed = Pod {
        place: Some(Place { node: text("node-1"), slot: 4, since_ms: 3_000 }),
        look: Look::Failing(text("Error")),
        spell: Spell { ran_ms: Some(2_500), look_ms: 3_000, ..pod.spell },
        ..pod.clone()
    };
    let part = Part {
        label: text("web-0"),
        look: PartLook::Hollow,
        group: Some(1),
        object: Some(object("web-0")),
        note: text("data"),
    };
    let revision = Revision {
        name: text("web-5d59"),
        revision: 2,
        template: text("5d59"),
        images: text("nginx"),
        group: Some(1),
        ready: 1,
        pods: 2,
        desired: 3,
    };
    let workload = Workload {
        name: text("web"),
        count: Some(text("1/3")),
        revisions: vec![revision],
        limits: Some(Limits { replicas: 3, surge: 1, unavailable: 0 }),
        parts: vec![part],
        gauges: vec![Gauge { name: text("answered"), value: -1, tone: text("good") }],
        aim: Some((50, text("50 %"))),
        clocks: Some(Clocks { turn: Some((90_000, 3_600_000)), ..Clocks::default() }),
        load: Some(100),
        next_ms: Some(60_000),
        ..Workload::default()
    };
    let claim = Claim {
        namespace: text("default"),
        name: text("data-web-0"),
        size: text("1Gi"),
        files: text(""),
        is_bound: true,
        hue: Some(0),
    };
    let entry = ConsoleEntry {
        index: 0,
        line: text("$ kubectl get pods"),
        at_ms: 100,
        done: None,
        text: text(""),
        pieces: 0,
    };
    let event = EventRow {
        id: 0,
        at_ms: 2_000,
        is_warning: true,
        reason: text("BackOff"),
        about: text("pod/web-1"),
        message: text("Back-off"),
        count: 2,
    };
    let decision = Decision {
        at_ms: 3_000,
        component: text("kubelet"),
        who: text("Kubelet"),
        about: object("web-1"),
        effect: Effect::Create,
        what: vec![(text("started "), false), (text("web-1"), true)],
        because: text("it was time"),
        facts: vec![text("a = 1")],
        source: text("kubelet.go"),
        causes: vec![Cause { object: object("web-1"), change: text("was bound") }],
    };
    let message = Message {
        at_ms: 3_000,
        component: text("kubelet"),
        verb: text("update"),
        kind: text("pod"),
        name: text("web-1"),
    };
    let done = ConsoleEntry { done: Some((3_000, 1)), ..entry.clone() };
    let printed = Printed { text: text("No resources\n"), is_instead: false };
    let marker = Marker { at_ms: 100, number: 1, text: text("**Look**") };
    let changes = [
        Change::Node(0, 0, Some(Rc::new(node))),
        Change::Pod(0, 100, Some(Rc::new(pod))),
        Change::Pod(0, 3_000, Some(Rc::new(placed))),
        Change::Pod(0, 3_700, None),
        Change::Claim(0, 100, Some(Rc::new(claim))),
        Change::Workload(0, 100, Some(Rc::new(workload))),
        Change::Console(0, 100, Some(Rc::new(entry))),
        Change::Console(0, 3_000, Some(Rc::new(done))),
        Change::Printed(0, 3_000, Rc::new(printed)),
        Change::Event(0, 3_000, Some(Rc::new(event))),
        Change::Decision(Rc::new(decision)),
        Change::Message(Rc::new(message)),
        Change::Marker(Rc::new(marker)),
        Change::Halted(4_000, text("too many steps")),
    ];
    let head = Head { tape: 7, title: text("A sample"), start_ms: 0, captions: 1 };
    let mut film = Film { until_ms: 4_000, end_ms: Some(4_000), ..Film::new(head) };
    for change in changes {
        assert!(film.apply(change));
    }
    film
}

#[test]
fn a_film_is_read_as_it_was_written() {
    for film in [sample(), lesson(), Film::default()] {
        assert!(Film::from_bytes(&film.to_bytes()) == Ok(film));
    }
}

/// When this fails, films that are about are not read as they were meant: raise the version at the
/// end of `MAGIC`, then take over the new number.
#[test]
fn the_form_changes_only_with_its_version() {
    let bytes = sample().to_bytes();
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    assert_eq!((bytes[7], hash), (8, 0x95c2_dfa0_4d9f_b459), "{hash:#x}");
}

/// Numbers that look like chance, the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

#[test]
fn a_cut_film_is_an_error() {
    let tape = "$ kubectl create deployment web --image=nginx:1.27 --replicas=2\n$ sleep 5\n";
    let bytes = Filming::of(Rc::new(Tape::parse(tape).unwrap())).to_bytes();
    for length in 0..bytes.len() {
        let read = Film::from_bytes(&bytes[..length]);
        let is_cut = matches!(read, Err(FilmError::Damaged | FilmError::Version));
        assert!(is_cut, "the first {length} of {} bytes", bytes.len());
    }
    assert_eq!(Film::from_bytes(b"podfilm\x01"), Err(FilmError::Version));
}

/// Whatever is read can be looked at.
fn look_at(film: &Film) {
    let mut before = Picture::default();
    for at_ms in [-(1 << 53), -1, 0, 100, 3_000, 3_500, 1_000_000, 1 << 53] {
        before = film.at(at_ms, &before);
        for workload in &*before.workloads {
            drop(points(film, workload, at_ms));
            drop(chart(film, workload, at_ms));
        }
    }
    let reel = crate::playback::Reel::of(film);
    assert!(reel.next_change(i64::MAX).is_none());
    drop(film.events(i64::MAX, 100));
    drop(film.peaks());
    let mut film = film.clone();
    film.truncate(2_000);
}

#[test]
fn a_damaged_film_is_an_error_or_a_film() {
    let small = sample().to_bytes();
    let large = lesson().to_bytes();
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let (mut films, mut errors) = (0, 0);
    for round in 0..2_000 {
        let mut bytes = if round % 4 == 0 { large.clone() } else { small.clone() };
        for _ in 0..=dice.below(3) {
            let at = 8 + dice.below(bytes.len() - 8);
            match dice.below(4) {
                0 => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
                1 => bytes[at] ^= 1 << dice.below(8),
                2 => drop(bytes.drain(at..(at + dice.below(20)).min(bytes.len()))),
                _ => {
                    // A number that is as large as numbers get.
                    let large = [0xff, 0xff, 0xff, 0xff, 0x0f];
                    bytes.splice(at..at, large[dice.below(5)..].iter().copied());
                }
            }
        }
        match Film::from_bytes(&bytes) {
            Ok(film) => {
                look_at(&film);
                films += 1;
            }
            Err(_) => errors += 1,
        }
    }
    assert!(films > 100 && errors > 100, "{films} films, {errors} errors");
}

#[test]
fn a_film_that_swells_is_too_large() {
    // Half a million labels of no length, over and over again: each time a few bytes.
    let labels: Vec<Rc<str>> = vec!["".into(); 500_000];
    let node = |pods| Node { labels: labels.clone(), pods, ..Node::default() };
    let mut film = Film::default();
    for at in 0..8 {
        assert!(film.apply(Change::Node(0, at, Some(Rc::new(node(at as u32))))));
    }
    let bytes = film.to_bytes();
    assert!(bytes.len() < 600_000);
    assert_eq!(Film::from_bytes(&bytes), Err(FilmError::TooLarge));
    // And lanes that end before they begin.
    let mut film = Film::default();
    for lane in 0..300_000 {
        assert!(film.apply(Change::Node(lane, 0, None)));
    }
    assert_eq!(Film::from_bytes(&film.to_bytes()), Err(FilmError::TooLarge));
}

#[test]
fn counts_that_promise_too_much_are_errors() {
    let empty = Film::default().to_bytes();
    let front = &empty[..empty.len() - 2];
    let most = [0xff, 0xff, 0xff, 0xff, 0x0f];
    // So many moments; so many chains; a chain of so many versions; a version of so many bytes.
    for rest in [&[][..], &[0], &[0, 1, 1, 0], &[1, 0, 1, 1, 0, 1, 0, 1, 0, 0]] {
        let bytes = [front, rest, &most].concat();
        assert_eq!(Film::from_bytes(&bytes), Err(FilmError::Damaged), "{rest:?}");
    }
}

const TWO: &str = "--- first.yaml
apiVersion: apps/v1
kind: ReplicaSet
metadata: { name: first }
spec:
  replicas: 2
  selector: { matchLabels: { app: first } }
  template:
    metadata: { labels: { app: first } }
    spec: { containers: [{ name: c, image: 'nginx:1.27' }] }
$ kubectl apply -f first.yaml
$ sleep 20
$ kubectl delete replicaset first
$ sleep 10
";

fn film_of(tape: &str) -> Film {
    Filming::of(Rc::new(Tape::parse(tape).expect("a tape")))
}

#[test]
fn what_tells_most_is_told_until_it_could_be_read() {
    let film = film_of(TWO);
    let told = |at_ms: i64| {
        let why = film.telling(&film.at(at_ms, &Picture::default())).expect("a decision").why;
        why.component.to_string()
    };
    let created = film.decisions(i64::MAX).iter().find(|it| it.weight() == 2).expect("one");
    let placed = film.decisions(i64::MAX).iter().find(|it| it.weight() == 1).expect("one");
    assert!(created.at_ms <= placed.at_ms && placed.at_ms < created.at_ms + created.read_ms());
    assert_eq!(told(placed.at_ms), "replicaset-controller");
    // Which of several equal nodes it was is no news; whoever steps to that sees it.
    assert_eq!(told(created.at_ms + created.read_ms() + 1_000), "replicaset-controller");
    let stepped = film.decided_at(placed.at_ms).map(|it| it.component.to_string());
    assert_eq!(stepped.as_deref(), Some("default-scheduler"));
    assert_eq!(film.decided_at(placed.at_ms + 1), None);
}

#[test]
fn the_last_workload_is_known_when_it_is_gone() {
    let film = film_of(TWO);
    assert!(film.departed(10_000).is_none(), "it is there");
    let end_ms = film.end_ms.expect("an end");
    let last = film.departed(end_ms).expect("it was there");
    assert_eq!((&*last.title(), &*last.deleted().count()), ("replicaset/first", "deleted"));
    assert_eq!(last.deleted().hue, last.hue);
}

#[test]
fn tabs_are_for_several_workloads_at_once() {
    let again = format!("{TWO}$ kubectl apply -f first.yaml\n$ sleep 5\n");
    let both = TWO.replace(
        "$ sleep 20\n",
        "$ kubectl create deployment web --image=nginx:1.27\n$ sleep 20\n",
    );
    let cron =
        "$ kubectl create cronjob tick --image=busybox:1.36 --schedule='* * * * *' -- true\n@ 3m\n";
    for (tape, has_tabs) in [(TWO, false), (&*again, false), (&*both, true), (cron, false)] {
        assert_eq!(film_of(tape).peaks().has_tabs, has_tabs, "{tape}");
    }
}
