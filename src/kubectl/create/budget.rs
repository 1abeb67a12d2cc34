//! `kubectl create poddisruptionbudget`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_pdb.go`.

use super::generate::{imperative, name_argument};
use crate::api::{Kind, Selector, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

pub(in crate::kubectl) const BUDGET_FLAGS: &str =
    "selector=text min-available=text max-unavailable=text save-config validate=text?strict";

pub(in crate::kubectl) fn budget(session: &mut Session<'_>) -> Ran {
    let name = name_argument(session, "kubectl create poddisruptionbudget")?;
    let args = &session.args;
    let (min, max) = (args.flag("min-available"), args.flag("max-unavailable"));
    let refuse = |text: &str| Err(Failure::text(text));
    let Some(selector) = args.flag("selector").filter(|it| !it.is_empty()) else {
        return refuse("a selector must be specified");
    };
    match (min, max) {
        (None, None) => {
            return refuse("one of min-available or max-unavailable must be specified");
        }
        (Some(_), Some(_)) => {
            return refuse("min-available and max-unavailable cannot be both specified");
        }
        _ => {}
    }
    if let Err(error) = Selector::parse(selector) {
        return refuse(&error);
    }
    let mut labels = serde_json::Map::new();
    for pair in selector.split(',') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        labels.insert(key.to_owned(), json!(value.trim_start_matches('=')));
    }
    let mut spec = json!({"selector": {"matchLabels": labels}});
    for (field, text) in [("minAvailable", min), ("maxUnavailable", max)] {
        if let Some(text) = text {
            spec[field] = text.parse::<i32>().map_or_else(|_| Value::from(text), Value::from);
        }
    }
    let value = json!({"metadata": {}, "spec": spec});
    imperative(session, Kind::PodDisruptionBudget, &name, value)
}
