//! The one table of kinds: names, short names, group, scope. Whoever makes something of it for each
//! kind hands it a macro.

mod generate;
mod info;
mod other;

pub use self::info::KindInfo;
pub use self::other::OtherKind;

use self::generate::names;
use super::field::Text;

// After the scope: what `get all` shows; then whether the kind has a status, a spec whose
// generations count, and Pods of its own (see `PodOwner`). Nothing comes of `inert` kinds.
macro_rules! kinds {
    ($then:ident $d:tt) => {
        $then! {
            ($d)
            /// `v1 ConfigMap`
            ConfigMap "configmaps" configmap ["cm"] "" "v1" namespaced [];
            /// `v1 Endpoints`
            Endpoints "endpoints" endpoints ["ep"] "" "v1" namespaced [];
            /// `v1 Event`
            Event "events" event ["ev"] "" "v1" namespaced [];
            /// `v1 LimitRange`
            LimitRange "limitranges" limitrange ["limits"] "" "v1" namespaced [];
            /// `v1 Namespace`
            Namespace "namespaces" namespace ["ns"] "" "v1" cluster [status];
            /// `v1 Node`
            Node "nodes" node ["no"] "" "v1" cluster [status];
            /// `v1 PersistentVolumeClaim`
            PersistentVolumeClaim "persistentvolumeclaims" persistentvolumeclaim ["pvc"] "" "v1" namespaced [status];
            /// `v1 PersistentVolume`
            PersistentVolume "persistentvolumes" persistentvolume ["pv"] "" "v1" cluster [status];
            /// `v1 Pod`
            Pod "pods" pod ["po"] "" "v1" namespaced all [spec status];
            /// `v1 ReplicationController`
            ReplicationController "replicationcontrollers" replicationcontroller ["rc"] "" "v1" namespaced all [spec status pods];
            /// `v1 Secret`
            Secret "secrets" secret [] "" "v1" namespaced [];
            /// `v1 ServiceAccount`
            ServiceAccount "serviceaccounts" serviceaccount ["sa"] "" "v1" namespaced [];
            /// `v1 Service`
            Service "services" service ["svc"] "" "v1" namespaced all [status];
            /// `apps/v1 ControllerRevision`
            ControllerRevision "controllerrevisions" controllerrevision [] "apps" "v1" namespaced [];
            /// `v1 ResourceQuota`
            ResourceQuota "resourcequotas" resourcequota ["quota"] "" "v1" namespaced [status];
            /// `apps/v1 DaemonSet`
            DaemonSet "daemonsets" daemonset ["ds"] "apps" "v1" namespaced all [spec status pods];
            /// `apps/v1 Deployment`
            Deployment "deployments" deployment ["deploy"] "apps" "v1" namespaced all [spec status pods];
            /// `apps/v1 ReplicaSet`
            ReplicaSet "replicasets" replicaset ["rs"] "apps" "v1" namespaced all [spec status pods];
            /// `autoscaling/v2 HorizontalPodAutoscaler`
            HorizontalPodAutoscaler "horizontalpodautoscalers" horizontalpodautoscaler ["hpa"] "autoscaling" "v2" namespaced all [status];
            /// `coordination.k8s.io/v1 Lease`
            Lease "leases" lease [] "coordination.k8s.io" "v1" namespaced [];
            /// `policy/v1 PodDisruptionBudget`
            PodDisruptionBudget "poddisruptionbudgets" poddisruptionbudget ["pdb"] "policy" "v1" namespaced [spec status];
            /// `apps/v1 StatefulSet`
            StatefulSet "statefulsets" statefulset ["sts"] "apps" "v1" namespaced all [spec status pods];
            /// `storage.k8s.io/v1 StorageClass`
            StorageClass "storageclasses" storageclass ["sc"] "storage.k8s.io" "v1" cluster [];
            /// `batch/v1 CronJob`
            CronJob "cronjobs" cronjob ["cj"] "batch" "v1" namespaced all [spec status pods];
            /// `batch/v1 Job`
            Job "jobs" job [] "batch" "v1" namespaced all [spec status pods];
            /// `discovery.k8s.io/v1 EndpointSlice`
            EndpointSlice "endpointslices" endpointslice [] "discovery.k8s.io" "v1" namespaced [];
            /// `scheduling.k8s.io/v1 PriorityClass`
            PriorityClass "priorityclasses" priorityclass ["pc"] "scheduling.k8s.io" "v1" cluster [];
            /// `networking.k8s.io/v1 NetworkPolicy`
            NetworkPolicy "networkpolicies" networkpolicy ["netpol"] "networking.k8s.io" "v1" namespaced [spec] inert;
            /// `networking.k8s.io/v1 Ingress`
            Ingress "ingresses" ingress ["ing"] "networking.k8s.io" "v1" namespaced [spec status] inert;
            /// `networking.k8s.io/v1 IngressClass`
            IngressClass "ingressclasses" ingressclass [] "networking.k8s.io" "v1" cluster [spec] inert;
            /// `rbac.authorization.k8s.io/v1 ClusterRole`
            ClusterRole "clusterroles" clusterrole [] "rbac.authorization.k8s.io" "v1" cluster [] inert;
            /// `rbac.authorization.k8s.io/v1 ClusterRoleBinding`
            ClusterRoleBinding "clusterrolebindings" clusterrolebinding [] "rbac.authorization.k8s.io" "v1" cluster [] inert;
            /// `rbac.authorization.k8s.io/v1 Role`
            Role "roles" role [] "rbac.authorization.k8s.io" "v1" namespaced [] inert;
            /// `rbac.authorization.k8s.io/v1 RoleBinding`
            RoleBinding "rolebindings" rolebinding [] "rbac.authorization.k8s.io" "v1" namespaced [] inert;
            /// `node.k8s.io/v1 RuntimeClass`
            RuntimeClass "runtimeclasses" runtimeclass [] "node.k8s.io" "v1" cluster [] inert;
            /// `apiextensions.k8s.io/v1 CustomResourceDefinition`
            CustomResourceDefinition "customresourcedefinitions" customresourcedefinition ["crd", "crds"] "apiextensions.k8s.io" "v1" cluster [spec status];
        }
    };
}
pub(super) use kinds;

kinds!(names $);

impl Kind {
    /// Every kind that an API server has before somebody defines one.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().copied().chain(OtherKind::built_in().map(Self::Other))
    }

    /// `apps/v1`, or `v1` for the core group.
    #[must_use]
    pub fn api_version(self) -> String {
        let info = self.info();
        let slash = if info.group.is_empty() { "" } else { "/" };
        [info.group, slash, info.version].concat()
    }

    /// The same, as what references to objects carry: most are of the core group.
    #[must_use]
    pub fn api_version_text(self) -> Text {
        let info = self.info();
        if info.group.is_empty() { Text::word(info.version) } else { self.api_version().into() }
    }

    /// `deployments.apps`, or `pods` for the core group.
    #[must_use]
    pub fn qualified_resource(self) -> String {
        qualified(self.info().plural, self.info().group)
    }

    /// `deployment.apps`, or `pod` for the core group: what kubectl puts before a slash.
    #[must_use]
    pub fn qualified_singular(self) -> String {
        qualified(self.info().singular, self.info().group)
    }

    /// `Deployment.apps`, or `Pod` for the core group: how Go prints a `GroupKind`.
    #[must_use]
    pub fn group_kind(self) -> String {
        qualified(self.info().kind, self.info().group)
    }

    /// The kind of a manifest.
    #[must_use]
    pub fn find(api_version: &str, kind: &str) -> Option<Self> {
        // The one older version that is still taken; manifests of it are converted.
        let is_old = api_version == "autoscaling/v1";
        let api_version = if is_old { "autoscaling/v2" } else { api_version };
        let (group, version) = api_version.rsplit_once('/').unwrap_or(("", api_version));
        let is_it = |it: &Self| {
            let info = it.info();
            info.kind == kind && info.group == group && info.version == version
        };
        // Most that is asked for owns Pods, or has a type at least.
        [Self::ReplicaSet, Self::Job]
            .iter()
            .chain(KINDS)
            .copied()
            .find(is_it)
            .or_else(|| Self::all().find(is_it))
    }

    /// The kind a person means: `deploy`, `deployment`, `deployments.apps`, `Deployment`.
    #[must_use]
    pub fn from_resource(text: &str) -> Option<Self> {
        let (written, text) = (text.split('.').next(), text.to_ascii_lowercase());
        let (name, group) = text.split_once('.').map_or((&*text, None), |(a, b)| (a, Some(b)));
        let group_fits = |info: &KindInfo| {
            group.is_none_or(|it| {
                it == info.group
                    || it.strip_prefix(info.version) == Some(&format!(".{}", info.group))
            })
        };
        Self::all().find(|kind| {
            let info = kind.info();
            // Names may be written in capitals; short names stand as they are.
            let is_short = written.is_some_and(|it| info.short.contains(&it));
            (info.plural == name || info.singular == name || is_short) && group_fits(info)
        })
    }
}

fn qualified(name: &str, group: &str) -> String {
    if group.is_empty() { name.to_owned() } else { format!("{name}.{group}") }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn a_version_is_a_group_and_a_version_with_a_slash_between() {
        assert_eq!(Kind::find("apps/v1", "Deployment"), Some(Kind::Deployment));
        assert_eq!(Kind::find("v1", "Pod"), Some(Kind::Pod));
        let none = [
            ("appsv1", "Deployment"),
            ("v1", "Deployment"),
            ("apps/v1", "Pod"),
            ("batchv1", "Job"),
        ];
        for (version, kind) in none {
            assert_eq!(Kind::find(version, kind), None, "{version} {kind}");
        }
    }
}
