//! The load on one Service, and what became of its requests.

use super::super::Cluster;
use super::route::Target;
use super::{REQUEST_MS, number};
use crate::api::{Object, ObjectKey, Pod};
use crate::kubelet::{Listener, Reply};
use crate::sorted::SortedMap;
use std::collections::VecDeque;
use std::rc::Rc;

/// So many seconds are remembered one by one.
const SECONDS_MAX: usize = 900;
/// That requests failed at a Pod is told for so long after the proxies know that it is none of theirs.
const TOLD_MS: i64 = 6_000;

/// What became of requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// That were sent.
    pub sent: i64,
    /// That were answered.
    pub answered: i64,
    /// That went nowhere: there was no endpoint.
    pub no_endpoint: i64,
    /// That went where nobody listens.
    pub refused: i64,
    /// That were never answered.
    pub timed_out: i64,
    /// Whose Pod ended before it had answered.
    pub cut_off: i64,
    /// That were answered with an error.
    pub errors: i64,
}

impl Counts {
    /// That failed, for whatever reason.
    #[must_use]
    pub fn failed(&self) -> i64 {
        self.no_endpoint + self.refused + self.timed_out + self.cut_off + self.errors
    }

    /// That are on their way.
    #[must_use]
    pub fn in_flight(&self) -> i64 {
        self.sent - self.answered - self.failed()
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            sent: self.sent + other.sent,
            answered: self.answered + other.answered,
            no_endpoint: self.no_endpoint + other.no_endpoint,
            refused: self.refused + other.refused,
            timed_out: self.timed_out + other.timed_out,
            cut_off: self.cut_off + other.cut_off,
            errors: self.errors + other.errors,
        }
    }
}

/// One second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Which, from second 0.
    pub second: i64,
    /// Requests answered in it.
    pub answered: i64,
    /// Requests that failed in it.
    pub failed: i64,
}

/// Requests that a process has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Batch {
    listener: Listener,
    done_ms: i64,
    count: i64,
}

/// What an endpoint has to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Work {
    pending: VecDeque<Batch>,
    /// Requests taken in which second, and in the one before.
    second: i64,
    taken: i64,
    taken_before: i64,
}

impl Work {
    fn take(&mut self, second: i64, count: i64) {
        self.advance(second);
        self.taken += count;
    }

    fn advance(&mut self, second: i64) {
        if second > self.second {
            self.taken_before = if second == self.second + 1 { self.taken } else { 0 };
            (self.second, self.taken) = (second, 0);
        }
    }
}

/// The load on one Service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Load {
    start_ms: i64,
    per_second: i64,
    /// Thousandths of a request that are not sent yet.
    carry: i64,
    /// Whose turn it is.
    next: usize,
    route: Vec<Target>,
    work: SortedMap<String, Work>,
    /// The endpoints, by uid, at which the last request failed, and until when that is told of one to which
    /// no more are sent.
    failing: SortedMap<String, (ObjectKey, Option<i64>)>,
    /// The endpoints, by uid, that took requests after they were told to go, and how many: the proxies did
    /// not know it yet.
    late: SortedMap<String, (ObjectKey, i64)>,
    counts: Counts,
    /// Up to the end of which second the numbers are shown, and those numbers.
    whole: (i64, Counts),
    samples: Rc<VecDeque<Sample>>,
}

impl Load {
    pub(super) fn new(start_ms: i64) -> Self {
        Self {
            start_ms,
            per_second: 0,
            carry: 0,
            next: 0,
            route: Vec::new(),
            work: SortedMap::new(),
            failing: SortedMap::new(),
            late: SortedMap::new(),
            counts: Counts::default(),
            whole: (0, Counts::default()),
            samples: Rc::default(),
        }
    }

    /// Requests a second.
    #[must_use]
    pub fn per_second(&self) -> i64 {
        self.per_second
    }

    /// What became of all requests.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// The same at the end of the last whole second: numbers that can be read while they grow.
    #[must_use]
    pub fn whole(&self) -> &Counts {
        &self.whole.1
    }

    /// What became of requests in the last whole second.
    #[must_use]
    pub fn last(&self) -> Sample {
        let second = self.whole.0 - 1;
        let found = self.samples.iter().rev().find(|it| it.second == second);
        found.copied().unwrap_or(Sample { second, answered: 0, failed: 0 })
    }

    /// The last seconds, one by one.
    pub fn samples(&self) -> impl Iterator<Item = &Sample> {
        self.samples.iter()
    }

    /// The endpoints as the proxies know them.
    #[must_use]
    pub fn route(&self) -> &[Target] {
        &self.route
    }

    /// Requests that a Pod took in the last whole second.
    #[must_use]
    pub fn rate_of(&self, uid: &str) -> i64 {
        self.work.get(uid).map_or(0, |it| it.taken_before)
    }

    /// The Pods at which the last request failed: nobody listens there, or nobody answers; `false` of such to
    /// which no more are sent since a moment ago.
    pub fn failing(&self) -> impl Iterator<Item = (&ObjectKey, bool)> {
        self.failing.values().map(|(pod, until_ms)| (pod, until_ms.is_none()))
    }

    /// The Pods that took requests after they were told to go, and how many, while they are there.
    pub fn late(&self) -> impl Iterator<Item = (&ObjectKey, i64)> {
        self.late.values().map(|(pod, count)| (pod, *count))
    }

    pub(super) fn is_active(&self) -> bool {
        self.per_second > 0 || self.counts.in_flight() > 0 || !self.work.is_empty()
    }

    pub(super) fn set(&mut self, per_second: i64, route: Vec<Target>) {
        if self.per_second == 0 && !self.is_active() {
            self.route = route;
        }
        self.per_second = per_second;
        if per_second == 0 {
            self.failing.clear();
            self.late.clear();
        }
    }

    pub(super) fn set_route(&mut self, route: Vec<Target>, now_ms: i64) {
        for (uid, (_, until_ms)) in self.failing.iter_mut() {
            if !route.iter().any(|it| it.uid == *uid) {
                *until_ms = until_ms.or(Some(now_ms + TOLD_MS));
            }
        }
        self.route = route;
        self.next = 0;
    }

    /// A program's request has been answered, by a Pod where that is known.
    pub(super) fn count_one(&mut self, second: i64, uid: Option<&str>) {
        self.counts.sent += 1;
        self.counts.answered += 1;
        self.sample(second, 1, 0);
        if let Some(uid) = uid {
            self.work.entry(uid.to_owned()).or_default().take(second, 1);
        }
    }

    /// Counts what happened between two moments. Returns whether any number has changed.
    pub(super) fn settle(&mut self, cluster: &Cluster, from_ms: i64, now_ms: i64) -> bool {
        if !self.is_active() {
            return false;
        }
        let before = self.counts;
        self.failing.retain(|_, (_, until_ms)| until_ms.is_none_or(|it| it > now_ms));
        self.late.retain(|uid, (pod, _)| pod_of(cluster, pod, uid).is_some());
        // What is counted at the end of a second happened in it.
        let second = (now_ms - 1 - self.start_ms).div_euclid(1000);
        self.finish(cluster, now_ms);
        let owed = self.carry + self.per_second * (now_ms - from_ms);
        self.carry = owed.rem_euclid(1000);
        self.send(cluster, owed.div_euclid(1000), second, now_ms);
        for work in self.work.values_mut() {
            work.advance(second);
        }
        let idle = |it: &Work| it.pending.is_empty() && it.taken == 0 && it.taken_before == 0;
        self.work.retain(|_, it| !idle(it));
        let after = self.counts;
        let (answered, failed) =
            (after.answered - before.answered, after.failed() - before.failed());
        if answered != 0 || failed != 0 {
            self.sample(second, answered, failed);
        }
        let whole = (now_ms - self.start_ms).div_euclid(1000);
        if whole > self.whole.0 || !self.is_active() {
            self.whole = (whole, after);
        }
        after != before
    }

    fn sample(&mut self, second: i64, answered: i64, failed: i64) {
        let samples = Rc::make_mut(&mut self.samples);
        match samples.back_mut().filter(|it| it.second == second) {
            Some(sample) => {
                sample.answered += answered;
                sample.failed += failed;
            }
            None => samples.push_back(Sample { second, answered, failed }),
        }
        if samples.len() > SECONDS_MAX {
            samples.pop_front();
        }
    }

    /// Requests that were begun are answered, or never will be.
    fn finish(&mut self, cluster: &Cluster, now_ms: i64) {
        let counts = &mut self.counts;
        for (uid, work) in self.work.iter_mut() {
            work.pending.retain(|batch| {
                match cluster.kubelets.loses(uid, batch.listener) {
                    Some(Reply::Silence) => counts.timed_out += batch.count,
                    Some(_) => counts.cut_off += batch.count,
                    None if batch.done_ms > now_ms => return true,
                    None => counts.answered += batch.count,
                }
                false
            });
        }
    }

    /// Sends so many requests, each to the endpoint whose turn it is.
    fn send(&mut self, cluster: &Cluster, count: i64, second: i64, now_ms: i64) {
        self.counts.sent += count;
        let Ok(targets) = i64::try_from(self.route.len()) else { return };
        if targets == 0 {
            self.counts.no_endpoint += count;
            return;
        }
        let (each, rest) = (count / targets, count % targets);
        let first = i64::try_from(self.next).unwrap_or(0);
        for at in 0..targets {
            let turn = (at - first).rem_euclid(targets);
            let share = each + i64::from(turn < rest);
            if share > 0 {
                self.send_to(cluster, at, share, second, now_ms);
            }
        }
        self.next = usize::try_from((first + rest) % targets).unwrap_or(0);
    }

    fn send_to(&mut self, cluster: &Cluster, at: i64, count: i64, second: i64, now_ms: i64) {
        let Some(target) = usize::try_from(at).ok().and_then(|at| self.route.get(at)) else {
            return;
        };
        let pod = pod_of(cluster, &target.pod, &target.uid);
        let reply = pod.map(|it| (it, cluster.kubelets.reply(it, target.port, now_ms)));
        let failed = match reply {
            Some((pod, (Some(listener), Reply::Good))) => {
                let own_ms = || cluster.kubelets.request_costs(pod).map(|it| it.1);
                let takes_ms = number(pod, "podarium.sim/request-ms").or_else(own_ms);
                let takes_ms = takes_ms.unwrap_or(REQUEST_MS);
                let work = self.work.entry(target.uid.clone()).or_default();
                work.take(second, count);
                if pod.metadata.is_terminating() {
                    let late = self.late.entry(target.uid.clone());
                    late.or_insert_with(|| (target.pod.clone(), 0)).1 += count;
                }
                let done_ms = now_ms + takes_ms;
                work.pending.push_back(Batch { listener, done_ms, count });
                self.failing.remove(&target.uid);
                return;
            }
            Some((_, (_, Reply::Silence))) => &mut self.counts.timed_out,
            Some((_, (_, Reply::Error))) => &mut self.counts.errors,
            // A Pod that is gone for good has left nobody at its address.
            _ => &mut self.counts.refused,
        };
        *failed += count;
        self.failing.insert(target.uid.clone(), (target.pod.clone(), None));
    }
}

fn pod_of<'a>(cluster: &'a Cluster, key: &ObjectKey, uid: &str) -> Option<&'a Pod> {
    match cluster.store().get(key)? {
        Object::Pod(pod) if *pod.metadata.uid == *uid => Some(pod),
        _ => None,
    }
}
