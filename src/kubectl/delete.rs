//! `kubectl delete`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/delete/delete.go`.

use super::failure::{Failure, Problem};
use super::flags::{DryRunFlags, FilenameFlags, SelectorFlags, flags};
use super::resource::{self, Query};
use super::session::{DryRun, Ran, Session, Step};
use crate::api::{ObjectKey, Reason};
use crate::apiserver::{DeleteOptions, Propagation, Request};
use crate::cluster::Cluster;

flags! {
    /// Source: `DeleteFlags`.
    pub(super) struct DeleteFlags<'a>: DryRunFlags {
        [files: FilenameFlags<'a>]
        [labels: SelectorFlags<'a>]
        all: switch "all";
        all_namespaces: switch "all-namespaces" / "A";
        field_selector: text "field-selector";
        output: text "output" / "o";
        wait: switch_on "wait";
        timeout: duration "timeout";
        grace_period: number "grace-period";
        force: switch "force";
        now: switch "now";
        cascade: text "cascade" ? "background";
        ignore_not_found: maybe "ignore-not-found";
        interactive: switch "interactive" / "i";
        _: "raw=text";
    }
}

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

pub(super) fn run(session: &mut Session<'_>, flags: &DeleteFlags<'_>) -> Ran<Gone> {
    let plan = plan(session, flags)?;
    let given = |it: Option<&str>| it.is_some_and(|it| !it.trim().is_empty());
    let selects = given(flags.labels.selector) || given(flags.field_selector);
    if flags.all && selects {
        return Err(Failure::text("setting 'all' parameter but found a non empty selector. "));
    }
    let query = Query {
        files: flags.files,
        selector: flags.labels.selector,
        field_selector: flags.field_selector,
        all: flags.all,
        all_namespaces: flags.all_namespaces,
        local: false,
    };
    let (keys, mut problems) = resource::targets(session, query, &session.args.words, flags.all)?;
    check(session, flags, &plan)?;
    let tolerant = flags.ignore_not_found.unwrap_or(flags.all || selects);
    if keys.is_empty() && problems.is_empty() {
        session.line("No resources found");
        return Ok(Step::Done);
    }
    let asks = flags.interactive && !keys.is_empty();
    if asks && !is_confirmed(session, &keys) {
        return Ok(Step::Done);
    }
    let mut left = Vec::new();
    let mut scoped = session.config.namespace.is_some() && !flags.all_namespaces;
    for (key, source) in keys {
        if scoped && !key.kind.info().namespaced {
            session.warn("deleting cluster-scoped resources, not scoped to the provided namespace");
            scoped = false;
        }
        match one(session, flags, &key, &plan) {
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
    let waits = flags.wait && session.dry_run == DryRun::No;
    if !waits || left.is_empty() {
        return Ok(Step::Done);
    }
    let timeout = flags.timeout.filter(|it| *it > 0);
    let deadline_ms = timeout.map(|it| session.now_ms() + it);
    Ok(Step::Block(Gone { objects: left, deadline_ms }))
}

/// Source: `DeleteOptions.Validate`.
fn check(session: &mut Session<'_>, flags: &DeleteFlags<'_>, plan: &Plan) -> Result<(), Failure> {
    let output = flags.output.unwrap_or("");
    if !["", "name"].contains(&output) {
        return Err(Failure::text(format!(
            "unexpected -o output mode: {output}. We only support '-o name'"
        )));
    }
    match (flags.force, plan.forced) {
        (_, true) => session.warn("Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely."),
        (true, false) => {
            return Err(Failure::text(
                "--force and --grace-period greater than 0 cannot be specified together",
            ));
        }
        (false, false) => {}
    }
    Ok(())
}

/// Asks before anything is deleted; who doesn't answer doesn't want it.
/// Source: `DeleteOptions.confirmation`.
fn is_confirmed(session: &mut Session<'_>, keys: &[(ObjectKey, String)]) -> bool {
    session.line(&format!("You are about to delete the following {} resource(s):", keys.len()));
    for (key, _) in keys {
        session.line(&format!("{}/{}", key.kind.qualified_singular(), key.name));
    }
    session.streams.out("Do you want to continue? (y/N): ");
    let answer = session.shell.input.split_whitespace().next().unwrap_or("");
    let is_yes = answer.eq_ignore_ascii_case("y");
    if !is_yes {
        session.line("deletion is cancelled");
    }
    is_yes
}

fn plan(session: &mut Session<'_>, flags: &DeleteFlags<'_>) -> Result<Plan, Failure> {
    let mut grace = flags.grace_period.filter(|it| *it >= 0);
    if flags.now {
        if grace.is_some() {
            return Err(Failure::text("--now and --grace-period cannot be specified together"));
        }
        grace = Some(1);
    }
    let forced = flags.force && grace.unwrap_or(0) == 0;
    // Nobody is to lose data by mistake: without --force nothing dies at once.
    let grace_period_seconds = match grace {
        _ if forced => Some(0),
        Some(0) => Some(1),
        other => other,
    };
    let cascade = flags.cascade.unwrap_or("background");
    let propagation = match (cascade, as_boolean(cascade)) {
        ("background", _) | (_, Some(true)) => Propagation::Background,
        ("foreground", _) => Propagation::Foreground,
        ("orphan", _) | (_, Some(false)) => Propagation::Orphan,
        (other, None) => {
            return Err(Failure::text(format!(
                "invalid cascade value ({other}). Must be \"background\", \"foreground\", or \"orphan\""
            )));
        }
    };
    if let Some(is_on) = as_boolean(cascade) {
        let other = if is_on { "background" } else { "orphan" };
        session.streams.err(&format!(
            "warning: --cascade={cascade} is deprecated (boolean value) and can be replaced with --cascade={other}.\n"
        ));
    }
    let propagation = Some(propagation);
    Ok(Plan { options: DeleteOptions { grace_period_seconds, propagation, uid: None }, forced })
}

/// Deletes an object; its uid.
fn one(
    session: &mut Session<'_>,
    flags: &DeleteFlags<'_>,
    key: &ObjectKey,
    plan: &Plan,
) -> Result<String, Problem> {
    let mut uid = String::new();
    if session.dry_run != DryRun::Client {
        uid = session.get(key).map_err(Problem::Api)?.meta().uid.to_string();
        session.send(Request::Delete(key.clone(), plan.options.clone())).map_err(Problem::Api)?;
    }
    let kind = key.kind.qualified_singular();
    if flags.output == Some("name") {
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
    Ok(uid)
}
