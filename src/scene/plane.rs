//! The control plane as a row of stations: who decided last, who speaks.

use super::history::History;
use crate::controllers::CONTROLLERS;
use crate::{kubelet, scheduler};

/// A wire glows for so long after something went over it (milliseconds of virtual time).
const GLOW_MS: i64 = 250;

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
    (scheduler::NAME, "scheduler"),
    (kubelet::NAME, "kubelets"),
];

/// Which station of the row a component is.
pub(super) fn station(component: &str) -> Option<usize> {
    STATIONS.iter().position(|(name, _)| *name == component)
}

/// The row at a moment (milliseconds since 1970).
pub(super) fn stations(history: &History, now_ms: i64) -> Vec<Station> {
    let decided = history.decisions().last().map(|it| it.why.component);
    let wrote = history.acted().filter(|it| it.is_write && it.at_ms + GLOW_MS > now_ms);
    let row = |component: &str, name: String| Station {
        name,
        is_on: decided == Some(component),
        speaks: wrote.is_some_and(|it| it.component == component),
    };
    let mut stations: Vec<Station> =
        STATIONS.iter().map(|(component, name)| row(component, (*name).to_owned())).collect();
    if let Some(other) = history.other_controller() {
        stations.insert(4, row(other, title(other).to_ascii_lowercase()));
    }
    stations
}

/// A component's name at the beginning of a sentence.
pub(super) fn title(component: &str) -> String {
    if let Some(row) = CONTROLLERS.iter().find(|it| it.name == component) {
        return row.title.to_owned();
    }
    if component == scheduler::NAME {
        return "Scheduler".to_owned();
    }
    let words = component.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
