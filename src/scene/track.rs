//! Pods as the records tell them.

use super::pods;
use crate::api::{Pod, Text};
use crate::picture::{Look, Spell};
use std::rc::Rc;

/// One Pod, as the records tell it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Track {
    /// The Pod as it was written last.
    pub pod: Rc<Pod>,
    /// Its uid.
    pub uid: Rc<str>,
    /// Its name.
    pub name: Rc<str>,
    /// Which colour it shares with its siblings.
    pub group: u32,
    /// Which workload it belongs to.
    pub hue: Option<u32>,
    /// Its place among those that wait for a node.
    pub tray_slot: u32,
    /// Its node, its place there, and since when (milliseconds since 1970).
    pub spot: Option<(Rc<str>, u32, i64)>,
    /// Since when it is gone (milliseconds since 1970).
    pub deleted_ms: Option<i64>,
    /// How it looks.
    pub look: Look,
    /// When what happened to it (milliseconds since 1970).
    pub spell: Spell,
    /// It counts as available when it has been ready for so long (seconds).
    pub min_ready_s: i32,
    /// Why its containers can't be made, as its events say: `FailedAttachVolume`.
    pub held: Option<Text>,
}

impl Spell {
    /// The same, in milliseconds since a moment.
    pub(super) fn since(self, start_ms: i64) -> Self {
        let since = |at_ms: Option<i64>| at_ms.map(|it| it - start_ms);
        Self {
            created_ms: self.created_ms - start_ms,
            ran_ms: since(self.ran_ms),
            ready_ms: since(self.ready_ms),
            told_ms: since(self.told_ms),
            ended_ms: since(self.ended_ms),
            look_ms: self.look_ms - start_ms,
        }
    }
}

impl Track {
    /// Notes when what happened.
    pub(super) fn note(&mut self, at_ms: i64) {
        let pod = &self.pod;
        let look = pods::look(pod, self.spot.is_some(), self.deleted_ms.is_some());
        let held = self.held.as_ref().filter(|_| look == Look::Creating);
        let look = held.map_or(look, |it| Look::Failing(it.as_str().into()));
        let spell = &mut self.spell;
        if look != self.look {
            (self.look, spell.look_ms) = (look, at_ms);
        }
        if pods::is_running(pod) {
            self.held = None;
            spell.ran_ms = spell.ran_ms.or(Some(at_ms));
        }
        spell.ready_ms = if pod.is_ready() { spell.ready_ms.or(Some(at_ms)) } else { None };
        // Who was told to go has not ended by itself.
        if pod.is_terminal() && !pod.metadata.is_terminating() {
            spell.ended_ms = spell.ended_ms.or(Some(at_ms));
        }
        if pod.metadata.is_terminating() || self.deleted_ms.is_some() {
            spell.told_ms = spell.told_ms.or(Some(at_ms));
        }
    }
}
