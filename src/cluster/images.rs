//! What kubelets report of their nodes: the images that there are, and what Pods may have of what
//! somebody has added to the node's capacity.

use super::{Cluster, Step};
use crate::api::{Field, Object};
use crate::apiserver::Request;
use crate::kubelet;
use serde_json::json;
use std::rc::Rc;

/// A kubelet looks so often whether its node's status has changed (milliseconds).
/// Source: `pkg/kubelet/apis/config/v1beta1/defaults.go` `NodeStatusUpdateFrequency`.
const REPORT_MS: i64 = 10_000;
/// No node's status shows more images. Source: `NodeStatusMaxImages`.
const IMAGES_MAX: usize = 50;

impl Cluster {
    /// If the node has a new image, its next report says so.
    pub(super) fn plan_image_report(&mut self, node: &str) {
        if self.kubelets.has_new_images(node) {
            self.plan_report(node);
        }
    }

    /// The stand-in of the recorded transcripts reports nothing.
    pub(super) fn plan_report(&mut self, node: &str) {
        if !self.config.is_serial {
            let since_ms = (self.now_ms - self.config.start_ms).rem_euclid(REPORT_MS);
            self.later(REPORT_MS - since_ms, Step::ReportImages(Rc::from(node)));
        }
    }

    pub(super) fn report_images(&mut self, name: &str) {
        if self.kubelets.is_down(name) {
            return;
        }
        let Some(Object::Node(node)) = self.store().get(&Self::node_key(name)) else { return };
        let mut node = (**node).clone();
        node.metadata.resource_version.clear();
        let row = |(id, name, bytes): (String, String, i64)| json!({"names": [id, name], "sizeBytes": bytes});
        let rows = self.kubelets.images(name).into_iter().take(IMAGES_MAX).map(row);
        let images = rows.collect::<Vec<_>>();
        node.status.rest.insert("images".to_owned(), images.write_always());
        // What the machine has is known, whatever somebody has written; extended resources stay, and
        // Pods may have all of them. Source: `pkg/kubelet/nodestatus/setters.go` `MachineInfo`.
        if node.status.allocatable != node.status.capacity {
            node.status.capacity.extend(self.new_node(name).status.capacity);
            node.status.allocatable = node.status.capacity.clone();
        }
        let _ = self.perform(kubelet::NAME, Request::UpdateStatus(node.into()), None);
    }
}
