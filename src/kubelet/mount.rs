//! The sandbox of a Pod: first its volumes are mounted.
//! Source: `pkg/kubelet/volumemanager`, `pkg/util/goroutinemap/exponentialbackoff`.

use super::lifecycle::Turn;
use super::{Timer, config};
use crate::client::{EventDraft, EventType, reference};
use crate::sorted::Sort;
use std::rc::Rc;

/// The first wait after a mount that failed (milliseconds), doubled each time.
const RETRY_MS: i64 = 500;
/// No wait is longer (milliseconds).
const RETRY_MAX_MS: i64 = 122_000;
/// A sync of the Pod waits so long for its volumes (milliseconds).
pub(super) const PATIENCE_MS: i64 = 123_000;

impl Turn<'_> {
    /// An event about the Pod as a whole.
    pub fn pod_event(&mut self, r#type: EventType, reason: &'static str, message: String) {
        if !self.is_serial {
            let about = reference(&crate::api::Object::Pod(Rc::clone(self.pod))).into();
            let event = EventDraft { about, r#type, reason, message, name_follows: false };
            self.effects.events.push((self.worker.node.clone(), event));
        }
    }

    /// The volumes that can't be mounted, and why.
    fn missing_volumes(&mut self) -> Vec<(String, String)> {
        let mut missing = config::missing_volumes(self.pod, self.store);
        missing.append(&mut self.storage.unlike(self.pod, &self.worker.node));
        missing.into_iter().map(|it| (it.0.to_owned(), it.1)).collect()
    }

    /// Whether all volumes can be mounted; where not, it is tried again later.
    pub fn mount(&mut self) -> bool {
        if self.is_serial {
            return true;
        }
        let missing = self.missing_volumes();
        if missing.is_empty() {
            return true;
        }
        for (volume, error) in missing {
            let message = format!("MountVolume.SetUp failed for volume {volume:?} : {error}");
            self.pod_event(EventType::Warning, "FailedMount", message);
        }
        let worker = &mut self.worker;
        if worker.mount_wait_ms == 0 {
            self.after(PATIENCE_MS, Timer::Unmounted);
        }
        let worker = &mut self.worker;
        worker.mount_wait_ms = (worker.mount_wait_ms * 2).clamp(RETRY_MS, RETRY_MAX_MS);
        let wait_ms = worker.mount_wait_ms;
        self.after(wait_ms, Timer::Sandbox);
        false
    }

    /// The volumes are still not there.
    pub fn unmounted(&mut self) {
        if self.worker.has_sandbox || self.worker.stops_ms.is_some() {
            return;
        }
        let missing = self.missing_volumes();
        let mut names: Vec<&str> = missing.iter().map(|it| it.0.as_str()).collect();
        names.order();
        names.dedup();
        let message = format!(
            "Unable to attach or mount volumes: unmounted volumes=[{}], unattached volumes=[], failed to process volumes=[]: context deadline exceeded",
            names.join(" ")
        );
        self.pod_event(EventType::Warning, "FailedMount", message);
        self.after(PATIENCE_MS, Timer::Unmounted);
    }
}
