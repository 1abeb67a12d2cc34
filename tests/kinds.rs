//! Every kind with its type in k8s-openapi and a manifest, where the busy tape has none of it.

/// The real types, by group and version.
pub mod k8s {
    pub use k8s_openapi::api::*;
    /// Definitions of kinds stand elsewhere.
    pub mod apiextensions {
        pub use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1;
    }
}

/// Hands the table to a macro: the kind, its group and version there, the manifest.
macro_rules! each_real {
    ($with:ident) => {
        $with! {
            ConfigMap core v1 "";
            Endpoints core v1 "";
            Event core v1 "";
            LimitRange core v1 "\
apiVersion: v1
kind: LimitRange
metadata: {name: limits}
spec:
  limits:
  - {type: Container, default: {cpu: 500m}, max: {cpu: 1, memory: 1Gi}}
";
            Namespace core v1 "";
            Node core v1 "";
            PersistentVolume core v1 "";
            PersistentVolumeClaim core v1 "";
            Pod core v1 "\
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
---
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
";
            ReplicationController core v1 "\
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
";
            ResourceQuota core v1 "\
apiVersion: v1
kind: ResourceQuota
metadata: {name: few}
spec:
  hard: {pods: 9, limits.cpu: 20}
  scopeSelector:
    matchExpressions: [{scopeName: PriorityClass, operator: In, values: [high]}]
";
            Secret core v1 "\
apiVersion: v1
kind: Secret
metadata:
  name: key
stringData:
  password: hunter2
";
            Service core v1 "\
apiVersion: v1
kind: Service
metadata:
  name: old
spec:
  type: LoadBalancer
  selector: {app: old}
  ports:
  - port: 80
";
            ServiceAccount core v1 "";
            ControllerRevision apps v1 "\
apiVersion: apps/v1
kind: ControllerRevision
metadata:
  name: state
data:
  spec:
    template: {}
revision: 7
";
            DaemonSet apps v1 "\
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
";
            Deployment apps v1 "";
            ReplicaSet apps v1 "";
            StatefulSet apps v1 "\
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
";
            HorizontalPodAutoscaler autoscaling v2 "\
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
";
            CronJob batch v1 "\
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
";
            Job batch v1 "\
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
";
            Lease coordination v1 "";
            EndpointSlice discovery v1 "";
            PodDisruptionBudget policy v1 "\
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
";
            PriorityClass scheduling v1 "\
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: high}
value: 1000
";
            StorageClass storage v1 "";
            NetworkPolicy networking v1 "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db-from-web}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress, Egress]
  ingress:
  - from:
    - podSelector: {matchLabels: {app: web}}
      namespaceSelector: {matchExpressions: [{key: team, operator: Exists}]}
    - ipBlock: {cidr: 172.17.0.0/16, except: [172.17.1.0/24]}
    ports:
    - {port: 5432, protocol: TCP, endPort: 5440}
  egress:
  - to: [{ipBlock: {cidr: 10.0.0.0/24}}]
    ports: [{port: dns, protocol: UDP}]
";
            Ingress networking v1 "\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  ingressClassName: nginx
  defaultBackend: {resource: {apiGroup: example.org, kind: Bucket, name: pictures}}
  tls: [{hosts: [shop.example.org], secretName: key}]
  rules:
  - host: shop.example.org
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
      - {path: /admin, pathType: Exact, backend: {service: {name: admin, port: {name: http}}}}
";
            IngressClass networking v1 "\
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: outer}
spec: {controller: example.org/edge, parameters: {apiGroup: example.org, kind: Edge, name: e}}
";
            ClusterRole rbac v1 "\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: scaler}
rules:
- {apiGroups: [apps], resources: [deployments/scale], resourceNames: [web], verbs: [get, patch]}
- {nonResourceURLs: [/healthz], verbs: [get]}
";
            ClusterRoleBinding rbac v1 "\
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: scalers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: scaler}
subjects: [{kind: Group, name: ops, apiGroup: rbac.authorization.k8s.io}]
";
            Role rbac v1 "\
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: [''], resources: [pods], verbs: [get, list]}]
";
            RoleBinding rbac v1 "\
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: robot, namespace: default}]
";
            RuntimeClass node v1 "\
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: {name: boxed}
handler: runsc
overhead: {podFixed: {memory: 64Mi}}
";
            CustomResourceDefinition apiextensions v1 "\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.sea.example.org}
spec:
  group: sea.example.org
  scope: Namespaced
  names: {kind: Boat, plural: boats, shortNames: [bt], categories: [all]}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties: {spec: {type: object, properties: {masts: {type: integer}}}}
    additionalPrinterColumns: [{name: Masts, type: integer, jsonPath: .spec.masts}]
";
        }
    };
}
pub(crate) use each_real;

/// The manifests of all kinds that have one here.
pub fn samples() -> String {
    macro_rules! list {
        ($( $kind:ident $group:ident $version:ident $sample:literal; )*) => { [ $( $sample ),* ] };
    }
    let samples: [&str; _] = each_real!(list);
    samples.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("---\n")
}
