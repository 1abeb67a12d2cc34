//! What POST to a Pod's `/eviction` does: a deletion that asks the budget first.
//! Source: `pkg/registry/core/pod/storage/eviction.go`.

use super::{ApiServer, DeleteOptions, Request};
use crate::api::{
    Condition, Kind, Labels, ObjectKey, Pod, PodDisruptionBudget, Reason, Selector, Status, Text,
    Time,
};
use std::rc::Rc;

/// So many evictions may be granted and not seen yet.
const DISRUPTED_MAX: usize = 2000;

impl ApiServer {
    /// The writes that an eviction consists of: what comes before the deletion, and the deletion.
    ///
    /// # Errors
    /// The Pod is not there, or its budget does not allow it now.
    pub fn eviction(
        &self,
        now_ms: i64,
        key: &ObjectKey,
        options: &DeleteOptions,
    ) -> Result<(Vec<Request>, Request), Status> {
        let pod = self.store().typed::<Pod>(&key.namespace, &key.name);
        let pod = pod.ok_or_else(|| Status::not_found(Kind::Pod, &key.name))?;
        let now = Time::of_ms(now_ms);
        let mut before = Vec::new();
        if !ignores_budget(pod) {
            let budgets = self.budgets(pod);
            match budgets.as_slice() {
                [] => {}
                [one] => before.extend(ask_budget(one, pod, now)?),
                _ => return Err(several_budgets()),
            }
        }
        if !pod.metadata.is_terminating() {
            let mut marked = (**pod).clone();
            let reason = Text::word("EvictionByEvictionAPI");
            let message = Text::word("Eviction API: evicting");
            marked.set_condition("DisruptionTarget", "True", reason, message, now);
            before.push(Request::UpdateStatus(marked.into()));
        }
        let mut options = options.clone();
        options.uid.get_or_insert_with(|| pod.metadata.uid.clone());
        Ok((before, Request::Delete(key.clone(), options)))
    }

    /// The budget that a Pod's eviction asks, if there is one.
    #[must_use]
    pub fn budget_of(&self, key: &ObjectKey) -> Option<&Rc<PodDisruptionBudget>> {
        let pod = self.store().typed::<Pod>(&key.namespace, &key.name)?;
        self.budgets(pod).into_iter().next()
    }

    fn budgets<'a>(&'a self, pod: &'a Pod) -> Vec<&'a Rc<PodDisruptionBudget>> {
        let budgets = self.store().list_typed::<PodDisruptionBudget>(Some(&pod.metadata.namespace));
        budgets.filter(|it| protects(it, pod)).collect()
    }
}

/// Whether the Pod is one of those that the budget is about.
#[must_use]
pub fn protects(budget: &PodDisruptionBudget, pod: &Pod) -> bool {
    budget.metadata.namespace == pod.metadata.namespace && selects(budget, &pod.metadata.labels)
}

/// Whether the budget is about what has such labels, in its own namespace.
#[must_use]
pub fn selects(budget: &PodDisruptionBudget, labels: &Labels) -> bool {
    let selector = budget.spec.selector.as_ref().map(Selector::from);
    selector.is_some_and(|it| it.matches(labels))
}

/// Source: `canIgnorePDB`.
fn ignores_budget(pod: &Pod) -> bool {
    pod.is_terminal() || pod.status.phase == "Pending" || pod.metadata.is_terminating()
}

/// What the budget has to write down, if it says anything but no.
fn ask_budget(
    budget: &Rc<PodDisruptionBudget>,
    pod: &Pod,
    now: Time,
) -> Result<Option<Request>, Status> {
    let status = &budget.status;
    if !pod.is_ready() {
        let has_enough =
            status.current_healthy >= status.desired_healthy && status.desired_healthy > 0;
        if budget.spec.unhealthy_pod_eviction_policy == "AlwaysAllow" || has_enough {
            return Ok(None);
        }
    }
    if status.observed_generation < budget.metadata.generation {
        return Err(too_many_requests());
    }
    let forbidden =
        |why: &str| Err(Status::forbidden(Kind::PodDisruptionBudget, &budget.metadata.name, why));
    if status.disruptions_allowed < 0 {
        return forbidden("pdb disruptions allowed is negative");
    }
    if status.disrupted_pods.len() > DISRUPTED_MAX {
        return forbidden(
            "DisruptedPods map too big - too many evictions not confirmed by PDB controller",
        );
    }
    if status.disruptions_allowed == 0 {
        return Err(too_many_requests());
    }
    let mut budget = (**budget).clone();
    budget.status.disruptions_allowed -= 1;
    if budget.status.disruptions_allowed == 0 {
        set_allowed(&mut budget, now);
    }
    budget.status.disrupted_pods.insert(pod.metadata.name.to_string(), now);
    Ok(Some(Request::UpdateStatus(budget.into())))
}

fn too_many_requests() -> Status {
    Status {
        reason: Reason::TooManyRequests,
        message: "Cannot evict pod as it would violate the pod's disruption budget.".to_owned(),
        about: None,
        causes: Vec::new(),
    }
}

fn several_budgets() -> Status {
    let message = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
    Status {
        reason: Reason::InternalError,
        message: message.to_owned(),
        about: None,
        causes: Vec::new(),
    }
}

/// Sets the condition `DisruptionAllowed` as the number of allowed disruptions says.
/// Source: `staging/src/k8s.io/component-helpers/apps/poddisruptionbudget/helpers.go`.
pub fn set_allowed(budget: &mut PodDisruptionBudget, now: Time) {
    let (status, reason) = if budget.status.disruptions_allowed > 0 {
        ("True", "SufficientPods")
    } else {
        ("False", "InsufficientPods")
    };
    set_budget_condition(budget, status, reason, "", now);
}

/// Sets the condition `DisruptionAllowed`; its time changes with its status only.
pub fn set_budget_condition(
    budget: &mut PodDisruptionBudget,
    status: &str,
    reason: &str,
    message: &str,
    now: Time,
) {
    let observed_generation = budget.status.observed_generation;
    let before = budget.status.conditions.iter().find(|it| it.r#type == "DisruptionAllowed");
    let since = before.filter(|it| it.status == status).and_then(|it| it.last_transition_time);
    let condition = Condition {
        last_transition_time: since.or(Some(now)),
        message: message.to_owned(),
        observed_generation,
        reason: reason.to_owned(),
        status: status.to_owned(),
        r#type: "DisruptionAllowed".to_owned(),
        ..Condition::default()
    };
    budget.status.conditions.retain(|it| it.r#type != "DisruptionAllowed");
    budget.status.conditions.push(condition);
}
