//! `kubectl get`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/get/get.go`.

mod custom;
mod events;
mod flags;
mod raw;
mod rows;
mod scale;
mod sort;
mod watch;

pub(super) use self::events::{EventsFlags, events};
pub(super) use self::flags::GetFlags;
pub(super) use self::watch::Watching;

use self::rows::{Look, cells, columns_of, heading, name_line};
use super::failure::{Failure, Problem};
use super::report::{self, unknown_format};
use super::resource::{self, Found, Nameless};
use super::session::{Ran, Session, Step};
use super::table;
use crate::api::{Object, Reason, Value, autoscaler_to_v1};
use serde_json::json;

pub(super) fn run(session: &mut Session<'_>, flags: &GetFlags<'_>) -> Ran<Watching> {
    let words = &session.args.words;
    if let Some(path) = flags.raw {
        return raw::run(session, flags, path).map(|()| Step::Done);
    }
    if words.is_empty() && !flags.files.is_given() {
        return Err(nothing_to_get(session));
    }
    check(flags)?;
    if let [word] = words.as_slice()
        && matches!(word.as_str(), "componentstatuses" | "componentstatus" | "cs")
        && matches!(flags.print.output, None | Some("wide"))
    {
        raw::component_statuses(session, flags);
        return Ok(Step::Done);
    }
    let mut found = resource::find(session, flags.query(), words, Nameless::All)?;
    resource::warn_deprecated(session, &found.wanted);
    if flags.ignore_not_found {
        found.problems.retain(|it| !it.is(Reason::NotFound));
    }
    if scale::run(session, flags, &found)? {
        return Ok(Step::Done);
    }
    if let Some(path) = flags.sort_by.filter(|it| !it.is_empty()) {
        sort::by_path(&mut found.objects, path)?;
    }
    if flags.watches() {
        if flags.sort_by.is_some() {
            session.streams.err(match flags.watch {
                true => "warning: --watch requested, --sort-by will be ignored for watch events received\n",
                false => "warning: --watch-only requested, --sort-by will be ignored\n",
            });
        }
        return watch::start(session, flags, found);
    }
    let problems = std::mem::take(&mut found.problems);
    let text = show(session, flags, &found, &problems)?;
    session.streams.out(&text);
    Failure::check(problems)?;
    Ok(Step::Done)
}

/// Source: `GetOptions.Validate`.
fn check(flags: &GetFlags<'_>) -> Result<(), Failure> {
    let format = flags.print.output.unwrap_or("");
    if flags.show_labels && !["", "wide"].contains(&format) {
        return Err(Failure::text(format!(
            "--show-labels option cannot be used with {format} printer"
        )));
    }
    if flags.output_watch_events && !flags.watches() {
        return Err(Failure::text(
            "--output-watch-events option can only be used with --watch or --watch-only",
        ));
    }
    Ok(())
}

fn nothing_to_get(session: &mut Session<'_>) -> Failure {
    session.streams.err("You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of supported resources.\n\n");
    Failure::text(
        "Required resource not specified.\nUse \"kubectl explain <resource>\" for a detailed description of that resource (e.g. kubectl explain pods).\nSee 'kubectl get -h' for help and examples",
    )
}

fn show(
    session: &mut Session<'_>,
    flags: &GetFlags<'_>,
    found: &Found,
    problems: &[Problem],
) -> Result<String, Failure> {
    let format = flags.print.output.unwrap_or("");
    let (name, detail) = format.split_once('=').unwrap_or((format, ""));
    match name {
        "" | "wide" => Ok(tables(session, flags, (found, problems), name == "wide")),
        "name" => Ok(found.objects.iter().map(name_line).collect()),
        "custom-columns" => custom::print(&found.objects, detail, !flags.no_headers),
        "yaml" | "kyaml" | "json" | "jsonpath" | "jsonpath-as-json" | "go-template"
        | "template" => {
            if found.objects.is_empty() && !problems.is_empty() {
                return Ok(String::new());
            }
            let mut tree = tree(found);
            if session.args.words.iter().any(|it| it.contains(".v1.autoscaling")) {
                in_old_version(&mut tree);
            }
            let is_whole = ["yaml", "kyaml", "json"].contains(&name);
            if !is_whole || flags.print.show_managed_fields {
                add_managed_fields(session, &found.objects, &mut tree);
            }
            report::print(&tree, format)
        }
        _ => Err(unknown_format(
            format,
            "custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml",
        )),
    }
}

/// Adds who owns the fields, which the printers of whole objects leave out.
fn add_managed_fields(session: &Session<'_>, objects: &[Object], tree: &mut Value) {
    let add = |object: &Object, it: &mut Value| {
        if let Some(fields) = session.cluster.managed_fields(&object.key()) {
            it["metadata"]["managedFields"] = fields;
        }
    };
    match (objects, tree.get_mut("items").and_then(Value::as_array_mut)) {
        (_, Some(items)) => objects.iter().zip(items).for_each(|(object, it)| add(object, it)),
        ([one], None) => add(one, tree),
        _ => {}
    }
}

/// What is asked for as `hpa.v1.autoscaling`.
fn in_old_version(tree: &mut Value) {
    if tree["kind"] == "HorizontalPodAutoscaler" {
        return autoscaler_to_v1(tree);
    }
    if let Some(items) = tree.get_mut("items").and_then(Value::as_array_mut) {
        items.iter_mut().for_each(in_old_version);
    }
}

/// One object as itself; what was asked for as a list as a List.
fn tree(found: &Found) -> Value {
    match found.objects.as_slice() {
        [one] if found.wanted.keys.len() == 1 => one.to_value(),
        several => {
            let items: Vec<Value> = several.iter().map(Object::to_value).collect();
            json!({"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": items})
        }
    }
}

fn tables(
    session: &mut Session<'_>,
    flags: &GetFlags<'_>,
    (found, problems): (&Found, &[Problem]),
    wide: bool,
) -> String {
    // What was asked for by name and is not there does not count.
    let mut kinds = found.objects.iter().map(Object::kind);
    let first = kinds.next();
    let is_mixed = match found.wanted.kinds.len() {
        0 => kinds.any(|it| Some(it) != first),
        listed => listed > 1,
    };
    let prefix = is_mixed || flags.show_kind;
    let (mut texts, now_ms) = (Vec::new(), session.now_ms());
    for group in found.objects.chunk_by(|a, b| a.kind() == b.kind()) {
        texts.push(one_table(session, Look { flags, prefix, now_ms }, group, wide));
    }
    if texts.is_empty() && problems.is_empty() && !flags.ignore_not_found {
        let text = no_resources(session, flags, found);
        session.streams.err(&text);
    }
    texts.join(if flags.no_headers { "" } else { "\n" })
}

fn no_resources(session: &Session<'_>, flags: &GetFlags<'_>, found: &Found) -> String {
    let namespaced = found.wanted.kinds.iter().all(|it| it.info().namespaced);
    if namespaced && !flags.all_namespaces {
        return format!("No resources found in {} namespace.\n", session.namespace());
    }
    "No resources found\n".to_owned()
}

fn one_table(session: &Session<'_>, look: Look<'_>, objects: &[Object], wide: bool) -> String {
    let Some(kind) = objects.first().map(Object::kind) else { return String::new() };
    let columns = columns_of(kind, wide, session.cluster.store());
    let mut rows = Vec::new();
    rows.extend((!look.flags.no_headers).then(|| heading(kind, &columns, &look)));
    rows.extend(objects.iter().map(|it| cells(it, &columns, &look)));
    table::rows(&rows)
}
