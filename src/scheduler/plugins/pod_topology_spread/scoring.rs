//! The emptier the places of a node, the better.

use super::super::super::framework::State;
use super::super::super::nodeinfo::NodeInfo;
use super::{Constraint, HOSTNAME, SOFT, defaults, has_all};
use crate::sorted::SortedMap;

/// Fixed-point numbers have this many parts.
const UNIT: i64 = 1 << 20;

pub(in super::super) fn score(state: &State<'_>, nodes: &[&NodeInfo]) -> Option<Vec<i64>> {
    let spec = &state.info.spec;
    let has_own = !spec.topology_spread_constraints.is_empty();
    let rules = if has_own { Constraint::of(spec, SOFT) } else { defaults::constraints(state) };
    if rules.is_empty() {
        return None;
    }
    // With the default rules a node without a zone is spread over as a node.
    let counts = |node: &NodeInfo| !has_own || has_all(&rules, node);
    let mut scores: Vec<Option<i64>> = nodes.iter().map(|it| counts(it).then_some(0)).collect();
    for rule in &rules {
        add_scores(state, rule, nodes, &counts, &mut scores);
    }
    for score in scores.iter_mut().flatten() {
        *score = (*score + UNIT / 2).div_euclid(UNIT);
    }
    Some(normalize(&scores))
}

fn add_scores(
    state: &State<'_>,
    rule: &Constraint,
    nodes: &[&NodeInfo],
    counts: &dyn Fn(&NodeInfo) -> bool,
    scores: &mut [Option<i64>],
) {
    let place = NodeInfo::place_of(&rule.key);
    // Where no node has the label there is nothing to count.
    if nodes.iter().all(|it| it.label_at(place, &rule.key).is_none()) {
        return;
    }
    let is_node = rule.key == HOSTNAME;
    let by_value =
        if is_node { SortedMap::new() } else { places(state, rule, nodes, counts, scores) };
    let size = if is_node { scores.iter().flatten().count() } else { by_value.len() };
    let weight = ln_fixed(i64::try_from(size).unwrap_or(i64::MAX - 2) + 2);
    let mut count_on = rule.counter(state.info.namespace());
    for (node, score) in nodes.iter().zip(scores) {
        if let (Some(score), Some(value)) = (score, node.label_at(place, &rule.key)) {
            let count =
                if is_node { count_on(node) } else { by_value.get(value).copied().unwrap_or(0) };
            *score += count * weight + (rule.max_skew - 1) * UNIT;
        }
    }
}

/// The Pods in each place that a suitable node is in, on whatever nodes they are.
/// A node without the label is in the place without a name.
fn places<'a>(
    state: &State<'a>,
    rule: &Constraint,
    nodes: &[&'a NodeInfo],
    counts: &dyn Fn(&NodeInfo) -> bool,
    scores: &[Option<i64>],
) -> SortedMap<&'a str, i64> {
    let key = &rule.key;
    let mut by_value: SortedMap<&str, i64> = SortedMap::new();
    let place = NodeInfo::place_of(key);
    for (node, _) in nodes.iter().zip(scores).filter(|(_, it)| it.is_some()) {
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
fn normalize(scores: &[Option<i64>]) -> Vec<i64> {
    let known = || scores.iter().copied().flatten();
    let (least, most) = (known().min().unwrap_or(0), known().max().unwrap_or(0));
    let fair = |it: Option<i64>| match it {
        None => 0,
        Some(_) if most == 0 => 100,
        Some(it) => 100 * (most + least - it) / most,
    };
    scores.iter().copied().map(fair).collect()
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
