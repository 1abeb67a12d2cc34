//! Cause: a decision drawn where it happens, from the part that made it to what it changed.
//!
//! Laid out once per decision, so that it stays still while time runs. It never covers a Pod.

use super::frame::Mode;
use super::layout::{Layout, Rect, Spot};
use crate::picture::{Decision, Picture, Pod, Station};
use std::rc::Rc;

/// A line from a cause to its effect.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// Its way, as SVG has it.
    pub path: String,
    /// Whether it is what was seen, not what was done.
    pub is_past: bool,
    /// What it says, and where.
    pub words: &'static str,
    /// Where the words begin.
    pub at: (f64, f64),
}

/// Where the sentence stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bubble {
    /// Its place.
    pub rect: Rect,
    /// Whether there is room for one line only.
    pub is_bar: bool,
    /// Whether there is room for one line of the arithmetic only.
    pub is_brief: bool,
}

/// At most so many lines are drawn.
const LINES_MAX: usize = 3;

/// The Pods that a decision names, the first ones of them, with their places.
fn targets<'a>(
    why: &'a Decision,
    picture: &'a Picture,
    layout: &'a Layout,
) -> impl Iterator<Item = (&'a Rc<Pod>, &'a Spot)> {
    let split = |it: char| it.is_whitespace() || it == ',';
    let is_named = move |pod: &Rc<Pod>| {
        let own = *why.about.kind == *"pod" && why.about.name == pod.name;
        own || why.what.iter().any(|(text, _)| text.split(split).any(|word| *word == *pod.name))
    };
    let all = picture.pods.iter().zip(&layout.spots);
    all.filter(move |(pod, _)| is_named(pod)).take(LINES_MAX)
}

/// The Pods whose change set a decision off.
fn seen<'a>(
    why: &'a Decision,
    picture: &'a Picture,
    layout: &'a Layout,
) -> Option<(&'a Rc<Pod>, &'a Spot)> {
    let cause = why.causes.iter().find(|it| *it.object.kind == *"pod")?;
    picture.pods.iter().zip(&layout.spots).find(|it| it.0.name == cause.object.name)
}

/// The lines of a decision.
#[must_use]
pub fn arrows(
    why: &Decision,
    picture: &Picture,
    layout: &Layout,
    stations: &[Station],
) -> Vec<Arrow> {
    let index = stations.iter().position(|it| it.component == why.component);
    let Some(index) = index.filter(|_| layout.plane.height > 0.0) else { return Vec::new() };
    let from = station_x(layout, index, stations.len());
    let bus = layout.plane.y + layout.plane.height;
    let mut arrows: Vec<Arrow> = Vec::new();
    if layout.mode == Mode::Squares {
        return arrows;
    }
    let verb = verb(why);
    // What lies finished at the foot of a card is where it was: a line to it would cross the card.
    let targets = targets(why, picture, layout).filter(|it| !it.1.is_disc);
    for (lane, (_, spot)) in targets.enumerate() {
        let at_y = bus + 38.0 + 22.0 * lane_of(lane);
        let arrow = down((from, bus), spot, layout, at_y, lane_of(lane));
        arrows.push(Arrow { words: if lane == 0 { verb } else { "" }, ..arrow });
    }
    let seen = seen(why, picture, layout).filter(|it| arrows.len() < 2 && !it.1.is_disc);
    if let Some((_, spot)) = seen {
        let mut arrow = down((from - 24.0, bus), spot, layout, bus + 16.0, 3.0);
        (arrow.is_past, arrow.words) = (true, "saw this");
        arrows.push(arrow);
    }
    arrows
}

fn lane_of(index: usize) -> f64 {
    u32::try_from(index % 2).map_or(0.0, f64::from)
}

/// The middle of a part of the plane.
#[must_use]
pub fn station_x(layout: &Layout, index: usize, count: usize) -> f64 {
    let float = |it: usize| u32::try_from(it).map_or(0.0, f64::from);
    layout.plane.width * (float(index) + 0.5) / float(count.max(1))
}

/// Down from the bus, along a lane, down beside or onto a Pod.
fn down((x, y): (f64, f64), spot: &Spot, layout: &Layout, lane: f64, offset: f64) -> Arrow {
    let size = layout.pod * spot.scale;
    let is_on_card = spot.y > layout.sky.y + layout.sky.height;
    // On a card the way goes along the gutter: right of a tile with words, left of one without.
    let is_right = layout.mode == Mode::Words;
    let to_x = match (is_on_card, is_right) {
        (true, true) => spot.x + size + 9.0 + 4.0 * offset,
        (true, false) => spot.x - 7.0,
        _ => spot.x + size * (0.35 + 0.12 * offset),
    };
    let to_y = if is_on_card { spot.y + size / 2.0 + 5.0 * offset } else { spot.y - 3.0 };
    let lane = if to_y <= lane { (y + to_y) / 2.0 } else { lane };
    let turn = if to_x > x { 8 } else { -8 };
    let is_near = (to_x - x).abs() < 18.0;
    let at = ((x + to_x) / 2.0, lane + 4.0);
    let (x, y, lane, to_x, to_y) = (whole(x), whole(y), whole(lane), whole(to_x), whole(to_y));
    let mut path = if is_near {
        format!("M{to_x} {y}")
    } else {
        let (near, far, above, below) = (x + turn, to_x - turn, lane - 8, lane + 8);
        format!("M{x} {y}V{above}Q{x} {lane} {near} {lane}H{far}Q{to_x} {lane} {to_x} {below}")
    };
    let end = if is_right { whole(spot.x + size) + 4 } else { whole(spot.x) - 3 };
    path += &if is_on_card {
        format!("V{}Q{to_x} {to_y} {end} {to_y}", to_y - 6)
    } else {
        format!("V{to_y}")
    };
    Arrow { path, is_past: false, words: "", at }
}

/// What was done, in a word.
fn verb(why: &Decision) -> &'static str {
    let what: String = why.what.iter().map(|it| &*it.0).collect();
    let words = [
        ("creates", "creates"),
        ("created", "creates"),
        ("deletes", "deletes"),
        ("deleted", "deletes"),
        ("evict", "evicts"),
        ("preempt", "takes the place of"),
        ("binds", "gives it a node"),
        ("bound", "gives it a node"),
        ("gave", "gives it a node"),
        ("marked", "marks"),
        ("set", "sets"),
        ("assigned", "gives it a node"),
        ("scale", "scales"),
    ];
    words.iter().find(|it| what.contains(it.0)).map_or("decides", |it| it.1)
}

/// A stage lower than this has sentences as a bar only (CSS pixels).
const LOW: f64 = 240.0;

/// Where the sentence stands: under its Pod, else where there is room on a card, else a bar.
#[must_use]
pub fn bubble(why: &Decision, picture: &Picture, layout: &Layout) -> Bubble {
    let stage = layout.size;
    let floor = layout.shelf.y - if layout.has_feet { 30.0 } else { layout.bar + 4.0 };
    let taken = taken(layout);
    let is_free = |rect: &Rect| {
        rect.x + rect.width <= stage.0 - 4.0
            && rect.y + rect.height <= floor
            && !taken.iter().any(|it| it.meets(rect))
    };
    let spots: Vec<&Spot> = targets(why, picture, layout)
        .map(|it| it.1)
        .chain(seen(why, picture, layout).map(|it| it.1))
        .collect();
    // Wider where there is less room, and with less of the arithmetic in sight.
    let shapes = [(322.0, 2.0), (440.0, 2.0), (322.0, 1.0), (600.0, 1.0)];
    let shapes = shapes.into_iter().filter(|it| it.0 <= stage.0 - 16.0);
    let found = shapes.into_iter().find_map(|(width, facts)| {
        let height = height_of(why, width, facts);
        let at = |x: f64, y: f64| Rect {
            x: super::within(x, 8.0, (stage.0 - width - 8.0).max(8.0)),
            y,
            width,
            height,
        };
        let under = spots.iter().flat_map(|spot| {
            let y = spot.y + layout.pod * spot.scale + 16.0;
            [at(spot.x - 4.0, y), at(spot.x + layout.pod + 24.0, spot.y)]
        });
        let on_cards = layout
            .cards
            .iter()
            .map(|it| at(it.x + 8.0, floor.min(it.y + it.height) - height - 6.0));
        let found = under.chain(on_cards).find(is_free)?;
        Some(Bubble { rect: found, is_bar: false, is_brief: facts < 2.0 })
    });
    let found = found.filter(|_| !layout.is_dense && !layout.is_lanes && stage.1 >= LOW);
    // Between lanes and shelf there is room for more than a line.
    let height = if layout.is_lanes { layout.bar - 6.0 } else { 32.0 };
    let bar_y = match layout.is_dense && layout.sky.height > 40.0 {
        true => layout.sky.y + 7.0,
        false => layout.shelf.y - height - 3.0,
    };
    match found {
        Some(found) => found,
        None => {
            let rect = Rect { x: 2.0, y: bar_y, width: stage.0 - 4.0, height };
            Bubble { rect, is_bar: true, is_brief: true }
        }
    }
}

/// What a sentence must not cover.
fn taken(layout: &Layout) -> Vec<Rect> {
    let pods = layout.spots.iter().map(|it| Rect {
        x: it.x - 4.0,
        y: it.y - 8.0,
        width: layout.width_of(it) + 8.0,
        height: layout.pod * it.scale + 12.0,
    });
    let volumes = layout.volumes.iter().map(|it| it.rect);
    pods.chain(volumes).chain(heads(layout)).collect()
}

/// The titles of cards and zones.
fn heads(layout: &Layout) -> impl Iterator<Item = Rect> {
    layout.cards.iter().map(|it| Rect { height: 34.0, ..*it })
}

/// About how high a sentence is.
fn height_of(why: &Decision, width: f64, most: f64) -> f64 {
    let chars =
        why.what.iter().map(|it| it.0.chars().count()).sum::<usize>() + why.because.chars().count();
    let float = |it: usize| u32::try_from(it).map_or(f64::MAX, f64::from);
    let lines = (float(chars) * 8.0 / (width - 26.0)).ceil().max(1.0);
    let facts = why.facts.iter().map(|it| it.chars().count() + 3).sum::<usize>();
    let facts = (float(facts) * 7.4 / (width - 26.0)).ceil().min(most);
    let facts = if facts > 0.0 { 13.0 + facts * 18.0 } else { 0.0 };
    36.0 + lines * 20.0 + facts
}

#[allow(clippy::cast_possible_truncation)]
fn whole(number: f64) -> i32 {
    number.round() as i32
}
