//! StatefulSets. Source: `describeStatefulSet`, `describeVolumeClaimTemplates`.

use super::page::{Page, time};
use super::workload;
use crate::api::{STORAGE, Selector, StatefulSet};
use crate::apiserver::Store;

pub(in crate::kubectl) fn stateful_set(page: &mut Page, set: &StatefulSet, store: &Store) {
    let (meta, spec) = (&set.metadata, &set.spec);
    let selector = spec.selector.as_ref().map(Selector::from).unwrap_or_default();
    page.field(0, "Name", &meta.name);
    page.field(0, "Namespace", &meta.namespace);
    page.field(0, "CreationTimestamp", time(meta.creation_timestamp));
    page.field(0, "Selector", &selector);
    page.labels("Labels", &meta.labels);
    page.annotations("Annotations", &meta.annotations);
    let replicas = format!("{} desired | {} total", set.replicas(), set.status.replicas);
    page.field(0, "Replicas", replicas);
    page.field(0, "Update Strategy", &spec.update_strategy.r#type);
    if let Some(partition) =
        spec.update_strategy.rolling_update.as_ref().and_then(|it| it.partition)
    {
        page.field(1, "Partition", partition);
    }
    let status = workload::pods_status(store, &meta.namespace, &meta.uid, &selector);
    page.field(0, "Pods Status", status);
    workload::template(page, &spec.template);
    claim_templates(page, set);
}

fn claim_templates(page: &mut Page, set: &StatefulSet) {
    let templates = &set.spec.volume_claim_templates;
    if templates.is_empty() {
        page.field(0, "Volume Claims", "<none>");
        return;
    }
    page.line(0, "Volume Claims:");
    for claim in templates {
        page.field(1, "Name", &claim.metadata.name);
        page.field(1, "StorageClass", claim.class());
        page.labels("  Labels", &claim.metadata.labels);
        page.labels("  Annotations", &claim.metadata.annotations);
        let request = claim.spec.resources.requests.get(STORAGE);
        let capacity = request.map_or_else(|| "<default>".to_owned(), ToString::to_string);
        page.field(1, "Capacity", capacity);
        page.field(1, "Access Modes", format!("[{}]", claim.spec.access_modes.join(" ")));
    }
}
