mod room;
mod strips;

use super::*;
use crate::film::Film;
use crate::picture::{Decision, Look, Picture, snapshot};
use crate::scene::Filming;
use crate::tape::Tape;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

fn film(text: &str) -> Film {
    Filming::of(Rc::new(Tape::parse(text).unwrap()))
}

fn room(width: f64, height: f64) -> Room {
    Room { width, height, is_embedded: false }
}

fn embed(width: f64, height: f64) -> Room {
    Room { width, height, is_embedded: true }
}

fn lesson() -> Film {
    film(crate::lessons::LESSONS[0].text)
}

/// Pictures of a film in steps of so many milliseconds, up to its end.
fn pictures(film: &Film, step_ms: usize) -> impl Iterator<Item = Picture> {
    let moments = (0..film.end_ms.unwrap()).step_by(step_ms);
    moments.map(|at_ms| film.at(at_ms, &Picture::default()))
}

fn last(film: &Film) -> Picture {
    film.at(film.end_ms.unwrap(), &Picture::default())
}

#[test]
fn pods_fly_from_the_tray_and_keep_their_place() {
    let film = lesson();
    let peaks = film.peaks();
    let mut places = BTreeMap::new();
    let mut flights = 0;
    for picture in pictures(&film, 20) {
        let layout = layout(&picture, &peaks, room(700.0, 600.0), false);
        assert_eq!(layout.spots.len(), picture.pods.len());
        let mut taken = BTreeSet::new();
        for (pod, spot) in picture.pods.iter().zip(&layout.spots) {
            let flies = pod.flown(picture.now_ms).is_some_and(|it| it < 1000);
            assert_eq!(spot.flies, flies, "{} at {} ms", pod.name, picture.now_ms);
            flights += usize::from(flies);
            let place = pod.place.as_ref().map(|it| (Rc::clone(&it.node), it.slot));
            if let Some(place) = &place {
                let before = places.insert(pod.id, place.clone());
                assert!(before.is_none_or(|it| it == *place), "{} moved", pod.name);
            }
            let place = place.unwrap_or_else(|| ("the tray".into(), pod.tray));
            assert!(taken.insert(place.clone()), "two Pods in one place: {place:?}");
        }
    }
    assert!(flights > 20, "{flights}");
}

#[test]
fn hundreds_of_pods_fit_on_their_cards() {
    for (nodes, pods, width) in [(10, 200, 700.0), (100, 1000, 700.0), (3, 9, 358.0)] {
        let names: Vec<String> = (1..=nodes).map(|it| format!("node-{it}")).collect();
        let film = film(&format!(
            "# nodes: {}\n# cpu: 64\n# memory: 256Gi\n$ kubectl create deployment web --image=nginx --replicas={pods}\n$ sleep 30\n",
            names.join(",")
        ));
        let picture = last(&film);
        assert_eq!(picture.pods.len(), pods);
        assert!(picture.pods.iter().all(|it| it.look == Look::Ready), "{}", snapshot(&picture));
        let layout = layout(&picture, &film.peaks(), room(width, 640.0), false);
        for (pod, spot) in picture.pods.iter().zip(&layout.spots) {
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
fn nothing_jumps_and_the_room_is_filled() {
    for lesson in crate::lessons::LESSONS {
        let film = film(lesson.text);
        let peaks = film.peaks();
        for (room, name) in [
            (room(1000.0, 596.0), "page"),
            (embed(584.0, 304.0), "embed"),
            (embed(344.0, 304.0), "small"),
            (embed(584.0, 204.0), "low"),
        ] {
            let mut fixed = BTreeSet::new();
            let first = film.at(0, &Picture::default()).nodes.len();
            for picture in pictures(&film, 2_000).take(200).filter(|it| it.nodes.len() == first) {
                let layout = layout(&picture, &peaks, room, true);
                let bottom = layout.cards.iter().map(|it| it.y + it.height).fold(0.0, f64::max);
                let is_scrolled = layout.size.1 > room.height;
                assert!(
                    is_scrolled || bottom > room.height - 160.0,
                    "{}, {name}: room is left",
                    lesson.name
                );
                fixed.insert((
                    layout.pod as i64,
                    layout.cards[0].height as i64,
                    layout.cards[0].y as i64,
                ));
            }
            assert_eq!(fixed.len(), 1, "{}, {name}: {fixed:?}", lesson.name);
        }
    }
}

/// Whether a sentence about one Pod lies on no part of its node's card.
fn is_astray(why: &Decision, picture: &Picture, layout: &Layout, bubble: &Bubble) -> bool {
    let pods = picture.pods.iter().zip(&layout.spots);
    let told = pods.filter(|it| why.names(&it.0.name)).map(|it| it.1);
    let mut cards = told.filter_map(|spot| {
        let is_there = |it: &&Rect| it.x <= spot.x && spot.x < it.x + it.width && spot.y >= it.y;
        layout.cards.iter().find(is_there)
    });
    cards.next().is_some_and(|it| bubble.rect.x < it.x || bubble.rect.x > it.x + it.width)
}

#[test]
fn a_sentence_covers_no_pod() {
    let (mut bubbles, mut astray) = ([0; 3], 0);
    for lesson in crate::lessons::LESSONS {
        let film = film(lesson.text);
        let peaks = film.peaks();
        for why in film.decisions(i64::MAX).iter().take(60) {
            let picture = film.at(why.at_ms, &Picture::default());
            let rooms = [room(1000.0, 596.0), embed(804.0, 440.0), embed(584.0, 304.0)];
            for (index, room) in rooms.into_iter().enumerate() {
                let layout = layout(&picture, &peaks, room, true);
                let bubble = bubble(why, &picture, &layout);
                let free = !bubble.covers(&layout);
                let is_free = free || bubble.is_bar && index == 0;
                astray += usize::from(!bubble.is_bar && is_astray(why, &picture, &layout, &bubble));
                assert!(is_free, "{} at {}, {room:?}", lesson.name, why.at_ms);
                bubbles[index] += usize::from(!bubble.is_bar);
            }
        }
    }
    // It stands where it happens, and on no other node.
    assert!(astray * 20 < bubbles.iter().sum(), "{astray} of {bubbles:?}");
    assert!(bubbles[0] > 500 && bubbles[1] > 300 && bubbles[2] > 100, "{bubbles:?}");
}

#[test]
fn places_on_the_strip_are_moments() {
    let scale = Scale::new(&[0, 1_000, 4_000, 300_000, 310_000], 320_000, true);
    assert_eq!(scale.folds.len(), 1);
    for at_ms in [0, 1_000, 3_999, 7_000, 150_000, 297_000, 300_000, 320_000] {
        let there = scale.at(scale.x(at_ms));
        assert!((there - at_ms).abs() <= 2, "{at_ms} is {there}");
    }
    assert!(scale.x(297_000) - scale.x(7_000) < 230.0, "the idle time is folded");
    assert!(scale.fold(100_000).is_some() && scale.fold(310_000).is_none());
    let open = Scale::new(&[0, 1_000, 4_000, 300_000, 310_000], 320_000, false);
    assert_eq!(open.x(160_000), 500.0);
    assert_eq!(scale.x(-5), 0.0);
    assert_eq!(scale.at(2_000.0), 320_000);
}

#[test]
fn a_wait_that_is_folded_looks_longer_than_one_that_is_not() {
    let scale = Scale::new(&[0, 10_000, 30_000, 70_000, 75_000], 80_000, true);
    assert_eq!(scale.folds.len(), 1);
    assert!(scale.x(70_000) - scale.x(30_000) > scale.x(30_000) - scale.x(10_000));
    let hours = Scale::new(&[0, 60_000, 3_660_000], 3_661_000, true);
    assert!(hours.folds[0].width < hours.folds[1].width, "an hour is more than a minute");
}

#[test]
fn moments_in_words() {
    for (at_ms, wanted) in [(0, "0 s"), (6_700, "6.7 s"), (72_000, "1:12"), (3_700_000, "1:01:40")]
    {
        assert_eq!(moment(at_ms, 0, false), wanted);
    }
    // 2026-03-26 is a Thursday.
    assert_eq!(moment(60_000, 1_774_490_400_000, true), "Thu 02:01");
}

#[test]
fn the_strip_of_a_rollout_stays_between_its_walls() {
    let film = lesson();
    let picture = last(&film);
    let scale = Scale::new(&[], film.end_ms.unwrap(), true);
    let strip = strip(&film, &picture.workloads[0], &scale);
    let looks: Vec<&str> = strip.shapes.iter().map(|it| it.look).collect();
    assert_eq!(looks, ["hatch", "hollow", "leaving", "new", "old", "wall"]);
    assert_eq!(strip.walls[0].words, "at most 4");
    assert_eq!(strip.walls[1].words, "at least 3");
}

#[test]
fn pods_are_no_smaller_than_their_cards_ask_for() {
    let names: Vec<String> = (1..=20).map(|it| format!("node-{it}")).collect();
    let film = film(&format!(
        "# nodes: {}\n# cpu: 64\n# memory: 256Gi\n$ kubectl create deployment web --image=nginx --replicas=60\n$ sleep 30\n",
        names.join(",")
    ));
    // On a phone twenty nodes never fit: who scrolls anyway can as well touch the Pods.
    assert!(layout(&last(&film), &film.peaks(), room(358.0, 560.0), false).pod >= 30.0);
}

#[test]
fn where_motion_is_not_wanted_nothing_flies() {
    let film = lesson();
    let peaks = film.peaks();
    let mut seen = 0;
    for picture in pictures(&film, 100) {
        let layout = layout(&picture, &peaks, room(708.0, 640.0), true);
        assert!(layout.spots.iter().all(|it| !it.flies));
        for (pod, spot) in picture.pods.iter().zip(&layout.spots) {
            let flies = pod.flown(picture.now_ms).is_some_and(|it| it < 1000);
            let Some(place) = pod.place.as_ref().filter(|_| flies) else { continue };
            let index = picture.nodes.iter().position(|it| it.name == place.node).unwrap();
            assert!(spot.y > layout.cards[index].y && spot.x > layout.cards[index].x);
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn what_would_lie_over_each_other_moves_apart() {
    let table: &[(&[f64], &[f64])] = &[
        (&[], &[]),
        (&[0.0, 50.0], &[0.0, 50.0]),
        (&[10.0, 11.0, 40.0], &[10.0, 15.0, 40.0]),
        (&[97.0, 98.0, 99.0], &[85.0, 90.0, 95.0]),
    ];
    for (places, wanted) in table {
        assert_eq!(spread(places, 5.0, 95.0), *wanted, "{places:?}");
    }
}

/// Twelve workloads of four kinds in three namespaces, on nodes with the names that clouds give.
const TWELVE: &str = "\
# nodes: ip-10-0-17-231.eu-central-1.compute.internal,node-2,node-3,node-4
$ kubectl create namespace team-payments
$ kubectl create namespace observability
$ kubectl create deployment frontend --image=nginx:1.27 --replicas=3
$ kubectl create deployment customer-facing-checkout-gateway --image=nginx:1.27 -n team-payments
$ kubectl create deployment cart --image=nginx:1.27 --replicas=3 -n observability
$ kubectl create deployment search --image=nginx:1.27 --replicas=3
$ kubectl create deployment ledger --image=nginx:1.27 --replicas=3 -n team-payments
$ kubectl create deployment traces --image=nginx:1.27 --replicas=3 -n observability
$ kubectl create deployment images --image=nginx:1.27 --replicas=3
$ kubectl create deployment frontend --image=nginx:1.27 --replicas=3 -n team-payments
$ kubectl create deployment frontend --image=nginx:1.27 --replicas=3 -n observability
$ kubectl create job index --image=busybox:1.36 -- sleep 600
$ kubectl create job migrate --image=busybox:1.36 -n team-payments -- sleep 600
$ kubectl create cronjob report --image=busybox:1.36 --schedule='0 2 * * *'
$ sleep 20
";

#[test]
fn twelve_workloads_of_three_namespaces_are_a_good_picture() {
    let film = film(TWELVE);
    let picture = last(&film);
    let of = |kind: &str| picture.workloads.iter().filter(|it| *it.kind == *kind).count();
    assert_eq!((of("deployment"), of("job"), of("cronjob")), (9, 2, 1));
    let spaces: BTreeSet<&str> = picture.pods.iter().map(|it| &*it.namespace).collect();
    assert_eq!(spaces.len(), 3);
    let same = picture.workloads.iter().filter(|it| *it.name == *"frontend");
    assert_eq!(same.map(|it| &it.namespace).collect::<BTreeSet<_>>().len(), 3);
    for (room, least) in
        [(room(972.0, 560.0), 60.0), (room(358.0, 480.0), 24.0), (embed(584.0, 304.0), 24.0)]
    {
        let layout = layout(&picture, &film.peaks(), room, true);
        assert!(layout.pod >= least, "{room:?}: Pods of {}", layout.pod);
        let side = |it: &Spot| Rect { x: it.x, y: it.y, width: layout.pod, height: layout.pod };
        for (index, spot) in layout.spots.iter().enumerate() {
            let others = layout.spots[..index].iter();
            assert!(!others.map(side).any(|it| it.meets(&side(spot))), "{room:?}: {spot:?}");
        }
    }
}

#[test]
fn where_nodes_are_lanes_volumes_lie_beside_their_pods_and_sentences_below() {
    let lesson = crate::lessons::LESSONS.iter().find(|it| it.name == "stateful-database");
    let film = film(lesson.unwrap().text);
    let peaks = film.peaks();
    for room in [room(358.0, 480.0), embed(344.0, 304.0), embed(584.0, 204.0)] {
        let mut docked = 0;
        for picture in pictures(&film, 500) {
            let layout = layout(&picture, &peaks, room, true);
            assert!(layout.pod >= 40.0, "{room:?}: Pods of {}", layout.pod);
            let own = layout.volumes.iter().filter(|it| it.is_docked);
            for volume in own {
                docked += 1;
                let rect = volume.rect;
                assert!(rect.x + rect.width <= room.width, "{room:?}: {rect:?}");
                let inside = layout
                    .cards
                    .iter()
                    .any(|it| rect.y >= it.y && rect.y + rect.height <= it.y + it.height);
                assert!(inside, "{room:?}: {rect:?}");
            }
            let Some(why) = picture.cause(film.telling(&picture).map(|it| it.why)) else {
                continue;
            };
            let bubble = bubble(&why, &picture, &layout);
            let is_free = !layout.is_lanes && !bubble.covers(&layout);
            let below = layout.cards.iter().all(|it| !it.meets(&bubble.rect));
            assert!(below || is_free, "{room:?}: {bubble:?}");
        }
        assert!(docked > 60, "{docked}");
    }
}

#[test]
fn four_nodes_stand_beside_each_other_where_two_rows_would_be_too_low() {
    let lesson = crate::lessons::LESSONS.iter().find(|it| it.name == "gpu-nodes");
    let film = film(lesson.unwrap().text);
    let picture = film.at(22_000, &Picture::default());
    for (room, least) in [(embed(584.0, 204.0), 48.0), (embed(584.0, 304.0), 80.0)] {
        let layout = layout(&picture, &film.peaks(), room, true);
        assert!(layout.pod >= least, "{room:?}: Pods of {}", layout.pod);
        assert!(layout.size.1 <= room.height, "{room:?}: scrolls");
    }
}
