//! A sample of the README's table, tried: what is said to be simulated changes what happens, and
//! what is said to be only shown does not. The fields were drawn by lot; their values are ours.

use podarium::tape::play;

/// Manifests with places: `_T` at the top, `_S` in the spec, `_P` in a Pod's, `_C` in a container,
/// `_X` wherever else.
const BASES: &[(&str, &str)] = &[
    (
        "pod",
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: 'nginx:1.27'_C}]_S}}",
    ),
    (
        "deployment",
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: 'nginx:1.27', ports: [{containerPort: 80}], resources: {requests: {cpu: 100m}}}]_P}}}}",
    ),
    (
        "big",
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: big}, spec: {replicas: 3, selector: {matchLabels: {a: big}}, template: {metadata: {labels: {a: big}}, spec: {priorityClassName: low, containers: [{name: c, image: 'nginx:1.27', resources: {requests: {cpu: 3}}}]}}}}",
    ),
    (
        "urgent",
        "{apiVersion: v1, kind: Pod, metadata: {name: urgent}, spec: {containers: [{name: c, image: 'nginx:1.27', resources: {requests: {cpu: 3}}}]_S}}",
    ),
    (
        "priority",
        "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: high}, value: 9, globalDefault: true_T}",
    ),
    (
        "low",
        "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: low}, value: -9}",
    ),
    (
        "job",
        "{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {completions: 2_S, template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: [sh, -c, \"trap '' TERM; sleep 50\"]}]}}}}",
    ),
    (
        "set",
        "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: s}, spec: {serviceName: s, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: 'nginx:1.27'}]}}_S}}",
    ),
    (
        "service",
        "{apiVersion: v1, kind: Service, metadata: {name: w}, spec: {selector: {a: b_X}, ports: [{port: 80_C}]_S}}",
    ),
    (
        "scaler",
        "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}, maxReplicas: 4, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]_S}}",
    ),
    (
        "claim",
        "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: v}, spec: {storageClassName: k, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}_S}}",
    ),
    (
        "class",
        "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: k}, provisioner: rancher.io/local-path_T}",
    ),
    (
        "volume",
        "{apiVersion: v1, kind: PersistentVolume, metadata: {name: x}, spec: {storageClassName: k, capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], hostPath: {path: /x}_S}}",
    ),
    (
        "folders",
        "{apiVersion: v1, kind: Pod, metadata: {name: r}, spec: {initContainers: [{name: i, image: busybox, env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}], command: [sh, -c, echo hi > /v/hello], volumeMounts: [{name: v, mountPath: /v_X}]}], containers: [{name: c, image: busybox, command: [sh, -c, ls /v /v/r; sleep 900], volumeMounts: [{name: v, mountPath: /v}]}], volumes: [{name: v, emptyDir: {}}]}}",
    ),
    (
        "shell",
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: c, image: busybox_C}]}}",
    ),
    (
        "asker",
        "{apiVersion: v1, kind: Pod, metadata: {name: r}, spec: {containers: [{name: c, image: busybox, command: [sh, -c, 'sleep 20; for i in 1 2 3 4 5 6 7 8; do wget -qO- http://w/hostname; echo; sleep 1; done; sleep 900']}]}}",
    ),
    (
        "names",
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: many}, spec: {replicas: 3, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: 'registry.k8s.io/e2e-test-images/agnhost:2.40', args: [netexec, --http-port=80]}]}}}}",
    ),
    ("config", "{apiVersion: v1, kind: ConfigMap, metadata: {name: m}, data: {a: '1'}_T}"),
    ("secret", "{apiVersion: v1, kind: Secret, metadata: {name: m}, data: {a: MQ==}_T}"),
    (
        "reader",
        "{apiVersion: v1, kind: Pod, metadata: {name: r}, spec: {containers: [{name: c, image: busybox, command: [sh, -c, ls /m; sleep 900], volumeMounts: [{name: m, mountPath: /m}]}], volumes: [{name: m, projected: {sources: [{configMap: {name: m, optional: true}}, {secret: {name: m, optional: true}}]}}]}}",
    ),
    (
        "boats",
        "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: boats.e.org}, spec: {group: e.org, scope: Namespaced, names: {kind: Boat, plural: boats}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}}",
    ),
    (
        "runtime",
        "{apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: k}, handler: k, overhead: {podFixed: {cpu: 9}}}",
    ),
    (
        "slice",
        "{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: e}, addressType: IPv4, endpoints: [{addresses: [10.1.1.1]_X}], ports: []}",
    ),
];

/// A field of the table, what is applied, what is put where, and what is done then.
type Row = (&'static str, &'static [&'static str], &'static str, &'static str);

const SIMULATED: &[Row] = &[
    ("ConfigMap binaryData", &["config", "reader"], "_T, binaryData: {b: Mg==}", ""),
    (
        "ConfigMap immutable",
        &["config"],
        "_T, immutable: true",
        "$ kubectl patch configmap m -p '{\"data\":{\"a\":\"2\"}}'\n",
    ),
    (
        "CustomResourceDefinition versions",
        &["boats"],
        "served: true=>served: false",
        "$ kubectl get boats\n",
    ),
    ("Deployment template", &["deployment"], "_P, nodeName: node-2", ""),
    (
        "HorizontalPodAutoscaler behavior",
        &["scaler", "deployment"],
        "_S, behavior: {scaleUp: {selectPolicy: Disabled}}",
        "! usage a=b 300m\n",
    ),
    (
        "HorizontalPodAutoscaler maxReplicas",
        &["scaler", "deployment"],
        "maxReplicas: 4=>maxReplicas: 2",
        "! usage a=b 300m\n",
    ),
    ("HorizontalPodAutoscaler minReplicas", &["scaler", "deployment"], "_S, minReplicas: 3", ""),
    ("Job completionMode", &["job"], "_S, completionMode: Indexed", ""),
    (
        "Job podReplacementPolicy",
        &["job"],
        "_S, podReplacementPolicy: Failed",
        "@ 10s\n$ kubectl delete pods --all --wait=false\n@ 15s\n$ kubectl get pods\n",
    ),
    ("Pod imagePullSecrets", &["pod"], "_S, imagePullSecrets: [{name: k}]", ""),
    ("Pod overhead", &["runtime", "pod"], "_S, runtimeClassName: k, overhead: {cpu: 9}", ""),
    (
        "Pod preemptionPolicy",
        &["priority", "low", "big", "+urgent"],
        "_S, preemptionPolicy: Never",
        "",
    ),
    (
        "Pod automountServiceAccountToken",
        &["pod"],
        "_S, automountServiceAccountToken: false",
        "@ 20s\n$ kubectl exec p -- ls /var/run/secrets/kubernetes.io/serviceaccount\n",
    ),
    (
        "Pod dnsPolicy",
        &["pod"],
        "_S, dnsPolicy: Default",
        "@ 20s\n$ kubectl exec p -- nslookup kubernetes\n",
    ),
    ("Pod securityContext", &["pod"], "_S, securityContext: {runAsNonRoot: true}", ""),
    ("Pod resources", &["pod"], "_S, resources: {requests: {cpu: 9}}", ""),
    (
        "PriorityClass preemptionPolicy",
        &["priority", "low", "big", "+urgent"],
        "_T, preemptionPolicy: Never",
        "",
    ),
    ("Secret stringData", &["secret", "reader"], "_T, stringData: {b: '2'}", ""),
    (
        "Service externalIPs",
        &["service", "deployment"],
        "_S, externalIPs: [203.0.113.7]",
        "@ 20s\n$ curl -s -m 3 http://203.0.113.7\n",
    ),
    ("Service ports", &["service", "deployment"], "_C, targetPort: 8080", ""),
    (
        "Service sessionAffinity",
        &["service", "names", "asker"],
        "_S, sessionAffinity: ClientIP",
        "",
    ),
    ("Service selector", &["service", "deployment"], "_X, c: d", ""),
    (
        "StatefulSet revisionHistoryLimit",
        &["set"],
        "_S, revisionHistoryLimit: 0",
        "@ 10s\n$ kubectl set image sts/s c=nginx:1.28\n@ 40s\n$ kubectl set image sts/s c=nginx:1.29\n",
    ),
    (
        "StatefulSet volumeClaimTemplates",
        &["set"],
        "_S, volumeClaimTemplates: [{metadata: {name: v}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]",
        "",
    ),
    (
        "StorageClass provisioner",
        &["class", "claim"],
        "rancher.io/local-path=>kubernetes.io/no-provisioner",
        "",
    ),
    (
        "StorageClass volumeBindingMode",
        &["class", "claim"],
        "_T, volumeBindingMode: WaitForFirstConsumer",
        "",
    ),
];

const SHOWN: &[Row] = &[
    (
        "CustomResourceDefinition spec.preserveUnknownFields",
        &["boats"],
        "scope: Namespaced=>scope: Namespaced, preserveUnknownFields: false",
        "",
    ),
    ("EndpointSlice endpoints.hints", &["slice"], "_X, hints: {forZones: [{name: z}]}", ""),
    ("PersistentVolume spec.mountOptions", &["volume", "claim"], "_S, mountOptions: [ro]", ""),
    (
        "PersistentVolumeClaim spec.dataSourceRef",
        &["class", "claim"],
        "_S, dataSourceRef: {kind: PersistentVolumeClaim, name: o}",
        "",
    ),
    (
        "Pod spec.containers[].securityContext.privileged",
        &["pod"],
        "_C, securityContext: {privileged: true}",
        "",
    ),
    ("StorageClass parameters", &["class", "claim"], "_T, parameters: {type: fast}", ""),
    ("Pod spec.hostPID", &["pod"], "_S, hostPID: true", ""),
    ("Pod spec.shareProcessNamespace", &["pod"], "_S, shareProcessNamespace: true", ""),
    (
        "Service spec.internalTrafficPolicy",
        &["service", "deployment"],
        "_S, internalTrafficPolicy: Local",
        "",
    ),
];

/// Fields that stand deeper than the table names what is simulated.
const SIMULATED_BELOW: &[Row] = &[
    ("Pod spec.containers[].stdin", &["shell"], "_C, stdin: true", ""),
    (
        "Pod spec.containers[].securityContext.readOnlyRootFilesystem",
        &["pod"],
        "_C, securityContext: {readOnlyRootFilesystem: true}",
        "",
    ),
    (
        "Pod spec.containers[].securityContext.runAsUser",
        &["pod"],
        "_C, securityContext: {runAsUser: 1000}",
        "@ 20s\n$ kubectl exec p -- id\n",
    ),
    (
        "Pod spec.securityContext.supplementalGroups",
        &["pod"],
        "_S, securityContext: {supplementalGroups: [7]}",
        "@ 20s\n$ kubectl exec p -- id\n",
    ),
    (
        "Pod spec.dnsConfig.searches",
        &["pod"],
        "_S, dnsConfig: {searches: [x.org]}",
        "@ 20s\n$ kubectl exec p -- cat /etc/resolv.conf\n",
    ),
    (
        "Pod spec.containers[].volumeMounts[].subPathExpr",
        &["folders"],
        "_X, subPathExpr: $(POD)",
        "",
    ),
    (
        "HorizontalPodAutoscaler spec.behavior.scaleUp.policies[].periodSeconds",
        &["scaler", "deployment"],
        "_S, behavior: {scaleUp: {policies: [{type: Pods, value: 1, periodSeconds: 120}]}}",
        "! usage a=b 300m\n",
    ),
];

/// What is looked at in the end: what has become of it, not what was asked for.
const LOOK: &str = "\
@ 3m
$ kubectl get pods,jobs,replicasets,hpa,pvc,pv,endpoints,controllerrevisions -o wide
$ kubectl get events -o custom-columns=K:.involvedObject.kind,R:.reason,M:.message
$ kubectl logs r
";

/// What comes of the manifests, with something put in or without it. Those with a `+` come later.
fn outcome(row: &Row, put: &str) -> String {
    let (_, bases, _, acts) = row;
    let (mut first, mut later, mut put) = (String::new(), String::new(), put);
    for base in *bases {
        let name = base.trim_start_matches('+');
        let mut text = BASES.iter().find(|it| it.0 == name).unwrap().1.to_owned();
        if let Some((from, to)) = put.split_once("=>") {
            text = text.replace(from, to);
        } else if put.get(..2).is_some_and(|it| text.contains(it)) {
            text = text.replacen(&put[..2], &put[2..], 1);
            put = "";
        }
        for place in ["_T", "_S", "_P", "_C", "_X"] {
            text = text.replace(place, "");
        }
        let file = if name == *base { &mut first } else { &mut later };
        file.push_str(&format!("---\n{text}\n"));
    }
    let mut tape = format!("# nodes: node-1,node-2\n--- all.yaml\n{first}");
    if !later.is_empty() {
        tape.push_str(&format!("--- later.yaml\n{later}"));
    }
    tape.push_str("$ kubectl apply -f all.yaml\n");
    if !later.is_empty() {
        tape.push_str("@ 20s\n$ kubectl apply -f later.yaml\n");
    }
    let played = play(&format!("{tape}{acts}{LOOK}")).unwrap();
    played.split_once("$ kubectl apply").unwrap().1.to_owned()
}

fn tried(rows: &[Row], is_simulated: bool) {
    let table = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    for row in rows {
        let (kind, field) = row.0.split_once(' ').unwrap();
        // The table names what is simulated by the fields at the top of the spec.
        let is_below = is_simulated && field.contains('.');
        let line = table.lines().find(|it| it.starts_with(&format!("| `{kind}` |"))).unwrap();
        let columns: Vec<&str> = line.split('|').collect();
        let column = columns[if is_simulated { 2 } else { 3 }];
        let says = |column: &str| column.split(',').any(|it| it.trim() == field);
        assert!(says(column) || is_below, "{} is not said there", row.0);
        assert!(!is_below || !says(columns[3]), "{} is said to be shown", row.0);
        let (with, without) = (outcome(row, row.2), outcome(row, ""));
        assert!(with.contains("created"), "{}: {with}", row.0);
        assert_eq!(with != without, is_simulated, "{}:\n{with}\n---\n{without}", row.0);
    }
}

#[test]
fn that_are_simulated_change_what_happens() {
    tried(SIMULATED, true);
}

#[test]
fn that_are_simulated_further_down_change_it_too() {
    tried(SIMULATED_BELOW, true);
}

#[test]
fn that_are_only_shown_change_nothing() {
    tried(SHOWN, false);
}
