//! Decisions in words: who did what, and why.

use super::cards::reference;
use super::history::Decision;
use crate::api::{Kind, ObjectKey};
use crate::apiserver;
use crate::client::{Effect, Fact, Trigger, Why};
use crate::cluster::{ACTS, Act};
use crate::controllers::CONTROLLERS;
use crate::picture::{self, Cause};
use crate::scheduler;

/// A decision, as it is shown; times count from `start_ms`.
pub(super) fn view(decision: &Decision, start_ms: i64) -> picture::Decision {
    let why = &*decision.why;
    let text = |fact: &Fact| format!("{} = {}", fact.name, fact.value).into();
    picture::Decision {
        at_ms: decision.at_ms - start_ms,
        component: why.component.into(),
        who: title(why.component).into(),
        about: of_key(&why.about),
        effect: why.effect,
        what: pieces(why).into_iter().map(|(text, is_name)| (text.into(), is_name)).collect(),
        because: because(why).into(),
        facts: why.facts.iter().map(text).collect(),
        source: why.source.into(),
        causes: causes(why),
    }
}

/// What somebody did to machines and processes, beside the decisions that come of it.
pub(super) fn of_act(act: &Act) -> Why {
    let line = act.to_string();
    let name = line.split(' ').next().unwrap_or("");
    let (kind, about) = act.about().unwrap_or((Kind::Node, ""));
    let namespace = if kind == Kind::Node { "" } else { "default" };
    let (namespace, about) = about.split_once('/').unwrap_or((namespace, about));
    let form = ACTS.iter().find(|it| it.name == name);
    Why {
        component: "kubectl",
        about: ObjectKey::new(kind, namespace, about),
        effect: Effect::Act,
        // What follows from it, where that is more than what was done.
        because: form.and_then(|it| it.meaning.split_once(": ")).map_or("", |it| it.1).to_owned(),
        what: form.map_or(String::new(), |it| said(it.said, &line)),
        facts: Vec::new(),
        source: "an act of the tape",
        trigger: None,
    }
}

/// An act in words: `{0}` is the first word behind its name.
fn said(said: &str, line: &str) -> String {
    let words = line.split(' ').skip(1).zip(["{0}", "{1}", "{2}"]);
    words.fold(said.to_owned(), |said, (word, place)| {
        said.replace(place, word.strip_prefix("default/").unwrap_or(word))
    })
}

/// What set a decision off, the nearest cause first.
fn causes(why: &Why) -> Vec<Cause> {
    let first = why.trigger.as_deref();
    let all = std::iter::successors(first, |it| it.cause.as_deref());
    all.map(|it| Cause { object: of_key(&it.key), change: it.change.as_str().into() }).collect()
}

fn of_key(key: &ObjectKey) -> picture::ObjectRef {
    reference(key.kind, &key.namespace, &key.name)
}

fn because(why: &Why) -> String {
    let rule = why.because.trim_end_matches('.');
    match &why.trigger {
        // Often a rule that held before as well: it explains what followed, and does not follow itself.
        Some(trigger) if says_something(told(why, trigger)) => {
            format!("{}: {rule}", change(told(why, trigger)))
        }
        _ => rule.to_owned(),
    }
}

/// Which of the changes that led to a decision is told: the first one; but of what was made because of a Pod
/// that it was made, for that Pod is another's.
fn told<'a>(why: &Why, trigger: &'a Trigger) -> &'a Trigger {
    let root = trigger.root();
    let is_made = trigger.key == why.about && trigger.change == "was created";
    if is_made && root.key.kind == Kind::Pod { trigger } else { root }
}

/// That an object is another than before is no reason.
fn says_something(trigger: &Trigger) -> bool {
    !matches!(trigger.change.as_str(), "changed" | "reported its status")
}

fn change(trigger: &Trigger) -> String {
    let key = &trigger.key;
    let name = match key.kind {
        Kind::Pod | Kind::ReplicaSet | Kind::Node => key.name.to_string(),
        kind => format!("{}/{}", kind.info().singular, key.name),
    };
    format!("{name} {}", trigger.change)
}

/// What was done, cut so that names of objects can be set apart.
fn pieces(why: &Why) -> Vec<(String, bool)> {
    let is_name = |word: &str| {
        word == &*why.about.name
            || word.contains('-') && word.contains(|char: char| char.is_ascii_digit())
    };
    let mut pieces: Vec<(String, bool)> = Vec::new();
    for word in why.what.split_inclusive(' ') {
        let strong = is_name(word.trim_end_matches([' ', ',']));
        match pieces.last_mut() {
            Some((text, is_strong)) if *is_strong == strong => text.push_str(word),
            _ => pieces.push((word.to_owned(), strong)),
        }
    }
    pieces
}

/// A component's name at the beginning of a sentence.
fn title(component: &str) -> String {
    if let Some(row) = CONTROLLERS.iter().find(|it| it.name == component) {
        return row.title.to_owned();
    }
    if component == "kubectl" {
        return "Somebody".to_owned();
    }
    if component == scheduler::NAME {
        return "Scheduler".to_owned();
    }
    if component == apiserver::NAME {
        return "API server".to_owned();
    }
    let words = component.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
