//! The scheduler at work: cycles, bindings, Pods that must wait, Pods that must go.

use super::{CYCLE_MS, Cluster, REQUEST_MS, RecordKind, Step, verdict};
use crate::api::{Kind, Object, ObjectKey, Pod, Text, Time, Typed};
use crate::apiserver::{DeleteOptions, Request};
use crate::client::EventDraft;
use crate::scheduler::{self, Cycle, Placement, PostFilter, Preemption};
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
        self.plan_flush();
    }

    pub(super) fn plan_flush(&mut self) {
        if let Some(at_ms) = self.scheduler.queue.next_flush_ms()
            && self.flush_planned_ms.is_none_or(|it| it <= self.now_ms || at_ms < it)
        {
            self.flush_planned_ms = Some(at_ms);
            self.agenda.add(at_ms, Step::FlushQueue);
        }
    }

    pub(super) fn schedule_one(&mut self) {
        self.is_scheduling = false;
        let Some(key) = self.scheduler.queue.pop(self.now_ms) else { return };
        if let Some(pod) = self.cache.typed::<Pod>(&key).cloned() {
            let cycle = self.scheduler.cycle(&self.cache, &pod, self.now_ms);
            if let Some(placement) = self.scheduler.placement(&key).cloned() {
                self.note(RecordKind::Placed(key, placement));
            }
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

    /// Source: `handleSchedulingFailure`.
    fn report_unschedulable(&mut self, pod: &Rc<Pod>, cycle: &Cycle) {
        let key = pod.key();
        self.scheduler.queue.unschedulable(&key, cycle.rejected_by());
        self.plan_flush();
        let about = Object::Pod(Rc::clone(pod));
        let draft = EventDraft::warning(&about, "FailedScheduling", cycle.note());
        self.record_event(scheduler::NAME, Text::default(), draft);
        let mut updated = (**pod).clone();
        updated.metadata.resource_version.clear();
        let (reason, message) = (Text::word("Unschedulable"), cycle.message().into());
        updated.set_condition("PodScheduled", "False", reason, message, Time::of_ms(self.now_ms));
        match &cycle.post_filter {
            PostFilter::Nominated(preemption) => {
                updated.status.nominated_node_name = preemption.node.as_str().into();
                self.make_room(pod, preemption);
            }
            PostFilter::Failed { is_final: true, .. } => {
                updated.status.nominated_node_name.clear();
                self.scheduler.withdraw(&key);
            }
            _ => {}
        }
        let _ = self.perform(scheduler::NAME, Request::UpdateStatus(updated.into()), None);
    }

    /// Source: `prepareCandidate`.
    fn make_room(&mut self, pod: &Rc<Pod>, preemption: &Preemption) {
        self.note(RecordKind::Why(verdict::explain_preemption(pod, preemption)));
        for key in self.scheduler.nominate(pod, &preemption.node) {
            let Some(Object::Pod(lower)) = self.store().get(&key) else { continue };
            let mut lower = (**lower).clone();
            lower.status.nominated_node_name.clear();
            let _ = self.perform(scheduler::NAME, Request::UpdateStatus(lower.into()), None);
        }
        for victim in &preemption.victims {
            if victim.is_terminating {
                continue;
            }
            let (key, node) = (victim.key.clone(), preemption.node.as_str().into());
            let uid = pod.metadata.uid.as_str().into();
            self.later(REQUEST_MS, Step::Preempt(key, uid, node));
        }
    }

    /// A Pod goes for another one. Source: `PreemptPod`.
    pub(super) fn preempt(&mut self, key: &ObjectKey, by: &str, node: &str) {
        let Some(Object::Pod(victim)) = self.store().get(key) else { return };
        if victim.spec.node_name != node || victim.is_terminal() {
            return;
        }
        let mut marked = (**victim).clone();
        let by_whom =
            format!("{}: preempting to accommodate a higher priority pod", scheduler::NAME);
        let (reason, now) = (Text::word("PreemptionByScheduler"), Time::of_ms(self.now_ms));
        marked.set_condition("DisruptionTarget", "True", reason, by_whom.into(), now);
        let about = Object::Pod(Rc::new(marked.clone()));
        let _ = self.perform(scheduler::NAME, Request::UpdateStatus(marked.into()), None);
        let delete = Request::Delete(key.clone(), DeleteOptions::default());
        if self.perform(scheduler::NAME, delete, None).is_ok() {
            let message = format!("Preempted by pod {by} on node {node}");
            self.record_event(
                scheduler::NAME,
                Text::default(),
                EventDraft::normal(&about, "Preempted", message),
            );
        }
    }

    pub(super) fn bind(&mut self, key: &ObjectKey, node: Rc<str>) {
        let request = Request::Bind(key.clone(), node.to_string());
        match self.perform(scheduler::NAME, request, None) {
            Ok(reply) => {
                let words =
                    ["Successfully assigned ", &*key.namespace, "/", &*key.name, " to ", &*node];
                let message = words.concat();
                let draft = EventDraft::normal(&reply.object, "Scheduled", message);
                self.record_event(scheduler::NAME, Text::default(), draft);
            }
            Err(_) => self.scheduler.forget(key),
        }
    }

    /// What the scheduler makes of a Pod: for one that waits, each node's verdict and scores as
    /// they are now; for one that has a node, those that decided.
    #[must_use]
    pub fn placement(&self, namespace: &str, name: &str) -> Option<Rc<Placement>> {
        let pod = self.store().typed::<Pod>(namespace, name)?;
        if pod.spec.node_name.is_empty() {
            let placement = scheduler::explain(&self.scheduler, &self.cache, pod, self.now_ms);
            return Some(Rc::new(placement));
        }
        let key = ObjectKey::new(Kind::Pod, namespace, name);
        self.scheduler.placement(&key).cloned()
    }
}
