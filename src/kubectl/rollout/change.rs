//! `rollout pause|resume|restart`. Source: `polymorphichelpers/object{pauser,resumer,restarter}.go`.

use super::find;
use crate::api::{Deployment, Object, Time};
use crate::kubectl::failure::{Failure, Problem};
use crate::kubectl::report;
use crate::kubectl::session::{Ran, Session, Step};
use std::rc::Rc;

const RESTARTED_AT: &str = "kubectl.kubernetes.io/restartedAt";

/// A change of a Deployment, or why it can't be made.
type Change = fn(&mut Deployment, Time) -> Result<(), &'static str>;

pub(in crate::kubectl) fn pause(session: &mut Session<'_>) -> Ran {
    change(session, "pausing", "paused", |deployment, _| {
        if std::mem::replace(&mut deployment.spec.paused, true) {
            return Err("is already paused");
        }
        Ok(())
    })
}

pub(in crate::kubectl) fn resume(session: &mut Session<'_>) -> Ran {
    change(session, "resuming", "resumed", |deployment, _| {
        if !std::mem::replace(&mut deployment.spec.paused, false) {
            return Err("is not paused");
        }
        Ok(())
    })
}

pub(in crate::kubectl) fn restart(session: &mut Session<'_>) -> Ran {
    change(session, "restarting", "restarted", |deployment, now| {
        if deployment.spec.paused {
            return Err("can't restart paused deployment (run rollout resume first)");
        }
        let annotations = &mut deployment.spec.template.metadata.annotations;
        annotations.insert(RESTARTED_AT.to_owned(), now.to_string());
        Ok(())
    })
}

fn change(session: &mut Session<'_>, doing: &str, done: &str, apply: Change) -> Ran {
    let (objects, mut problems) = find(session)?;
    let now = Time(session.now_ms().div_euclid(1000));
    for object in &objects {
        let (resource, name) = (object.kind().qualified_resource(), object.meta().name.clone());
        let about = |why: &str| Problem::Text(format!("error: {resource} {name:?} {why}"));
        let Object::Deployment(deployment) = object else {
            problems.push(about(&format!("{doing} is not supported")));
            continue;
        };
        let mut changed = Rc::clone(deployment);
        if let Err(why) = apply(Rc::make_mut(&mut changed), now) {
            problems.push(about(why));
            continue;
        }
        match session.update(object, Object::Deployment(changed)) {
            Ok(Some(object)) => report::object(session, &object, done)?,
            Ok(None) => problems.push(Problem::Text(format!(
                "failed to create patch for {name}: if restart has already been triggered within the past second, please wait before attempting to trigger another"
            ))),
            Err(problem) => problems.push(problem),
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}
