//! `kubectl get`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/get/get.go`.

mod custom;
mod events;
mod raw;
mod scale;
mod sort;
mod watch;

pub(super) use self::events::events;
pub(super) use self::watch::Watching;

use super::columns::Column;
use super::failure::{Failure, Problem};
use super::flags::Args;
use super::kinds;
use super::report::{self, unknown_format};
use super::resource::{self, Found, Nameless};
use super::session::{Ran, Session, Step};
use super::table;
use crate::api::{Kind, Object, Reason, Value, autoscaler_to_v1, format_labels};
use crate::apiserver::Store;
use serde_json::json;

pub(super) const FLAGS: &str = "watch/w watch-only ignore-not-found no-headers show-labels \
    label-columns/L=list show-kind sort-by=text output-watch-events chunk-size=number \
    server-print subresource=text raw=text";

pub(super) fn run(session: &mut Session<'_>) -> Ran {
    if let Some(path) = session.args.flag("raw").map(str::to_owned) {
        return raw::run(session, &path);
    }
    if session.args.words.is_empty() && !session.args.by_files() {
        return Err(nothing_to_get(session));
    }
    check(&session.args)?;
    let words = session.args.words.clone();
    let mut found = resource::find(session, &words, Nameless::All)?;
    resource::warn_deprecated(session, &found.wanted);
    if session.args.on("ignore-not-found") {
        found.problems.retain(|it| !it.is(Reason::NotFound));
    }
    if let Some(step) = scale::run(session, &found)? {
        return Ok(step);
    }
    if let Some(path) = session.args.flag("sort-by").filter(|it| !it.is_empty()) {
        sort::by_path(&mut found.objects, path)?;
    }
    if session.args.on("watch") || session.args.on("watch-only") {
        if session.args.given("sort-by") {
            session.streams.err(match session.args.on("watch") {
                true => "warning: --watch requested, --sort-by will be ignored for watch events received\n",
                false => "warning: --watch-only requested, --sort-by will be ignored\n",
            });
        }
        return watch::start(session, found);
    }
    let problems = std::mem::take(&mut found.problems);
    let text = show(session, &found, &problems)?;
    session.streams.out(&text);
    Failure::check(problems)?;
    Ok(Step::Done)
}

/// Source: `GetOptions.Validate`.
fn check(args: &Args) -> Result<(), Failure> {
    let format = args.flag("output").unwrap_or("");
    if args.on("show-labels") && !["", "wide"].contains(&format) {
        return Err(Failure::text(format!(
            "--show-labels option cannot be used with {format} printer"
        )));
    }
    if args.on("output-watch-events") && !args.on("watch") && !args.on("watch-only") {
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

fn show(session: &mut Session<'_>, found: &Found, problems: &[Problem]) -> Result<String, Failure> {
    let format = session.args.flag("output").unwrap_or("").to_owned();
    let (name, detail) = format.split_once('=').unwrap_or((&format, ""));
    match name {
        "" | "wide" => Ok(tables(session, found, problems, name == "wide")),
        "name" => Ok(found.objects.iter().map(name_line).collect()),
        "custom-columns" => custom::print(&found.objects, detail, !session.args.on("no-headers")),
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
            if !is_whole || session.args.on("show-managed-fields") {
                add_managed_fields(session, &found.objects, &mut tree);
            }
            report::print(&tree, &format)
        }
        _ => Err(unknown_format(&format)),
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

fn tables(session: &mut Session<'_>, found: &Found, problems: &[Problem], wide: bool) -> String {
    // What was asked for by name and is not there does not count.
    let mut kinds = found.objects.iter().map(Object::kind);
    let first = kinds.next();
    let is_mixed = match found.wanted.kinds.len() {
        0 => kinds.any(|it| Some(it) != first),
        listed => listed > 1,
    };
    let prefix = is_mixed || session.args.on("show-kind");
    let mut texts = Vec::new();
    for group in found.objects.chunk_by(|a, b| a.kind() == b.kind()) {
        texts.push(one_table(session, group, prefix, wide));
    }
    if texts.is_empty() && problems.is_empty() && !session.args.on("ignore-not-found") {
        let text = no_resources(session, found);
        session.streams.err(&text);
    }
    texts.join(if session.args.on("no-headers") { "" } else { "\n" })
}

fn no_resources(session: &Session<'_>, found: &Found) -> String {
    let namespaced = found.wanted.kinds.iter().all(|it| it.info().namespaced);
    if namespaced && !session.args.on("all-namespaces") {
        return format!("No resources found in {} namespace.\n", session.namespace());
    }
    "No resources found\n".to_owned()
}

/// How rows are to look.
struct Look<'a> {
    args: &'a Args,
    /// Whether names stand with their kinds.
    prefix: bool,
    now_ms: i64,
}

impl Look<'_> {
    fn with_namespace(&self, kind: Kind) -> bool {
        self.args.on("all-namespaces") && kind.info().namespaced
    }
}

fn columns_of(kind: Kind, wide: bool, store: &Store) -> Vec<Column> {
    kinds::columns(kind, store).into_iter().filter(|it| wide || !it.wide).collect()
}

fn heading(kind: Kind, columns: &[Column], look: &Look<'_>) -> Vec<String> {
    let args = look.args;
    let mut row: Vec<String> = Vec::new();
    row.extend(look.with_namespace(kind).then(|| "NAMESPACE".to_owned()));
    row.extend(columns.iter().map(|it| it.header.clone().into_owned()));
    row.extend(args.list("label-columns").iter().map(|it| label_header(it)));
    row.extend(args.on("show-labels").then(|| "LABELS".to_owned()));
    row
}

fn cells(object: &Object, columns: &[Column], look: &Look<'_>) -> Vec<String> {
    let (args, kind) = (look.args, object.kind());
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
    let labels = args.list("label-columns");
    row.extend(labels.iter().map(|it| own.get(it).cloned().unwrap_or_default()));
    row.extend(args.on("show-labels").then(|| format_labels(own)));
    row
}

fn one_table(session: &Session<'_>, objects: &[Object], prefix: bool, wide: bool) -> String {
    let Some(kind) = objects.first().map(Object::kind) else { return String::new() };
    let columns = columns_of(kind, wide, session.cluster.store());
    let look = Look { args: &session.args, prefix, now_ms: session.now_ms() };
    let mut rows = Vec::new();
    rows.extend((!session.args.on("no-headers")).then(|| heading(kind, &columns, &look)));
    rows.extend(objects.iter().map(|it| cells(it, &columns, &look)));
    table::rows(&rows)
}

/// `-L example.com/tier` gets the heading TIER.
fn label_header(key: &str) -> String {
    key.rsplit('/').next().unwrap_or(key).to_ascii_uppercase()
}
