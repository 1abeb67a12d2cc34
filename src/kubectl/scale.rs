//! `kubectl scale`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/scale/scale.go`.

use super::failure::{Failure, Problem};
use super::report;
use super::resource::{self, Nameless};
use super::session::{DryRun, Ran, Session, Step};
use crate::api::Object;
use crate::apiserver::Request;

pub(super) const FLAGS: &str =
    "replicas=number current-replicas=number resource-version=text timeout=duration";

pub(super) fn run(session: &mut Session<'_>) -> Ran {
    let replicas = session.args.number("replicas").unwrap_or(-1);
    let Some(replicas) = i32::try_from(replicas).ok().filter(|it| *it >= 0) else {
        return Err(Failure::text(
            "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0",
        ));
    };
    let current = session.args.number("current-replicas").unwrap_or(-1);
    if current < -1 {
        return Err(Failure::text(
            "The --current-replicas must specify an integer of -1 or greater",
        ));
    }
    let words = session.args.words.clone();
    let found = resource::find(session, &words, Nameless::Refuse)?;
    let nothing = found.objects.is_empty() && found.problems.is_empty();
    let mut problems = found.problems;
    if nothing {
        return Err(Failure::text("no objects passed to scale"));
    }
    for object in &found.objects {
        if let Err(failure) = one(session, object, replicas, current) {
            problems.extend(failure.problems);
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}

fn one(
    session: &mut Session<'_>,
    object: &Object,
    replicas: i32,
    current: i64,
) -> Result<(), Failure> {
    if let Some(size) = object.replicas().filter(|it| current >= 0 && i64::from(*it) != current) {
        return Err(Failure::text(format!("Expected replicas to be {current}, was {size}")));
    }
    let version = session.args.flag("resource-version").unwrap_or("");
    if !version.is_empty() && version != object.meta().resource_version {
        return Err(Failure::text(format!(
            "Expected resource version to be {version}, was {}",
            object.meta().resource_version
        )));
    }
    let scaled = session.send(Request::Scale(object.key(), replicas)).map_err(Problem::Api)?;
    if session.args.on("record") && session.dry_run == DryRun::No {
        session.send(Request::Update(scaled.clone())).map_err(Problem::Api)?;
    }
    // What is printed is the object that was read, with its new number.
    let (kind, name) = (object.kind(), object.meta().name.clone());
    report::value(session, kind, &name, "scaled", || {
        let mut tree = object.to_value();
        tree["spec"]["replicas"] = replicas.into();
        tree
    })
}
