//! What the records up to the cursor tell that the cluster itself has forgotten: who came when,
//! which place everybody got, who has just left, what was decided.
//!
//! **Invariant:** a function of the records alone. Following them one by one, or all at once after
//! a jump, leads to equal histories; so rewinding shows what playing showed.

use super::band::Bands;
use super::slots::Slots;
use crate::api::{HorizontalPodAutoscaler, Object, Pod};
use crate::apiserver::{WatchEvent, WatchType};
use crate::client::Why;
use crate::cluster::{Record, RecordKind};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// A Pod that is gone is seen for so long where it was (milliseconds of virtual time).
pub const LEAVE_MS: i64 = 700;
/// A Pod waits so long in the tray after it was given a node: one must see where it starts.
pub const DWELL_MS: i64 = 120;
/// Its way from the tray to its node takes so long (milliseconds of virtual time).
pub const FLIGHT_MS: i64 = 600;

/// One Pod, as the records tell it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Track {
    /// The Pod as it was written last.
    pub pod: Rc<Pod>,
    /// Its uid.
    pub uid: Rc<str>,
    /// Its name.
    pub name: Rc<str>,
    /// Which colour it shares with its siblings.
    pub group: u32,
    /// Its place among those that wait for a node.
    pub tray_slot: u32,
    /// Its node, its place there, and since when (milliseconds since 1970).
    pub spot: Option<(Rc<str>, u32, i64)>,
    /// Since when it is gone (milliseconds since 1970).
    pub deleted_ms: Option<i64>,
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
    /// Since when (milliseconds since 1970).
    pub at_ms: i64,
    /// So many replicas there were.
    pub replicas: i32,
    /// The utilisation in percent, if it was known.
    pub utilization: Option<i32>,
}

/// Who did something last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Acted {
    /// When (milliseconds since 1970).
    pub at_ms: i64,
    /// Who.
    pub component: &'static str,
    /// Whether something was written; otherwise only decided.
    pub is_write: bool,
}

/// What the records up to the cursor tell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    seen: usize,
    next_order: u32,
    /// By the order in which they were created.
    pub(super) tracks: SortedMap<u32, Track>,
    by_uid: SortedMap<Rc<str>, u32>,
    leaving: Vec<u32>,
    groups: SortedMap<Rc<str>, u32>,
    pub(super) tray: Slots,
    pub(super) nodes: SortedMap<Rc<str>, Slots>,
    pub(super) bands: Bands,
    decisions: Vec<Decision>,
    acted: Option<Acted>,
    scaled: SortedMap<Rc<str>, Vec<Scaled>>,
    other: Option<&'static str>,
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

    /// Who did something last.
    #[must_use]
    pub fn acted(&self) -> Option<Acted> {
        self.acted
    }

    /// The last controller to act that has no place of its own in the picture.
    #[must_use]
    pub fn other_controller(&self) -> Option<&'static str> {
        self.other
    }

    /// The colour that an owner shares with its Pods, if it has any.
    pub(super) fn group(&self, owner: &str) -> Option<u32> {
        self.groups.get(owner).copied()
    }

    /// What an autoscaler saw and wanted, in order.
    pub(super) fn scaled(&self, uid: &str) -> &[Scaled] {
        self.scaled.get(uid).map_or(&[], Vec::as_slice)
    }

    fn scale(&mut self, at_ms: i64, scaler: &HorizontalPodAutoscaler) {
        let status = &scaler.status;
        let metrics = status.current_metrics.iter().flatten();
        let mut current = metrics.filter_map(|it| it.resource.as_ref());
        let utilization = current.find_map(|it| it.current.average_utilization);
        let now = Scaled { at_ms, replicas: status.current_replicas, utilization };
        let all = self.scaled.entry(scaler.metadata.uid.as_str().into()).or_default();
        let same = |it: &Scaled| (it.replicas, it.utilization) == (now.replicas, now.utilization);
        if !all.last().is_some_and(same) {
            all.push(now);
        }
    }

    /// The colour of a Pod that is or was just there.
    pub(super) fn group_of_pod(&self, uid: &str) -> Option<u32> {
        Some(self.tracks.get(self.by_uid.get(uid)?)?.group)
    }

    fn note(&mut self, record: &Record) {
        let at_ms = record.at_ms;
        match &record.kind {
            RecordKind::Write { component, event, .. } => {
                self.write(at_ms, event);
                if !matches!(event.object, Object::Event(_)) {
                    self.act(Acted { at_ms, component, is_write: true });
                }
            }
            RecordKind::Why(why) => {
                self.decisions.push(Decision { at_ms, why: Rc::clone(why) });
                self.act(Acted { at_ms, component: why.component, is_write: false });
            }
            RecordKind::Act(_) => {}
        }
    }

    fn act(&mut self, acted: Acted) {
        self.acted = Some(acted);
        if super::plane::station(acted.component).is_none() {
            self.other = Some(acted.component);
        }
    }

    fn write(&mut self, at_ms: i64, event: &WatchEvent) {
        if let Object::Pod(pod) = &event.object {
            self.write_pod(at_ms, event.r#type, pod);
        } else if let Object::HorizontalPodAutoscaler(scaler) = &event.object {
            self.scale(at_ms, scaler);
        } else if let Object::ReplicaSet(set) = &event.object
            && event.r#type == WatchType::Added
        {
            self.group_of(&set.metadata.uid);
        }
        self.bands.write(at_ms, event);
        self.forget(at_ms);
    }

    fn write_pod(&mut self, at_ms: i64, change: WatchType, pod: &Rc<Pod>) {
        let order = match self.by_uid.get(pod.metadata.uid.as_str()) {
            Some(order) => *order,
            None => self.arrive(at_ms, pod),
        };
        let Some(track) = self.tracks.get_mut(&order) else { return };
        track.pod = Rc::clone(pod);
        if track.spot.is_none() && !pod.spec.node_name.is_empty() {
            let node: Rc<str> = pod.spec.node_name.as_str().into();
            let slot = self.nodes.entry(Rc::clone(&node)).or_default().take(at_ms);
            track.spot = Some((node, slot, at_ms));
            self.tray.release(track.tray_slot, at_ms + DWELL_MS + FLIGHT_MS / 2);
        }
        if change == WatchType::Deleted {
            track.deleted_ms = Some(at_ms);
            self.leaving.push(order);
            match &track.spot {
                Some((node, slot, _)) => {
                    let slots = self.nodes.entry(Rc::clone(node)).or_default();
                    slots.release(*slot, at_ms + LEAVE_MS);
                }
                None => self.tray.release(track.tray_slot, at_ms + LEAVE_MS),
            }
        }
    }

    fn arrive(&mut self, at_ms: i64, pod: &Rc<Pod>) -> u32 {
        let order = self.next_order;
        self.next_order += 1;
        let uid: Rc<str> = pod.metadata.uid.as_str().into();
        let owner = pod.metadata.controller().map_or("", |owner| owner.uid.as_str());
        // StatefulSets and DaemonSets own Pods of several revisions.
        let revision = pod.metadata.labels.get("controller-revision-hash");
        let owner = revision.map_or_else(|| owner.to_owned(), |it| format!("{owner}/{it}"));
        let track = Track {
            pod: Rc::clone(pod),
            uid: Rc::clone(&uid),
            name: pod.metadata.name.as_str().into(),
            group: self.group_of(&owner),
            tray_slot: self.tray.take(at_ms),
            spot: None,
            deleted_ms: None,
        };
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
        let is_seen = |track: &Track| track.deleted_ms.is_none_or(|it| it + LEAVE_MS > now_ms);
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
