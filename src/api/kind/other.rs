//! Kinds that have no type of their own: those that an API server serves and nothing here looks at,
//! and those that somebody has defined.
//!
//! **Invariant:** which kinds have been met before changes nothing: equal names are the same kind,
//! and the order of kinds is that of their names.

use super::info::KindInfo;
use std::sync::{Mutex, PoisonError};

/// A kind without a type of its own; it stands for its names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OtherKind(u16);

const fn row(
    kind: &'static str,
    plural: &'static str,
    singular: &'static str,
    short: &'static [&'static str],
    group: &'static str,
    namespaced: bool,
    generation: bool,
) -> KindInfo {
    KindInfo {
        kind,
        plural,
        singular,
        short,
        group,
        version: "v1",
        namespaced,
        in_all: false,
        inert: true,
        generation,
    }
}

/// What an API server serves besides; at the end whether they live in a namespace, and whether
/// their generations are counted.
#[rustfmt::skip]
const BUILT_IN: &[KindInfo] = &[
    row("APIService", "apiservices", "apiservice", &[], "apiregistration.k8s.io", false, false),
    row("CSIDriver", "csidrivers", "csidriver", &[], "storage.k8s.io", false, true),
    row("CSINode", "csinodes", "csinode", &[], "storage.k8s.io", false, false),
    row("CSIStorageCapacity", "csistoragecapacities", "csistoragecapacity", &[], "storage.k8s.io", true, false),
    row("CertificateSigningRequest", "certificatesigningrequests", "certificatesigningrequest", &["csr"], "certificates.k8s.io", false, false),
    row("DeviceClass", "deviceclasses", "deviceclass", &[], "resource.k8s.io", false, true),
    row("FlowSchema", "flowschemas", "flowschema", &[], "flowcontrol.apiserver.k8s.io", false, true),
    row("IPAddress", "ipaddresses", "ipaddress", &["ip"], "networking.k8s.io", false, false),
    row("MutatingAdmissionPolicy", "mutatingadmissionpolicies", "mutatingadmissionpolicy", &[], "admissionregistration.k8s.io", false, true),
    row("MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings", "mutatingadmissionpolicybinding", &[], "admissionregistration.k8s.io", false, true),
    row("MutatingWebhookConfiguration", "mutatingwebhookconfigurations", "mutatingwebhookconfiguration", &[], "admissionregistration.k8s.io", false, true),
    row("PodTemplate", "podtemplates", "podtemplate", &[], "", true, true),
    row("PriorityLevelConfiguration", "prioritylevelconfigurations", "prioritylevelconfiguration", &[], "flowcontrol.apiserver.k8s.io", false, true),
    row("ResourceClaim", "resourceclaims", "resourceclaim", &[], "resource.k8s.io", true, false),
    row("ResourceClaimTemplate", "resourceclaimtemplates", "resourceclaimtemplate", &[], "resource.k8s.io", true, false),
    row("ResourceSlice", "resourceslices", "resourceslice", &[], "resource.k8s.io", false, true),
    row("ServiceCIDR", "servicecidrs", "servicecidr", &[], "networking.k8s.io", false, false),
    row("ValidatingAdmissionPolicy", "validatingadmissionpolicies", "validatingadmissionpolicy", &[], "admissionregistration.k8s.io", false, true),
    row("ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings", "validatingadmissionpolicybinding", &[], "admissionregistration.k8s.io", false, true),
    row("ValidatingWebhookConfiguration", "validatingwebhookconfigurations", "validatingwebhookconfiguration", &[], "admissionregistration.k8s.io", false, true),
    row("VolumeAttachment", "volumeattachments", "volumeattachment", &[], "storage.k8s.io", false, false),
    row("VolumeAttributesClass", "volumeattributesclasses", "volumeattributesclass", &["vac"], "storage.k8s.io", false, false),
];

/// The kinds that have been defined, by number.
static DEFINED: Mutex<Vec<&'static KindInfo>> = Mutex::new(Vec::new());

impl OtherKind {
    /// Those that are always there.
    pub fn built_in() -> impl Iterator<Item = Self> {
        (0..).map(Self).take(BUILT_IN.len())
    }

    /// The kind of these names. `None` where there are too many.
    #[must_use]
    pub fn defined(
        [kind, plural, singular]: [&str; 3],
        (group, version): (&str, &str),
        namespaced: bool,
    ) -> Option<Self> {
        let mut all = DEFINED.lock().unwrap_or_else(PoisonError::into_inner);
        let is_it = |it: &&KindInfo| {
            [it.kind, it.plural, it.singular, it.group, it.version]
                == [kind, plural, singular, group, version]
                && it.namespaced == namespaced
        };
        let at = all.iter().position(is_it).unwrap_or(all.len());
        let number = u16::try_from(BUILT_IN.len() + at).ok()?;
        if at == all.len() {
            // A kind is never forgotten: what it stands for must not change.
            let keep = |text: &str| -> &'static str { String::leak(text.to_owned()) };
            let info =
                row(keep(kind), keep(plural), keep(singular), &[], keep(group), namespaced, true);
            all.push(Box::leak(Box::new(KindInfo { version: keep(version), ..info })));
        }
        Some(Self(number))
    }

    /// Its names.
    #[must_use]
    pub fn info(self) -> &'static KindInfo {
        let at = usize::from(self.0);
        BUILT_IN.get(at).unwrap_or_else(|| {
            let all = DEFINED.lock().unwrap_or_else(PoisonError::into_inner);
            all.get(at - BUILT_IN.len()).copied().unwrap_or(&BUILT_IN[0])
        })
    }

    /// Whether somebody has defined it.
    #[must_use]
    pub fn is_custom(self) -> bool {
        usize::from(self.0) >= BUILT_IN.len()
    }

    fn names(self) -> [&'static str; 5] {
        let info = self.info();
        [info.group, info.plural, info.kind, info.singular, info.version]
    }
}

impl Ord for OtherKind {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let scope = |it: &Self| it.info().namespaced;
        self.names().cmp(&other.names()).then_with(|| scope(self).cmp(&scope(other)))
    }
}

impl PartialOrd for OtherKind {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl std::hash::Hash for OtherKind {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.names().iter().for_each(|it| it.hash(state));
    }
}

impl std::fmt::Debug for OtherKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.info().kind)
    }
}
