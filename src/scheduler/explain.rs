//! Why a Pod is where it is, or nowhere: each node's verdict and scores, as data.

use super::framework::{Cycle, NodeVerdict, State, choose, filter, verdict};
use super::plugins::volume_binding;
use super::preemption::{PostFilter, Preemption, preempt};
use super::{PodInfo, Scheduler};
use crate::api::Pod;
use crate::client::Cache;
use crate::sorted::SortedMap;
use std::rc::Rc;

/// Of a placed Pod so many nodes are remembered: the best, and some of those rejected.
pub(super) const ROWS_MAX: usize = 20;

/// What a scheduling cycle has found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placement {
    /// When (milliseconds since 1970).
    pub at_ms: i64,
    /// The node; `None` where none suits.
    pub node: Option<Rc<str>>,
    /// A row for each node: the chosen one first, then by score; rejected ones last.
    pub rows: Vec<NodeVerdict>,
    /// How many more were looked at than there are rows.
    pub left_out: usize,
    /// How many nodes suit it.
    pub suitable: usize,
    /// How many of those have the best score.
    pub ties: usize,
    /// Why the others don't, and for how many of them.
    pub rejected: Vec<(String, usize)>,
    /// The message of a Pod that has to wait.
    pub message: Option<String>,
    /// Who has to make room for it.
    pub preemption: Option<Preemption>,
}

impl Placement {
    /// From a cycle.
    #[must_use]
    pub fn new(cycle: &Cycle, rows_max: usize, at_ms: i64) -> Self {
        let mut rejected: SortedMap<&str, usize> = SortedMap::new();
        let mut left_out = cycle.suitable;
        for rejection in cycle.verdicts.iter().filter_map(|it| it.rejection.as_ref()) {
            left_out += 1;
            rejection.reasons.iter().for_each(|it| *rejected.entry(it).or_default() += 1);
        }
        left_out = left_out.saturating_sub(rows_max);
        let rejected = rejected.into_iter().map(|(it, count)| (it.to_owned(), count)).collect();
        // Those that suit it stand in their order already.
        let those =
            |suit: bool| cycle.verdicts.iter().filter(move |it| it.rejection.is_none() == suit);
        // There are thousands of them: no room is left behind it.
        let mut rows = Vec::with_capacity(rows_max.min(cycle.verdicts.len()));
        rows.extend(those(true).chain(those(false)).take(rows_max).cloned());
        let preemption = match &cycle.post_filter {
            PostFilter::Nominated(it) => Some(it.clone()),
            _ => None,
        };
        let message = cycle.node.is_none().then(|| cycle.message());
        let (node, suitable, ties) = (cycle.node.clone(), cycle.suitable, cycle.ties);
        Self { at_ms, node, rows, left_out, suitable, ties, rejected, message, preemption }
    }

    /// What is remembered of a cycle.
    #[must_use]
    pub fn remembered(cycle: &Cycle, at_ms: i64) -> Rc<Self> {
        Rc::new(Self::new(cycle, ROWS_MAX, at_ms))
    }
}

/// The first `count` in the order of their keys; equal ones in the order in which they stand. Each
/// key is worked out once.
pub(crate) fn first_by_key<T, K: Ord + Copy>(
    items: impl ExactSizeIterator<Item = T>,
    count: usize,
    key: impl Fn(&T) -> K,
) -> impl Iterator<Item = T> {
    let mut first: Vec<(K, T)> = Vec::with_capacity(count.min(items.len()).saturating_add(1));
    for item in items {
        let key = key(&item);
        if first.len() == count && first.last().is_some_and(|(last, _)| *last <= key) {
            continue;
        }
        let at = first.partition_point(|(it, _)| *it <= key);
        first.insert(at, (key, item));
        first.truncate(count);
    }
    first.into_iter().map(|(_, item)| item)
}

/// What a cycle would find out now, with every node looked at and scored.
#[must_use]
pub fn explain(scheduler: &Scheduler, cache: &Cache, pod: &Pod, at_ms: i64) -> Placement {
    let info = Rc::new(PodInfo::new(pod));
    let view = scheduler.view(cache);
    let state = State::new(view, pod, &info);
    let (mut verdicts, mut feasible) = (Vec::new(), Vec::new());
    let refused = volume_binding::pre_filter(cache, pod);
    for node in view.nodes {
        let rejection = match &refused {
            Some(why) => volume_binding::refuse(why),
            None => filter(&state, node),
        };
        match rejection {
            None => feasible.push(&**node),
            rejection => verdicts.push(verdict(node, rejection)),
        }
    }
    let (evaluated, suitable) = (view.nodes.len(), feasible.len());
    let post_filter = match suitable {
        0 if evaluated > 0 => preempt(&state, &verdicts),
        _ => PostFilter::None,
    };
    let ties = match suitable {
        0 => 0,
        _ => choose(&state, &feasible, &mut verdicts, usize::MAX),
    };
    let best = verdicts.iter().find(|it| it.rejection.is_none());
    let node = best.map(|it| Rc::clone(&it.node));
    let cycle = Cycle { node, verdicts, evaluated, suitable, ties, post_filter, refused };
    Placement::new(&cycle, usize::MAX, at_ms)
}
