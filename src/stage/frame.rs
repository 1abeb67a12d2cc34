//! The fixed parts of the stage: plane, sky, zones, cards, shelf, and how large a Pod may be.

mod spots;

use super::grid::{GAP, Grid, columns, count, fit, rect};
use super::layout::Rect;
use super::within;
use crate::picture::{Node, Peaks, Picture};
use std::rc::Rc;

/// The room there is for the stage (CSS pixels).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Room {
    /// How wide.
    pub width: f64,
    /// How high.
    pub height: f64,
    /// In a frame of somebody's page Pods come first.
    pub is_embedded: bool,
}

/// How Pods are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Tiles with words beside them.
    #[default]
    Words,
    /// Tiles alone.
    Tiles,
    /// Small squares.
    Squares,
}

/// What does not move.
pub(super) struct Frame {
    pub height: f64,
    pub pod: f64,
    pub mode: Mode,
    pub is_lanes: bool,
    pub is_dense: bool,
    pub has_volumes: bool,
    /// Whether they lie right of their Pods, not under them.
    pub is_beside: bool,
    pub words: f64,
    /// From a tile to the words beside it.
    pub gutter: f64,
    /// So many lines of what is to be said of a node.
    pub lines: usize,
    pub foot: f64,
    /// What is kept free for a sentence below the cards.
    pub bar: f64,
    /// What is kept free of Pods for it at the foot of the lowest cards, where these are no lanes.
    sill: f64,
    pub plane: Rect,
    pub sky: Rect,
    pub shelf: Rect,
    pub zones: Vec<(Rc<str>, Rect)>,
    pub cards: Vec<Rect>,
    pub head: f64,
    left: f64,
    pad: f64,
    /// What is kept free for finished Pods: below the others, in lanes beside them.
    discs: f64,
    aside: f64,
    has_tray: bool,
    /// A card is no lower than this.
    least: f64,
    /// So many rows of Pods the fullest card has at its fullest moment.
    rows: f64,
    /// How much of the width the places of the fullest card take.
    taken: f64,
}

/// A stage narrower than this has its nodes as lanes.
const LANES: f64 = 480.0;
/// The plane: parts 30, wires 14, bus 22.
const PLANE: f64 = 66.0;
/// A stage lower than this has its nodes' names only.
const NOTES: f64 = 360.0;
/// Tiles from this size on are large enough.
const LARGE: f64 = 60.0;
/// Squares, and the gap between them.
const SQUARE: (f64, f64) = (15.0, 3.0);
/// Words beside a tile begin so far right of it, further where lines of a cause end between; and
/// they need so much room.
const WORDS: (f64, f64, f64) = (14.0, 28.0, 110.0);
/// A line of chips, and about how wide a letter of them is.
const CHIPS: (f64, f64) = (23.0, 6.7);
/// A finished Pod with its name.
pub(super) const NAMED: f64 = 68.0;

impl Frame {
    /// Where Pods would be small, what is only nice to have gives way: first the line at the foot
    /// of cards, then notes and meters.
    pub fn new(picture: &Picture, peaks: &Peaks, room: Room) -> Self {
        let frames = (0..3).map(|thrift| Self::with(picture, peaks, room, thrift));
        let mut best: Option<Self> = None;
        for frame in frames {
            if best.as_ref().is_none_or(|it| frame.pod > it.pod * 1.2) {
                best = Some(frame);
            }
            if best.as_ref().is_some_and(|it| it.pod >= LARGE || it.is_dense) {
                break;
            }
        }
        best.unwrap_or_else(|| Self::with(picture, peaks, room, 0))
    }

    fn with(picture: &Picture, peaks: &Peaks, room: Room, thrift: u8) -> Self {
        let nodes = &picture.nodes;
        let is_lanes = room.width < LANES;
        let is_dense = nodes.len() > 12 && !is_lanes;
        let is_small = room.is_embedded || room.width < 620.0 || room.height < 400.0;
        let has_volumes = peaks.volumes;
        let is_low = room.height < if is_lanes { 340.0 } else { 260.0 };
        let plane = if is_small { 0.0 } else { PLANE };
        let sky = match (is_small, peaks.tray > 0) {
            (true, false) => 0.0,
            (true, true) => 54.0,
            (false, _) if is_dense => 46.0,
            (false, false) => 84.0,
            (false, true) => 116.0,
        };
        let shelf = if has_volumes && !is_low { 62.0 } else { 0.0 };
        let foot = if is_small || is_dense || is_lanes || thrift > 0 { 0.0 } else { 28.0 };
        // A sentence for which there is no room else is a bar at the foot: over no Pod.
        let bar = bar(room.height, is_lanes, foot > 0.0 || is_dense && !is_small);
        let mut frame = Self {
            height: room.height,
            pod: SQUARE.0,
            mode: Mode::Squares,
            is_lanes,
            is_dense,
            has_volumes,
            is_beside: has_volumes && (is_lanes || is_low),
            words: 0.0,
            gutter: if is_small { WORDS.0 } else { WORDS.1 },
            lines: usize::from(peaks.notes > 0),
            foot,
            bar,
            sill: 0.0,
            plane: rect(0.0, 0.0, room.width, plane),
            sky: rect(0.0, plane, room.width, sky),
            shelf: rect(0.0, room.height - shelf, room.width, shelf),
            zones: Vec::new(),
            cards: Vec::new(),
            head: 0.0,
            left: if is_lanes { 88.0 } else { 0.0 },
            pad: if is_dense || is_small { 8.0 } else { 12.0 },
            discs: if peaks.has_discs && !is_lanes { 24.0 } else { 0.0 },
            aside: if peaks.has_discs && is_lanes { NAMED + 8.0 } else { 0.0 },
            has_tray: peaks.tray > 0,
            rows: 1.0,
            taken: 0.0,
            least: [92.0, 58.0, 50.0][usize::from(is_dense) + 2 * usize::from(is_lanes)],
        };
        let slots: Vec<u32> = nodes.iter().map(|it| peaks.of(it)).collect();
        frame.place_cards(nodes, room);
        let is_short = room.height < NOTES || thrift > 1;
        if peaks.notes > 0 && thrift == 0 && !is_short {
            let width = frame.cards.iter().map(|it| it.width).fold(f64::MAX, f64::min);
            let letters = fit(width - 2.0 * frame.pad, CHIPS.1);
            frame.lines = peaks.notes.div_ceil(letters).min(3);
        }
        frame.head = frame.head(peaks, is_short);
        frame.choose_size(&slots, room);
        if frame.mode == Mode::Squares && !frame.holds_all(&slots) {
            // Not even squares find room: cards grow, and the stage scrolls.
            frame.least = frame.need(&slots);
            frame.zones.clear();
            frame.bar += std::mem::take(&mut frame.sill);
            frame.place_cards(nodes, room);
        }
        frame.rows = count(frame.most_rows(&slots).max(1));
        frame.taken = frame.taken(&slots);
        frame
    }

    /// Cards share what the sky and the shelf leave.
    fn place_cards(&mut self, nodes: &[Rc<Node>], room: Room) {
        let gap = if room.is_embedded || self.is_dense || self.is_lanes { 8.0 } else { GAP };
        let top = self.sky.y + self.sky.height;
        let all = rect(
            0.0,
            top,
            room.width,
            (self.shelf.y - top - self.bar - if self.shelf.height > 0.0 { gap } else { 0.0 })
                .max(0.0),
        );
        let zones = zones(nodes);
        let is_first = self.least <= 92.0;
        if is_first && !self.is_lanes && !self.is_dense && (2..=4).contains(&zones.len()) {
            return self.place_zones(nodes, &zones, all, gap);
        }
        let columns = if self.is_lanes {
            1
        } else {
            columns(nodes.len(), rect(0.0, 0.0, all.width, all.height - self.sill), self.least)
        };
        let grid =
            Grid { all, columns, gap, rows: nodes.len().div_ceil(columns), least: self.least };
        self.cards = (0..nodes.len()).map(|it| grid.cell(it % columns, it / columns)).collect();
        self.grow(gap);
    }

    fn place_zones(&mut self, nodes: &[Rc<Node>], zones: &[Rc<str>], all: Rect, gap: f64) {
        let least = 0.0;
        let columns = Grid { all, columns: zones.len(), gap, rows: 1, least };
        self.cards = vec![Rect::default(); nodes.len()];
        for (column, zone) in zones.iter().enumerate() {
            let outer = columns.cell(column, 0);
            let inner =
                rect(outer.x + 8.0, outer.y + 28.0, outer.width - 16.0, outer.height - 36.0);
            let own: Vec<usize> =
                (0..nodes.len()).filter(|it| nodes[*it].zone.as_ref() == Some(zone)).collect();
            let grid = Grid { all: inner, columns: 1, gap: 8.0, rows: own.len(), least: 70.0 };
            for (row, index) in own.into_iter().enumerate() {
                self.cards[index] = grid.cell(0, row);
            }
            self.zones.push((Rc::clone(zone), outer));
        }
        self.grow(gap);
    }

    /// Whether cards have room for more than their names.
    pub fn has_notes(&self) -> bool {
        self.head > 38.0
    }

    /// Where cards need more than there is, the stage scrolls. The lowest cards go down to the
    /// floor: what is kept free for a sentence is in them, not below.
    fn grow(&mut self, gap: f64) {
        let bottom = self.bottom();
        if bottom + self.bar > self.shelf.y {
            self.shelf.y = bottom + self.bar + gap;
            self.height = self.shelf.y + self.shelf.height;
        }
        if self.is_lanes {
            return;
        }
        self.sill = std::mem::take(&mut self.bar);
        let zones = self.zones.iter_mut().map(|it| &mut it.1);
        for card in self.cards.iter_mut().chain(zones).filter(|it| it.y + it.height > bottom - 3.0)
        {
            card.height += self.sill;
        }
    }

    fn bottom(&self) -> f64 {
        self.cards.iter().map(|it| it.y + it.height).fold(0.0, f64::max)
    }

    /// What of a card is kept free below its Pods: a line, a sentence, finished Pods.
    fn below(&self, card: &Rect) -> f64 {
        let is_lowest = card.y + card.height > self.bottom() - 3.0;
        self.foot + if is_lowest { self.sill } else { 0.0 }
    }

    /// The largest tile for which every card holds its Pods: first with words, then without.
    fn choose_size(&mut self, slots: &[u32], room: Room) {
        let big = (room.height * 0.156 / 4.0).round() * 4.0;
        let big = if room.is_embedded || self.is_lanes { 96.0 } else { within(big, 96.0, 144.0) };
        for (mode, least) in [(Mode::Words, 72.0), (Mode::Tiles, 24.0)] {
            let mut size = big;
            while size >= least {
                (self.mode, self.pod) = (mode, size);
                if self.holds_all(slots) {
                    self.words = if mode == Mode::Words { self.words_room() } else { 0.0 };
                    return;
                }
                size -= 4.0;
            }
        }
        (self.mode, self.pod) = (Mode::Squares, SQUARE.0);
    }

    fn words_room(&self) -> f64 {
        let least = self.cards.iter().map(|it| it.width).fold(f64::MAX, f64::min);
        self.across(least) - self.pod - self.gutter
    }

    fn holds_all(&self, slots: &[u32]) -> bool {
        let is_narrow = self.is_dense || self.is_beside || self.words_room() < WORDS.2;
        if self.mode == Mode::Words && is_narrow {
            return false;
        }
        self.cards.iter().zip(slots).all(|(card, slots)| {
            let (per_row, step) = (self.per_row(card), self.step());
            let rows = count(usize::try_from(*slots).unwrap_or(0).div_ceil(per_row));
            let below = self.below(card) + self.discs;
            let room = card.height - self.head - below - self.pad.min(self.head);
            self.across(card.width) >= step.0 - self.gap() && rows * step.1 - self.gap() <= room
        })
    }

    /// How high a card must be for its Pods.
    fn need(&self, slots: &[u32]) -> f64 {
        let rows = self.most_rows(slots);
        self.head + self.foot + self.discs + self.pad + count(rows) * self.step().1
    }

    /// How many rows of Pods the fullest card has.
    fn most_rows(&self, slots: &[u32]) -> usize {
        let rows =
            self.cards.iter().zip(slots).map(|(card, slots)| {
                usize::try_from(*slots).unwrap_or(0).div_ceil(self.per_row(card))
            });
        rows.max().unwrap_or(1)
    }

    fn gap(&self) -> f64 {
        match self.mode {
            Mode::Squares => SQUARE.1,
            _ if self.pod < 60.0 => 6.0,
            _ => 12.0,
        }
    }

    /// From one place to the next, along and down.
    fn step(&self) -> (f64, f64) {
        let (aside, below) = match (self.has_volumes, self.is_beside) {
            (false, _) => (0.0, 0.0),
            (true, true) => (self.pod * 1.3 + 5.0, 0.0),
            (true, false) => (0.0, self.pod * 0.42),
        };
        (self.pod + aside + self.gap(), self.pod + below + self.gap())
    }

    fn per_row(&self, card: &Rect) -> usize {
        if self.mode == Mode::Words {
            return 1;
        }
        fit(self.across(card.width) + self.gap(), self.step().0)
    }

    /// How much of a card's width is for Pods that have not finished.
    fn across(&self, width: f64) -> f64 {
        width - self.left - 2.0 * self.pad - self.aside
    }

    fn taken(&self, slots: &[u32]) -> f64 {
        let taken = self.cards.iter().zip(slots).map(|(card, slots)| {
            let columns = usize::try_from(*slots).unwrap_or(0).min(self.per_row(card));
            count(columns) * self.step().0
        });
        taken.fold(0.0, f64::max)
    }

    /// How high a card's title is, with what is to be said of it.
    fn head(&self, peaks: &Peaks, is_short: bool) -> f64 {
        match () {
            () if self.is_lanes => 5.0,
            () if self.is_dense => 26.0,
            () if is_short => 38.0,
            () => {
                let notes = if self.lines > 0 { 2.0 + count(self.lines) * CHIPS.0 } else { 0.0 };
                42.0 + notes + if peaks.meters { 19.0 } else { 0.0 }
            }
        }
    }
}

fn bar(height: f64, is_lanes: bool, is_roomy: bool) -> f64 {
    match (is_lanes, is_roomy) {
        (true, _) => [58.0, 78.0][usize::from(height >= 400.0)],
        (_, true) => 0.0,
        _ => 44.0,
    }
}

/// The zones, if every node has one.
fn zones(nodes: &[Rc<Node>]) -> Vec<Rc<str>> {
    let mut zones: Vec<Rc<str>> = Vec::new();
    for node in nodes {
        let Some(zone) = &node.zone else { return Vec::new() };
        if !zones.contains(zone) {
            zones.push(Rc::clone(zone));
        }
    }
    zones
}
