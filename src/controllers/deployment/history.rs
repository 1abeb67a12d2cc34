//! Old ReplicaSets beyond the history limit go.
//! Source: `pkg/controller/deployment/sync.go` `cleanupDeployment`.

use super::identity::revision;
use super::pass::Pass;
use super::status::has_revision_history_limit;
use crate::api::{ReplicaSet, Typed};
use crate::apiserver::{DeleteOptions, Request};
use crate::client::{Ask, Effect, Fact};
use crate::sorted::Sort;
use std::rc::Rc;

pub(super) fn clean_up(pass: &mut Pass<'_>) {
    if !has_revision_history_limit(&pass.deployment) {
        return;
    }
    let limit = pass.deployment.spec.revision_history_limit.unwrap_or(10);
    for set in to_delete(&pass.old, limit) {
        let ask =
            Ask::new(Request::Delete(set.key(), DeleteOptions::default())).tolerating_missing();
        pass.result.asks.push(ask);
        let what = (Effect::Delete, format!("deleted {}", set.metadata.name));
        let because = format!("only {limit} old ReplicaSets are kept for a rollback");
        let facts = vec![Fact::new("spec.revisionHistoryLimit", limit)];
        pass.why(what, because, facts, "sync.go cleanupDeployment");
    }
}

/// The oldest sets beyond the limit; those among them that still have Pods stay.
pub(super) fn to_delete(old: &[Rc<ReplicaSet>], limit: i32) -> Vec<Rc<ReplicaSet>> {
    let mut candidates: Vec<&Rc<ReplicaSet>> =
        old.iter().filter(|it| !it.metadata.is_terminating()).collect();
    let excess = i32::try_from(candidates.len()).unwrap_or(i32::MAX) - limit;
    let Ok(excess) = usize::try_from(excess) else { return Vec::new() };
    candidates.order_by_key(|it| (revision(&it.metadata), it.metadata.name.clone()));
    let unused = |set: &&Rc<ReplicaSet>| {
        set.status.replicas == 0
            && set.replicas() == 0
            && set.metadata.generation <= set.status.observed_generation
    };
    candidates.into_iter().take(excess).filter(unused).cloned().collect()
}
