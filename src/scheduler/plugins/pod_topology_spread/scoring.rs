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
    let scored: Vec<&NodeInfo> = nodes.iter().copied().filter(|it| counts(it)).collect();
    let mut scores = vec![0; nodes.len()];
    for rule in &rules {
        add_scores(state, rule, nodes, &scored, &counts, &mut scores);
    }
    let rounded = scores.iter().map(|it| (it + UNIT / 2).div_euclid(UNIT));
    let known = nodes.iter().zip(rounded).map(|(node, it)| counts(node).then_some(it)).collect();
    Some(normalize(known))
}

fn add_scores(
    state: &State<'_>,
    rule: &Constraint,
    nodes: &[&NodeInfo],
    scored: &[&NodeInfo],
    counts: &dyn Fn(&NodeInfo) -> bool,
    scores: &mut [i64],
) {
    let namespace = state.info.namespace();
    let is_node = rule.key == HOSTNAME;
    let by_value = if is_node { SortedMap::new() } else { places(state, rule, scored, counts) };
    let size = if is_node { scored.len() } else { by_value.len() };
    let weight = ln_fixed(i64::try_from(size).unwrap_or(i64::MAX - 2) + 2);
    let mut count_on = rule.counter(namespace);
    let place = NodeInfo::place_of(&rule.key);
    for (node, score) in nodes.iter().zip(scores).filter(|(node, _)| counts(node)) {
        if let Some(value) = node.label_at(place, &rule.key) {
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
    scored: &[&'a NodeInfo],
    counts: &dyn Fn(&NodeInfo) -> bool,
) -> SortedMap<&'a str, i64> {
    let key = &rule.key;
    let mut by_value: SortedMap<&str, i64> = SortedMap::new();
    let place = NodeInfo::place_of(key);
    for node in scored {
        by_value.entry(node.label_at(place, key).unwrap_or("")).or_insert(0);
    }
    // Where no node has the label there is nothing to count.
    if by_value.keys().all(|it| it.is_empty()) {
        return by_value;
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
fn normalize(scores: Vec<Option<i64>>) -> Vec<i64> {
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
