//! Namespaces. Source: `pkg/registry/core/namespace/strategy.go`.

use super::{Rc, Strategy, Time};
use crate::api::Namespace;
use crate::apiserver::validation::dns_label_errors;
use serde_json::json;

impl Strategy for Namespace {
    fn name_errors(name: &str) -> Vec<String> {
        dns_label_errors(name)
    }

    fn prepare_for_create(self: &mut Rc<Self>, _: Time) {
        let namespace = Rc::make_mut(self);
        namespace.status.phase = "Active".to_owned();
        namespace.spec = json!({"finalizers": ["kubernetes"]});
        let name = namespace.metadata.name.clone();
        namespace
            .metadata
            .labels
            .insert("kubernetes.io/metadata.name".to_owned(), name.to_string());
    }

    /// A namespace is held by its spec.
    fn is_held(&self) -> bool {
        let finalizers = self.spec.get("finalizers").and_then(|it| it.as_array());
        finalizers.is_some_and(|it| !it.is_empty())
    }
}
