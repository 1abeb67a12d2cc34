//! What is warned of: `pkg/api/pod/warnings_test.go` and its like.

use crate::api::{Kind, Object, Value};
use crate::apiserver::warnings;
use crate::apiserver::{ApiServer, Patch, Request};
use serde_json::json;

fn server() -> ApiServer {
    let mut server = ApiServer::new(1);
    let default = json!({"metadata": {"name": "default"}});
    let namespace = Object::from_value(Kind::Namespace, default).unwrap();
    server.request(0, Request::Create(namespace)).unwrap();
    server
}

fn create(kind: Kind, value: &Value) -> Vec<String> {
    let object = Object::from_value(kind, value.clone()).unwrap();
    warnings(None, None, &server().request(0, Request::Create(object)).unwrap().object)
}

fn named(spec: Value) -> Value {
    json!({"metadata": {"name": "x", "namespace": "default"}, "spec": spec})
}

fn container(mut more: Value) -> Value {
    more["name"] = json!("c");
    more["image"] = json!("nginx:1.27");
    more
}

/// Each row: a Pod's spec, and what is said of it. Of a template the same is said.
fn check(rows: Vec<(Value, Vec<&str>)>) {
    for (mut spec, expected) in rows {
        if spec.get("containers").is_none() {
            spec["containers"] = json!([container(json!({}))]);
        }
        assert_eq!(create(Kind::Pod, &named(spec.clone())), expected, "{spec}");
        let template = json!({"metadata": {"labels": {"a": "b"}}, "spec": spec});
        let value = named(json!({"selector": {"matchLabels": {"a": "b"}}, "template": template}));
        let expected: Vec<String> =
            expected.iter().map(|it| it.replace("spec.", "spec.template.spec.")).collect();
        for kind in [Kind::Deployment, Kind::ReplicaSet, Kind::StatefulSet, Kind::DaemonSet] {
            assert_eq!(create(kind, &value), expected, "{kind:?} {spec}");
        }
    }
}

#[test]
fn containers_of_pods_and_templates() {
    let with = |more: Value| json!({"containers": [container(more)]});
    check(vec![
        (json!({}), vec![]),
        (with(json!({"resources": {"limits": {"cpu": "500m", "memory": "500Mi"}}})), vec![]),
        (
            with(json!({
                "resources": {"limits": {"memory": "500m"}, "requests": {"memory": "500m"}},
            })),
            vec![
                "spec.containers[0].resources.limits[memory]: fractional byte value \"500m\" is invalid, must be an integer",
                "spec.containers[0].resources.requests[memory]: fractional byte value \"500m\" is invalid, must be an integer",
            ],
        ),
        (
            with(json!({"env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]})),
            vec![
                "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply",
            ],
        ),
        (
            with(json!({"env": [{"name": "A", "value": "1"}, {"name": "A", "value": "$(A)2"}]})),
            vec![],
        ),
        (
            with(json!({"env": [{"name": "A", "value": "1"}, {"name": "A", "value": "$(A)"}]})),
            vec![
                "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when using apply",
            ],
        ),
        (
            with(json!({"ports": [{"containerPort": 80}, {"containerPort": 80}]})),
            vec![
                "spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]",
            ],
        ),
        (
            with(
                json!({"ports": [{"containerPort": 80}, {"containerPort": 80, "protocol": "UDP"}]}),
            ),
            vec![],
        ),
        (
            with(json!({"ports": [{"containerPort": 80}, {"containerPort": 80, "hostPort": 80}]})),
            vec![
                "spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]",
            ],
        ),
        (
            with(json!({"ports": [
                {"containerPort": 80, "hostPort": 80, "hostIP": "1.2.3.4"},
                {"containerPort": 80, "hostPort": 80},
            ]})),
            vec![
                "spec.containers[0].ports[1]: dangerously ambiguous port definition with spec.containers[0].ports[0]",
            ],
        ),
        (
            with(json!({"ports": [{"containerPort": 80, "hostIP": "1.2.3.4"}]})),
            vec![
                "spec.containers[0].ports[0]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:1.2.3.4}",
            ],
        ),
    ]);
}

#[test]
fn the_rest_of_pods_and_templates() {
    check(vec![
        (
            json!({"nodeSelector": {"beta.kubernetes.io/os": "linux", "kubernetes.io/os": "linux"}}),
            vec![
                "spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \"kubernetes.io/os\" instead",
            ],
        ),
        (
            json!({"topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "failure-domain.beta.kubernetes.io/zone", "whenUnsatisfiable": "DoNotSchedule"}]}),
            vec![
                "spec.topologySpreadConstraints[0].topologyKey: failure-domain.beta.kubernetes.io/zone is deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
                "spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in matching no pod",
            ],
        ),
        (
            json!({"affinity": {"podAntiAffinity": {
                "requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "zone"}],
                "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "podAffinityTerm": {"topologyKey": "zone", "labelSelector": {}}}],
            }}}),
            vec![
                "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector: a null labelSelector results in matching no pod",
            ],
        ),
        (
            json!({"affinity": {"nodeAffinity": {
                "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 1, "preference": {"matchExpressions": [{"key": "beta.kubernetes.io/arch", "operator": "Exists"}]}}],
            }}}),
            vec![
                "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].key: beta.kubernetes.io/arch is deprecated since v1.14; use \"kubernetes.io/arch\" instead",
            ],
        ),
        (
            json!({"volumes": [{"name": "v", "gitRepo": {"repository": "r"}}]}),
            vec!["spec.volumes[0].gitRepo: deprecated in v1.11"],
        ),
        (
            json!({"imagePullSecrets": [{"name": "a"}, {"name": "a"}, {}]}),
            vec![
                "spec.imagePullSecrets[1].name: duplicate name \"a\"",
                "spec.imagePullSecrets[2].name: invalid empty name \"\"",
            ],
        ),
        (
            json!({"hostAliases": [{"ip": "1.1.1.1"}, {"ip": "1.1.1.1"}]}),
            vec!["spec.hostAliases[1].ip: duplicate ip \"1.1.1.1\""],
        ),
    ]);
}

/// Of a Pod it is mended before anybody could be warned.
#[test]
fn a_negative_grace_is_warned_of_in_templates() {
    let spec = json!({
        "containers": [container(json!({}))], "terminationGracePeriodSeconds": -1,
    });
    assert_eq!(create(Kind::Pod, &named(spec.clone())), [""; 0]);
    let template = json!({"metadata": {"labels": {"a": "b"}}, "spec": spec});
    let value = named(json!({"selector": {"matchLabels": {"a": "b"}}, "template": template}));
    assert_eq!(
        create(Kind::Deployment, &value),
        [
            "spec.template.spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1"
        ]
    );
}

#[test]
fn names_with_dots() {
    let named = |kind: Kind, spec: Value| {
        let mut value = named(spec);
        value["metadata"]["name"] = json!("w.dotted");
        create(kind, &value)
    };
    let spec = json!({"containers": [container(json!({}))]});
    let why = "which can result in surprising behavior; a DNS label is recommended: [must not contain dots]";
    assert_eq!(
        named(Kind::Pod, spec.clone()),
        [format!("metadata.name: this is used in the Pod's hostname, {why}")]
    );
    let of_pods = [format!("metadata.name: this is used in Pod names and hostnames, {why}")];
    let template = json!({"metadata": {"labels": {"a": "b"}}, "spec": spec});
    let set = json!({"selector": {"matchLabels": {"a": "b"}}, "template": template});
    assert_eq!(named(Kind::Deployment, set.clone()), of_pods);
    assert_eq!(named(Kind::DaemonSet, set), [""; 0]);
    let mut job = json!({"template": template});
    job["template"]["spec"]["restartPolicy"] = json!("Never");
    assert_eq!(named(Kind::Job, job.clone()), of_pods);
    let cron = json!({"schedule": "* * * * *", "jobTemplate": {"spec": job}});
    assert_eq!(named(Kind::CronJob, cron), of_pods);
}

#[test]
fn other_kinds() {
    let rows = [
        (
            Kind::Service,
            json!({"clusterIP": "None", "sessionAffinity": "ClientIP", "ports": [{"port": 80}]}),
            vec!["spec.SessionAffinity is ignored for headless services"],
        ),
        (
            Kind::Service,
            json!({"externalName": "a.b", "ports": [{"port": 80}]}),
            vec!["spec.externalName is ignored when spec.type is not \"ExternalName\""],
        ),
        (
            Kind::Service,
            json!({"externalIPs": ["1.2.3.4"], "trafficDistribution": "PreferClose", "ports": [{"port": 80}]}),
            vec![
                "spec.externalIPs is deprecated and may no longer be implemented in some clusters",
                "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"",
            ],
        ),
        (Kind::Service, json!({"ports": [{"port": 80}]}), vec![]),
        (Kind::Service, json!({"clusterIP": "None", "ports": [{"port": 80}]}), vec![]),
        (
            Kind::PersistentVolumeClaim,
            json!({"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "500m"}}}),
            vec![
                "spec.resources.requests[storage]: fractional byte value \"500m\" is invalid, must be an integer",
            ],
        ),
        (
            Kind::PersistentVolume,
            json!({"accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"},
                "hostPath": {"path": "/x"}, "persistentVolumeReclaimPolicy": "Recycle"}),
            vec![
                "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.",
            ],
        ),
    ];
    for (kind, spec, expected) in rows {
        assert_eq!(create(kind, &named(spec.clone())), expected, "{spec}");
    }
    let class = json!({"metadata": {"name": "x"}, "provisioner": "p", "allowedTopologies": [
        {"matchLabelExpressions": [{"key": "failure-domain.beta.kubernetes.io/zone", "values": ["a"]}]},
    ]});
    assert_eq!(
        create(Kind::StorageClass, &class),
        [
            "allowedTopologies[0].matchLabelExpressions[0].key: deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead"
        ]
    );
}

#[test]
fn a_change_is_warned_of_where_there_is_a_new_wish() {
    let template = json!({"metadata": {"labels": {"a": "b"}}, "spec": {
        "nodeSelector": {"beta.kubernetes.io/os": "linux"}, "containers": [container(json!({}))],
    }});
    let value = named(json!({"selector": {"matchLabels": {"a": "b"}}, "template": template}));
    let mut server = server();
    let object = Object::from_value(Kind::ReplicaSet, value).unwrap();
    let old = server.request(0, Request::Create(object)).unwrap().object;
    for (patch, count) in
        [(json!({"metadata": {"labels": {"x": "y"}}}), 0), (json!({"spec": {"replicas": 3}}), 1)]
    {
        let request = Request::Patch(old.key(), Patch::Strategic(patch));
        let new = server.request(0, request).unwrap().object;
        assert_eq!(warnings(None, Some(&old), &new).len(), count);
    }
}
