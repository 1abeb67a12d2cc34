//! Upstream's scenarios: `pkg/controller/disruption/disruption_test.go`.

use super::*;
use crate::api::{
    Deployment, LabelSelector, OwnerReference, PodCondition, PodDisruptionBudgetSpec, Text,
};

const NOW_MS: i64 = 1_000_000_000;

fn owner(kind: &str, name: &str) -> OwnerReference {
    OwnerReference {
        api_version: Text::word("apps/v1"),
        kind: kind.into(),
        name: name.into(),
        uid: name.into(),
        controller: Some(true),
        ..OwnerReference::default()
    }
}

fn pod(name: &str, set: &str, ready: bool) -> Object {
    let mut pod = Pod::default();
    pod.metadata.name = name.into();
    pod.metadata.namespace = Text::word("default");
    pod.metadata.labels.insert("app".to_owned(), "web".to_owned());
    if !set.is_empty() {
        pod.metadata.owner_references.push(owner("ReplicaSet", set));
    }
    let status = if ready { "True" } else { "False" };
    pod.status.conditions.push(PodCondition {
        r#type: Text::word("Ready"),
        status: status.into(),
        ..PodCondition::default()
    });
    pod.into()
}

/// ReplicaSets of 3 and 2, and one of a Deployment that wants 4.
fn owners() -> Vec<Object> {
    let set = |name: &str, replicas, deployment: &str| {
        let mut set = ReplicaSet::default();
        set.metadata.name = name.into();
        set.metadata.uid = name.into();
        set.metadata.namespace = Text::word("default");
        set.spec.replicas = Some(replicas);
        if !deployment.is_empty() {
            set.metadata.owner_references.push(owner("Deployment", deployment));
        }
        Object::from(set)
    };
    let mut deployment = Deployment::default();
    deployment.metadata.name = Text::word("web");
    deployment.metadata.uid = Text::word("web");
    deployment.metadata.namespace = Text::word("default");
    deployment.spec.replicas = Some(4);
    vec![set("three", 3, ""), set("two", 2, ""), set("of-four", 1, "web"), deployment.into()]
}

fn budget(min: Option<&str>, max: Option<&str>) -> PodDisruptionBudget {
    let number = |text: &str| match text.parse() {
        Ok(number) => IntOrString::Int(number),
        Err(_) => IntOrString::String(text.to_owned()),
    };
    let mut selector = LabelSelector::default();
    selector.match_labels.insert("app".to_owned(), "web".to_owned());
    let mut budget = PodDisruptionBudget {
        spec: PodDisruptionBudgetSpec {
            min_available: min.map(number),
            max_unavailable: max.map(number),
            selector: Some(selector),
            ..PodDisruptionBudgetSpec::default()
        },
        ..PodDisruptionBudget::default()
    };
    budget.metadata.name = Text::word("budget");
    budget.metadata.namespace = Text::word("default");
    budget.metadata.generation = 1;
    budget
}

fn status_of(budget: PodDisruptionBudget, pods: Vec<Object>) -> (SyncResult, PodDisruptionBudget) {
    let mut cache = Cache::default();
    let key = budget.key();
    let before = budget.clone();
    let all = owners().into_iter().chain(pods).chain([Object::from(budget)]);
    for object in all {
        cache.apply(&WatchEvent { r#type: WatchType::Added, object, old: None });
    }
    let ctx = Ctx::new(&cache, NOW_MS);
    let result = sync(&ctx, &key);
    let written = result.asks.iter().find_map(|ask| match &ask.request {
        Request::UpdateStatus(Object::PodDisruptionBudget(it)) => Some((**it).clone()),
        _ => None,
    });
    (result, written.unwrap_or(before))
}

#[test]
fn budgets_are_computed_as_upstream_does() {
    let three = || vec![pod("a", "three", true), pod("b", "three", true), pod("c", "three", true)];
    let with = |more: Object| three().into_iter().chain([more]).collect::<Vec<_>>();
    // minAvailable, maxUnavailable, Pods; expected, desired, healthy, allowed
    for (min, max, pods, wanted) in [
        (Some("1"), None, vec![], (0, 1, 0, 0)),
        (Some("2"), None, three(), (3, 2, 3, 1)),
        (Some("3"), None, three(), (3, 3, 3, 0)),
        (Some("5"), None, three(), (3, 5, 3, 0)),
        (Some("28%"), None, vec![pod("a", "three", true)], (3, 1, 1, 0)),
        (Some("50%"), None, three(), (3, 2, 3, 1)),
        (None, Some("1"), three(), (3, 2, 3, 1)),
        (None, Some("30%"), three(), (3, 2, 3, 1)),
        (None, Some("0"), three(), (3, 3, 3, 0)),
        (None, Some("9"), three(), (3, 0, 3, 3)),
        (None, Some("1"), vec![pod("a", "three", false)], (3, 2, 0, 0)),
        // Two sets count together, a Pod that is not ready does not.
        (None, Some("50%"), with(pod("d", "two", false)), (5, 2, 3, 1)),
        // A ReplicaSet of a Deployment counts as the Deployment does.
        (Some("75%"), None, vec![pod("a", "of-four", true)], (4, 3, 1, 0)),
        // Who is nobody's doesn't count, for a percentage.
        (None, Some("1"), with(pod("bare", "", true)), (3, 2, 4, 2)),
    ] {
        let (_, budget) = status_of(budget(min, max), pods);
        let it = &budget.status;
        let got =
            (it.expected_pods, it.desired_healthy, it.current_healthy, it.disruptions_allowed);
        assert_eq!(got, wanted, "{min:?} {max:?}");
        let reason = if wanted.3 > 0 { "SufficientPods" } else { "InsufficientPods" };
        assert_eq!(it.conditions[0].reason, reason);
    }
}

#[test]
fn an_eviction_that_was_granted_counts_until_it_is_seen() {
    let pods = || vec![pod("a", "three", true), pod("b", "three", true), pod("c", "three", true)];
    for (ago_s, healthy) in [(0, 2), (60, 2), (121, 3)] {
        let mut budget = budget(Some("1"), None);
        let since = Time(NOW_MS / 1000 - ago_s);
        budget.status.disrupted_pods.insert("a".to_owned(), since);
        budget.status.disrupted_pods.insert("gone".to_owned(), since);
        let (result, budget) = status_of(budget, pods());
        assert_eq!(budget.status.current_healthy, healthy, "{ago_s} s");
        assert_eq!(budget.status.disrupted_pods.len(), usize::from(healthy == 2));
        assert_eq!(result.requeue_after_ms.is_some(), healthy == 2);
    }
}

#[test]
fn what_can_not_be_counted_may_not_go() {
    let (result, budget) = status_of(budget(None, Some("1")), vec![pod("a", "nobody", true)]);
    assert_eq!(budget.status.conditions[0].reason, "SyncFailed");
    assert_eq!(budget.status.conditions[0].message, "found no controllers for pod \"a\"");
    assert_eq!(result.events[0].reason, "CalculateExpectedPodCountFailed");
}
