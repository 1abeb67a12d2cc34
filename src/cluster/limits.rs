//! How much the simulator takes.

use super::Cluster;
use crate::api::{Kind, Status};
use crate::apiserver::Request;

/// So many Pods are as many as the simulator takes: ten thousand, and what a rolling update of
/// them has beside.
pub const PODS_MAX: usize = 12_500;
/// So many objects of all kinds are as many as the simulator takes.
pub const OBJECTS_MAX: usize = 125_000;

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
        let pods_max = self.config.pods_max;
        if kind == Kind::Pod && self.store().count(kind) >= pods_max {
            return refuse("pods", pods_max);
        }
        if self.store().len() >= OBJECTS_MAX {
            return refuse("count/objects", OBJECTS_MAX);
        }
        Ok(())
    }
}
