//! Events as rows, as `kubectl get events` has them.

use crate::api::{Event, MicroTime};
use crate::cluster::Cluster;
use crate::kubectl::human_duration;
use crate::sorted::Sort;
use std::rc::Rc;

/// An event in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// By which it is known.
    pub uid: String,
    /// How long ago it happened last.
    pub age: String,
    /// Whether somebody should look.
    pub is_warning: bool,
    /// A word.
    pub reason: String,
    /// What it is about: `pod/web-5d59d67564-8k2lq`.
    pub about: String,
    /// A sentence.
    pub message: String,
    /// How often it happened.
    pub count: i32,
}

/// The last events, the newest first; those about one object where its name is given.
#[must_use]
pub fn events(cluster: &Cluster, about: Option<&str>, count: usize) -> Vec<EventRow> {
    let is_about = |event: &&Rc<Event>| about.is_none_or(|name| event.involved_object.name == name);
    let mut events: Vec<&Rc<Event>> =
        cluster.store().list_typed::<Event>(None).filter(is_about).collect();
    events.order_by_key(|event| std::cmp::Reverse(event.metadata.revision()));
    events.truncate(count);
    events.into_iter().map(|event| row(event, cluster.now_ms())).collect()
}

fn row(event: &Event, now_ms: i64) -> EventRow {
    let about = &event.involved_object;
    let last = event
        .last_timestamp
        .or(event.event_time.map(MicroTime::time))
        .or(event.metadata.creation_timestamp);
    EventRow {
        uid: event.metadata.uid.clone(),
        age: last.map_or(String::new(), |it| human_duration((now_ms - it.0 * 1000).max(0))),
        is_warning: event.r#type == "Warning",
        reason: event.reason.clone(),
        about: format!("{}/{}", about.kind.to_ascii_lowercase(), about.name),
        message: event.message.clone(),
        count: event.count.max(1),
    }
}
