//! Speed of the engine: `cargo bench --bench rollout`. Ratios count, machines differ.
//!
//! One run alone, for a profiler: `cargo bench --bench rollout -- PODS NODES`, create and rolling
//! update; with `create` behind it, create only.

use podarium::api::{Deployment, Kind, Object, ObjectKey, Pod};
use podarium::apiserver::{Patch, Request};
use podarium::cluster::{Cluster, Config};
use serde_json::json;
use std::time::Duration;

const RUNS: usize = 5;
/// While the next step is nearer than this the rollout is under way (milliseconds).
const REST_MS: i64 = 1_000;

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

/// Steps until the rollout is done. Whether it is, is asked when nothing is due soon.
fn settle(cluster: &mut Cluster, replicas: i32, image: &str) -> u64 {
    let mut steps = 0;
    while cluster.step() {
        steps += 1;
        cluster.take_records();
        let is_resting = cluster.next_at().is_none_or(|it| it > cluster.now_ms() + REST_MS);
        if is_resting && is_done(cluster, replicas, image) {
            return steps;
        }
    }
    panic!("the rollout of {image} ended early: {:?}", cluster.halted());
}

/// Create, and perhaps a rolling update: steps, and the cluster as it is then.
fn rollout(nodes: i32, replicas: i32, is_updated: bool) -> (u64, Cluster) {
    let nodes = (1..=nodes).map(|it| format!("node-{it}")).collect();
    let mut cluster = Cluster::new(&Config { nodes, ..Config::default() });
    cluster.request(Request::Create(deployment(replicas))).expect("it is created");
    let mut steps = settle(&mut cluster, replicas, "nginx:1.27");
    if is_updated {
        let patch = json!({"spec": {"template": {"spec": {"containers":
            [{"name": "nginx", "image": "nginx:1.28"}]}}}});
        let key = ObjectKey::new(Kind::Deployment, "default", "web");
        cluster.request(Request::Patch(key, Patch::Strategic(patch))).expect("it is updated");
        steps += settle(&mut cluster, replicas, "nginx:1.28");
    }
    (steps, cluster)
}

/// What this process has spent of the processor: other programs don't count. Where the system
/// doesn't say, no time.
fn spent() -> Duration {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|it| it.parse().ok());
    Duration::from_nanos(nanoseconds.unwrap_or(0))
}

/// The most memory that this process has had (MiB).
fn peak_mib() -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|it| it.strip_prefix("VmHWM:")).unwrap_or_default();
    let kib: u64 = line.trim().trim_end_matches(" kB").parse().unwrap_or(0);
    kib / 1024
}

fn timed<T>(mut work: impl FnMut() -> T) -> (Duration, T) {
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..RUNS {
        let before = spent();
        let done = work();
        times.push(spent() - before);
        // The one before is dropped outside the measured time.
        last = Some(done);
    }
    times.sort();
    (times[times.len() / 2], last.expect("there was a run"))
}

/// One run, told in a line.
fn once(nodes: i32, replicas: i32, is_updated: bool) {
    let before = spent();
    let (steps, cluster) = rollout(nodes, replicas, is_updated);
    let what = if is_updated { "create + rolling update" } else { "create" };
    println!(
        "{what} of {replicas} Pods on {nodes} nodes: {:.2?} CPU, {steps} steps, {} s virtual, {} objects, peak {} MiB, trace {:016x}",
        spent() - before,
        (cluster.now_ms() - cluster.start_ms()) / 1000,
        cluster.store().len(),
        peak_mib(),
        cluster.trace_hash(),
    );
    // The process ends here: what it has need not be taken apart first.
    std::mem::forget(cluster);
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    if let [replicas, nodes, rest @ ..] = words.as_slice() {
        let number = |it: &str| it.parse().expect("a number");
        return once(number(nodes), number(replicas), rest.is_empty());
    }
    for (replicas, nodes) in [(200, 100), (1000, 100)] {
        let (time, (steps, cluster)) = timed(|| rollout(nodes, replicas, true));
        println!(
            "create + rolling update of {replicas} Pods on {nodes} nodes: {time:.1?} CPU, {steps} steps"
        );
        let (time, _) = timed(|| cluster.clone());
        println!("  snapshot of it: {time:.1?}, {} objects", cluster.store().len());
    }
    // Smallest first: the peak of memory is that of the whole process.
    for (replicas, nodes) in [(1000, 100), (10_000, 1000), (10_000, 5000)] {
        once(nodes, replicas, false);
    }
}
