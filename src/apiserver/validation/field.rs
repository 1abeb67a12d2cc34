//! Fields and what is wrong with them.
//! Source: `staging/src/k8s.io/apimachinery/pkg/util/validation/field`.

use crate::api::FieldError;

/// Where a field stands: a chain that is put into words when something is wrong with it, as
/// upstream's `field.Path` is.
pub(in crate::apiserver) type Path<'a> = &'a dyn std::fmt::Display;

/// The errors found so far.
pub(in crate::apiserver) type Errors = Vec<FieldError>;

/// A word must be one of a list.
pub(super) fn one_of(field: Path<'_>, word: &str, supported: &[&str], errors: &mut Errors) {
    if !supported.contains(&word) {
        errors.push(FieldError::unsupported(field, word, supported));
    }
}

/// A number must not be negative.
pub(super) fn non_negative(field: Path<'_>, number: i64, errors: &mut Errors) {
    if number < 0 {
        let detail = "must be greater than or equal to 0";
        errors.push(FieldError::invalid(field, &number.to_string(), detail));
    }
}
