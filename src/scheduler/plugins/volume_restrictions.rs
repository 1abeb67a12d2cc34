//! A claim that one Pod may use is not given to a second.
//! Source: `pkg/scheduler/framework/plugins/volumerestrictions/volume_restrictions.go`.

use super::super::framework::{Rejection, State, View};
use super::super::nodeinfo::NodeInfo;
use super::super::podinfo::PodInfo;
use crate::api::{Kind, ObjectKey, PersistentVolumeClaim};
use crate::client::Cache;

pub(in super::super) const NAME: &str = "VolumeRestrictions";

const CONFLICT: &str =
    "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode";

/// How often the claims that the Pod must have for itself are taken, wherever.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::scheduler) struct Counts {
    claims: Vec<String>,
    conflicts: usize,
}

impl Counts {
    /// Source: `calPreFilterState`.
    pub(in crate::scheduler) fn new(view: View<'_>, pod: &PodInfo) -> Self {
        let claims = exclusive_claims(view.cache, pod);
        let mut counts = Self { claims, conflicts: 0 };
        if counts.has_claims() {
            let pods = view.nodes.iter().flat_map(|it| it.pods.values());
            counts.conflicts = pods.map(|it| counts.taken_by(pod, it)).sum();
        }
        counts
    }

    /// Whether there is anything to ask of a node.
    pub(super) fn has_claims(&self) -> bool {
        !self.claims.is_empty()
    }

    /// As if another Pod were on a node (or, with `sign` -1, were not).
    pub(in crate::scheduler) fn change(&mut self, pod: &PodInfo, other: &PodInfo, sign: i64) {
        let taken = self.taken_by(pod, other);
        self.conflicts = match sign {
            0.. => self.conflicts + taken,
            _ => self.conflicts.saturating_sub(taken),
        };
    }

    /// How many of the claims another Pod has. Source: `conflictingPVCRefCountForPod`.
    fn taken_by(&self, pod: &PodInfo, other: &PodInfo) -> usize {
        if !other.has_claims || self.claims.is_empty() || other.namespace() != pod.namespace() {
            return 0;
        }
        shared_claims(other).filter(|it| self.claims.iter().any(|own| own == it)).count()
    }
}

/// The claims by name: those that are made for the Pod are nobody else's.
fn shared_claims(pod: &PodInfo) -> impl Iterator<Item = &str> {
    pod.spec.claim_volumes().filter(|it| !it.is_ephemeral).map(|it| it.claim)
}

/// Whether two Pods name the same claim.
pub(in crate::scheduler) fn shares_claims(pod: &PodInfo, other: &PodInfo) -> bool {
    pod.namespace() == other.namespace()
        && shared_claims(pod).any(|own| shared_claims(other).any(|it| it == own))
}

/// Source: `readWriteOncePodPVCsForPod`.
fn exclusive_claims(cache: &Cache, pod: &PodInfo) -> Vec<String> {
    let is_exclusive = |name: &&str| {
        let key = ObjectKey::new(Kind::PersistentVolumeClaim, pod.namespace(), *name);
        let claim = cache.typed::<PersistentVolumeClaim>(&key);
        claim.is_some_and(|it| it.spec.access_modes.iter().any(|it| it == "ReadWriteOncePod"))
    };
    shared_claims(pod).filter(is_exclusive).map(str::to_owned).collect()
}

/// Source: `satisfyReadWriteOncePod`.
pub(super) fn filter(state: &State<'_>, _: &NodeInfo) -> Option<Rejection> {
    if state.exclusive.conflicts == 0 {
        return None;
    }
    super::reject(NAME, CONFLICT, true)
}
