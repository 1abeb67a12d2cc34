//! What is shown of the kinds: one file a kind, named as kubectl names one of them. A kind that has
//! none does not compile.

use super::history::History;
use super::workloads;
use crate::api::{
    KINDS, Kind, ObjectMeta, Pod, PodDisruptionBudget, PodTemplateSpec, each_type, kind_modules,
};
use crate::apiserver::selects;
use crate::cluster::Cluster;
use crate::picture::{ObjectRef, PartLook, Workload, counted};
use crate::sorted::Sort;
use std::rc::Rc;

kind_modules!();

/// What cards are made from.
pub(super) struct Seen<'a> {
    pub cluster: &'a Cluster,
    pub history: &'a History,
    /// The moment (milliseconds since 1970).
    pub now_ms: i64,
}

/// The cards of a kind; one that has none says nothing.
trait Card {
    /// Where its cards stand among the others: a smaller number first.
    const PLACE: u8 = u8::MAX;
    /// What its cards are made from: writes of other kinds leave them as they are.
    const INPUTS: &[Kind] = &[];

    /// A card for each object of the kind.
    fn cards(_seen: &Seen) -> Vec<Workload> {
        Vec::new()
    }
}

/// The cards of one kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cards {
    rank: u8,
    inputs: &'static [Kind],
    make: fn(&Seen) -> Vec<Workload>,
}

impl Cards {
    /// Whether writes of these kinds can change them.
    pub fn concern(&self, kinds: &[Kind]) -> bool {
        self.inputs.iter().any(|it| kinds.contains(it))
    }

    /// All cards of the kind: of two sorts, the second stand behind the first.
    pub fn make(&self, seen: &Seen) -> Vec<Workload> {
        let cards = (self.make)(seen).into_iter();
        cards.map(|it| Workload { rank: self.rank.saturating_add(it.rank), ..it }).collect()
    }
}

/// All kinds that have cards, in the order in which they are shown.
pub(super) fn all() -> Vec<Cards> {
    let of = |kind: Kind| {
        each_type!(kind, T => Cards {
            // Deployments and lonely ReplicaSets come first.
            rank: T::PLACE.saturating_add(2),
            inputs: T::INPUTS,
            make: T::cards,
        })
    };
    let first = Cards {
        rank: 0,
        inputs: &[Kind::Deployment, Kind::ReplicaSet, Kind::Pod, Kind::PodDisruptionBudget],
        make: workloads::cards,
    };
    let others = KINDS.iter().map(|kind| of(*kind)).filter(|it| !it.inputs.is_empty());
    let mut all: Vec<Cards> = std::iter::once(first).chain(others).collect();
    all.order_by_key(|it| it.rank);
    all
}

/// A card with its title; the rest is to be filled in.
fn card(kind: &str, meta: &ObjectMeta) -> Workload {
    Workload {
        kind: kind.into(),
        name: meta.name.as_str().into(),
        namespace: meta.namespace.as_str().into(),
        ..Workload::default()
    }
}

/// So many of so many, and what they are: two lines beside the chart.
pub(super) fn tally(done: i32, desired: i32, what: &str) -> Vec<Rc<str>> {
    vec![format!("{done} of {desired}").into(), what.into()]
}

/// How many of a workload's Pods may be evicted now, where a budget is about them: a line beside the chart.
pub(super) fn may_go(seen: &Seen, namespace: &str, template: &PodTemplateSpec) -> Option<Rc<str>> {
    let budgets = seen.cluster.store().list_typed::<PodDisruptionBudget>(Some(namespace));
    let mut budgets = budgets.filter(|it| selects(it, &template.metadata.labels));
    let budget = budgets.next()?;
    // An eviction that more than one budget would have to allow is an error.
    budgets.next().is_none().then(|| format!("{} may go", budget.status.disruptions_allowed).into())
}

/// A Pod as the object behind a part.
fn object_of(pod: &Pod) -> ObjectRef {
    object(Kind::Pod, &pod.metadata)
}

/// An object as the page knows it.
pub(super) fn object(kind: Kind, meta: &ObjectMeta) -> ObjectRef {
    reference(kind, &meta.namespace, &meta.name)
}

/// The same by namespace and name.
pub(super) fn reference(kind: Kind, namespace: &str, name: &str) -> ObjectRef {
    ObjectRef { kind: kind.info().singular.into(), namespace: namespace.into(), name: name.into() }
}

fn look_of(pod: &Pod) -> PartLook {
    match pod.status.phase.as_str() {
        "Succeeded" => PartLook::Done,
        "Failed" => PartLook::Failed,
        _ if pod.is_ready() => PartLook::Full,
        _ => PartLook::Hollow,
    }
}
