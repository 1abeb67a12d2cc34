//! Cause: a decision drawn where it happens, from the part that made it to what it changed.
//!
//! Laid out once per decision, so that it stays still while time runs. It never covers a Pod.

use super::frame::Mode;
use super::grid;
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
    /// How many values of the arithmetic there is room for.
    pub facts: usize,
    /// Whether there is room for the reason.
    pub has_reason: bool,
    /// Whether it stands where what it tells of is to be seen.
    pub is_home: bool,
}

impl Bubble {
    /// Whether it lies on a Pod or a volume.
    #[must_use]
    pub fn covers(&self, layout: &Layout) -> bool {
        let side = |it: &Spot| layout.pod * it.scale;
        let pods = layout.spots.iter().map(|it| grid::rect(it.x, it.y, side(it), side(it)));
        let mut all = pods.chain(layout.volumes.iter().map(|it| it.rect));
        all.any(|it| it.meets(&self.rect))
    }
}

/// At most so many lines are drawn.
const LINES_MAX: usize = 3;

/// The Pods that a decision names or has made, the first ones of them, with their places.
fn targets<'a>(
    why: &'a Decision,
    picture: &'a Picture,
    layout: &'a Layout,
) -> impl Iterator<Item = (&'a Rc<Pod>, &'a Spot)> {
    let is_told =
        |pod: &Pod| *why.about.kind == *"pod" && why.about.name == pod.name || why.did(pod);
    let all = picture.pods.iter().zip(&layout.spots).filter(|it| it.1.scale > 0.0);
    all.filter(move |(pod, _)| is_told(pod)).take(LINES_MAX)
}

/// The Pods whose change set a decision off.
fn seen<'a>(
    why: &'a Decision,
    picture: &'a Picture,
    layout: &'a Layout,
) -> Option<(&'a Rc<Pod>, &'a Spot)> {
    let cause = why.causes.iter().find(|it| *it.object.kind == *"pod")?;
    let mut all = picture.pods.iter().zip(&layout.spots).filter(|it| it.1.scale > 0.0);
    all.find(|it| it.0.name == cause.object.name)
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
    let verb = why.effect.verb();
    // What lies finished at the foot of a card is where it was: a line to it would cross the card.
    let targets = targets(why, picture, layout).filter(|it| !it.1.is_disc);
    for (lane, (_, spot)) in targets.enumerate() {
        let at_y = bus + 38.0 + 22.0 * lane_of(lane);
        let arrow = down((from, bus), spot, layout, at_y, lane_of(lane));
        arrows.push(Arrow { words: if lane == 0 { verb } else { "" }, ..arrow });
    }
    let seen = seen(why, picture, layout).filter(|it| arrows.len() < 2 && !it.1.is_disc);
    if let Some((_, spot)) = seen {
        let mut arrow = down((from - 24.0, bus), spot, layout, bus + 16.0, 2.0);
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
    layout.plane.width * (grid::count(index) + 0.5) / grid::count(count.max(1))
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

/// A stage lower than this has sentences as a bar only (CSS pixels).
const LOW: f64 = 240.0;
/// A sentence within a card is no narrower than this, and no wider (CSS pixels).
const WIDTHS: (f64, f64) = (190.0, 340.0);
/// So many lines of the arithmetic are shown where there is room, and where there is little.
const SUMS: [f64; 2] = [6.0, 2.0];

/// Where the sentence stands: on the card of its Pod or its node, else beside that Pod, else where there
/// is room on another card, else it is a bar.
#[must_use]
pub fn bubble(why: &Decision, picture: &Picture, layout: &Layout) -> Bubble {
    if layout.is_dense || layout.is_lanes || layout.size.1 < LOW {
        return bar(why, layout);
    }
    let floor = layout.shelf.y - if layout.has_feet { 30.0 } else { layout.bar + 4.0 };
    let free = Free { layout, floor, taken: taken(layout) };
    let told = targets(why, picture, layout).map(|it| it.1);
    let spots: Vec<&Spot> = told.chain(seen(why, picture, layout).map(|it| it.1)).collect();
    let in_tray = spots.first().and_then(|it| in_tray(it, layout)).map(|it| bar_in(why, it));
    // Where the reason has no room there, it is told elsewhere.
    if let Some(bubble) = in_tray.filter(|it| it.has_reason) {
        return bubble;
    }
    // What was done comes before what was seen.
    let cards = &layout.cards;
    let named = picture.nodes.iter().zip(cards).find(|it| it.0.name == why.about.name);
    let held = spots.iter().filter_map(|spot| cards.iter().find(|it| holds(it, spot)));
    let own: Vec<&Rect> = held.chain(named.map(|it| it.1)).collect();
    let is_home = !own.is_empty();
    // On another card it would be about that one.
    let others = if is_home { &[][..] } else { cards };
    let bare = own.first().map(|it| (*it, 0.0));
    let mut own = own.into_iter().flat_map(|it| SUMS.map(|sums| (it, sums)));
    let mut others = others.iter().map(|it| (it, SUMS[1]));
    let found = own.find_map(|(card, sums)| free.on(card, why, sums));
    let found = found.or_else(|| spots.iter().find_map(|it| free.beside(it, why)));
    let found = found.or_else(|| bare.and_then(|(card, sums)| free.on(card, why, sums)));
    match found.or_else(|| others.find_map(|(card, sums)| free.on(card, why, sums))) {
        Some((rect, sums)) => {
            let facts = shown(why, rect.width, sums);
            Bubble { rect, is_bar: false, facts, has_reason: true, is_home }
        }
        None => bar(why, layout),
    }
}

/// Right of those that wait for a node, where it is one of them and nothing else is there.
fn in_tray(spot: &Spot, layout: &Layout) -> Option<Rect> {
    let sky = layout.sky;
    let waits = |it: &Spot| it.y < sky.y + sky.height;
    let ends = layout.spots.iter().filter(|it| waits(it)).map(|it| it.x + layout.pod * it.scale);
    let x = ends.fold(sky.x, f64::max) + 14.0;
    let rect =
        Rect { x, y: sky.y + 5.0, width: sky.x + sky.width - x - 2.0, height: sky.height - 12.0 };
    let has_room = layout.plane.height <= 0.0 && rect.width > 240.0 && rect.height > 30.0;
    (waits(spot) && has_room).then_some(rect)
}

fn holds(card: &Rect, spot: &Spot) -> bool {
    let is_beside = card.x <= spot.x && spot.x < card.x + card.width;
    is_beside && card.y <= spot.y && spot.y < card.y + card.height
}

/// Where nothing is that a sentence must not cover.
struct Free<'a> {
    layout: &'a Layout,
    floor: f64,
    taken: Vec<Rect>,
}

impl Free<'_> {
    fn has(&self, rect: &Rect) -> bool {
        rect.x + rect.width <= self.layout.size.0 - 4.0
            && rect.y + rect.height <= self.floor
            && !self.taken.iter().any(|it| it.meets(rect))
    }

    /// A place within a card, with so many lines of the arithmetic: below or above one of its Pods, else
    /// at its head or its foot.
    fn on(&self, card: &Rect, why: &Decision, sums: f64) -> Option<(Rect, f64)> {
        let width = (card.width - 12.0).min(WIDTHS.1);
        let height = height_of(why, width, sums);
        let head = heads(self.layout).next().map_or(0.0, |it| it.height);
        let (high, low) =
            (card.y + head + 2.0, self.floor.min(card.y + card.height) - height - 6.0);
        let own = self.layout.spots.iter().filter(|it| holds(card, it));
        let side = |it: &Spot| self.layout.pod * it.scale;
        let ys = own.flat_map(|it| [it.y + side(it) + 16.0, it.y - height - 14.0]);
        let at = |y: f64| Rect { x: card.x + 6.0, y, width, height };
        let mut all = ys.chain([high, low]).filter(|y| (high..=low).contains(y)).map(at);
        all.find(|it| width >= WIDTHS.0 && self.has(it)).map(|it| (it, sums))
    }

    /// A place below a Pod or right of it, over the edges of cards: wider where there is less room.
    fn beside(&self, spot: &Spot, why: &Decision) -> Option<(Rect, f64)> {
        let sums = SUMS[1];
        let widest = self.layout.size.0 - 16.0;
        [322.0, 440.0, 600.0].into_iter().filter(|it| *it <= widest).find_map(|width| {
            let height = height_of(why, width, sums);
            let at = |x: f64, y: f64| Rect {
                x: super::within(x, 8.0, widest - width + 8.0),
                y,
                width,
                height,
            };
            let below = at(spot.x - 4.0, spot.y + self.layout.pod * spot.scale + 16.0);
            let right = at(spot.x + self.layout.pod + 24.0, spot.y);
            [below, right].into_iter().find(|it| self.has(it)).map(|it| (it, sums))
        })
    }
}

/// A bar over the whole width, of two lines; between lanes and shelf there is room for more.
fn bar(why: &Decision, layout: &Layout) -> Bubble {
    let width = layout.size.0 - 4.0;
    let height = if layout.is_lanes { layout.bar - 6.0 } else { 40.0 };
    let y = match layout.is_dense && layout.sky.height > 40.0 {
        true => layout.sky.y + 6.0,
        false => layout.shelf.y - height - 3.0,
    };
    bar_in(why, Rect { x: 2.0, y, width, height })
}

fn bar_in(why: &Decision, rect: Rect) -> Bubble {
    let (width, height) = (rect.width, rect.height);
    // Who it was, and the way to what led to it, take room too. A reason that would be cut is not told.
    let room = ((height - 4.0) / 16.0).floor() * ((width - 26.0) / 6.6 - 4.0);
    let has_reason = grid::count(why.chars() + why.who.chars().count() + 20) <= room;
    Bubble { rect, is_bar: true, facts: 0, has_reason, is_home: true }
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
    // Chips stand on some cards only; a meter on all of them.
    let height = if layout.has_meters { layout.head - 6.0 } else { 34.0 };
    layout.cards.iter().map(move |it| Rect { height, ..*it })
}

/// About how many lines so many characters take, each so wide. A line ends where the next word has no
/// room: most of a word is lost on each, unless one is enough.
fn lines(chars: usize, each: f64, width: f64) -> f64 {
    let (all, line) = (grid::count(chars) * each, width - 26.0);
    if all <= line { all.min(1.0) } else { (all / (line - 4.0 * each)).ceil() }
}

/// How many lines so many values of the arithmetic take: one that has no room on a line begins another.
fn sum_lines(facts: &[Rc<str>], width: f64) -> f64 {
    const EACH: f64 = 7.4;
    let (mut all, mut left) = (0.0, 0.0);
    for fact in facts {
        let long = grid::count(fact.chars().count() + 3) * EACH;
        if long <= left {
            left -= long;
        } else {
            all += lines(fact.chars().count() + 3, EACH, width);
            // Behind one of several lines the next begins a new one.
            left = (width - 26.0 - long).max(0.0);
        }
    }
    all
}

/// How much of the arithmetic is shown in so many lines: as many values as there is room for whole.
fn shown(why: &Decision, width: f64, most: f64) -> usize {
    let all = 1..=why.facts.len();
    all.take_while(|count| sum_lines(&why.facts[..*count], width) <= most).count()
}

/// About how high a sentence is.
fn height_of(why: &Decision, width: f64, most: f64) -> f64 {
    // Each reason is a line of its own.
    let reasons = why.because.matches("; ").count();
    let text = lines(why.chars() + 3, 7.9, width).max(1.0) + grid::count(reasons);
    let facts = sum_lines(&why.facts[..shown(why, width, most)], width);
    let facts = if facts > 0.0 { 11.0 + facts * 17.4 } else { 0.0 };
    // Who it was stands beside the way to what led to it, or above.
    let who = lines(why.who.chars().count() + 16, 7.0, width);
    // The border, what is free within it, and the way that is higher than its words: as in stage.css.
    29.0 + who * 16.0 + text * 18.8 + facts
}

fn whole(number: f64) -> i32 {
    number.round() as i32
}
