//! Services, autoscalers and Pods with one thing wrong each: rows of `TestValidateServiceCreate`,
//! `TestValidateHorizontalPodAutoscaler`, `TestValidatePodDNSConfig`, `TestValidatePodSpec`,
//! `TestValidateLimitRange`, `TestValidateObjectMetaOwnerReferences`.

use super::{errors, merge, named, pod};
use crate::api::{Kind, Value};
use serde_json::json;

const IP: &str = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
const RANGE: &str = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

const KEY: &str = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

/// What is said of a base with a spec of each row on it.
fn rows(kind: Kind, base: &Value, rows: &[(Value, &[&str])]) {
    for (spec, wanted) in rows {
        let mut value = base.clone();
        merge(&mut value["spec"], spec.clone());
        assert_eq!(errors(kind, &value), *wanted, "{spec}");
    }
}

#[test]
fn services() {
    let ranges = format!("spec.LoadBalancerSourceRanges[0]: Invalid value: \"1.2.3.4\": {RANGE}");
    let address = format!("spec.externalIPs[0]: Invalid value: \"300.1.1.1\": {IP}");
    rows(
        Kind::Service,
        &named(json!({"ports": [{"port": 80}]})),
        &[
            (
                json!({"externalIPs": ["300.1.1.1", "127.0.0.1", "10.1.1.1", "169.254.1.1"]}),
                &[
                    &address,
                    "spec.externalIPs[1]: Invalid value: \"127.0.0.1\": may not be in the loopback range (127.0.0.0/8, ::1/128)",
                    "spec.externalIPs[3]: Invalid value: \"169.254.1.1\": may not be in the link-local range (169.254.0.0/16, fe80::/10)",
                ],
            ),
            (json!({"type": "LoadBalancer", "loadBalancerSourceRanges": ["1.2.3.4"]}), &[&ranges]),
            (json!({"type": "LoadBalancer", "loadBalancerSourceRanges": [" 10.0.0.0/8 "]}), &[]),
            (
                json!({"loadBalancerSourceRanges": ["10.0.0.0/8"]}),
                &[
                    "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
                ],
            ),
            (
                json!({"type": "LoadBalancer", "healthCheckNodePort": 30100}),
                &[
                    "spec.healthCheckNodePort: Invalid value: 30100: may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
                ],
            ),
            (json!({"type": "LoadBalancer", "externalTrafficPolicy": "Local"}), &[]),
            (
                json!({"trafficDistribution": "Nearby"}),
                &[
                    "spec.trafficDistribution: Unsupported value: \"Nearby\": supported values: \"PreferClose\", \"PreferSameZone\", \"PreferSameNode\"",
                ],
            ),
            (json!({"ports": [{"port": 80, "appProtocol": "kubernetes.io/h2c"}]}), &[]),
            (
                json!({"ports": [{"port": 80, "appProtocol": "/a"}]}),
                &[
                    "spec.ports[0].appProtocol: Invalid value: \"/a\": prefix part must be non-empty",
                ],
            ),
        ],
    );
}

#[test]
fn pods() {
    let server = format!("spec.dnsConfig.nameservers[0]: Invalid value: \"a.b\": {IP}");
    let alias = format!("spec.hostAliases[0].ip: Invalid value: \"x\": {IP}");
    let hostname =
        format!("spec.hostAliases[0].hostnames[0]: Invalid value: \"Bad_H\": {SUBDOMAIN}");
    let gate = format!("spec.schedulingGates[0]: Invalid value: \"b c\": {KEY}");
    let spread = json!([{
        "maxSkew": 1, "topologyKey": "a", "whenUnsatisfiable": "DoNotSchedule", "matchLabelKeys": ["a"],
    }]);
    let profile = |it: Value| json!({"securityContext": {"seccompProfile": it}});
    rows(
        Kind::Pod,
        &pod(json!({})),
        &[
            (
                json!({"dnsPolicy": "None"}),
                &[
                    "spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None",
                ],
            ),
            (
                json!({"dnsPolicy": "None", "dnsConfig": {}}),
                &[
                    "spec.dnsConfig.nameservers: Required value: must provide at least one DNS nameserver when `dnsPolicy` is None",
                ],
            ),
            (json!({"dnsConfig": {"nameservers": ["a.b"]}}), &[&server]),
            (
                json!({"dnsConfig": {"searches": [".", "a_b.c."], "options": [{"value": "1"}]}}),
                &["spec.dnsConfig.options[0]: Required value: must not be empty"],
            ),
            (json!({"hostAliases": [{"ip": "x", "hostnames": ["Bad_H"]}]}), &[&alias, &hostname]),
            (
                json!({"volumes": [{"name": "v", "emptyDir": {"sizeLimit": "-1Gi"}}]}),
                &[
                    "spec.volumes[0].emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity",
                ],
            ),
            (
                json!({"volumes": [{"name": "v", "nfs": {"server": "", "path": "x"}}]}),
                &[
                    "spec.volumes[0].nfs.server: Required value",
                    "spec.volumes[0].nfs.path: Invalid value: \"x\": must be an absolute path",
                ],
            ),
            (
                json!({"nodeName": "node-1", "schedulingGates": [{"name": "a.b/c"}]}),
                &[
                    "spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared",
                ],
            ),
            (json!({"schedulingGates": [{"name": "b c"}]}), &[&gate]),
            (
                json!({"topologySpreadConstraints": spread}),
                &[
                    "spec.topologySpreadConstraints[0].matchLabelKeys: Forbidden: must not be specified when labelSelector is not set",
                ],
            ),
            (
                profile(json!({"type": "Localhost"})),
                &[
                    "spec.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type is Localhost",
                ],
            ),
            (
                profile(json!({"type": "RuntimeDefault", "localhostProfile": "x"})),
                &[
                    "spec.securityContext.seccompProfile.localhostProfile: Invalid value: {\"Type\":\"RuntimeDefault\",\"LocalhostProfile\":\"x\"}: can only be set when seccomp type is Localhost",
                ],
            ),
            (
                profile(json!({"type": "Loud"})),
                &[
                    "spec.securityContext.seccompProfile.type: Unsupported value: \"Loud\": supported values: \"Localhost\", \"RuntimeDefault\", \"Unconfined\"",
                ],
            ),
        ],
    );
    let own = json!({"securityContext": {"seccompProfile": {"type": "Localhost", "localhostProfile": "/x"}}});
    assert_eq!(
        errors(Kind::Pod, &pod(own)),
        [
            "spec.containers[0].securityContext.seccompProfile.localhostProfile: Invalid value: \"/x\": must be a relative path"
        ]
    );
}

#[test]
fn autoscalers() {
    let target = json!({"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"});
    let base = named(json!({"maxReplicas": 3, "scaleTargetRef": target}));
    let metric =
        |kind: &str, field: &str, it: Value| json!({"metrics": [{"type": kind, field: it}]});
    let cpu =
        |target: Value| metric("Resource", "resource", json!({"name": "cpu", "target": target}));
    rows(
        Kind::HorizontalPodAutoscaler,
        &base,
        &[
            (cpu(json!({"type": "Utilization", "averageUtilization": 50})), &[]),
            (
                cpu(json!({"type": "Percent", "averageUtilization": 50})),
                &[
                    "spec.metrics[0].resource.target.type: Invalid value: \"Percent\": must be either Utilization, Value, or AverageValue",
                ],
            ),
            (
                cpu(json!({"averageUtilization": 0})),
                &[
                    "spec.metrics[0].resource.target.type: Required value: must specify a metric target type",
                    "spec.metrics[0].resource.target.type: Invalid value: \"\": must be either Utilization, Value, or AverageValue",
                    "spec.metrics[0].resource.target.averageUtilization: Invalid value: 0: must be greater than 0",
                ],
            ),
            (
                metric(
                    "Pods",
                    "pods",
                    json!({"metric": {"name": ""}, "target": {"type": "AverageValue"}}),
                ),
                &[
                    "spec.metrics[0].pods.metric.name: Required value: must specify a metric name",
                    "spec.metrics[0].pods.target.averageValue: Required value: must specify a positive target averageValue",
                ],
            ),
            (
                metric(
                    "Object",
                    "object",
                    json!({
                        "describedObject": {"kind": "Service", "name": ""},
                        "metric": {"name": "a/b"},
                        "target": {"type": "Value"},
                    }),
                ),
                &[
                    "spec.metrics[0].object.describedObject.name: Required value",
                    "spec.metrics[0].object.metric.name: Invalid value: \"a/b\": may not contain '/'",
                    "spec.metrics[0].object.target.averageValue: Required value: must set either a target value or averageValue",
                ],
            ),
            (
                metric(
                    "External",
                    "external",
                    json!({
                        "metric": {"name": "q"},
                        "target": {"type": "Value", "value": "0", "averageValue": "1"},
                    }),
                ),
                &[
                    "spec.metrics[0].external.target.value: Invalid value: \"0\": must be positive",
                    "spec.metrics[0].external.target.value: Forbidden: may not set both a target value for metric and a per-pod target",
                ],
            ),
        ],
    );
}

#[test]
fn what_may_not_be_specified_is_not_compared() {
    let item = json!({"type": "Pod", "default": {"cpu": "2"}, "defaultRequest": {"cpu": "3"}});
    assert_eq!(
        errors(Kind::LimitRange, &named(json!({"limits": [item]}))),
        [
            "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
            "spec.limits[0].defaultRequest: Forbidden: may not be specified when `type` is 'Pod'",
        ]
    );
}

#[test]
fn owners() {
    let owned = |owners: Value| {
        let meta = json!({"name": "x", "namespace": "default", "ownerReferences": owners});
        errors(Kind::ConfigMap, &json!({"metadata": meta}))
    };
    let owner = |name: &str| json!({"apiVersion": "v1", "kind": "Pod", "name": name, "uid": "u", "controller": true});
    assert_eq!(owned(json!([owner("a")])), [""; 0]);
    assert_eq!(
        owned(json!([{"apiVersion": "apps/", "kind": "", "name": "", "uid": ""}])),
        [
            "metadata.ownerReferences.apiVersion: Invalid value: \"apps/\": version must not be empty",
            "metadata.ownerReferences.kind: Invalid value: \"\": must not be empty",
            "metadata.ownerReferences.name: Invalid value: \"\": must not be empty",
            "metadata.ownerReferences.uid: Invalid value: \"\": must not be empty",
        ]
    );
    assert_eq!(
        owned(json!([{"apiVersion": "v1", "kind": "Event", "name": "e", "uid": "u"}])),
        [
            "metadata.ownerReferences: Invalid value: {\"apiVersion\":\"v1\",\"kind\":\"Event\",\"name\":\"e\",\"uid\":\"u\"}: /v1, Kind=Event is disallowed from being an owner"
        ]
    );
    let [one, two] = ["a", "c"].map(|it| {
        format!("{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"name\":\"{it}\",\"uid\":\"u\",\"controller\":true}}")
    });
    assert_eq!(
        owned(json!([owner("a"), owner("c")])),
        [format!(
            "metadata.ownerReferences: Invalid value: [{one},{two}]: Only one reference can have Controller set to true. Found \"true\" in references for Pod/a and Pod/c"
        )]
    );
}
