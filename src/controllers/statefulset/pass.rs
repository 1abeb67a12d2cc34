//! One pass over a StatefulSet: what is missing is created in order, what is too much goes from
//! the top, what is old is replaced from the top; mostly one Pod at a time.
//! Source: `pkg/controller/statefulset/{stateful_set_control,stateful_pod_control}.go`.

use super::NAME;
use super::identity::{self, revision_of};
use super::status::{self, is_created, is_running_and_ready};
use crate::api::{ControllerRevision, Object, Pod, StatefulSet, StatefulSetStatus, Typed};
use crate::apiserver::{DeleteOptions, Request};
use crate::client::{Ask, Effect, EventDraft, Fact, SyncResult, Why};
use crate::controllers::{Ctx, history};
use crate::sorted::Sort;
use std::rc::Rc;

/// Whether the pass goes on after a slot.
#[derive(PartialEq, Eq)]
enum Next {
    Go,
    Wait,
}

pub(super) struct Pass<'a> {
    pub(super) ctx: &'a Ctx<'a>,
    pub(super) set: &'a Rc<StatefulSet>,
    pub(super) object: Object,
    pods: Vec<Rc<Pod>>,
    pub(super) result: SyncResult,
    revisions: Vec<Rc<ControllerRevision>>,
    current: Rc<ControllerRevision>,
    pub(super) update: Rc<ControllerRevision>,
    /// What must be asked so that the update revision is there.
    revision_ask: Option<Ask>,
    is_monotonic: bool,
    /// Pods that a rolling update has deleted count no more as current.
    replaced: i32,
}

impl<'a> Pass<'a> {
    pub fn new(
        ctx: &'a Ctx<'a>,
        set: &'a Rc<StatefulSet>,
        pods: Vec<Rc<Pod>>,
        result: SyncResult,
    ) -> Self {
        let object = Object::StatefulSet(Rc::clone(set));
        let revisions = history::list(ctx.cache, &object);
        let (update, revision_ask) = update_revision(set, &object, &revisions);
        let stored =
            revisions.iter().find(|it| it.metadata.name == set.status.current_revision).cloned();
        let current = stored.unwrap_or_else(|| Rc::clone(&update));
        let is_monotonic = set.spec.pod_management_policy != "Parallel";
        let replaced = 0;
        Self {
            ctx,
            set,
            object,
            pods,
            result,
            revisions,
            current,
            update,
            revision_ask,
            is_monotonic,
            replaced,
        }
    }

    /// Source: `UpdateStatefulSet`, `performUpdate`.
    pub fn run(mut self) -> SyncResult {
        self.result.asks.extend(self.revision_ask.take());
        if !self.set.metadata.is_terminating() {
            self.act();
        }
        let status = self.status();
        if self.set.spec.min_ready_seconds > 0 && status.ready_replicas != status.available_replicas
        {
            let next = status::next_availability_ms(self.set, &self.pods, self.ctx.now_ms);
            self.result.requeue_after_ms = Some(next);
        }
        if status != self.set.status {
            self.result.asks.push(self.write(status));
        }
        self.truncate();
        self.result
    }

    /// The status as it should be, if it is not so.
    pub fn status_only(&self) -> Option<Ask> {
        let status = self.status();
        let is_known = self.revision_ask.is_none();
        (is_known && status != self.set.status).then(|| self.write(status))
    }

    fn status(&self) -> StatefulSetStatus {
        let now_ms = self.ctx.now_ms;
        let mut status =
            status::calculate(self.set, &self.pods, &self.current, &self.update, now_ms);
        status.current_replicas -= self.replaced;
        status::complete(self.set, &mut status);
        status
    }

    fn write(&self, status: StatefulSetStatus) -> Ask {
        Ask::new(Request::UpdateStatus(StatefulSet { status, ..(**self.set).clone() }.into()))
    }

    /// Old revisions that nothing lives by. Source: `truncateHistory`.
    fn truncate(&mut self) {
        let limit = self.set.spec.revision_history_limit.unwrap_or(10);
        let is_live = |it: &ControllerRevision| {
            let name = &it.metadata.name;
            *name == self.current.metadata.name
                || *name == self.update.metadata.name
                || self.pods.iter().any(|pod| revision_of(pod) == name)
        };
        for revision in history::excess(&self.revisions, limit, is_live) {
            self.result.asks.push(history::delete(&revision));
            let what = (Effect::Delete, format!("deleted revision {}", revision.metadata.name));
            let because = format!("only {limit} old revisions are kept for a rollback");
            self.why(what, because, Vec::new(), "stateful_set_control.go truncateHistory");
        }
    }

    /// Source: `updateStatefulSet`.
    fn act(&mut self) {
        let replicas = self.slots();
        let mut condemned: Vec<Rc<Pod>> =
            self.pods.iter().filter(|it| !self.is_wanted(it)).cloned().collect();
        condemned.order_by_key(|it| std::cmp::Reverse(identity::ordinal(it)));
        let first_unavailable = replicas
            .iter()
            .chain(condemned.iter().rev())
            .find(|it| self.is_unavailable(it))
            .map(|it| it.metadata.name.clone());
        if self.process_replicas(&replicas) == Next::Wait {
            return;
        }
        for pod in &condemned {
            self.update_claims(pod);
        }
        for pod in &condemned {
            let next = self.process_condemned(pod, first_unavailable.as_deref());
            if self.is_monotonic && next == Next::Wait {
                return;
            }
        }
        self.rolling_update(&replicas);
    }

    fn is_wanted(&self, pod: &Pod) -> bool {
        identity::ordinal(pod).is_some_and(|it| identity::is_in_range(self.set, it))
    }

    /// The Pods that are wanted, by ordinal; those that are not there as they would be created.
    fn slots(&self) -> Vec<Rc<Pod>> {
        let set = self.set;
        let first = set.first_ordinal();
        let at = |revision: &ControllerRevision| match history::applied(&self.object, revision) {
            Some(Object::StatefulSet(it)) => it,
            _ => Rc::clone(set),
        };
        let (mut old, mut new) = (None, None);
        (0..set.replicas())
            .map(|index| {
                let ordinal = first.saturating_add(index);
                let existing = self.pods.iter().find(|it| identity::ordinal(it) == Some(ordinal));
                if let Some(pod) = existing {
                    return Rc::clone(pod);
                }
                let (revision, kept) = if self.stays_current(index) {
                    (&self.current, &mut old)
                } else {
                    (&self.update, &mut new)
                };
                let set: &Rc<StatefulSet> = kept.get_or_insert_with(|| at(revision));
                let name = &revision.metadata.name;
                Rc::new(identity::new_pod(set, &self.object, name, ordinal))
            })
            .collect()
    }

    /// Whether a Pod that is missing comes back as it was. Source: `newVersionedStatefulSetPod`.
    fn stays_current(&self, index: i32) -> bool {
        let strategy = &self.set.spec.update_strategy;
        match &strategy.rolling_update {
            Some(numbers) => index < numbers.partition.unwrap_or(0),
            None => strategy.r#type == "RollingUpdate" && index < self.set.status.current_replicas,
        }
    }

    fn is_available(&self, pod: &Pod) -> bool {
        is_running_and_ready(pod)
            && pod.is_available(self.set.spec.min_ready_seconds, self.ctx.now_ms)
    }

    fn is_unavailable(&self, pod: &Pod) -> bool {
        !self.is_available(pod) || pod.metadata.is_terminating()
    }

    /// One after the other, up to the first that must be waited for; or all together.
    /// Source: `runForAll`.
    fn process_replicas(&mut self, replicas: &[Rc<Pod>]) -> Next {
        let mut missing = Vec::new();
        for pod in replicas {
            let next = self.process_replica(pod, &mut missing);
            if self.is_monotonic && next == Next::Wait {
                return Next::Wait;
            }
        }
        self.create_in_batches(&missing);
        Next::Go
    }

    /// Source: `processReplica`.
    fn process_replica(&mut self, pod: &Rc<Pod>, missing: &mut Vec<Rc<Pod>>) -> Next {
        if pod.is_terminal() {
            if !pod.metadata.is_terminating() {
                let phase = pod.status.phase.to_ascii_lowercase();
                let because = format!("it has {phase}; its name is free again when it is gone");
                self.delete(pod, because, "stateful_set_control.go processReplica");
            }
            return Next::Wait;
        }
        if !is_created(pod) {
            if self.is_claim_stale(pod) {
                return Next::Wait;
            }
            if !self.is_monotonic {
                missing.push(Rc::clone(pod));
                return Next::Go;
            }
            if self.create_claims(pod, false) {
                self.create(pod, false);
            }
            return Next::Wait;
        }
        if pod.status.phase == "Pending" {
            if !self.create_claims(pod, false) {
                return Next::Wait;
            }
            self.update_claims(pod);
        }
        if self.is_monotonic && self.is_unavailable(pod) {
            self.explain_wait(pod);
            return Next::Wait;
        }
        self.keep_identity(pod);
        Next::Go
    }

    /// Together, but in batches of 1, 2, 4, ...: if the first is refused, the rest is not tried.
    /// Source: `slowStartBatch`.
    fn create_in_batches(&mut self, mut missing: &[Rc<Pod>]) {
        let mut size = 1;
        while !missing.is_empty() {
            let (batch, rest) = missing.split_at(size.min(missing.len()));
            let mut can_create = Vec::new();
            for pod in batch {
                if self.create_claims(pod, !can_create.is_empty()) {
                    can_create.push(pod);
                }
            }
            for (index, pod) in can_create.iter().enumerate() {
                self.create(pod, index > 0);
            }
            if can_create.len() < batch.len() {
                return;
            }
            (missing, size) = (rest, size * 2);
        }
    }

    fn create(&mut self, pod: &Rc<Pod>, parallel: bool) {
        let (set, name) = (&self.set.metadata.name, &pod.metadata.name);
        let mut ask = Ask::new(Request::Create((**pod).clone().into()));
        ask.parallel = parallel;
        let message = format!("Create Pod {name} in StatefulSet {set} successful");
        let event = EventDraft::normal(&self.object, "SuccessfulCreate", message);
        self.result.asks.push(ask.then(event));
        let ordinal = identity::ordinal(pod).unwrap_or(0);
        let because = match (self.is_monotonic, ordinal > self.set.first_ordinal()) {
            (true, true) => format!("{name} is missing, and all before it are ready"),
            _ => format!("{name} is missing"),
        };
        let facts = vec![
            Fact::new("spec.replicas", self.set.replicas()),
            Fact::new("ordinal", ordinal),
            Fact::new("revision", revision_of(pod)),
        ];
        let source = "stateful_set_control.go processReplica";
        self.why((Effect::Create, format!("created Pod {name}")), because, facts, source);
    }

    /// From the top, one at a time, and only while all others are well.
    /// Source: `processCondemned`.
    fn process_condemned(&mut self, pod: &Rc<Pod>, first_unavailable: Option<&str>) -> Next {
        if pod.metadata.is_terminating() {
            return Next::Wait;
        }
        let is_first = first_unavailable == Some(&pod.metadata.name);
        if self.is_monotonic && !self.is_available(pod) && !is_first {
            return Next::Wait;
        }
        let (first, wished) = (self.set.first_ordinal(), self.set.replicas());
        let because = match wished {
            0 => "no Pod is desired".to_owned(),
            1 => format!("only ordinal {first} is desired"),
            _ => format!("only ordinals {first} to {} are desired", first + wished - 1),
        };
        self.delete(pod, because, "stateful_set_control.go processCondemned");
        Next::Wait
    }

    /// The highest Pod that is not of the new revision goes, once all above it are well.
    fn rolling_update(&mut self, replicas: &[Rc<Pod>]) {
        let strategy = &self.set.spec.update_strategy;
        if strategy.r#type == "OnDelete" {
            return;
        }
        let partition = strategy.rolling_update.as_ref().and_then(|it| it.partition).unwrap_or(0);
        let first = usize::try_from(partition).unwrap_or(0);
        for pod in replicas.iter().skip(first).rev() {
            let is_old = revision_of(pod) != self.update.metadata.name;
            if is_old && !pod.metadata.is_terminating() {
                let update = &self.update.metadata.name;
                let because = format!("it is not of {update}, and all above it are");
                self.delete(pod, because, "stateful_set_control.go updateStatefulSet");
                self.replaced = 1;
                return;
            }
            if self.is_unavailable(pod) {
                return;
            }
        }
    }

    fn delete(&mut self, pod: &Rc<Pod>, because: String, source: &'static str) {
        let (set, name) = (&self.set.metadata.name, &pod.metadata.name);
        let uid = Some(pod.metadata.uid.clone()).filter(|it| !it.is_empty());
        let options = DeleteOptions { uid, ..DeleteOptions::default() };
        let ask = Ask::new(Request::Delete(pod.key(), options)).tolerating_missing();
        let message = format!("Delete Pod {name} in StatefulSet {set} successful");
        let event = EventDraft::normal(&self.object, "SuccessfulDelete", message);
        self.result.asks.push(ask.then(event));
        let facts = vec![
            Fact::new("spec.replicas", self.set.replicas()),
            Fact::new("updateRevision", &self.update.metadata.name),
            Fact::new("the Pod's revision", revision_of(pod)),
        ];
        self.why((Effect::Delete, format!("deleted Pod {name}")), because, facts, source);
    }

    pub(super) fn why(
        &mut self,
        (effect, what): (Effect, String),
        because: String,
        facts: Vec<Fact>,
        source: &'static str,
    ) {
        let (component, about) = (NAME, self.set.key());
        let why = Why { component, about, effect, what, because, facts, source, trigger: None };
        self.result.whys.push(Rc::new(why));
    }
}

/// The revision that the set's template is, and what must be asked so that it exists.
/// Source: `getStatefulSetRevisions`.
fn update_revision(
    set: &Rc<StatefulSet>,
    object: &Object,
    revisions: &[Rc<ControllerRevision>],
) -> (Rc<ControllerRevision>, Option<Ask>) {
    let data = history::data_of(&set.spec.template);
    let number = history::next_number(revisions);
    match history::find_equal(revisions, &data) {
        Some(equal) if revisions.last().is_some_and(|last| history::equal(last, equal)) => {
            (Rc::clone(equal), None)
        }
        Some(equal) => {
            let again = history::renumbered(equal, number);
            let ask = Ask::new(Request::Update(again.clone().into()));
            (Rc::new(again), Some(ask))
        }
        None => {
            let labels = &set.spec.template.metadata.labels;
            let collisions = set.status.collision_count.unwrap_or(0);
            let mut new = history::new_revision(object, labels, data, number, collisions);
            new.metadata.annotations.clone_from(&set.metadata.annotations);
            let ask = Ask::new(Request::Create(new.clone().into()));
            (Rc::new(new), Some(ask))
        }
    }
}
