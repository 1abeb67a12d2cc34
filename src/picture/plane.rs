//! The control plane: the parts that act in this tape, who decided last, who speaks.

use super::Decision;
use crate::sorted::Sort;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// What was said stays to be read for so long (milliseconds of virtual time).
const SAID_MS: i64 = 1_500;
/// There is room for so many parts.
const STATIONS_MAX: usize = 8;
/// Parts that only keep books: left out where there are many.
pub(super) const QUIET: [&str; 4] = [
    "endpoint-slice-controller",
    "endpoint-controller",
    "persistentvolume-controller",
    "controllermanager",
];

/// It is drawn as what all others stand on.
const API_SERVER: &str = "kube-apiserver";

/// Something that a component sent to the API server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// When.
    #[serde(skip)]
    pub at_ms: i64,
    /// Who: `deployment-controller`.
    pub component: Rc<str>,
    /// The request's verb.
    pub verb: Rc<str>,
    /// Its object's kind as kubectl has it: `pod`.
    pub kind: Rc<str>,
    /// Its object's name.
    pub name: Rc<str>,
}

/// One part of the control plane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// Which component it is.
    pub component: Rc<str>,
    /// What it is called.
    pub name: String,
    /// Whether the last decision is its own.
    pub is_on: bool,
    /// What it has just said to the API server: `create z2km6`.
    pub says: Option<String>,
}

/// The parts that act in a tape, in the order of their first act: whoever decides, and whoever
/// types.
#[must_use]
pub fn parts(decisions: &[Rc<Decision>], messages: &[Rc<Message>]) -> Vec<(Rc<str>, String)> {
    let mut parts: Vec<(Rc<str>, String)> = vec![("kubectl".into(), "you: kubectl".to_owned())];
    let mut first: Vec<(i64, &Rc<str>)> =
        messages.iter().map(|it| (it.at_ms, &it.component)).collect();
    first.extend(decisions.iter().map(|it| (it.at_ms, &it.component)));
    first.retain(|it| **it.1 != *API_SERVER);
    first.order_by_key(|it| it.0);
    for (_, component) in first {
        let own = decisions.iter().find(|it| it.component == *component);
        if let Some(own) = own.filter(|_| parts.iter().all(|it| it.0 != *component)) {
            parts.push((Rc::clone(component), own.who.to_string()));
        }
    }
    if parts.len() > STATIONS_MAX {
        parts.retain(|it| !QUIET.contains(&&*it.0));
    }
    while parts.len() > STATIONS_MAX {
        let acts =
            |it: &(Rc<str>, String)| decisions.iter().filter(|why| why.component == it.0).count();
        let least = (1..parts.len()).min_by_key(|at| acts(&parts[*at]));
        parts.remove(least.unwrap_or(1));
    }
    parts
}

/// The parts at a moment, from what was decided and sent until then.
#[must_use]
pub fn stations(
    parts: &[(Rc<str>, String)],
    why: Option<&Decision>,
    messages: &[Rc<Message>],
    now_ms: i64,
) -> Vec<Station> {
    let recent = messages.iter().rev().take_while(|it| it.at_ms + SAID_MS > now_ms);
    let station = |(component, name): &(Rc<str>, String)| {
        let said = recent.clone().find(|it| it.component == *component);
        Station {
            component: Rc::clone(component),
            name: name.clone(),
            is_on: why.is_some_and(|it| it.component == *component),
            says: said.map(|it| format!("{} {}", it.verb, short(&it.name))),
        }
    };
    parts.iter().map(station).collect()
}

/// The end of a long name says who it is.
fn short(name: &str) -> &str {
    match name.rsplit_once('-') {
        Some((front, end)) if front.len() > 8 => end,
        _ => name,
    }
}
