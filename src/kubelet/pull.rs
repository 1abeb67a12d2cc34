//! Images are had before a container starts. Source: `pkg/kubelet/images/image_manager.go`.

use super::fetch::NAMELESS_MS;
use super::lifecycle::{RELIST_MS, RESYNC_MS, START_MS, Turn};
use super::registry::Absence;
use super::worker::{RunState, back_off, spec_of};
use super::{Timer, images};
use crate::api::Kind;
use crate::client::{Effect, EventType, Fact, Why};
use std::rc::Rc;

impl Turn<'_> {
    /// Looks for the image of a container, and pulls it where it has to.
    pub fn pull(&mut self, at: usize) {
        let image = self.worker.containers[at].image.clone();
        if let Some(error) = images::name_error(&image) {
            self.event(at, EventType::Warning, "InspectFailed", error.clone());
            self.event(at, EventType::Warning, "Failed", "Error: InvalidImageName".to_owned());
            self.after(RESYNC_MS, Timer::Due(at));
            self.give_up(at, "InvalidImageName", error);
            return;
        }
        let policy = spec_of(&self.pod.spec, at).map(|it| it.image_pull_policy.clone());
        let is_present = self.machine.images.has(&image);
        match (policy.as_deref(), is_present) {
            (Some("Never"), false) => {
                let message =
                    format!("Container image {image:?} is not present with pull policy of Never");
                self.event(at, EventType::Warning, "ErrImageNeverPull", message.clone());
                self.event(at, EventType::Warning, "Failed", "Error: ErrImageNeverPull".to_owned());
                self.after(RESYNC_MS, Timer::Due(at));
                self.give_up(at, "ErrImageNeverPull", message);
            }
            (Some("IfNotPresent" | "Never"), true) => {
                let message = format!(
                    "Container image {image:?} already present on machine and can be accessed by the pod"
                );
                self.normal(at, "Pulled", &message);
                self.after(START_MS, Timer::Start(at));
            }
            _ => {
                self.miss_secrets();
                self.normal(at, "Pulling", &format!("Pulling image {image:?}"));
                let is_cut = self.machine.is_cut;
                let is_there = self.registry.ask(&image, is_cut).is_none();
                let refusal_ms = if is_cut { NAMELESS_MS } else { images::REFUSAL_MS };
                let takes_ms = match is_there {
                    true => images::pull_ms(&image, is_present),
                    false => refusal_ms,
                };
                let wait_ms = self.machine.images.pull(takes_ms, self.now_ms);
                self.after(wait_ms, Timer::Pulled(at));
            }
        }
    }

    /// Tells which of the secrets for pulling are not there.
    /// Source: `pkg/kubelet/kubelet_pods.go` `getPullSecretsForPod`.
    fn miss_secrets(&mut self) {
        let list = self.pod.spec.rest.at("imagePullSecrets").as_array();
        let names = list.into_iter().flatten().filter_map(|it| it["name"].as_str());
        let namespace = &self.pod.metadata.namespace;
        let missing: Vec<&str> =
            names.filter(|it| self.store.find(Kind::Secret, namespace, it).is_none()).collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            let message = format!(
                "Unable to retrieve some image pull secrets ({missing}); attempting to pull the image may not succeed."
            );
            self.pod_event(EventType::Warning, "FailedToRetrieveImagePullSecret", message);
        }
    }

    /// The pull has ended.
    pub fn pulled(&mut self, at: usize) {
        let image = self.worker.containers[at].image.clone();
        if let Some(absence) = self.registry.ask(&image, self.machine.is_cut) {
            self.pull_failed(at, &image, absence);
            return;
        }
        let took_ms = images::pull_ms(&image, self.machine.images.has(&image));
        self.machine.images.add(&image);
        self.worker.containers[at].pull_backoff = back_off();
        let took = if took_ms < 1000 {
            format!("{took_ms}ms")
        } else {
            format!("{}.{:03}s", took_ms / 1000, took_ms % 1000)
        };
        let bytes = images::size_bytes(&image);
        let message = format!(
            "Successfully pulled image {image:?} in {took} ({took} including waiting). Image size: {bytes} bytes."
        );
        self.normal(at, "Pulled", &message);
        self.after(START_MS, Timer::Start(at));
    }

    fn pull_failed(&mut self, at: usize, image: &str, absence: Absence) {
        let Absence { error, why } = absence;
        let message = format!("Failed to pull image {image:?}: {error}");
        self.event(at, EventType::Warning, "Failed", message);
        self.event(at, EventType::Warning, "Failed", "Error: ErrImagePull".to_owned());
        let container = &mut self.worker.containers[at];
        let name = container.name.clone();
        container.pull_backoff.next(self.now_ms, self.now_ms);
        let retry_ms = container.pull_backoff.wait_ms();
        self.after(RELIST_MS, Timer::PullBackOff(at));
        self.after(retry_ms + 2 * RELIST_MS, Timer::Due(at));
        self.effects.whys.push(Rc::new(Why {
            component: super::NAME,
            about: self.worker.key.clone(),
            effect: Effect::Fail,
            what: format!("could not pull {image} for the container {name}"),
            because: format!("{why}; the next attempt is in {} s", retry_ms / 1000),
            facts: vec![Fact::new("spec.containers[].image", image)],
            source: "pkg/kubelet/images/image_manager.go",
            trigger: None,
        }));
        self.give_up(at, "ErrImagePull", error);
    }

    /// The back-off of a pull is shown.
    pub fn pull_back_off(&mut self, at: usize) {
        let container = &self.worker.containers[at];
        let RunState::Waiting { reason: "ErrImagePull", message: error } = &container.state else {
            return;
        };
        if self.worker.busy == Some(at) {
            return;
        }
        let image = container.image.clone();
        let message = images::back_off_message(&image, error);
        self.normal(at, "BackOff", &format!("Back-off pulling image {image:?}"));
        self.event(at, EventType::Warning, "Failed", "Error: ImagePullBackOff".to_owned());
        self.wait(at, "ImagePullBackOff", message);
        self.report();
    }

    /// The container can't start now: the next one's turn.
    pub fn give_up(&mut self, at: usize, reason: &'static str, message: String) {
        self.wait(at, reason, message);
        self.worker.busy = None;
        self.report();
        self.advance();
    }
}
