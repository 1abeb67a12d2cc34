//! `kubectl get`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/get/get.go`.

mod custom;
mod events;
mod raw;
mod scale;
mod sort;
mod watch;

pub(super) use self::events::{EventsFlags, events};
pub(super) use self::watch::Watching;

use super::columns::Column;
use super::failure::{Failure, Problem};
use super::flags::{FilenameFlags, PrintFlags, SelectorFlags, flags};
use super::kinds;
use super::report::{self, unknown_format};
use super::resource::{self, Found, Nameless, Query};
use super::session::{Ran, Session, Step};
use super::table;
use crate::api::{Kind, Object, Reason, Value, autoscaler_to_v1, format_labels};
use crate::apiserver::Store;
use serde_json::json;

flags! {
    /// Source: `GetOptions`.
    pub(super) struct GetFlags<'a> {
        [files: FilenameFlags<'a>]
        [labels: SelectorFlags<'a>]
        [print: PrintFlags<'a>]
        all_namespaces: switch "all-namespaces" / "A";
        field_selector: text "field-selector";
        watch: switch "watch" / "w";
        watch_only: switch "watch-only";
        ignore_not_found: switch "ignore-not-found";
        no_headers: switch "no-headers";
        show_labels: switch "show-labels";
        label_columns: list "label-columns" / "L";
        show_kind: switch "show-kind";
        sort_by: text "sort-by";
        output_watch_events: switch "output-watch-events";
        subresource: text "subresource";
        raw: text "raw";
        _: "chunk-size=number server-print";
    }
}

impl<'a> GetFlags<'a> {
    fn query(&self) -> Query<'a> {
        Query {
            files: self.files,
            selector: self.labels.selector,
            field_selector: self.field_selector,
            all_namespaces: self.all_namespaces,
            ..Query::default()
        }
    }

    fn watches(&self) -> bool {
        self.watch || self.watch_only
    }
}

pub(super) fn run(session: &mut Session<'_>, flags: &GetFlags<'_>) -> Ran<Watching> {
    let words = &session.args.words;
    if let Some(path) = flags.raw {
        return raw::run(session, flags, path).map(|()| Step::Done);
    }
    if words.is_empty() && !flags.files.is_given() {
        return Err(nothing_to_get(session));
    }
    check(flags)?;
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
        _ => Err(unknown_format(format)),
    }
}

fn name_line(object: &Object) -> String {
    format!("{}/{}\n", object.kind().qualified_singular(), object.meta().name)
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

/// How rows are to look.
#[derive(Clone, Copy)]
struct Look<'a> {
    flags: &'a GetFlags<'a>,
    /// Whether names stand with their kinds.
    prefix: bool,
    now_ms: i64,
}

impl Look<'_> {
    fn with_namespace(&self, kind: Kind) -> bool {
        self.flags.all_namespaces && kind.info().namespaced
    }
}

fn columns_of(kind: Kind, wide: bool, store: &Store) -> Vec<Column> {
    kinds::columns(kind, store).into_iter().filter(|it| wide || !it.wide).collect()
}

fn heading(kind: Kind, columns: &[Column], look: &Look<'_>) -> Vec<String> {
    let flags = look.flags;
    let mut row: Vec<String> = Vec::new();
    row.extend(look.with_namespace(kind).then(|| "NAMESPACE".to_owned()));
    row.extend(columns.iter().map(|it| it.header.clone().into_owned()));
    row.extend(flags.label_columns.iter().map(|it| label_header(it)));
    row.extend(flags.show_labels.then(|| "LABELS".to_owned()));
    row
}

fn cells(object: &Object, columns: &[Column], look: &Look<'_>) -> Vec<String> {
    let (flags, kind) = (look.flags, object.kind());
    let with_namespace = look.with_namespace(kind);
    let mut row: Vec<String> = Vec::new();
    row.extend(with_namespace.then(|| object.meta().namespace.to_string()));
    row.extend(columns.iter().map(|it| it.cell.text(object, look.now_ms)));
    if look.prefix
        && kind != Kind::Event
        && let Some(cell) = row.get_mut(usize::from(with_namespace))
    {
        *cell = format!("{}/{cell}", kind.qualified_singular());
    }
    let own = &object.meta().labels;
    row.extend(flags.label_columns.iter().map(|it| own.get(it).cloned().unwrap_or_default()));
    row.extend(flags.show_labels.then(|| format_labels(own)));
    row
}

fn one_table(session: &Session<'_>, look: Look<'_>, objects: &[Object], wide: bool) -> String {
    let Some(kind) = objects.first().map(Object::kind) else { return String::new() };
    let columns = columns_of(kind, wide, session.cluster.store());
    let mut rows = Vec::new();
    rows.extend((!look.flags.no_headers).then(|| heading(kind, &columns, &look)));
    rows.extend(objects.iter().map(|it| cells(it, &columns, &look)));
    table::rows(&rows)
}

/// `-L example.com/tier` gets the heading TIER.
fn label_header(key: &str) -> String {
    key.rsplit('/').next().unwrap_or(key).to_ascii_uppercase()
}
