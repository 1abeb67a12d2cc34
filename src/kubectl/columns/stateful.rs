//! Columns of StatefulSets and of the revisions that they and DaemonSets keep.

use super::{AGE, Column, NAME, column, images, names, of_type, or_none, wide};
use crate::api::{ControllerRevision, Kind, Object, StatefulSet};

/// `statefulset.apps/web`. Source: `printControllerRevision`.
fn controller(object: &Object) -> String {
    let owner = object.meta().controller();
    let named = owner.map(|it| match Kind::find(&it.api_version, &it.kind) {
        Some(kind) => format!("{}/{}", kind.qualified_singular(), it.name),
        None => format!("{}/{}", it.kind.to_ascii_lowercase(), it.name),
    });
    or_none(&named.unwrap_or_default())
}

pub(in crate::kubectl) const CONTROLLER_REVISION: &[Column] = &[
    NAME,
    column("CONTROLLER", |it, _| controller(it)),
    column("REVISION", |it, _| of_type(it, |it: &ControllerRevision| it.revision.to_string())),
    AGE,
];

pub(in crate::kubectl) const STATEFUL_SET: &[Column] = &[
    NAME,
    column("READY", |it, _| {
        of_type(it, |it: &StatefulSet| format!("{}/{}", it.status.ready_replicas, it.replicas()))
    }),
    AGE,
    wide("CONTAINERS", |it, _| {
        of_type(it, |it: &StatefulSet| names(&it.spec.template.spec.containers))
    }),
    wide("IMAGES", |it, _| {
        of_type(it, |it: &StatefulSet| images(&it.spec.template.spec.containers))
    }),
];
