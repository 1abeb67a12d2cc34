//! What is to be seen, as data.
//!
//! **Invariant:** a picture is a function of the run at the cursor and of the records up to it; it
//! knows no clock, no browser and no framework. Played to a moment or rewound to it, it is equal.

mod acts;
mod band;
mod caption;
mod cards;
mod console;
mod events;
mod highlight;
mod history;
mod layout;
mod nodes;
mod plane;
mod pods;
mod slots;
mod snapshot;
#[cfg(test)]
mod tests;
mod whys;
mod workloads;

pub use self::acts::{Offer, offer_node, offers_for_node, offers_for_pod, typed};
pub use self::band::{Band, Sample};
pub use self::caption::{Caption, Inline, inline};
pub use self::cards::{Chart, Part, PartLook};
pub use self::console::ConsoleEntry;
pub use self::events::{EventRow, events};
pub use self::highlight::{Token, highlight};
pub use self::history::{Acted, DWELL_MS, Decision, FLIGHT_MS, History, LEAVE_MS};
pub use self::layout::{Layout, Rect, Spot, layout};
pub use self::nodes::NodeCard;
pub use self::plane::Station;
pub use self::pods::{Look, Place, PodView};
pub use self::snapshot::snapshot;
pub use self::whys::{WhyView, recent, recent_of};
pub use self::workloads::{BandPoint, BandView, SetRow, Workload};

use crate::tape::Run;
use std::rc::Rc;

/// The tray stays open for so long after the last Pod has left it (milliseconds of virtual time):
/// in a rollout the next one comes soon.
const TRAY_MS: i64 = 5_000;

/// The picture at a moment. Its parts are shared, so that what did not change is known by pointer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// The nodes.
    pub nodes: Rc<Vec<NodeCard>>,
    /// The Pods, in the order of their creation.
    pub pods: Rc<Vec<Rc<PodView>>>,
    /// So many places those that wait for a node have needed so far.
    pub tray_slots: u32,
    /// So many of them are shown: none when nobody has waited for a while.
    pub tray_shown: u32,
    /// The workloads.
    pub workloads: Rc<Vec<Rc<Workload>>>,
    /// The control plane.
    pub stations: Rc<Vec<Station>>,
    /// The last decision.
    pub why: Option<Rc<WhyView>>,
    /// The caption.
    pub caption: Option<Rc<Caption>>,
    /// The console.
    pub console: Rc<Vec<ConsoleEntry>>,
    /// Why the cluster stands still for good, if it does.
    pub halted: Option<String>,
}

impl Scene {
    /// The picture of a run, of which the history tells what came before.
    #[must_use]
    pub fn new(run: &Run, history: &History) -> Self {
        let cluster = run.cluster();
        let (store, now_ms) = (cluster.store(), cluster.now_ms());
        let mut workloads = workloads::workloads(store, history, now_ms);
        workloads.extend(cards::cards(cluster, history));
        Self {
            nodes: Rc::new(nodes::nodes(cluster, history)),
            pods: Rc::new(pods::pods(store, history, now_ms)),
            tray_slots: history.tray.len(),
            tray_shown: history.tray.used_since(now_ms - TRAY_MS),
            workloads: Rc::new(workloads.into_iter().map(Rc::new).collect()),
            stations: Rc::new(plane::stations(history, now_ms)),
            why: whys::last(history).map(Rc::new),
            caption: caption::caption(run).map(Rc::new),
            console: Rc::new(console::console(run)),
            halted: cluster.halted().map(str::to_owned),
        }
    }

    /// The same picture, in which parts that are as in the one before are the ones from there.
    #[must_use]
    pub fn sharing(mut self, before: &Self) -> Self {
        share_each(&mut self.pods, &before.pods);
        share_each(&mut self.workloads, &before.workloads);
        share(&mut self.nodes, &before.nodes);
        share(&mut self.stations, &before.stations);
        share(&mut self.console, &before.console);
        share_option(&mut self.why, &before.why);
        share_option(&mut self.caption, &before.caption);
        self
    }
}

fn share<T: PartialEq>(new: &mut Rc<T>, old: &Rc<T>) {
    if **new == **old {
        *new = Rc::clone(old);
    }
}

fn share_option<T: PartialEq>(new: &mut Option<Rc<T>>, old: &Option<Rc<T>>) {
    if let (Some(new), Some(old)) = (new, old) {
        share(new, old);
    }
}

/// Shares the elements, and the list itself where all elements are shared. Both lists keep their
/// order: an element stands in both, or was added behind, or is missing in one of them.
fn share_each<T: PartialEq>(new: &mut Rc<Vec<Rc<T>>>, old: &Rc<Vec<Rc<T>>>) {
    let mut is_same = new.len() == old.len();
    let mut next = 0;
    let Some(list) = Rc::get_mut(new) else { return };
    for element in list {
        // Whoever has left in between is not far: look a few places on.
        let found = old[next..].iter().take(8).position(|it| **it == **element);
        match found {
            Some(ahead) => {
                *element = Rc::clone(&old[next + ahead]);
                next += ahead + 1;
            }
            None => {
                is_same = false;
                next = (next + 1).min(old.len());
            }
        }
    }
    if is_same {
        *new = Rc::clone(old);
    }
}
