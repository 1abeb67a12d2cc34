//! Pods. Source: `pkg/registry/core/pod/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy, Time, Warnings, warnings};
use crate::api::{FieldError, Pod, PodCondition, PodSpec, PodStatus, Text};
use crate::apiserver::defaults;
use crate::apiserver::validation::pod;

impl Strategy for Pod {
    fn set_defaults(self: &mut Rc<Self>, given: &mut Defaults) {
        defaults::pod(Rc::make_mut(self), given);
    }

    fn prepare_for_create(self: &mut Rc<Self>, now: Time) {
        let status = new_status(&self.spec, now);
        Rc::make_mut(self).status = status;
    }

    fn validate(&self, errors: &mut Errors) {
        pod::validate_annotations(self, errors);
        pod::validate_spec(&self.spec, &"spec", errors);
        if !self.spec.node_name.is_empty() && !self.spec.scheduling_gates.is_empty() {
            let detail = "cannot be set until all schedulingGates have been cleared";
            errors.push(FieldError::forbidden(&"spec.nodeName", detail));
        }
        if !self.spec.ephemeral_containers.is_empty() {
            let field = "spec.ephemeralContainers";
            errors.push(FieldError::forbidden(&field, "cannot be set on create"));
        }
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        pod::validate_annotations(self, errors);
        pod::validate_update(old, self, errors);
    }

    // People hardly ever change Pods: an update is not warned of.
    fn warnings_on_create(&self, found: &mut Warnings) {
        warnings::name(&self.metadata.name, "the Pod's hostname", found);
        warnings::pod::of_pod(self, found);
    }
}

/// What a Pod says of itself before anybody has looked at it.
/// Source: `PrepareForCreate`, `applySchedulingGatedCondition`.
fn new_status(spec: &PodSpec, now: Time) -> PodStatus {
    let mut status = PodStatus {
        phase: Text::word("Pending"),
        qos_class: defaults::qos_class(spec).into(),
        ..PodStatus::default()
    };
    if !spec.scheduling_gates.is_empty() {
        status.conditions.push(PodCondition {
            message: Text::word("Scheduling is blocked due to non-empty scheduling gates"),
            last_transition_time: Some(now),
            reason: Text::word("SchedulingGated"),
            status: Text::word("False"),
            r#type: Text::word("PodScheduled"),
            ..PodCondition::default()
        });
    }
    status
}
