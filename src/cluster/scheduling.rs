//! The scheduler at work: cycles, bindings, Pods that must wait.

use super::{CYCLE_MS, Cluster, RecordKind, Step, nature};
use crate::api::{Object, ObjectKey, Pod};
use crate::apiserver::Request;
use crate::client::EventDraft;
use crate::scheduler;
use std::rc::Rc;

impl Cluster {
    pub(super) fn wake_scheduler(&mut self) {
        if self.scheduler.queue.is_ready() && !self.is_scheduling {
            self.is_scheduling = true;
            self.later(CYCLE_MS, Step::Schedule);
        }
    }

    pub(super) fn flush_scheduling_queue(&mut self) {
        self.scheduler.queue.flush(self.now_ms);
        self.wake_scheduler();
    }

    pub(super) fn schedule_one(&mut self) {
        self.is_scheduling = false;
        let Some(key) = self.scheduler.queue.pop(self.now_ms) else { return };
        if let Some(pod) = self.cache.typed::<Pod>(&key).cloned() {
            let cycle = self.scheduler.cycle(&self.cache, &pod);
            self.note(RecordKind::Why(nature::explain_cycle(&pod, &cycle)));
            match cycle.node.clone() {
                Some(node) => {
                    self.scheduler.assume(&pod, &node);
                    self.pre_bind(&pod, &node);
                }
                None => self.report_unschedulable(&pod, &cycle),
            }
        }
        self.wake_scheduler();
    }

    pub(super) fn report_unschedulable(&mut self, pod: &Rc<Pod>, cycle: &scheduler::Cycle) {
        let message = cycle.message();
        self.scheduler.queue.unschedulable(&crate::api::Typed::key(&**pod));
        if let Some(at_ms) = self.scheduler.queue.next_flush_ms() {
            self.agenda.add(at_ms, Step::FlushQueue);
        }
        let draft =
            EventDraft::warning(&Object::Pod(Rc::clone(pod)), "FailedScheduling", message.clone());
        self.record_event(scheduler::NAME, "", draft);
        let updated = nature::unschedulable(pod, message, self.now_ms);
        let _ = self.perform(scheduler::NAME, Request::UpdateStatus(updated), None);
    }

    pub(super) fn bind(&mut self, key: &ObjectKey, node: Rc<str>) {
        let request = Request::Bind(key.clone(), node.to_string());
        match self.perform(scheduler::NAME, request, None) {
            Ok(reply) => {
                let message =
                    format!("Successfully assigned {}/{} to {node}", key.namespace, key.name);
                let draft = EventDraft::normal(&reply.object, "Scheduled", message);
                self.record_event(scheduler::NAME, "", draft);
            }
            Err(_) => self.scheduler.forget(key),
        }
    }
}
