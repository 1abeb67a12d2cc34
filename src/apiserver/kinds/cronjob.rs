//! CronJobs. Source: `pkg/registry/batch/cronjob/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy, Warnings, warnings};
use crate::api::CronJob;
use crate::apiserver::defaults;
use crate::apiserver::validation::batch;

impl Strategy for CronJob {
    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        defaults::batch::cron_job(Rc::make_mut(self));
    }

    fn validate(&self, errors: &mut Errors) {
        batch::validate_cron_job(self, errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        batch::validate_cron_job_update(old, self, errors);
    }

    fn warnings_on_create(&self, found: &mut Warnings) {
        warnings::pods_of(&self.metadata, found);
        warnings::job(&self.spec.job_template.spec, "spec.jobTemplate.spec", found);
    }

    fn warnings_on_update(&self, old: &Self, found: &mut Warnings) {
        if warnings::is_new(&old.metadata, &self.metadata) {
            warnings::job(&self.spec.job_template.spec, "spec.jobTemplate.spec", found);
        }
    }
}
