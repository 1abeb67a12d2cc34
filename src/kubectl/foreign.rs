//! Kinds that Kubernetes has and this simulator does not.

/// The kind, its plural, its group, and the words that name it.
type Foreign = (&'static str, &'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const FOREIGN: &[Foreign] = &[
    ("APIService", "apiservices", "apiregistration.k8s.io", &[]),
    ("CSIDriver", "csidrivers", "storage.k8s.io", &[]),
    ("CSINode", "csinodes", "storage.k8s.io", &[]),
    ("CSIStorageCapacity", "csistoragecapacities", "storage.k8s.io", &[]),
    ("CertificateSigningRequest", "certificatesigningrequests", "certificates.k8s.io", &["csr"]),
    ("ClusterRole", "clusterroles", "rbac.authorization.k8s.io", &[]),
    ("ClusterRoleBinding", "clusterrolebindings", "rbac.authorization.k8s.io", &[]),
    ("ComponentStatus", "componentstatuses", "", &["cs"]),
    ("CustomResourceDefinition", "customresourcedefinitions", "apiextensions.k8s.io", &["crd", "crds"]),
    ("DeviceClass", "deviceclasses", "resource.k8s.io", &[]),
    ("FlowSchema", "flowschemas", "flowcontrol.apiserver.k8s.io", &[]),
    ("IPAddress", "ipaddresses", "networking.k8s.io", &["ip"]),
    ("Ingress", "ingresses", "networking.k8s.io", &["ing"]),
    ("IngressClass", "ingressclasses", "networking.k8s.io", &[]),
    ("MutatingAdmissionPolicy", "mutatingadmissionpolicies", "admissionregistration.k8s.io", &[]),
    ("MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings", "admissionregistration.k8s.io", &[]),
    ("MutatingWebhookConfiguration", "mutatingwebhookconfigurations", "admissionregistration.k8s.io", &[]),
    ("NetworkPolicy", "networkpolicies", "networking.k8s.io", &["netpol"]),
    ("PodTemplate", "podtemplates", "", &[]),
    ("PriorityLevelConfiguration", "prioritylevelconfigurations", "flowcontrol.apiserver.k8s.io", &[]),
    ("ResourceClaim", "resourceclaims", "resource.k8s.io", &[]),
    ("ResourceClaimTemplate", "resourceclaimtemplates", "resource.k8s.io", &[]),
    ("ResourceSlice", "resourceslices", "resource.k8s.io", &[]),
    ("Role", "roles", "rbac.authorization.k8s.io", &[]),
    ("RoleBinding", "rolebindings", "rbac.authorization.k8s.io", &[]),
    ("RuntimeClass", "runtimeclasses", "node.k8s.io", &[]),
    ("ServiceCIDR", "servicecidrs", "networking.k8s.io", &[]),
    ("ValidatingAdmissionPolicy", "validatingadmissionpolicies", "admissionregistration.k8s.io", &[]),
    ("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", "admissionregistration.k8s.io", &[]),
    ("ValidatingWebhookConfiguration", "validatingwebhookconfigurations", "admissionregistration.k8s.io", &[]),
    ("VolumeAttachment", "volumeattachments", "storage.k8s.io", &[]),
    ("VolumeAttributesClass", "volumeattributesclasses", "storage.k8s.io", &["vac"]),
];

fn sentence(kind: &str) -> String {
    format!("Kubernetes has the kind {kind}, but this simulator does not know it")
}

/// What to say of a manifest of such a kind.
pub(super) fn of_kind(kind: &str, api_version: &str) -> Option<String> {
    let group = api_version.split_once('/').map_or("", |it| it.0);
    let found = FOREIGN.iter().find(|it| it.0 == kind && it.2 == group)?;
    Some(format!("{}: the manifest is not at fault", sentence(found.0)))
}

/// What to say of a word that names such a kind, as `ingress`, `ing` and
/// `ingresses.networking.k8s.io` do.
pub(super) fn of_word(word: &str) -> Option<String> {
    let word = word.to_ascii_lowercase();
    let (name, group) = word.split_once('.').unwrap_or((&word, ""));
    let fits = |it: &&Foreign| {
        let named = it.1 == name || it.0.eq_ignore_ascii_case(name) || it.3.contains(&name);
        named && (group.is_empty() || group == it.2 || group.ends_with(&format!(".{}", it.2)))
    };
    FOREIGN.iter().find(fits).map(|it| sentence(it.0))
}
