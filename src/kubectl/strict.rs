//! The one place where a manifest is held against the schema before it becomes an object.

use super::manifest::Manifest;
use crate::api::{Object, Status};

/// Reads a manifest's tree as an object, in the words of the API server where that fails.
///
/// Fields that the schema does not know are to be reported here, as
/// `strict decoding error: unknown field "spec.foo"`.
pub(super) fn decode(manifest: &Manifest) -> Result<Object, Status> {
    let kind = manifest.kind;
    Object::from_value(kind, manifest.value.clone()).map_err(|error| {
        let info = kind.info();
        Status::bad_request(format!(
            "{} in version {:?} cannot be handled as a {}: {error}",
            info.kind, info.version, info.kind
        ))
    })
}
