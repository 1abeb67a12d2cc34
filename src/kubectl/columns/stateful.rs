//! Columns of StatefulSets and of the revisions that they and DaemonSets keep.

use super::{AGE, Column, NAME, column, of_type, or_none};
use crate::api::{ControllerRevision, Kind, Object};

/// `statefulset.apps/web`. Source: `printControllerRevision`.
fn controller(object: &Object) -> String {
    let owner = object.meta().controller();
    let named = owner.map(|it| match Kind::find(&it.api_version, &it.kind) {
        Some(kind) => format!("{}/{}", kind.qualified_singular(), it.name),
        None => format!("{}/{}", it.kind.to_ascii_lowercase(), it.name),
    });
    or_none(&named.unwrap_or_default())
}

pub(super) const CONTROLLER_REVISION: &[Column] = &[
    NAME,
    column("CONTROLLER", |it, _| controller(it)),
    column("REVISION", |it, _| of_type(it, |it: &ControllerRevision| it.revision.to_string())),
    AGE,
];
