//! Equal cells, and how many stand beside each other.

use super::layout::Rect;
use super::within;

/// Between cards.
pub(super) const GAP: f64 = 12.0;

pub(super) fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect { x, y, width, height }
}

pub(super) fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::MAX, f64::from)
}

/// A small number of things that fit into a length: one at least.
#[must_use]
pub fn fit(length: f64, each: f64) -> usize {
    within((length / each).floor(), 1.0, 10_000.0) as usize
}

/// Equal cells.
pub(super) struct Grid {
    pub all: Rect,
    pub columns: usize,
    pub rows: usize,
    pub gap: f64,
    /// A cell is no lower than this.
    pub least: f64,
}

impl Grid {
    pub fn cell(&self, column: usize, row: usize) -> Rect {
        let (columns, rows) = (count(self.columns.max(1)), count(self.rows.max(1)));
        let width = (self.all.width - self.gap * (columns - 1.0)) / columns;
        let height = ((self.all.height - self.gap * (rows - 1.0)) / rows).max(self.least);
        let x = self.all.x + count(column) * (width + self.gap);
        rect(
            x.round(),
            (self.all.y + count(row) * (height + self.gap)).round(),
            width.floor(),
            height.floor(),
        )
    }
}

/// How many cards go beside each other: wide rather than high, with few empty places. None is lower than
/// `least`, unless there are too many.
pub(super) fn columns(nodes: usize, all: Rect, least: f64) -> usize {
    let is_low = all.height < 2.0 * least + GAP && all.width / count(nodes.max(1)) >= 112.0;
    if nodes <= 4 && (is_low || all.width / count(nodes.max(1)) >= 150.0) {
        return nodes.max(1);
    }
    let most = fit(all.width + GAP, 112.0).min(nodes.max(1));
    let score = |columns: &usize| {
        let rows = nodes.div_ceil(*columns).max(1);
        let shape = all.width / count(*columns) / (all.height / count(rows)).max(1.0);
        let empty = count(rows * columns - nodes) / count(nodes.max(1));
        (shape / 1.55).ln().abs() + 1.5 * empty
    };
    (1..=most).min_by(|a, b| score(a).total_cmp(&score(b))).unwrap_or(1)
}
