//! Where everything is on the stage: geometry, from a picture and the room there is.
//!
//! The room is filled at every size. A Pod's place follows from its numbered slot, so it stays
//! where it is while it lives; sizes follow from the most crowded moment of the film, never from
//! the present one: nothing jumps.

use super::frame::{Frame, Mode, NAMED, Room};
use super::grid::count;
use crate::picture::{Claim, DWELL_MS, ObjectRef, Peaks, Picture, Pod};
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

impl Rect {
    /// Whether two of them have a place in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }
}

/// Where a Pod is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spot {
    /// Its left edge.
    pub x: f64,
    /// Its top edge.
    pub y: f64,
    /// How large, of a Pod on a card.
    pub scale: f64,
    /// Whether it is on its way: then time moves it, not a transition.
    pub flies: bool,
    /// Whether it has ended and rests below the others on its card.
    pub is_disc: bool,
    /// Whether its node is gone, and it not yet.
    pub is_adrift: bool,
    /// Whether there is room for its name beside it when it has ended.
    pub is_named: bool,
}

/// A volume: under its Pod, or on the shelf.
#[derive(Clone, Debug, PartialEq)]
pub struct Volume {
    /// Its claim.
    pub claim: ObjectRef,
    /// How large it is: `1Gi`.
    pub size: Rc<str>,
    /// Which colour it has.
    pub hue: Option<u32>,
    /// Whether there is a volume, or only the claim.
    pub is_bound: bool,
    /// Where it is.
    pub rect: Rect,
    /// Whether a Pod has it.
    pub is_docked: bool,
}

/// Where everything is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The whole stage.
    pub size: (f64, f64),
    /// How large a Pod is.
    pub pod: f64,
    /// How Pods are drawn.
    pub mode: Mode,
    /// Whether nodes are lanes, with their names at the left.
    pub is_lanes: bool,
    /// Whether cards have room for their names only.
    pub is_dense: bool,
    /// Whether cards have a line at the foot.
    pub has_feet: bool,
    /// Whether cards have room for what is to be said of a node.
    pub has_notes: bool,
    /// Whether cards have a meter: anything is ever requested of a node.
    pub has_meters: bool,
    /// So many lines of what is to be said of a node, besides its load.
    pub lines: usize,
    /// How high a card's head is, with what is said of its node.
    pub head: f64,
    /// What is kept free for a sentence below the cards.
    pub bar: f64,
    /// The room for words beside a Pod; 0 where there is none.
    pub words: f64,
    /// How far they are from it.
    pub gutter: f64,
    /// The parts of the control plane and the bus; no height where it is not shown.
    pub plane: Rect,
    /// Where lines run, and where Pods wait for a node.
    pub sky: Rect,
    /// Whether Pods ever wait there.
    pub has_tray: bool,
    /// Where volumes lie whose Pod is gone.
    pub shelf: Rect,
    /// The zones, where they are drawn.
    pub zones: Vec<(Rc<str>, Rect)>,
    /// The node cards, in the picture's order.
    pub cards: Vec<Rect>,
    /// Places before others on a card that are nobody's just now.
    pub free: Vec<Rect>,
    /// The Pods, in the picture's order. What is drawn nowhere has no size.
    pub spots: Vec<Spot>,
    /// The volumes.
    pub volumes: Vec<Volume>,
}

impl Layout {
    /// How wide a Pod is with the words beside it.
    #[must_use]
    pub fn width_of(&self, spot: &Spot) -> f64 {
        match () {
            () if spot.is_named => NAMED - 8.0,
            () if self.mode == Mode::Words && spot.scale > 0.9 => {
                self.pod + self.gutter + self.words
            }
            () => self.pod * spot.scale,
        }
    }
}

/// Lays a picture out in a room. Where motion is not wanted (`is_calm`), Pods on their way are
/// where they go.
#[must_use]
pub fn layout(picture: &Picture, peaks: &Peaks, room: Room, is_calm: bool) -> Layout {
    let frame = Frame::new(picture, peaks, room);
    let spots: Vec<Spot> =
        picture.pods.iter().map(|pod| spot(&frame, picture, pod, is_calm)).collect();
    let volumes = if frame.has_volumes { volumes(&frame, picture, &spots) } else { Vec::new() };
    Layout {
        size: (room.width, frame.height),
        pod: frame.pod,
        mode: frame.mode,
        is_lanes: frame.is_lanes,
        is_dense: frame.is_dense,
        has_feet: frame.foot > 0.0,
        has_notes: frame.has_notes(),
        has_meters: peaks.meters,
        lines: frame.lines,
        head: frame.head,
        bar: frame.bar,
        words: frame.words,
        gutter: frame.gutter,
        plane: frame.plane,
        sky: frame.sky,
        has_tray: peaks.tray > 0,
        shelf: frame.shelf,
        zones: frame.zones.clone(),
        cards: frame.cards.clone(),
        free: if frame.mode == Mode::Squares { Vec::new() } else { free(&frame, picture) },
        spots,
        volumes,
    }
}

/// Where a Pod is when it has arrived.
fn target(frame: &Frame, picture: &Picture, pod: &Pod) -> Spot {
    let has_sky = frame.sky.height > 0.0;
    // Where nobody ever waits for long, whoever has no node yet is not there yet.
    let tray = if has_sky { frame.in_tray(pod.tray) } else { Spot::default() };
    let Some(place) = &pod.place else { return tray };
    let index = picture.nodes.iter().position(|it| it.name == place.node);
    // The node is gone and the Pod not yet: it is above the cards, where there is room for that.
    let Some(card) = index.and_then(|it| frame.cards.get(it)) else {
        return Spot { is_adrift: true, ..tray };
    };
    if pod.spell.ended_ms.is_none() {
        let (x, y) = frame.in_card(card, place.slot);
        return Spot { x, y, scale: 1.0, ..Spot::default() };
    }
    let is_beside = |it: &&Rc<Pod>| {
        it.spell.ended_ms.is_some() && it.place.as_ref().is_some_and(|it| it.node == place.node)
    };
    let (mut before, mut all) = (0, 0);
    for other in picture.pods.iter().filter(is_beside) {
        before += usize::from(other.id < pod.id);
        all += 1;
    }
    frame.disc(card, before, all)
}

/// Places that are free while later ones are taken: whoever was there has gone, and nobody moves.
fn free(frame: &Frame, picture: &Picture) -> Vec<Rect> {
    let mut free = Vec::new();
    for (node, card) in picture.nodes.iter().zip(&frame.cards) {
        let there = picture.pods.iter().filter(|it| it.spell.ended_ms.is_none());
        let there = there.filter_map(|it| it.place.as_ref().filter(|it| it.node == node.name));
        let taken: Vec<u32> = there.map(|it| it.slot).collect();
        let last = taken.iter().copied().max().unwrap_or(0);
        free.extend((0..last).filter(|it| !taken.contains(it)).map(|slot| {
            let (x, y) = frame.in_card(card, slot);
            Rect { x, y, width: frame.pod, height: frame.pod }
        }));
    }
    free
}

fn spot(frame: &Frame, picture: &Picture, pod: &Pod, is_calm: bool) -> Spot {
    let end = target(frame, picture, pod);
    let is_leaving = pod.spell.told_ms.is_some() && !end.is_disc;
    // Small squares are only moved: their glide is the browser's, and costs no frame.
    let flies = !is_calm && frame.mode != Mode::Squares;
    let mut spot = match pod.flown(picture.now_ms).filter(|it| *it < 1000 && flies) {
        Some(done) if !end.is_disc && pod.spell.created_ms + DWELL_MS > 0 => {
            between(start(frame, pod, end), end, f64::from(done) / 1000.0)
        }
        _ => end,
    };
    if is_leaving && frame.mode != Mode::Squares {
        let inset = frame.pod * spot.scale * 0.035;
        (spot.x, spot.y, spot.scale) = (spot.x + inset, spot.y + inset, spot.scale * 0.93);
    }
    // Whole pixels: text on fractions of them is blurred.
    Spot { x: spot.x.round(), y: spot.y.round(), ..spot }
}

/// Where it comes from: where Pods wait for a node, or, with no room for that, it grows in place.
fn start(frame: &Frame, pod: &Pod, end: Spot) -> Spot {
    if frame.sky.height > 0.0 {
        return frame.in_tray(pod.tray);
    }
    let inset = frame.pod * 0.2;
    Spot { x: end.x + inset, y: end.y + inset, scale: 0.6, ..end }
}

/// Slow at both ends, as things are that have a weight.
fn between(start: Spot, end: Spot, done: f64) -> Spot {
    let eased = done * done * (3.0 - 2.0 * done);
    let mix = |from: f64, to: f64| from + (to - from) * eased;
    Spot {
        x: mix(start.x, end.x),
        y: mix(start.y, end.y),
        scale: mix(start.scale, end.scale),
        flies: true,
        ..Spot::default()
    }
}

/// The volumes: those of Pods under their Pods, the others on the shelf.
fn volumes(frame: &Frame, picture: &Picture, spots: &[Spot]) -> Vec<Volume> {
    let docked = |claim: &Claim| {
        let (_, spot) = picture.pods.iter().zip(spots).find(|(pod, _)| {
            let is_there =
                pod.place.is_some() && pod.gone_ms.is_none() && pod.spell.ended_ms.is_none();
            is_there && pod.namespace == claim.namespace && pod.claims.contains(&claim.name)
        })?;
        let side = frame.pod * spot.scale;
        let (x, y, width, height) = match frame.is_beside {
            true => (side + 5.0, side * 0.24, side * 1.3, side * 0.56),
            false => (0.0, side - 2.0, side, frame.pod * 0.42),
        };
        Some(Rect { x: spot.x + x, y: spot.y + y, width, height })
    };
    let places = picture.claims.iter().map(|claim| (claim, docked(claim)));
    let (docked, loose): (Vec<_>, Vec<_>) = places.partition(|it| it.1.is_some());
    // Many of them move together.
    let first = frame.shelf.x + SHELF_WORDS;
    let room = (frame.shelf.width - SHELF_WORDS) / count(loose.len().max(1));
    let step = room.min(130.0);
    let y = frame.shelf.y + frame.shelf.height - 50.0;
    let width = (step - 8.0).clamp(16.0, 104.0);
    let on_shelf = loose.iter().enumerate().filter(|_| frame.shelf.height > 0.0);
    let on_shelf = on_shelf.map(|(at, (claim, _))| {
        let rect = Rect { x: first + count(at) * step, y, width, height: 44.0 };
        volume(claim, rect, false)
    });
    let docked = docked.iter().filter_map(|(claim, rect)| Some(volume(claim, (*rect)?, true)));
    docked.chain(on_shelf).collect()
}

/// So much of the shelf is for what it is (CSS pixels).
const SHELF_WORDS: f64 = 132.0;

fn volume(claim: &Claim, rect: Rect, is_docked: bool) -> Volume {
    let (namespace, name) = (Rc::clone(&claim.namespace), Rc::clone(&claim.name));
    Volume {
        claim: ObjectRef { kind: "persistentvolumeclaim".into(), namespace, name },
        size: Rc::clone(&claim.size),
        hue: claim.hue,
        rect,
        is_docked,
        is_bound: claim.is_bound,
    }
}
