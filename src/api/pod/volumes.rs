//! Which volumes of a Pod are claims.

use super::{Pod, PodSpec};

/// A volume of a Pod that is a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimVolume<'a> {
    /// The volume's name in the Pod.
    pub volume: &'a str,
    /// The claim's name; of an ephemeral volume, only what the Pod's name is put before.
    pub claim: &'a str,
    /// Whether the claim is made for the Pod.
    pub is_ephemeral: bool,
}

impl ClaimVolume<'_> {
    /// The claim's name, for a Pod of that name. Source: `VolumeClaimName`.
    #[must_use]
    pub fn claim_name(&self, pod: &str) -> String {
        if self.is_ephemeral { format!("{pod}-{}", self.claim) } else { self.claim.to_owned() }
    }
}

impl Pod {
    /// Whether one of its volumes is the claim of that name.
    #[must_use]
    pub fn uses_claim(&self, name: &str) -> bool {
        self.spec.claim_volumes().any(|it| it.claim_name(&self.metadata.name) == name)
    }
}

impl PodSpec {
    /// The volumes that are claims.
    pub fn claim_volumes(&self) -> impl Iterator<Item = ClaimVolume<'_>> {
        self.volumes.iter().filter_map(|it| {
            let claim = it.rest.at("persistentVolumeClaim")["claimName"].as_str();
            let is_ephemeral = claim.is_none() && it.rest.contains_key("ephemeral");
            let claim = claim.or(is_ephemeral.then_some(&*it.name))?;
            Some(ClaimVolume { volume: &it.name, claim, is_ephemeral })
        })
    }
}
