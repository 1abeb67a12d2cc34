//! The node cards of a poster and the Pods on them.

use super::hues::Hues;
use super::words::Escaped;
use super::{GAP, PLAY, TOP, WIDTH};
use crate::picture::{Look, Node, Peaks, Picture, Pod};
use std::fmt::Write;
use std::rc::Rc;

/// So many nodes are drawn; the others are counted.
const NODES_MAX: usize = 24;
/// So many Pods are drawn on all of them.
const PODS_MAX: usize = 240;
/// How large a Pod may be.
const TILES: [i32; 10] = [76, 64, 54, 44, 36, 28, 22, 16, 11, 7];
/// A Pod that is at least so large has its name on it.
const NAMED: i32 = 44;
/// The card's words.
const HEAD: i32 = 34;
const PAD: i32 = 12;

/// Where cards and Pods are.
struct Grid {
    columns: i32,
    /// Of a card.
    width: i32,
    height: i32,
    head: i32,
    /// How far down the cards begin.
    top: i32,
    tile: i32,
    per_row: i32,
}

impl Grid {
    fn new(picture: &Picture, peaks: &Peaks, waiting: i32, floor: i32) -> Self {
        let nodes = count(picture.nodes.len().clamp(1, NODES_MAX));
        let columns = match nodes {
            1..=4 => nodes,
            5..=8 => (nodes + 1) / 2,
            9..=12 => 4,
            _ => 6,
        };
        let rows = (nodes + columns - 1) / columns;
        let most = picture.nodes.iter().take(NODES_MAX).map(|it| peaks.of(it)).max();
        let most = i32::try_from(most.unwrap_or(1)).unwrap_or(i32::MAX).clamp(1, 200);
        let width = (WIDTH - 20 - GAP * (columns - 1)) / columns;
        let head = if rows > 2 { 24 } else { HEAD };
        let sized = |tile: i32| {
            // Those that wait stand above the cards.
            let tray = if waiting > 0 { tile.min(40) + 2 * GAP } else { 0 };
            let height = (floor - TOP - tray - GAP * (rows - 1)) / rows;
            let per_row = ((width - 2 * PAD + GAP) / (tile + gap(tile))).max(1);
            let grid = Self { columns, width, height, head, top: TOP + tray, tile, per_row };
            let lines = (most + per_row - 1) / per_row;
            // One row of cards leaves the button its room.
            let play = if rows == 1 { 2 * PLAY - 20 } else { 0 };
            let needs = head + lines * (tile + gap(tile)) + gap(tile) + play;
            (grid, needs <= height)
        };
        let fits = TILES.into_iter().map(sized).find(|it| it.1);
        fits.map_or_else(|| sized(TILES[TILES.len() - 1]).0, |it| it.0)
    }

    fn card(&self, index: i32) -> (i32, i32) {
        let (column, row) = (index % self.columns, index / self.columns);
        (10 + column * (self.width + GAP), self.top + row * (self.height + GAP))
    }

    fn spot(&self, index: i32, slot: i32) -> (i32, i32) {
        let (x, y) = self.card(index);
        let step = self.tile + gap(self.tile);
        (x + PAD + slot % self.per_row * step, y + self.head + slot / self.per_row * step)
    }
}

fn gap(tile: i32) -> i32 {
    if tile > 40 { GAP } else { (tile / 6).max(2) }
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// The cards, down to a line.
pub(super) fn cards(picture: &Picture, peaks: &Peaks, floor: i32, hues: &mut Hues) -> String {
    let there = || picture.pods.iter().filter(|it| it.gone_ms.is_none());
    let waiting: Vec<&Rc<Pod>> = there().filter(|it| it.place.is_none()).collect();
    let grid = Grid::new(picture, peaks, count(waiting.len()), floor);
    let mut svg = shapes(grid.tile);
    let mut names = String::from("<g font-size=\"14\" font-weight=\"600\">");
    for (index, node) in (0..).zip(picture.nodes.iter().take(NODES_MAX)) {
        let (x, y) = grid.card(index);
        let (width, height) = (grid.width, grid.height);
        let bad = if node.is_ready && node.down_ms.is_none() { "" } else { " f" };
        let _ = write!(
            svg,
            "<rect class=\"n{bad}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"12\"/>"
        );
        let _ = write!(
            names,
            "<text x=\"{}\" y=\"{}\">{}</text>",
            x + PAD,
            y + grid.head - 11,
            Escaped(&named(node, grid.width))
        );
    }
    let mut labels = String::new();
    for pod in there().take(PODS_MAX) {
        let hue = hues.of_pod(picture, pod);
        let Some(place) = &pod.place else { continue };
        let index = picture.nodes.iter().take(NODES_MAX).position(|it| it.name == place.node);
        let Some(index) = index else { continue };
        let spot = grid.spot(count(index), i32::try_from(place.slot).unwrap_or(0));
        tile(&mut svg, &mut labels, picture, pod, (hue, grid.tile, spot));
    }
    tray(&mut svg, &waiting, &grid, hues, picture);
    if !labels.is_empty() {
        let size = grid.tile / 6 + 1;
        let _ = write!(
            svg,
            "<g font-family=\"ui-monospace,monospace\" font-size=\"{size}\" font-weight=\"600\" text-anchor=\"middle\">{labels}</g>"
        );
    }
    let more = picture.nodes.len().saturating_sub(NODES_MAX);
    if more > 0 {
        let y = floor - 4;
        let _ = write!(
            names,
            "<text class=\"s\" x=\"588\" y=\"{y}\" text-anchor=\"end\">{more} nodes more</text>"
        );
    }
    svg + &names + "</g>"
}

/// A tile by kind: each a corner of its own.
fn shapes(size: i32) -> String {
    let (round, half) = (size / 5, size / 2);
    format!(
        "<defs><g id=\"A\"><rect width=\"{size}\" height=\"{size}\" rx=\"{round}\"/></g>\
         <g id=\"B\"><rect width=\"{size}\" height=\"{size}\" rx=\"1\"/></g>\
         <g id=\"C\"><path d=\"M0 {size}V{half}a{half} {half} 0 0 1 {size} 0V{size}z\"/></g>\
         <g id=\"D\"><circle cx=\"{half}\" cy=\"{half}\" r=\"{half}\"/></g></defs>"
    )
}

/// The kind's tile.
fn shape(picture: &Picture, pod: &Pod) -> char {
    let kind = picture.workload_of(pod).map(|it| it.0.kind.to_string());
    let kind = kind.or_else(|| pod.owner.as_ref().map(|it| it.kind.to_ascii_lowercase()));
    match kind.as_deref() {
        Some("statefulset") => 'B',
        Some("daemonset") => 'C',
        Some("job") => 'D',
        _ => 'A',
    }
}

/// Whether a Pod is of the newest revision that its owner has.
fn is_newest(picture: &Picture, pod: &Pod) -> bool {
    match picture.workload_of(pod) {
        Some((workload, Some(own))) => {
            workload.revisions.iter().all(|it| it.revision <= own.revision)
        }
        Some((_, None)) => {
            let same = |it: &&Rc<Pod>| it.owner == pod.owner && it.namespace == pod.namespace;
            let newest = picture.pods.iter().filter(same).max_by_key(|it| it.group);
            newest.is_none_or(|it| it.template == pod.template)
        }
        None => true,
    }
}

fn tile(
    svg: &mut String,
    labels: &mut String,
    picture: &Picture,
    pod: &Pod,
    (hue, size, (x, y)): (&str, i32, (i32, i32)),
) {
    let shape = shape(picture, pod);
    let newest = is_newest(picture, pod);
    let class = match &pod.look {
        Look::Ready if newest => "r",
        Look::Ready => "d",
        Look::Pending | Look::Creating | Look::Running => "h",
        Look::Terminating => "g",
        Look::Failing(_) => "e",
        Look::Done => "d",
    };
    let _ = write!(svg, "<use href=\"#{shape}\" class=\"{class} {hue}\" x=\"{x}\" y=\"{y}\"/>");
    if pod.look == Look::Ready && !newest && size > 10 {
        // The spine of an older revision is striped.
        let (x, y, high) = (x + 4, y + size / 5, size * 3 / 5);
        let _ = write!(svg, "<path class=\"j {hue}\" stroke-width=\"4\" d=\"M{x} {y}v{high}\"/>");
    }
    if pod.look == Look::Creating {
        let (x, y, width, high) = (x + 2, y + size / 2, size - 4, size / 2 - size / 6);
        let _ = write!(svg, "<path class=\"m {hue}\" d=\"M{x} {y}h{width}v{high}h-{width}z\"/>");
    }
    if size < NAMED {
        return;
    }
    let ink = if class == "r" { " class=\"w\"" } else { "" };
    let (x, y) = (x + size / 2, y + size / 2 + size / 16);
    let label: String = pod.label().chars().take(6).collect();
    let _ = write!(labels, "<text{ink} x=\"{x}\" y=\"{y}\">{}</text>", Escaped(&label));
    if let Some(mark) = pod.look.mark() {
        let (class, y) = (if class == "e" { "x" } else { "s" }, y + size / 4);
        let _ = write!(labels, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{mark}</text>");
    }
}

/// Those that wait for a node, above the cards.
fn tray(svg: &mut String, waiting: &[&Rc<Pod>], grid: &Grid, hues: &mut Hues, picture: &Picture) {
    if waiting.is_empty() {
        return;
    }
    let size = grid.tile.min(40);
    let _ = write!(
        svg,
        "<text class=\"s\" x=\"12\" y=\"{}\" font-size=\"13\">{} waiting for a node</text>",
        TOP + size / 2 + 4,
        waiting.len()
    );
    let most = (WIDTH - 190) / (size + gap(size));
    for (at, pod) in (0..most).zip(waiting) {
        let (hue, x) = (hues.of_pod(picture, pod), 170 + at * (size + gap(size)));
        let _ = write!(
            svg,
            "<rect class=\"j {hue}\" x=\"{x}\" y=\"{TOP}\" width=\"{size}\" height=\"{size}\" rx=\"{}\"/>",
            size / 5
        );
    }
}

/// A node's name, and what is wrong with it, as far as there is room.
fn named(node: &Node, width: i32) -> String {
    let state = match (node.is_ready && node.down_ms.is_none(), node.is_cordoned) {
        (false, _) => " \u{2715} silent",
        (true, true) => " \u{2296} cordoned",
        (true, false) => "",
    };
    let most = usize::try_from((width - 2 * PAD) / 9).unwrap_or(0).max(3);
    let whole = format!("{}{state}", node.name);
    let text = if whole.chars().count() <= most { whole } else { node.name.to_string() };
    text.chars().take(most).collect()
}
