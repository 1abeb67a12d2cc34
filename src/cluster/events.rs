//! Events on their way into the store.

use super::{Cluster, Step};
use crate::api::{Object, Text, Typed};
use crate::apiserver::Request;
use crate::client::{EventDraft, Verdict};
use std::rc::Rc;

impl Cluster {
    pub(super) fn write_event(&mut self, component: &'static str, host: &Text, draft: &EventDraft) {
        match self.correlator.correlate(component, host, draft, self.now_ms) {
            Verdict::Create(event) => {
                // An event that can't be written is lost, as in a real cluster.
                let _ = self.perform(component, Request::Create((*event).into()), None);
            }
            Verdict::Count(newest) => {
                let request = match self.store().get(&newest.key()) {
                    Some(Object::Event(stored)) => {
                        Request::Update(crate::client::counted(stored, &newest).into())
                    }
                    // It has expired since.
                    _ => Request::Create((*newest).into()),
                };
                let _ = self.perform(component, request, None);
            }
            Verdict::Series(key) => {
                let Some(Object::Event(event)) = self.store().get(&key) else { return };
                let series = crate::client::series(event, self.now_ms);
                let _ = self.perform(component, Request::Update(series.into()), None);
            }
            Verdict::Drop => {}
        }
    }

    pub(super) fn record_event(&mut self, component: &'static str, host: Text, draft: EventDraft) {
        self.later(1, Step::Event(component, host, Rc::new(draft)));
    }
}
