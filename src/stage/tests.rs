use super::*;
use crate::film::Film;
use crate::picture::{Look, Picture, snapshot};
use crate::scene::Filming;
use crate::tape::Tape;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

fn film(text: &str) -> Film {
    Filming::of(Rc::new(Tape::parse(text).unwrap()))
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
        let layout = layout(&picture, &peaks, (700.0, 600.0), false);
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
        let layout = layout(&picture, &film.peaks(), (width, 640.0), false);
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
fn the_tray_folds_when_nobody_has_waited_for_a_while() {
    let film = film(
        "$ kubectl create deployment web --image=nginx --replicas=3\n$ sleep 20\n\
         $ kubectl scale deployment web --replicas=4\n$ sleep 20\n",
    );
    let peaks = film.peaks();
    let mut heights = Vec::new();
    let mut sizes = BTreeSet::new();
    for picture in pictures(&film, 100) {
        let is_there = |it: &Rc<crate::picture::Pod>| it.flown(picture.now_ms) == Some(1000);
        let waits = picture.pods.iter().any(|it| !is_there(it));
        let layout = layout(&picture, &peaks, (708.0, 640.0), false);
        let is_open = layout.tray.height > 0.0;
        let at_ms = picture.now_ms;
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
    let film = film(&format!(
        "# nodes: {}\n# cpu: 64\n# memory: 256Gi\n$ kubectl create deployment web --image=nginx --replicas=60\n$ sleep 30\n",
        names.join(",")
    ));
    // On a phone twenty nodes never fit: who scrolls anyway can as well touch the Pods.
    assert!(layout(&last(&film), &film.peaks(), (358.0, 560.0), false).pod >= 30.0);
}

#[test]
fn where_motion_is_not_wanted_nothing_flies() {
    let film = lesson();
    let peaks = film.peaks();
    let mut seen = 0;
    for picture in pictures(&film, 100) {
        let layout = layout(&picture, &peaks, (708.0, 640.0), true);
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
