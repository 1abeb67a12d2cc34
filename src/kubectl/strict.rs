//! The one place where a manifest is held against the schema before it becomes an object.

use super::failure::Failure;
use super::flags::ValidateFlags;
use super::json;
use super::manifest::Manifest;
use crate::api::{FieldError, Kind, Object, Reason, Status, Value, illegal_bytes};
use crate::apiserver::{go_map, schema};

/// What the API server is to do about fields that a kind does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Validation {
    /// They are an error.
    Strict,
    /// They are dropped, with a warning each. What a client gets that does not say.
    Warn,
    /// They are dropped.
    Ignore,
}

impl Validation {
    /// What `--validate` asks for. Source: `staging/src/k8s.io/kubectl/pkg/cmd/util/helpers.go`
    /// `GetValidationDirective`.
    ///
    /// # Errors
    /// There is no such choice.
    pub fn asked(flags: ValidateFlags<'_>, path: &str) -> Result<Self, Failure> {
        let Some(flag) = flags.validate else {
            // These don't say what they want.
            let says_nothing = matches!(path, "patch" | "diff");
            return Ok(if says_nothing { Self::Warn } else { Self::Strict });
        };
        match flag {
            "strict" | "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(Self::Strict),
            "warn" => Ok(Self::Warn),
            "ignore" | "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(Self::Ignore),
            other => Err(Failure::text(format!(
                "invalid - validate option {other:?}; must be one of: strict (or true), warn, ignore (or false)"
            ))),
        }
    }

    /// Drops what the kind does not have, where that is wished; what is to be said of it.
    fn sieve(self, manifest: &Manifest, warnings: &mut Vec<String>) -> Manifest {
        let mut sieved = manifest.clone();
        if self == Self::Warn {
            warnings.extend(schema::unknown_fields(manifest.kind, &manifest.value));
        }
        if self != Self::Strict {
            schema::drop_unknown(manifest.kind, &mut sieved.value);
        }
        sieved
    }
}

/// Reads a manifest's tree as a new object, in the words of the API server where that fails.
pub(super) fn decode(
    manifest: &Manifest,
    validation: Validation,
    warnings: &mut Vec<String>,
) -> Result<Object, Status> {
    if validation != Validation::Strict {
        schema::check_types(manifest.kind, &manifest.value)?;
    }
    let manifest = validation.sieve(manifest, warnings);
    schema::check_strictly(manifest.kind, &manifest.value)?;
    to_object(&manifest)
}

/// How a patch was written, which decides the words for what is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// As a strategic merge patch.
    Strategic,
    /// As a merge patch, or as a list of operations.
    Json,
}

/// Reads an object that a patch has changed. What the patch brought in must be in the schema.
/// Source: `staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go` `applyPatchToObject`,
/// `jsonPatcher.applyPatchToCurrentObject`.
pub(super) fn decode_patched(
    manifest: &Manifest,
    patch: &Value,
    written: Written,
    validation: Validation,
    warnings: &mut Vec<String>,
) -> Result<Object, Status> {
    let manifest = &validation.sieve(manifest, warnings);
    let (kind, value) = (manifest.kind, &manifest.value);
    let wrong = match written {
        Written::Strategic => schema::wrong_in_patched(kind, value),
        Written::Json => schema::wrong_in_json(kind, value),
    };
    let unknown = schema::unknown_fields(kind, value);
    let strict = || format!("strict decoding error: {}", unknown.join(", "));
    let Some(detail) = wrong.or_else(|| (!unknown.is_empty()).then(strict)) else {
        return to_object(manifest);
    };
    let shown = match written {
        Written::Strategic => go_map(patch),
        // The whole of what the patch has made.
        Written::Json => json::compact(value),
    };
    let cause = FieldError::invalid(&"patch", &format!("{shown:?}"), &detail);
    Err(Status {
        reason: Reason::Invalid,
        message: format!(" \"\" is invalid: {cause}"),
        about: None,
        causes: vec![cause],
    })
}

/// A body that is no object of its kind.
pub(super) fn cannot_be_handled(kind: Kind, why: &dyn std::fmt::Display) -> Status {
    let info = kind.info();
    Status::bad_request(format!(
        "{} in version {:?} cannot be handled as a {}: {why}",
        info.kind, info.version, info.kind
    ))
}

fn to_object(manifest: &Manifest) -> Result<Object, Status> {
    let kind = manifest.kind;
    let refuse = |error: &dyn std::fmt::Display| cannot_be_handled(kind, error);
    let object = Object::from_value(kind, manifest.value.clone()).map_err(|it| refuse(&it))?;
    illegal_bytes(&object).map_or(Ok(object), |it| Err(refuse(&it)))
}
