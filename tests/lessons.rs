//! What each kind of workload does, as it is seen on the page.

use crate::support::page::{END, LONG, SOON, command, open, seek, wait_for, wait_for_start};
use crate::support::site::Site;

/// The lines of the picture that begin with a word.
fn lines<'a>(snapshot: &'a str, start: &str) -> Vec<&'a str> {
    snapshot.lines().map(str::trim).filter(|it| it.starts_with(start)).collect()
}

/// A database of one Pod with a claim.
pub const DATABASE: &str = "\
--- db.yaml
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  serviceName: db
  selector:
    matchLabels:
      app: db
  template:
    metadata:
      labels:
        app: db
    spec:
      containers:
      - name: mongo
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
$ kubectl apply -f db.yaml
$ kubectl rollout status statefulset/db --timeout=60s
";

#[test]
fn a_claim_outlives_its_pod() {
    let site = Site::serve("/");
    let link = podarium::tape::encode_link(DATABASE);
    let browser = open(&site, &format!("?autoplay=0&speed=4#tape={link}"));
    let end = seek(&browser, END);
    assert!(end.contains("part db-0 full data-db-0"), "{end}");
    command(&browser, "kubectl scale statefulset db --replicas=0");
    wait_for(&browser, "part db-0 missing data-db-0", LONG);
    let on_shelf = "document.querySelectorAll('.volume.loose').length === 1";
    browser.wait_until(on_shelf, SOON);
    browser.screenshot("claim-stays");
    command(&browser, "kubectl scale statefulset db --replicas=1");
    wait_for(&browser, "part db-0 full data-db-0", LONG);
    command(&browser, "kubectl delete statefulset db");
    browser.wait_until(on_shelf, LONG);
    browser.assert_no_console_errors();
}

#[test]
fn a_daemon_pod_appears_on_a_node_added_by_click() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=node-exporter&speed=4");
    let before = browser.count(".node");
    let end = seek(&browser, END);
    let nodes = lines(&end, "node ").len();
    browser.click(".cap .add");
    browser.wait_until("document.activeElement.role === 'menuitem'", SOON);
    browser.click(".menu button:last-child");
    browser
        .wait_until(&format!("document.querySelectorAll('.node').length === {}", nodes + 1), SOON);
    wait_for(&browser, &format!("daemonset\\/node-exporter {0}\\/{0}", nodes + 1), LONG);
    browser.screenshot("daemon-pod");
    assert!(before >= 3);
    browser.assert_no_console_errors();
}

#[test]
fn the_good_rollout_fails_no_request_and_the_bad_one_some() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=no-failed-request");
    let good = seek(&browser, END);
    assert!(good.contains("100 % answered") && good.contains(" 0 failed"), "{good}");
    assert!(browser.count(".work path.new") > 0, "the service's tab has its chart");
    browser.screenshot("no-failed-request");
    browser.go(&format!("{}?autoplay=0&lesson=failed-requests", site.url()));
    wait_for_start(&browser);
    let bad = seek(&browser, END);
    assert!(lines(&bad, "service/").iter().any(|it| !it.contains(" 0 failed")), "{bad}");
    browser.screenshot("failed-requests");
    browser.assert_no_console_errors();
}

#[test]
fn an_indexed_job_fills_its_indexes() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=indexed-shards");
    let done = |snapshot: &str| {
        lines(snapshot, "part index").iter().filter(|it| it.contains(" done")).count()
    };
    let end = seek(&browser, END);
    let all = done(&end);
    assert!(all >= 3, "{end}");
    let middle = (0..200).map(|at| done(&seek(&browser, at * 500)));
    let counts: Vec<usize> = middle.collect();
    assert!(
        counts.iter().any(|it| 0 < *it && *it < all),
        "they fill one after the other: {counts:?}"
    );
    browser.assert_no_console_errors();
}

#[test]
fn a_failing_job_is_retried_with_growing_delays() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=retries");
    let mut starts: Vec<i64> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for at in (0..240_000).step_by(1000) {
        for pod in lines(&seek(&browser, at), "pod ") {
            let name = pod.split(' ').nth(1).unwrap().to_owned();
            if !seen.contains(&name) {
                seen.push(name);
                starts.push(at);
            }
        }
    }
    assert!(starts.len() >= 4, "{starts:?}");
    let gaps: Vec<i64> = starts.windows(2).map(|it| it[1] - it[0]).take(3).collect();
    assert!(gaps.windows(2).all(|it| it[1] > it[0]), "{gaps:?}");
    browser.assert_no_console_errors();
}

#[test]
fn a_week_of_nights_passes_within_a_minute() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=1&lesson=nightly-report&speed=60");
    let week = 6 * 24 * 3_600_000_i64;
    browser.wait_until(&format!("window.podarium.position() > {week}"), LONG);
    wait_for(&browser, "^cronjob\\/", SOON);
    browser.screenshot("week");
    browser.assert_no_console_errors();
}

#[test]
fn a_node_failed_by_click_loses_its_pods_and_takes_new_ones_when_back() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&speed=10");
    seek(&browser, END);
    let menu = |label: &str| {
        browser.click(".node[title^='Node node-1'] .h b");
        browser.run(
            "[...document.querySelectorAll('.menu [role=menuitem]')]
                 .find((it) => it.textContent.startsWith(arguments[0])).click()",
            &[label.into()],
        );
    };
    menu("Fail");
    wait_for(&browser, "^node node-1: NotReady", LONG);
    browser.screenshot("node-lost");
    // Its Pods are replaced elsewhere; its own stay Terminating, as nobody there ends them.
    wait_for(&browser, "^pod \\S+ node-1#\\d+ terminating", LONG);
    wait_for(&browser, "^deployment\\/web 3\\/3", LONG);
    browser.run("window.podarium.pause()", &[]);
    menu("Recover");
    wait_for(&browser, "^node node-1: Ready, 0 Pods", LONG);
    command(&browser, "kubectl scale deployment web --replicas=6");
    wait_for(&browser, "^pod \\S+ node-1#\\d+ ready", LONG);
    browser.assert_no_console_errors();
}

#[test]
fn the_autoscaler_follows_the_slider_up_and_down() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=autoscaling&speed=60");
    seek(&browser, END);
    let choose = "[...document.querySelectorAll('.worktabs [role=tab]')]
        .find((it) => it.textContent.includes('service')).click()";
    browser.run(choose, &[]);
    let slide = |to: u32| {
        browser.wait_until("document.querySelector('.load input')", SOON);
        let script = "const input = document.querySelector('.load input');
            input.value = arguments[0];
            input.dispatchEvent(new Event('change', { bubbles: true }));";
        browser.run(script, &[to.into()]);
    };
    let replicas = "Number(window.podarium.snapshot()
        .match(/^horizontalpodautoscaler\\/\\S+ (\\d+)/m)?.[1])";
    slide(8);
    browser.wait_until(&format!("{replicas} >= 4"), LONG);
    browser.screenshot("autoscaled");
    slide(0);
    browser.wait_until(&format!("{replicas} <= 2"), LONG);
    browser.assert_no_console_errors();
}
