//! Requests that are more than one write, or one too many.

use super::{Cluster, OBJECTS_MAX, PODS_MAX, RecordKind, Step, WATCH_MS, change};
use crate::api::{Kind, ObjectKey, Status};
use crate::apiserver::{DeleteOptions, Reply, Request, WatchEvent};
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
        if event.object.kind() != Kind::Event {
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

    /// A browser tab is finite: beyond its limits there is a quota.
    pub(super) fn check_limits(&self, request: &Request) -> Result<(), Status> {
        let Request::Create(object) = request else { return Ok(()) };
        let (meta, kind) = (object.meta(), object.kind());
        let name = if meta.name.is_empty() { &meta.generate_name } else { &meta.name };
        let refuse = |what: &str, max: usize| {
            let why = format!(
                "exceeded quota: podarium, requested: {what}=1, used: {what}={max}, limited: {what}={max}"
            );
            Err(Status::forbidden(kind, name, &why))
        };
        if kind == Kind::Pod && self.pods.len() >= PODS_MAX {
            return refuse("pods", PODS_MAX);
        }
        if self.store().len() >= OBJECTS_MAX {
            return refuse("count/objects", OBJECTS_MAX);
        }
        Ok(())
    }
}
