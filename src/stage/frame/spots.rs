//! Where a Pod is: on a card, where it waits, where it rests when it has finished.

use super::super::grid::{count, fit};
use super::super::layout::{Rect, Spot};
use super::super::within;
use super::{Frame, Mode, NAMED};

impl Frame {
    pub fn in_card(&self, card: &Rect, slot: u32) -> (f64, f64) {
        let (slot, per_row, step) =
            (usize::try_from(slot).unwrap_or(0), self.per_row(card), self.step());
        let x = card.x + self.left + self.pad + count(slot % per_row) * step.0;
        (x, card.y + self.top(card) + count(slot / per_row) * step.1)
    }

    /// Where the places on a card begin: in the middle of a lane.
    fn top(&self, card: &Rect) -> f64 {
        let all = self.rows * self.step().1 - self.gap() + self.discs;
        if self.is_lanes { ((card.height - all) / 2.0).max(4.0) } else { self.head }
    }

    pub fn in_tray(&self, slot: u32) -> Spot {
        let size = if self.has_tray { within(self.sky.height - 14.0, 15.0, 62.0) } else { 40.0 };
        let scale = (size / self.pod).min(1.0);
        let start = if self.sky.width < 620.0 { 98.0 } else { 124.0 };
        let x = start + f64::from(slot) * (self.pod * scale + 8.0);
        let most = (self.sky.width - self.pod * scale - 8.0).max(0.0);
        let y = self.sky.y + ((self.sky.height - self.pod * scale) / 2.0).max(2.0);
        Spot { x: x.min(most), y, scale, ..Spot::default() }
    }

    /// Where a finished Pod rests: below the places of those that are not, in a lane beside them, with its
    /// name where all that lie on the card have room for that.
    pub fn disc(&self, card: &Rect, before: usize, all: usize) -> Spot {
        let size = 20.0_f64.min(self.pod);
        let step = size + 5.0;
        let left = self.left + self.pad + if self.is_lanes { self.taken } else { 0.0 };
        let room = card.width - left - self.pad;
        let floor = card.height - self.below(card) - step;
        let top = floor.min(self.top(card) + self.rows * self.step().1);
        let rows = fit(if self.is_lanes { card.height } else { floor - top + step }, step);
        let is_named = self.mode != Mode::Squares && all <= rows * fit(room, NAMED);
        let least = if is_named { NAMED } else { step };
        let per_row = fit(room + 5.0, least).max(all.div_ceil(rows));
        let middle = (card.height + 5.0 - count(all.div_ceil(per_row)) * step) / 2.0;
        let top = if self.is_lanes { middle } else { top };
        // Too many of them lie over each other.
        let aside = least.min((room - size) / count(per_row - 1).max(1.0));
        Spot {
            x: card.x + left + count(before % per_row) * aside,
            y: card.y + top + count(before / per_row) * step,
            scale: size / self.pod,
            is_disc: true,
            is_named,
            ..Spot::default()
        }
    }
}
