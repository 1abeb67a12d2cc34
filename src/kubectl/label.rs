//! `kubectl label` and `kubectl annotate`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/{label/label,annotate/annotate}.go`.

use super::failure::{Failure, Problem};
use super::resource::{self, Nameless};
use super::session::{CHANGE_CAUSE, Ran, Session, Step};
use super::set::split_pairs;
use super::{json, report};
use crate::api::Object;
use crate::sorted::SortedMap;

pub(super) const FLAGS: &str = "overwrite list local resource-version=text";

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

pub(super) fn labels(session: &mut Session<'_>) -> Ran {
    run(session, What::Label)
}

pub(super) fn annotations(session: &mut Session<'_>) -> Ran {
    run(session, What::Annotation)
}

/// What to set and what to remove.
struct Changes {
    set: SortedMap<String, String>,
    remove: Vec<String>,
}

fn run(session: &mut Session<'_>, what: What) -> Ran {
    let noun = what.noun();
    let (resources, pairs) = split_pairs(&session.args.words, noun)?;
    if resources.is_empty() && !session.args.given("filename") {
        return Err(Failure::text(
            "one or more resources must be specified as <resource> <name> or <resource>/<name>",
        ));
    }
    let changes = changes(&pairs, what)?;
    let listing = session.args.on("list");
    if pairs.is_empty() && !listing {
        return Err(Failure::text(format!("at least one {noun} update is required")));
    }
    let found = resource::find(session, &resources, Nameless::Refuse)?;
    if found.objects.is_empty() && found.problems.is_empty() {
        session.streams.err("No resources found\n");
    }
    let several = found.objects.len() > 1;
    let mut problems = found.problems;
    for object in &found.objects {
        if listing && pairs.is_empty() {
            list(session, object, what, several);
        } else if let Err(failure) = one(session, object, &changes, what) {
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
                if what == What::Label && !is_label_value(value) {
                    return Err(Failure::text(format!(
                        "invalid label value: {pair:?}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
                    )));
                }
                changes.set.insert(key.to_owned(), value.to_owned());
            }
            None => changes.remove.push(pair.trim_end_matches('-').to_owned()),
        }
    }
    if changes.remove.iter().any(|it| changes.set.contains_key(it)) {
        return Err(Failure::text(match what {
            What::Label => "can not both modify and remove a label in the same command",
            What::Annotation => "can not both modify and remove an annotation in the same command",
        }));
    }
    Ok(changes)
}

fn is_label_value(value: &str) -> bool {
    let allowed = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
    let edge = |it: Option<char>| it.is_none_or(|it| it.is_ascii_alphanumeric());
    value.len() <= 63
        && value.chars().all(allowed)
        && edge(value.chars().next())
        && edge(value.chars().next_back())
}

fn list(session: &mut Session<'_>, object: &Object, what: What, several: bool) {
    if several {
        let singular = object.kind().info().singular;
        session.line(&format!("Listing {}s for {singular}/{}:", what.noun(), object.meta().name));
    }
    for (key, value) in what.of(object) {
        session.line(&format!("{key}={value}"));
    }
}

fn one(
    session: &mut Session<'_>,
    object: &Object,
    changes: &Changes,
    what: What,
) -> Result<(), Failure> {
    if !session.args.on("overwrite") {
        check_overwrites(what.of(object), changes, what)?;
    }
    let mut changed = object.clone();
    let map = what.of_mut(&mut changed);
    let mut missing = Vec::new();
    for key in &changes.remove {
        if map.remove(key).is_none() {
            missing.push(format!("{} {key:?} not found.", what.noun()));
        }
    }
    map.extend(changes.set.clone());
    if what == What::Label {
        missing.iter().for_each(|it| session.line(it));
    }
    let operation = operation(session, object, &changed, what);
    let stored = session.update(object, changed).map_err(Failure::from)?;
    report::object(session, stored.as_ref().unwrap_or(object), operation)
}

/// Source: `updateDataChangeMsg`.
fn operation(session: &Session<'_>, old: &Object, new: &Object, what: What) -> &'static str {
    let length = |it: &Object| json::compact(&it.to_value()).len();
    match what {
        What::Annotation => "annotated",
        What::Label if old == new => "not labeled",
        What::Label if !session.args.on("overwrite") && length(new) < length(old) => "unlabeled",
        What::Label => "labeled",
    }
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
