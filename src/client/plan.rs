//! What a pass over an object asks for, and why: data, nothing has happened yet.

use super::failures::FailureRecord;
use super::memory::Notes;
use crate::api::{Object, ObjectKey, ObjectReference, Status, Text};
use crate::apiserver::Request;
pub use crate::picture::Effect;
use std::rc::Rc;

/// What one pass of a controller asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncResult {
    /// Requests, in order. The first that fails ends the pass.
    pub asks: Vec<Ask>,
    /// Events that don't depend on a request.
    pub events: Vec<EventDraft>,
    /// Why it was decided so.
    pub whys: Vec<Rc<Why>>,
    /// What has failed once more: it is kept away from, longer each time ([`super::Backoffs`]).
    pub back_off: Vec<String>,
    /// Look again after so many milliseconds.
    pub requeue_after_ms: Option<i64>,
    /// Look again as after an error: soon, then later and later.
    pub requeue_limited: bool,
    /// What to remember of the key from now on, where that has changed.
    pub notes: Option<Notes>,
}

/// One request of a pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// What is asked.
    pub request: Request,
    /// Told when it has been done.
    pub then: Option<EventDraft>,
    /// Sent together with the request before it, not after its answer.
    pub parallel: bool,
    /// Whether it is fine that the object is gone.
    pub tolerate_missing: bool,
    /// Sent although a request before it was refused.
    pub in_any_case: bool,
    /// To be kept in mind when it has been done.
    pub record: Option<FailureRecord>,
}

impl Ask {
    /// A request after the one before.
    #[must_use]
    pub fn new(request: Request) -> Self {
        Self {
            request,
            then: None,
            parallel: false,
            tolerate_missing: false,
            in_any_case: false,
            record: None,
        }
    }

    /// It is fine that the object is gone.
    #[must_use]
    pub fn tolerating_missing(mut self) -> Self {
        self.tolerate_missing = true;
        self
    }

    /// With an event when it has been done.
    #[must_use]
    pub fn then(mut self, event: EventDraft) -> Self {
        self.then = Some(event);
        self
    }
}

/// A request of a pass that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What was asked.
    pub request: Request,
    /// The API server's answer.
    pub status: Status,
}

/// Normal or Warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EventType {
    /// All is well.
    Normal,
    /// Somebody should look.
    Warning,
}

impl EventType {
    /// As it stands in the Event.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "Normal",
            Self::Warning => "Warning",
        }
    }
}

/// An Event to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventDraft {
    /// What it is about.
    pub about: Rc<ObjectReference>,
    /// Normal or Warning.
    pub r#type: EventType,
    /// A word.
    pub reason: &'static str,
    /// A sentence.
    pub message: String,
    /// Put the name of the created object behind the sentence: it is the server that gives it.
    pub name_follows: bool,
}

impl EventDraft {
    /// A Normal event about an object.
    #[must_use]
    pub fn normal(about: &Object, reason: &'static str, message: String) -> Self {
        let about = Rc::new(reference(about));
        Self { about, r#type: EventType::Normal, reason, message, name_follows: false }
    }

    /// A Warning event about an object.
    #[must_use]
    pub fn warning(about: &Object, reason: &'static str, message: String) -> Self {
        Self { r#type: EventType::Warning, ..Self::normal(about, reason, message) }
    }
}

/// A field that was read, or a number that was computed, on the way to a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Such as `spec.replicas`.
    pub name: &'static str,
    /// Its value, as text.
    pub value: String,
}

impl Fact {
    /// A fact of anything that can be printed.
    #[must_use]
    pub fn new(name: &'static str, value: impl ToString) -> Self {
        Self { name, value: value.to_string() }
    }
}

/// Why a component did what it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// Such as `deployment-controller`.
    pub component: &'static str,
    /// What was looked at.
    pub about: ObjectKey,
    /// What it does, as a word of Kubernetes: what is told of it, and how, follows from that.
    pub effect: Effect,
    /// What was decided, as a sentence without its subject: `scaled down web-5d4 from 2 to 1`.
    pub what: String,
    /// The rule and its arithmetic, as a sentence that follows "because".
    pub because: String,
    /// The values that the rule read.
    pub facts: Vec<Fact>,
    /// Where Kubernetes has the rule.
    pub source: &'static str,
    /// What had happened before.
    pub trigger: Option<Rc<Trigger>>,
}

/// What had happened before a pass: a change of an object, and what led to that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// The object that changed.
    pub key: ObjectKey,
    /// How, as the end of a sentence: `became ready`.
    pub change: Text,
    /// What led to that change.
    pub cause: Option<Rc<Trigger>>,
}

impl Trigger {
    /// The first cause that is known.
    #[must_use]
    pub fn root(&self) -> &Self {
        self.cause.as_deref().map_or(self, Self::root)
    }
}

/// A reference to an object, as events carry it.
#[must_use]
pub fn reference(object: &Object) -> ObjectReference {
    let (kind, meta) = (object.kind(), object.meta());
    ObjectReference {
        api_version: kind.api_version_text(),
        kind: Text::word(kind.info().kind),
        name: meta.name.clone(),
        namespace: meta.namespace.clone(),
        resource_version: meta.resource_version.clone(),
        uid: meta.uid.clone(),
        ..ObjectReference::default()
    }
}
