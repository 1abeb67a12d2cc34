//! What a film tells with a picture beside what is drawn: the decision that explains it, and the workload
//! that the strip is about.

#[cfg(test)]
mod tests;

use super::Film;
use crate::picture::{Decision, Picture, Pod, Workload};
use std::rc::Rc;

/// What comes within so long may only follow from what was before it (milliseconds).
const JUST_MS: i64 = 1_000;

/// A caption tells of what came no longer before it (milliseconds).
const CAPTION_MS: i64 = 3_000;

/// No decision is read for longer (milliseconds), and so many at most are looked at; of those that need
/// their Pod fewer, for it has to be looked for.
const UNREAD_MS: i64 = 12_000;
const UNREAD_MAX: usize = 400;
const SEARCHED_MAX: usize = 12;

/// A decision that is told with a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// It.
    pub why: Rc<Decision>,
    /// Whether it is its turn to be read.
    pub is_unread: bool,
}

impl Film {
    /// What was decided at just this moment: of several what tells most.
    #[must_use]
    pub fn decided_at(&self, at_ms: i64) -> Option<Rc<Decision>> {
        let until = self.decisions(at_ms);
        let own = &until[until.partition_point(|it| it.at_ms < at_ms)..];
        own.iter().max_by_key(|it| it.weight()).cloned()
    }

    /// The decision that there is to tell with a picture: of those that could not be read yet the one whose
    /// turn it is, or what it only carries out; else the last one that told most.
    #[must_use]
    pub fn telling(&self, picture: &Picture) -> Option<Told> {
        let all = self.decisions(picture.now_ms);
        let last = all.last()?;
        let turn = in_turn(&self.unread(picture), picture.now_ms);
        let why = turn.unwrap_or_else(|| leader(all, newest_of_most(all, picture).unwrap_or(last)));
        Some(Told { why: Rc::clone(why), is_unread: turn.is_some() })
    }

    /// What was decided lately, with how much that tells: the newest about each object, the newest first.
    fn unread(&self, picture: &Picture) -> Vec<(u8, &Rc<Decision>)> {
        let all = self.decisions(picture.now_ms);
        let recent = all.iter().rev().take_while(|it| it.at_ms + UNREAD_MS > picture.now_ms);
        // What came well before the caption is of what was said before.
        let caption = self.markers(picture.now_ms).last().map_or(0, |it| it.at_ms - CAPTION_MS);
        let mut unread: Vec<(u8, &Rc<Decision>)> = Vec::new();
        for (worth, it) in weighed(recent, picture) {
            let is_known = it.at_ms < caption || it.is_again(all);
            let worth = worth.saturating_sub(u8::from(is_known));
            if worth == 0 {
                continue;
            }
            let led = leader(all, it);
            let is_superseded = |other: &(u8, &Rc<Decision>)| {
                other.0 >= worth && (other.1.about == led.about || it.at_ms < caption)
            };
            if !unread.iter().any(is_superseded) {
                unread.push((worth, led));
            }
        }
        unread
    }

    /// The newest workload with Pods of its own that is there; of those that came together the first one.
    #[must_use]
    pub fn newest(&self, now_ms: i64) -> Option<&Rc<Workload>> {
        let own: Vec<_> = self.workloads.since(now_ms).filter(|it| it.1.hue.is_some()).collect();
        let last_ms = own.iter().map(|it| it.0).max()?;
        let last = own.into_iter().filter(|it| it.0 + JUST_MS > last_ms);
        last.map(|it| it.1).min_by(|a, b| a.order().cmp(&b.order()))
    }

    /// The workload that was there last, where none with Pods of its own is there any more: as it was.
    #[must_use]
    pub fn departed(&self, now_ms: i64) -> Option<&Rc<Workload>> {
        if self.workloads.at(now_ms).any(|it| it.hue.is_some()) {
            return None;
        }
        let all = self.workloads.last_before(now_ms).filter(|it| it.1.hue.is_some());
        all.max_by_key(|it| it.0).map(|it| it.1)
    }
}

/// Those of the recent decisions that tell anything, with how much: of `UNREAD_MAX`, and of as many that need
/// their Pod as `SEARCHED_MAX`.
fn weighed<'a>(
    recent: impl Iterator<Item = &'a Rc<Decision>>,
    picture: &Picture,
) -> impl Iterator<Item = (u8, &'a Rc<Decision>)> {
    let mut searched = 0;
    let all = recent.take(UNREAD_MAX).map(move |it| {
        searched += usize::from(needs_pod(it));
        let is_looked_at = !needs_pod(it) || searched <= SEARCHED_MAX;
        (if is_looked_at { worth(it, picture) } else { 0 }, it)
    });
    all.filter(|it| it.0 > 0)
}

/// Whose turn it is to be read, of decisions with how much they tell, the newest first: what tells most, one
/// after the other, then what tells less and came no earlier.
fn in_turn<'a>(unread: &[(u8, &'a Rc<Decision>)], now_ms: i64) -> Option<&'a Rc<Decision>> {
    let most = unread.iter().map(|it| it.0).max()?;
    let (mut read_ms, mut since_ms) = (i64::MIN, i64::MIN);
    for worth in (1..=most).rev() {
        for (_, it) in unread.iter().rev().filter(|it| it.0 == worth) {
            if it.at_ms < since_ms {
                continue;
            }
            since_ms = it.at_ms;
            read_ms = read_ms.max(it.at_ms) + it.read_ms();
            if now_ms < read_ms {
                return Some(it);
            }
        }
    }
    None
}

/// Of the last decision that tells anything, and those just before it, the one that tells most: the newest
/// of several.
fn newest_of_most<'a>(all: &'a [Rc<Decision>], picture: &Picture) -> Option<&'a Rc<Decision>> {
    let mut telling = weighed(all.iter().rev(), picture);
    let last = telling.next()?;
    let just = telling.take_while(|it| it.1.at_ms + JUST_MS > last.1.at_ms);
    Some(just.fold(last, |most, it| if it.0 > most.0 { it } else { most }).1)
}

/// The decision that another one carries out: a Deployment scales its ReplicaSets, they make the Pods.
fn leader<'a>(all: &'a [Rc<Decision>], follower: &'a Rc<Decision>) -> &'a Rc<Decision> {
    let before = all[..all.partition_point(|it| it.at_ms < follower.at_ms)].iter().rev();
    let recent = before.take_while(|it| it.at_ms + JUST_MS > follower.at_ms);
    recent.take(UNREAD_MAX).fold(follower, |led, it| if it.leads_to(led) { it } else { led })
}

/// Whether it tells something only while its Pod is there: which node that got, and what a kubelet did about it.
fn needs_pod(why: &Decision) -> bool {
    why.is_placement() || *why.component == *"kubelet"
}

/// How much a decision tells with a picture. Who gave a Pod its node says nothing when others would have done
/// and whoever made the Pod has something to say; that none takes it is worth more than that a controller has
/// made it.
fn worth(why: &Decision, picture: &Picture) -> u8 {
    if !needs_pod(why) {
        return why.weight();
    }
    let is_its = |pod: &&Rc<Pod>| {
        pod.name == why.about.name && pod.spell.created_ms <= why.at_ms && pod.gone_ms.is_none()
    };
    match picture.pods.iter().find(is_its) {
        Some(_) if !why.is_placement() => why.weight(),
        Some(pod) if why.is_choice() && pod.owner.is_some() => 0,
        Some(pod) => {
            let waited_ms = picture.now_ms - pod.spell.created_ms;
            let is_stuck = pod.waits() && !pod.waits.is_empty() && waited_ms > JUST_MS;
            why.weight() + 2 * u8::from(is_stuck)
        }
        None => 0,
    }
}
