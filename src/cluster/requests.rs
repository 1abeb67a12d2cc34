//! Writes: how they become known, and requests that are several of them.

use super::{Cluster, RecordKind, Step, WATCH_MS, change};
use crate::api::{Kind, ObjectKey, Status};
use crate::apiserver::{DeleteOptions, Reply, WatchEvent, WatchType};
use crate::client::Trigger;
use std::rc::Rc;

impl Cluster {
    /// A write is noted, and on its way to the watchers.
    pub(super) fn publish(
        &mut self,
        component: &'static str,
        verb: &'static str,
        event: WatchEvent,
        cause: Option<&Rc<Trigger>>,
    ) {
        let event = Rc::new(event);
        self.trace.write(&event);
        self.note(RecordKind::Write { component, verb, event: Rc::clone(&event) });
        if event.object.kind() == Kind::Event {
            if event.r#type != WatchType::Deleted {
                self.keep_event(&event.object);
            }
        } else {
            let trigger = change::trigger(&event, cause);
            self.later(WATCH_MS, Step::Watch(event, Some(trigger)));
        }
    }

    /// An eviction is several writes; all of them, or none.
    pub(super) fn evict(
        &mut self,
        component: &'static str,
        key: &ObjectKey,
        options: &DeleteOptions,
        cause: Option<&Rc<Trigger>>,
    ) -> Result<Reply, Status> {
        let mut reply = Err(Status::not_found(key.kind, &key.name));
        for request in self.apiserver.eviction(self.now_ms, key, options)? {
            reply = Ok(self.perform(component, request, cause)?);
        }
        reply
    }
}
