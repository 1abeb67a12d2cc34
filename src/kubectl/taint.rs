//! `kubectl taint`. Source: `staging/src/k8s.io/kubectl/pkg/cmd/taint/{taint,utils}.go`.

use super::failure::{Failure, Problem};
use super::flags::{
    DryRunFlags, FieldManagerFlags, PrintFlags, SelectorFlags, ValidateFlags, flags,
};
use super::report;
use super::resource::{self, Nameless, Query};
use super::session::{Ran, Session, Step};
use crate::api::{Kind, Object, Taint};
use crate::apiserver::{label_value_errors, qualified_name_errors};
use std::rc::Rc;

flags! {
    /// Source: `taint.go` `TaintOptions`.
    pub(super) struct TaintFlags<'a>: DryRunFlags, FieldManagerFlags, ValidateFlags {
        [print: PrintFlags<'a>]
        [labels: SelectorFlags<'a>]
        all: switch "all";
        overwrite: switch "overwrite";
    }
}

/// What `kubectl taint` is asked to do.
#[derive(Default)]
struct Taints {
    add: Vec<Taint>,
    /// Key and effect; an empty effect means all.
    remove: Vec<(String, String)>,
}

pub(super) fn taint(session: &mut Session<'_>, flags: &TaintFlags<'_>) -> Ran {
    let words = &session.args.words;
    let is_spec = |it: &&String| it.contains(':') || it.contains('=') || it.ends_with('-');
    let at = words.iter().position(|it| is_spec(&it)).unwrap_or(words.len());
    let (resources, specs) = words.split_at(at);
    if resources.is_empty() {
        return Err(Failure::text("one or more resources must be specified as <resource> <name>"));
    }
    if let Some(stray) = specs.iter().find(|it| !is_spec(it)) {
        let text = format!("all resources must be specified before taint changes: {stray}");
        return Err(Failure::text(text));
    }
    if specs.is_empty() {
        return Err(Failure::text("at least one taint update is required"));
    }
    let taints = parse_taints(specs).map_err(|error| Failure::usage(&error, "kubectl taint"))?;
    check_taints(session, flags, resources, &taints)?;
    let query = Query { selector: flags.labels.selector, all: flags.all, ..Query::default() };
    let found = resource::find(session, query, resources, Nameless::Refuse)?;
    let mut problems = found.problems;
    for object in &found.objects {
        let Object::Node(node) = object else { continue };
        let mut changed = Rc::clone(node);
        let list = &mut Rc::make_mut(&mut changed).spec.taints;
        match apply_taints(list, &taints, flags.overwrite, &node.metadata.name) {
            Err(error) => problems.push(Problem::Text(error)),
            Ok(done) => {
                let stored = session.update(object, Object::Node(changed))?;
                report::object(session, flags.print, stored.as_ref().unwrap_or(object), done)?;
            }
        }
    }
    Failure::check(problems)?;
    Ok(Step::Done)
}

/// Source: `TaintOptions.Validate`.
fn check_taints(
    session: &Session<'_>,
    flags: &TaintFlags<'_>,
    resources: &[String],
    taints: &Taints,
) -> Result<(), Failure> {
    let word = resources.first().map(|it| it.to_lowercase()).unwrap_or_default();
    let word = word.split_once('/').map_or(&*word, |it| it.0);
    if resource::find_kind(session, word)? != Kind::Node {
        let text = format!("invalid resource type {word}, only node types are supported");
        return Err(Failure::text(text));
    }
    let clash = |it: &&(String, String)| {
        taints.add.iter().any(|add| add.key == it.0 && (it.1.is_empty() || add.effect == it.1))
    };
    let clashes = taints.remove.iter().filter(clash);
    let clashes: Vec<String> = clashes.map(|(key, effect)| format!("{key}={effect}")).collect();
    if !clashes.is_empty() {
        return Err(Failure::text(format!(
            "can not both modify and remove the following taint(s) in the same command: {}",
            clashes.join(", ")
        )));
    }
    let (all, selects) = (flags.all, flags.labels.selector.is_some());
    if all && selects {
        let text = "setting 'all' parameter with a non empty selector is prohibited";
        return Err(Failure::text(text));
    }
    if !all && !selects && resources.len() < 2 && !resources.iter().any(|it| it.contains('/')) {
        return Err(Failure::text(
            "at least one resource name must be specified since 'all' parameter is not set",
        ));
    }
    Ok(())
}

/// Source: `parseTaints`.
fn parse_taints(specs: &[String]) -> Result<Taints, String> {
    let mut taints = Taints::default();
    for spec in specs {
        if let Some(spec) = spec.strip_suffix('-') {
            let taint = parse_taint(spec)?;
            taints.remove.push((taint.key, taint.effect));
            continue;
        }
        let taint = parse_taint(spec)?;
        if taint.effect.is_empty() {
            return Err(format!("invalid taint spec: {spec}"));
        }
        if taints.add.iter().any(|it| same(it, &taint)) {
            // Go prints the struct.
            let Taint { key, value, effect, .. } = taint;
            return Err(format!(
                "duplicated taints with the same key and effect: {{{key} {value} {effect} <nil>}}"
            ));
        }
        taints.add.push(taint);
    }
    Ok(taints)
}

/// Reads `key=value:effect`, `key:effect` or `key`.
fn parse_taint(spec: &str) -> Result<Taint, String> {
    const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
    let wrong = |details: &[String]| format!("invalid taint spec: {spec}, {}", details.join("; "));
    let parts: Vec<&str> = spec.split(':').collect();
    let (pair, effect) = match parts.as_slice() {
        [key] => (*key, ""),
        [pair, effect] if EFFECTS.contains(effect) => (*pair, *effect),
        [_, effect] => {
            return Err(format!("invalid taint effect: {effect}, unsupported taint effect"));
        }
        _ => return Err(format!("invalid taint spec: {spec}")),
    };
    let (key, value) = match pair.split_once('=').filter(|_| !effect.is_empty()) {
        Some((_, value)) if value.contains('=') => {
            return Err(format!("invalid taint spec: {spec}"));
        }
        Some((key, value)) => (key, value),
        None => (pair, ""),
    };
    let details = label_value_errors(value);
    if !details.is_empty() {
        return Err(wrong(&details));
    }
    let details = qualified_name_errors(key);
    if !details.is_empty() {
        return Err(wrong(&details));
    }
    let (key, value, effect) = (key.to_owned(), value.to_owned(), effect.to_owned());
    Ok(Taint { key, value, effect, ..Taint::default() })
}

fn same(a: &Taint, b: &Taint) -> bool {
    a.key == b.key && a.effect == b.effect
}

/// Changes a node's taints; what to call it. New ones come first.
/// Source: `reorganizeTaints`.
fn apply_taints(
    list: &mut Vec<Taint>,
    taints: &Taints,
    overwrite: bool,
    node: &str,
) -> Result<&'static str, String> {
    let taken: Vec<&str> = taints
        .add
        .iter()
        .filter(|new| list.iter().any(|old| same(old, new)))
        .map(|it| it.key.as_str())
        .collect();
    if !taken.is_empty() && !overwrite {
        let keys = taken.join(",");
        return Err(format!(
            "node {node} already has {keys} taint(s) with same effect(s) and --overwrite is false"
        ));
    }
    let mut changed = taints.add.clone();
    changed.extend(list.iter().filter(|old| !taints.add.iter().any(|it| same(it, old))).cloned());
    let added = changed.len() != list.len();
    let mut removed = false;
    for (key, effect) in &taints.remove {
        let before = changed.len();
        changed.retain(|it| it.key != *key || (!effect.is_empty() && it.effect != *effect));
        removed = changed.len() != before;
        if !removed {
            let colon = if effect.is_empty() { "" } else { ":" };
            return Err(format!("taint \"{key}{colon}{effect}\" not found"));
        }
    }
    *list = changed;
    Ok(match (added, removed) {
        _ if overwrite || (added && removed) => "modified",
        (true, false) => "tainted",
        _ => "untainted",
    })
}
