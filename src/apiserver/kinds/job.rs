//! Jobs. Source: `pkg/registry/batch/job/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy, Time, Warnings, warnings};
use crate::api::Job;
use crate::apiserver::Propagation;
use crate::apiserver::defaults;
use crate::apiserver::validation::batch;

impl Strategy for Job {
    const DEFAULT_PROPAGATION: Option<Propagation> = Some(Propagation::Orphan);

    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        defaults::batch::job(Rc::make_mut(self));
    }

    fn prepare_for_create(self: &mut Rc<Self>, _: Time) {
        defaults::batch::generate_selector(Rc::make_mut(self));
    }

    fn validate(&self, errors: &mut Errors) {
        batch::validate_job(self, errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        batch::validate_job_update(old, self, errors);
    }

    fn warnings_on_create(&self, found: &mut Warnings) {
        warnings::pods_of(&self.metadata, found);
        warnings::job(&self.spec, "spec", found);
    }

    fn warnings_on_update(&self, old: &Self, found: &mut Warnings) {
        if warnings::is_new(&old.metadata, &self.metadata) {
            warnings::job(&self.spec, "spec", found);
        }
    }
}
