//! The events about an object. Source: `DescribeEvents`.

use super::page::Page;
use crate::api::MicroTime;
use crate::api::{Event, Object, Time};
use crate::apiserver::Store;
use crate::kubectl::duration::age;
use crate::sorted::Sort;
use std::rc::Rc;

pub(super) fn describe(page: &mut Page, object: &Object, store: &Store, now_ms: i64) {
    let meta = object.meta();
    // Events about what has no namespace stand in `default`.
    let namespace = if meta.namespace.is_empty() { "default" } else { &meta.namespace };
    let about = |event: &&Rc<Event>| {
        let about = &event.involved_object;
        about.name == meta.name
            && about.kind == object.kind().info().kind
            && (about.uid == meta.uid || about.uid == meta.name)
    };
    let mut events: Vec<&Rc<Event>> =
        store.list_typed::<Event>(Some(namespace)).filter(about).collect();
    if events.is_empty() {
        page.field(0, "Events", "<none>");
        return;
    }
    events.order_by_key(|it| it.last_timestamp);
    page.line(0, "Events:");
    page.line(1, "Type\tReason\tAge\tFrom\tMessage");
    page.line(1, "----\t------\t----\t----\t-------");
    for event in events {
        let from = match event.source.component.as_str() {
            "" => &event.reporting_component,
            component => component,
        };
        let (r#type, reason) = (&event.r#type, &event.reason);
        let (when, mut message) = (interval(event, now_ms), event.message.trim().to_owned());
        let path = &event.involved_object.field_path;
        if !path.is_empty() {
            message = format!("{path}: {message}");
        }
        page.line(1, &format!("{type}\t{reason}\t{when}\t{from}\t{message}"));
    }
}

/// `3m`, `3m (x4 over 5m)`
fn interval(event: &Event, now_ms: i64) -> String {
    let first = age(event.event_time.map(MicroTime::time).or(event.first_timestamp), now_ms);
    let series = event.rest.get("series");
    if let Some(last) = series.and_then(|it| it["lastObservedTime"].as_str()).and_then(Time::parse)
    {
        let count = series.and_then(|it| it["count"].as_i64()).unwrap_or(0);
        return format!("{} (x{count} over {first})", age(Some(last), now_ms));
    }
    if event.count > 1 {
        return format!("{} (x{} over {first})", age(event.last_timestamp, now_ms), event.count);
    }
    first
}
