//! HorizontalPodAutoscaler. Source: `pkg/apis/autoscaling/v2/defaults.go`.

use crate::api::{
    HPAScalingPolicy, HPAScalingRules, HorizontalPodAutoscaler, MetricSpec, MetricTarget,
    ResourceMetricSource,
};

pub(in crate::apiserver) fn autoscaler(autoscaler: &mut HorizontalPodAutoscaler) {
    let spec = &mut autoscaler.spec;
    spec.min_replicas.get_or_insert(1);
    if spec.metrics.is_empty() {
        spec.metrics.push(MetricSpec {
            r#type: "Resource".to_owned(),
            resource: Some(ResourceMetricSource {
                name: "cpu".to_owned(),
                target: MetricTarget {
                    r#type: "Utilization".to_owned(),
                    average_utilization: Some(80),
                    ..MetricTarget::default()
                },
                ..ResourceMetricSource::default()
            }),
            ..MetricSpec::default()
        });
    }
    if let Some(behavior) = &mut spec.behavior {
        let policy = |r#type: &str, value| HPAScalingPolicy {
            r#type: r#type.to_owned(),
            value,
            period_seconds: 15,
            ..HPAScalingPolicy::default()
        };
        let up = behavior.scale_up.get_or_insert_with(HPAScalingRules::default);
        up.stabilization_window_seconds.get_or_insert(0);
        rules(up, vec![policy("Pods", 4), policy("Percent", 100)]);
        let down = behavior.scale_down.get_or_insert_with(HPAScalingRules::default);
        rules(down, vec![policy("Percent", 100)]);
    }
}

/// Source: `GenerateHPAScaleUpRules`, `GenerateHPAScaleDownRules`.
fn rules(rules: &mut HPAScalingRules, policies: Vec<HPAScalingPolicy>) {
    if rules.select_policy.is_empty() {
        rules.select_policy = "Max".to_owned();
    }
    rules.policies.get_or_insert(policies);
}
