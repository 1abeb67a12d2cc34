//! The revisions of a DaemonSet's template.
//! Source: `pkg/controller/daemon/update.go` `constructHistory`, `cleanupHistory`.

use super::history;
use super::pass::Pass;
use crate::api::{ControllerRevision, ObjectMeta};
use crate::apiserver::Request;
use crate::client::Ask;
use crate::controllers::controller_reference;
use crate::controllers::deployment::template_hash;
use crate::sorted::SortedSet;
use std::rc::Rc;

impl Pass<'_> {
    /// Sees to it that the newest template has a revision with the highest number, and notes its
    /// hash. Returns the older revisions, the oldest first.
    pub(super) fn construct_history(&mut self) -> Vec<Rc<ControllerRevision>> {
        let data = history::data_of(&self.set.spec.template);
        let all = history::list(self.ctx.cache, &self.object());
        for orphan in all.iter().filter(|it| it.metadata.controller().is_none()) {
            let adopted = history::adopted(&self.object(), orphan);
            self.result.asks.push(Ask::new(Request::Update(adopted.into())));
        }
        let (same, old): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.data == data);
        let number = history::next_number(&old);
        match same.last() {
            Some(newest) => {
                let hash = newest.metadata.labels.get(history::REVISION_LABEL);
                self.hash = hash.cloned().unwrap_or_default();
                if newest.revision < number {
                    let renumbered = history::renumbered(newest, number);
                    self.result.asks.push(Ask::new(Request::Update(renumbered.into())));
                }
            }
            None => {
                let new = self.snapshot(data, number);
                self.result.asks.push(Ask::new(Request::Create(new.into())));
            }
        }
        old
    }

    /// Source: `snapshot`.
    fn snapshot(&mut self, data: crate::api::Value, number: i64) -> ControllerRevision {
        let (meta, template) = (&self.set.metadata, &self.set.spec.template);
        self.hash = template_hash(template, self.set.status.collision_count);
        let mut labels = template.metadata.labels.clone();
        labels.insert(history::REVISION_LABEL.to_owned(), self.hash.clone());
        ControllerRevision {
            metadata: ObjectMeta {
                name: format!("{}-{}", meta.name, self.hash).into(),
                namespace: meta.namespace.clone(),
                labels,
                annotations: meta.annotations.clone(),
                owner_references: vec![controller_reference(&self.object())].into(),
                ..ObjectMeta::default()
            },
            data,
            revision: number,
            ..ControllerRevision::default()
        }
    }

    /// The oldest go, unless a Pod lives by them.
    pub(super) fn clean_history(&mut self, old: &[Rc<ControllerRevision>]) {
        let limit = self.set.spec.revision_history_limit.unwrap_or(10);
        let limit = usize::try_from(limit).unwrap_or(0);
        let live: SortedSet<&String> = self
            .pods
            .values()
            .flatten()
            .filter_map(|it| it.metadata.labels.get(history::REVISION_LABEL))
            .collect();
        let is_live = |it: &&Rc<ControllerRevision>| {
            it.metadata.labels.get(history::REVISION_LABEL).is_some_and(|it| live.contains(it))
        };
        let excess = old.len().saturating_sub(limit);
        let dead = old.iter().filter(|it| !is_live(it)).take(excess);
        self.result.asks.extend(dead.map(|it| history::delete(it)));
    }
}
