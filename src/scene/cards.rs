//! What is shown of the kinds: one file a kind, named as kubectl names one of them. A kind that has
//! none does not compile.

use super::history::History;
use super::workloads::Workload;
use crate::api::{KINDS, Kind, ObjectMeta, Pod, each_type, kind_modules};
use crate::cluster::Cluster;
use crate::sorted::Sort;
use std::rc::Rc;

kind_modules!();

/// One of a workload's parts: an ordinal with its claim, an index, a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// What it is called.
    pub label: String,
    /// How it is.
    pub look: PartLook,
    /// Which colour it has.
    pub group: Option<u32>,
    /// The object behind it, if there is one.
    pub object: Option<(Kind, String)>,
    /// What belongs to it: `data-mongo-0 · 1Gi`.
    pub note: String,
    /// The object that the note is about.
    pub note_object: Option<(Kind, String)>,
}

/// How a part is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PartLook {
    /// It is ready, or runs.
    Full,
    /// It is there and not ready.
    Hollow,
    /// It is not there.
    #[default]
    Missing,
    /// It has done its work.
    Done,
    /// It has failed.
    Failed,
}

impl PartLook {
    /// One word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Hollow => "hollow",
            Self::Missing => "missing",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// It in words, for those who see no colours.
    #[must_use]
    pub fn says(self) -> &'static str {
        match self {
            Self::Full => "ready",
            Self::Hollow => "there, not ready",
            Self::Missing => "not there",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// Numbers over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// Each a word for what it is, and its points: moments (milliseconds or seconds) and numbers.
    pub lines: Vec<(&'static str, Vec<(i64, i64)>)>,
    /// From when to when.
    pub span: (i64, i64),
    /// The largest number there is room for.
    pub top: i64,
    /// A number that is aimed at, with its words.
    pub limit: Option<(i64, String)>,
    /// All of this as a sentence.
    pub says: String,
}

/// The cards of a kind; one that has none says nothing.
trait Card {
    /// Where its cards stand among the others: a smaller number first.
    const PLACE: u8 = u8::MAX;

    /// A card for each object of the kind.
    fn cards(_cluster: &Cluster, _history: &History) -> Vec<Workload> {
        Vec::new()
    }
}

/// The cards of all kinds.
pub(super) fn cards(cluster: &Cluster, history: &History) -> Vec<Workload> {
    let mut kinds = KINDS.to_vec();
    kinds.order_by_key(|kind| each_type!(*kind, T => T::PLACE));
    let of = |kind: Kind| each_type!(kind, T => T::cards(cluster, history));
    kinds.into_iter().flat_map(of).collect()
}

/// A card with its title; the rest is to be filled in.
fn card(kind: &str, meta: &ObjectMeta) -> Workload {
    Workload {
        title: format!("{kind}/{}", meta.name),
        namespace: meta.namespace.clone(),
        ..Workload::default()
    }
}

/// The Pods of an owner, in the order of their names.
fn pods_of<'a>(cluster: &'a Cluster, meta: &'a ObjectMeta) -> impl Iterator<Item = &'a Rc<Pod>> {
    let is_own = |pod: &&Rc<Pod>| pod.metadata.controller().is_some_and(|it| it.uid == meta.uid);
    cluster.store().list_typed::<Pod>(Some(&meta.namespace)).filter(is_own)
}

/// A Pod as the object behind a part.
fn object_of(pod: &Pod) -> (Kind, String) {
    (Kind::Pod, pod.metadata.name.clone())
}

fn look_of(pod: &Pod) -> PartLook {
    match pod.status.phase.as_str() {
        "Succeeded" => PartLook::Done,
        "Failed" => PartLook::Failed,
        _ if pod.is_ready() => PartLook::Full,
        _ => PartLook::Hollow,
    }
}

/// `1 Pod`, `2 Pods`.
fn counted(count: i64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
