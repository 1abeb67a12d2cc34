//! Of Jobs and their templates.

use super::Warnings;
use super::pod::of_template;
use crate::api::JobSpec;

/// Source: `pkg/api/job/warnings.go` `WarningsForJobSpec`.
pub(in crate::apiserver) fn job(spec: &JobSpec, path: &str, found: &mut Warnings) {
    let is_indexed = spec.completion_mode.as_deref() == Some("Indexed");
    let (completions, parallelism) = (spec.completions.unwrap_or(0), spec.parallelism.unwrap_or(0));
    if is_indexed && completions > 100_000 && parallelism > 10_000 {
        found.push(format!(
            "{path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail"
        ));
    }
    of_template(&spec.template, &format!("{path}.template."), found);
}
