//! Answers to questions about a moment of a run.

use crate::api::{Kind, ObjectKey};
use crate::kubectl::{self, LintProblem, Outcome};
use crate::kubelet::Registry;
use crate::picture::ObjectRef;
use crate::protocol::{Attempt, Completion, Problem, Reply, Tried};
use crate::tape::Run;
use std::rc::Rc;

/// What is wrong with a manifest.
pub(super) fn lint(text: &str) -> Reply {
    let rows = |problems: Vec<LintProblem>| {
        let row = |it: LintProblem| Problem {
            line: u32::try_from(it.line).unwrap_or(u32::MAX),
            message: it.message.into(),
        };
        problems.into_iter().map(row).collect()
    };
    let mut notes = kubectl::not_simulated(text);
    notes.extend(kubectl::assumed(text, &Registry::default()));
    Reply::Lint(rows(kubectl::lint(text)), rows(notes))
}

/// What could stand at the end of a command line.
pub(super) fn complete(run: &Run, line: &Rc<str>) -> Completion {
    let found = kubectl::complete(run.cluster(), run.files(), line, line.len());
    Completion {
        line: Rc::clone(line),
        start: u32::try_from(found.start).unwrap_or(0),
        candidates: found.candidates.into_iter().map(Into::into).collect(),
    }
}

/// What a command with a file would print. It is a copy of the cluster that is asked.
pub(super) fn attempt(run: &Run, name: &str, text: &str, what: &Attempt) -> Tried {
    let command = |file: &str| match what {
        Attempt::Apply => Ok(format!("kubectl apply -f {file}")),
        Attempt::Diff => Ok(format!("kubectl diff -f {file}")),
        Attempt::Edit(object) => key(object).map(|it| kubectl::edit_command(&it, file)),
    };
    let (tried, command) = match (command(name), command("{}")) {
        (Ok(tried), Ok(command)) => (tried, command),
        (Err(error), _) | (_, Err(error)) => {
            return Tried { output: error, has_failed: true, command: "".into() };
        }
    };
    let mut cluster = run.cluster().clone();
    let mut desk = run.desk().clone();
    Rc::make_mut(&mut desk.files).insert(name.to_owned(), text.to_owned());
    let (output, has_failed) = match kubectl::run(&mut cluster, &mut desk, &tried) {
        Outcome::Done(output) => (output.text, output.code != 0),
        Outcome::Waiting(wait) => (wait.printed().to_owned(), false),
    };
    Tried { output: output.into(), has_failed, command: command.into() }
}

/// An object's text, as `kubectl edit` shows it.
pub(super) fn editable(run: &Run, object: &ObjectRef) -> Result<Rc<str>, Rc<str>> {
    let text = kubectl::editable(run.cluster(), &key(object)?);
    text.map(Into::into).map_err(Into::into)
}

/// The key of an object that the page names.
pub(super) fn key(object: &ObjectRef) -> Result<ObjectKey, Rc<str>> {
    let kind = Kind::from_resource(&object.kind);
    let unknown = || {
        let text = format!("error: the server doesn't have a resource type \"{}\"", object.kind);
        Rc::from(text)
    };
    Ok(ObjectKey::new(kind.ok_or_else(unknown)?, &*object.namespace, &*object.name))
}
