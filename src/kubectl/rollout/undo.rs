//! `rollout undo`. Source: `polymorphichelpers/rollback.go`.

use super::{TargetFlags, find, replica_sets};
use crate::api::{Deployment, Object, ReplicaSet};
use crate::controllers::deployment::{
    LAST_APPLIED, POD_TEMPLATE_HASH, REVISION, REVISION_HISTORY, equal_ignore_hash, revision,
};
use crate::kubectl::describe;
use crate::kubectl::failure::{Failure, Problem};
use crate::kubectl::flags::{DryRunFlags, PrintFlags, flags};
use crate::kubectl::report;
use crate::kubectl::session::{DryRun, Ran, Session, Step};
use crate::sorted::Sort;
use std::rc::Rc;

/// Annotations that stay as they are in a rollback.
const KEPT: [&str; 6] = [
    LAST_APPLIED,
    REVISION,
    REVISION_HISTORY,
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
];

flags! {
    /// Source: `staging/src/k8s.io/kubectl/pkg/cmd/rollout/rollout_undo.go` `UndoOptions`.
    pub(in crate::kubectl) struct UndoFlags<'a>: DryRunFlags {
        [target: TargetFlags<'a>]
        [print: PrintFlags<'a>]
        to_revision: number "to-revision";
    }
}

pub(in crate::kubectl) fn undo(session: &mut Session<'_>, flags: &UndoFlags<'_>) -> Ran {
    let wanted = flags.to_revision.unwrap_or(0);
    let (objects, mut problems) = find(session, flags.target)?;
    for object in &objects {
        warn_applied(session, object);
        if let Object::StatefulSet(_) | Object::DaemonSet(_) = object {
            match super::revisions::roll_back(session, object, wanted) {
                Ok(done) => report::object(session, flags.print, object, &done)?,
                Err(failure) => problems.extend(failure.problems),
            }
            continue;
        }
        let Object::Deployment(deployment) = object else {
            let kind = object.kind().group_kind();
            let text = match super::unvisited(object.kind()) {
                Some(why) => format!("error retrieving rollbacker for {kind:?}, {why}"),
                None => format!("no rollbacker has been implemented for {kind:?}"),
            };
            problems.push(Problem::Text(text));
            continue;
        };
        match roll_back(session, deployment, wanted) {
            Ok(done) => report::object(session, flags.print, object, &done)?,
            Err(failure) => problems.extend(failure.problems),
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}

fn warn_applied(session: &mut Session<'_>, object: &Object) {
    if object.meta().annotation(LAST_APPLIED).is_none() {
        return;
    }
    let (plural, name) = (object.kind().info().plural, &object.meta().name);
    session.warn(&format!(
        "resource {plural}/{name} was previously managed with 'kubectl apply'. Rolling back will not update the {LAST_APPLIED} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead."
    ));
}

fn roll_back(
    session: &mut Session<'_>,
    deployment: &Rc<Deployment>,
    wanted: i64,
) -> Result<String, Failure> {
    let sets = replica_sets(session, deployment);
    let target = target(&sets, wanted, &deployment.metadata.name).map_err(Failure::text)?;
    if session.dry_run == DryRun::Client {
        return Ok(describe::template(&target.spec.template));
    }
    if deployment.spec.paused {
        return Err(Failure::text(
            "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
        ));
    }
    if equal_ignore_hash(&target.spec.template, &deployment.spec.template) {
        return Ok(format!(
            "skipped rollback (current template already matches revision {wanted})"
        ));
    }
    let mut changed = (**deployment).clone();
    changed.spec.template = target.spec.template.clone();
    changed.spec.template.metadata.labels.remove(POD_TEMPLATE_HASH);
    let own = &deployment.metadata.annotations;
    let kept = own.iter().filter(|(key, _)| KEPT.contains(&key.as_str()));
    let restored =
        target.metadata.annotations.iter().filter(|(key, _)| !KEPT.contains(&key.as_str()));
    changed.metadata.annotations =
        kept.chain(restored).map(|(key, value)| (key.clone(), value.clone())).collect();
    session
        .update(&Object::Deployment(Rc::clone(deployment)), changed.into())
        .map_err(Failure::from)?;
    Ok("rolled back".to_owned())
}

/// The set of the revision asked for; of the one before the newest, if none was.
fn target(
    sets: &[Rc<ReplicaSet>],
    wanted: i64,
    deployment: &str,
) -> Result<Rc<ReplicaSet>, String> {
    let unknown = || format!("unable to find specified revision {wanted} in history");
    if wanted < 0 {
        return Err(unknown());
    }
    if wanted > 0 {
        let found = sets.iter().find(|it| revision(&it.metadata) == wanted);
        return found.cloned().ok_or_else(unknown);
    }
    let mut sets: Vec<&Rc<ReplicaSet>> = sets.iter().collect();
    sets.order_by_key(|it| std::cmp::Reverse(revision(&it.metadata)));
    let before = sets.get(1).map(|it| Rc::clone(it));
    before.ok_or_else(|| format!("no rollout history found for deployment {deployment:?}"))
}
