//! Columns of the group `apps`.

use super::{AGE, Column, NAME, column, images, names, of_type, wide};
use crate::api::{
    Deployment, LabelSelector, ReplicaSet, ReplicationController, Selector, format_labels,
};

/// A selector as text, or `<none>`. Source: `FormatLabelSelector`.
pub(in crate::kubectl) fn selector(selector: &Option<LabelSelector>) -> String {
    match selector.as_ref().map(Selector::from) {
        None => "<none>".to_owned(),
        Some(it) if it.is_empty() => "<none>".to_owned(),
        Some(it) => it.to_string(),
    }
}

pub(in crate::kubectl) const DEPLOYMENT: &[Column] = &[
    NAME,
    column("READY", |it, _| {
        of_type(it, |it: &Deployment| format!("{}/{}", it.status.ready_replicas, it.replicas()))
    }),
    column("UP-TO-DATE", |it, _| {
        of_type(it, |it: &Deployment| it.status.updated_replicas.to_string())
    }),
    column("AVAILABLE", |it, _| {
        of_type(it, |it: &Deployment| it.status.available_replicas.to_string())
    }),
    AGE,
    wide("CONTAINERS", |it, _| {
        of_type(it, |it: &Deployment| names(&it.spec.template.spec.containers))
    }),
    wide("IMAGES", |it, _| {
        of_type(it, |it: &Deployment| images(&it.spec.template.spec.containers))
    }),
    wide("SELECTOR", |it, _| of_type(it, |it: &Deployment| selector(&it.spec.selector))),
];

pub(in crate::kubectl) const REPLICA_SET: &[Column] = &[
    NAME,
    column("DESIRED", |it, _| of_type(it, |it: &ReplicaSet| it.replicas().to_string())),
    column("CURRENT", |it, _| of_type(it, |it: &ReplicaSet| it.status.replicas.to_string())),
    column("READY", |it, _| of_type(it, |it: &ReplicaSet| it.status.ready_replicas.to_string())),
    AGE,
    wide("CONTAINERS", |it, _| {
        of_type(it, |it: &ReplicaSet| names(&it.spec.template.spec.containers))
    }),
    wide("IMAGES", |it, _| {
        of_type(it, |it: &ReplicaSet| images(&it.spec.template.spec.containers))
    }),
    wide("SELECTOR", |it, _| of_type(it, |it: &ReplicaSet| selector(&it.spec.selector))),
];

pub(in crate::kubectl) const REPLICATION_CONTROLLER: &[Column] = &[
    NAME,
    column("DESIRED", |it, _| it.replicas().unwrap_or(0).to_string()),
    column("CURRENT", |it, _| {
        of_type(it, |it: &ReplicationController| it.status.replicas.to_string())
    }),
    column("READY", |it, _| {
        of_type(it, |it: &ReplicationController| it.status.ready_replicas.to_string())
    }),
    AGE,
    wide("CONTAINERS", |it, _| {
        it.template().map_or_else(String::new, |it| names(&it.spec.containers))
    }),
    wide("IMAGES", |it, _| {
        it.template().map_or_else(String::new, |it| images(&it.spec.containers))
    }),
    wide("SELECTOR", |it, _| {
        of_type(it, |it: &ReplicationController| format_labels(&it.spec.selector))
    }),
];
