//! Where everything is on the stage: geometry, from a picture and the room there is.
//!
//! A Pod's place follows from its numbered slot, so it stays where it is while it lives. Cards grow
//! with what is on them; Pods shrink when there are many, in a few steps.

use crate::picture::{Node, Peaks, Picture, Pod};
use std::rc::Rc;

/// A rectangle on the stage (CSS pixels).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// How wide.
    pub width: f64,
    /// How high.
    pub height: f64,
}

/// Where a Pod is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spot {
    /// Its left edge.
    pub x: f64,
    /// Its top edge.
    pub y: f64,
    /// Whether it is on its way: then time moves it, not a transition.
    pub flies: bool,
}

/// Where everything is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// How high the stage is.
    pub height: f64,
    /// How large a Pod is.
    pub pod: f64,
    /// Whether node cards have room for their names only.
    pub is_dense: bool,
    /// Where Pods wait for a node; it has no height while it is folded.
    pub tray: Rect,
    /// The node cards, in the picture's order.
    pub cards: Vec<Rect>,
    /// The Pods, in the picture's order.
    pub spots: Vec<Spot>,
}

/// How large Pods may be, and the space between them.
const SIZES: [(f64, f64); 7] =
    [(56.0, 8.0), (46.0, 8.0), (38.0, 7.0), (30.0, 6.0), (24.0, 5.0), (18.0, 4.0), (13.0, 3.0)];
/// Between cards.
const GAP: f64 = 14.0;
/// Inside of a card and of the tray.
const PAD: f64 = 12.0;
/// A card that few Pods are on grows up to here.
const CARD_MAX: f64 = 216.0;
/// The words in the tray.
const TRAY_LABEL: f64 = 140.0;
/// A stage narrower than this has the tray's words above its Pods.
const NARROW: f64 = 520.0;

/// Measures that do not depend on the size of Pods.
#[derive(Clone, Copy)]
struct Grid {
    width: f64,
    columns: usize,
    card_width: f64,
    head: f64,
    card_min: f64,
    gap: f64,
}

/// Lays a picture out on a stage of this width, if possible not higher than `room`. Where motion
/// is not wanted (`is_calm`), Pods on their way are where they go.
#[must_use]
pub fn layout(
    picture: &Picture,
    peaks: &Peaks,
    (width, room): (f64, f64),
    is_calm: bool,
) -> Layout {
    let grid = Grid::new(picture.nodes.len(), width.max(120.0));
    let last = SIZES[SIZES.len() - 1];
    let heights = |size: (f64, f64)| grid.height(picture, peaks, size);
    // Where it can't be had without scrolling, a little more of that is no harm.
    let limit = room.max(360.0).max(heights(last) * 1.25);
    let size = SIZES.into_iter().find(|size| heights(*size) <= limit).unwrap_or(last);
    let grid = grid.grown(picture, peaks, size, room);
    let tray = grid.tray(picture.tray_shown, size);
    let cards = grid.cards(&picture.nodes, peaks, tray.height, size);
    let height = cards.iter().map(|it| it.y + it.height).fold(tray.height, f64::max);
    let place = |pod: &Pod| spot(&grid, picture, &cards, size, pod, is_calm);
    Layout {
        height,
        pod: size.0,
        is_dense: grid.is_dense(),
        spots: picture.pods.iter().map(|pod| place(pod)).collect(),
        tray,
        cards,
    }
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

/// A small number of things that fit into a length.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn fit(length: f64, each: f64) -> usize {
    (length / each).floor().clamp(1.0, 10_000.0) as usize
}

impl Grid {
    fn new(nodes: usize, width: f64) -> Self {
        let is_dense = nodes > 24;
        let gap = if is_dense { 8.0 } else { GAP };
        let card_min = match nodes {
            0..=8 => 200.0,
            9..=24 => 150.0,
            _ => 108.0,
        };
        let columns = fit(width + gap, card_min + gap).min(nodes.max(1));
        let card_width = (width - gap * count(columns - 1)) / count(columns);
        let head = if is_dense { 30.0 } else { 74.0 };
        let card_min = if is_dense { 56.0 } else { 150.0 };
        Self { width, columns, card_width, head, card_min, gap }
    }

    /// With higher cards, where there is room that nothing else needs.
    fn grown(self, picture: &Picture, peaks: &Peaks, size: (f64, f64), room: f64) -> Self {
        let rows = count(picture.nodes.len().div_ceil(self.columns).max(1));
        let tray = self.tray(peaks.tray.max(1), size).height;
        let share = ((room - tray) / rows - self.gap).floor().min(CARD_MAX);
        let grown = Self { card_min: share.max(self.card_min), ..self };
        let is_meant = !self.is_dense() && self.width >= NARROW;
        if is_meant && grown.height(picture, peaks, size) <= room { grown } else { self }
    }

    fn is_dense(&self) -> bool {
        self.head < 40.0
    }

    fn pad(&self) -> f64 {
        if self.is_dense() { 8.0 } else { PAD }
    }

    fn per_row(&self, (pod, gap): (f64, f64)) -> usize {
        fit(self.card_width - 2.0 * self.pad() + gap, pod + gap)
    }

    fn card_height(&self, slots: u32, size: (f64, f64)) -> f64 {
        let rows = usize::try_from(slots).unwrap_or(0).div_ceil(self.per_row(size));
        let (pod, gap) = size;
        (self.head + count(rows) * (pod + gap) - gap + self.pad()).max(self.card_min)
    }

    /// Where the tray's Pods begin, and how many go into a row.
    fn tray_grid(&self, (pod, gap): (f64, f64)) -> (f64, f64, usize) {
        let (x, y) = if self.width < NARROW { (PAD, 30.0) } else { (TRAY_LABEL, 9.0) };
        (x, y, fit(self.width - x - PAD + gap, pod + gap))
    }

    fn tray(&self, slots: u32, size: (f64, f64)) -> Rect {
        let (_, y, per_row) = self.tray_grid(size);
        let rows = usize::try_from(slots).unwrap_or(0).div_ceil(per_row).max(1);
        let height = y + count(rows) * (size.0 + size.1) - size.1 + 9.0;
        let height = if slots == 0 { 0.0 } else { height.max(48.0) };
        Rect { x: 0.0, y: 0.0, width: self.width, height }
    }

    fn cards(&self, nodes: &[Rc<Node>], peaks: &Peaks, tray: f64, size: (f64, f64)) -> Vec<Rect> {
        let mut y = if tray > 0.0 { tray + self.gap } else { 0.0 };
        let mut cards = Vec::with_capacity(nodes.len());
        for row in nodes.chunks(self.columns) {
            let heights = row.iter().map(|node| self.card_height(peaks.of(node), size));
            let height = heights.fold(self.card_min, f64::max);
            for column in 0..row.len() {
                let x = count(column) * (self.card_width + self.gap);
                cards.push(Rect { x, y, width: self.card_width, height });
            }
            y += height + self.gap;
        }
        cards
    }

    fn height(&self, picture: &Picture, peaks: &Peaks, size: (f64, f64)) -> f64 {
        // With the tray open: Pods keep their size when it is folded.
        let tray = self.tray(peaks.tray.max(1), size).height;
        let cards = self.cards(&picture.nodes, peaks, tray, size);
        cards.last().map_or(tray, |it| it.y + it.height)
    }

    fn in_tray(&self, slot: u32, size: (f64, f64)) -> (f64, f64) {
        let (x, y, per_row) = self.tray_grid(size);
        cell((x, y), per_row, slot, size)
    }

    fn in_card(&self, card: &Rect, slot: u32, size: (f64, f64)) -> (f64, f64) {
        cell((card.x + self.pad(), card.y + self.head), self.per_row(size), slot, size)
    }
}

fn cell((x, y): (f64, f64), per_row: usize, slot: u32, (pod, gap): (f64, f64)) -> (f64, f64) {
    let slot = usize::try_from(slot).unwrap_or(0);
    (x + count(slot % per_row) * (pod + gap), y + count(slot / per_row) * (pod + gap))
}

fn spot(
    grid: &Grid,
    picture: &Picture,
    cards: &[Rect],
    size: (f64, f64),
    pod: &Pod,
    is_calm: bool,
) -> Spot {
    let on_card = |node: &str, slot: u32| {
        let index = picture.nodes.iter().position(|it| *it.name == *node);
        let card = index.and_then(|index| cards.get(index));
        // The node is gone and the Pod not yet: it stands where it would wait.
        card.map_or_else(|| grid.in_tray(slot, size), |card| grid.in_card(card, slot, size))
    };
    let tray = grid.in_tray(pod.tray, size);
    let ((x, y), flies) = match &pod.place {
        None => (tray, false),
        Some(place) => {
            let end = on_card(&place.node, place.slot);
            match pod.flown(picture.now_ms).filter(|done| *done < 1000 && !is_calm) {
                Some(done) => (between(tray, end, f64::from(done) / 1000.0), true),
                None => (end, false),
            }
        }
    };
    // Whole pixels: text on fractions of them is blurred.
    Spot { x: x.round(), y: y.round(), flies }
}

/// Slow at both ends, as things are that have a weight.
fn between(start: (f64, f64), end: (f64, f64), done: f64) -> (f64, f64) {
    let eased = done * done * (3.0 - 2.0 * done);
    (start.0 + (end.0 - start.0) * eased, start.1 + (end.1 - start.1) * eased)
}
