//! DaemonSets. Source: `describeDaemonSet`.

use super::page::Page;
use super::workload;
use crate::api::{DaemonSet, Selector, format_labels};
use crate::apiserver::Store;

pub(in crate::kubectl) fn daemon_set(page: &mut Page, set: &DaemonSet, store: &Store) {
    let (meta, template, status) = (&set.metadata, &set.spec.template, &set.status);
    let selector = set.spec.selector.as_ref().map(Selector::from).unwrap_or_default();
    page.field(0, "Name", &meta.name);
    page.field(0, "Namespace", &meta.namespace);
    page.field(0, "Selector", &selector);
    page.field(0, "Node-Selector", format_labels(&template.spec.node_selector));
    page.labels("Labels", &meta.labels);
    page.annotations("Annotations", &meta.annotations);
    // These are no columns: a blank follows the colon, not a tab.
    for (title, number) in [
        ("Desired Number of Nodes Scheduled", status.desired_number_scheduled),
        ("Current Number of Nodes Scheduled", status.current_number_scheduled),
        ("Number of Nodes Scheduled with Up-to-date Pods", status.updated_number_scheduled),
        ("Number of Nodes Scheduled with Available Pods", status.number_available),
        ("Number of Nodes Misscheduled", status.number_misscheduled),
    ] {
        page.line(0, &format!("{title}: {number}"));
    }
    let pods = workload::pods_status(store, &meta.namespace, &meta.uid, &selector);
    page.field(0, "Pods Status", pods);
    workload::template(page, template);
}
