//! `backoff_utils_test.go`.

use super::super::backoff::{
    FIRST_MS, MAX_MS, annotations, finished_at, record, remaining_ms, remaining_of_index_ms,
};
use super::*;
use crate::api::{ContainerStateRunning, Text};

fn ended_at(times: &[i64]) -> Vec<Rc<Pod>> {
    let one = |at: &i64| {
        let mut pod = Pod::default();
        pod.status.container_statuses = vec![ended(1, *at)].into();
        Rc::new(pod)
    };
    times.iter().map(one).collect()
}

#[test]
fn failures_are_counted_since_the_last_success() {
    // Failures before, successes, failures now; how many, and when the last was.
    let rows: [(i32, &[i64], &[i64], i32, Option<i64>); 8] = [
        (0, &[], &[100], 1, Some(100)),
        (0, &[], &[100, 99], 2, Some(100)),
        (0, &[100], &[98, 99], 0, None),
        (0, &[98], &[100, 96, 97, 99], 2, Some(100)),
        (2, &[], &[100], 3, Some(100)),
        (0, &[100], &[100], 0, None),
        (0, &[], &[], 0, None),
        (0, &[100], &[], 0, None),
    ];
    for (before, succeeded, failed, failures, last) in rows {
        let before = FailureRecord { failures: before, last: None };
        let found = record(before, &ended_at(succeeded), &ended_at(failed));
        assert_eq!(found, FailureRecord { failures, last }, "{succeeded:?} {failed:?}");
    }
}

fn running() -> ContainerStatus {
    let running = Some(ContainerStateRunning::default());
    let state = ContainerState { running, ..ContainerState::default() };
    ContainerStatus { state, ..ContainerStatus::default() }
}

fn ended_unknown() -> ContainerStatus {
    let mut it = ended(1, 0);
    it.state.terminated.as_mut().unwrap().finished_at = None;
    it
}

#[test]
fn the_end_of_a_pod_is_found_as_well_as_it_can_be() {
    // Containers, the condition Ready with its time, deletion and grace, creation; the end.
    type End =
        (Vec<ContainerStatus>, Option<(&'static str, i64)>, Option<(i64, i64)>, Option<i64>, i64);
    let rows: Vec<End> = vec![
        (vec![ended(0, 99), ended(0, 100), ended(0, 98)], None, None, None, 100),
        (vec![ended(0, 99), running(), ended(0, 98)], None, Some((100, 0)), None, 100),
        (vec![running()], None, Some((100, 0)), None, 100),
        (vec![running()], None, Some((100, 30)), None, 70),
        (vec![ended_unknown()], Some(("False", 100)), None, None, 100),
        (vec![ended_unknown()], Some(("True", 70)), Some((100, 0)), None, 100),
        (vec![ended_unknown()], None, None, Some(100), 100),
        (vec![], None, None, Some(100), 100),
    ];
    for (containers, ready, deletion, created, wanted) in rows {
        let mut pod = Pod::default();
        pod.status.container_statuses = containers.clone().into();
        pod.status.conditions.extend(ready.map(|(status, at)| PodCondition {
            r#type: Text::word("Ready"),
            status: status.into(),
            last_transition_time: Some(Time(at)),
            ..PodCondition::default()
        }));
        pod.metadata.deletion_timestamp = deletion.map(|it| Time(it.0));
        pod.metadata.deletion_grace_period_seconds = deletion.map(|it| it.1);
        pod.metadata.creation_timestamp = created.map(Time);
        assert_eq!(finished_at(&pod), wanted, "{containers:?}");
    }
}

#[test]
fn waits_double_up_to_the_longest() {
    // FailureRecords, seconds since the last; seconds to wait, from 5 to at most 700.
    let rows = [
        (0, 0, 0),
        (1, 0, 5),
        (1, 1, 4),
        (1, 5, 0),
        (1, 6, 0),
        (3, 0, 20),
        (8, 0, 640),
        (9, 0, 700),
    ];
    for (failures, elapsed, wanted) in rows {
        let now_ms = (NOW + elapsed) * 1000;
        let found = remaining_ms(failures, Some(NOW), now_ms, (5_000, 700_000));
        assert_eq!(found, wanted * 1000, "{failures} {elapsed}");
    }
    let ours = [10, 20, 40, 80, 160, 320, 600, 600];
    for (failures, wanted) in (1..).zip(ours) {
        let found = remaining_ms(failures, Some(NOW), NOW * 1000, (FIRST_MS, MAX_MS));
        assert_eq!(found, wanted * 1000);
    }
}

#[test]
fn each_index_waits_for_itself() {
    let key = |text: &str| format!("batch.kubernetes.io/job-index-{text}failure-count");
    // Failures that count, and that don't; seconds to wait, which start at 10.
    let rows = [(Some(("2", None)), 40), (Some(("1", Some("1"))), 40), (None, 0)];
    for (failures, wanted) in rows {
        let pod = failures.map(|(counted, ignored)| {
            let mut pod = Pod::default();
            pod.metadata.deletion_timestamp = Some(Time(NOW));
            pod.metadata.annotations.insert(key(""), counted.to_owned());
            let ignored = ignored.map(|it: &str| (key("ignored-"), it.to_owned()));
            pod.metadata.annotations.extend(ignored);
            Rc::new(pod)
        });
        assert_eq!(remaining_of_index_ms(pod.as_ref(), NOW * 1000), wanted * 1000);
    }
}

#[test]
fn a_successor_goes_on_counting() {
    let key = "batch.kubernetes.io/job-index-failure-count".to_owned();
    let after = |failures: &str, counts: bool| {
        let mut pod = Pod::default();
        pod.metadata.annotations.insert(key.clone(), failures.to_owned());
        let numbers = annotations(Some(&Rc::new(pod)), counts);
        numbers.into_iter().map(|(_, number)| number).collect::<Vec<_>>()
    };
    assert_eq!(annotations(None, true)[0].1, "0");
    assert_eq!(after("0", true), ["1"]);
    assert_eq!(after("3", true), ["4"]);
    assert_eq!(after("3", false), ["3", "1"]);
}
