//! What a change prints: a line such as `deployment.apps/web created`, or the object itself.

use super::failure::Failure;
use super::flags::PrintFlags;
use super::gotemplate;
use super::json;
use super::jsonpath;
use super::session::Session;
use super::yaml;
use crate::api::{Kind, Object, Value};

/// Reports a change of an object.
pub(super) fn object(
    session: &mut Session<'_>,
    print: PrintFlags<'_>,
    object: &Object,
    operation: &str,
) -> Result<(), Failure> {
    value(session, print, object.kind(), &object.meta().name, operation, || object.to_value())
}

/// Reports a change that nobody has been told of: `--local`, and dry runs of the client.
pub(super) fn unsent(
    session: &mut Session<'_>,
    print: PrintFlags<'_>,
    object: &Object,
    operation: &str,
    tree: Value,
) -> Result<(), Failure> {
    value(session, print, object.kind(), &object.meta().name, operation, || tree)
}

/// Reports a change of what may not be a whole object yet.
pub(super) fn value(
    session: &mut Session<'_>,
    print: PrintFlags<'_>,
    kind: Kind,
    name: &str,
    operation: &str,
    tree: impl FnOnce() -> Value,
) -> Result<(), Failure> {
    named(session, print, &kind.qualified_singular(), name, operation, tree)
}

/// The same, of what has no kind of its own here.
pub(super) fn named(
    session: &mut Session<'_>,
    flags: PrintFlags<'_>,
    resource: &str,
    name: &str,
    operation: &str,
    tree: impl FnOnce() -> Value,
) -> Result<(), Failure> {
    let line = format!("{resource}/{name}");
    match flags.output {
        None => {
            // `patch` and `taint` set their word after the words of a dry run have been added to it.
            let loses = ["patch", "taint"].contains(&session.args.path);
            let suffix = if loses { "" } else { session.dry_run.suffix() };
            session.line(&format!("{line} {operation}{suffix}"));
        }
        Some("name") => session.line(&line),
        Some(format) => {
            let text = print(&tree(), format)?;
            // Most commands have one printer for all their objects; some have one for each.
            let first = session.args.path.split(' ').next().unwrap_or("");
            let is_new = ["autoscale", "label", "patch", "rollout", "taint"].contains(&first);
            if format == "yaml" && session.has_printed && !is_new {
                session.line("---");
            }
            session.has_printed = true;
            session.streams.out(&text);
        }
    }
    Ok(())
}

/// An object in one of the formats that print it as it is.
pub(super) fn print(tree: &Value, format: &str) -> Result<String, Failure> {
    let (name, template) = format.split_once('=').unwrap_or((format, ""));
    match name {
        "yaml" => Ok(yaml::print(tree)),
        "kyaml" => Ok(yaml::print_kyaml(tree)),
        "json" => Ok(json::indented(tree) + "\n"),
        "jsonpath" | "jsonpath-as-json" => jsonpath::print(template, tree, name != "jsonpath"),
        "go-template" | "template" if !template.is_empty() => go_template(template, tree),
        "go-template" | "template" => {
            Err(Failure::text("template format specified but no template given"))
        }
        _ => Err(unknown_format(format, PRINTED)),
    }
}

/// Source: `staging/src/k8s.io/cli-runtime/pkg/genericclioptions/template_flags.go`.
fn go_template(template: &str, tree: &Value) -> Result<String, Failure> {
    let parsed = gotemplate::Template::parse(template)
        .map_err(|error| Failure::text(format!("error parsing template {template}, {error}")))?;
    parsed.render_some(tree).map_err(|(made, error)| {
        // What kubectl prints on its way to the error. Source: `printers/template.go` `PrintObj`.
        let (raw, object) = (json::compact(tree), jsonpath::go_text(tree));
        Failure::plain(format!(
            "{made}Error executing template: {error}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t{template}\n\traw data was:\n\t\t{raw}\n\tobject given to template engine was:\n\t\t{object}\n\nerror: error executing template {template:?}: {error}"
        ))
    })
}

/// What most commands print; `get` has more.
const PRINTED: &str = "go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml";

/// A command that makes something asks for its printer before.
///
/// # Errors
/// There is none of this name.
pub(super) fn check(flags: PrintFlags<'_>) -> Result<(), Failure> {
    let format = flags.output.unwrap_or("name");
    let name = format.split('=').next().unwrap_or("");
    match PRINTED.split(',').any(|it| it == name) {
        true => Ok(()),
        false => Err(unknown_format(format, PRINTED)),
    }
}

/// Source: `staging/src/k8s.io/cli-runtime/pkg/genericclioptions/printers.go`.
pub(super) fn unknown_format(format: &str, allowed: &str) -> Failure {
    Failure::text(format!(
        "unable to match a printer suitable for the output format {format:?}, allowed formats are: {allowed}"
    ))
}
