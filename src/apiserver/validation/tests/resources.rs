//! Resources of containers, limit ranges and quotas.

use super::{errors, named, pod, workload};
use crate::api::Kind;
use serde_json::json;

const NO_TYPE: &str = "must be a standard resource type or fully qualified";
const NOT_OF_CONTAINERS: &str = "must be a standard resource for containers";

#[test]
fn a_misspelt_resource_is_refused_wherever_a_container_is() {
    let wrong = json!({"resources": {"limits": {"memroy": "1Gi"}}});
    // A Pod requests what it is limited to, a template does not.
    let expected = |path: &str, lists: &[&str]| {
        let mut lines = Vec::new();
        for list in lists {
            for detail in [NO_TYPE, NOT_OF_CONTAINERS] {
                lines.push(format!(
                    "{path}[0].resources.{list}[memroy]: Invalid value: \"memroy\": {detail}"
                ));
            }
        }
        lines
    };
    assert_eq!(
        errors(Kind::Pod, &pod(wrong.clone())),
        expected("spec.containers", &["limits", "requests"])
    );
    let containers = json!([super::container(wrong)]);
    let template = json!({"template": {"spec": {"containers": containers.clone()}}});
    for kind in [Kind::Deployment, Kind::ReplicaSet, Kind::DaemonSet] {
        let found = errors(kind, &workload(template.clone()));
        assert_eq!(found, expected("spec.template.spec.containers", &["limits"]), "{kind:?}");
    }
    let job = json!({"template": {"spec": {"restartPolicy": "Never", "containers": containers}}});
    let found = errors(Kind::Job, &named(job.clone()));
    assert_eq!(found, expected("spec.template.spec.containers", &["limits"]));
    let cron = json!({"schedule": "* * * * *", "jobTemplate": {"spec": job}});
    let found = errors(Kind::CronJob, &named(cron));
    assert_eq!(found, expected("spec.jobTemplate.spec.template.spec.containers", &["limits"]));
}

#[test]
fn resources_of_containers() {
    let rows = [
        (json!({"limits": {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"}}), vec![]),
        (json!({"limits": {"nvidia.com/gpu": "1"}}), vec![]),
        (json!({"limits": {"hugepages-2Mi": "4Mi", "cpu": "1"}}), vec![]),
        (json!({"requests": {"kubernetes.io/batteries": "1500m"}}), vec![]),
        (
            json!({"requests": {"nvidia.com/gpu": "1"}}),
            vec!["limits: Required value: Limit must be set for non overcommitable resources"],
        ),
        (
            json!({"limits": {"nvidia.com/gpu": "1500m"}}),
            vec![
                "limits[nvidia.com/gpu]: Invalid value: \"1500m\": must be an integer",
                "requests[nvidia.com/gpu]: Invalid value: \"1500m\": must be an integer",
            ],
        ),
        (
            json!({"limits": {"nvidia.com/gpu": "2"}, "requests": {"nvidia.com/gpu": "1"}}),
            vec!["requests: Invalid value: \"1\": must be equal to nvidia.com/gpu limit of 2"],
        ),
        (
            json!({"limits": {"cpu": "1"}, "requests": {"cpu": "2"}}),
            vec!["requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1"],
        ),
        (
            json!({"requests": {"requests.x.com/y": "1"}}),
            vec![
                "requests[requests.x.com/y]: Invalid value: \"requests.x.com/y\": doesn't follow extended resource name standard",
                "limits: Required value: Limit must be set for non overcommitable resources",
            ],
        ),
        (
            json!({"requests": {"pods": "1"}}),
            vec![
                "requests[pods]: Invalid value: \"pods\": must be a standard resource for containers",
            ],
        ),
        (
            json!({"requests": {"cpu": "-1"}}),
            vec!["requests[cpu]: Invalid value: \"-1\": must be greater than or equal to 0"],
        ),
        (
            json!({"limits": {"hugepages-2Mi": "3Mi"}}),
            vec![
                "limits[hugepages-2Mi]: Invalid value: \"3Mi\": 3Mi is not positive integer multiple of hugepages-2Mi",
                "requests[hugepages-2Mi]: Invalid value: \"3Mi\": 3Mi is not positive integer multiple of hugepages-2Mi",
                "Forbidden: HugePages require cpu or memory",
            ],
        ),
    ];
    for (resources, expected) in rows {
        let found = errors(Kind::Pod, &pod(json!({"resources": resources})));
        let expected: Vec<String> = expected
            .iter()
            .map(|it| match it.starts_with("Forbidden") {
                true => format!("spec.containers[0].resources: {it}"),
                false => format!("spec.containers[0].resources.{it}"),
            })
            .collect();
        assert_eq!(found, expected, "{resources}");
    }
}

#[test]
fn resources_of_a_pod_as_a_whole() {
    let mut value = pod(json!({}));
    value["spec"]["resources"] = json!({"requests": {"cpu": "1", "ephemeral-storage": "1Gi"}});
    let expected = "spec.resources.requests[ephemeral-storage]: Unsupported value: \"ephemeral-storage\": supported values: \"cpu\", \"hugepages-\", \"memory\"";
    assert_eq!(errors(Kind::Pod, &value), [expected]);
}

#[test]
fn limits_of_a_range() {
    let rows = [
        (json!({"type": "Container", "max": {"cpu": "1"}}), vec![]),
        (json!({"type": "PersistentVolumeClaim", "max": {"storage": "1Gi"}}), vec![]),
        (
            json!({"type": "Pods"}),
            vec!["type: Invalid value: \"Pods\": must be a standard limit type or fully qualified"],
        ),
        (
            json!({"type": "PersistentVolumeClaim"}),
            vec![
                "limits: Required value: either minimum or maximum storage value is required, but neither was provided",
            ],
        ),
        (
            json!({"type": "Pod", "max": {"storage": "1Gi"}, "default": {"cpu": "1"}}),
            vec![
                "max[storage]: Invalid value: \"storage\": must be a standard resource for containers",
                "default: Forbidden: may not be specified when `type` is 'Pod'",
            ],
        ),
        (
            json!({"type": "Pod", "min": {"cpu": "2"}, "max": {"cpu": "1"}}),
            vec!["min[cpu]: Invalid value: \"2\": min value 2 is greater than max value 1"],
        ),
        (
            json!({"type": "Container", "default": {"cpu": "2"}, "max": {"cpu": "1"},
                "defaultRequest": {"cpu": "1"}}),
            vec!["default[cpu]: Invalid value: \"1\": default value 2 is greater than max value 1"],
        ),
        (
            json!({"type": "Pod", "min": {"cpu": "200m"}, "max": {"cpu": "1"},
                "maxLimitRequestRatio": {"cpu": "8"}}),
            vec![
                "maxLimitRequestRatio[cpu]: Invalid value: \"8\": ratio 8 is greater than max/min = 5.000000",
            ],
        ),
    ];
    for (item, expected) in rows {
        let found = errors(Kind::LimitRange, &named(json!({"limits": [item]})));
        let expected: Vec<String> =
            expected.iter().map(|it| format!("spec.limits[0].{it}")).collect();
        assert_eq!(found, expected, "{item}");
    }
}

#[test]
fn what_a_quota_counts() {
    let rows = [
        (json!({"cpu": "1", "pods": "1", "count/jobs.batch": "1"}), vec![]),
        (json!({"requests.nvidia.com/gpu": "4"}), vec![]),
        (
            json!({"foo": "1"}),
            vec![
                "[foo]: Invalid value: \"foo\": must be a standard resource type or fully qualified",
                "[foo]: Invalid value: \"foo\": must be a standard resource for quota",
            ],
        ),
        (
            json!({"storage": "1"}),
            vec!["[storage]: Invalid value: \"storage\": must be a standard resource for quota"],
        ),
        (json!({"pods": "1500m"}), vec!["[pods]: Invalid value: \"1500m\": must be an integer"]),
    ];
    for (hard, expected) in rows {
        let found = errors(Kind::ResourceQuota, &named(json!({"hard": hard})));
        let expected: Vec<String> = expected.iter().map(|it| format!("spec.hard{it}")).collect();
        assert_eq!(found, expected, "{hard}");
    }
}
