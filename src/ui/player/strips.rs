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

    /// Draws the strips of the workloads that have none yet. Whether there were any.
    pub fn draw_strips(&mut self) -> bool {
        let mut is_more = self.other.as_mut().is_some_and(|it| it.draw_strips());
        for it in self.picture.workloads.iter() {
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
            it.picture.workloads.iter().any(|work| !it.strips.contains_key(&key_of(work)))
        };
        lacks(self) || self.other.as_deref().is_some_and(lacks)
    }
}

/// By what a workload is known.
pub fn key_of(workload: &Workload) -> Rc<str> {
    format!("{}/{}/{}", workload.namespace, workload.kind, workload.name).into()
}
