//! Columns of PodDisruptionBudgets and Leases.

use super::{AGE, Column, NAME, column, of_type};
use crate::api::{IntOrString, Lease, PodDisruptionBudget};

fn number(it: &Option<IntOrString>) -> String {
    it.as_ref().map_or_else(|| "N/A".to_owned(), ToString::to_string)
}

pub(in crate::kubectl) const BUDGET: &[Column] = &[
    NAME,
    column("MIN AVAILABLE", |it, _| {
        of_type(it, |it: &PodDisruptionBudget| number(&it.spec.min_available))
    }),
    column("MAX UNAVAILABLE", |it, _| {
        of_type(it, |it: &PodDisruptionBudget| number(&it.spec.max_unavailable))
    }),
    column("ALLOWED DISRUPTIONS", |it, _| {
        of_type(it, |it: &PodDisruptionBudget| it.status.disruptions_allowed.to_string())
    }),
    AGE,
];

pub(in crate::kubectl) const LEASE: &[Column] = &[
    NAME,
    column("HOLDER", |it, _| of_type(it, |it: &Lease| it.spec.holder_identity.clone())),
    AGE,
];
