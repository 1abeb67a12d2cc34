//! PriorityClasses. Source: `pkg/registry/scheduling/priorityclass/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy};
use crate::api::PriorityClass;
use crate::apiserver::defaults;
use crate::apiserver::validation::quota;

impl Strategy for PriorityClass {
    const STARTS_GENERATION: bool = true;

    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        defaults::fill(&mut Rc::make_mut(self).preemption_policy, "PreemptLowerPriority");
    }

    fn validate(&self, errors: &mut Errors) {
        quota::validate_priority_class(self, errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        self.validate(errors);
        quota::validate_priority_class_kept(old, self, errors);
    }
}
