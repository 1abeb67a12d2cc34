//! HorizontalPodAutoscalers.
//! Source: `pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy};
use crate::api::HorizontalPodAutoscaler;
use crate::apiserver::defaults;
use crate::apiserver::validation::autoscaling;

impl Strategy for HorizontalPodAutoscaler {
    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        defaults::autoscaling::autoscaler(Rc::make_mut(self));
    }

    fn validate(&self, errors: &mut Errors) {
        autoscaling::validate(&self.spec, errors);
    }
}
