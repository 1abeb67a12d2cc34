//! The lives of a workload's Pods: what the strip is drawn from.

use super::Film;
use crate::picture::{Look, Pod};
use std::rc::Rc;

/// What a Pod is for those who count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It has no node.
    Waiting,
    /// It is there and not available.
    Starting,
    /// It is available.
    Ready,
    /// Something is wrong with it.
    Broken,
    /// It was told to go.
    Leaving,
    /// It has done its work.
    Done,
    /// It has ended with an error.
    Failed,
}

/// Who waits for a node no longer than this only passes (milliseconds).
pub(super) const PASSES_MS: i64 = 1_000;

/// The life of one Pod.
#[derive(Clone, Debug, PartialEq)]
pub struct Life {
    /// The Pod's name.
    pub name: Rc<str>,
    /// Its node, if it ever had one.
    pub node: Option<Rc<str>>,
    /// The hash of the template it was made from.
    pub template: Rc<str>,
    /// What it was from which moment on until which (milliseconds since second 0).
    pub spans: Vec<(i64, i64, Phase)>,
}

/// The lives of all Pods of these colours, in the order in which they came.
#[must_use]
pub fn lives(film: &Film, hues: &[u32]) -> Vec<Life> {
    let is_theirs = |pod: &Pod| pod.hue.is_some_and(|it| hues.contains(&it));
    let end_ms = film.end_ms.unwrap_or(film.until_ms);
    let own = film
        .pods
        .0
        .iter()
        .filter(|lane| lane.0.iter().any(|it| it.1.as_ref().is_some_and(|it| is_theirs(it))));
    own.filter_map(|lane| {
        let mut spans: Vec<(i64, i64, Phase)> = Vec::new();
        let mut last: Option<&Rc<Pod>> = None;
        for (at_ms, pod) in &lane.0 {
            last = pod.as_ref().or(last);
            let counted = pod.as_ref().filter(|it| it.gone_ms.is_none() && is_theirs(it));
            turn(&mut spans, *at_ms, counted.map(|it| phase(it)), end_ms);
            // It is available only when it has been ready for a while.
            let waits = counted.filter(|it| it.min_ready_s > 0 && it.look == Look::Ready);
            if let Some(ready_ms) = waits.and_then(|it| it.spell.ready_ms) {
                let since_ms = ready_ms + i64::from(waits.map_or(0, |it| it.min_ready_s)) * 1000;
                if *at_ms < since_ms && since_ms < end_ms {
                    turn(&mut spans, *at_ms, Some(Phase::Starting), end_ms);
                    turn(&mut spans, since_ms, Some(Phase::Ready), end_ms);
                }
            }
        }
        // Who is given a node at once has not waited.
        if let [(from_ms, to_ms, Phase::Waiting), (_, _, Phase::Starting), ..] = spans[..]
            && to_ms - from_ms < PASSES_MS
        {
            spans.remove(0);
            spans[0].0 = from_ms;
        }
        let last = last?;
        Some(Life {
            name: Rc::clone(&last.name),
            node: last.place.as_ref().map(|it| Rc::clone(&it.node)),
            template: Rc::clone(&last.template),
            spans,
        })
    })
    .collect()
}

/// From a moment on it is something else, or nothing any more.
fn turn(spans: &mut Vec<(i64, i64, Phase)>, at_ms: i64, phase: Option<Phase>, end_ms: i64) {
    match spans.last_mut() {
        Some(last) if last.1 == end_ms && Some(last.2) == phase => return,
        Some(last) if last.1 > at_ms => last.1 = at_ms,
        _ => {}
    }
    spans.retain(|it| it.0 < it.1);
    if let Some(phase) = phase.filter(|_| at_ms < end_ms) {
        spans.push((at_ms, end_ms, phase));
    }
}

fn phase(pod: &Pod) -> Phase {
    match &pod.look {
        Look::Failing(_) if pod.spell.ended_ms.is_some() => Phase::Failed,
        _ if pod.spell.ended_ms.is_some() => Phase::Done,
        Look::Terminating => Phase::Leaving,
        Look::Pending => Phase::Waiting,
        Look::Creating | Look::Running => Phase::Starting,
        Look::Ready => Phase::Ready,
        Look::Failing(_) => Phase::Broken,
        Look::Done => Phase::Done,
    }
}
