//! The arithmetic of a rolling update. Source: `pkg/controller/deployment/util/deployment_util.go`.

use crate::api::{Deployment, IntOrString, ReplicaSet};
use crate::client::{Effect, Fact};
use std::rc::Rc;

/// The annotation that holds how many replicas the Deployment wanted when the set was last sized.
pub(crate) const DESIRED_REPLICAS: &str = "deployment.kubernetes.io/desired-replicas";
/// The annotation that holds how many Pods the rollout might have had then.
pub(crate) const MAX_REPLICAS: &str = "deployment.kubernetes.io/max-replicas";

/// Surge and unavailable as numbers of Pods. The surge is rounded up, the unavailable down; where
/// both come to nothing, one Pod may be unavailable, or no rollout could ever move.
///
/// # Errors
/// A text that is no percentage.
pub fn resolve_fenceposts(
    max_surge: Option<&IntOrString>,
    max_unavailable: Option<&IntOrString>,
    desired: i32,
) -> Result<(i32, i32), String> {
    let zero = IntOrString::Int(0);
    let surge = max_surge.unwrap_or(&zero).scaled(desired, true)?;
    let unavailable = max_unavailable.unwrap_or(&zero).scaled(desired, false)?;
    Ok(if surge == 0 && unavailable == 0 { (0, 1) } else { (surge, unavailable) })
}

fn fenceposts(deployment: &Deployment) -> (i32, i32) {
    let numbers = deployment.spec.strategy.rolling_update.as_ref();
    let surge = numbers.and_then(|it| it.max_surge.as_ref());
    let unavailable = numbers.and_then(|it| it.max_unavailable.as_ref());
    // Validation has seen to it that both can be read.
    resolve_fenceposts(surge, unavailable, deployment.replicas()).unwrap_or((0, 1))
}

/// How many Pods there may be, as a sum.
pub(super) fn ceiling(deployment: &Deployment) -> Fact {
    let (replicas, surge) = (deployment.replicas(), max_surge(deployment));
    let sum = max_replicas(deployment);
    Fact::new("replicas + maxSurge", format_args!("{replicas} + {surge} = {sum}"))
}

/// How many Pods must be available, as a difference.
pub(super) fn floor(deployment: &Deployment) -> Fact {
    let (replicas, unavailable) = (deployment.replicas(), max_unavailable(deployment));
    let rest = min_available(deployment);
    let name = "replicas \u{2212} maxUnavailable";
    Fact::new(name, format_args!("{replicas} \u{2212} {unavailable} = {rest}"))
}

/// That a set has got another size.
pub(super) fn scaled(name: &str, from: i32, to: i32) -> (Effect, String) {
    let (effect, direction) =
        if from < to { (Effect::ScaleUp, "up") } else { (Effect::ScaleDown, "down") };
    (effect, format!("scaled ReplicaSet {name} {direction} {from} \u{2192} {to}"))
}

/// Whether the strategy is RollingUpdate.
#[must_use]
pub fn is_rolling_update(deployment: &Deployment) -> bool {
    deployment.spec.strategy.r#type == "RollingUpdate"
}

/// How many Pods more than wished there may be.
#[must_use]
pub fn max_surge(deployment: &Deployment) -> i32 {
    if is_rolling_update(deployment) { fenceposts(deployment).0 } else { 0 }
}

/// How many of the wished Pods may be unavailable.
#[must_use]
pub fn max_unavailable(deployment: &Deployment) -> i32 {
    if !is_rolling_update(deployment) || deployment.replicas() == 0 {
        return 0;
    }
    fenceposts(deployment).1.min(deployment.replicas())
}

/// How many Pods must be available.
#[must_use]
pub fn min_available(deployment: &Deployment) -> i32 {
    deployment.replicas() - max_unavailable(deployment)
}

/// The sum of what is wished of the sets.
pub(crate) fn replica_count<'a>(sets: impl IntoIterator<Item = &'a Rc<ReplicaSet>>) -> i32 {
    sets.into_iter().fold(0, |sum: i32, it| sum.wrapping_add(it.replicas()))
}

/// The sum of what is available in the sets, by their status.
pub(crate) fn available_count<'a>(sets: impl IntoIterator<Item = &'a Rc<ReplicaSet>>) -> i32 {
    sets.into_iter().fold(0, |sum: i32, it| sum.wrapping_add(it.status.available_replicas))
}

/// How many Pods there may be meanwhile. Billions run over, as in Go's `int32`.
#[must_use]
pub fn max_replicas(deployment: &Deployment) -> i32 {
    deployment.replicas().wrapping_add(max_surge(deployment))
}

/// How many replicas the new set is to have, given the sum of all sets.
#[must_use]
pub fn new_rs_replicas(deployment: &Deployment, total: i32, new_replicas: i32) -> i32 {
    if !is_rolling_update(deployment) {
        return deployment.replicas();
    }
    let limit = max_replicas(deployment);
    if total >= limit {
        return new_replicas;
    }
    let missing = deployment.replicas().wrapping_sub(new_replicas);
    new_replicas.wrapping_add(limit.wrapping_sub(total).min(missing))
}

/// A number in an annotation; `None` where it is missing, broken or negative.
#[must_use]
pub fn annotated_number(set: &ReplicaSet, key: &str) -> Option<i32> {
    set.metadata.annotation(key)?.parse().ok().filter(|number| *number >= 0)
}

/// What a set gains or loses so that it keeps its share of the Deployment.
/// Source: `getReplicaSetFraction`.
#[must_use]
pub fn replica_set_fraction(deployment: &Deployment, set: &ReplicaSet) -> i32 {
    if deployment.replicas() == 0 {
        return -set.replicas();
    }
    let now = i64::from(deployment.replicas()) + i64::from(max_surge(deployment));
    let before = match annotated_number(set, MAX_REPLICAS) {
        None | Some(0) => deployment.status.replicas,
        Some(number) => number,
    };
    if before == 0 {
        return 0;
    }
    let before = i64::from(before);
    // Half rounds away from zero; nothing here is negative.
    let share = (i64::from(set.replicas()) * now * 2 + before).div_euclid(before * 2);
    i32::try_from(share).unwrap_or(i32::MAX) - set.replicas()
}

/// What a set is to gain or lose when `allowed` are to be added in all and `added` already are.
#[must_use]
pub fn proportion(deployment: &Deployment, set: &ReplicaSet, allowed: i32, added: i32) -> i32 {
    if set.replicas() == 0 || allowed == 0 || allowed == added {
        return 0;
    }
    let fraction = replica_set_fraction(deployment, set);
    let left = allowed - added;
    if allowed > 0 { fraction.min(left) } else { fraction.max(left) }
}
