//! How many nodes have what they should have. Source: `updateDaemonSetStatus`.

use super::pass::Pass;
use crate::api::{DaemonSet, DaemonSetStatus};
use crate::apiserver::Request;
use crate::client::Ask;

impl Pass<'_> {
    fn status(&self, is_observed: bool) -> DaemonSetStatus {
        let before = &self.set.status;
        let seen = self.set.metadata.generation;
        let mut status = DaemonSetStatus {
            collision_count: before.collision_count,
            observed_generation: if is_observed { seen } else { before.observed_generation },
            rest: before.rest.clone(),
            ..DaemonSetStatus::default()
        };
        for node in &self.nodes {
            let first = self.pods.get(node.metadata.name.as_str()).and_then(|it| it.first());
            if !self.should_run(node) {
                status.number_misscheduled += i32::from(first.is_some());
                continue;
            }
            status.desired_number_scheduled += 1;
            let Some(pod) = first else { continue };
            status.current_number_scheduled += 1;
            status.number_ready += i32::from(pod.is_ready());
            status.number_available += i32::from(self.is_available(pod));
            status.updated_number_scheduled += i32::from(self.is_updated(pod));
        }
        status.number_unavailable = status.desired_number_scheduled - status.number_available;
        status
    }

    /// When the next ready Pod becomes available, in milliseconds from now. Source: `updatePod`.
    fn next_availability_ms(&self) -> Option<i64> {
        let min_ready_ms = i64::from(self.set.spec.min_ready_seconds) * 1000;
        let due = self.pods.values().flatten().filter_map(|pod| {
            let ready = pod.condition("Ready").filter(|it| it.status == "True")?;
            let at_ms = ready.last_transition_time?.0 * 1000 + min_ready_ms;
            (at_ms > self.ctx.now_ms).then_some(at_ms - self.ctx.now_ms)
        });
        due.min()
    }

    pub(super) fn write_status(&mut self, is_observed: bool) {
        let status = self.status(is_observed);
        if let Some(due_ms) = self.next_availability_ms() {
            self.look_again(due_ms);
        }
        if status != self.set.status {
            let changed = DaemonSet { status, ..(**self.set).clone() };
            // Source: `syncDaemonSet`, which writes it also where `updateDaemonSet` has failed.
            let ask = Ask::new(Request::UpdateStatus(changed.into()));
            self.result.asks.push(Ask { in_any_case: true, ..ask });
        }
    }
}
