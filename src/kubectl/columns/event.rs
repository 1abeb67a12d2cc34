//! Columns of Events. Source: `printEvent`.

use super::{Column, column, of_type, wide};
use crate::api::Event;
use crate::api::MicroTime;
use crate::kubectl::duration;

fn last_seen(event: &Event, now_ms: i64) -> String {
    let series = event.rest.get("series").and_then(|it| it["lastObservedTime"].as_str());
    let series = series.and_then(crate::api::Time::parse);
    let last = series.or(event.last_timestamp).or(event.first_timestamp);
    duration::age(last.or(event.event_time.map(MicroTime::time)), now_ms)
}

fn first_seen(event: &Event, now_ms: i64) -> String {
    duration::age(event.first_timestamp.or(event.event_time.map(MicroTime::time)), now_ms)
}

fn object(event: &Event) -> String {
    let about = &event.involved_object;
    format!("{}/{}", about.kind.to_ascii_lowercase(), about.name)
}

/// Source: `formatEventSource`.
fn source(event: &Event) -> String {
    let (component, host) = if event.source.component.is_empty() {
        (&event.reporting_component, &event.reporting_instance)
    } else {
        (&event.source.component, &event.source.host)
    };
    let comma = if host.is_empty() { "" } else { ", " };
    format!("{component}{comma}{host}")
}

pub(in crate::kubectl) const EVENT: &[Column] = &[
    column("LAST SEEN", |it, now_ms| of_type(it, |it: &Event| last_seen(it, now_ms))),
    column("TYPE", |it, _| of_type(it, |it: &Event| it.r#type.to_string())),
    column("REASON", |it, _| of_type(it, |it: &Event| it.reason.to_string())),
    column("OBJECT", |it, _| of_type(it, object)),
    wide("SUBOBJECT", |it, _| of_type(it, |it: &Event| it.involved_object.field_path.to_string())),
    wide("SOURCE", |it, _| of_type(it, source)),
    column("MESSAGE", |it, _| of_type(it, |it: &Event| it.message.trim().to_owned())),
    wide("FIRST SEEN", |it, now_ms| of_type(it, |it: &Event| first_seen(it, now_ms))),
    wide("COUNT", |it, _| of_type(it, |it: &Event| it.count.max(1).to_string())),
    wide("NAME", |it, _| it.meta().name.to_string()),
];
