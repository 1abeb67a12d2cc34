//! `kubectl label` and `kubectl annotate`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/{label/label,annotate/annotate}.go`.

use super::failure::{Failure, Problem};
use super::flags::{
    DryRunFlags, FieldManagerFlags, FilenameFlags, PrintFlags, RecordFlags, SelectorFlags, flags,
};
use super::resource::{self, Query};
use super::session::{CHANGE_CAUSE, DryRun, Ran, Session, Step};
use super::set::{NO_RESOURCES, split_pairs};
use super::{report, visitor};
use crate::api::{Object, Value};
use crate::apiserver::label_value_errors;
use crate::sorted::SortedMap;

flags! {
    /// Source: `LabelOptions`, `AnnotateOptions`.
    pub(super) struct LabelFlags<'a>: DryRunFlags, FieldManagerFlags, RecordFlags {
        [files: FilenameFlags<'a>]
        [labels: SelectorFlags<'a>]
        [print: PrintFlags<'a>]
        all: switch "all";
        all_namespaces: switch "all-namespaces" / "A";
        field_selector: text "field-selector";
        overwrite: switch "overwrite";
        list: switch "list";
        local: switch "local";
        resource_version: text "resource-version";
    }
}

/// What tells the two commands apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Label,
    Annotation,
}

impl What {
    fn noun(self) -> &'static str {
        if self == Self::Label { "label" } else { "annotation" }
    }

    fn of(self, object: &Object) -> &SortedMap<String, String> {
        let meta = object.meta();
        if self == Self::Label { &meta.labels } else { &meta.annotations }
    }

    fn of_mut(self, object: &mut Object) -> &mut SortedMap<String, String> {
        let meta = object.meta_mut();
        if self == Self::Label { &mut meta.labels } else { &mut meta.annotations }
    }
}

pub(super) fn labels(session: &mut Session<'_>, flags: &LabelFlags<'_>) -> Ran {
    run(session, flags, What::Label)
}

pub(super) fn annotations(session: &mut Session<'_>, flags: &LabelFlags<'_>) -> Ran {
    run(session, flags, What::Annotation)
}

/// Why the flags make no sense together; empty where they do.
/// Source: `LabelOptions.Validate`, `AnnotateOptions.Validate`.
fn refusal(
    session: &Session<'_>,
    flags: &LabelFlags<'_>,
    resources: &[String],
    what: What,
) -> &'static str {
    let is_label = what == What::Label;
    let given = |it: Option<&str>| !it.unwrap_or("").is_empty();
    let by_files = flags.files.is_given();
    if is_label && flags.list && given(flags.print.output) {
        "--list and --output may not be specified together"
    } else if flags.all && given(flags.labels.selector) {
        "cannot set --all and --selector at the same time"
    } else if flags.all && given(flags.field_selector) {
        "cannot set --all and --field-selector at the same time"
    } else if flags.local && session.dry_run == DryRun::Server {
        "cannot specify --local and --dry-run=server - did you mean --dry-run=client?"
    } else if flags.local && !resources.is_empty() {
        match is_label {
            true => {
                "can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set"
            }
            false => {
                "can only use local files by -f rsrc.yaml or --filename=rsrc.json when --local=true is set"
            }
        }
    } else if flags.local && !by_files {
        match is_label {
            true => "one or more files must be specified as -f pod.yaml or --filename=pod.json",
            false => "one or more files must be specified as -f rsrc.yaml or --filename=rsrc.json",
        }
    } else if !flags.local && !by_files && resources.is_empty() {
        NO_RESOURCES
    } else {
        ""
    }
}

/// What to set and what to remove.
struct Changes {
    set: SortedMap<String, String>,
    remove: Vec<String>,
}

fn run(session: &mut Session<'_>, flags: &LabelFlags<'_>, what: What) -> Ran {
    let noun = what.noun();
    let (resources, pairs) = split_pairs(&session.args.words, noun)?;
    let changes = changes(&pairs, what)?;
    let why = refusal(session, flags, &resources, what);
    if !why.is_empty() {
        return Err(Failure::text(why));
    }
    if pairs.is_empty() && !flags.list {
        return Err(Failure::text(format!("at least one {noun} update is required")));
    }
    let query = Query {
        files: flags.files,
        selector: flags.labels.selector,
        field_selector: flags.field_selector,
        all: flags.all,
        all_namespaces: flags.all_namespaces,
        local: flags.local,
    };
    let found = resource::find_or_local(session, query, &resources)?;
    let is_one = match flags.files.is_given() {
        true => visitor::is_one(session, flags.files),
        false => found.wanted.keys.len() == 1,
    };
    if !is_one && flags.resource_version.is_some() {
        return Err(Failure::text("--resource-version may only be used with a single resource"));
    }
    let mut problems = found.problems;
    for (index, object) in found.objects.iter().enumerate() {
        let written = found.written.get(index);
        if let Err(failure) = one(session, flags, object, &changes, (what, is_one, written)) {
            problems.extend(failure.problems);
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}

fn changes(pairs: &[String], what: What) -> Result<Changes, Failure> {
    let mut changes = Changes { set: SortedMap::new(), remove: Vec::new() };
    for pair in pairs {
        match pair.split_once('=') {
            Some((_, value)) if what == What::Label && value.contains('=') => {
                return Err(Failure::text(format!("invalid label spec: {pair}")));
            }
            Some((key, value)) => {
                let details = match what {
                    What::Label => label_value_errors(value),
                    What::Annotation => Vec::new(),
                };
                if !details.is_empty() {
                    let details = details.join(";");
                    return Err(Failure::text(format!("invalid label value: {pair:?}: {details}")));
                }
                changes.set.insert(key.to_owned(), value.to_owned());
            }
            None => changes.remove.push(pair.trim_end_matches('-').to_owned()),
        }
    }
    let both = changes.remove.iter().filter(|it| changes.set.contains_key(*it)).cloned();
    let both: Vec<String> = both.collect();
    if both.is_empty() {
        return Ok(changes);
    }
    // Source: `parseLabels`, `validateAnnotations`.
    Err(match what {
        What::Label => Failure::text("can not both modify and remove a label in the same command"),
        What::Annotation => Failure::text(format!(
            "can not both modify and remove the following annotation(s) in the same command: {}",
            both.join(", ")
        )),
    })
}

fn list(session: &mut Session<'_>, object: &Object, what: What, is_one: bool) {
    if !is_one {
        let info = object.kind().info();
        let (kind, group, name) = (info.kind, info.group, &object.meta().name);
        session.line(&format!("Listing {}s for {kind}.{group}/{name}:", what.noun()));
    }
    let indent = if is_one { "" } else { " " };
    for (key, value) in what.of(object) {
        session.line(&format!("{indent}{key}={value}"));
    }
}

fn one(
    session: &mut Session<'_>,
    flags: &LabelFlags<'_>,
    object: &Object,
    changes: &Changes,
    (what, is_one, written): (What, bool, Option<&Value>),
) -> Result<(), Failure> {
    if !flags.overwrite {
        check_overwrites(what.of(object), changes, what)?;
    }
    let mut changed = object.clone();
    let map = what.of_mut(&mut changed);
    let adds = changes.set.iter().any(|(key, value)| map.get(key) != Some(value));
    let mut missing = Vec::new();
    for key in &changes.remove {
        if map.remove(key).is_none() {
            missing.push(format!("{} {key:?} not found.", what.noun()));
        }
    }
    let removes = missing.len() < changes.remove.len();
    map.extend(changes.set.clone());
    if flags.list {
        list(session, &changed, what, is_one);
        return Ok(());
    }
    let operation = match (what, adds, removes) {
        (What::Annotation, ..) => "annotated",
        (What::Label, true, true) => "modified",
        (What::Label, true, false) => "labeled",
        (What::Label, false, true) => "unlabeled",
        (What::Label, false, false) => "not labeled",
    };
    if let Some(written) = written {
        let mut tree = written.clone();
        tree["metadata"][&format!("{}s", what.noun())] = texts(what.of(&changed));
        return report::unsent(session, flags.print, object, operation, tree);
    }
    if what == What::Label && session.dry_run != DryRun::Client {
        missing.iter().for_each(|it| session.line(it));
    }
    if let Some(version) = flags.resource_version {
        changed.meta_mut().resource_version = version.into();
    }
    let stored = session.update(object, changed).map_err(Failure::from)?;
    report::object(session, flags.print, stored.as_ref().unwrap_or(object), operation)
}

fn texts(map: &SortedMap<String, String>) -> Value {
    let pairs = map.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str())));
    Value::Object(crate::sorted::map_of(pairs))
}

fn check_overwrites(
    now: &SortedMap<String, String>,
    changes: &Changes,
    what: What,
) -> Result<(), Failure> {
    let mut taken: Vec<String> = Vec::new();
    for (key, value) in &changes.set {
        let before = now.get(key).filter(|it| *it != value);
        if let Some(before) = before.filter(|_| what == What::Label || key != CHANGE_CAUSE) {
            taken.push(format!("'{key}' already has a value ({before})"));
        }
    }
    if taken.is_empty() {
        return Ok(());
    }
    match what {
        What::Label => Failure::check(
            taken
                .into_iter()
                .map(|it| Problem::Text(format!("{it}, and --overwrite is false")))
                .collect(),
        ),
        What::Annotation => Err(Failure::text(format!(
            "--overwrite is false but found the following declared annotation(s): {}",
            taken.join("; ")
        ))),
    }
}
