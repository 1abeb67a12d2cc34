//! Kubelets in a cluster: back-offs, probes, ends, to the second.

use crate::api::{ContainerState, Pod};
use crate::cluster::{Act, Cluster, Config};
use serde_json::{Value, json};
use std::rc::Rc;

fn cluster(spec: Value) -> Cluster {
    let mut cluster = Cluster::new(&Config::default());
    let value = json!({"metadata": {"name": "p", "namespace": "default"}, "spec": spec});
    let pod = crate::api::Object::from_value(crate::api::Kind::Pod, value).unwrap();
    cluster.request(crate::apiserver::Request::Create(pod)).unwrap();
    cluster
}

fn pod(cluster: &Cluster) -> Rc<Pod> {
    Rc::clone(cluster.store().typed::<Pod>("default", "p").unwrap())
}

fn run(cluster: &mut Cluster, seconds: i64) {
    let until_ms = cluster.now_ms() + seconds * 1000;
    cluster.run_until(until_ms);
}

fn state(cluster: &Cluster) -> ContainerState {
    pod(cluster).status.container_statuses[0].state.clone()
}

/// When the container was started, in seconds after the one before it ended, for so long.
fn waits(cluster: &mut Cluster, seconds: i64) -> Vec<i64> {
    let mut waits = Vec::new();
    let (mut restarts, end_ms) = (0, cluster.now_ms() + seconds * 1000);
    while cluster.now_ms() < end_ms && cluster.step() {
        let pod = cluster.store().typed::<Pod>("default", "p").cloned();
        let Some(status) = pod.and_then(|it| it.status.container_statuses.first().cloned()) else {
            continue;
        };
        if status.restart_count <= restarts {
            continue;
        }
        restarts = status.restart_count;
        let last = status.last_state.terminated.and_then(|it| it.finished_at).unwrap();
        let own = status.state;
        let started = own.running.and_then(|it| it.started_at);
        let started = started.or(own.terminated.and_then(|it| it.started_at)).unwrap();
        waits.push(started.0 - last.0);
    }
    waits
}

fn one(command: &str, policy: &str) -> Value {
    json!({"restartPolicy": policy, "containers": [
        {"name": "c", "image": "busybox:1.36", "command": ["sh", "-c", command]}]})
}

#[test]
fn back_offs_double_up_to_five_minutes() {
    let found = waits(&mut cluster(one("sleep 2; exit 1", "Always")), 1600);
    let want = [1, 10, 20, 40, 80, 160, 300, 300, 300, 300];
    assert_eq!(found.len(), want.len(), "{found:?}");
    for (found, want) in found.iter().zip(want) {
        // Starting takes a moment.
        assert!((want..=want + 1).contains(found), "{found} instead of {want}");
    }
}

#[test]
fn ten_good_minutes_make_a_back_off_start_anew() {
    let found = waits(&mut cluster(one("sleep 610; exit 1", "Always")), 4000);
    assert!(found.len() >= 5 && found.iter().all(|it| *it <= 2), "{found:?}");
    let found = waits(&mut cluster(one("sleep 580; exit 0", "Always")), 3000);
    assert!(found.len() >= 3 && found[2] >= 20, "{found:?}");
}

#[test]
fn policies_decide_what_becomes_of_a_pod() {
    let rows = [
        ("exit 0", "Always", "Running"),
        ("exit 1", "Always", "Running"),
        ("exit 0", "OnFailure", "Succeeded"),
        ("exit 1", "OnFailure", "Running"),
        ("exit 0", "Never", "Succeeded"),
        ("exit 1", "Never", "Failed"),
    ];
    for (command, policy, phase) in rows {
        let mut cluster = cluster(one(command, policy));
        run(&mut cluster, 30);
        assert_eq!(pod(&cluster).status.phase, phase, "{command} {policy}");
    }
}

fn act(cluster: &mut Cluster, text: &str) {
    cluster.act(&Act::parse(text).unwrap()).unwrap();
}

fn server(probe: &str, settings: Value) -> Value {
    let mut container = json!({"name": "c", "image": "nginx:1.27"});
    container[probe] = settings;
    json!({"containers": [container]})
}

#[test]
fn readiness_needs_as_many_failures_and_successes_as_it_says() {
    let probe = json!({"httpGet": {"port": 80}, "periodSeconds": 5, "failureThreshold": 2,
        "successThreshold": 3, "initialDelaySeconds": 7});
    let mut cluster = cluster(server("readinessProbe", probe));
    let mut ready_ms = None;
    while ready_ms.is_none() {
        assert!(cluster.step());
        let it = cluster.store().typed::<Pod>("default", "p");
        ready_ms = it.filter(|it| it.is_ready()).map(|_| cluster.now_ms());
    }
    let since = state(&cluster).running.and_then(|it| it.started_at).unwrap().0 * 1000;
    let took_ms = ready_ms.unwrap() - since;
    // The first question comes at a tick after seven seconds, two more after five each.
    assert!((17_000..=23_000).contains(&took_ms), "{took_ms}");
    act(&mut cluster, "unready p");
    run(&mut cluster, 4);
    assert!(pod(&cluster).is_ready(), "one failure does not count");
    run(&mut cluster, 7);
    assert!(!pod(&cluster).is_ready());
    act(&mut cluster, "ready p");
    run(&mut cluster, 9);
    assert!(!pod(&cluster).is_ready());
    run(&mut cluster, 7);
    assert!(pod(&cluster).is_ready());
    assert_eq!(pod(&cluster).status.container_statuses[0].restart_count, 0);
}

#[test]
fn a_container_that_hangs_is_killed_and_started_again() {
    let probe = json!({"tcpSocket": {"port": 80}, "periodSeconds": 5, "failureThreshold": 2});
    let mut spec = server("livenessProbe", probe);
    spec["terminationGracePeriodSeconds"] = json!(20);
    let mut cluster = cluster(spec);
    run(&mut cluster, 20);
    act(&mut cluster, "hang p");
    run(&mut cluster, 9);
    assert!(state(&cluster).running.is_some(), "two failures take longer than one period");
    run(&mut cluster, 25);
    let status = pod(&cluster).status.container_statuses[0].clone();
    assert_eq!(status.restart_count, 1);
    let last = status.last_state.terminated.unwrap();
    assert_eq!((last.exit_code, last.reason.as_str()), (137, "Error"));
    assert!(status.ready && status.state.running.is_some());
}

#[test]
fn slow_answers_are_no_answers() {
    let probe = json!({"httpGet": {"port": 80}, "periodSeconds": 2, "timeoutSeconds": 3});
    let mut cluster = cluster(server("readinessProbe", probe));
    run(&mut cluster, 20);
    act(&mut cluster, "slow p 3");
    run(&mut cluster, 20);
    assert!(pod(&cluster).is_ready(), "three seconds are in time");
    act(&mut cluster, "slow p 4");
    run(&mut cluster, 20);
    assert!(!pod(&cluster).is_ready());
}

/// How long a Pod is there after its deletion began (milliseconds).
fn leaves(cluster: &mut Cluster, grace_s: Option<i64>) -> i64 {
    let options =
        crate::apiserver::DeleteOptions { grace_period_seconds: grace_s, ..Default::default() };
    let begin_ms = cluster.now_ms();
    let key = crate::api::ObjectKey::new(crate::api::Kind::Pod, "default", "p");
    cluster.request(crate::apiserver::Request::Delete(key, options)).unwrap();
    while cluster.store().typed::<Pod>("default", "p").is_some() {
        assert!(cluster.step());
    }
    cluster.now_ms() - begin_ms
}

#[test]
fn grace_is_given_as_long_as_it_is_needed() {
    let hook = json!({"preStop": {"sleep": {"seconds": 5}}});
    let web = json!({"containers": [{"name": "c", "image": "nginx:1.27"}]});
    let hooked = json!({"containers": [{"name": "c", "image": "nginx:1.27", "lifecycle": hook}]});
    let long = json!({"preStop": {"exec": {"command": ["sleep", "60"]}}});
    let short = json!({"terminationGracePeriodSeconds": 3, "containers": [
        {"name": "c", "image": "nginx:1.27", "lifecycle": long}]});
    let rows = [
        (web.clone(), None, None, 0, 1500),
        (web.clone(), Some("hang p"), None, 30_000, 30_500),
        (hooked, None, None, 5_000, 6_500),
        // The hook takes all there is; then two seconds are left for the stop.
        (short, None, None, 3_000, 5_500),
        (one("sleep 3600", "Always"), None, None, 30_000, 30_500),
        (one("sleep 3600", "Always"), None, Some(5), 5_000, 5_500),
        (one("trap 'exit 0' TERM; sleep 3600 & wait", "Always"), None, None, 0, 1500),
        (web, None, Some(0), 0, 0),
    ];
    for (spec, trouble, grace_s, least_ms, most_ms) in rows {
        let mut cluster = cluster(spec.clone());
        run(&mut cluster, 30);
        if let Some(trouble) = trouble {
            act(&mut cluster, trouble);
        }
        let took_ms = leaves(&mut cluster, grace_s);
        assert!((least_ms..=most_ms).contains(&took_ms), "{spec} {trouble:?}: {took_ms}");
    }
}

#[test]
fn the_end_by_memory_has_its_own_name() {
    let mut cluster = cluster(json!({"restartPolicy": "Never", "containers": [
        {"name": "c", "image": "nginx:1.27"}]}));
    run(&mut cluster, 10);
    act(&mut cluster, "oom p");
    run(&mut cluster, 3);
    let end = state(&cluster).terminated.unwrap();
    assert_eq!((end.exit_code, end.reason.as_str()), (137, "OOMKilled"));
    assert_eq!(pod(&cluster).status.phase, "Failed");
}

#[test]
fn names_of_images_are_read_as_registries_do() {
    let good =
        ["nginx", "nginx:1.27", "a/b_c:v1", "registry.example:5000/x/y@sha256:0", "localhost/a"];
    let bad = ["NGINX", "nginx:", "a//b", "-x", "nginx latest", "a/B:1"];
    for name in good {
        assert_eq!(super::images::name_error(name), None, "{name}");
    }
    for name in bad {
        assert!(super::images::name_error(name).is_some(), "{name}");
    }
}

/// Rows of upstream's `backoff_test.go`, `TestSlowBackoff`.
#[test]
fn waits_double_as_upstream_has_them() {
    let mut backoff = crate::client::Backoff::new(1, 50);
    for (tick, want) in [0, 1, 2, 4, 8, 16, 32, 50, 50, 50].into_iter().enumerate() {
        let now = i64::try_from(tick).unwrap() + 1;
        assert_eq!(backoff.wait_ms(), want, "at {now}");
        backoff.next(now, now);
    }
}

/// Rows of upstream's `backoff_test.go`, `TestIsInBackOffSinceUpdate`: up to which tick it waits,
/// how long.
#[test]
fn waits_end_as_upstream_has_them() {
    let mut backoff = crate::client::Backoff::new(1, 10);
    // The ticks at which it does not wait; between them it does, so long.
    let rows = [(0, 0), (1, 1), (3, 2), (7, 4), (15, 8), (25, 10), (35, 10), (56, 0), (57, 1)];
    let mut tick = 0;
    for (free, wait) in rows {
        // Nobody asks between 35 and 56.
        for waiting in if free == 56 { 0..0 } else { tick..free } {
            assert!(backoff.waits_since_update(waiting), "at {waiting}");
            assert_eq!(backoff.wait_ms(), wait, "at {waiting}");
        }
        assert!(!backoff.waits_since_update(free), "at {free}");
        backoff.next(free, free);
        tick = free + 1;
    }
}

/// Upstream's `TestBackoffReset` and `TestBackoffHighWaterMark`.
#[test]
fn waits_are_forgotten_after_twice_the_longest() {
    let mut backoff = crate::client::Backoff::new(1, 5);
    (1..=6).for_each(|now| backoff.next(now, now));
    assert!(backoff.waits_since(6, 6));
    assert!(!backoff.waits_since(6, 6 + 11));
    backoff.next(6 + 6, 6 + 6);
    assert_eq!(backoff.wait_ms(), 5);
    backoff.next(12 + 11, 12 + 11);
    assert_eq!(backoff.wait_ms(), 1);
}
