//! Columns of quotas, limit ranges, priority classes.
//! Source: `printResourceQuota`, `printPriorityClass`.

use super::{AGE, Column, NAME, column, of_type};
use crate::api::{PriorityClass, ResourceQuota, Time};

pub(in crate::kubectl) const RESOURCE_QUOTA: &[Column] = &[
    NAME,
    column("REQUEST", |it, _| of_type(it, |it: &ResourceQuota| used(it, false))),
    column("LIMIT", |it, _| of_type(it, |it: &ResourceQuota| used(it, true))),
    AGE,
];

/// `pods: 2/4, requests.cpu: 1/2`
fn used(quota: &ResourceQuota, of_limits: bool) -> String {
    let hard = quota.status.hard.iter();
    let texts =
        hard.filter(|(name, _)| name.starts_with("limits") == of_limits).map(|(name, hard)| {
            let used = quota.status.used.get(name).copied().unwrap_or_default();
            format!("{name}: {used}/{hard}")
        });
    texts.collect::<Vec<_>>().join(", ")
}

pub(in crate::kubectl) const LIMIT_RANGE: &[Column] = &[
    NAME,
    column("CREATED AT", |it, _| {
        it.meta().creation_timestamp.as_ref().map(Time::to_string).unwrap_or_default()
    }),
];

pub(in crate::kubectl) const PRIORITY_CLASS: &[Column] = &[
    NAME,
    column("VALUE", |it, _| of_type(it, |it: &PriorityClass| it.value.to_string())),
    column("GLOBAL-DEFAULT", |it, _| {
        of_type(it, |it: &PriorityClass| it.global_default.to_string())
    }),
    AGE,
    column("PREEMPTIONPOLICY", |it, _| {
        of_type(it, |it: &PriorityClass| it.preemption_policy.clone())
    }),
];
