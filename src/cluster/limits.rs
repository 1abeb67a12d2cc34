//! How much the simulator takes.

use super::Cluster;
use crate::api::{Kind, Status};
use crate::apiserver::Request;

/// So many Pods are as many as the simulator takes.
pub const PODS_MAX: usize = 5_000;
/// So many objects of all kinds are as many as the simulator takes.
pub const OBJECTS_MAX: usize = 40_000;

impl Cluster {
    /// A browser tab is finite: beyond its limits there is a quota.
    pub(super) fn check_limits(&self, request: &Request) -> Result<(), Status> {
        let Request::Create(object) = request else { return Ok(()) };
        let (meta, kind) = (object.meta(), object.kind());
        let name = if meta.name.is_empty() { &meta.generate_name } else { &meta.name };
        let refuse = |what: &str, max: usize| {
            let why = format!(
                "exceeded quota: podarium, requested: {what}=1, used: {what}={max}, limited: {what}={max}"
            );
            Err(Status::forbidden(kind, name, &why))
        };
        if kind == Kind::Pod && self.pods.len() >= PODS_MAX {
            return refuse("pods", PODS_MAX);
        }
        if self.store().len() >= OBJECTS_MAX {
            return refuse("count/objects", OBJECTS_MAX);
        }
        Ok(())
    }
}
