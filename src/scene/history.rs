//! What the records up to the cursor tell that the cluster itself has forgotten: who came when,
//! which place everybody got, who has just left, what was decided.
//!
//! **Invariant:** a function of the records alone. Following them one by one, or all at once after
//! a jump, leads to equal histories; so rewinding shows what playing showed.

use super::counts::Counts;
use super::hues::Hues;
use super::slots::Slots;
use super::track::Track;
use super::whys;
use crate::api::{Event, HorizontalPodAutoscaler, Object, ObjectMeta, Pod};
use crate::apiserver::{WatchEvent, WatchType};
use crate::client::Why;
use crate::cluster::{Act, Record, RecordKind};
use crate::picture::{DWELL_MS, FLIGHT_MS, LEAVE_MS, Look, Spell, TRACE_MS};
use crate::scheduler::Amounts;
use crate::sorted::SortedMap;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What the Pods of a node take.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Used {
    /// The places on its card.
    pub slots: Slots,
    /// How many Pods are bound to it and have not ended.
    pub pods: u32,
    /// The CPU that they ask for (thousandths).
    pub cpu: i64,
    /// The memory that they ask for (bytes).
    pub memory: i64,
    /// Since when it has no power, and no network (milliseconds since 1970).
    pub down_ms: [Option<i64>; 2],
}

/// A decision with its moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// When (milliseconds since 1970).
    pub at_ms: i64,
    /// What and why.
    pub why: Rc<Why>,
}

/// What an autoscaler saw and wanted from a moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scaled {
    /// So many replicas there were.
    pub replicas: i32,
    /// The utilisation in percent, if it was known.
    pub utilization: Option<i32>,
}

/// What the records up to the cursor tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    seen: usize,
    next_order: u32,
    /// By the order in which they were created.
    pub(super) tracks: BTreeMap<u32, Track>,
    by_uid: BTreeMap<Rc<str>, u32>,
    leaving: Vec<u32>,
    groups: SortedMap<Rc<str>, u32>,
    pub(super) hues: Hues,
    pub(super) tray: Slots,
    pub(super) nodes: SortedMap<Rc<str>, Used>,
    /// The nodes that have come, in that order.
    node_order: SortedMap<Rc<str>, u32>,
    pub(super) counts: Counts,
    decisions: Vec<Decision>,
    scaled: SortedMap<Rc<str>, Scaled>,
    /// minReadySeconds by owner.
    min_ready: SortedMap<Rc<str>, i32>,
    /// Whose looks may have changed since somebody asked.
    touched: Vec<u32>,
}

impl History {
    /// What these records tell.
    #[must_use]
    pub fn of(records: &[Record]) -> Self {
        let mut history = Self::default();
        history.follow(records);
        history
    }

    /// Goes on to the end of these records, of which those that were seen are the beginning.
    pub fn follow(&mut self, records: &[Record]) {
        if records.len() < self.seen {
            *self = Self::default();
        }
        for record in &records[self.seen..] {
            self.note(record);
        }
        self.seen = records.len();
    }

    /// How many records it has seen.
    #[must_use]
    pub fn seen(&self) -> usize {
        self.seen
    }

    /// All that was decided so far.
    #[must_use]
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// The Pods that were written since the last call, by their order.
    pub(super) fn take_touched(&mut self) -> Vec<u32> {
        let mut touched = std::mem::take(&mut self.touched);
        touched.sort_unstable();
        touched.dedup();
        touched
    }

    /// The how manyth of all nodes that were written a node is.
    pub(super) fn node_order(&self, name: &str) -> Option<u32> {
        self.node_order.get(name).copied()
    }

    /// The colour that an owner shares with its Pods, if it has any.
    pub(super) fn group(&self, owner: &str) -> Option<u32> {
        self.groups.get(owner).copied()
    }

    /// What an autoscaler saw last, and how many it wanted then: so many there are from then on.
    pub(super) fn scaled(&self, uid: &str) -> Option<Scaled> {
        self.scaled.get(uid).copied()
    }

    fn scale(&mut self, scaler: &HorizontalPodAutoscaler) {
        let status = &scaler.status;
        let metrics = status.current_metrics.iter().flatten();
        let mut current = metrics.filter_map(|it| it.resource.as_ref());
        let utilization = current.find_map(|it| it.current.average_utilization);
        let now = Scaled { replicas: status.desired_replicas, utilization };
        self.scaled.insert(scaler.metadata.uid.as_str().into(), now);
    }

    /// The colour of a Pod that is or was just there.
    pub(super) fn group_of_pod(&self, uid: &str) -> Option<u32> {
        Some(self.tracks.get(self.by_uid.get(uid)?)?.group)
    }

    /// The Pods that an owner has now, in the order of their names.
    pub(super) fn pods_of(&self, owner_uid: &str) -> impl Iterator<Item = &Rc<Pod>> {
        self.counts.pods(owner_uid).filter_map(|order| Some(&self.tracks.get(&order)?.pod))
    }

    fn note(&mut self, record: &Record) {
        let at_ms = record.at_ms;
        match &record.kind {
            RecordKind::Write { event, .. } => self.write(at_ms, event),
            RecordKind::Why(_) | RecordKind::Placed(..) => {
                let decision = |why| Decision { at_ms, why };
                self.decisions.extend(record.kind.why().map(decision));
            }
            RecordKind::Act(act) => {
                self.decisions.push(Decision { at_ms, why: Rc::new(whys::of_act(act)) });
                self.act(at_ms, act);
            }
        }
    }

    fn faults_of(&mut self, node: &str) -> &mut [Option<i64>; 2] {
        &mut self.nodes.entry(node.into()).or_default().down_ms
    }

    fn act(&mut self, at_ms: i64, act: &Act) {
        let fault = usize::from(matches!(act, Act::NetworkDown(_) | Act::NetworkUp(_)));
        match act {
            Act::NodeDown(name) | Act::NetworkDown(name) => {
                let down_ms = &mut self.faults_of(name)[fault];
                *down_ms = down_ms.or(Some(at_ms));
            }
            Act::NodeUp(name) | Act::NetworkUp(name) => self.faults_of(name)[fault] = None,
            Act::NodeRemove(name) => *self.faults_of(name) = [None; 2],
            _ => {}
        }
    }

    fn write(&mut self, at_ms: i64, event: &WatchEvent) {
        let is_new = event.r#type == WatchType::Added;
        self.hues.write(&event.object);
        if let Object::Pod(pod) = &event.object {
            self.write_pod(at_ms, event.r#type, pod);
        } else if let Object::HorizontalPodAutoscaler(scaler) = &event.object {
            self.scale(scaler);
        } else if let Object::ReplicaSet(set) = &event.object {
            if is_new {
                self.group_of(&set.metadata.uid);
            }
            self.write_owner(&set.metadata, set.spec.min_ready_seconds);
        } else if let Object::StatefulSet(set) = &event.object {
            self.write_owner(&set.metadata, set.spec.min_ready_seconds);
        } else if let Object::DaemonSet(set) = &event.object {
            self.write_owner(&set.metadata, set.spec.min_ready_seconds);
        } else if let Object::Node(node) = &event.object {
            let next = u32::try_from(self.node_order.len()).unwrap_or(u32::MAX);
            self.node_order.entry(node.metadata.name.as_str().into()).or_insert(next);
        } else if let Object::Event(event) = &event.object {
            self.hold(at_ms, event);
        }
        self.forget(at_ms);
    }

    /// What the status of a Pod does not say: its volumes can't be had.
    fn hold(&mut self, at_ms: i64, event: &Event) {
        if !matches!(&*event.reason, "FailedAttachVolume" | "FailedMount") {
            return;
        }
        let order = self.by_uid.get(event.involved_object.uid.as_str());
        let Some((order, track)) = order.and_then(|it| Some((*it, self.tracks.get_mut(it)?)))
        else {
            return;
        };
        track.held = Some(event.reason.clone());
        track.note(at_ms);
        self.touched.push(order);
    }

    /// An owner's Pods wait so long before they count as available.
    fn write_owner(&mut self, meta: &ObjectMeta, min_ready_s: i32) {
        let before = self.min_ready.insert(meta.uid.as_str().into(), min_ready_s);
        if before.unwrap_or(0) == min_ready_s {
            return;
        }
        for (order, track) in &mut self.tracks {
            if track.pod.metadata.controller().is_some_and(|it| it.uid == meta.uid) {
                track.min_ready_s = min_ready_s;
                self.touched.push(*order);
            }
        }
    }

    fn write_pod(&mut self, at_ms: i64, change: WatchType, pod: &Rc<Pod>) {
        let is_gone = change == WatchType::Deleted;
        let order = match self.by_uid.get(pod.metadata.uid.as_str()) {
            Some(order) => *order,
            None => self.arrive(at_ms, pod),
        };
        self.counts.write(order, pod, is_gone);
        self.touched.push(order);
        let Some(track) = self.tracks.get_mut(&order) else { return };
        let used = |track: &Track| {
            let (node, ..) = track.spot.as_ref()?;
            (track.deleted_ms.is_none() && !track.pod.is_terminal())
                .then(|| (Rc::clone(node), Rc::clone(&track.pod.spec)))
        };
        let before = used(track);
        let had_ended = track.deleted_ms.is_some() || track.spell.ended_ms.is_some();
        let is_bound = !pod.spec.node_name.is_empty();
        track.pod = Rc::clone(pod);
        track.hue = self.hues.of_pod(pod);
        if track.spot.is_none() && is_bound {
            let node: Rc<str> = pod.spec.node_name.as_str().into();
            let slot = self.nodes.entry(Rc::clone(&node)).or_default().slots.take(at_ms);
            track.spot = Some((node, slot, at_ms));
            self.tray.release(track.tray_slot, at_ms + DWELL_MS + FLIGHT_MS / 2);
        }
        if is_gone {
            track.deleted_ms = Some(at_ms);
            self.leaving.push(order);
            if track.spot.is_none() {
                self.tray.release(track.tray_slot, at_ms + LEAVE_MS);
            }
        }
        track.note(at_ms);
        // Whoever has ended makes room, and is seen at the card's foot from then on.
        let has_ended = is_gone || track.spell.ended_ms.is_some();
        if let Some((node, slot, _)) = track.spot.as_ref().filter(|_| has_ended && !had_ended) {
            let node = self.nodes.entry(Rc::clone(node)).or_default();
            node.slots.release(*slot, at_ms + LEAVE_MS);
        }
        let after = used(track);
        let is_same = match (&before, &after) {
            (Some(before), Some(after)) => Rc::ptr_eq(&before.1, &after.1),
            (before, after) => before.is_none() && after.is_none(),
        };
        for (used, sign) in [(before, -1), (after, 1)] {
            let Some((node, spec)) = used.filter(|_| !is_same) else { continue };
            let requests = Amounts::new(&spec.requests());
            let node = self.nodes.entry(node).or_default();
            node.pods = node.pods.saturating_add_signed(sign);
            node.cpu += i64::from(sign) * requests.milli_cpu;
            node.memory += i64::from(sign) * requests.memory;
        }
    }

    fn arrive(&mut self, at_ms: i64, pod: &Rc<Pod>) -> u32 {
        let order = self.next_order;
        self.next_order += 1;
        let uid: Rc<str> = pod.metadata.uid.as_str().into();
        let controller = pod.metadata.controller().map_or("", |owner| owner.uid.as_str());
        // StatefulSets and DaemonSets own Pods of several revisions.
        let revision = pod.metadata.labels.get("controller-revision-hash");
        let owner =
            revision.map_or_else(|| controller.to_owned(), |it| format!("{controller}/{it}"));
        let min_ready_s = self.min_ready.get(controller).copied().unwrap_or(0);
        let track = Track {
            pod: Rc::clone(pod),
            uid: Rc::clone(&uid),
            name: pod.metadata.name.as_str().into(),
            group: self.group_of(&owner),
            hue: self.hues.of_pod(pod),
            tray_slot: self.tray.take(at_ms),
            spot: None,
            deleted_ms: None,
            look: Look::Pending,
            spell: Spell { created_ms: at_ms, look_ms: at_ms, ..Spell::default() },
            min_ready_s,
            held: None,
        };
        self.hues.note_claims(pod, track.hue);
        self.tracks.insert(order, track);
        self.by_uid.insert(uid, order);
        order
    }

    fn group_of(&mut self, owner: &str) -> u32 {
        let next = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        *self.groups.entry(owner.into()).or_insert(next)
    }

    /// Forgets Pods that can't be seen any more: what is kept follows what is there.
    fn forget(&mut self, now_ms: i64) {
        let is_seen = |track: &Track| track.deleted_ms.is_none_or(|it| it + TRACE_MS > now_ms);
        let (tracks, by_uid) = (&mut self.tracks, &mut self.by_uid);
        self.leaving.retain(|order| {
            let Some(track) = tracks.get(order) else { return false };
            if is_seen(track) {
                return true;
            }
            by_uid.remove(&track.uid);
            tracks.remove(order);
            false
        });
    }
}
