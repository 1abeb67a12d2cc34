//! The claims of a StatefulSet's Pods, within a pass.
//! Source: `pkg/controller/statefulset/stateful_pod_control.go`.

use super::identity;
use super::pass::Pass;
use super::retention::{self, Ownership};
use crate::api::{Kind, ObjectKey, PersistentVolumeClaim, Pod};
use crate::apiserver::Request;
use crate::client::{Ask, Effect, EventDraft, Fact};
use std::rc::Rc;

impl Pass<'_> {
    fn claim(&self, name: &str) -> Option<Rc<PersistentVolumeClaim>> {
        let namespace = &self.set.metadata.namespace;
        let key = ObjectKey::new(Kind::PersistentVolumeClaim, namespace, name);
        self.ctx.cache.typed::<PersistentVolumeClaim>(&key).cloned()
    }

    fn claims_of(&self, pod: &Pod) -> Vec<Rc<PersistentVolumeClaim>> {
        let claims = identity::claims(self.set, identity::ordinal(pod).unwrap_or(0));
        claims.iter().filter_map(|it| self.claim(&it.metadata.name)).collect()
    }

    /// A claim that is about to go with the Pod before. Source: `PodClaimIsStale`.
    pub(super) fn is_claim_stale(&self, pod: &Pod) -> bool {
        let (_, when_scaled) = retention::policy(self.set);
        when_scaled
            && self
                .claims_of(pod)
                .iter()
                .any(|claim| Ownership { set: self.set, pod, claim }.is_stale_by_pod())
    }

    /// Asks for the claims that are missing; whether the Pod can be created then.
    /// Source: `createPersistentVolumeClaims`.
    pub(super) fn create_claims(&mut self, pod: &Pod, parallel: bool) -> bool {
        let (set, name) = (&self.set.metadata.name, &pod.metadata.name);
        let mut all_well = true;
        for claim in identity::claims(self.set, identity::ordinal(pod).unwrap_or(0)) {
            let claim_name = claim.metadata.name.clone();
            match self.claim(&claim_name) {
                Some(existing) if existing.metadata.is_terminating() => {
                    let message = format!(
                        "Create Pod {name} in StatefulSet {set} failed error: pvc {claim_name} is being deleted"
                    );
                    let event = EventDraft::warning(&self.object, "FailedCreate", message);
                    self.result.events.push(event);
                    self.result.requeue_limited = true;
                    all_well = false;
                }
                Some(_) => {}
                None => {
                    let mut ask = Ask::new(Request::Create(claim.into()));
                    ask.parallel = parallel;
                    let message = format!(
                        "Create Claim {claim_name} Pod {name} in StatefulSet {set} success"
                    );
                    let event = EventDraft::normal(&self.object, "SuccessfulCreate", message);
                    self.result.asks.push(ask.then(event));
                    let because = format!("Pod {name} has a claim of its own, whichever Pod it is");
                    let source = "stateful_pod_control.go createPersistentVolumeClaims";
                    let what = (Effect::Create, format!("created claim {claim_name}"));
                    self.why(what, because, Vec::new(), source);
                }
            }
        }
        all_well
    }

    /// Gives the Pod's claims the owners that the retention policy wants; whether any changed.
    /// Source: `UpdatePodClaimForRetentionPolicy`.
    pub(super) fn update_claims(&mut self, pod: &Pod) -> bool {
        let mut changed = false;
        for claim in self.claims_of(pod) {
            let ownership = Ownership { set: self.set, pod, claim: &claim };
            let name = &claim.metadata.name;
            if ownership.has_unexpected_controller() {
                let message = format!(
                    "PersistentVolumeClaim {name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim"
                );
                let event = EventDraft::warning(&self.object, "ConflictingController", message);
                self.result.events.push(event);
            }
            if !ownership.is_up_to_date() {
                changed = true;
                let updated = ownership.updated();
                self.result.asks.push(Ask::new(Request::Update(updated.into())));
                let what = (Effect::Update, format!("changed the owner of claim {name}"));
                let because = "the retention policy says with whom the claim goes".to_owned();
                let (deleted, scaled) = retention::policy(self.set);
                let facts = vec![
                    Fact::new("whenDeleted=Delete", deleted),
                    Fact::new("whenScaled=Delete", scaled),
                ];
                let source = "stateful_pod_control.go UpdatePodClaimForRetentionPolicy";
                self.why(what, because, facts, source);
            }
        }
        changed
    }

    /// Labels and owners of claims as they should be. Source: `UpdateStatefulPod`.
    pub(super) fn keep_identity(&mut self, pod: &Rc<Pod>) {
        let is_named = identity::matches(pod);
        let has_changed = self.update_claims(pod);
        if is_named && !has_changed {
            return;
        }
        let mut updated = (**pod).clone();
        identity::mark(&mut updated);
        let (set, name) = (&self.set.metadata.name, &pod.metadata.name);
        let message = format!("Update Pod {name} in StatefulSet {set} successful");
        let event = EventDraft::normal(&self.object, "SuccessfulUpdate", message);
        self.result.asks.push(Ask::new(Request::Update(updated.into())).then(event));
    }
}
