//! The engine's objects through k8s-openapi's types and back: nothing may be lost.

use k8s_openapi::api as k8s;
use podarium::api::{Kind, Object, Value};
use podarium::tape::{Run, Tape};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::rc::Rc;

fn through<T: Serialize + DeserializeOwned>(value: &Value) -> Value {
    let typed: T =
        serde_json::from_value(value.clone()).unwrap_or_else(|it| panic!("{it}: {value}"));
    serde_json::to_value(typed).unwrap()
}

/// The same object as the real types write it.
fn real(object: &Object) -> Value {
    let value = object.to_value();
    match object.kind() {
        Kind::ConfigMap => through::<k8s::core::v1::ConfigMap>(&value),
        Kind::ControllerRevision => through::<k8s::apps::v1::ControllerRevision>(&value),
        Kind::CronJob => through::<k8s::batch::v1::CronJob>(&value),
        Kind::DaemonSet => through::<k8s::apps::v1::DaemonSet>(&value),
        Kind::Deployment => through::<k8s::apps::v1::Deployment>(&value),
        Kind::EndpointSlice => through::<k8s::discovery::v1::EndpointSlice>(&value),
        Kind::Endpoints => through::<k8s::core::v1::Endpoints>(&value),
        Kind::Event => through::<k8s::core::v1::Event>(&value),
        Kind::HorizontalPodAutoscaler => {
            through::<k8s::autoscaling::v2::HorizontalPodAutoscaler>(&value)
        }
        Kind::Job => through::<k8s::batch::v1::Job>(&value),
        Kind::Lease => through::<k8s::coordination::v1::Lease>(&value),
        Kind::LimitRange => through::<k8s::core::v1::LimitRange>(&value),
        Kind::Namespace => through::<k8s::core::v1::Namespace>(&value),
        Kind::Node => through::<k8s::core::v1::Node>(&value),
        Kind::PersistentVolume => through::<k8s::core::v1::PersistentVolume>(&value),
        Kind::PersistentVolumeClaim => through::<k8s::core::v1::PersistentVolumeClaim>(&value),
        Kind::PodDisruptionBudget => through::<k8s::policy::v1::PodDisruptionBudget>(&value),
        Kind::Pod => through::<k8s::core::v1::Pod>(&value),
        Kind::PriorityClass => through::<k8s::scheduling::v1::PriorityClass>(&value),
        Kind::ReplicaSet => through::<k8s::apps::v1::ReplicaSet>(&value),
        Kind::ReplicationController => through::<k8s::core::v1::ReplicationController>(&value),
        Kind::ResourceQuota => through::<k8s::core::v1::ResourceQuota>(&value),
        Kind::Secret => through::<k8s::core::v1::Secret>(&value),
        Kind::Service => through::<k8s::core::v1::Service>(&value),
        Kind::ServiceAccount => through::<k8s::core::v1::ServiceAccount>(&value),
        Kind::StatefulSet => through::<k8s::apps::v1::StatefulSet>(&value),
        Kind::StorageClass => through::<k8s::storage::v1::StorageClass>(&value),
    }
}

/// Without what is there or not there by style: nulls, and what is empty.
fn bare(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let fields = map.iter().map(|(key, value)| (key.clone(), bare(value)));
            let kept = fields.filter(|(_, value)| {
                !value.is_null()
                    && value.as_object().is_none_or(|it| !it.is_empty())
                    && value.as_array().is_none_or(|it| !it.is_empty())
                    && value.as_str() != Some("")
            });
            Value::Object(kept.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(bare).collect()),
        other => other.clone(),
    }
}

/// What the busy tape has none of: a manifest for each further kind.
const MORE: &[&str] = &[
    "\
apiVersion: v1
kind: ReplicationController
metadata:
  name: old
spec:
  replicas: 2
  selector:
    app: old
  template:
    metadata:
      labels:
        app: old
    spec:
      containers:
      - name: old
        image: nginx:1.27
",
    "\
apiVersion: v1
kind: Secret
metadata:
  name: key
stringData:
  password: hunter2
",
    "\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: old
spec:
  maxUnavailable: 50%
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      app: old
",
    "\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: old
spec:
  scaleTargetRef:
    apiVersion: v1
    kind: ReplicationController
    name: old
  minReplicas: 1
  maxReplicas: 4
  metrics:
  - type: Resource
    resource:
      name: memory
      target:
        type: AverageValue
        averageValue: 100Mi
  - type: ContainerResource
    containerResource:
      name: cpu
      container: old
      target:
        type: Utilization
        averageUtilization: 60
  behavior:
    scaleUp:
      stabilizationWindowSeconds: 30
      policies:
      - type: Pods
        value: 1
        periodSeconds: 60
",
    "\
apiVersion: apps/v1
kind: ControllerRevision
metadata:
  name: state
data:
  spec:
    template: {}
revision: 7
",
    "\
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: everywhere
spec:
  selector:
    matchLabels: {app: everywhere}
  updateStrategy:
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  template:
    metadata:
      labels: {app: everywhere}
    spec:
      containers:
      - name: app
        image: nginx:1.27
",
    "\
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  replicas: 2
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
      - name: db
        image: mongo:7
        volumeMounts:
        - name: data
          mountPath: /data/db
  volumeClaimTemplates:
  - metadata:
      name: data
    spec:
      accessModes: [ReadWriteOnce]
      resources:
        requests:
          storage: 1Gi
",
    "\
apiVersion: batch/v1
kind: Job
metadata:
  name: shard
spec:
  completions: 3
  parallelism: 2
  completionMode: Indexed
  backoffLimitPerIndex: 1
  maxFailedIndexes: 2
  podFailurePolicy:
    rules:
    - action: FailIndex
      onExitCodes: {containerName: work, operator: In, values: [3, 4]}
    - action: Ignore
      onPodConditions: [{type: DisruptionTarget}]
  successPolicy:
    rules: [{succeededIndexes: 0-1, succeededCount: 1}]
  template:
    metadata:
      annotations: {podarium.sim/run-seconds: \"2\"}
    spec:
      restartPolicy: Never
      containers:
      - {name: work, image: busybox:1.36}
",
    "\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: night
spec:
  schedule: \"* * * * *\"
  timeZone: Europe/Berlin
  startingDeadlineSeconds: 60
  jobTemplate:
    metadata:
      labels: {kind: report}
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
          - {name: work, image: busybox:1.36}
",
    "\
apiVersion: v1
kind: Pod
metadata:
  name: rich
spec:
  schedulingGates: []
  initContainers:
  - name: first
    image: busybox:1.36
    command: [sh, -c, exit 0]
  - name: beside
    image: busybox:1.36
    restartPolicy: Always
    command: [sleep, infinity]
  containers:
  - name: web
    image: nginx:1.27
    envFrom:
    - secretRef: {name: key}
    startupProbe: {tcpSocket: {port: 80}}
    readinessProbe: {httpGet: {port: 80, path: /x}}
    livenessProbe: {exec: {command: [ls]}, periodSeconds: 3}
    lifecycle: {preStop: {sleep: {seconds: 1}}}
  - name: crash
    image: busybox:1.36
    command: [sh, -c, exit 3]
",
    "\
apiVersion: v1
kind: LimitRange
metadata: {name: limits}
spec:
  limits:
  - {type: Container, default: {cpu: 500m}, max: {cpu: 1, memory: 1Gi}}
",
    "\
apiVersion: v1
kind: ResourceQuota
metadata: {name: few}
spec:
  hard: {pods: 9, limits.cpu: 20}
  scopeSelector:
    matchExpressions: [{scopeName: PriorityClass, operator: In, values: [high]}]
",
    "\
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: high}
value: 1000
",
    "\
apiVersion: v1
kind: Pod
metadata:
  name: picky
  labels: {app: picky}
spec:
  priorityClassName: system-cluster-critical
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
        - matchExpressions: [{key: kubernetes.io/os, operator: In, values: [linux]}]
    podAntiAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 10
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector: {matchLabels: {app: picky}}
  topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: DoNotSchedule
    labelSelector: {matchLabels: {app: picky}}
    matchLabelKeys: [app]
  containers:
  - name: app
    image: nginx:1.27
",
    "\
apiVersion: v1
kind: Service
metadata:
  name: old
spec:
  type: LoadBalancer
  selector: {app: old}
  ports:
  - port: 80
",
];

#[test]
fn nothing_is_lost() {
    let text = format!(
        "{}--- more.yaml\n{}$ kubectl apply -f more.yaml\n$ sleep 70\n",
        crate::determinism::BUSY,
        MORE.join("---\n")
    );
    let mut run = Run::new(Rc::new(Tape::parse(&text).unwrap()));
    let (mut kinds, mut seen) = (BTreeSet::new(), 0);
    while !run.is_over() && run.step().is_some() {
        if seen == run.cluster().store().revision() {
            continue;
        }
        seen = run.cluster().store().revision();
        if seen % 7 != 0 {
            continue;
        }
        for object in run.cluster().store().iter() {
            kinds.insert(object.kind());
            let ours = object.to_value();
            assert_eq!(bare(&ours), bare(&real(object)), "{}", object.key());
            let again = Object::from_value(object.kind(), ours.clone()).unwrap();
            assert_eq!(again, *object, "{}", object.key());
        }
    }
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        podarium::api::KINDS,
        "not every kind was met"
    );
}
