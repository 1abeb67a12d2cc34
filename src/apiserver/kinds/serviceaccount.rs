//! ServiceAccounts. Source: `pkg/registry/core/serviceaccount/strategy.go`.

use super::{Strategy, Warnings};
use crate::api::ServiceAccount;

const KEY: &str = "kubernetes.io/enforce-mountable-secrets";

impl Strategy for ServiceAccount {
    fn warnings_on_create(&self, found: &mut Warnings) {
        if self.metadata.annotations.contains_key(KEY) {
            found.push(format!(
                "metadata.annotations[{KEY}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets"
            ));
        }
    }

    fn warnings_on_update(&self, _: &Self, found: &mut Warnings) {
        self.warnings_on_create(found);
    }
}
