//! Topology spread constraints. Source: `printTopologySpreadConstraintsMultilineWithIndent`.

use super::page::Page;
use crate::api::{Selector, TopologySpreadConstraint};
use crate::sorted::Sort;

pub(super) fn describe(page: &mut Page, indent: &str, rules: &[TopologySpreadConstraint]) {
    if rules.is_empty() {
        return;
    }
    let mut rules: Vec<&TopologySpreadConstraint> = rules.iter().collect();
    rules.order_by(|a, b| a.topology_key.cmp(&b.topology_key));
    let text = |it: &&TopologySpreadConstraint| {
        let selector = it.label_selector.as_ref();
        let selector =
            selector.map_or_else(String::new, |it| format!(" for selector {}", Selector::from(it)));
        let (key, action, skew) = (&it.topology_key, &it.when_unsatisfiable, it.max_skew);
        format!("{key}:{action} when max skew {skew} is exceeded{selector}")
    };
    let entries: Vec<String> = rules.iter().map(text).collect();
    page.list(&format!("{indent}Topology Spread Constraints"), &entries);
}
