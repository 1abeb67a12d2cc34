//! StatefulSets. Source: `pkg/registry/apps/statefulset/strategy.go`.

use super::{Defaults, Errors, Rc, Strategy, Warnings, warnings};
use crate::api::StatefulSet;
use crate::apiserver::defaults;
use crate::apiserver::validation::{dns_label_errors, stateful};

impl Strategy for StatefulSet {
    fn name_errors(name: &str) -> Vec<String> {
        dns_label_errors(name)
    }

    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        defaults::stateful::stateful_set(Rc::make_mut(self));
    }

    fn validate(&self, errors: &mut Errors) {
        stateful::validate(self, None, errors);
    }

    fn validate_update(&self, old: &Self, errors: &mut Errors) {
        stateful::validate(self, Some(old), errors);
        stateful::validate_update(old, self, errors);
    }

    fn warnings_on_create(&self, found: &mut Warnings) {
        warnings::template(&self.spec.template, found);
        warnings::storage::claim_templates(&self.spec.volume_claim_templates, found);
        if self.spec.revision_history_limit.is_some_and(|it| it < 0) {
            found.push("spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended".to_owned());
        }
    }

    fn warnings_on_update(&self, old: &Self, found: &mut Warnings) {
        if warnings::is_new(&old.metadata, &self.metadata) {
            self.warnings_on_create(found);
        }
    }
}
