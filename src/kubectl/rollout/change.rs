//! `rollout pause|resume|restart`. Source: `polymorphichelpers/object{pauser,resumer,restarter}.go`.

use super::{TargetFlags, find, none_found};
use crate::api::{Deployment, Kind, Object, Time};
use crate::kubectl::failure::{Failure, Problem};
use crate::kubectl::flags::{FieldManagerFlags, PrintFlags, flags};
use crate::kubectl::report;
use crate::kubectl::session::{Ran, Session, Step};
use std::rc::Rc;

flags! {
    /// Source: `staging/src/k8s.io/kubectl/pkg/cmd/rollout/rollout_{pause,resume,restart}.go`.
    pub(in crate::kubectl) struct ChangeFlags<'a>: FieldManagerFlags {
        [target: TargetFlags<'a>]
        [print: PrintFlags<'a>]
    }
}

const RESTARTED_AT: &str = "kubectl.kubernetes.io/restartedAt";

/// A change of a Deployment, or why it can't be made; `None` where the kind knows no such thing.
type Change = fn(&mut Object, Time) -> Option<Result<(), &'static str>>;

fn deployment(object: &mut Object) -> Option<&mut Deployment> {
    if let Object::Deployment(it) = object { Some(Rc::make_mut(it)) } else { None }
}

pub(in crate::kubectl) fn pause(session: &mut Session<'_>, flags: &ChangeFlags<'_>) -> Ran {
    change(session, flags, ("pausing", "paused"), |object, _| {
        let was_paused = std::mem::replace(&mut deployment(object)?.spec.paused, true);
        Some(if was_paused { Err("is already paused") } else { Ok(()) })
    })
}

pub(in crate::kubectl) fn resume(session: &mut Session<'_>, flags: &ChangeFlags<'_>) -> Ran {
    change(session, flags, ("resuming", "resumed"), |object, _| {
        let was_paused = std::mem::replace(&mut deployment(object)?.spec.paused, false);
        Some(if was_paused { Ok(()) } else { Err("is not paused") })
    })
}

pub(in crate::kubectl) fn restart(session: &mut Session<'_>, flags: &ChangeFlags<'_>) -> Ran {
    change(session, flags, ("restarting", "restarted"), |object, now| {
        if deployment(object).is_some_and(|it| it.spec.paused) {
            return Some(Err("can't restart paused deployment (run rollout resume first)"));
        }
        if ![Kind::DaemonSet, Kind::Deployment, Kind::StatefulSet].contains(&object.kind()) {
            return None;
        }
        let annotations = &mut object.template_mut()?.metadata.annotations;
        annotations.insert(RESTARTED_AT.to_owned(), now.to_string());
        Some(Ok(()))
    })
}

fn change(
    session: &mut Session<'_>,
    flags: &ChangeFlags<'_>,
    (doing, done): (&str, &str),
    apply: Change,
) -> Ran {
    let (objects, mut problems) = find(session, flags.target)?;
    if objects.is_empty() && problems.is_empty() {
        none_found(session);
    }
    let now = Time::of_ms(session.now_ms());
    for object in &objects {
        let (resource, name) = (object.kind().qualified_resource(), object.meta().name.clone());
        let about = |why: &str| Problem::Text(format!("error: {resource} {name:?} {why}"));
        let mut changed = object.clone();
        match apply(&mut changed, now) {
            None => {
                problems.push(about(&format!("{doing} is not supported")));
                continue;
            }
            Some(Err(why)) => {
                problems.push(about(why));
                continue;
            }
            Some(Ok(())) => {}
        }
        match session.update(object, changed) {
            Ok(Some(object)) => report::object(session, flags.print, &object, done)?,
            Ok(None) => problems.push(Problem::Text(format!(
                "failed to create patch for {name}: if restart has already been triggered within the past second, please wait before attempting to trigger another"
            ))),
            Err(problem) => problems.push(problem),
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}
