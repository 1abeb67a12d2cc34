//! Deployments, ReplicaSets and their templates.

use super::page::{Page, time};
use super::{containers, spread, volumes};
use crate::api::{Deployment, LabelSelector, Pod, PodTemplateSpec, ReplicaSet, Selector};
use crate::apiserver::Store;
use crate::controllers::deployment::find_new_replica_set;
use std::rc::Rc;

fn selector(selector: &Option<LabelSelector>) -> Selector {
    selector.as_ref().map(Selector::from).unwrap_or_default()
}

pub(in crate::kubectl) fn deployment(page: &mut Page, deployment: &Deployment, store: &Store) {
    let (meta, spec, status) = (&deployment.metadata, &deployment.spec, &deployment.status);
    page.field(0, "Name", &meta.name);
    page.field(0, "Namespace", &meta.namespace);
    page.field(0, "CreationTimestamp", time(meta.creation_timestamp));
    page.labels("Labels", &meta.labels);
    page.annotations("Annotations", &meta.annotations);
    page.field(0, "Selector", selector(&spec.selector));
    let replicas = format!(
        "{} desired | {} updated | {} total | {} available | {} unavailable",
        deployment.replicas(),
        status.updated_replicas,
        status.replicas,
        status.available_replicas,
        status.unavailable_replicas
    );
    page.field(0, "Replicas", replicas);
    page.field(0, "StrategyType", &spec.strategy.r#type);
    page.field(0, "MinReadySeconds", spec.min_ready_seconds);
    if let Some(rolling) = &spec.strategy.rolling_update {
        let text = |it: &Option<crate::api::IntOrString>| {
            it.as_ref().map_or_else(|| "0".to_owned(), ToString::to_string)
        };
        let (unavailable, surge) = (text(&rolling.max_unavailable), text(&rolling.max_surge));
        let strategy = format!("{unavailable} max unavailable, {surge} max surge");
        page.field(0, "RollingUpdateStrategy", strategy);
    }
    template(page, &spec.template);
    if !status.conditions.is_empty() {
        conditions(
            page,
            status.conditions.iter().map(|it| (&*it.r#type, &*it.status, &*it.reason)),
        );
    }
    replica_sets(page, deployment, store);
}

fn conditions<'a>(page: &mut Page, rows: impl Iterator<Item = (&'a str, &'a str, &'a str)>) {
    page.line(0, "Conditions:");
    page.line(1, "Type\tStatus\tReason");
    page.line(1, "----\t------\t------");
    rows.for_each(|(r#type, status, reason)| page.line(1, &format!("{type} \t{status}\t{reason}")));
}

/// Source: `printReplicaSetsByLabels`.
fn replica_sets(page: &mut Page, deployment: &Deployment, store: &Store) {
    let meta = &deployment.metadata;
    let ours =
        |it: &&Rc<ReplicaSet>| it.metadata.controller().is_some_and(|owner| owner.uid == meta.uid);
    let sets: Vec<Rc<ReplicaSet>> =
        store.list_typed(Some(&meta.namespace)).filter(ours).cloned().collect();
    if sets.is_empty() {
        return;
    }
    let new = find_new_replica_set(deployment, &sets);
    let is_new =
        |it: &ReplicaSet| new.as_ref().is_some_and(|new| new.metadata.uid == it.metadata.uid);
    let list = |wanted: bool| {
        let texts: Vec<String> = sets
            .iter()
            .filter(|it| is_new(it) == wanted)
            .map(|it| {
                let (name, now, wished) = (&it.metadata.name, it.status.replicas, it.replicas());
                format!("{name} ({now}/{wished} replicas created)")
            })
            .collect();
        if texts.is_empty() { "<none>".to_owned() } else { texts.join(", ") }
    };
    page.field(0, "OldReplicaSets", list(false));
    page.field(0, "NewReplicaSet", list(true));
}

pub(in crate::kubectl) fn replica_set(page: &mut Page, set: &ReplicaSet, store: &Store) {
    let meta = &set.metadata;
    let selector = selector(&set.spec.selector);
    page.field(0, "Name", &meta.name);
    page.field(0, "Namespace", &meta.namespace);
    page.field(0, "Selector", &selector);
    page.labels("Labels", &meta.labels);
    page.annotations("Annotations", &meta.annotations);
    if let Some(owner) = meta.controller() {
        page.field(0, "Controlled By", format!("{}/{}", owner.kind, owner.name));
    }
    let replicas = format!("{} current / {} desired", set.status.replicas, set.replicas());
    page.field(0, "Replicas", replicas);
    page.field(0, "Pods Status", pods_status(store, &meta.namespace, &meta.uid, &selector));
    template(page, &set.spec.template);
    if !set.status.conditions.is_empty() {
        let rows = set.status.conditions.iter();
        conditions(page, rows.map(|it| (&*it.r#type, &*it.status, &*it.reason)));
    }
}

/// Source: `getPodStatusForController`.
pub(super) fn pods_status(
    store: &Store,
    namespace: &str,
    uid: &str,
    selector: &Selector,
) -> String {
    let ours = |it: &&Rc<Pod>| {
        selector.matches(&it.metadata.labels)
            && it.metadata.controller().is_some_and(|owner| owner.uid == uid)
    };
    let pods: Vec<&Rc<Pod>> = store.list_typed::<Pod>(Some(namespace)).filter(ours).collect();
    let count = |phase: &str| pods.iter().filter(|it| it.status.phase == phase).count();
    format!(
        "{} Running / {} Waiting / {} Succeeded / {} Failed",
        count("Running"),
        count("Pending"),
        count("Succeeded"),
        count("Failed")
    )
}

/// Source: `DescribePodTemplate`.
pub(super) fn template(page: &mut Page, template: &PodTemplateSpec) {
    let spec = &template.spec;
    page.line(0, "Pod Template:");
    page.labels("  Labels", &template.metadata.labels);
    if !template.metadata.annotations.is_empty() {
        page.annotations("  Annotations", &template.metadata.annotations);
    }
    page.field_if(1, "Service Account", &spec.service_account_name);
    if !spec.init_containers.is_empty() {
        containers::describe(page, "Init Containers", &spec.init_containers, None, "  ");
    }
    containers::describe(page, "Containers", &spec.containers, None, "  ");
    volumes::describe(page, spec, "  ");
    spread::describe(page, "  ", &spec.topology_spread_constraints);
    page.field_if(1, "Priority Class Name", &spec.priority_class_name);
    page.labels("  Node-Selectors", &spec.node_selector);
    page.tolerations("  Tolerations", &spec.tolerations);
}
