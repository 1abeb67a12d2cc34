//! `rollout status`. Source: `polymorphichelpers/rollout_status.go`, `cmd/rollout/rollout_status.go`.

use super::{TargetFlags, find, none_found};
use crate::api::{DaemonSet, Deployment, Object, ObjectKey, StatefulSet};
use crate::cluster::Cluster;
use crate::controllers::deployment::revision;
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::flags;
use crate::kubectl::session::{Ran, Session, Step, Streams};

flags! {
    /// Source: `RolloutStatusOptions`.
    pub(in crate::kubectl) struct StatusFlags<'a> {
        [target: TargetFlags<'a>]
        watch: switch_on "watch" / "w";
        revision: number "revision";
        timeout: duration "timeout";
        _: "output/o=text";
    }
}

/// Watches rollouts, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::kubectl) struct Watch {
    /// What is left: key and uid.
    objects: Vec<(ObjectKey, String)>,
    /// The version of the first that was reported last.
    seen: Option<String>,
    once: bool,
    revision: i64,
    /// Each object gets that much time (milliseconds).
    timeout_ms: Option<i64>,
    deadline_ms: Option<i64>,
}

pub(in crate::kubectl) fn status(session: &mut Session<'_>, flags: &StatusFlags<'_>) -> Ran<Watch> {
    let revision = flags.revision.unwrap_or(0);
    if revision < 0 {
        return Err(Failure::text(format!("revision must be a positive integer: {revision}")));
    }
    let (objects, problems) = find(session, flags.target)?;
    Failure::check(problems)?;
    if objects.is_empty() {
        none_found(session);
        return Ok(Step::Done);
    }
    let timeout_ms = flags.timeout.filter(|it| *it > 0);
    let objects = objects.iter().map(|it| (it.key(), it.meta().uid.to_string())).collect();
    Ok(Step::Block(Watch {
        objects,
        seen: None,
        once: !flags.watch,
        revision,
        timeout_ms,
        deadline_ms: timeout_ms.map(|it| session.now_ms() + it),
    }))
}

impl Watch {
    pub fn poll(
        &mut self,
        cluster: &Cluster,
        streams: &mut Streams,
    ) -> Option<Result<(), Failure>> {
        while let Some((key, uid)) = self.objects.first() {
            let object = cluster.store().get(key).filter(|it| it.meta().uid == *uid);
            let Some(object) = object else {
                return Some(Err(Failure::text("object has been deleted")));
            };
            let version = &object.meta().resource_version;
            if self.seen.as_deref() != Some(version.as_str()) {
                self.seen = Some(version.to_string());
                match status_of(object, self.revision) {
                    Err(error) => return Some(Err(Failure::text(error))),
                    Ok((text, done)) => {
                        streams.out(&text);
                        if done || self.once {
                            self.objects.remove(0);
                            self.seen = None;
                            self.deadline_ms = self.timeout_ms.map(|it| cluster.now_ms() + it);
                            continue;
                        }
                    }
                }
            }
            let late = self.deadline_ms.is_some_and(|it| cluster.now_ms() >= it);
            return late.then(|| Err(Failure::text("timed out waiting for the condition")));
        }
        Some(Ok(()))
    }

    pub fn deadline_ms(&self) -> Option<i64> {
        self.deadline_ms
    }
}

fn status_of(object: &Object, revision: i64) -> Result<(String, bool), String> {
    if let Object::Deployment(it) = object {
        deployment_status(it, revision)
    } else if let Object::StatefulSet(it) = object {
        stateful_set_status(it)
    } else if let Object::DaemonSet(it) = object {
        daemon_set_status(it)
    } else {
        let kind = object.kind().group_kind();
        Err(format!("no status viewer has been implemented for {kind}"))
    }
}

/// The line about a Deployment, and whether its rollout is done.
///
/// # Errors
/// The rollout has failed, or another revision runs.
pub(in crate::kubectl) fn deployment_status(
    deployment: &Deployment,
    wanted: i64,
) -> Result<(String, bool), String> {
    let (name, status) = (&deployment.metadata.name, &deployment.status);
    if wanted > 0 {
        let running = revision(&deployment.metadata);
        if running != wanted {
            return Err(format!(
                "desired revision ({wanted}) is different from the running revision ({running})"
            ));
        }
    }
    if deployment.metadata.generation > status.observed_generation {
        return Ok(("Waiting for deployment spec update to be observed...\n".to_owned(), false));
    }
    let exceeded =
        status.condition("Progressing").is_some_and(|it| it.reason == "ProgressDeadlineExceeded");
    if exceeded {
        return Err(format!("deployment {name:?} exceeded its progress deadline"));
    }
    let waiting = |what: String| {
        Ok((format!("Waiting for deployment {name:?} rollout to finish: {what}...\n"), false))
    };
    let updated = status.updated_replicas;
    if let Some(wanted) = deployment.spec.replicas.filter(|it| updated < *it) {
        return waiting(format!("{updated} out of {wanted} new replicas have been updated"));
    }
    if status.replicas > updated {
        let old = status.replicas - updated;
        return waiting(format!("{old} old replicas are pending termination"));
    }
    if status.available_replicas < updated {
        let available = status.available_replicas;
        return waiting(format!("{available} of {updated} updated replicas are available"));
    }
    Ok((format!("deployment {name:?} successfully rolled out\n"), true))
}

/// The line about a StatefulSet, and whether its rollout is done.
///
/// # Errors
/// Its Pods are not replaced by themselves.
pub(in crate::kubectl) fn stateful_set_status(set: &StatefulSet) -> Result<(String, bool), String> {
    let (spec, status) = (&set.spec, &set.status);
    if spec.update_strategy.r#type != "RollingUpdate" {
        return Err("rollout status is only available for RollingUpdate strategy type".to_owned());
    }
    if status.observed_generation == 0 || set.metadata.generation > status.observed_generation {
        return Ok(("Waiting for statefulset spec update to be observed...\n".to_owned(), false));
    }
    let (wished, updated) = (set.replicas(), status.updated_replicas);
    if status.ready_replicas < wished {
        let missing = wished - status.ready_replicas;
        return Ok((format!("Waiting for {missing} pods to be ready...\n"), false));
    }
    if let Some(numbers) = &spec.update_strategy.rolling_update {
        let new = wished - numbers.partition.unwrap_or(0);
        return Ok(if updated < new {
            let what = format!("{updated} out of {new} new pods have been updated");
            (format!("Waiting for partitioned roll out to finish: {what}...\n"), false)
        } else {
            (
                format!("partitioned roll out complete: {updated} new pods have been updated...\n"),
                true,
            )
        });
    }
    let revision = &status.update_revision;
    if *revision != status.current_revision {
        let what = format!("{updated} pods at revision {revision}");
        return Ok((
            format!("waiting for statefulset rolling update to complete {what}...\n"),
            false,
        ));
    }
    let what = format!("{} pods at revision {}", status.current_replicas, status.current_revision);
    Ok((format!("statefulset rolling update complete {what}...\n"), true))
}

/// The line about a DaemonSet, and whether its rollout is done.
///
/// # Errors
/// Its Pods are not replaced by themselves.
pub(in crate::kubectl) fn daemon_set_status(set: &DaemonSet) -> Result<(String, bool), String> {
    let (name, status) = (&set.metadata.name, &set.status);
    if set.spec.update_strategy.r#type != "RollingUpdate" {
        return Err("rollout status is only available for RollingUpdate strategy type".to_owned());
    }
    if set.metadata.generation > status.observed_generation {
        return Ok(("Waiting for daemon set spec update to be observed...\n".to_owned(), false));
    }
    let waiting = |what: String| {
        Ok((format!("Waiting for daemon set {name:?} rollout to finish: {what}...\n"), false))
    };
    let (wished, updated) = (status.desired_number_scheduled, status.updated_number_scheduled);
    if updated < wished {
        return waiting(format!("{updated} out of {wished} new pods have been updated"));
    }
    if status.number_available < wished {
        let available = status.number_available;
        return waiting(format!("{available} of {wished} updated pods are available"));
    }
    Ok((format!("daemon set {name:?} successfully rolled out\n"), true))
}
