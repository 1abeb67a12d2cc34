//! Every node has the Pods that it should have. Source: `manage`, `podsShouldBeOnNode`.

use super::pass::Pass;
use super::update::max_surge;
use super::{explain, should_run};
use crate::api::{Node, Pod};
use crate::client::{Effect, EventDraft, Fact};
use std::rc::Rc;

const TOO_MANY: &str = "its node has another one";

/// What is to happen on the nodes.
#[derive(Debug, Default)]
struct Plan {
    create: Vec<String>,
    delete: Vec<Rc<Pod>>,
    /// Why they are deleted: each reason once.
    reasons: Vec<&'static str>,
}

impl Plan {
    fn delete(&mut self, pods: impl IntoIterator<Item = Rc<Pod>>, reason: &'static str) {
        let before = self.delete.len();
        self.delete.extend(pods);
        if before < self.delete.len() && !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }
}

impl Pass<'_> {
    /// Returns whether anything had to be asked for.
    pub(super) fn manage(&mut self) -> bool {
        let mut plan = Plan::default();
        for node in self.nodes.clone() {
            self.manage_node(node, &mut plan);
        }
        // Tied to a node that is gone, and never scheduled.
        for (name, pods) in &self.pods {
            if self.nodes.iter().all(|it| it.metadata.name != *name) {
                let waiting = pods.iter().filter(|it| it.spec.node_name.is_empty());
                plan.delete(waiting.cloned(), "its node is gone");
            }
        }
        self.explain_plan(&plan);
        self.sync_nodes(&plan.delete, &plan.create);
        !plan.create.is_empty() || !plan.delete.is_empty()
    }

    fn manage_node(&mut self, node: &Node, plan: &mut Plan) {
        let name = &node.metadata.name;
        let (runs, stays) = should_run(self.set, node);
        let pods = self.pods.get(name.as_str()).cloned().unwrap_or_default();
        if pods.is_empty() {
            plan.create.extend(runs.then(|| name.to_string()));
            return;
        }
        let live = pods.into_iter().filter(|it| !it.metadata.is_terminating());
        if !stays {
            plan.delete(live, "its labels and taints do not suit the template any more");
            return;
        }
        let mut running = Vec::new();
        for pod in live {
            match pod.status.phase.as_str() {
                "Failed" => self.replace_failed(&pod, name, plan),
                "Succeeded" => {
                    let what = format!("succeeded daemon pod {}", place(&pod, name));
                    let message = format!("Found {what}, will try to delete it");
                    let event = EventDraft::normal(&self.object(), "SucceededDaemonPod", message);
                    self.result.events.push(event);
                    plan.delete([pod], "it has ended, and is to run always");
                }
                _ => running.push(pod),
            }
        }
        if !self.allows_surge() {
            plan.delete(running.into_iter().skip(1), TOO_MANY);
        } else if running.is_empty() {
            plan.create.extend(runs.then(|| name.to_string()));
        } else {
            self.prune(running, plan);
        }
    }

    fn allows_surge(&self) -> bool {
        // Any number but 0 is enough to know; of how many nodes it is a part does not matter.
        max_surge(self.set, 100) > 0
    }

    /// Failed Pods are replaced, but not as fast as they fail.
    fn replace_failed(&mut self, pod: &Rc<Pod>, node: &str, plan: &mut Plan) {
        let meta = &self.set.metadata;
        let key = format!("{}/{}/{node}", meta.uid, self.set.status.observed_generation);
        if let Some(wait_ms) = self.ctx.backoff.wait_ms(&key, self.ctx.now_ms) {
            self.look_again(wait_ms);
            return;
        }
        self.result.back_off.push(key);
        let message = format!("Found failed daemon pod {}, will try to kill it", place(pod, node));
        let event = EventDraft::warning(&self.object(), "FailedDaemonPod", message);
        self.result.events.push(event);
        plan.delete([Rc::clone(pod)], "it has failed, and is to run always");
    }

    /// Of several Pods on a node the oldest new one and the oldest old one stay, and the old one
    /// only until the new one can take over.
    fn prune(&self, running: Vec<Rc<Pod>>, plan: &mut Plan) {
        if running.len() <= 1 {
            return;
        }
        let (mut new, mut old) = (None, None);
        for pod in running {
            let place = if self.has_newest_hash(&pod) { &mut new } else { &mut old };
            match place {
                None => *place = Some(pod),
                Some(_) => plan.delete([pod], TOO_MANY),
            }
        }
        if let (Some(new), Some(old)) = (new, old)
            && (!old.is_ready() || self.is_available(&new))
        {
            let reason =
                if old.is_ready() { "the new one is available" } else { "it is old and not ready" };
            plan.delete([old], reason);
        }
    }

    fn explain_plan(&mut self, plan: &Plan) {
        let wished = self.nodes.iter().filter(|it| self.should_run(it)).count();
        let have = self.pods.len();
        let facts = || {
            vec![
                Fact::new("nodes that should have a Pod", wished),
                Fact::new("nodes that have one", have),
            ]
        };
        let source = "daemon_controller.go podsShouldBeOnNode";
        if !plan.create.is_empty() {
            let what = (Effect::Create, format!("created a Pod for {}", plan.create.join(", ")));
            let because = format!(
                "{wished} node{} should have one by labels and taints, and {} had none",
                if wished == 1 { "" } else { "s" },
                if plan.create.len() == 1 { "this one" } else { "these" }
            );
            explain(self.set, what, because, facts(), source, &mut self.result);
        }
        if !plan.delete.is_empty() {
            let names: Vec<&str> = plan.delete.iter().map(|it| it.metadata.name.as_str()).collect();
            let what = (Effect::Delete, format!("deleted {}", names.join(", ")));
            let because = plan.reasons.join(", or ");
            explain(self.set, what, because, facts(), source, &mut self.result);
        }
    }
}

fn place(pod: &Pod, node: &str) -> String {
    format!("{}/{} on node {node}", pod.metadata.namespace, pod.metadata.name)
}
