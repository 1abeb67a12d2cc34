//! What makes a cluster do more than it does by itself: classes, and kinds that somebody defines.
//! Source: `staging/src/k8s.io/api/{networking,node}/v1/types.go`,
//! `staging/src/k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1/types.go`.

use super::field::{Value, object};
use super::kind::{Kind, OtherKind};
use super::meta::ObjectMeta;

object! {
    /// `networking.k8s.io/v1 IngressClass`: which controller sees to which Ingresses.
    pub struct IngressClass {
        /// Name and labels.
        metadata: ObjectMeta => "metadata" always,
        /// The desired state.
        spec: IngressClassSpec => "spec",
    }

    /// Who sees to the Ingresses of a class.
    pub struct IngressClassSpec {
        /// The controller, such as `example.com/ingress-controller`.
        controller: String => "controller",
        /// An object with its settings.
        parameters: Option<Value> => "parameters",
    }

    /// `node.k8s.io/v1 RuntimeClass`: how containers are run.
    pub struct RuntimeClass {
        /// What the runtime calls it.
        handler: String => "handler" always,
        /// Name and labels.
        metadata: ObjectMeta => "metadata" always,
    }

    /// `apiextensions.k8s.io/v1 CustomResourceDefinition`: a kind that somebody has defined.
    pub struct CustomResourceDefinition {
        /// Name and labels.
        metadata: ObjectMeta => "metadata" always,
        /// The desired state.
        spec: CustomResourceDefinitionSpec => "spec" always,
        /// What the API server makes of it.
        status: Value => "status",
    }

    /// A kind and its versions.
    pub struct CustomResourceDefinitionSpec {
        /// How versions are converted.
        conversion: Value => "conversion",
        /// The group.
        group: String => "group" always,
        /// What the kind is called.
        names: CustomResourceDefinitionNames => "names" always,
        /// `Namespaced` or `Cluster`.
        scope: String => "scope" always,
        /// The versions.
        versions: Vec<CustomResourceDefinitionVersion> => "versions" always,
    }

    /// What a kind is called.
    pub struct CustomResourceDefinitionNames {
        /// Groups of kinds that it is listed with, such as `all`.
        categories: Vec<String> => "categories",
        /// Such as `CronTab`.
        kind: String => "kind" always,
        /// Such as `CronTabList`.
        list_kind: String => "listKind",
        /// Such as `crontabs`.
        plural: String => "plural" always,
        /// Such as `ct`.
        short_names: Vec<String> => "shortNames",
        /// Such as `crontab`.
        singular: String => "singular",
    }

    /// One version of a kind.
    pub struct CustomResourceDefinitionVersion {
        /// What `kubectl get` shows.
        additional_printer_columns: Vec<Value> => "additionalPrinterColumns",
        /// Such as `v1`.
        name: String => "name" always,
        /// What its objects look like: `openAPIV3Schema`.
        schema: Value => "schema",
        /// What its objects can be selected by besides their names: paths such as `.spec.color`.
        selectable_fields: Vec<Value> => "selectableFields",
        /// Whether it can be asked for.
        served: bool => "served" always,
        /// Whether objects are stored in it.
        storage: bool => "storage" always,
        /// Whether `/status` and `/scale` are there.
        subresources: Value => "subresources",
    }
}

impl CustomResourceDefinition {
    /// Whether its objects can be selected by a field, such as `spec.color`.
    #[must_use]
    pub fn selects_by(&self, path: &str) -> bool {
        let all = self.spec.versions.iter().flat_map(|it| &it.selectable_fields);
        let mut paths = all.filter_map(|it| it["jsonPath"].as_str());
        paths.any(|it| it.strip_prefix('.') == Some(path))
    }

    /// The version that its objects are stored in.
    #[must_use]
    pub fn stored(&self) -> Option<&CustomResourceDefinitionVersion> {
        self.spec.versions.iter().find(|it| it.storage)
    }

    /// Whether it can be asked for in a version.
    #[must_use]
    pub fn serves(&self, version: &str) -> bool {
        self.spec.versions.iter().any(|it| it.served && it.name == version)
    }

    /// The kind that it defines.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        let (spec, names) = (&self.spec, &self.spec.names);
        let named = [names.kind.as_str(), &names.plural, &names.singular];
        let version = &self.stored()?.name;
        let is_namespaced = spec.scope == "Namespaced";
        OtherKind::defined(named, (&spec.group, version), is_namespaced).map(Kind::Other)
    }

    /// The schema of its objects.
    #[must_use]
    pub fn schema(&self) -> Option<&Value> {
        self.stored()?.schema.get("openAPIV3Schema")
    }
}
