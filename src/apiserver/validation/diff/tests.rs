//! Differences as a cluster printed them, and the rules of go-cmp's `report_compare.go`.

use super::diff;
use serde_json::{Value, json};

#[test]
fn claims() {
    let old = json!({"accessModes": ["ReadWriteOnce"], "volumeMode": "Filesystem",
        "volumeName": "pvc-1", "storageClassName": "gp2",
        "resources": {"requests": {"storage": "30Gi"}}});
    let mut new = old.clone();
    new["volumeName"] = json!("");
    new["storageClassName"] = Value::Null;
    assert_eq!(
        diff("PersistentVolumeClaimSpec", &old, &new),
        r#"  core.PersistentVolumeClaimSpec{
  	AccessModes:      {"ReadWriteOnce"},
  	Selector:         nil,
  	Resources:        {Requests: {s"storage": {i: {...}, s: "30Gi", Format: "BinarySI"}}},
- 	VolumeName:       "pvc-1",
+ 	VolumeName:       "",
- 	StorageClassName: &"gp2",
+ 	StorageClassName: nil,
  	VolumeMode:       &"Filesystem",
  	DataSource:       nil,
  	... // 2 identical fields
  }
"#
    );
    let mut new = old.clone();
    new["accessModes"] = json!(["ReadWriteMany"]);
    assert_eq!(
        diff("PersistentVolumeClaimSpec", &old, &new),
        r#"  core.PersistentVolumeClaimSpec{
- 	AccessModes: []core.PersistentVolumeAccessMode{"ReadWriteOnce"},
+ 	AccessModes: []core.PersistentVolumeAccessMode{"ReadWriteMany"},
  	Selector:    nil,
  	Resources:   {Requests: {s"storage": {i: {...}, s: "30Gi", Format: "BinarySI"}}},
  	... // 6 identical fields
  }
"#
    );
}

fn pod() -> Value {
    json!({
        "containers": [{"name": "c", "image": "nginx", "resources": {"requests": {"cpu": "100m"}}}],
        "restartPolicy": "Never", "dnsPolicy": "ClusterFirst", "terminationGracePeriodSeconds": 30,
    })
}

#[test]
fn fields_of_pods() {
    let (old, mut new) = (pod(), pod());
    new["restartPolicy"] = json!("Always");
    assert_eq!(
        diff("PodSpec", &old, &new),
        r#"  core.PodSpec{
  	... // 2 identical fields
  	Containers:                    {{Name: "c", Image: "nginx", Resources: {Requests: {s"cpu": {i: {...}, s: "100m", Format: "DecimalSI"}}}}},
  	EphemeralContainers:           nil,
- 	RestartPolicy:                 "Never",
+ 	RestartPolicy:                 "Always",
  	TerminationGracePeriodSeconds: &30,
  	ActiveDeadlineSeconds:         nil,
  	... // 29 identical fields
  }
"#
    );
}

#[test]
fn fields_of_containers() {
    let (old, mut new) = (pod(), pod());
    new["containers"][0]["resources"] = json!({});
    new["containers"][0]["env"] =
        json!([{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]);
    assert_eq!(
        diff("PodSpec", &old, &new),
        r#"  core.PodSpec{
  	Volumes:        nil,
  	InitContainers: nil,
  	Containers: []core.Container{
  		{
  			... // 5 identical fields
  			Ports:   nil,
  			EnvFrom: nil,
- 			Env:     nil,
+ 			Env: []core.EnvVar{
+ 				{
+ 					Name:      "A",
+ 					ValueFrom: &core.EnvVarSource{FieldRef: &core.ObjectFieldSelector{...}},
+ 				},
+ 			},
  			Resources: core.ResourceRequirements{
  				Limits: nil,
- 				Requests: core.ResourceList{
- 					s"cpu": {i: resource.int64Amount{value: 100, scale: -3}, s: "100m", Format: "DecimalSI"},
- 				},
+ 				Requests: nil,
  				Claims:   nil,
  			},
  			ResizePolicy:  nil,
  			RestartPolicy: nil,
  			... // 14 identical fields
  		},
  	},
  	EphemeralContainers: nil,
  	RestartPolicy:       "Never",
  	... // 31 identical fields
  }
"#
    );
}

#[test]
fn lists_and_maps() {
    let (mut old, mut new) = (pod(), pod());
    old["tolerations"] =
        json!([{"key": "a"}, {"key": "b"}, {"key": "c"}, {"key": "d"}, {"key": "e"}]);
    new["tolerations"] = json!([{"key": "a"}, {"key": "b"}, {"key": "c"}, {"key": "d"}]);
    old["nodeSelector"] = json!({"a": "1", "b": "2"});
    new["nodeSelector"] = json!({"a": "1", "b": "3"});
    let text = diff("PodSpec", &old, &new);
    assert!(
        text.contains(
            r#"
  	NodeSelector: map[string]string{
  		"a": "1",
- 		"b": "2",
+ 		"b": "3",
  	},
"#
        ),
        "{text}"
    );
    assert!(
        text.contains(
            r#"
  	Tolerations: []core.Toleration{
  		... // 2 identical elements
  		{Key: "c"},
  		{Key: "d"},
- 		{Key: "e"},
  	},
"#
        ),
        "{text}"
    );
}
