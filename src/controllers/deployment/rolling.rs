//! The rolling update. Source: `pkg/controller/deployment/rolling.go`.

use super::fenceposts::{
    available_count, ceiling, floor, max_replicas, min_available, new_rs_replicas, replica_count,
    scaled,
};
use super::history;
use super::identity::age_key;
use super::pass::Pass;
use super::status::is_complete;
use crate::api::ReplicaSet;
use crate::client::{Fact, SyncResult};
use crate::controllers::{are, pods};
use crate::sorted::Sort;
use std::rc::Rc;

/// Moves Pods from the old sets to the new one, as far as surge and availability allow.
pub(super) fn rollout(mut pass: Pass<'_>) -> SyncResult {
    if pass.sync_new_replica_set(true) {
        return pass.result;
    }
    if reconcile_new(&mut pass) || reconcile_old(&mut pass) {
        return pass.sync_rollout_status();
    }
    if is_complete(pass.stored, &pass.stored.status) {
        history::clean_up(&mut pass);
    }
    pass.sync_rollout_status()
}

fn reconcile_new(pass: &mut Pass<'_>) -> bool {
    let Some(new) = pass.new.clone() else { return false };
    let (before, wished) = (new.replicas(), pass.deployment.replicas());
    if before == wished {
        return false;
    }
    let total = replica_count(&pass.all());
    let size =
        if before > wished { wished } else { new_rs_replicas(&pass.deployment, total, before) };
    if size == before {
        return false;
    }
    pass.scale(&new, size);
    explain_new(pass, &new, size, total);
    true
}

fn explain_new(pass: &mut Pass<'_>, new: &ReplicaSet, size: i32, total: i32) {
    let (name, before) = (&new.metadata.name, new.replicas());
    let wished = pass.deployment.replicas();
    let facts = vec![ceiling(&pass.deployment), Fact::new("replicas of all ReplicaSets", total)];
    let because = if size < before {
        format!("it is larger than the {wished} desired")
    } else {
        format!("there may be {}, and {} there", pods(max_replicas(&pass.deployment)), are(total))
    };
    let what = scaled(name, before, size);
    pass.why(what, because, facts, "rolling.go reconcileNewReplicaSet");
}

fn active(sets: &[Rc<ReplicaSet>]) -> Vec<Rc<ReplicaSet>> {
    sets.iter().filter(|it| it.replicas() > 0).cloned().collect()
}

fn reconcile_old(pass: &mut Pass<'_>) -> bool {
    let mut old = active(&pass.old);
    if replica_count(&old) == 0 {
        return false;
    }
    let all = pass.all();
    let new_unavailable =
        pass.new.as_ref().map_or(0, |it| it.replicas() - it.status.available_replicas);
    let budget = replica_count(&all) - min_available(&pass.deployment) - new_unavailable;
    if budget <= 0 {
        return false;
    }
    old.order_by_key(|it| age_key(it));
    let before: Vec<Rc<ReplicaSet>> = old.clone();
    // A status that is older than the size says nothing yet: the pass waits for the next one.
    let Some(unhealthy) = clean_up_unhealthy(&mut old, budget) else { return false };
    let removed = scale_down(&mut old, available_count(&all) - min_available(&pass.deployment));
    for (before, after) in before.iter().zip(&old) {
        if after.replicas() != before.replicas() {
            // Both phases are one write each upstream; where they meet in one set, the second
            // builds on the first.
            apply(pass, before, after, &unhealthy);
        }
    }
    !unhealthy.is_empty() || removed > 0
}

/// Takes Pods away that aren't available anyway, oldest set first; how many of which set. `None`
/// where a set reports more available Pods than it is to have: it has not seen its size yet.
pub(super) fn clean_up_unhealthy(
    old: &mut [Rc<ReplicaSet>],
    budget: i32,
) -> Option<Vec<(String, i32)>> {
    let mut cleaned = Vec::new();
    let mut left = budget;
    for set in old.iter_mut().filter(|it| it.replicas() > 0) {
        let unavailable = set.replicas() - set.status.available_replicas;
        if left <= 0 {
            break;
        }
        if unavailable < 0 {
            return None;
        }
        let count = unavailable.min(left);
        if count > 0 {
            resize(set, set.replicas() - count);
            left -= count;
            cleaned.push((set.metadata.name.to_string(), count));
        }
    }
    Some(cleaned)
}

/// Takes Pods away that are more than must be available, oldest set first; how many.
pub(super) fn scale_down(old: &mut [Rc<ReplicaSet>], extra: i32) -> i32 {
    let mut removed = 0;
    for set in old {
        let count = set.replicas().min(extra - removed);
        if set.replicas() == 0 || count <= 0 {
            continue;
        }
        resize(set, set.replicas() - count);
        removed += count;
    }
    removed
}

fn resize(set: &mut Rc<ReplicaSet>, size: i32) {
    Rc::make_mut(set).spec.replicas = Some(size);
}

fn apply(
    pass: &mut Pass<'_>,
    before: &Rc<ReplicaSet>,
    after: &Rc<ReplicaSet>,
    unhealthy: &[(String, i32)],
) {
    let name = before.metadata.name.clone();
    let (from, to) = (before.replicas(), after.replicas());
    let bad = unhealthy.iter().find(|(it, _)| *it == name).map_or(0, |(_, count)| *count);
    let mut current = Rc::clone(before);
    if bad > 0 && bad < from - to {
        current = pass.scale(before, from - bad);
    }
    pass.scale(&current, to);
    explain_old(pass, &name, (from, to), bad);
}

fn explain_old(pass: &mut Pass<'_>, name: &str, (from, to): (i32, i32), unhealthy: i32) {
    let all = pass.all();
    let (available, minimum) = (available_count(&all), min_available(&pass.deployment));
    let facts = vec![Fact::new("available", available), floor(&pass.deployment)];
    let because = if unhealthy > 0 {
        format!("{} not available anyway, and nothing is lost", are(unhealthy))
    } else {
        format!("{} available and only {minimum} must be", are(available))
    };
    let what = scaled(name, from, to);
    pass.why(what, because, facts, "rolling.go reconcileOldReplicaSets");
}
