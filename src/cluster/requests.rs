//! Writes: how they become known, and requests that are several of them.

use super::{Cluster, RecordKind, Step, WATCH_MS, change};
use crate::api::{Kind, ObjectKey, PodDisruptionBudget, Reason, Status, Value};
use crate::apiserver::{self, DeleteOptions, Reply, WatchEvent, WatchType, Writer};
use crate::client::{Effect, Fact, Trigger, Why};
use crate::{kubelet, scheduler};
use std::rc::Rc;

/// The component that stands for clients outside the control plane.
pub(super) const CLIENT: &str = "kubectl";

/// The program that a component is a part of: what is written is its own.
fn field_manager(component: &'static str) -> &'static str {
    match component {
        kubelet::NAME => "kubelet",
        scheduler::NAME => "kube-scheduler",
        _ => "kube-controller-manager",
    }
}

impl Cluster {
    /// Says as whom a client sends its next request: its name in `managedFields`.
    pub fn act_as(&mut self, manager: &str) {
        self.apiserver.set_writer(Writer { name: manager.to_owned().into(), follows: true });
    }

    /// A component sends the next request; clients have said who they are.
    pub(super) fn name_writer(&mut self, component: &'static str) {
        if component != CLIENT {
            let name = field_manager(component).into();
            self.apiserver.set_writer(Writer { name, follows: false });
        }
    }

    /// An object's `metadata.managedFields`, where they are known.
    #[must_use]
    pub fn managed_fields(&self, key: &ObjectKey) -> Option<Value> {
        self.apiserver.managed_fields(key)
    }

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
        let writes = self.apiserver.eviction(self.now_ms, key, options);
        if writes.as_ref().is_err_and(|it| it.reason == Reason::TooManyRequests)
            && let Some(budget) = self.apiserver.budget_of(key)
        {
            let why = refused_eviction(key, budget);
            self.note(RecordKind::Why(Rc::new(why)));
        }
        let (before, deletion) = writes?;
        for request in before {
            self.perform(component, request, cause)?;
        }
        self.perform(component, deletion, cause)
    }
}

/// What a budget is for is seen when it says no.
fn refused_eviction(pod: &ObjectKey, budget: &PodDisruptionBudget) -> Why {
    let (name, status) = (&budget.metadata.name, &budget.status);
    // Its numbers are those of before it was changed.
    let is_old = status.observed_generation < budget.metadata.generation;
    let because = if is_old {
        format!("budget {name} has changed, and its controller has not looked at it yet")
    } else {
        let (healthy, needed) = (status.current_healthy, status.desired_healthy);
        // Who may go is counted off at once, who is healthy only when the controller looks again.
        match healthy - needed {
            ..1 => format!("budget {name} lets none go: {healthy} healthy, {needed} must be"),
            going => format!(
                "budget {name} lets no other go: {healthy} healthy, {going} of them just evicted, {needed} must be"
            ),
        }
    };
    Why {
        component: apiserver::NAME,
        about: pod.clone(),
        effect: Effect::Refuse,
        what: format!("refused to evict {}", pod.name),
        because,
        facts: vec![Fact::new("disruptionsAllowed", status.disruptions_allowed)],
        source: "eviction.go checkAndDecrement",
        trigger: None,
    }
}
