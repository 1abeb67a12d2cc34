//! LimitRanges. Source: `pkg/registry/core/limitrange/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy};
use crate::api::LimitRange;
use crate::apiserver::defaults;
use crate::apiserver::validation::quota;

impl Strategy for LimitRange {
    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        Rc::make_mut(self).spec.limits.iter_mut().for_each(defaults::limit_range_item);
    }

    fn validate(&self, errors: &mut Errors) {
        quota::validate_limit_range(self, errors);
    }
}
