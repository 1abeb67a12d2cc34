//! `kubectl apply view-last-applied`, `set-last-applied` and `edit-last-applied`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/apply/apply_{view,set,edit}_last_applied.go`.

use super::with_last_applied;
use crate::api::{Object, Value};
use crate::apiserver::Request;
use crate::controllers::deployment::LAST_APPLIED;
use crate::kubectl::failure::{Failure, Problem};
use crate::kubectl::flags::{
    DryRunFlags, FieldManagerFlags, FilenameFlags, PrintFlags, RecordFlags, SelectorFlags,
    ValidateFlags, flags,
};
use crate::kubectl::resource::{self, Nameless, Query};
use crate::kubectl::session::{Ran, Session, Step};
use crate::kubectl::{edit, report, visitor, yaml};

flags! {
    /// Source: `ViewLastAppliedOptions`.
    pub(in crate::kubectl) struct ViewFlags<'a> {
        [files: FilenameFlags<'a>]
        [labels: SelectorFlags<'a>]
        all: switch "all";
        output: text "output" / "o";
    }
}

flags! {
    /// Source: `SetLastAppliedOptions`.
    pub(in crate::kubectl) struct SetLastFlags<'a>: DryRunFlags {
        [print: PrintFlags<'a>]
        filename: list "filename" / "f";
        create_annotation: switch "create-annotation";
    }
}

flags! {
    /// Source: `NewCmdApplyEditLastApplied`.
    pub(in crate::kubectl) struct EditLastFlags<'a>: FieldManagerFlags, RecordFlags, ValidateFlags {
        [files: FilenameFlags<'a>]
        [print: PrintFlags<'a>]
        _: "windows-line-endings";
    }
}

/// `apply view-last-applied`
pub(in crate::kubectl) fn view(session: &mut Session<'_>, flags: &ViewFlags<'_>) -> Ran {
    let query = Query {
        files: flags.files,
        selector: flags.labels.selector,
        all: flags.all,
        ..Query::default()
    };
    let found = resource::find(session, query, &session.args.words, Nameless::All)?;
    Failure::check(found.problems)?;
    let format = flags.output.unwrap_or("yaml");
    if !["yaml", "json"].contains(&format) {
        let text = format!(
            "Unexpected -o output mode: {format}, the flag 'output' must be one of yaml|json"
        );
        return Err(Failure::usage(&text, "kubectl apply view-last-applied"));
    }
    for object in &found.objects {
        // Upstream wraps an error that isn't there, and so says nothing.
        let Ok(last) = last_of(object) else { continue };
        session.streams.out(&report::print(&last, format)?);
    }
    Ok(Step::Done)
}

fn last_of(object: &Object) -> Result<Value, Failure> {
    let text = object.meta().annotation(LAST_APPLIED);
    let tree = text.and_then(|it| serde_json::from_str(it).ok());
    let name = &object.meta().name;
    tree.ok_or_else(|| {
        Failure::text(format!("no last-applied-configuration annotation found on resource: {name}"))
    })
}

/// The object with another annotation.
fn with(object: &Object, text: &str) -> Object {
    let mut changed = object.clone();
    changed.meta_mut().annotations.insert(LAST_APPLIED.to_owned(), text.to_owned());
    changed
}

fn annotation(wanted: &Value) -> String {
    let value = with_last_applied(wanted);
    value["metadata"]["annotations"][LAST_APPLIED].as_str().unwrap_or("").to_owned()
}

/// `apply set-last-applied`
pub(in crate::kubectl) fn set(session: &mut Session<'_>, flags: &SetLastFlags<'_>) -> Ran {
    let files = FilenameFlags { filename: flags.filename, ..FilenameFlags::default() };
    let (manifests, problems) = visitor::read(session, files, None)?;
    Failure::check(problems)?;
    let mut changes = Vec::new();
    for manifest in &manifests {
        let object = session.get(&manifest.key())?;
        let name = &object.meta().name;
        let before = object.meta().annotation(LAST_APPLIED);
        if before.is_none() && !flags.create_annotation {
            return Err(Failure::text(format!(
                "no last-applied-configuration annotation found on resource: {name}, to create the annotation, run the command with --create-annotation"
            )));
        }
        let text = annotation(manifest.written.as_ref().unwrap_or(&manifest.value));
        if before == Some(&text) {
            session.line(&format!("set-last-applied {name}: no changes required."));
        } else {
            changes.push(with(&object, &text));
        }
    }
    for changed in changes {
        let stored = session.send(Request::Update(changed)).map_err(Problem::Api)?;
        report::object(session, flags.print, &stored, "configured")?;
    }
    Ok(Step::Done)
}

/// `apply edit-last-applied`
pub(in crate::kubectl) fn edit(session: &mut Session<'_>, flags: &EditLastFlags<'_>) -> Ran {
    let query = Query { files: flags.files, ..Query::default() };
    let found = resource::find(session, query, &session.args.words, Nameless::Refuse)?;
    Failure::check(found.problems)?;
    for object in &found.objects {
        let was = last_of(object)?;
        let before = edit::HEADER.to_owned() + &yaml::print(&was);
        let after = edit::through_editor(session, &before)?;
        let edited = yaml::parse(&after).map_err(|error| {
            let what = "The edited file had a syntax error: error converting YAML to JSON";
            Failure::text(format!("{what}: {error}"))
        })?;
        if edited == was {
            session.streams.err("Edit cancelled, no changes made.\n");
            continue;
        }
        let changed = with(object, &annotation(&edited));
        let stored = session.send(Request::Update(changed)).map_err(Problem::Api)?;
        report::object(session, flags.print, &stored, "edited")?;
    }
    Ok(Step::Done)
}
