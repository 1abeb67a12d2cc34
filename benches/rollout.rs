//! Speed of the engine: `cargo bench`. Median of several runs; ratios count, machines differ.

use podarium::api::{Deployment, Kind, Object, ObjectKey, Pod};
use podarium::apiserver::{Patch, Request};
use podarium::cluster::{Cluster, Config};
use serde_json::json;
use std::time::{Duration, Instant};

const RUNS: usize = 7;

fn deployment(replicas: i32) -> Object {
    let value = json!({"metadata": {"name": "web", "namespace": "default"}, "spec": {
        "replicas": replicas, "selector": {"matchLabels": {"app": "web"}},
        "template": {"metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "nginx", "image": "nginx:1.27"}]}}}});
    Object::from_value(Kind::Deployment, value).expect("a Deployment")
}

fn is_done(cluster: &Cluster, replicas: i32, image: &str) -> bool {
    let Some(web) = cluster.store().typed::<Deployment>("default", "web") else { return false };
    let status = &web.status;
    let pods = || cluster.store().list_typed::<Pod>(None);
    status.updated_replicas == replicas
        && status.available_replicas == replicas
        && status.replicas == replicas
        && pods().all(|pod| pod.spec.containers[0].image == image)
}

/// Steps until the rollout is done, in virtual time at most an hour.
fn settle(cluster: &mut Cluster, replicas: i32, image: &str) -> u64 {
    let mut steps = 0;
    while cluster.step() {
        steps += 1;
        cluster.take_records();
        if steps % 64 == 0 && is_done(cluster, replicas, image) {
            return steps;
        }
    }
    assert!(is_done(cluster, replicas, image), "the rollout of {image} ended early");
    steps
}

/// Create, then a rolling update: steps, and the cluster as it is then.
fn rollout(config: &Config, replicas: i32) -> (u64, Cluster) {
    let mut cluster = Cluster::new(config);
    cluster.request(Request::Create(deployment(replicas))).expect("it is created");
    let mut steps = settle(&mut cluster, replicas, "nginx:1.27");
    let patch = json!({"spec": {"template": {"spec": {"containers":
        [{"name": "nginx", "image": "nginx:1.28"}]}}}});
    let key = ObjectKey::new(Kind::Deployment, "default", "web");
    cluster.request(Request::Patch(key, Patch::Strategic(patch))).expect("it is updated");
    steps += settle(&mut cluster, replicas, "nginx:1.28");
    (steps, cluster)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn timed<T>(mut work: impl FnMut() -> T) -> (Duration, T) {
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..RUNS {
        let clock = Instant::now();
        let done = work();
        times.push(clock.elapsed());
        // The one before is dropped outside the measured time.
        last = Some(done);
    }
    (median(times), last.expect("there was a run"))
}

fn main() {
    let nodes = (1..=100).map(|it| format!("node-{it}")).collect();
    let config = Config { nodes, ..Config::default() };
    for replicas in [200, 1000] {
        let (time, (steps, cluster)) = timed(|| rollout(&config, replicas));
        let per_second = u128::from(steps) * 1_000_000_000 / time.as_nanos().max(1);
        println!(
            "create + rolling update of {replicas} Pods on 100 nodes: {time:.1?}, {steps} steps, {per_second} steps/s"
        );
        let (time, _) = timed(|| cluster.clone());
        println!("  snapshot of it: {time:.1?}, {} objects", cluster.store().len());
    }
}
