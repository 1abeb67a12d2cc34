//! The control plane as a row of stations: who decided last, who speaks.

use super::Decision;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// A wire glows for so long after something went over it (milliseconds of virtual time).
const GLOW_MS: i64 = 250;

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
    /// What it is called.
    pub name: String,
    /// Whether the last decision is its own.
    pub is_on: bool,
    /// Whether it has just spoken with the API server.
    pub speaks: bool,
}

const STATIONS: [(&str, &str); 6] = [
    ("kubectl", "kubectl"),
    ("", "API server \u{b7} etcd"),
    ("deployment-controller", "deployment controller"),
    ("replicaset-controller", "replicaset controller"),
    ("default-scheduler", "scheduler"),
    ("kubelet", "kubelets"),
];

/// The row at a moment, from what was decided and sent until then.
#[must_use]
pub fn stations(decisions: &[Rc<Decision>], messages: &[Rc<Message>], now_ms: i64) -> Vec<Station> {
    let decided = decisions.last().map(|it| &*it.component);
    let wrote = messages.last().filter(|it| it.at_ms + GLOW_MS > now_ms);
    let row = |component: &str, name: String| Station {
        name,
        is_on: decided == Some(component),
        speaks: wrote.is_some_and(|it| *it.component == *component),
    };
    let mut stations: Vec<Station> =
        STATIONS.iter().map(|(component, name)| row(component, (*name).to_owned())).collect();
    let is_other = |it: &&str| STATIONS.iter().all(|(name, _)| name != it);
    let decider = decisions.iter().rev().map(|it| (it.at_ms, &*it.component));
    let writer = messages.iter().rev().map(|it| (it.at_ms, &*it.component));
    let decider = decider.into_iter().find(|it| is_other(&it.1));
    let writer = writer.into_iter().find(|it| is_other(&it.1));
    if let Some((_, other)) = decider.max(writer) {
        let own = decisions.iter().find(|it| *it.component == *other);
        let name = own.map_or_else(|| other.replace('-', " "), |it| it.who.to_ascii_lowercase());
        stations.insert(4, row(other, name));
    }
    stations
}
