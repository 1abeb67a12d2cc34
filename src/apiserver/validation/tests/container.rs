//! Variables, probes, hooks, mounts, volumes: `TestValidateEnv`, `TestValidateEnvFrom`,
//! `TestValidateProbe`, `TestValidateHandler`, `TestValidateVolumeMounts`, `TestValidateVolumes`.

use super::{errors, pod};
use crate::api::{Kind, Value};
use serde_json::json;

const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

/// Each row: what the container has, and what is said of it.
fn check(rows: Vec<(Value, Vec<&str>)>) {
    for (more, expected) in rows {
        let found = errors(Kind::Pod, &pod(more.clone()));
        let expected: Vec<String> =
            expected.iter().map(|it| format!("spec.containers[0].{it}")).collect();
        assert_eq!(found, expected, "{more}");
    }
}

fn variable(from: Value) -> Value {
    json!({"env": [{"name": "A", "valueFrom": from}]})
}

#[test]
fn variables_from_fields() {
    let field = |path: &str| variable(json!({"fieldRef": {"fieldPath": path}}));
    let resource = |it: Value| variable(json!({"resourceFieldRef": it}));
    check(vec![
        (field("metadata.name"), vec![]),
        (field("metadata.labels['app']"), vec![]),
        (field("status.hostIPs"), vec![]),
        (
            field("metadata.foo"),
            vec![
                "env[0].valueFrom.fieldRef.fieldPath: Invalid value: \"metadata.foo\": error converting fieldPath: field label not supported: metadata.foo",
            ],
        ),
        (
            field("metadata.name['x']"),
            vec![
                "env[0].valueFrom.fieldRef.fieldPath: Invalid value: \"metadata.name['x']\": error converting fieldPath: field label does not support subscript: metadata.name['x']",
            ],
        ),
        (
            field("metadata.labels"),
            vec![
                "env[0].valueFrom.fieldRef.fieldPath: Unsupported value: \"metadata.labels\": supported values: \"metadata.name\", \"metadata.namespace\", \"metadata.uid\", \"spec.nodeName\", \"spec.serviceAccountName\", \"status.hostIP\", \"status.hostIPs\", \"status.podIP\", \"status.podIPs\"",
            ],
        ),
        (field(""), vec!["env[0].valueFrom.fieldRef.fieldPath: Required value"]),
        (resource(json!({"resource": "limits.cpu", "divisor": "1m"})), vec![]),
        (resource(json!({"resource": "limits.hugepages-2Mi"})), vec![]),
        (
            resource(json!({"resource": "foo"})),
            vec![
                "env[0].valueFrom.resourceFieldRef.resource: Unsupported value: \"foo\": supported values: \"limits.cpu\", \"limits.ephemeral-storage\", \"limits.memory\", \"requests.cpu\", \"requests.ephemeral-storage\", \"requests.memory\"",
            ],
        ),
        (
            resource(json!({"resource": "limits.memory", "divisor": "1m"})),
            vec![
                "env[0].valueFrom.resourceFieldRef.divisor: Invalid value: \"limits.memory\": only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the memory resource",
            ],
        ),
    ]);
}

#[test]
fn variables_from_elsewhere() {
    let nameless = format!("envX.name: Invalid value: \"\": {SUBDOMAIN}")
        .replace("envX", "env[0].valueFrom.configMapKeyRef");
    check(vec![
        (variable(json!({"secretKeyRef": {"name": "s", "key": "k"}})), vec![]),
        (variable(json!({"configMapKeyRef": {"key": "k"}})), vec![&nameless]),
        (
            variable(json!({"secretKeyRef": {"name": "s"}})),
            vec!["env[0].valueFrom.secretKeyRef.key: Required value"],
        ),
        (
            variable(json!({})),
            vec![
                "env[0].valueFrom: Invalid value: \"\": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
            ],
        ),
        (json!({"envFrom": [{"configMapRef": {"name": "c"}, "prefix": "a."}]}), vec![]),
        (
            json!({"envFrom": [{}]}),
            vec![
                "envFrom: Invalid value: \"\": must specify one of: `configMapRef` or `secretRef`",
            ],
        ),
        (
            json!({"envFrom": [{"configMapRef": {}, "secretRef": {"name": "s"}}]}),
            vec![
                "envFrom[0].configMapRef.name: Required value",
                "envFrom: Invalid value: \"\": may not have more than one field specified at a time",
            ],
        ),
    ]);
}

#[test]
fn probes_and_hooks() {
    let probe = |it: Value| json!({"readinessProbe": it});
    check(vec![
        (probe(json!({"httpGet": {"port": "web"}})), vec![]),
        (probe(json!({})), vec!["readinessProbe: Required value: must specify a handler type"]),
        (
            probe(json!({"httpGet": {"port": 80}, "tcpSocket": {"port": 1}})),
            vec!["readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type"],
        ),
        (
            probe(json!({"httpGet": {"port": 80, "scheme": "ftp"}})),
            vec![
                "readinessProbe.httpGet.scheme: Unsupported value: \"ftp\": supported values: \"HTTP\", \"HTTPS\"",
            ],
        ),
        (
            probe(json!({"httpGet": {"port": 0}})),
            vec![
                "readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive",
            ],
        ),
        (
            probe(json!({"tcpSocket": {"port": "web--1"}})),
            vec![
                "readinessProbe.tcpSocket.port: Invalid value: \"web--1\": must not contain consecutive hyphens",
            ],
        ),
        (
            probe(json!({"grpc": {"port": 70000}})),
            vec![
                "readinessProbe.grpc.port: Invalid value: 70000: must be between 1 and 65535, inclusive",
            ],
        ),
        (
            probe(json!({"exec": {"command": ["a"]}, "terminationGracePeriodSeconds": 3})),
            vec![
                "readinessProbe.terminationGracePeriodSeconds: Invalid value: 3: must not be set for readinessProbes",
            ],
        ),
        (
            json!({"startupProbe": {"exec": {"command": []}}}),
            vec!["startupProbe.exec.command: Required value"],
        ),
        (
            json!({"lifecycle": {"preStop": {"sleep": {"seconds": 31}}, "postStart": {"exec": {}}}}),
            vec![
                "lifecycle.postStart.exec.command: Required value",
                "lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than terminationGracePeriodSeconds (30)",
            ],
        ),
        (
            json!({"lifecycle": {"preStop": {"httpGet": {"port": 80}, "sleep": {"seconds": 1}}}}),
            vec!["lifecycle.preStop.sleep: Forbidden: may not specify more than 1 handler type"],
        ),
        (
            json!({"ports": [{"containerPort": 1, "hostPort": 8}, {"containerPort": 2, "hostPort": 8}]}),
            vec!["ports[1].hostPort: Duplicate value: \"TCP//8\""],
        ),
    ]);
}

#[test]
fn mounts() {
    let with = |mount: Value| {
        let mut value = pod(json!({"volumeMounts": [mount]}));
        value["spec"]["volumes"] = json!([{"name": "v", "emptyDir": {}}]);
        errors(Kind::Pod, &value)
    };
    let rows = [
        (json!({"name": "v", "mountPath": "/x", "subPath": "a/b"}), vec![]),
        (
            json!({"name": "w", "mountPath": ""}),
            vec!["[0].name: Not found: \"w\"", "[0].mountPath: Required value"],
        ),
        (
            json!({"name": "v", "mountPath": "/x", "subPath": "/abs"}),
            vec![".subPath: Invalid value: \"/abs\": must be a relative path"],
        ),
        (
            json!({"name": "v", "mountPath": "/x", "subPath": "a/../b", "subPathExpr": "c"}),
            vec![
                ".subPath: Invalid value: \"a/../b\": must not contain '..'",
                "[0].subPathExpr: Invalid value: \"c\": subPathExpr and subPath are mutually exclusive",
            ],
        ),
        (
            json!({"name": "v", "mountPath": "/x", "mountPropagation": "Bidirectional"}),
            vec![
                ".mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers",
            ],
        ),
    ];
    for (mount, expected) in rows {
        let expected: Vec<String> =
            expected.iter().map(|it| format!("spec.containers[0].volumeMounts{it}")).collect();
        assert_eq!(with(mount.clone()), expected, "{mount}");
    }
}

#[test]
fn volumes() {
    let rows = [
        (json!({"hostPath": {"path": "/x", "type": "Directory"}}), vec![]),
        (
            json!({"hostPath": {"path": "/x", "type": "Foo"}}),
            vec![
                "hostPath.type: Unsupported value: \"Foo\": supported values: \"\", \"BlockDevice\", \"CharDevice\", \"Directory\", \"DirectoryOrCreate\", \"File\", \"FileOrCreate\", \"Socket\"",
            ],
        ),
        (
            json!({"hostPath": {"path": "/x/../y"}}),
            vec!["hostPath.path: Invalid value: \"/x/../y\": must not contain '..'"],
        ),
        (
            json!({"configMap": {"name": "c"}, "emptyDir": {}}),
            vec!["configMap: Forbidden: may not specify more than 1 volume type"],
        ),
        (
            json!({"configMap": {"name": "c", "defaultMode": 888, "items": [{"key": "", "path": "/a"}]}}),
            vec![
                "configMap.defaultMode: Invalid value: 888: must be a number between 0 and 0777 (octal), both inclusive",
                "configMap.items[0].key: Required value",
                "configMap.items[0].path: Invalid value: \"/a\": must be a relative path",
            ],
        ),
        (
            json!({"downwardAPI": {"items": [{"path": "a", "fieldRef": {"fieldPath": "spec.nodeName"}}]}}),
            vec![
                "downwardAPI.fieldRef.fieldPath: Unsupported value: \"spec.nodeName\": supported values: \"metadata.annotations\", \"metadata.labels\", \"metadata.name\", \"metadata.namespace\", \"metadata.uid\"",
            ],
        ),
    ];
    for (mut volume, expected) in rows {
        volume["name"] = json!("v");
        let mut value = pod(json!({}));
        value["spec"]["volumes"] = json!([volume]);
        let expected: Vec<String> =
            expected.iter().map(|it| format!("spec.volumes[0].{it}")).collect();
        assert_eq!(errors(Kind::Pod, &value), expected, "{volume}");
    }
}

#[test]
fn a_volume_that_is_wrong_cannot_be_mounted() {
    let mut value = pod(json!({"volumeMounts": [{"name": "v", "mountPath": "/x"}]}));
    value["spec"]["volumes"] = json!([{"name": "v", "secret": {}}]);
    assert_eq!(
        errors(Kind::Pod, &value),
        [
            "spec.volumes[0].secret.secretName: Required value",
            "spec.containers[0].volumeMounts[0].name: Not found: \"v\"",
        ]
    );
}
