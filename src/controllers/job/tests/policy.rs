//! `success_policy_test.go`, `pod_failure_policy_test.go`.

use super::super::indexes::Intervals;
use super::super::policy::{judge, success};
use super::*;
use crate::api::{
    PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyOnPodConditionsPattern,
    PodFailurePolicyRule, SuccessPolicy, SuccessPolicyRule, Text,
};

#[test]
fn a_job_has_succeeded_by_its_first_rule_that_is_met() {
    // Succeeded indexes, rules (indexes, count); the rule that is met.
    type Rules = &'static [(Option<&'static str>, Option<i32>)];
    let rows: &[(&str, Rules, Option<usize>)] = &[
        ("0", &[], None),
        ("0", &[(Some("invalid-form"), None)], None),
        ("0-2,4-7", &[(Some("0-2"), None)], Some(0)),
        ("0-2", &[(Some("3"), None)], None),
        ("0-2", &[(None, Some(2))], Some(0)),
        ("0-2", &[(None, Some(4))], None),
        ("0-2,4-7", &[(Some("9"), None), (Some("4,6"), None)], Some(1)),
        ("0-2,4-7", &[(Some("0,1"), None), (Some("5"), None)], Some(0)),
        ("0-2,4-7", &[(Some("3-6"), Some(2))], Some(0)),
        ("0-2,6,7", &[(Some("3-6"), Some(2))], None),
        ("", &[(None, Some(4))], None),
        ("1-9", &[(Some("2-4,6-8"), None)], Some(0)),
        ("2-4,6-9", &[(Some("2-4,6-9"), None)], Some(0)),
        ("2-5,7-15", &[(Some("2-4,8-12"), None)], Some(0)),
        ("1-3", &[(Some(""), None)], None),
        ("", &[(Some(""), None)], None),
        ("1-3,5-7", &[(Some("10-12,14-16"), None)], None),
        ("2-4,6-8", &[(Some("1-3,5-7"), None)], None),
        ("2-4,6-8", &[(Some("1-3,5-7"), Some(4))], Some(0)),
        ("1-3,5-7", &[(Some("2-4,6-9"), None)], None),
        ("1-3,5-7", &[(Some("2-4,6-9"), Some(4))], Some(0)),
        ("1-3,7,8", &[(Some("0-4,6-9"), None)], None),
        ("1-3,7,8", &[(Some("0-4,6-9"), Some(5))], Some(0)),
        ("1-3,5-9", &[(Some("0-6,8-9"), None)], None),
        ("1-3,5-9", &[(Some("0-6,8-9"), Some(7))], Some(0)),
        ("1-5,7-10", &[(Some("0-5,7-9"), None)], None),
        ("1-5,7-10", &[(Some("0-5,7-9"), Some(8))], Some(0)),
        ("1-10", &[(Some("0-3,6-9"), None)], None),
        ("1-10", &[(Some("0-3,6-9"), Some(7))], Some(0)),
    ];
    for (completed, rules, wanted) in rows {
        let rule = |(indexes, count): &(Option<&str>, Option<i32>)| SuccessPolicyRule {
            succeeded_count: *count,
            succeeded_indexes: indexes.map(str::to_owned),
            ..SuccessPolicyRule::default()
        };
        let rules = rules.iter().map(rule).collect();
        let policy = SuccessPolicy { rules, ..SuccessPolicy::default() };
        let found = success(Some(&policy), 20, &Intervals::parse(completed, 20));
        let wanted = wanted.map(|it| format!("Matched rules at index {it}"));
        assert_eq!(found, wanted, "{completed} {policy:?}");
    }
    assert_eq!(success(None, 10, &Intervals::parse("0", 10)), None);
}

/// `In 1,2`, with the container before it if need be: `main In 1,2`.
fn codes(action: &str, text: &str) -> PodFailurePolicyRule {
    let words: Vec<&str> = text.split(' ').collect();
    let (name, operator, values) = match words.as_slice() {
        [name, operator, values] => (Some((*name).to_owned()), *operator, *values),
        [operator, values] => (None, *operator, *values),
        _ => panic!("{text}"),
    };
    let codes = PodFailurePolicyOnExitCodesRequirement {
        container_name: name,
        operator: operator.to_owned(),
        values: values.split(',').map(|it| it.parse().unwrap()).collect(),
        ..PodFailurePolicyOnExitCodesRequirement::default()
    };
    PodFailurePolicyRule {
        action: action.to_owned(),
        on_exit_codes: Some(codes),
        ..PodFailurePolicyRule::default()
    }
}

/// `DisruptionTarget=True`
fn condition(action: &str, text: &str) -> PodFailurePolicyRule {
    let (r#type, status) = text.split_once('=').unwrap();
    let pattern = PodFailurePolicyOnPodConditionsPattern {
        r#type: r#type.to_owned(),
        status: status.to_owned(),
        ..PodFailurePolicyOnPodConditionsPattern::default()
    };
    PodFailurePolicyRule {
        action: action.to_owned(),
        on_pod_conditions: vec![pattern],
        ..PodFailurePolicyRule::default()
    }
}

/// A failed Pod: exit codes by container, exit codes of those that run first, a condition.
fn failed(containers: &str, init: &str, r#type: &str) -> Pod {
    let statuses = |text: &str| {
        let one = |it: &str| {
            let (name, code) = it.split_once('=').unwrap();
            let mut status = ended(code.parse().unwrap_or(0), 1);
            status.name = name.into();
            if code == "-" {
                status.state.terminated = None;
            }
            status
        };
        text.split_whitespace().map(one).collect::<Vec<_>>()
    };
    let mut pod = Pod::default();
    pod.metadata.name = Text::word("mypod");
    pod.metadata.namespace = Text::word("default");
    pod.status.container_statuses = statuses(containers).into();
    pod.status.init_container_statuses = statuses(init).into();
    if let Some((r#type, status)) = r#type.split_once('=') {
        pod.status.conditions.push(PodCondition {
            r#type: r#type.into(),
            status: status.into(),
            ..PodCondition::default()
        });
    }
    pod
}

#[test]
fn the_first_rule_that_matches_judges_a_failure() {
    let exit = |rest: &str| Some(format!("Container {rest}"));
    let main_5 = |index: i32| {
        exit(&format!(
            "main for pod default/mypod failed with exit code 5 matching FailJob rule at index {index}"
        ))
    };
    let disrupted = |rule: &str| {
        Some(format!("Pod default/mypod has condition DisruptionTarget matching {rule}"))
    };
    type Row = (Vec<PodFailurePolicyRule>, Pod, Option<String>, bool, Option<&'static str>);
    let rows: Vec<Row> = vec![
        (vec![], failed("main=5", "", ""), None, true, None),
        (vec![codes("Ignore", "In 0")], failed("main=0", "", ""), None, true, None),
        (vec![codes("FailJob", "In 1,2,3")], failed("main=5", "", ""), None, true, None),
        (
            vec![codes("FailJob", "In 2,5,7")],
            failed("main=5", "", ""),
            main_5(0),
            true,
            Some("FailJob"),
        ),
        (vec![codes("Ignore", "In 2,5,7")], failed("main=5", "", ""), None, false, Some("Ignore")),
        (vec![codes("Count", "In 2,5,7")], failed("main=5", "", ""), None, true, Some("Count")),
        (
            vec![codes("FailIndex", "In 2,5,7")],
            failed("main=5", "", ""),
            None,
            true,
            Some("FailIndex"),
        ),
        (
            vec![codes("FailJob", "NotIn 2,4")],
            failed("main=5", "", ""),
            main_5(0),
            true,
            Some("FailJob"),
        ),
        (vec![codes("FailJob", "NotIn 5")], failed("main=5", "", ""), None, true, None),
        (vec![codes("FailJob", "NotIn 5")], failed("main=0", "", ""), None, true, None),
        (
            vec![codes("FailJob", "main In 5")],
            failed("main=5 side=1", "", ""),
            main_5(0),
            true,
            Some("FailJob"),
        ),
        (vec![codes("FailJob", "side In 5")], failed("main=5 side=1", "", ""), None, true, None),
        (vec![codes("FailJob", "In 5")], failed("main=- side=1", "", ""), None, true, None),
        (
            vec![codes("FailJob", "In 5")],
            failed("main=0", "init=5", ""),
            exit(
                "init for pod default/mypod failed with exit code 5 matching FailJob rule at index 0",
            ),
            true,
            Some("FailJob"),
        ),
        (
            vec![codes("Ignore", "In 1"), codes("FailJob", "In 5")],
            failed("main=5", "", ""),
            main_5(1),
            true,
            Some("FailJob"),
        ),
        (
            vec![codes("Ignore", "In 5"), codes("FailJob", "In 5")],
            failed("main=5", "", ""),
            None,
            false,
            Some("Ignore"),
        ),
        (
            vec![condition("Ignore", "DisruptionTarget=True")],
            failed("main=5", "", "DisruptionTarget=True"),
            None,
            false,
            Some("Ignore"),
        ),
        (
            vec![condition("Count", "DisruptionTarget=True")],
            failed("main=5", "", "DisruptionTarget=True"),
            None,
            true,
            Some("Count"),
        ),
        (
            vec![condition("FailJob", "DisruptionTarget=True")],
            failed("main=5", "", "DisruptionTarget=True"),
            disrupted("FailJob rule at index 0"),
            true,
            Some("FailJob"),
        ),
        (
            vec![condition("FailJob", "DisruptionTarget=True")],
            failed("main=5", "", "DisruptionTarget=False"),
            None,
            true,
            None,
        ),
        (
            vec![condition("Ignore", "DisruptionTarget=True"), codes("FailJob", "In 5")],
            failed("main=5", "", "DisruptionTarget=True"),
            None,
            false,
            Some("Ignore"),
        ),
        (
            vec![
                condition("Ignore", "ResourceLimitExceeded=True"),
                condition("FailJob", "DisruptionTarget=True"),
            ],
            failed("main=5", "", "DisruptionTarget=True"),
            disrupted("FailJob rule at index 1"),
            true,
            Some("FailJob"),
        ),
        (vec![codes("UnknownAction", "In 5")], failed("main=5", "", ""), None, true, None),
        (
            vec![condition("UnknownAction", "DisruptionTarget=True")],
            failed("main=5", "", "DisruptionTarget=True"),
            None,
            true,
            None,
        ),
    ];
    for (rules, pod, message, counts, action) in rows {
        let policy = PodFailurePolicy { rules, ..PodFailurePolicy::default() };
        let found = judge(Some(&policy), &pod);
        assert_eq!(found.fails_job, message, "{policy:?}");
        assert_eq!((found.counts, found.action), (counts, action), "{policy:?}");
    }
}
