//! The most crowded moment of a film: what is laid out for it stays where it is.

use super::Film;
use super::lanes::Lane;
use super::lives::PASSES_MS;
use crate::picture::{Node, Peaks, Pod};
use std::rc::Rc;

/// The frame of a chip is as wide as so many letters.
const CHIP: usize = 4;

impl Film {
    /// The most room that the film ever needs.
    #[must_use]
    pub fn peaks(&self) -> Peaks {
        let most = |lane: &Lane<Node>| {
            let all = lane.0.iter().filter_map(|it| it.1.as_ref());
            all.max_by_key(|it| it.slots).map(|it| (Rc::clone(&it.name), it.slots))
        };
        let nodes = || self.nodes.0.iter().flat_map(|it| &it.0).filter_map(|it| it.1.as_ref());
        let pods = || self.pods.0.iter().flat_map(|it| &it.0).filter_map(|it| it.1.as_ref());
        // Who only passes the tray needs no room there.
        let waits = |lane: &Lane<Pod>| {
            let created_ms = lane.0.first()?.0;
            let is_placed = |it: &&(i64, Option<Rc<Pod>>)| {
                it.1.as_ref().is_none_or(|it| it.place.is_some() || it.gone_ms.is_some())
            };
            let until_ms = lane.0.iter().find(is_placed).map_or(self.until_ms, |it| it.0);
            let pod = lane.0.first()?.1.as_ref()?;
            (until_ms - created_ms > PASSES_MS).then_some(pod.tray + 1)
        };
        let told = |it: &Rc<Node>| {
            let is_told = !it.is_ready && it.evicts_ms.is_some() || it.down_ms.is_some();
            it.chips().map(|it| it.1.len() + CHIP).sum::<usize>().max(usize::from(is_told))
        };
        Peaks {
            tray: self.pods.0.iter().filter_map(waits).max().unwrap_or(0),
            nodes: self.nodes.0.iter().filter_map(most).collect(),
            notes: nodes().map(told).max().unwrap_or(0),
            meters: nodes().any(|it| it.cpu.used > 0 || it.memory.used > 0),
            volumes: !self.claims.0.is_empty() || pods().any(|it| !it.claims.is_empty()),
            has_tabs: self.has_tabs(),
            has_names: self.has_names(),
            has_discs: pods().any(|it| it.spell.ended_ms.is_some()),
        }
    }

    /// Whether there are ever workloads of several names, one after the other or at once.
    fn has_names(&self) -> bool {
        let mut all = self.workloads.ends().filter(|it| it.0.hue.is_some()).map(|it| it.0);
        let first = all.next();
        first.is_some_and(|first| all.any(|it| it.hue != first.hue && it.name != first.name))
    }

    /// Whether there are ever two workloads with Pods of their own at once: a CronJob and its Jobs are one.
    fn has_tabs(&self) -> bool {
        let mut last = None;
        self.workloads.0.iter().filter_map(|it| it.0.first()).any(|(from_ms, first)| {
            let hue = first.as_ref().and_then(|it| it.hue);
            let is_new = hue.is_some() && hue != std::mem::replace(&mut last, hue);
            is_new && self.workloads.at(*from_ms).any(|it| it.hue.is_some() && it.hue != hue)
        })
    }
}
