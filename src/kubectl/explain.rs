//! `kubectl explain`. The schema has names, types and values, no descriptions: only a kind gets a line.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/explain/explain.go`,
//! `staging/src/k8s.io/kubectl/pkg/explain/v2/templates/plaintext.tmpl`.

mod custom;
mod lines;

use self::lines::{field_head, head, line};
use super::failure::Failure;
use super::flags::flags;
use super::session::{Ran, Session, Step};
use super::{kinds, resource};
use crate::api::Kind;
use crate::apiserver::schema::SchemaType;
use std::fmt::Write;

flags! {
    /// Source: `ExplainFlags`.
    pub(super) struct ExplainFlags<'a> {
        recursive: switch "recursive";
        api_version: text "api-version";
        output: text "output";
    }
}

pub(super) fn run(session: &mut Session<'_>, flags: &ExplainFlags<'_>) -> Ran {
    let [path] = session.args.words.as_slice() else {
        return Err(Failure::text(if session.args.words.is_empty() {
            "You must specify the type of resource to explain. Use \"kubectl api-resources\" for a complete list of supported resources.\n"
        } else {
            "We accept only this format: explain RESOURCE\n"
        }));
    };
    let format = flags.output.unwrap_or("plaintext");
    if !["plaintext", "plaintext-openapiv2"].contains(&format) {
        return Err(Failure::text(format!("unrecognized format: {format}")));
    }
    if let Some(text) = custom::explain(session.cluster.store(), path, flags.recursive)? {
        session.streams.out(&text);
        return Ok(Step::Done);
    }
    let (kind, fields) = split(path)?;
    let version = flags.api_version.unwrap_or("");
    if !version.is_empty() && version != kind.api_version() {
        let plural = kind.info().plural;
        return Err(Failure::text(format!(
            "couldn't find resource for \"{version}, Resource={plural}\""
        )));
    }
    let text = explain(kind, &fields, flags.recursive)?;
    session.streams.out(&text);
    Ok(Step::Done)
}

/// The kind, and the fields below it. The type may be named with its group.
/// Source: `SplitAndParseResourceRequestWithMatchingPrefix`.
fn split(path: &str) -> Result<(Kind, Vec<&str>), Failure> {
    let word = path.split('.').next().unwrap_or(path);
    let with_group = Kind::from_resource(word).and_then(|kind| {
        let rest = path.strip_prefix(word)?.strip_prefix('.')?;
        let rest = rest.strip_prefix(kind.info().group)?;
        let inside = kind.info().group.is_empty() || rest.is_empty() || rest.starts_with('.');
        inside.then(|| (kind, rest.trim_start_matches('.')))
    });
    let (kind, rest) = match with_group {
        Some(it) => it,
        None => (
            resource::parse_kind(word).map_err(Failure::bare)?,
            path.get(word.len()..).unwrap_or(""),
        ),
    };
    Ok((kind, rest.split('.').filter(|it| !it.is_empty()).collect()))
}

fn explain(kind: Kind, path: &[&str], recursive: bool) -> Result<String, Failure> {
    let info = kind.info();
    let missing = || Failure::text(format!("couldn't find resource for {:?}", info.plural));
    let mut r#type = SchemaType::of(kind).ok_or_else(missing)?;
    let mut out = head(kind);
    let mut values = Vec::new();
    for name in path {
        values = inner(r#type).values_of(name);
        let fields = inner(r#type).fields().unwrap_or_default();
        let field = fields.iter().find(|it| it.name == *name).ok_or_else(|| {
            let last = path.last().unwrap_or(name);
            Failure::text(format!("field {last:?} does not exist"))
        })?;
        r#type = field.r#type;
    }
    if let Some(name) = path.last() {
        field_head(&mut out, name, &r#type.explained(), &values);
    }
    let about = if path.is_empty() {
        format!("{}\n    ", kinds::about(kind))
    } else {
        "<empty>".to_owned()
    };
    let _ = writeln!(out, "DESCRIPTION:\n    {about}");
    let mut list = String::new();
    fields(r#type, 1, recursive, &mut Vec::new(), &mut list);
    if !list.is_empty() {
        let _ = write!(out, "FIELDS:\n{list}");
    }
    Ok(out + "\n")
}

/// What a list or a map holds.
fn inner(r#type: SchemaType) -> SchemaType {
    r#type.items().or_else(|| r#type.values()).map_or(r#type, inner)
}

/// The fields, a line each; with those below them, except where a type would contain itself.
fn fields(
    r#type: SchemaType,
    level: usize,
    recursive: bool,
    above: &mut Vec<SchemaType>,
    out: &mut String,
) {
    let r#type = inner(r#type);
    if above.contains(&r#type) {
        return;
    }
    above.push(r#type);
    for field in r#type.fields().unwrap_or_default() {
        let values = r#type.values_of(field.name);
        line(out, level, (field.name, &field.r#type.explained()), field.is_required, &values);
        if recursive {
            fields(field.r#type, level + 1, recursive, above, out);
        }
    }
    above.pop();
}
