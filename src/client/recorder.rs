//! Events as client-go's recorder writes them: equal ones are counted, similar ones combined, too
//! many dropped. Source: `staging/src/k8s.io/client-go/tools/record/events_cache.go`.

use super::plan::EventDraft;
use crate::api::{Event, EventSource, Field, MicroTime, Object, ObjectKey, ObjectReference, Time};
use std::collections::{BTreeMap, BTreeSet};

/// From so many different messages on, similar events are combined into one.
const SIMILAR_MAX: usize = 10;
/// Similar events further apart than this are not combined (milliseconds).
const SIMILAR_WINDOW_MS: i64 = 600_000;
/// So many events about one object pass at once.
const BURST: i64 = 25;
/// And one more after each of these (milliseconds).
const REFILL_MS: i64 = 300_000;
/// The component that writes events in the new form.
const SCHEDULER: &str = "default-scheduler";
/// Marks an event that has become a series.
const SERIES: &str = "series";
/// Put before the message of an event that stands for similar ones.
const COMBINED: &str = "(combined from similar events): ";

/// A reference to an object, as events carry it.
#[must_use]
pub fn reference(object: &Object) -> ObjectReference {
    let (kind, meta) = (object.kind(), object.meta());
    ObjectReference {
        api_version: kind.api_version(),
        kind: kind.info().kind.to_owned(),
        name: meta.name.clone(),
        namespace: meta.namespace.clone(),
        resource_version: meta.resource_version.clone(),
        uid: meta.uid.clone(),
        ..ObjectReference::default()
    }
}

/// Source, object, type and reason: what similar events share. What differs most comes first, so
/// that comparing is short.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct SimilarKey {
    uid: String,
    reason: &'static str,
    component: &'static str,
    host: String,
    field_path: String,
    r#type: &'static str,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Similar {
    messages: BTreeSet<String>,
    last_ms: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Bucket {
    tokens_ms: i64,
    last_ms: i64,
}

/// What the recorders remember.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correlator {
    similar: BTreeMap<SimilarKey, Similar>,
    written: BTreeMap<(SimilarKey, String), ObjectKey>,
    buckets: BTreeMap<(&'static str, String), Bucket>,
    names: u32,
}

/// What to do about an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Write it.
    Create(Box<Event>),
    /// It has been written before: count it, and give it the newest message.
    Count(ObjectKey, String),
    /// It has been written before, in the new form: from now on it is a series.
    Series(ObjectKey),
    /// There are too many, or it is counted already.
    Drop,
}

impl Correlator {
    /// Decides about an event of a component (on a node, for kubelets) at `now_ms`.
    pub fn correlate(
        &mut self,
        component: &'static str,
        host: &str,
        draft: &EventDraft,
        now_ms: i64,
    ) -> Verdict {
        if component == SCHEDULER {
            return self.correlate_new_form(host, draft, now_ms);
        }
        let similar = SimilarKey {
            component,
            host: host.to_owned(),
            uid: draft.about.uid.clone(),
            field_path: draft.about.field_path.clone(),
            r#type: draft.r#type.name(),
            reason: draft.reason,
        };
        let combined = self.combines(&similar, &draft.message, now_ms);
        let message =
            if combined { format!("{COMBINED}{}", draft.message) } else { draft.message.clone() };
        // Combined events are one, whatever they say.
        let identity = if combined { String::new() } else { message.clone() };
        if !self.admits(component, &draft.about.uid, now_ms) {
            return Verdict::Drop;
        }
        if let Some(key) = self.written.get(&(similar.clone(), identity.clone())) {
            return Verdict::Count(key.clone(), message);
        }
        self.names += 1;
        let event = self.event(&similar, draft, message, now_ms);
        let key = ObjectKey::new(
            crate::api::Kind::Event,
            &event.metadata.namespace,
            &event.metadata.name,
        );
        self.written.insert((similar, identity), key);
        Verdict::Create(Box::new(event))
    }

    /// Events in the new form are one where they are about the same version of an object and
    /// have the same reason, whatever they say: the second makes a series of the first, and
    /// further ones are only counted.
    /// Source: `staging/src/k8s.io/client-go/tools/events/event_broadcaster.go`.
    fn correlate_new_form(&mut self, host: &str, draft: &EventDraft, now_ms: i64) -> Verdict {
        let about = &draft.about;
        let similar = SimilarKey {
            component: SCHEDULER,
            host: host.to_owned(),
            uid: format!("{} {}", about.uid, about.resource_version),
            field_path: about.field_path.clone(),
            r#type: draft.r#type.name(),
            reason: draft.reason,
        };
        let known = self.written.get(&(similar.clone(), String::new())).cloned();
        if let Some(key) = known {
            let again = (similar, SERIES.to_owned());
            if self.written.contains_key(&again) {
                return Verdict::Drop;
            }
            self.written.insert(again, key.clone());
            return Verdict::Series(key);
        }
        self.names += 1;
        let event = self.event(&similar, draft, draft.message.clone(), now_ms);
        let (namespace, name) = (&event.metadata.namespace, &event.metadata.name);
        let key = ObjectKey::new(crate::api::Kind::Event, namespace, name);
        self.written.insert((similar, String::new()), key);
        Verdict::Create(Box::new(event))
    }

    fn combines(&mut self, key: &SimilarKey, message: &str, now_ms: i64) -> bool {
        let similar = self.similar.entry(key.clone()).or_default();
        if now_ms - similar.last_ms > SIMILAR_WINDOW_MS {
            similar.messages.clear();
        }
        similar.last_ms = now_ms;
        similar.messages.insert(message.to_owned());
        if similar.messages.len() < SIMILAR_MAX {
            return false;
        }
        // Upstream keeps the set at its limit: the oldest goes, so that every further one combines.
        similar.messages.pop_first();
        true
    }

    fn admits(&mut self, component: &'static str, uid: &str, now_ms: i64) -> bool {
        let bucket = self
            .buckets
            .entry((component, uid.to_owned()))
            .or_insert(Bucket { tokens_ms: BURST * REFILL_MS, last_ms: now_ms });
        let refilled = bucket.tokens_ms + (now_ms - bucket.last_ms);
        bucket.tokens_ms = refilled.min(BURST * REFILL_MS);
        bucket.last_ms = now_ms;
        let admitted = bucket.tokens_ms >= REFILL_MS;
        if admitted {
            bucket.tokens_ms -= REFILL_MS;
        }
        admitted
    }

    fn event(
        &self,
        similar: &SimilarKey,
        draft: &EventDraft,
        message: String,
        now_ms: i64,
    ) -> Event {
        let now = Some(Time(now_ms.div_euclid(1000)));
        // Nanoseconds since 1970, told apart by a counter where milliseconds are equal.
        let nanoseconds = now_ms * 1_000_000 + i64::from(self.names % 1_000_000);
        let about = &draft.about;
        let mut event = Event {
            involved_object: about.clone(),
            message,
            reason: draft.reason.to_owned(),
            r#type: draft.r#type.name().to_owned(),
            reporting_component: similar.component.to_owned(),
            reporting_instance: similar.host.clone(),
            ..Event::default()
        };
        event.metadata.name = format!("{}.{nanoseconds:x}", about.name);
        event.metadata.namespace =
            if about.namespace.is_empty() { "default".to_owned() } else { about.namespace.clone() };
        if similar.component == SCHEDULER {
            // The scheduler writes the new form, which has a time of its own and no count.
            event.event_time = Some(MicroTime(now_ms));
            let action = match draft.reason {
                "Scheduled" => "Binding",
                "Preempted" => "Preempting",
                _ => "Scheduling",
            };
            event.rest.insert("action".to_owned(), action.into());
        } else {
            event.count = 1;
            event.first_timestamp = now;
            event.last_timestamp = now;
            event.source = EventSource {
                component: similar.component.to_owned(),
                host: similar.host.clone(),
                ..EventSource::default()
            };
        }
        event
    }
}

/// The event as the first of a series.
#[must_use]
pub fn series(event: &Event, now_ms: i64) -> Event {
    let mut event = event.clone();
    let last = MicroTime(now_ms).write_always();
    let series = serde_json::json!({"count": 2, "lastObservedTime": last});
    event.rest.insert("series".to_owned(), series);
    event
}

/// The event counted once more.
#[must_use]
pub fn counted(event: &Event, message: String, now_ms: i64) -> Event {
    let mut event = event.clone();
    event.count += 1;
    event.message = message;
    event.last_timestamp = Some(Time(now_ms.div_euclid(1000)));
    event
}
