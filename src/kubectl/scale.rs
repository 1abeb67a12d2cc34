//! `kubectl scale`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/scale/scale.go`.

use super::failure::{Failure, Problem};
use super::flags::{DryRunFlags, FilenameFlags, PrintFlags, RecordFlags, SelectorFlags, flags};
use super::report;
use super::resource::{self, Nameless, Query};
use super::session::{DryRun, Ran, Session, Step};
use super::wait::Waiting;
use crate::api::Object;
use crate::apiserver::Request;

flags! {
    /// Source: `ScaleFlags`.
    pub(super) struct ScaleFlags<'a>: DryRunFlags {
        [files: FilenameFlags<'a>]
        [labels: SelectorFlags<'a>]
        [print: PrintFlags<'a>]
        [record: RecordFlags]
        all: switch "all";
        replicas: number "replicas", required;
        current_replicas: number "current-replicas";
        resource_version: text "resource-version";
        timeout: duration "timeout";
    }
}

pub(super) fn run(session: &mut Session<'_>, flags: &ScaleFlags<'_>) -> Ran<Waiting> {
    let replicas = flags.replicas.unwrap_or(-1);
    let Some(replicas) = i32::try_from(replicas).ok().filter(|it| *it >= 0) else {
        return Err(Failure::text(
            "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0",
        ));
    };
    let current = flags.current_replicas.unwrap_or(-1);
    if current < -1 {
        return Err(Failure::text(
            "The --current-replicas must specify an integer of -1 or greater",
        ));
    }
    let query = Query {
        files: flags.files,
        selector: flags.labels.selector,
        all: flags.all,
        ..Query::default()
    };
    let found = resource::find(session, query, &session.args.words, Nameless::Refuse)?;
    let nothing = found.objects.is_empty() && found.problems.is_empty();
    let mut problems = found.problems;
    if nothing {
        return Err(Failure::text("no objects passed to scale"));
    }
    for object in &found.objects {
        if let Err(failure) = one(session, flags, object, (replicas, current)) {
            problems.extend(failure.problems);
        }
    }
    Failure::check(problems)?;
    match waits(session, flags) {
        0 => Ok(Step::Done),
        timeout_ms => {
            let deadline_ms = session.now_ms() + timeout_ms;
            Ok(Step::Block(Waiting::scaled(&found.objects, replicas, deadline_ms)))
        }
    }
}

/// How long it waits for the number to be reached, before it says so (milliseconds).
fn waits(session: &Session<'_>, flags: &ScaleFlags<'_>) -> i64 {
    if session.dry_run == DryRun::No { flags.timeout.unwrap_or(0) } else { 0 }
}

fn one(
    session: &mut Session<'_>,
    flags: &ScaleFlags<'_>,
    object: &Object,
    (replicas, current): (i32, i64),
) -> Result<(), Failure> {
    if let Some(size) = object.replicas().filter(|it| current >= 0 && i64::from(*it) != current) {
        return Err(Failure::text(format!("Expected replicas to be {current}, was {size}")));
    }
    let version = flags.resource_version.unwrap_or("");
    if !version.is_empty() && version != object.meta().resource_version {
        return Err(Failure::text(format!(
            "Expected resource version to be {version}, was {}",
            object.meta().resource_version
        )));
    }
    let scaled = session.send(Request::Scale(object.key(), replicas)).map_err(Problem::Api)?;
    if flags.record.record == Some(true) && session.dry_run == DryRun::No {
        session.send(Request::Update(scaled.clone())).map_err(Problem::Api)?;
    }
    if waits(session, flags) != 0 {
        return Ok(());
    }
    // What is printed is the object that was read, with its new number.
    let (kind, name) = (object.kind(), object.meta().name.clone());
    report::value(session, flags.print, kind, &name, "scaled", || {
        let mut tree = object.to_value();
        tree["spec"]["replicas"] = replicas.into();
        tree
    })
}
