//! What can be asked of the API server, and what comes of it.

use super::WatchEvent;
use crate::api::{Object, ObjectKey, Text, Value};

/// What a client can ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// POST: a new object; its name may be left to the server.
    Create(Object),
    /// PUT: a new wish. Checked against the resource version where it carries one.
    Update(Object),
    /// PUT to `/status`.
    UpdateStatus(Object),
    /// PUT to `/resize`: other resources for the containers of a Pod that runs.
    Resize(Object),
    /// PUT to `/ephemeralcontainers`: further containers in a Pod that runs.
    AddContainers(Object),
    /// PATCH of the whole object: what is left after the change is validated like an update.
    Patch(ObjectKey, Patch),
    /// PATCH with a configuration that the API server merges: a server-side apply. The object, the
    /// configuration, and whether what others own is taken from them.
    Apply(ObjectKey, Value, bool),
    /// PUT to `/scale`.
    Scale(ObjectKey, i32),
    /// POST to `/binding`: gives a Pod its node.
    Bind(ObjectKey, String),
    /// DELETE.
    Delete(ObjectKey, DeleteOptions),
    /// POST to `/eviction`: DELETE, if the Pod's budget allows it.
    Evict(ObjectKey, DeleteOptions),
}

/// What becomes of the objects that the deleted one owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Propagation {
    /// The garbage collector deletes them afterwards.
    Background,
    /// They go first.
    Foreground,
    /// They stay, ownerless.
    Orphan,
}

/// How to delete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeleteOptions {
    /// Seconds a Pod gets; its own wish where absent.
    pub grace_period_seconds: Option<i64>,
    /// What becomes of what it owns.
    pub propagation: Option<Propagation>,
    /// Only if it is still this very object.
    pub uid: Option<Text>,
}

/// How a PATCH is to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Patch {
    /// `application/strategic-merge-patch+json`
    Strategic(Value),
    /// `application/merge-patch+json`
    Merge(Value),
}

/// What a request led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The object as it is now (or was last).
    pub object: Object,
    /// What the watchers will hear; nothing where nothing changed.
    pub event: Option<WatchEvent>,
}

impl Request {
    /// What the request is about; the name may be empty in a create.
    #[must_use]
    pub fn key(&self) -> ObjectKey {
        match self {
            Self::Create(object)
            | Self::Update(object)
            | Self::UpdateStatus(object)
            | Self::Resize(object)
            | Self::AddContainers(object) => object.key(),
            Self::Patch(key, _) | Self::Scale(key, _) | Self::Bind(key, _) => key.clone(),
            Self::Apply(key, ..) => key.clone(),
            Self::Delete(key, _) | Self::Evict(key, _) => key.clone(),
        }
    }

    /// The verb of the request's HTTP method.
    #[must_use]
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Create(_) => "create",
            Self::Update(_) | Self::Scale(..) | Self::Resize(_) | Self::AddContainers(_) => {
                "update"
            }
            Self::UpdateStatus(_) => "update status of",
            Self::Patch(..) | Self::Apply(..) => "patch",
            Self::Bind(..) => "bind",
            Self::Delete(..) => "delete",
            Self::Evict(..) => "evict",
        }
    }

    /// The part of the object that it writes, as `managedFields` names it.
    pub(super) fn subresource(&self) -> &'static str {
        match self {
            Self::UpdateStatus(_) => "status",
            Self::Scale(..) => "scale",
            Self::Resize(_) => "resize",
            Self::AddContainers(_) => "ephemeralcontainers",
            Self::Bind(..) => "binding",
            _ => "",
        }
    }
}
