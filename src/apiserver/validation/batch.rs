//! Jobs and CronJobs. Source: `pkg/apis/batch/validation/validation.go`.

mod cronjob;
mod job;
mod policy;
#[cfg(test)]
mod tests;

pub(in crate::apiserver) use self::cronjob::{validate_cron_job, validate_cron_job_update};
pub(in crate::apiserver) use self::job::{validate_job, validate_job_update};

use super::field::{Errors, Path, non_negative};
use super::{internal, meta, pod, selector};
use crate::api::{Field, FieldError, Value};

/// The value as errors print it.
fn json<T: Field>(value: &T) -> String {
    value.write().unwrap_or(Value::Null).to_string()
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}

/// A number that may be absent and must not be negative.
fn optional(field: Path<'_>, number: Option<impl Into<i64>>, errors: &mut Errors) {
    if let Some(number) = number {
        non_negative(field, number.into(), errors);
    }
}

fn too_many(field: Path<'_>, count: usize, max: usize) -> FieldError {
    FieldError {
        field: field.to_string(),
        text: format!("Too many: {count}: must have at most {max} items"),
    }
}
