//! Room for names, for what has finished, for what has gone.

use super::*;

#[test]
fn names_keep_their_end() {
    for (name, room, wanted) in [
        ("web-64bf787f5f-ndvg8", 20, "web-64bf787f5f-ndvg8"),
        ("web-64bf787f5f-ndvg8", 16, "web-64bf7\u{2026}-ndvg8"),
        ("data-mongo-1", 8, "data-\u{2026}-1"),
        ("reconciliation", 7, "rec\u{2026}ion"),
        ("a-reconciliation", 7, "a-r\u{2026}ion"),
        ("web", 1, "\u{2026}"),
    ] {
        assert_eq!(shorten(name, room), wanted, "{name} in {room}");
    }
}

fn lesson_of(name: &str) -> Film {
    film(crate::lessons::LESSONS.iter().find(|it| it.name == name).unwrap().text)
}

#[test]
fn finished_pods_rest_below_the_others_with_their_names() {
    for (lesson, room) in [
        ("parallel-etl", embed(804.0, 440.0)),
        ("indexed-shards", room(1000.0, 596.0)),
        ("retries", embed(804.0, 440.0)),
    ] {
        let film = lesson_of(lesson);
        let peaks = film.peaks();
        let mut seen = 0;
        for picture in pictures(&film, 1_000) {
            let layout = layout(&picture, &peaks, room, true);
            let bottom = layout.cards.iter().map(|it| it.y + it.height).fold(0.0, f64::max);
            assert!(bottom >= room.height - 1.0, "{lesson}: cards end at {bottom}");
            let area = |it: &Spot| {
                let (width, height) = (layout.width_of(it), layout.pod * it.scale);
                Rect { x: it.x, y: it.y, width, height }
            };
            for (index, spot) in layout.spots.iter().enumerate().filter(|it| it.1.is_disc) {
                seen += 1;
                assert!(spot.is_named, "{lesson} at {}", picture.now_ms);
                let others = layout.spots.iter().enumerate().filter(|it| it.0 != index);
                let free = others.map(|it| area(it.1)).all(|it| !it.meets(&area(spot)));
                assert!(free, "{lesson} at {}: {spot:?}", picture.now_ms);
            }
        }
        assert!(seen > 20, "{lesson}: {seen}");
    }
}

#[test]
fn finished_pods_without_room_for_names_stay_on_their_card() {
    let many = crate::lessons::LESSONS.iter().find(|it| it.name == "parallel-etl").unwrap().text;
    let many = many.replace("node-1,node-2,node-3", "node-1").replace("ns: 6", "ns: 60");
    let film = film(&many.replace("parallelism: 2", "parallelism: 8"));
    let picture = last(&film);
    let layout = layout(&picture, &film.peaks(), embed(344.0, 304.0), true);
    let discs: Vec<&Spot> = layout.spots.iter().filter(|it| it.is_disc).collect();
    assert!(discs.len() > 20, "{}", snapshot(&picture));
    let card = layout.cards[0];
    for spot in discs {
        assert!(!spot.is_named, "{spot:?}");
        assert!(spot.x + 20.0 <= card.x + card.width && spot.y + 20.0 <= card.y + card.height);
    }
}

#[test]
fn a_pod_whose_node_is_gone_is_on_no_card() {
    let film = lesson_of("node-exporter");
    let peaks = film.peaks();
    let mut seen = 0;
    for picture in pictures(&film, 250) {
        for room in [embed(804.0, 440.0), room(1000.0, 596.0)] {
            let layout = layout(&picture, &peaks, room, false);
            for spot in layout.spots.iter().filter(|it| it.is_adrift) {
                let side = layout.pod * spot.scale;
                let area = Rect { x: spot.x, y: spot.y, width: side, height: side };
                assert!(side < 1.0 || layout.cards.iter().all(|it| !it.meets(&area)), "{spot:?}");
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
}

#[test]
fn places_before_others_are_drawn_as_free() {
    let film = lesson_of("drain-with-a-budget");
    let (peaks, mut seen) = (film.peaks(), 0);
    for picture in pictures(&film, 500) {
        let layout = layout(&picture, &peaks, embed(804.0, 440.0), true);
        seen += layout.free.len();
        for spot in &layout.spots {
            let side = layout.pod * spot.scale;
            let area = Rect { x: spot.x, y: spot.y, width: side, height: side };
            assert!(layout.free.iter().all(|it| !it.meets(&area)), "at {}", picture.now_ms);
        }
    }
    assert!(seen > 5, "{seen}");
}

#[test]
fn chips_get_the_lines_they_need() {
    let film = lesson_of("gpu-nodes");
    let picture = film.at(22_000, &Picture::default());
    assert_eq!(layout(&picture, &film.peaks(), embed(804.0, 440.0), true).lines, 2);
    assert_eq!(layout(&picture, &film.peaks(), room(1900.0, 900.0), true).lines, 1);
    assert_eq!(layout(&last(&lesson()), &lesson().peaks(), room(700.0, 600.0), true).lines, 0);
}
