//! The strips of the workloads that are there.

use super::Player;
use podarium::picture::Workload;
use podarium::stage::{self, Strip};
use std::rc::Rc;

impl Player {
    /// What a workload's strip looks like.
    pub fn strip(&self, key: &str) -> Rc<Strip> {
        self.strips.get(key).cloned().unwrap_or_default()
    }

    /// The workloads that have a tab: a CronJob stands for its Jobs, and where none with Pods of its own is
    /// there any more, the last one is what the strip tells of.
    pub fn tabs(&self) -> Vec<Rc<Workload>> {
        let all = &self.picture.workloads;
        let is_cron =
            |hue: Option<u32>| all.iter().any(|it| *it.kind == *"cronjob" && it.hue == hue);
        let own = all.iter().filter(|it| *it.kind != *"job" || !is_cron(it.hue));
        self.departed.iter().chain(own).cloned().collect()
    }

    /// Whether a workload must say which it is.
    pub fn has_names(&self) -> bool {
        self.peaks.has_names
    }

    /// The newest workload, or what is left of the last one.
    pub fn newest(&self) -> Option<Rc<str>> {
        let newest = self.film.newest(self.head.position_ms());
        newest.or(self.departed.as_ref()).map(|it| key_of(it))
    }

    /// Whether there are ever several to choose from.
    pub fn has_tabs(&self) -> bool {
        self.peaks.has_tabs
    }

    /// Whether the strip tells of one that is not there any more.
    pub fn has_departed(&self) -> bool {
        self.departed.is_some()
    }

    /// How much of the axis has been seen (percent, in steps): a miniature shows no more of it.
    pub fn seen_share(&self) -> u32 {
        let seen = self.scale.x(self.newest_ms().max(self.head.position_ms()));
        u32::try_from(2 * stage::fit(seen, 20.0)).unwrap_or(100)
    }

    /// Looks which workload was there last, where there is none any more.
    pub(super) fn depart(&mut self) {
        let last = self.film.departed(self.head.position_ms());
        let is_same = |it: &Rc<Workload>| {
            last.is_some_and(|last| (last.hue, &last.name) == (it.hue, &it.name))
        };
        if self.departed.as_ref().is_some_and(is_same) {
            return;
        }
        self.departed = last.map(|it| Rc::new(it.deleted()));
    }

    /// Draws the strips of the workloads that have none yet. Whether there were any.
    pub fn draw_strips(&mut self) -> bool {
        let mut is_more = self.other.as_mut().is_some_and(|it| it.draw_strips());
        for it in self.picture.workloads.iter().chain(&self.departed) {
            let key = key_of(it);
            if !self.strips.contains_key(&key) {
                let strip = stage::strip(&self.film, it, &self.scale);
                self.strips.insert(key, Rc::new(strip));
                is_more = true;
            }
        }
        is_more
    }

    /// Whether workloads have come whose strips are not drawn yet: where hundreds of Pods come with
    /// them, that is work for a frame of its own.
    pub fn lacks_strips(&self) -> bool {
        let lacks = |it: &Self| {
            let mut all = it.picture.workloads.iter().chain(&it.departed);
            all.any(|work| !it.strips.contains_key(&key_of(work)))
        };
        lacks(self) || self.other.as_deref().is_some_and(lacks)
    }
}

/// By what a workload is known.
pub fn key_of(workload: &Workload) -> Rc<str> {
    format!("{}/{}/{}", workload.namespace, workload.kind, workload.name).into()
}
