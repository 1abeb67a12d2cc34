//! Another number of replicas, in the middle of a rollout or not.
//! Source: `pkg/controller/deployment/sync.go` `scale`.

use super::fenceposts::{
    DESIRED_REPLICAS, annotated_number, ceiling, is_rolling_update, max_replicas, proportion,
    replica_count, scaled,
};
use super::history;
use super::identity::{ROLLBACK_TO, age_key};
use super::pass::Pass;
use crate::api::{Deployment, ReplicaSet};
use crate::client::SyncResult;
use crate::controllers::are;
use crate::sorted::Sort;
use std::rc::Rc;

/// Whether a set was sized for another number of replicas than is wished now.
pub(super) fn is_scaling_event(deployment: &Deployment, sets: &[Rc<ReplicaSet>]) -> bool {
    sets.iter().filter(|it| it.replicas() > 0).any(|set| {
        let desired = annotated_number(set, DESIRED_REPLICAS);
        desired.is_some_and(|desired| desired != deployment.replicas())
    })
}

/// Scales, and starts no rollout: what a paused Deployment does, and one whose replicas changed.
pub(super) fn sync(mut pass: Pass<'_>) -> SyncResult {
    if pass.sync_new_replica_set(false) {
        return pass.result;
    }
    scale(&mut pass);
    let rolls_back = pass.deployment.metadata.annotations.contains_key(ROLLBACK_TO);
    if pass.deployment.spec.paused && !rolls_back {
        history::clean_up(&mut pass);
    }
    pass.sync_status()
}

pub(super) fn scale(pass: &mut Pass<'_>) {
    let wished = pass.deployment.replicas();
    if let Some(set) = active_or_latest(pass) {
        if set.replicas() != wished {
            pass.scale(&set, wished);
            explain(pass, &set, wished, format!("{} desired now", are(wished)));
        }
        return;
    }
    if is_saturated(&pass.deployment, pass.new.as_ref()) {
        for set in pass.old.clone().iter().filter(|it| it.replicas() > 0) {
            pass.scale(set, 0);
            explain(pass, set, 0, "the new ReplicaSet has all the Pods it needs".to_owned());
        }
        return;
    }
    if is_rolling_update(&pass.deployment) {
        scale_proportionally(pass);
    }
}

/// The one active set; the new one, or the newest, where none is active.
/// Source: `FindActiveOrLatest`.
fn active_or_latest(pass: &Pass<'_>) -> Option<Rc<ReplicaSet>> {
    let all = pass.all();
    let active: Vec<&Rc<ReplicaSet>> = all.iter().filter(|it| it.replicas() > 0).collect();
    match active.as_slice() {
        [] => {
            let newest = || pass.old.iter().max_by_key(|it| age_key(it)).cloned();
            pass.new.clone().or_else(newest)
        }
        [one] => Some(Rc::clone(one)),
        _ => None,
    }
}

fn is_saturated(deployment: &Deployment, new: Option<&Rc<ReplicaSet>>) -> bool {
    let Some(new) = new else { return false };
    let wished = deployment.replicas();
    new.replicas() == wished
        && annotated_number(new, DESIRED_REPLICAS) == Some(wished)
        && new.status.available_replicas == wished
}

/// New sizes of the sets, in the order given, each with its share of what is added or removed.
fn shares(deployment: &Deployment, sets: &[Rc<ReplicaSet>]) -> Vec<i32> {
    let wished = deployment.replicas();
    let allowed = if wished > 0 { max_replicas(deployment) } else { 0 };
    let to_add = allowed.wrapping_sub(replica_count(sets));
    let mut added = 0;
    let mut sizes: Vec<i32> = sets
        .iter()
        .map(|set| {
            let share = proportion(deployment, set, to_add, added);
            added = added.wrapping_add(share);
            set.replicas().wrapping_add(share)
        })
        .collect();
    if let Some(first) = sizes.first_mut() {
        *first = first.wrapping_add(to_add).wrapping_sub(added).max(0);
    }
    sizes
}

/// Larger sets first; of equal ones the newer when Pods are added, the older when removed.
fn by_size(sets: &mut [Rc<ReplicaSet>], growing: bool) {
    sets.order_by(|a, b| {
        let age = age_key(a).cmp(&age_key(b));
        let tie = if growing { age.reverse() } else { age };
        b.replicas().cmp(&a.replicas()).then(tie)
    });
}

fn scale_proportionally(pass: &mut Pass<'_>) {
    let mut active: Vec<Rc<ReplicaSet>> =
        pass.all().into_iter().filter(|it| it.replicas() > 0).collect();
    let wished = pass.deployment.replicas();
    let allowed = if wished > 0 { max_replicas(&pass.deployment) } else { 0 };
    let growing = allowed > replica_count(&active);
    by_size(&mut active, growing);
    let sizes = shares(&pass.deployment, &active);
    for (set, size) in active.iter().zip(sizes) {
        pass.scale(set, size);
        if set.replicas() != size {
            let because = format!(
                "{} desired in the middle of a rollout, and each ReplicaSet gets its share of {allowed}",
                are(wished)
            );
            explain(pass, set, size, because);
        }
    }
}

fn explain(pass: &mut Pass<'_>, set: &ReplicaSet, size: i32, because: String) {
    let what = scaled(&set.metadata.name, set.replicas(), size);
    let facts = vec![ceiling(&pass.deployment)];
    pass.why(what, because, facts, "sync.go scale");
}
