//! `kubectl edit`: an object as a text, and the text as a change of the object.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/util/editor/editoptions.go`.

use super::failure::{Failure, Problem};
use super::flags::{
    FieldManagerFlags, FilenameFlags, PrintFlags, RecordFlags, ValidateFlags, flags,
};
use super::manifest::Manifest;
use super::resource::{self, Nameless, Query};
use super::session::{Ran, Session, Step};
use super::strict::Written;
use super::subresource::{self, Part};
use super::yaml;
use crate::api::{FieldError, Object, Reason, Status, Value};
use crate::apiserver::{strategic_merge, two_way_patch};
use crate::shell::sed;

/// An edited object is not longer (bytes).
const EDITED_MAX: usize = 8 << 20;

/// What stands above the object.
pub(super) const HEADER: &str = "\
# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
";

flags! {
    /// Source: `EditOptions`.
    pub(super) struct EditFlags<'a>: FieldManagerFlags, RecordFlags, ValidateFlags {
        [files: FilenameFlags<'a>]
        [print: PrintFlags<'a>]
        subresource: text "subresource";
        _: "save-config output-patch windows-line-endings";
    }
}

pub(super) fn run(session: &mut Session<'_>, flags: &EditFlags<'_>) -> Ran {
    let query = Query { files: flags.files, ..Query::default() };
    let found = resource::find(session, query, &session.args.words, Nameless::Refuse)?;
    Failure::check(found.problems)?;
    let [object] = found.objects.as_slice() else {
        return Err(Failure::text(
            "edit takes one object at a time here: kubectl edit deployment/web",
        ));
    };
    let part = Part::asked(flags.subresource)?;
    let was = part.tree(session.cluster.store(), object)?;
    let before = text_of(&was);
    let after = through_editor(session, &before)?;
    change(session, flags.print, object, (part, &was), (&before, &after))
}

/// The text that is opened.
pub(super) fn text_of(tree: &Value) -> String {
    HEADER.to_owned() + &yaml::print(tree)
}

/// The text after the editor has had it. `cp FILE` and `sed -i SCRIPT` are editors.
pub(super) fn through_editor(session: &Session<'_>, before: &str) -> Result<String, Failure> {
    let variables = session.shell.variables;
    let of = |name: &str| variables.iter().find(|it| it.0 == name).map(|it| it.1.as_str());
    let editor = of("KUBE_EDITOR").or_else(|| of("EDITOR")).unwrap_or("vi");
    let words: Vec<&str> = editor.split_whitespace().collect();
    match words.as_slice() {
        ["cp", file] => session.file(file).map(str::to_owned),
        ["sed", "-i", ..] => {
            let script = editor.split_once("-i").map_or("", |it| it.1).trim();
            let script = script.trim_start_matches("-e ").trim_matches(['\'', '"']);
            let scripts = [script.to_owned()];
            sed(&scripts, before, false, false, EDITED_MAX).map(|it| it.0).map_err(Failure::text)
        }
        _ => Err(Failure::text(format!(
            "unable to launch the editor {editor:?}: there is none in the console. In the page an object is edited where it is shown; on a tape, say what the editor would do: KUBE_EDITOR='cp FILE' or KUBE_EDITOR='sed -i s/old/new/' before kubectl edit"
        ))),
    }
}

/// Makes of an object what the text says.
fn change(
    session: &mut Session<'_>,
    print: PrintFlags<'_>,
    object: &Object,
    (part, was): (Part, &Value),
    (before, after): (&str, &str),
) -> Ran {
    if after.trim() == before.trim() {
        session.streams.err("Edit cancelled, no changes made.\n");
        return Ok(Step::Done);
    }
    if after.lines().all(|it| it.starts_with('#') || it.trim().is_empty()) {
        session.streams.err("Edit cancelled, saved file was empty.\n");
        return Ok(Step::Done);
    }
    let edited = yaml::parse(after).map_err(|error| {
        Failure::text(format!(
            "The edited file had a syntax error: error converting YAML to JSON: {error}"
        ))
    })?;
    if edited == *was {
        part.report(session, print, object, "skipped")?;
        return Ok(Step::Done);
    }
    let same = |field: &str| edited[field] == was[field];
    let same_name = edited["metadata"]["name"] == was["metadata"]["name"];
    if !(same("apiVersion") && same("kind") && same_name) {
        return Err(Failure::text("At least one of apiVersion, kind and name was changed"));
    }
    let stored = saved(session, object, (part, was), &edited);
    let stored = stored.map_err(|status| refused(object, &status))?;
    part.report(session, print, &stored, "edited")?;
    Ok(Step::Done)
}

/// Sends what has been changed, as a patch of what is there now.
fn saved(
    session: &mut Session<'_>,
    object: &Object,
    (part, was): (Part, &Value),
    edited: &Value,
) -> Result<Object, Status> {
    if part == Part::Scale {
        return session.send(subresource::scaling(object, edited));
    }
    let kind = object.kind();
    let mut value = session.get(&object.key())?.to_value();
    let patch = two_way_patch(kind, was, edited);
    strategic_merge(kind, &mut value, patch.clone())?;
    let manifest = Manifest::of(kind, value);
    let changed = session.decode_patched(&manifest, &patch, Written::Strategic)?;
    session.send(part.request(changed))
}

/// What the editor, opened again, would show above the object; then it is given up.
fn refused(object: &Object, status: &Status) -> Failure {
    let about = format!("{} {:?}", object.kind().qualified_resource(), object.meta().name);
    let mut lines = match status.reason {
        Reason::Invalid => {
            let hashed = |it: &FieldError| it.to_string().trim_end().replace('\n', "\n# ");
            let causes = status.causes.iter().map(|it| format!("# * {}", hashed(it)));
            let head = [format!("error: {about} is invalid"), format!("# {about} was not valid:")];
            head.into_iter().chain(causes).collect()
        }
        Reason::NotFound => vec![format!("error: {about} could not be found on the server")],
        _ => vec![format!("error: {about} could not be patched: {status}")],
    };
    lines.push("error: Edit cancelled, no valid changes were saved.".to_owned());
    Problem::Plain(lines.join("\n")).into()
}
