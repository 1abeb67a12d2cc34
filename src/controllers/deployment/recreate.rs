//! Recreate: all old Pods go before a new one comes.
//! Source: `pkg/controller/deployment/recreate.go`.

use super::fenceposts::scaled;
use super::history;
use super::pass::Pass;
use super::status::is_complete;
use crate::api::{Pod, ReplicaSet};
use crate::client::{Fact, SyncResult};
use crate::controllers::are;
use std::rc::Rc;

pub(super) fn rollout(mut pass: Pass<'_>) -> SyncResult {
    if pass.sync_new_replica_set(false) {
        return pass.result;
    }
    if scale_down_old(&mut pass) || old_pods_running(&pass) {
        return pass.sync_rollout_status();
    }
    if pass.new.is_none() && pass.sync_new_replica_set(true) {
        return pass.result;
    }
    scale_up_new(&mut pass);
    if is_complete(pass.stored, &pass.stored.status) {
        history::clean_up(&mut pass);
    }
    pass.sync_rollout_status()
}

fn scale_down_old(pass: &mut Pass<'_>) -> bool {
    let active: Vec<Rc<ReplicaSet>> =
        pass.old.iter().filter(|it| it.replicas() > 0).cloned().collect();
    for set in &active {
        pass.scale(set, 0);
        let what = scaled(&set.metadata.name, set.replicas(), 0);
        let because = "the strategy is Recreate: old Pods go before new ones come".to_owned();
        let facts = vec![Fact::new("spec.strategy.type", "Recreate")];
        pass.why(what, because, facts, "recreate.go scaleDownOldReplicaSetsForRecreate");
    }
    !active.is_empty()
}

/// Whether a Pod of an old set has not ended yet. Terminating ones count.
fn old_pods_running(pass: &Pass<'_>) -> bool {
    if pass.old.iter().any(|it| it.status.replicas > 0) {
        return true;
    }
    let namespace = &pass.deployment.metadata.namespace;
    pass.old.iter().any(|set| {
        let mut pods = pass.ctx.cache.owned_by::<Pod>(&set.metadata.uid, namespace);
        pods.any(|pod| !pod.is_terminal())
    })
}

fn scale_up_new(pass: &mut Pass<'_>) {
    let Some(new) = pass.new.clone() else { return };
    let (before, wished) = (new.replicas(), pass.deployment.replicas());
    if before != wished {
        pass.scale(&new, wished);
        let what = scaled(&new.metadata.name, before, wished);
        let because = format!("no old Pod is left, and {} desired", are(wished));
        let facts = vec![Fact::new("spec.replicas", wished)];
        pass.why(what, because, facts, "recreate.go scaleUpNewReplicaSetForRecreate");
    }
}
