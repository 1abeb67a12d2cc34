//! Upstream's tables: `pkg/controller/controller_utils_test.go` `TestSortingActivePodsWithRanks`,
//! `pkg/controller/replicaset/replica_set_test.go` `TestSlowStartBatch`.

#![allow(clippy::field_reassign_with_default)] // A row says what differs from the default.

use super::ranking::{PodRank, compare_for_deletion, to_delete};
use super::{Claimed, Ctx, Set, create_pods, next_availability_ms};
use crate::api::{ContainerStatus, Pod, PodCondition, PodSpec, ReplicaSet, Text, Time};
use crate::client::{Cache, Owned, SyncResult};
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Now in all of these tests, in seconds; long after every other time.
const NOW: i64 = 100_000_000;
const HOUR: i64 = 3600;
const MONTH: i64 = 30 * 24 * HOUR;

fn as_set(set: ReplicaSet) -> Set {
    let view = Rc::new(set);
    Set { object: crate::api::Object::ReplicaSet(Rc::clone(&view)), view }
}

fn pod(phase: &str) -> Pod {
    let mut pod = Pod::default();
    pod.spec = Rc::new(PodSpec { node_name: Text::word("foo"), ..PodSpec::default() });
    pod.status.phase = phase.into();
    pod
}

fn claimed(pods: impl Iterator<Item = Pod>) -> Vec<Claimed<'static>> {
    pods.map(|pod| Claimed::Adopted(Box::new(Owned::new(&pod.into(), "", None)))).collect()
}

fn unscheduled() -> Pod {
    let mut it = pod("Pending");
    it.spec = Rc::default();
    it
}

fn ready(since: Option<i64>) -> Pod {
    let mut it = pod("Running");
    it.status.conditions.push(PodCondition {
        r#type: Text::word("Ready"),
        status: Text::word("True"),
        last_transition_time: since.map(Time),
        ..PodCondition::default()
    });
    it
}

fn restarted(count: i32) -> Pod {
    let mut it = ready(Some(NOW));
    it.status.container_statuses =
        vec![ContainerStatus { restart_count: count, ..ContainerStatus::default() }].into();
    it
}

fn created(mut pod: Pod, at: i64) -> Pod {
    pod.metadata.creation_timestamp = Some(Time(at));
    pod
}

fn cost(value: &str) -> Pod {
    let mut it = ready(Some(NOW));
    let key = "controller.kubernetes.io/pod-deletion-cost".to_owned();
    it.metadata.annotations.insert(key, value.to_owned());
    it
}

fn compare(a: (&Pod, i32), b: (&Pod, i32)) -> Ordering {
    let rank = |(pod, rank)| PodRank::new(pod, pod.ready_since(), rank);
    compare_for_deletion(rank(a), rank(b), NOW * 1000)
}

#[test]
fn ranks_pods_as_upstream_does() {
    let (pending, unknown, not_ready) = (pod("Pending"), pod("Unknown"), pod("Running"));
    let (ready_now, ready_month) = (ready(Some(NOW)), ready(Some(NOW - MONTH)));
    let untimed = ready(None);
    let high_restarts = restarted(10);
    let created_now = created(ready(Some(NOW)), NOW);
    let created_month = created(ready(Some(NOW)), NOW - MONTH);
    type Ranked<'a> = (&'a Pod, i32);
    let rows: Vec<(Ranked<'_>, Ranked<'_>)> = vec![
        ((&pending, 1), (&unknown, 2)),
        ((&unknown, 1), (&not_ready, 2)),
        ((&not_ready, 0), (&untimed, 0)),
        ((&untimed, 0), (&ready_now, 0)),
        ((&ready_now, 2), (&untimed, 1)),
        ((&ready_now, 0), (&ready_month, 0)),
        ((&ready_now, 2), (&ready_month, 1)),
        ((&high_restarts, 0), (&ready_now, 0)),
        ((&ready_now, 2), (&high_restarts, 1)),
        ((&created_now, 0), (&created_month, 0)),
        ((&created_month, 2), (&created_now, 1)),
    ];
    for (first, second) in rows {
        assert_eq!(compare(first, second), Ordering::Less, "{first:?} before {second:?}");
        assert_eq!(compare(second, first), Ordering::Greater, "{second:?} after {first:?}");
    }
    let bare = unscheduled();
    assert_eq!(compare((&bare, 1), (&pending, 2)), Ordering::Less, "unscheduled goes first");
    assert_eq!(compare((&bare, 2), (&pending, 1)), Ordering::Less, "whatever the rank");
    let (cheap, dear) = (cost("10"), cost("100"));
    assert_eq!(compare((&cheap, 1), (&dear, 2)), Ordering::Less, "the cheaper goes first");
    let (two, five) = (ready(Some(NOW - 2 * HOUR)), ready(Some(NOW - 5 * HOUR)));
    assert_eq!(compare((&two, 0), (&five, 0)), Ordering::Less);
}

#[test]
fn pods_of_about_the_same_age_are_equal() {
    let (five, eight) = (ready(Some(NOW - 5 * HOUR)), ready(Some(NOW - 8 * HOUR)));
    assert_eq!(compare((&five, 0), (&eight, 0)), Ordering::Equal);
    for it in [unscheduled(), pod("Pending"), pod("Unknown"), pod("Running"), ready(Some(NOW))] {
        assert_eq!(compare((&it, 1), (&it, 1)), Ordering::Equal);
    }
}

#[test]
fn sidecar_restarts_decide_after_regular_ones() {
    let mut with_sidecar = restarted(10);
    let sidecar = serde_json::json!({"containers": [], "nodeName": "foo", "initContainers":
        [{"name": "sidecar", "restartPolicy": "Always"}]});
    with_sidecar.spec = crate::api::decode(sidecar).unwrap_or_default();
    with_sidecar.status.init_container_statuses = vec![ContainerStatus {
        name: Text::word("sidecar"),
        restart_count: 3,
        ..ContainerStatus::default()
    }]
    .into();
    assert_eq!(compare((&with_sidecar, 0), (&restarted(10), 0)), Ordering::Less);
}

#[test]
fn creates_in_batches_that_double() {
    for (count, batches) in [(0, vec![]), (1, vec![1]), (10, vec![1, 2, 4, 3])] {
        let mut result = SyncResult::default();
        let owner = crate::api::Object::from(ReplicaSet::default());
        create_pods(&owner, vec![Pod::default(); count], &mut result);
        let mut found: Vec<i32> = Vec::new();
        for ask in &result.asks {
            match found.last_mut().filter(|_| ask.parallel) {
                Some(last) => *last += 1,
                None => found.push(1),
            }
        }
        assert_eq!(found, batches, "{count} Pods");
    }
}

#[test]
fn looks_again_when_the_next_pod_becomes_available() {
    let mut set = ReplicaSet::default();
    set.spec.min_ready_seconds = 10;
    let pods = |ages: &[i64]| claimed(ages.iter().map(|age| ready(Some(NOW - age))));
    for (ages, wanted) in [
        (vec![0], 10_000),
        (vec![4], 6_000),
        (vec![2, 7], 3_000),
        (vec![20, 1], 9_000),
        (vec![], 10_000),
    ] {
        assert_eq!(
            next_availability_ms(&as_set(set.clone()), &pods(&ages), NOW * 1000),
            Some(wanted),
            "{ages:?}"
        );
    }
}

/// Of Pods about equally old the smaller uid goes first, unless they are exactly equally old: then
/// restarts decide. That can run in a circle, which no choice may fall over.
#[test]
fn an_order_that_runs_in_a_circle_still_chooses() {
    let pod = |index: i64| {
        let (since, restarts) = (NOW - HOUR - index % 3, i32::try_from(index * 7 % 5).unwrap_or(0));
        let mut pod = restarted(restarts);
        pod.status.conditions[0].last_transition_time = Some(Time(since));
        pod.metadata.uid = format!("{:02}", index * 37 % 100).into();
        pod.metadata.name = pod.metadata.uid.clone();
        pod
    };
    let rank = |it| {
        let mut pod = pod(it);
        pod.metadata.uid = it.to_string().into();
        pod
    };
    let mut circle = [rank(1), rank(2), rank(3)];
    for (pod, (age, restarts)) in circle.iter_mut().zip([(0, 0), (1, 0), (0, 1)]) {
        pod.status.conditions[0].last_transition_time = Some(Time(NOW - HOUR - age));
        pod.status.container_statuses[0].restart_count = restarts;
    }
    let [a, b, c] = &circle;
    for (first, second) in [(a, b), (b, c), (c, a)] {
        assert_eq!(compare((first, 0), (second, 0)), Ordering::Less);
    }

    let pods = claimed((0..100).map(pod));
    let cache = Cache::default();
    let ctx = Ctx::new(&cache, NOW * 1000);
    for count in [0, 1, 50, 99, 100] {
        let chosen = to_delete(&ctx, &ReplicaSet::default(), &pods, count);
        let uids: BTreeSet<&str> = chosen.iter().map(|it| it.metadata.uid.as_str()).collect();
        assert_eq!((chosen.len(), uids.len()), (count, count));
    }
}
