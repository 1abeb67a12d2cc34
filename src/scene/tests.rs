//! Pictures of runs.

use super::*;
use crate::playback::Timeline;
use crate::tape::Tape;

fn timeline(text: &str) -> Timeline {
    Timeline::new(Rc::new(Tape::parse(text).unwrap()))
}

fn lesson() -> Timeline {
    timeline(crate::lessons::LESSONS[0].text)
}

fn scene(timeline: &mut Timeline, at_ms: i64) -> Scene {
    timeline.at(at_ms);
    let history = History::of(timeline.records_until(at_ms));
    Scene::new(timeline.at(at_ms), &history)
}

#[test]
fn rewinding_shows_what_playing_showed() {
    let mut timeline = lesson();
    let mut history = History::default();
    let moments: Vec<i64> = (0..timeline.end_ms()).step_by(97).collect();
    let played: Vec<Scene> = moments
        .iter()
        .map(|at_ms| {
            timeline.at(*at_ms);
            history.follow(timeline.records_until(*at_ms));
            Scene::new(timeline.at(*at_ms), &history)
        })
        .collect();
    for (at_ms, played) in moments.iter().zip(&played).rev() {
        assert_eq!(scene(&mut timeline, *at_ms), *played, "at {at_ms} ms");
    }
}

#[test]
fn a_rollout_stays_inside_of_its_band() {
    let mut timeline = lesson();
    let end_ms = timeline.end_ms();
    let mut seen = (false, false);
    for at_ms in (0..end_ms).step_by(50) {
        let scene = scene(&mut timeline, at_ms);
        let Some(band) = scene.workloads.first().and_then(|it| it.band.clone()) else { continue };
        for point in band.samples.iter().filter(|it| it.available.len() > 1) {
            let available: i32 = point.available.iter().sum();
            assert!(point.total <= point.ceiling, "{point:?} at {at_ms}");
            assert!(available >= point.floor, "{point:?} at {at_ms}");
            seen.0 |= point.total == 4;
        }
        seen.1 |= scene.workloads[0].doing.starts_with("rolling out revision 2");
    }
    assert_eq!(seen, (true, true), "it surges, and says that it rolls out");
}

#[test]
fn pods_fly_from_the_tray_and_keep_their_place() {
    let mut timeline = lesson();
    let mut places = std::collections::BTreeMap::new();
    let mut flights = 0;
    for at_ms in (0..timeline.end_ms()).step_by(20) {
        let scene = scene(&mut timeline, at_ms);
        let layout = layout(&scene, 700.0, 600.0, false);
        assert_eq!(layout.spots.len(), scene.pods.len());
        for pod in &*scene.pods {
            match &pod.place {
                Place::Flight { .. } => flights += 1,
                Place::Node { node, slot } => {
                    let before = places.insert(Rc::clone(&pod.uid), (Rc::clone(node), *slot));
                    let is_same = before.is_none_or(|it| it == (Rc::clone(node), *slot));
                    assert!(is_same, "{} moved", pod.name);
                }
                Place::Tray(_) => {}
            }
        }
        let taken: Vec<_> = scene.pods.iter().map(|pod| format!("{:?}", pod.place)).collect();
        let distinct: std::collections::BTreeSet<_> = taken.iter().collect();
        assert_eq!(taken.len(), distinct.len(), "two Pods in one place: {taken:?}");
    }
    assert!(flights > 20, "{flights}");
}

#[test]
fn hundreds_of_pods_fit_on_their_cards() {
    for (nodes, pods, width) in [(10, 200, 700.0), (100, 1000, 700.0), (3, 9, 358.0)] {
        let names: Vec<String> = (1..=nodes).map(|it| format!("node-{it}")).collect();
        let tape = format!(
            "# nodes: {}\n# cpu: 64\n# memory: 256Gi\n$ kubectl create deployment web --image=nginx --replicas={pods}\n$ sleep 30\n",
            names.join(",")
        );
        let mut timeline = timeline(&tape);
        let end_ms = timeline.end_ms();
        let scene = scene(&mut timeline, end_ms);
        assert_eq!(scene.pods.len(), pods);
        assert!(scene.pods.iter().all(|it| it.look == Look::Ready), "{}", snapshot(&scene));
        let layout = layout(&scene, width, 640.0, false);
        for (pod, spot) in scene.pods.iter().zip(&layout.spots) {
            let inside = layout.cards.iter().any(|card| {
                spot.x >= card.x
                    && spot.y >= card.y
                    && spot.x + layout.pod <= card.x + card.width
                    && spot.y + layout.pod <= card.y + card.height
            });
            assert!(inside, "{} at {spot:?} is on no card", pod.name);
        }
        let widest = layout.cards.iter().map(|it| it.x + it.width).fold(0.0, f64::max);
        assert!(widest <= width + 0.01, "{widest}");
    }
}

#[test]
fn the_tray_folds_when_nobody_has_waited_for_a_while() {
    let mut timeline = timeline(
        "$ kubectl create deployment web --image=nginx --replicas=3\n$ sleep 20\n\
         $ kubectl scale deployment web --replicas=4\n$ sleep 20\n",
    );
    let mut heights = Vec::new();
    let mut sizes = std::collections::BTreeSet::new();
    for at_ms in (0..timeline.end_ms()).step_by(100) {
        let scene = scene(&mut timeline, at_ms);
        let waits = scene.pods.iter().any(|it| !matches!(it.place, Place::Node { .. }));
        let layout = layout(&scene, 708.0, 640.0, false);
        let is_open = layout.tray.height > 0.0;
        assert!(is_open || !waits, "somebody waits in a folded tray at {at_ms} ms");
        let below = layout.tray.y + layout.tray.height;
        assert!(layout.cards.iter().all(|it| it.y >= below), "cards lie on the tray");
        if heights.last() != Some(&is_open) {
            heights.push(is_open);
        }
        sizes.insert((layout.pod.round() as i64, layout.cards[0].height.round() as i64));
    }
    assert_eq!(heights, [false, true, false, true, false]);
    assert_eq!(sizes.len(), 1, "Pods and cards change their size: {sizes:?}");
}

#[test]
fn pods_are_no_smaller_than_their_cards_ask_for() {
    let names: Vec<String> = (1..=20).map(|it| format!("node-{it}")).collect();
    let tape = format!(
        "# nodes: {}\n# cpu: 64\n# memory: 256Gi\n$ kubectl create deployment web --image=nginx --replicas=60\n$ sleep 30\n",
        names.join(",")
    );
    let mut timeline = timeline(&tape);
    let end_ms = timeline.end_ms();
    let scene = scene(&mut timeline, end_ms);
    // On a phone twenty nodes never fit: who scrolls anyway can as well touch the Pods.
    assert!(layout(&scene, 358.0, 560.0, false).pod >= 30.0);
}

#[test]
fn parts_lead_to_what_they_stand_for() {
    let pods = |lesson: &str| {
        let lesson = crate::lessons::LESSONS.iter().find(|it| it.name == lesson).unwrap();
        let mut timeline = timeline(lesson.text);
        let mut seen = 0;
        for at_ms in (0..timeline.end_ms()).step_by(1000) {
            let scene = scene(&mut timeline, at_ms);
            let store = timeline.at(at_ms).cluster().store();
            for workload in &*scene.workloads {
                for part in &workload.parts {
                    let is_there = matches!(part.look, PartLook::Full | PartLook::Hollow);
                    assert!(!is_there || part.object.is_some(), "{part:?} at {at_ms} ms");
                    for (kind, name) in part.object.iter().chain(&part.note_object) {
                        let key = crate::api::ObjectKey::new(*kind, &workload.namespace, name);
                        assert!(store.get(&key).is_some(), "{part:?} at {at_ms} ms");
                        seen += 1;
                    }
                }
            }
        }
        seen
    };
    for lesson in ["indexed-shards", "parallel-etl", "stateful-database", "node-exporter"] {
        assert!(pods(lesson) > 10, "{lesson}");
    }
}

#[test]
fn where_motion_is_not_wanted_nothing_flies() {
    let mut timeline = lesson();
    let mut seen = 0;
    for at_ms in (0..timeline.end_ms()).step_by(100) {
        let scene = scene(&mut timeline, at_ms);
        let layout = layout(&scene, 708.0, 640.0, true);
        assert!(layout.spots.iter().all(|it| !it.flies));
        for (pod, spot) in scene.pods.iter().zip(&layout.spots) {
            let Place::Flight { node, .. } = &pod.place else { continue };
            let index = scene.nodes.iter().position(|it| it.name == *node).unwrap();
            assert!(spot.y > layout.cards[index].y && spot.x > layout.cards[index].x);
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn what_did_not_change_is_shared() {
    let mut timeline = lesson();
    let end_ms = timeline.end_ms();
    let before = scene(&mut timeline, end_ms - 10);
    let after = scene(&mut timeline, end_ms).sharing(&before);
    assert!(Rc::ptr_eq(&after.pods, &before.pods));
    assert!(Rc::ptr_eq(&after.nodes, &before.nodes));
}

#[test]
fn inline_markdown_is_read() {
    let text = |text: &str| Inline::Text(text.to_owned());
    assert_eq!(
        inline("a **b** `*c*` *d*, 2 * 3 ** x"),
        vec![
            text("a "),
            Inline::Bold("b".to_owned()),
            text(" "),
            Inline::Code("*c*".to_owned()),
            text(" "),
            Inline::Italic("d".to_owned()),
            text(", 2 * 3 ** x"),
        ]
    );
    assert_eq!(inline("*"), vec![text("*")]);
    assert_eq!(inline(""), vec![]);
}

#[test]
fn a_snapshot_is_stable() {
    let mut timeline = lesson();
    let end_ms = timeline.end_ms();
    let text = snapshot(&scene(&mut timeline, end_ms));
    if std::env::var("PRINT").is_ok() {
        for at_ms in (0..end_ms).step_by(500) {
            println!("--- {at_ms}\n{}", snapshot(&scene(&mut timeline, at_ms)));
        }
    }
    assert!(text.contains("deployment/web 3/3: revision 2 is complete"), "{text}");
    assert!(text.contains("node node-1: Ready, 1 Pods"), "{text}");
}

#[test]
fn pieces_of_a_line_are_the_line() {
    let tokens = |line| {
        let pieces = highlight(line);
        assert_eq!(pieces.iter().map(|it| it.1).collect::<String>(), line);
        pieces.iter().map(|it| it.0.word()).collect::<Vec<_>>().join(" ")
    };
    let table = [
        ("", ""),
        ("---", "mark"),
        ("kind: Pod", "key plain plain"),
        ("  replicas: 3 # few", "plain key plain literal comment"),
        ("  - name: web", "plain mark key plain plain"),
        ("- - a", "mark mark plain"),
        ("spec:", "key"),
        ("  \"a: b\": 'c'", "plain key plain text"),
        ("# all: of it", "comment"),
        ("image: nginx:1.27", "key plain plain"),
        ("http://x", "plain"),
        ("\u{fc}: \"half", "key plain text"),
        ("a: -", "key plain mark"),
        ("on: true", "key plain literal"),
    ];
    for (line, wanted) in table {
        assert_eq!(tokens(line), wanted, "{line}");
    }
}
