//! Events as rows, as `kubectl get events` has them.

use crate::api::{Event, MicroTime};
use crate::picture::EventRow;

/// One event; times count from `start_ms`.
pub(super) fn row(id: u32, event: &Event, start_ms: i64) -> EventRow {
    let about = &event.involved_object;
    let last = event
        .last_timestamp
        .or(event.event_time.map(MicroTime::time))
        .or(event.metadata.creation_timestamp);
    EventRow {
        id,
        at_ms: last.map_or(0, |it| it.0 * 1000 - start_ms),
        is_warning: event.r#type == "Warning",
        reason: event.reason.as_str().into(),
        about: format!("{}/{}", about.kind.to_ascii_lowercase(), about.name).into(),
        message: event.message.as_str().into(),
        count: event.count.max(1),
    }
}
