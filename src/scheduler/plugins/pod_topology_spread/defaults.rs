//! Rules for Pods that have none: those of one workload are spread over nodes and zones.
//! Source: `pkg/scheduler/framework/plugins/helper/spread.go` `DefaultSelector`.

use super::super::super::framework::State;
use super::Constraint;
use crate::api::{Kind, LABEL_HOSTNAME, LABEL_TOPOLOGY_ZONE, Labels, ObjectKey, Selector, Service};
use std::rc::Rc;

/// Topology and allowed skew.
const DEFAULTS: [(&str, i64); 2] = [(LABEL_HOSTNAME, 3), (LABEL_TOPOLOGY_ZONE, 5)];

/// The rules for a Pod that is part of something.
pub(super) fn constraints(state: &State<'_>) -> Vec<Constraint> {
    let selector = Rc::new(selector(state));
    if selector.is_empty() {
        return Vec::new();
    }
    let rule = |(key, max_skew): (&str, i64)| Constraint {
        key: key.to_owned(),
        max_skew,
        min_domains: 1,
        selector: Some(Rc::clone(&selector)),
        honors_affinity: true,
        honors_taints: false,
    };
    DEFAULTS.map(rule).into()
}

/// What the Pod's Services and its controller select, together.
fn selector(state: &State<'_>) -> Selector {
    let (cache, meta) = (state.view.cache, &state.pod.metadata);
    let mut labels = Labels::new();
    for service in cache.list_typed::<Service>(Some(&meta.namespace)) {
        let selector = &service.spec.selector;
        let is_its = !selector.is_empty()
            && selector.iter().all(|(key, value)| meta.labels.get(key) == Some(value));
        if is_its {
            labels.extend(selector.clone());
        }
    }
    let mut selector = Selector::from(&labels);
    let owner = meta.controller().and_then(|owner| {
        let kind = Kind::find(&owner.api_version, &owner.kind)?;
        let kinds = ["ReplicationController", "ReplicaSet", "StatefulSet"];
        let key = ObjectKey::new(kind, &meta.namespace, &owner.name);
        kinds.contains(&kind.info().kind).then(|| cache.get(&key))?
    });
    if let Some(own) = owner.and_then(crate::api::Object::pod_selector) {
        selector.requirements.extend(own.requirements);
    }
    selector
}
