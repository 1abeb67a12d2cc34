//! What a decision does, as a word.

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
