//! One pass over one Deployment: what was read, what is to be asked, why.

use super::fenceposts::replica_count;
use super::identity::{
    self, REVISION, annotate_new, find_new_replica_set, max_revision, set_replicas_annotations,
};
use super::status::{self, PROGRESSING, condition, has_progress_deadline, set_condition};
use super::{NAME, fenceposts};
use crate::api::{Deployment, Object, ReplicaSet, Typed};
use crate::apiserver::Request;
use crate::client::{Ask, Effect, EventDraft, Fact, SyncResult, Why};
use crate::controllers::{Ctx, are, pods};
use std::rc::Rc;

/// What one pass works with.
pub(super) struct Pass<'a> {
    pub ctx: &'a Ctx<'a>,
    /// As it stands in the cache.
    pub stored: &'a Rc<Deployment>,
    /// As this pass leaves it: annotations and status may change.
    pub deployment: Deployment,
    /// Every set that it owns.
    pub sets: Vec<Rc<ReplicaSet>>,
    /// The set that has its template.
    pub new: Option<Rc<ReplicaSet>>,
    /// All other sets.
    pub old: Vec<Rc<ReplicaSet>>,
    pub result: SyncResult,
}

impl<'a> Pass<'a> {
    pub fn new(ctx: &'a Ctx<'a>, stored: &'a Rc<Deployment>, sets: Vec<Rc<ReplicaSet>>) -> Self {
        let new = find_new_replica_set(stored, &sets);
        let is_new = |set: &Rc<ReplicaSet>| {
            new.as_ref().is_some_and(|new| new.metadata.uid == set.metadata.uid)
        };
        let old = sets.iter().filter(|set| !is_new(set)).cloned().collect();
        let deployment = (**stored).clone();
        Self { ctx, stored, deployment, sets, new, old, result: SyncResult::default() }
    }

    /// Old sets and the new one.
    pub fn all(&self) -> Vec<Rc<ReplicaSet>> {
        self.old.iter().chain(&self.new).cloned().collect()
    }

    pub fn object(&self) -> Object {
        Object::Deployment(Rc::clone(self.stored))
    }

    /// Brings the new set up to date, or makes it where `create` says so. Returns whether the
    /// pass is over: a set that had to be updated first is looked at again when that is seen.
    /// Source: `sync.go` `getNewReplicaSet`.
    pub fn sync_new_replica_set(&mut self, create: bool) -> bool {
        let revision = max_revision(&self.old) + 1;
        let Some(existing) = self.new.clone() else {
            if create {
                self.create_new_replica_set(revision);
            }
            return false;
        };
        let mut set = (*existing).clone();
        let min_ready = self.deployment.spec.min_ready_seconds;
        let changed = annotate_new(&self.deployment, &mut set, revision, true)
            || set.spec.min_ready_seconds != min_ready;
        set.spec.min_ready_seconds = min_ready;
        if changed {
            let name = &set.metadata.name;
            let what = (Effect::Update, format!("brought annotations of {name} up to date"));
            let because =
                format!("it is the ReplicaSet of the current template: revision {revision}");
            self.why(
                what,
                because,
                vec![Fact::new("revision", revision)],
                "sync.go getNewReplicaSet",
            );
            self.result.asks.push(Ask::new(Request::Update(set.into())));
            return true;
        }
        let annotation = existing.metadata.annotation(REVISION).unwrap_or("").to_owned();
        self.set_revision(annotation);
        if has_progress_deadline(&self.deployment)
            && self.deployment.status.condition(PROGRESSING).is_none()
        {
            let message = format!("Found new replica set {:?}", existing.metadata.name);
            let found =
                condition(PROGRESSING, "True", "FoundNewReplicaSet", message, self.ctx.now());
            set_condition(&mut self.deployment.status, found);
        }
        false
    }

    fn create_new_replica_set(&mut self, revision: i64) {
        let mut set = identity::new_replica_set(&self.deployment, revision);
        let total = replica_count(&self.old);
        let size = fenceposts::new_rs_replicas(&self.deployment, total, 0);
        set.spec.replicas = Some(size);
        let name = set.metadata.name.clone();
        let mut ask = Ask::new(Request::Create(set.clone().into()));
        if size > 0 {
            let message = format!("Scaled up replica set {name} from 0 to {size}");
            ask = ask.then(EventDraft::normal(&self.object(), "ScalingReplicaSet", message));
        }
        self.result.asks.push(ask);
        self.explain_creation(&name, size, total);
        self.set_revision(revision.to_string());
        if has_progress_deadline(&self.deployment) {
            let message = format!("Created new replica set {name:?}");
            let made =
                condition(PROGRESSING, "True", "NewReplicaSetCreated", message, self.ctx.now());
            set_condition(&mut self.deployment.status, made);
        }
        self.new = Some(Rc::new(set));
    }

    fn explain_creation(&mut self, name: &str, size: i32, total: i32) {
        let deployment = &self.deployment;
        let (because, facts) = if total == 0 {
            let because =
                format!("no ReplicaSet has the Pod template of {}", deployment.metadata.name);
            (because, vec![Fact::new("spec.replicas", deployment.replicas())])
        } else {
            let ceiling = fenceposts::max_replicas(deployment);
            let because = format!("there may be {}, and {} there", pods(ceiling), are(total));
            let old = Fact::new("replicas of old ReplicaSets", total);
            (because, vec![fenceposts::ceiling(deployment), old])
        };
        let what = (Effect::Create, format!("created ReplicaSet {name} with {}", pods(size)));
        self.why(what, because, facts, "sync.go getNewReplicaSet");
    }

    fn set_revision(&mut self, revision: String) {
        self.deployment.metadata.annotations.insert(REVISION.to_owned(), revision);
    }

    /// Asks for another size of a set, with the annotations that go with it; the set as it will
    /// be. Source: `sync.go` `scaleReplicaSet`.
    pub fn scale(&mut self, set: &Rc<ReplicaSet>, size: i32) -> Rc<ReplicaSet> {
        let mut scaled = (**set).clone();
        let annotated = set_replicas_annotations(&self.deployment, &mut scaled);
        let before = set.replicas();
        if before == size && !annotated {
            return Rc::clone(set);
        }
        scaled.spec.replicas = Some(size);
        let mut ask = Ask::new(Request::Update(scaled.clone().into()));
        if before != size {
            let direction = if before < size { "up" } else { "down" };
            let message = format!(
                "Scaled {direction} replica set {} from {before} to {size}",
                set.metadata.name
            );
            ask = ask.then(EventDraft::normal(&self.object(), "ScalingReplicaSet", message));
        }
        self.result.asks.push(ask);
        Rc::new(scaled)
    }

    /// Notes why something is asked for.
    pub fn why(
        &mut self,
        (effect, what): (Effect, String),
        because: String,
        facts: Vec<Fact>,
        source: &'static str,
    ) {
        let about = self.stored.key();
        let why =
            Why { component: NAME, about, effect, what, because, facts, source, trigger: None };
        self.result.whys.push(Rc::new(why));
    }

    /// Writes the status if it has changed, or sees to it that a deadline is not missed.
    /// Source: `progress.go` `syncRolloutStatus`.
    pub fn sync_rollout_status(mut self) -> SyncResult {
        let all = self.all();
        let mut status =
            status::calculate(&self.deployment, &all, self.new.as_ref(), self.ctx.now());
        let (deployment, new) = (&self.deployment, self.new.as_ref());
        status::set_progressing(deployment, new, &mut status, self.ctx.now_ms);
        status::set_replica_failure(&all, new, &mut status);
        self.explain_timeout(&status);
        let before = std::mem::replace(&mut self.deployment.status, status);
        if before == self.deployment.status {
            self.requeue_stuck();
        }
        self.write_status();
        self.result
    }

    fn explain_timeout(&mut self, status: &crate::api::DeploymentStatus) {
        let timed_out = |it: &crate::api::DeploymentStatus| {
            it.condition(PROGRESSING).is_some_and(|it| it.reason == status::TIMED_OUT)
        };
        if timed_out(status) && !timed_out(&self.deployment.status) {
            let seconds = self.deployment.spec.progress_deadline_seconds.unwrap_or(0);
            let because =
                format!("nothing came nearer to its end for {seconds} s; it goes on trying");
            let facts = vec![Fact::new("spec.progressDeadlineSeconds", seconds)];
            let what = "reported that the rollout makes no progress".to_owned();
            let what = (Effect::UpdateStatus, what);
            self.why(what, because, facts, "progress.go syncRolloutStatus");
        }
    }

    /// Writes the status as counted, and leaves the condition Progressing as it is.
    /// Source: `sync.go` `syncDeploymentStatus`.
    pub fn sync_status(mut self) -> SyncResult {
        let all = self.all();
        self.deployment.status =
            status::calculate(&self.deployment, &all, self.new.as_ref(), self.ctx.now());
        self.write_status();
        self.result
    }

    /// Writes status and annotations if they are not what is stored.
    pub fn write_status(&mut self) {
        if self.deployment != **self.stored {
            let object = self.deployment.clone().into();
            self.result.asks.push(Ask::new(Request::UpdateStatus(object)));
        }
    }

    /// Source: `progress.go` `requeueStuckDeployment`.
    fn requeue_stuck(&mut self) {
        let deployment = &self.deployment;
        let Some(current) = deployment.status.condition(PROGRESSING) else { return };
        let over = status::is_complete(deployment, &deployment.status)
            || current.reason == status::TIMED_OUT
            || !has_progress_deadline(deployment);
        let Some(deadline) = status::deadline_ms(deployment, current).filter(|_| !over) else {
            return;
        };
        let left = deadline - self.ctx.now_ms;
        if left < 1000 {
            self.result.requeue_limited = true;
        } else {
            self.result.requeue_after_ms = Some(left + 1000);
        }
    }
}
