//! Columns of DaemonSets.

use super::{AGE, Column, NAME, column, images, names, of_type, wide};
use crate::api::{DaemonSet, Selector, format_labels};

pub(in crate::kubectl) const DAEMON_SET: &[Column] = &[
    NAME,
    column("DESIRED", |it, _| {
        of_type(it, |it: &DaemonSet| it.status.desired_number_scheduled.to_string())
    }),
    column("CURRENT", |it, _| {
        of_type(it, |it: &DaemonSet| it.status.current_number_scheduled.to_string())
    }),
    column("READY", |it, _| of_type(it, |it: &DaemonSet| it.status.number_ready.to_string())),
    column("UP-TO-DATE", |it, _| {
        of_type(it, |it: &DaemonSet| it.status.updated_number_scheduled.to_string())
    }),
    column("AVAILABLE", |it, _| {
        of_type(it, |it: &DaemonSet| it.status.number_available.to_string())
    }),
    column("NODE SELECTOR", |it, _| {
        of_type(it, |it: &DaemonSet| format_labels(&it.spec.template.spec.node_selector))
    }),
    AGE,
    wide("CONTAINERS", |it, _| {
        of_type(it, |it: &DaemonSet| names(&it.spec.template.spec.containers))
    }),
    wide("IMAGES", |it, _| of_type(it, |it: &DaemonSet| images(&it.spec.template.spec.containers))),
    wide("SELECTOR", |it, _| {
        let selector = |it: &DaemonSet| it.spec.selector.as_ref().map(Selector::from);
        of_type(it, |it: &DaemonSet| selector(it).unwrap_or_default().to_string())
    }),
];
