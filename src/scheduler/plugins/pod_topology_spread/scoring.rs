//! The emptier the places of a node, the better.

use super::super::super::framework::State;
use super::super::super::nodeinfo::NodeInfo;
use super::super::Given;
use super::{Constraint, SOFT, defaults, has_all};
use crate::api::LABEL_HOSTNAME;
use crate::sorted::SortedMap;

/// Fixed-point numbers have this many parts.
const UNIT: i64 = 1 << 20;

pub(in super::super) fn score(state: &State<'_>, nodes: &[&NodeInfo]) -> Option<Given> {
    let spec = &state.info.spec;
    let has_own = !spec.topology_spread_constraints.is_empty();
    let rules = if has_own { Constraint::of(spec, SOFT) } else { defaults::constraints(state) };
    if rules.is_empty() {
        return None;
    }
    // With the default rules a node without a zone is spread over as a node.
    let counts = |node: &NodeInfo| !has_own || has_all(&rules, node);
    let left_out: Vec<bool> = match has_own {
        true => nodes.iter().map(|it| !counts(it)).collect(),
        false => Vec::new(),
    };
    let mut scores = Scores { of: vec![0; nodes.len()], left_out };
    for rule in &rules {
        add_scores(state, rule, nodes, &counts, &mut scores);
    }
    Some(Given::Each(normalize(scores)))
}

/// The scores of nodes, and which of them get none; where that is empty, all get one.
struct Scores {
    of: Vec<i64>,
    left_out: Vec<bool>,
}

impl Scores {
    fn is_scored(&self, at: usize) -> bool {
        self.left_out.get(at) != Some(&true)
    }
}

fn add_scores(
    state: &State<'_>,
    rule: &Constraint,
    nodes: &[&NodeInfo],
    counts: &dyn Fn(&NodeInfo) -> bool,
    scores: &mut Scores,
) {
    let place = NodeInfo::place_of(&rule.key);
    // Where no node has the label there is nothing to count.
    if nodes.iter().all(|it| it.label_at(place, &rule.key).is_none()) {
        return;
    }
    let is_node = rule.key == LABEL_HOSTNAME;
    let by_value =
        if is_node { SortedMap::new() } else { places(state, rule, nodes, counts, scores) };
    let left_out = scores.left_out.iter().filter(|it| **it).count();
    let size = if is_node { nodes.len() - left_out } else { by_value.len() };
    let weight = ln_fixed(i64::try_from(size).unwrap_or(i64::MAX - 2) + 2);
    let skew = (rule.max_skew - 1) * UNIT;
    let mut count_on = rule.counter(state.info.namespace());
    for (node, score) in nodes.iter().zip(&mut scores.of) {
        let Some(value) = node.label_at(place, &rule.key) else { continue };
        let count =
            if is_node { count_on(node) } else { by_value.get(value).copied().unwrap_or(0) };
        *score += count * weight + skew;
    }
}

/// The Pods in each place that a suitable node is in, on whatever nodes they are.
/// A node without the label is in the place without a name.
fn places<'a>(
    state: &State<'a>,
    rule: &Constraint,
    nodes: &[&'a NodeInfo],
    counts: &dyn Fn(&NodeInfo) -> bool,
    scores: &Scores,
) -> SortedMap<&'a str, i64> {
    let key = &rule.key;
    let mut by_value: SortedMap<&str, i64> = SortedMap::new();
    let place = NodeInfo::place_of(key);
    for (_, node) in nodes.iter().enumerate().filter(|(at, _)| scores.is_scored(*at)) {
        by_value.entry(node.label_at(place, key).unwrap_or("")).or_insert(0);
    }
    let mut count_on = rule.counter(state.info.namespace());
    for node in state.view.nodes.iter().filter(|it| counts(it)) {
        if let Some(sum) = node.label(key).and_then(|it| by_value.get_mut(it))
            && rule.includes(&state.info.spec, node)
        {
            *sum += count_on(node);
        }
    }
    by_value
}

/// Source: `NormalizeScore`. Nodes that are not scored get nothing.
fn normalize(mut scores: Scores) -> Vec<i64> {
    let (mut least, mut most) = (i64::MAX, i64::MIN);
    for at in 0..scores.of.len() {
        let score = (scores.of[at] + UNIT / 2).div_euclid(UNIT);
        scores.of[at] = score;
        if scores.is_scored(at) {
            (least, most) = (least.min(score), most.max(score));
        }
    }
    for score in &mut scores.of {
        *score = if most == 0 { 100 } else { 100 * (most + least - *score) / most };
    }
    for (score, _) in scores.of.iter_mut().zip(&scores.left_out).filter(|(_, out)| **out) {
        *score = 0;
    }
    scores.of
}

/// The natural logarithm in fixed point, without floating point: the digits of the binary
/// logarithm, one squaring each, times ln 2.
pub(in super::super::super) fn ln_fixed(number: i64) -> i64 {
    const BITS: u32 = 30;
    const LN_2: i128 = 726_817; // ln 2 · 2^20
    let whole = number.max(1).ilog2();
    let mut mantissa = (i128::from(number.max(1)) << BITS) >> whole;
    let mut log = i128::from(whole) << BITS;
    for bit in (0..BITS).rev() {
        mantissa = (mantissa * mantissa) >> BITS;
        if mantissa >= 2 << BITS {
            mantissa >>= 1;
            log |= 1 << bit;
        }
    }
    i64::try_from((log * LN_2) >> BITS).unwrap_or(i64::MAX)
}
