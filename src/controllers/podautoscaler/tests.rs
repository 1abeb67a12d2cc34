//! Upstream's tables: `pkg/controller/podautoscaler/replica_calculator_test.go`,
//! `pkg/controller/podautoscaler/horizontal_test.go`.

#![allow(clippy::field_reassign_with_default)] // A row says what differs from the default.

use super::calculator::{Measure, Proposal, Target, Tolerance, propose, request};
use super::limits::{Bounds, History, limit, stabilize};
use super::{ADDED, RECOMMENDED, REMOVED};
use crate::api::{
    Container, HPAScalingPolicy, HPAScalingRules, HorizontalPodAutoscalerBehavior, Pod,
    PodCondition, PodSpec, Quantity, Text, Time,
};
use crate::client::{Metrics, Note, PodMetrics};
use std::rc::Rc;

const NOW_MS: i64 = 1_000_000_000;
const TOLERANCE: Tolerance = Tolerance { down: 100, up: 100 };

/// A Pod of the tables: `R` is ready, `U` is not ready yet, `F` has failed, `P` is pending, `D` is
/// being deleted, `H` has been ready for too short a time to be measured.
fn pod(at: usize, kind: char, request_milli: i64) -> Rc<Pod> {
    let mut pod = Pod::default();
    pod.metadata.name = format!("pod-{at}").into();
    pod.metadata.uid = pod.metadata.name.clone();
    let mut container = Container { name: "one".into(), ..Container::default() };
    if request_milli > 0 {
        let amount = Quantity::from_milli(request_milli);
        container.resources.requests.insert("cpu".to_owned(), amount);
    }
    pod.spec = Rc::new(PodSpec { containers: vec![container].into(), ..PodSpec::default() });
    pod.status.phase = match kind {
        'F' => "Failed",
        'P' => "Pending",
        _ => "Running",
    }
    .into();
    pod.metadata.deletion_timestamp = (kind == 'D').then_some(Time(1));
    pod.status.start_time = Some(Time(NOW_MS / 1000 - 120));
    let since = NOW_MS / 1000 - if kind == 'H' { 5 } else { 60 };
    pod.status.conditions.push(PodCondition {
        r#type: Text::word("Ready"),
        status: if kind == 'U' { "False" } else { "True" }.into(),
        last_transition_time: Some(Time(since)),
        ..PodCondition::default()
    });
    Rc::new(pod)
}

struct Row<'a> {
    current: i32,
    pods: &'a str,
    levels: &'a [i64],
    requests: &'a [i64],
    target: Target,
}

impl Row<'_> {
    fn propose(&self) -> Result<Proposal, String> {
        let request = |at: usize| self.requests.get(at).or(self.requests.last()).copied();
        let pods: Vec<Rc<Pod>> = self
            .pods
            .chars()
            .enumerate()
            .map(|(at, kind)| pod(at, kind, request(at).unwrap_or(0)))
            .collect();
        let metrics: Metrics = self
            .levels
            .iter()
            .enumerate()
            .map(|(at, level)| {
                let containers = vec![("one".to_owned(), *level, 0)];
                let sample = PodMetrics { at_ms: NOW_MS, window_ms: 15_000, containers };
                (format!("pod-{at}"), sample)
            })
            .collect();
        let measure = Measure { resource: "cpu", container: None, target: self.target };
        let pods: Vec<&Rc<Pod>> = pods.iter().collect();
        propose(self.current, measure, TOLERANCE, &pods, &metrics, NOW_MS)
    }
}

fn share(percent: i64) -> Target {
    Target::Utilization(percent)
}

#[test]
fn proposals_by_utilization() {
    const ONE: &[i64] = &[1000];
    for (current, pods, levels, requests, target, wanted) in [
        // TestReplicaCalcScaleUp
        (3, "RRR", &[300, 500, 700][..], ONE, 30, (5, 50, 500)),
        // TestReplicaCalcScaleUpUnreadyLessScale, …HotCpuLessScale
        (3, "URR", &[300, 500, 700], ONE, 30, (4, 60, 600)),
        (3, "HRR", &[300, 500, 700], ONE, 30, (4, 60, 600)),
        // TestReplicaCalcScaleUpUnreadyNoScale, …ScaleHotCpuNoScale
        (3, "RUU", &[400, 500, 700], ONE, 30, (3, 40, 400)),
        (3, "RHH", &[400, 500, 700], ONE, 30, (3, 40, 400)),
        // TestReplicaCalcScaleUpIgnoresFailedPods, …IgnoresDeletionPods
        (2, "RRFF", &[500, 700], ONE, 30, (4, 60, 600)),
        (2, "RRDD", &[500, 700], ONE, 30, (4, 60, 600)),
        // TestReplicaCalcScaleDown
        (5, "RRRRR", &[100, 300, 500, 250, 250], ONE, 50, (3, 28, 280)),
        // TestReplicaCalcScaleDownExcludeUnreadyPods
        (5, "RRRUU", &[100, 300, 500, 250, 250], ONE, 50, (2, 30, 300)),
        // TestReplicaCalcScaleDownIgnoresFailedPods
        (5, "RRRRRFF", &[100, 300, 500, 250, 250], ONE, 50, (3, 28, 280)),
        // TestReplicaCalcTolerance
        (3, "RRR", &[1010, 1030, 1020], &[900, 1000, 1100], 100, (3, 102, 1020)),
        // TestReplicaCalcMissingMetrics
        (4, "RRRR", &[400, 95], ONE, 100, (3, 24, 247)),
        // TestReplicaCalcMissingMetricsNoChangeEq, …Gt, …Lt
        (2, "RR", &[1000], ONE, 100, (2, 100, 1000)),
        (2, "RR", &[1900], ONE, 100, (2, 190, 1900)),
        (2, "RR", &[600], ONE, 100, (2, 60, 600)),
        // TestReplicaCalcMissingMetricsUnreadyChange, …UnreadyScaleUp, …UnreadyScaleDown
        (3, "URR", &[100, 450], ONE, 50, (3, 45, 450)),
        (3, "URR", &[100, 2000], ONE, 50, (4, 200, 2000)),
        (4, "URRR", &[100, 100, 100], ONE, 50, (3, 10, 100)),
    ] {
        let row = Row { current, pods, levels, requests, target: share(target) };
        let got = row.propose().expect("a proposal");
        let got = (got.replicas, got.utilization.unwrap_or(-1), got.average);
        assert_eq!(got, wanted, "{pods} {levels:?} {target}%");
    }
}

#[test]
fn proposals_by_amount() {
    for (current, pods, levels, target, wanted) in [
        (3, "RRR", &[20_000, 10_000, 30_000][..], 15_000, (4, 20_000)),
        (3, "RRU", &[50_000, 10_000, 30_000], 15_000, (4, 30_000)),
        (5, "RRRRR", &[12_000, 12_000, 12_000, 12_000, 12_000], 20_000, (3, 12_000)),
        (3, "RRR", &[20_000, 21_000, 21_000], 20_000, (3, 20_666)),
        (2, "RR", &[1000], 1000, (2, 1000)),
    ] {
        let row = Row { current, pods, levels, requests: &[], target: Target::Average(target) };
        let got = row.propose().expect("a proposal");
        assert_eq!((got.replicas, got.average), wanted, "{pods} {levels:?}");
    }
}

#[test]
fn proposals_that_can_not_be_made() {
    const NONE: &str =
        "unable to get metrics for resource cpu: no metrics returned from resource metrics API";
    for (pods, levels, requests, wanted) in [
        ("RR", &[][..], &[1000][..], NONE),
        (
            "UU",
            &[1, 2],
            &[1000],
            "did not receive metrics for targeted pods (pods might be unready)",
        ),
        ("RR", &[1, 2], &[1000, 0], "missing request for cpu in container one of Pod pod-1"),
        // Even of Pods that don't count otherwise.
        ("RRF", &[1, 2], &[1000, 1000, 0], "missing request for cpu in container one of Pod pod-2"),
    ] {
        let row = Row { current: 2, pods, levels, requests, target: share(50) };
        assert_eq!(row.propose(), Err(wanted.to_owned()));
    }
    assert_eq!(request(&pod(0, 'R', 250), "cpu", Some("other")), Ok(0));
}

fn rules(select: &str, window: Option<i32>, policies: &[(&str, i32, i32)]) -> HPAScalingRules {
    let policies = policies.iter().map(|(r#type, value, period)| HPAScalingPolicy {
        r#type: (*r#type).to_owned(),
        value: *value,
        period_seconds: *period,
        ..HPAScalingPolicy::default()
    });
    HPAScalingRules {
        select_policy: select.to_owned(),
        stabilization_window_seconds: window,
        policies: Some(policies.collect()),
        ..HPAScalingRules::default()
    }
}

fn behavior(up: HPAScalingRules, down: HPAScalingRules) -> HorizontalPodAutoscalerBehavior {
    HorizontalPodAutoscalerBehavior {
        scale_up: Some(up),
        scale_down: Some(down),
        ..HorizontalPodAutoscalerBehavior::default()
    }
}

fn notes(of: &[(&'static str, i64, i64)]) -> Vec<Note> {
    let note = |(what, ago_s, number): &(&'static str, i64, i64)| Note {
        what,
        at_ms: NOW_MS - ago_s * 1000,
        number: *number,
    };
    of.iter().map(note).collect()
}

#[test]
fn without_a_behavior() {
    let stable = |noted: &[(&'static str, i64, i64)], proposal| {
        let notes = notes(noted);
        let history = History { notes: &notes, now_ms: NOW_MS };
        let it = stabilize(history, None, 5, proposal);
        (it.replicas, it.reason)
    };
    assert_eq!(stable(&[], 3), (3, "ReadyForNewScale"));
    assert_eq!(
        stable(&[(RECOMMENDED, 120, 4), (RECOMMENDED, 60, 5)], 3),
        (5, "ScaleDownStabilized")
    );
    assert_eq!(stable(&[(RECOMMENDED, 301, 9), (RECOMMENDED, 60, 2)], 3), (3, "ReadyForNewScale"));
    assert_eq!(stable(&[(RECOMMENDED, 300, 9)], 3), (9, "ScaleDownStabilized"));
    for (current, desired, min, max, wanted) in [
        (1, 9, 1, 100, (4, "ScaleUpLimit")),
        (4, 20, 1, 100, (8, "ScaleUpLimit")),
        (8, 20, 1, 16, (16, "TooManyReplicas")),
        (8, 9, 1, 100, (9, "DesiredWithinRange")),
        (8, 1, 2, 100, (2, "TooFewReplicas")),
    ] {
        let history = History { notes: &[], now_ms: NOW_MS };
        let it = limit(history, None, current, desired, Bounds { min, max });
        assert_eq!((it.replicas, it.reason), wanted, "{current} to {desired}");
    }
}

#[test]
fn windows() {
    let calm = |up, down| {
        behavior(
            rules("Max", Some(up), &[("Percent", 100, 15)]),
            rules("Max", down, &[("Percent", 100, 15)]),
        )
    };
    // windows; current, noted, proposal; replicas, reason
    for (up, down, current, noted, proposal, wanted) in [
        (0, Some(0), 5, &[(RECOMMENDED, 10, 9)][..], 3, (3, "ReadyForNewScale")),
        (0, None, 5, &[(RECOMMENDED, 10, 9)], 3, (5, "ScaleDownStabilized")),
        (0, None, 5, &[(RECOMMENDED, 10, 4)], 3, (4, "ScaleDownStabilized")),
        (0, None, 5, &[(RECOMMENDED, 301, 9)], 3, (3, "ReadyForNewScale")),
        (60, None, 5, &[(RECOMMENDED, 30, 4)], 9, (5, "ScaleUpStabilized")),
        (60, None, 5, &[(RECOMMENDED, 30, 7)], 9, (7, "ScaleUpStabilized")),
        (60, None, 5, &[(RECOMMENDED, 61, 7)], 9, (9, "ReadyForNewScale")),
    ] {
        let notes = notes(noted);
        let history = History { notes: &notes, now_ms: NOW_MS };
        let it = stabilize(history, Some(&calm(up, down)), current, proposal);
        assert_eq!((it.replicas, it.reason), wanted, "{noted:?} {proposal}");
    }
}

#[test]
fn policies() {
    type Policies<'a> = &'a [(&'a str, i32, i32)];
    const DEFAULT_UP: Policies<'_> = &[("Pods", 4, 15), ("Percent", 100, 15)];
    const DEFAULT_DOWN: Policies<'_> = &[("Percent", 100, 15)];
    // selected, upwards, downwards; noted; current, desired; replicas, reason
    for (select, up, down, noted, current, desired, wanted) in [
        ("Max", DEFAULT_UP, DEFAULT_DOWN, &[][..], 1, 50, (5, "ScaleUpLimit")),
        ("Max", DEFAULT_UP, DEFAULT_DOWN, &[], 5, 50, (10, "ScaleUpLimit")),
        ("Max", DEFAULT_UP, DEFAULT_DOWN, &[], 10, 50, (20, "ScaleUpLimit")),
        ("Min", DEFAULT_UP, DEFAULT_DOWN, &[], 10, 50, (14, "ScaleUpLimit")),
        ("Disabled", DEFAULT_UP, DEFAULT_DOWN, &[], 10, 50, (10, "ScaleUpLimit")),
        ("Max", DEFAULT_UP, DEFAULT_DOWN, &[], 60, 500, (100, "TooManyReplicas")),
        ("Max", DEFAULT_UP, DEFAULT_DOWN, &[(ADDED, 10, 4)], 5, 50, (5, "ScaleUpLimit")),
        ("Max", DEFAULT_UP, DEFAULT_DOWN, &[(ADDED, 15, 4)], 5, 50, (10, "ScaleUpLimit")),
        ("Max", DEFAULT_UP, DEFAULT_DOWN, &[(REMOVED, 10, 3)], 5, 50, (16, "ScaleUpLimit")),
        ("Max", &[("Percent", 10, 60)], DEFAULT_DOWN, &[], 25, 50, (28, "ScaleUpLimit")),
        ("Max", DEFAULT_UP, DEFAULT_DOWN, &[], 100, 1, (2, "TooFewReplicas")),
        ("Max", DEFAULT_UP, &[("Pods", 5, 60)], &[], 20, 3, (15, "ScaleDownLimit")),
        (
            "Max",
            DEFAULT_UP,
            &[("Pods", 5, 60), ("Percent", 50, 60)],
            &[],
            20,
            3,
            (10, "ScaleDownLimit"),
        ),
        (
            "Min",
            DEFAULT_UP,
            &[("Pods", 5, 60), ("Percent", 50, 60)],
            &[],
            20,
            3,
            (15, "ScaleDownLimit"),
        ),
        ("Disabled", DEFAULT_UP, DEFAULT_DOWN, &[], 20, 3, (20, "ScaleDownLimit")),
        ("Max", DEFAULT_UP, &[("Pods", 5, 60)], &[(REMOVED, 30, 5)], 15, 3, (15, "ScaleDownLimit")),
        ("Max", DEFAULT_UP, &[("Percent", 10, 60)], &[], 25, 3, (22, "ScaleDownLimit")),
        ("Max", DEFAULT_UP, DEFAULT_DOWN, &[], 7, 7, (7, "DesiredWithinRange")),
    ] {
        let behavior = behavior(rules(select, Some(0), up), rules(select, Some(0), down));
        let notes = notes(noted);
        let history = History { notes: &notes, now_ms: NOW_MS };
        let bounds = Bounds { min: 2, max: 100 };
        let it = limit(history, Some(&behavior), current, desired, bounds);
        assert_eq!((it.replicas, it.reason), wanted, "{select} {noted:?} {current} to {desired}");
    }
}
