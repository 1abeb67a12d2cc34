//! The engine by itself: what settles, what repeats.

use podarium::api::{Deployment, Kind, Object, ObjectKey, Pod, Value};
use podarium::apiserver::{DeleteOptions, Patch, Request};
use podarium::cluster::{Cluster, Config, RecordKind};
use serde_json::json;

pub fn deployment(name: &str, replicas: i32, image: &str) -> Object {
    let value = json!({"metadata": {"name": name, "namespace": "default"}, "spec": {
        "replicas": replicas, "selector": {"matchLabels": {"app": name}},
        "template": {"metadata": {"labels": {"app": name}},
            "spec": {"containers": [{"name": "nginx", "image": image}]}}}});
    Object::from_value(Kind::Deployment, value).unwrap()
}

fn set_image(name: &str, image: &str) -> Request {
    let patch: Value = json!({"spec": {"template": {"spec": {"containers": [{"name": "nginx", "image": image}]}}}});
    Request::Patch(ObjectKey::new(Kind::Deployment, "default", name), Patch::Strategic(patch))
}

fn after(cluster: &mut Cluster, seconds: i64) {
    cluster.run_until(cluster.now_ms() + seconds * 1000);
}

#[test]
fn a_deployment_rolls_out_and_over() {
    for is_serial in [true, false] {
        let mut cluster = Cluster::new(&Config { is_serial, ..Config::default() });
        cluster.request(Request::Create(deployment("web", 3, "nginx:1.27"))).unwrap();
        after(&mut cluster, 30);
        let available = |cluster: &Cluster| {
            cluster.store().typed::<Deployment>("default", "web").unwrap().status.available_replicas
        };
        assert_eq!(available(&cluster), 3);
        cluster.request(set_image("web", "nginx:1.28")).unwrap();
        after(&mut cluster, 60);
        assert_eq!(available(&cluster), 3);
        let pods: Vec<_> = cluster.store().list_typed::<Pod>(None).collect();
        assert!(pods.iter().all(|pod| pod.spec.containers[0].image == "nginx:1.28"));
        assert_eq!(pods.len(), 3);
        let key = ObjectKey::new(Kind::Deployment, "default", "web");
        cluster.request(Request::Delete(key, DeleteOptions::default())).unwrap();
        after(&mut cluster, 40);
        assert_eq!(cluster.store().list(Kind::Pod, None).count(), 0);
        assert_eq!(cluster.store().list(Kind::ReplicaSet, None).count(), 0);
        if std::env::var("PRINT").is_ok() {
            for record in cluster.take_records() {
                let at = record.at_ms - cluster.start_ms();
                let why = record.kind.why();
                match record.kind {
                    RecordKind::Write { component, verb, event } => {
                        println!("{at:>7} {component} {verb} {}", event.object.key());
                    }
                    RecordKind::Why(_) | RecordKind::Placed(..) => {
                        let why = why.expect("a decision");
                        let root = why.trigger.as_ref().map(|it| it.root());
                        let root =
                            root.map_or(String::new(), |it| format!("{} {}", it.key, it.change));
                        println!(
                            "{at:>7}    {} {} because {} [{root}]",
                            why.component, why.what, why.because
                        );
                    }
                    RecordKind::Act(act) => println!("{at:>7} ! {act}"),
                }
            }
        }
    }
}
