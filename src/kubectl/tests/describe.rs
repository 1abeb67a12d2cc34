//! What `kubectl describe` prints of a Pod and of a template.

use super::lines::Console;
use std::rc::Rc;

const FULL: &str = "apiVersion: v1
kind: Pod
metadata:
  name: full
  labels: {app: web}
spec:
  readinessGates:
  - conditionType: example.com/ready
  containers:
  - name: c
    image: nginx:1.27
    securityContext:
      seccompProfile: {type: RuntimeDefault}
    resources:
      limits: {cpu: 1500m, memory: 64Mi}
    ports:
    - {containerPort: 80, name: http}
    - {containerPort: 443}
    envFrom:
    - {prefix: P_, configMapRef: {name: cm, optional: true}}
    - {secretRef: {name: s, optional: true}}
    env:
    - name: NAME
      valueFrom: {fieldRef: {fieldPath: metadata.name}}
    - name: NS
      valueFrom: {fieldRef: {fieldPath: metadata.namespace}}
    - name: APP
      valueFrom: {fieldRef: {fieldPath: \"metadata.labels['app']\"}}
    - name: CPU
      valueFrom: {resourceFieldRef: {resource: limits.cpu}}
    - name: MILLI
      valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m}}
    - name: MEM
      valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}
    volumeMounts:
    - {name: info, mountPath: /info}
  - name: bare
    image: nginx:1.27
    ports:
    - {containerPort: 8080, name: alt}
    env:
    - name: CPU
      valueFrom: {resourceFieldRef: {resource: limits.cpu}}
    - name: WISH
      valueFrom: {resourceFieldRef: {resource: requests.cpu}}
  volumes:
  - name: info
    downwardAPI:
      items:
      - {path: labels, fieldRef: {fieldPath: metadata.labels}}
      - {path: cpu, resourceFieldRef: {containerName: c, resource: limits.cpu}}
  - name: share
    nfs: {server: nfs.example, path: /x}
  - name: all
    projected:
      sources:
      - configMap: {name: cm, optional: true}
      - downwardAPI: {items: []}
      - serviceAccountToken: {path: token}
  - name: driver
    csi: {driver: csi.example, readOnly: true, volumeAttributes: {b: \"2\", a: \"1\"}}
  - name: model
    image: {reference: example.com/m:1, pullPolicy: IfNotPresent}
  - name: scratch
    ephemeral:
      volumeClaimTemplate:
        metadata: {labels: {type: fast}}
        spec:
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 1Gi}}
          volumeMode: Filesystem
";

#[test]
fn pods_are_described_whole() {
    let mut console = Console::new();
    Rc::make_mut(&mut console.desk.files).insert("full.yaml".to_owned(), FULL.to_owned());
    assert_eq!(console.text("kubectl create -f full.yaml"), "pod/full created\n");
    let text = console.text("kubectl describe pod full");
    let wanted = [
        "    Ports:           80/TCP (http), 443/TCP\n    Host Ports:      0/TCP (http), 0/TCP\n    SeccompProfile:  RuntimeDefault\n",
        "    Port:       8080/TCP (alt)\n    Host Port:  0/TCP (alt)\n",
        "    Environment Variables from:\n      cm  ConfigMap with prefix 'P_'  Optional: true\n      s   Secret                      Optional: true\n",
        "      NAME:   full (v1:metadata.name)\n",
        "      NS:     default (v1:metadata.namespace)\n",
        "      APP:     (v1:metadata.labels['app'])\n",
        "      CPU:    2 (limits.cpu)\n      MILLI:  1500 (limits.cpu)\n      MEM:    64 (limits.memory)\n",
        "      CPU:   node allocatable (limits.cpu)\n      WISH:  0 (requests.cpu)\n",
        "Readiness Gates:\n  Type                Status\n  example.com/ready   <none> \nConditions:\n",
        "    Type:  DownwardAPI (a volume populated by information about the pod)\n    Items:\n      metadata.labels -> labels\n      limits.cpu -> cpu\n",
        "    Type:      NFS (an NFS mount that lasts the lifetime of a pod)\n    Server:    nfs.example\n    Path:      /x\n    ReadOnly:  false\n",
        "injected data from multiple sources)\n    ConfigMapName:           cm\n    Optional:                true\n    DownwardAPI:             true\n    TokenExpirationSeconds:  3600\n",
        "    Type:              CSI (a Container Storage Interface (CSI) volume source)\n    Driver:            csi.example\n    FSType:            \n    ReadOnly:          true\n    VolumeAttributes:      a=1\n                           b=2\n",
        "    Type:        Image (a container image or OCI artifact)\n    Reference:   example.com/m:1\n    PullPolicy:  IfNotPresent\n",
        "    Type:          EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)\n    StorageClass:  \n    Volume:        \n    Labels:            type=fast\n    Annotations:   <none>\n    Capacity:      \n    Access Modes:  \n    VolumeMode:    Filesystem\n",
    ];
    for part in wanted {
        assert!(text.contains(part), "{part}\nis missing in\n{text}");
    }
}

#[test]
fn templates_know_no_pod() {
    let mut console = Console::new();
    let template = "apiVersion: apps/v1
kind: Deployment
metadata: {name: d}
spec:
  selector: {matchLabels: {app: d}}
  template:
    metadata: {labels: {app: d}}
    spec:
      containers:
      - name: c
        image: nginx:1.27
        ports:
        - {containerPort: 80, name: http}
        env:
        - name: NAME
          valueFrom: {fieldRef: {fieldPath: metadata.name}}
        - name: CPU
          valueFrom: {resourceFieldRef: {resource: limits.cpu}}
";
    Rc::make_mut(&mut console.desk.files).insert("d.yaml".to_owned(), template.to_owned());
    console.text("kubectl create -f d.yaml");
    let text = console.text("kubectl describe deploy d");
    for part in [
        "    Port:       80/TCP (http)\n    Host Port:  0/TCP (http)\n",
        "      NAME:         (v1:metadata.name)\n      CPU:         node allocatable (limits.cpu)\n",
    ] {
        assert!(text.contains(part), "{part}\nis missing in\n{text}");
    }
    let text = console.text("sleep 1; kubectl rollout history deploy/d --revision=1");
    assert!(text.contains("Port:\t80/TCP (http)\n"), "{text}");
}
