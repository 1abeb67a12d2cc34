//! Pods of one workload spread over nodes and zones, where a Pod has no rules of its own.
//! Source: `pkg/scheduler/framework/plugins/podtopologyspread/scoring.go`.

use super::super::framework::State;
use super::super::nodeinfo::NodeInfo;
use crate::api::{Kind, ReplicaSet, Selector};
use std::collections::BTreeMap;

const HOSTNAME: &str = "kubernetes.io/hostname";
const ZONE: &str = "topology.kubernetes.io/zone";
/// Topology and allowed skew of the default constraints.
const DEFAULTS: [(&str, i64); 2] = [(HOSTNAME, 3), (ZONE, 5)];
/// Fixed-point numbers have this many parts.
const UNIT: i64 = 1 << 20;

pub(super) fn score(state: &State<'_>, nodes: &[&NodeInfo]) -> Option<Vec<i64>> {
    let selector = owner_selector(state)?;
    let namespace = &state.pod.metadata.namespace;
    let on_node: Vec<i64> = nodes.iter().map(|it| matching(it, namespace, &selector)).collect();
    let mut scores = vec![0; nodes.len()];
    for (topology, max_skew) in DEFAULTS {
        let value = |node: &NodeInfo| node.node.metadata.labels.get(topology).cloned();
        let mut by_value: BTreeMap<Option<String>, i64> = BTreeMap::new();
        for (node, count) in nodes.iter().zip(&on_node) {
            *by_value.entry(value(node)).or_insert(0) += count;
        }
        let domains = if topology == HOSTNAME { nodes.len() } else { by_value.len() };
        let weight = ln_fixed(i64::try_from(domains).unwrap_or(i64::MAX) + 2);
        for (at, node) in nodes.iter().enumerate() {
            if let Some(value) = value(node) {
                let count = if topology == HOSTNAME { on_node[at] } else { by_value[&Some(value)] };
                scores[at] += count * weight + (max_skew - 1) * UNIT;
            }
        }
    }
    Some(normalize(scores.iter().map(|it| (it + UNIT / 2).div_euclid(UNIT)).collect()))
}

fn normalize(scores: Vec<i64>) -> Vec<i64> {
    let least = scores.iter().copied().min().unwrap_or(0);
    let most = scores.iter().copied().max().unwrap_or(0);
    let fair = |it: i64| if most == 0 { 100 } else { 100 * (most + least - it) / most };
    scores.into_iter().map(fair).collect()
}

/// What the Pod's controller selects; nothing where it has none.
fn owner_selector(state: &State<'_>) -> Option<Selector> {
    let owner = state.pod.metadata.controller()?;
    if owner.kind != Kind::ReplicaSet.info().kind {
        return None;
    }
    let key =
        crate::api::ObjectKey::new(Kind::ReplicaSet, &state.pod.metadata.namespace, &owner.name);
    let set = state.cache.typed::<ReplicaSet>(&key)?;
    let selector = set.spec.selector.as_ref().map(Selector::from)?;
    (!selector.is_empty()).then_some(selector)
}

fn matching(node: &NodeInfo, namespace: &str, selector: &Selector) -> i64 {
    let counts = node.by_labels.iter().filter(|((in_namespace, labels), _)| {
        &**in_namespace == namespace && selector.matches(labels)
    });
    counts.map(|(_, count)| count).sum()
}

/// The natural logarithm in fixed point, without floating point: the digits of the binary
/// logarithm, one squaring each, times ln 2.
pub(in super::super) fn ln_fixed(number: i64) -> i64 {
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
