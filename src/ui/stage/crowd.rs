//! A crowd is drawn in parts: what changes at one moment is drawn within some frames.
//!
//! A thousand Pods begin in the same second. Drawn at once while time goes on, they would hold the
//! page up for longer than a click may wait; in parts, the last of them comes some frames later.

use super::pod::PodButton;
use crate::ui::frames::Frames;
use crate::ui::memo::{Own, memo_keyed};
use podarium::stage::Mode;
use std::rc::Rc;
use yew::prelude::*;

/// What is drawn within a frame: a Pod that comes counts twice, and each by what is in it.
const AT_ONCE: u32 = 120;
/// So many node cards come within a frame at most: a hundred at once would hold the page up as well.
const CARDS_AT_ONCE: usize = 24;

/// The Pods as they were drawn last, in the order of their ids.
#[derive(Default)]
pub struct Crowd {
    drawn: Vec<(u32, Rc<PodButton>)>,
    /// The first that had to wait, if one had: it comes first in the next frame.
    waits: Option<u32>,
    /// How many node cards are drawn, and whether there are more.
    cards: (usize, bool),
    frames: Option<Frames>,
}

/// One Pod: as it is, and as it was drawn.
struct Draft {
    id: u32,
    now: Rc<PodButton>,
    before: Option<Rc<PodButton>>,
    is_due: bool,
}

impl Draft {
    fn cost(&self) -> u32 {
        let parts = match self.now.mode {
            Mode::Squares => 1,
            Mode::Tiles => 6,
            Mode::Words => 10,
        };
        if self.before.is_some() { parts } else { 2 * parts }
    }
}

impl Crowd {
    /// Whether some are not drawn yet, or not as they are.
    pub fn is_late(&self) -> bool {
        self.waits.is_some() || self.cards.1
    }

    /// How many of so many node cards are to be drawn now.
    pub fn cards(&mut self, all: usize) -> usize {
        let cards = all.min(self.cards.0 + CARDS_AT_ONCE);
        self.cards = (cards, cards < all);
        cards
    }

    /// The Pods, in the order of their ids, as they are to be drawn now: all of them, or so many
    /// as a frame has time for.
    pub fn draw(&mut self, in_parts: bool, pods: impl Iterator<Item = (u32, PodButton)>) -> Html {
        let mut old = std::mem::take(&mut self.drawn).into_iter().peekable();
        let draft = |(id, now): (u32, PodButton)| {
            while old.next_if(|it| it.0 < id).is_some() {}
            let before = old.next_if(|it| it.0 == id).map(|it| it.1);
            let is_due = before.as_ref().is_none_or(|it| **it != now);
            Draft { id, now: Rc::new(now), before, is_due }
        };
        let mut drafts: Vec<Draft> = pods.map(draft).collect();
        let due = drafts.iter().enumerate().filter_map(|(index, it)| it.is_due.then_some(index));
        let mut due: Vec<usize> = due.collect();
        let first = self.waits.unwrap_or(0);
        let first = due.partition_point(|index| drafts[*index].id < first);
        due.rotate_left(first);
        let mut room = if in_parts { AT_ONCE } else { u32::MAX };
        let has_room = |index: &&usize| {
            let cost = drafts[**index].cost();
            let has_room = cost <= room;
            room = room.saturating_sub(cost);
            has_room
        };
        let now = due.iter().take_while(has_room).count();
        self.waits = due.get(now).map(|index| drafts[*index].id);
        for index in due.drain(..).skip(now) {
            drafts[index].is_due = false;
        }
        let drawn = |it: Draft| Some((it.id, if it.is_due { it.now } else { it.before? }));
        self.drawn = drafts.into_iter().filter_map(drawn).collect();
        let pod = |(id, button): &(u32, Rc<PodButton>)| memo_keyed(&id.to_string(), button.clone());
        html! { <>{ for self.drawn.iter().map(pod) }</> }
    }

    /// What was drawn stands in the document: the rest is drawn in the next frame.
    pub fn rendered(&mut self, own: &Own) {
        if self.is_late() {
            let again = own.again();
            self.frames.get_or_insert_with(|| Frames::new(move |_| again.emit(()))).ask();
        }
    }
}
