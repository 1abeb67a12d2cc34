//! The horizontal Pod autoscaler: every fifteen seconds, how many Pods there should be for what
//! they use. Source: `pkg/controller/podautoscaler/horizontal.go`.

mod calculator;
mod limits;
mod measure;
#[cfg(test)]
mod tests;

use self::limits::{Bounds, Decision, Limit};
use super::{Controller, Ctx, ROW};
use crate::api::{
    HorizontalPodAutoscaler, HorizontalPodAutoscalerCondition, HorizontalPodAutoscalerStatus,
    KINDS, MetricStatus, Object, ObjectKey, Typed,
};
use crate::apiserver::{Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, Effect, EventDraft, Fact, Failure, Note, Notes, SyncResult, Why};
use std::cmp::Ordering;
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "horizontal-pod-autoscaler";
/// The controller's row in the table.
pub const CONTROLLER: Controller = Controller {
    name: NAME,
    title: "Horizontal Pod autoscaler",
    enqueue,
    sync,
    failed,
    reads_metrics: true,
    ..ROW
};
/// Every autoscaler is looked at this often (milliseconds).
const PERIOD_MS: i64 = 15_000;
/// Notes that are older than this count for nothing (milliseconds).
const NOTES_MS: i64 = 3_600_000;

/// Noted: when to look next.
const NEXT: &str = "next";
/// Noted: what the measures alone would have it be.
const RECOMMENDED: &str = "recommended";
/// Noted: by how much it was scaled up.
const ADDED: &str = "added";
/// Noted: by how much it was scaled down.
const REMOVED: &str = "removed";

fn enqueue(_: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        // Changes wait for the next round, as upstream's queue has them wait.
        Object::HorizontalPodAutoscaler(it) if event.r#type != WatchType::Modified => {
            vec![it.key()]
        }
        _ => Vec::new(),
    }
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let Some(autoscaler) = ctx.cache.typed::<HorizontalPodAutoscaler>(key) else {
        // The key waits on for its turn, in which another of the name is looked at.
        let waits = |it: &&Note| it.what == NEXT && it.at_ms > ctx.now_ms;
        let notes = ctx.notes.iter().filter(waits).cloned().collect();
        return SyncResult { notes: Some(notes), ..SyncResult::default() };
    };
    match ctx.notes.iter().find(|it| it.what == NEXT) {
        None => wait(ctx.now_ms, Notes::new()),
        Some(next) if next.at_ms > ctx.now_ms => SyncResult::default(),
        Some(_) => Pass::new(ctx, autoscaler).reconcile(),
    }
}

fn wait(now_ms: i64, mut notes: Notes) -> SyncResult {
    notes.retain(|it| it.what != NEXT && it.at_ms > now_ms - NOTES_MS);
    notes.push(Note { what: NEXT, at_ms: now_ms + PERIOD_MS, number: 0 });
    let requeue_after_ms = Some(PERIOD_MS);
    SyncResult { notes: Some(notes), requeue_after_ms, ..SyncResult::default() }
}

/// One look at one autoscaler.
struct Pass<'a> {
    ctx: &'a Ctx<'a>,
    autoscaler: &'a Rc<HorizontalPodAutoscaler>,
    object: Object,
    status: HorizontalPodAutoscalerStatus,
    notes: Notes,
    asks: Vec<Ask>,
    events: Vec<EventDraft>,
    whys: Vec<Rc<Why>>,
}

/// How many Pods there should be.
#[derive(Default)]
struct Size {
    desired: i32,
    /// What the measures alone would have it be, where they were looked at: upstream's
    /// `metricDesiredReplicas`.
    proposal: Option<i32>,
    /// As upstream's event has it; empty where only earlier recommendations move it.
    reason: String,
    /// What holds it where it is, though the measures alone would have it elsewhere.
    limits: Vec<&'static str>,
}

/// What is to be scaled.
struct Target {
    key: ObjectKey,
    object: Object,
    replicas: i32,
}

impl<'a> Pass<'a> {
    fn new(ctx: &'a Ctx<'a>, autoscaler: &'a Rc<HorizontalPodAutoscaler>) -> Self {
        Self {
            ctx,
            autoscaler,
            object: Object::HorizontalPodAutoscaler(Rc::clone(autoscaler)),
            status: autoscaler.status.clone(),
            notes: ctx.notes.to_vec(),
            asks: Vec::new(),
            events: Vec::new(),
            whys: Vec::new(),
        }
    }

    fn warn(&mut self, reason: &'static str, message: String) {
        self.events.push(EventDraft::warning(&self.object, reason, message));
    }

    /// Source: `setConditionInList`.
    fn set_condition(&mut self, r#type: &str, holds: bool, reason: &str, message: &str) {
        let status = if holds { "True" } else { "False" };
        let now = self.ctx.now();
        let conditions = &mut self.status.conditions;
        let at = conditions.iter().position(|it| it.r#type == r#type).unwrap_or_else(|| {
            conditions.push(HorizontalPodAutoscalerCondition {
                r#type: r#type.to_owned(),
                ..HorizontalPodAutoscalerCondition::default()
            });
            conditions.len() - 1
        });
        let condition = &mut conditions[at];
        if condition.status != status {
            condition.last_transition_time = Some(now);
        }
        condition.status = status.to_owned();
        condition.reason = reason.to_owned();
        condition.message = message.to_owned();
    }

    /// Source: `scaleForResourceMappings`.
    fn target(&self) -> Result<Target, String> {
        let reference = &self.autoscaler.spec.scale_target_ref;
        let group = reference.api_version.rsplit_once('/').map_or("", |it| it.0);
        let is_kind =
            |it: &crate::api::Kind| it.info().kind == reference.kind && it.info().group == group;
        let kind = KINDS.iter().copied().find(is_kind).ok_or_else(|| {
            format!("no matches for kind {:?} in group {group:?}", reference.kind)
        })?;
        let key = ObjectKey::new(kind, &self.autoscaler.metadata.namespace, &reference.name);
        let Some(object) = self.ctx.cache.get(&key).cloned() else {
            return Err(crate::api::Status::not_found(kind, &reference.name).message);
        };
        let Some(replicas) = object.replicas() else {
            return Err("the server could not find the requested resource".to_owned());
        };
        Ok(Target { key, object, replicas })
    }

    fn reconcile(mut self) -> SyncResult {
        let target = match self.target() {
            Ok(target) => target,
            Err(error) => {
                let message = format!(
                    "the HPA controller was unable to get the target's current scale: {error}"
                );
                self.set_condition("AbleToScale", false, "FailedGetScale", &message);
                self.warn("FailedGetScale", error);
                return self.finish();
            }
        };
        self.set_condition(
            "AbleToScale",
            true,
            "SucceededGetScale",
            "the HPA controller was able to get the target's current scale",
        );
        if !self.notes.iter().any(|it| it.what == RECOMMENDED) {
            self.note(RECOMMENDED, target.replicas);
        }
        match self.desire(&target) {
            Some(size) => self.rescale(&target, &size),
            None => self.keep(&target),
        }
        self.finish()
    }

    fn note(&mut self, what: &'static str, number: i32) {
        self.notes.push(Note { what, at_ms: self.ctx.now_ms, number: number.into() });
    }

    /// How many there should be, and why, if that is another number than there is.
    fn desire(&mut self, target: &Target) -> Option<Size> {
        let spec = &self.autoscaler.spec;
        let (min, max) = (spec.min_replicas.unwrap_or(1), spec.max_replicas);
        let current = target.replicas;
        if current == 0 && min != 0 {
            let message = "scaling is disabled since the replica count of the target is zero";
            self.set_condition("ScalingActive", false, "ScalingDisabled", message);
            self.status.current_metrics = None;
            return None;
        }
        if current > max {
            self.status.current_metrics = None;
            let reason = "Current number of replicas above Spec.MaxReplicas".to_owned();
            return Some(Size { desired: max, reason, ..Size::default() });
        }
        if current < min {
            self.status.current_metrics = None;
            let reason = "Current number of replicas below Spec.MinReplicas".to_owned();
            return Some(Size { desired: min, reason, ..Size::default() });
        }
        let (proposal, metric) = self.measure(target)?;
        let (desired, limits) = self.normalize(current, proposal, Bounds { min, max });
        let reason = match proposal.cmp(&current) {
            Ordering::Greater => format!("{metric} above target"),
            Ordering::Less => "All metrics below target".to_owned(),
            Ordering::Equal => String::new(),
        };
        (desired != current).then_some(Size { desired, proposal: Some(proposal), reason, limits })
    }

    /// Takes what the measures alone would have it be through windows and limits.
    /// Source: `normalizeDesiredReplicas`, `normalizeDesiredReplicasWithBehaviors`.
    fn normalize(
        &mut self,
        current: i32,
        proposal: i32,
        bounds: Bounds,
    ) -> (i32, Vec<&'static str>) {
        let spec = &self.autoscaler.spec;
        let behavior = spec.behavior.as_ref();
        let history = limits::History { notes: &self.notes, now_ms: self.ctx.now_ms };
        let Decision { replicas: stable, reason, message } =
            limits::stabilize(history, behavior, current, proposal);
        let Limit { replicas, reason: limit, message: limit_message } =
            limits::limit(history, behavior, current, stable, bounds);
        self.note(RECOMMENDED, proposal);
        self.set_condition("AbleToScale", true, reason, message);
        self.set_condition("ScalingLimited", replicas != stable, limit, limit_message);
        let held = (stable != proposal).then_some(message);
        (replicas, held.into_iter().chain((replicas != stable).then_some(limit_message)).collect())
    }

    fn rescale(&mut self, target: &Target, size: &Size) {
        let Size { desired, ref reason, .. } = *size;
        let message = format!("New size: {desired}; reason: {reason}");
        let event = EventDraft::normal(&self.object, "SuccessfulRescale", message);
        self.asks.push(Ask::new(Request::Scale(target.key.clone(), desired)).then(event));
        let message =
            format!("the HPA controller was able to update the target scale to {desired}");
        self.set_condition("AbleToScale", true, "SucceededRescale", &message);
        if self.autoscaler.spec.behavior.is_some() {
            if desired > target.replicas {
                self.note(ADDED, desired - target.replicas);
            } else {
                self.note(REMOVED, target.replicas - desired);
            }
        }
        self.status.current_replicas = target.replicas;
        self.status.desired_replicas = desired;
        self.status.last_scale_time = Some(self.ctx.now());
        self.explain(target, size);
    }

    fn keep(&mut self, target: &Target) {
        self.status.current_replicas = target.replicas;
        let is_active = |it: &HorizontalPodAutoscalerCondition| {
            it.r#type == "ScalingActive" && it.status == "True"
        };
        let is_off = target.replicas == 0;
        if is_off || self.status.conditions.iter().any(is_active) {
            self.status.desired_replicas = target.replicas;
        }
    }

    fn explain(&mut self, target: &Target, size: &Size) {
        let (from, name, desired) = (target.replicas, &target.key.name, size.desired);
        let measured = self.status.current_metrics.iter().flatten().filter_map(describe);
        let mut facts: Vec<Fact> =
            measured.map(|value| Fact { name: "currentMetrics", value }).collect();
        if let Some(proposal) = size.proposal {
            facts.push(Fact::new("metricDesiredReplicas", proposal));
        }
        let spec = &self.autoscaler.spec;
        facts.push(Fact::new("minReplicas", spec.min_replicas.unwrap_or(1)));
        facts.push(Fact::new("maxReplicas", spec.max_replicas));
        let reason = Some(&*size.reason).filter(|it| !it.is_empty());
        let because: Vec<&str> = reason.into_iter().chain(size.limits.iter().copied()).collect();
        let (effect, direction) =
            if desired > from { (Effect::ScaleUp, "up") } else { (Effect::ScaleDown, "down") };
        self.whys.push(Rc::new(Why {
            component: NAME,
            about: self.autoscaler.key(),
            effect,
            what: format!("scaled {direction} {name} from {from} to {desired}"),
            because: because.join("; "),
            facts,
            source: "horizontal.go reconcileAutoscaler",
            trigger: None,
        }));
    }

    fn finish(self) -> SyncResult {
        let mut result = wait(self.ctx.now_ms, self.notes);
        result.events = self.events;
        result.whys = self.whys;
        result.asks = self.asks;
        if self.status != self.autoscaler.status {
            let mut updated = (**self.autoscaler).clone();
            updated.status = self.status;
            result.asks.push(Ask::new(Request::UpdateStatus(updated.into())));
        }
        result
    }
}

/// `cpu 150% (150m)`
fn describe(metric: &MetricStatus) -> Option<String> {
    let resource = metric.resource.as_ref()?;
    let amount = resource.current.average_value?;
    Some(match resource.current.average_utilization {
        Some(share) => format!("{} {share}% ({amount})", resource.name),
        None => format!("{} {amount}", resource.name),
    })
}

/// A target that can't be scaled is tried again in the next round.
fn failed(ctx: &Ctx<'_>, key: &ObjectKey, failure: &Failure) -> SyncResult {
    let mut result = SyncResult::default();
    let Some(autoscaler) = ctx.cache.typed::<HorizontalPodAutoscaler>(key) else { return result };
    let Request::Scale(_, size) = &failure.request else { return result };
    let error = &failure.status.message;
    let mut pass = Pass::new(ctx, autoscaler);
    pass.warn("FailedRescale", format!("New size: {size}; reason: ; error: {error}"));
    let message = format!("the HPA controller was unable to update the target scale: {error}");
    pass.set_condition("AbleToScale", false, "FailedUpdateScale", &message);
    let mut updated = (**autoscaler).clone();
    updated.status = pass.status;
    result.events = pass.events;
    result.asks.push(Ask::new(Request::UpdateStatus(updated.into())));
    result
}
