//! Leases. Source: `staging/src/k8s.io/api/coordination/v1/types.go`.

use super::field::object;
use super::meta::{MicroTime, ObjectMeta};

object! {
    /// `coordination.k8s.io/v1 Lease`: a node's heartbeat.
    pub struct Lease {
        /// The node's name.
        metadata: ObjectMeta => "metadata" always,
        /// Who holds it, since when.
        spec: LeaseSpec => "spec" always,
    }

    /// Who holds a Lease.
    pub struct LeaseSpec {
        /// When the holder got it.
        acquire_time: Option<MicroTime> => "acquireTime",
        /// The node.
        holder_identity: String => "holderIdentity",
        /// Seconds after which others may take it.
        lease_duration_seconds: Option<i32> => "leaseDurationSeconds",
        /// When it was last renewed.
        renew_time: Option<MicroTime> => "renewTime",
    }
}
