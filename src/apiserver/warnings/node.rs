//! Labels and selectors of nodes. Source: `pkg/api/node/util.go`.

use super::Warnings;
use crate::api::NodeSelectorTerm;
use crate::apiserver::validation::label_value_errors;

/// Labels of nodes that have gone out of use.
const NODE_LABELS: [(&str, &str); 8] = [
    ("beta.kubernetes.io/arch", "deprecated since v1.14; use \"kubernetes.io/arch\" instead"),
    ("beta.kubernetes.io/os", "deprecated since v1.14; use \"kubernetes.io/os\" instead"),
    (
        "failure-domain.beta.kubernetes.io/region",
        "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
    ),
    (
        "failure-domain.beta.kubernetes.io/zone",
        "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
    ),
    (
        "beta.kubernetes.io/instance-type",
        "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
    ),
    ("app.kubernetes.io/created-by", "deprecated since v1.9"),
    (
        "scheduler.alpha.kubernetes.io/preferAvoidPods",
        "deprecated since v1.22; use Taints and Tolerations instead",
    ),
    ("node-role.kubernetes.io/master", "use \"node-role.kubernetes.io/control-plane\" instead"),
];

/// Why a label should not be used any more.
pub(super) fn deprecated_label(key: &str) -> Option<&'static str> {
    NODE_LABELS.iter().find(|it| it.0 == key).map(|it| it.1)
}

/// Source: `GetWarningsForNodeSelectorTerm`.
pub(super) fn node_term(
    term: &NodeSelectorTerm,
    checks_values: bool,
    path: &str,
    found: &mut Warnings,
) {
    for (at, rule) in term.match_expressions.iter().enumerate() {
        let path = format!("{path}.matchExpressions[{at}]");
        if let Some(text) = deprecated_label(&rule.key) {
            found.push(format!("{path}.key: {} is {text}", rule.key));
        }
        for (index, value) in rule.values.iter().enumerate().filter(|_| checks_values) {
            for detail in label_value_errors(value) {
                found.push(format!("{path}.values[{index}]: {value} is invalid, {detail}"));
            }
        }
    }
}
