//! `kubectl delete`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/delete/delete.go`.

use super::failure::{Failure, Problem};
use super::job::Job;
use super::manifest;
use super::resource::{self, Nameless, Wanted};
use super::session::{DryRun, Ran, Session, Step};
use crate::api::{ObjectKey, Reason};
use crate::apiserver::{DeleteOptions, Propagation, Request};
use crate::cluster::Cluster;

pub(super) const FLAGS: &str = "wait timeout=duration grace-period=number force now \
    cascade=text?background ignore-not-found raw=text interactive/i";

/// Waits until objects are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Gone {
    /// Key and uid: an object of the same name that comes later doesn't count.
    objects: Vec<(ObjectKey, String)>,
    deadline_ms: Option<i64>,
}

impl Gone {
    /// Waits for objects that are being deleted: each with its uid.
    pub fn new(objects: Vec<(ObjectKey, String)>, deadline_ms: Option<i64>) -> Self {
        Self { objects, deadline_ms }
    }

    pub fn poll(&mut self, cluster: &Cluster) -> Option<Result<(), Failure>> {
        let store = cluster.store();
        self.objects.retain(|(key, uid)| store.get(key).is_some_and(|it| it.meta().uid == *uid));
        if self.objects.is_empty() {
            return Some(Ok(()));
        }
        let late = self.deadline_ms.is_some_and(|it| cluster.now_ms() >= it);
        late.then(|| {
            let timed_out = |(key, _): &(ObjectKey, String)| {
                let (plural, name) = (key.kind.info().plural, &key.name);
                Problem::Text(format!("timed out waiting for the condition on {plural}/{name}"))
            };
            Failure::check(self.objects.iter().map(timed_out).collect())
        })
    }

    pub fn deadline_ms(&self) -> Option<i64> {
        self.deadline_ms
    }
}

/// How to delete.
struct Plan {
    options: DeleteOptions,
    forced: bool,
}

/// A value of `--cascade` from the time when it was a switch.
/// Source: `staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go` `GetCascadingStrategy`.
fn as_boolean(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

pub(super) fn run(session: &mut Session<'_>) -> Ran {
    let plan = plan(session)?;
    let (keys, mut problems, selected) = targets(session)?;
    if keys.is_empty() && problems.is_empty() {
        session.line("No resources found");
        return Ok(Step::Done);
    }
    if plan.forced {
        session.warn("Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.");
    }
    let tolerant = session.args.on("ignore-not-found")
        || (selected && !session.args.given("ignore-not-found"));
    let mut left = Vec::new();
    for (key, source) in keys {
        match one(session, &key, &plan) {
            Ok(uid) => left.push((key, uid)),
            Err(problem) if tolerant && problem.is(Reason::NotFound) => {}
            Err(Problem::Api(status)) if !source.is_empty() => {
                let during = format!("error when deleting {source:?}");
                problems.push(Problem::ApiDuring(during, status));
            }
            Err(problem) => problems.push(problem),
        }
    }
    Failure::check(problems)?;
    let waits = session.args.flag("wait") != Some("false") && session.dry_run == DryRun::No;
    if !waits || left.is_empty() {
        return Ok(Step::Done);
    }
    let timeout = session.args.milliseconds("timeout").filter(|it| *it > 0);
    let deadline_ms = timeout.map(|it| session.now_ms() + it);
    Ok(Step::Block(Job::Gone(Gone { objects: left, deadline_ms })))
}

fn plan(session: &mut Session<'_>) -> Result<Plan, Failure> {
    let args = &session.args;
    let mut grace = args.number("grace-period").filter(|it| *it >= 0);
    let force = args.on("force");
    if args.on("now") {
        if grace.is_some() {
            return Err(Failure::text("--now and --grace-period cannot be specified together"));
        }
        grace = Some(1);
    }
    if force && grace.is_some_and(|it| it > 0) {
        return Err(Failure::text(
            "--force and --grace-period greater than 0 cannot be specified together",
        ));
    }
    let forced = force && grace.unwrap_or(0) == 0;
    // Nobody is to lose data by mistake: without --force nothing dies at once.
    let grace_period_seconds = match grace {
        _ if forced => Some(0),
        Some(0) => Some(1),
        other => other,
    };
    let cascade = args.flag("cascade").unwrap_or("background").to_owned();
    let propagation = match (cascade.as_str(), as_boolean(&cascade)) {
        ("background", _) | (_, Some(true)) => Propagation::Background,
        ("foreground", _) => Propagation::Foreground,
        ("orphan", _) | (_, Some(false)) => Propagation::Orphan,
        (other, None) => {
            return Err(Failure::text(format!(
                "invalid cascade value ({other}). Must be \"background\", \"foreground\", or \"orphan\""
            )));
        }
    };
    if let Some(is_on) = as_boolean(&cascade) {
        let other = if is_on { "background" } else { "orphan" };
        session.streams.err(&format!(
            "warning: --cascade={cascade} is deprecated (boolean value) and can be replaced with --cascade={other}.\n"
        ));
    }
    let propagation = Some(propagation);
    Ok(Plan { options: DeleteOptions { grace_period_seconds, propagation, uid: None }, forced })
}

/// An object and the file it was named in, if any.
type Target = (ObjectKey, String);

/// What is to be deleted, and whether it was selected rather than named.
fn targets(session: &Session<'_>) -> Result<(Vec<Target>, Vec<Problem>, bool), Failure> {
    if session.args.by_files() {
        let (manifests, problems) = manifest::read(session)?;
        let targets = manifests.iter().map(|it| (it.key(), it.source.clone()));
        return Ok((targets.collect(), problems, false));
    }
    let words = session.args.words.clone();
    let selects = session.args.on("all")
        || session.args.given("selector")
        || session.args.given("field-selector");
    if session.args.on("all") && session.args.given("selector") {
        return Err(Failure::text("cannot set --all and --selector at the same time"));
    }
    if words.len() > 1 && session.args.on("all") && !words[0].contains('/') {
        return Err(Failure::text("name cannot be provided when a selector is specified"));
    }
    let wanted = Wanted::parse(session, &words)?;
    if !wanted.keys.is_empty() && !selects {
        let targets = wanted.keys.into_iter().map(|key| (key, String::new()));
        return Ok((targets.collect(), Vec::new(), false));
    }
    let found = resource::find(session, &words, Nameless::Refuse)?;
    let targets = found.objects.iter().map(|it| (it.key(), String::new()));
    Ok((targets.collect(), found.problems, true))
}

/// Deletes an object; its uid.
fn one(session: &mut Session<'_>, key: &ObjectKey, plan: &Plan) -> Result<String, Problem> {
    let object = session.get(key).map_err(Problem::Api)?;
    session.send(Request::Delete(key.clone(), plan.options.clone())).map_err(Problem::Api)?;
    let kind = key.kind.qualified_singular();
    if session.args.flag("output") == Some("name") {
        session.line(&format!("{kind}/{}", key.name));
    } else {
        let verb = if plan.forced { "force deleted" } else { "deleted" };
        let from = match &*key.namespace {
            "" => String::new(),
            namespace => format!(" from {namespace} namespace"),
        };
        let suffix = session.dry_run.suffix();
        session.line(&format!("{kind} {:?} {verb}{from}{suffix}", &*key.name));
    }
    Ok(object.meta().uid.to_string())
}
