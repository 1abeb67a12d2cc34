//! What a decision does, as a word: how much it tells, and how it is told, follows from that.

use serde::{Deserialize, Serialize};

/// What a decision does. Whoever decides says it; nobody reads it off the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// Creates objects.
    Create,
    /// Deletes objects.
    Delete,
    /// Deletes Pods to make room for one with a higher priority.
    Preempt,
    /// Evicts a Pod.
    Evict,
    /// Gives an object more replicas.
    ScaleUp,
    /// Gives an object fewer replicas.
    ScaleDown,
    /// Becomes the owner of an object that had none.
    Adopt,
    /// Takes its owner reference or its finalizer off an object.
    Release,
    /// Writes fields, labels or annotations of an object that is there.
    Update,
    /// Writes a status: what was counted or seen.
    UpdateStatus,
    /// Declares a Job complete.
    Complete,
    /// Gives a Pod the only node that suits it.
    Schedule,
    /// Gives a Pod the node with the best score.
    ScheduleBest,
    /// Finds no node for a Pod.
    Unschedulable,
    /// Binds a claim and a volume.
    Bind,
    /// Has a volume made for a claim.
    Provision,
    /// Refuses a request.
    Refuse,
    /// Could not create an object.
    FailCreate,
    /// Could not do something else: delete an object, pull an image.
    Fail,
    /// Does nothing for now.
    Wait,
    /// What was done is an act of the tape: to machines, processes, registries.
    Act,
}

/// What follows from a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sequel {
    /// Pods come, by itself or by those that act upon it.
    PodsCome,
    /// Pods go, in the same way.
    PodsGo,
    /// Nothing, though somebody asked for it.
    Nothing,
    /// Something else.
    Other,
}

/// How much is told by what is told first of all: what is refused, who has to make room, and who comes to an
/// owner that did not make it.
pub(super) const FIRST: u8 = 3;

/// The components that tell less by an effect than others do, or more (`None`: by each effect), and how
/// much; the first match holds. Nothing is told by those that only write down what others did.
pub(super) const WEIGHTS: [(&str, Option<Effect>, u8); 10] = [
    ("replicaset-controller", Some(Effect::Adopt), FIRST),
    ("deployment-controller", Some(Effect::Update), 0),
    ("endpoint-slice-controller", None, 0),
    ("resourcequota-controller", None, 0),
    ("controllermanager", None, 1),
    ("garbage-collector-controller", Some(Effect::Delete), 1),
    ("node-controller", Some(Effect::Update), 1),
    ("persistentvolume-controller", None, 1),
    ("taint-eviction-controller", None, 1),
    ("csi-provisioner", None, 1),
];

impl Effect {
    /// How much it tells, what follows from it, and the word for it on a line to a Pod.
    const fn row(self) -> (u8, Sequel, &'static str) {
        match self {
            Self::Create => (2, Sequel::PodsCome, "creates"),
            Self::Delete => (2, Sequel::PodsGo, "deletes"),
            Self::Preempt => (FIRST, Sequel::PodsGo, "deletes"),
            Self::Evict => (2, Sequel::Other, "evicts"),
            Self::ScaleUp => (2, Sequel::PodsCome, "scales"),
            Self::ScaleDown => (2, Sequel::PodsGo, "scales"),
            Self::Schedule | Self::ScheduleBest => (1, Sequel::Other, "gives it a node"),
            Self::Unschedulable => (1, Sequel::Nothing, "decides"),
            Self::Refuse | Self::FailCreate => (FIRST, Sequel::Nothing, "decides"),
            Self::Fail => (2, Sequel::Nothing, "decides"),
            Self::Complete => (1, Sequel::Other, "decides"),
            Self::Adopt
            | Self::Release
            | Self::Update
            | Self::UpdateStatus
            | Self::Bind
            | Self::Provision
            | Self::Wait
            | Self::Act => (2, Sequel::Other, "decides"),
        }
    }

    /// How much it tells where a component does it. What is told first of all is so whoever does it.
    pub(super) fn weight(self, component: &str) -> u8 {
        let own = self.row().0;
        let is_meant = |it: Option<Self>| it.is_none_or(|it| it == self) && own < FIRST;
        let row = WEIGHTS.iter().find(|it| *it.0 == *component && is_meant(it.1));
        row.map_or(own, |it| it.2)
    }

    /// What follows from it.
    pub(super) const fn sequel(self) -> Sequel {
        self.row().1
    }

    /// What is done to a Pod, in a word.
    #[must_use]
    pub const fn verb(self) -> &'static str {
        self.row().2
    }
}
