//! What breaks by acts that are about more than one thing.

use podarium::picture::{Picture, offers_for_cluster, offers_for_zone};
use podarium::scene::Filming;
use podarium::tape::{Tape, play};
use std::rc::Rc;

const ZONES: &str = "# nodes: a-1,a-2,b-1\n# labels: {\"a-1\": {\"topology.kubernetes.io/zone\": \"a\"}, \
    \"a-2\": {\"topology.kubernetes.io/zone\": \"a\"}, \"b-1\": {\"topology.kubernetes.io/zone\": \"b\"}}\n";

#[test]
fn a_zone_fails_and_comes_back_as_a_whole() {
    let text = format!(
        "{ZONES}! zone-down a\n$ sleep 90\n$ kubectl get nodes --no-headers\n! zone-up a\n$ sleep 20\n\
         $ kubectl get nodes --no-headers\n! zone-down c\n"
    );
    let played = play(&text).unwrap();
    let states: Vec<&str> = played.lines().filter_map(|it| it.split_whitespace().nth(1)).collect();
    let ready = |wanted| states.iter().filter(|it| **it == wanted).count();
    assert_eq!((ready("NotReady"), ready("Ready")), (2, 4), "{played}");
    let problems = podarium::tape::check("it", &text).unwrap().problems;
    assert!(problems.contains("no node has the label topology.kubernetes.io/zone=c"), "{problems}");
}

#[test]
fn chaos_is_another_one_for_each_number_and_always_the_same() {
    let cause = |number: u32| {
        let text = format!(
            "$ kubectl create deployment web --image=nginx:1.27 --replicas=3\n$ sleep 9\n! chaos {number}\n"
        );
        let film = Filming::of(Rc::new(Tape::parse(&text).unwrap()));
        let all = film.decisions(i64::MAX).iter();
        let own: Vec<String> =
            all.filter(|it| *it.component == *"kubectl").map(|it| it.text()).collect();
        assert_eq!(own.len(), 1, "it is told what broke: {own:?}");
        own.concat()
    };
    let all: Vec<String> = (1..=8).map(cause).collect();
    assert_eq!(all[0], cause(1));
    let mut kinds: Vec<&str> = all.iter().filter_map(|it| it.split(' ').next_back()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert!(kinds.len() >= 3, "{all:?}");
}

#[test]
fn what_the_menus_of_zones_and_cluster_offer_is_a_line_of_a_tape() {
    let film = Filming::of(Rc::new(
        Tape::parse(&format!("{ZONES}! zone-down a\n! registry-down\n")).unwrap(),
    ));
    let picture = film.at(film.end_ms.unwrap(), &Picture::default());
    let lines = |offers: Vec<podarium::picture::Offer>| -> Vec<String> {
        offers.into_iter().map(|it| it.line).collect()
    };
    assert_eq!(lines(offers_for_zone("a", &picture.nodes)), ["! zone-up a"]);
    assert_eq!(lines(offers_for_zone("b", &picture.nodes)), ["! zone-down b"]);
    let cluster = lines(offers_for_cluster(&picture));
    assert_eq!(cluster, ["! registry-up", "! chaos 3", "! node-add node-4"]);
    assert!(cluster.iter().all(|it| Tape::parse(it).is_ok()));
}

const CUT: &str = "# nodes: node-1,node-2\n\
    $ kubectl create deployment web --image=nginx:1.27 --replicas=2\n\
    $ kubectl create job sum --image=busybox:1.36 -- sleep 30\n$ sleep 9\n";

/// The node where the Pod of the Job runs.
fn with_job(text: &str) -> String {
    let film = Filming::of(Rc::new(Tape::parse(text).unwrap()));
    let picture = film.at(film.end_ms.unwrap(), &Picture::default());
    let pod = picture.pods.iter().find(|it| it.name.starts_with("sum-")).unwrap();
    pod.place.as_ref().unwrap().node.to_string()
}

/// Source: `pkg/controller/nodelifecycle`, `pkg/controller/tainteviction`: what a cut costs is
/// what a silent node costs, but for the Pods, which go on.
#[test]
fn a_node_without_network_works_on_and_tells_so_when_it_is_back() {
    let node = with_job(CUT);
    let text = format!(
        "{CUT}! network-down {node}\n$ sleep 60\n$ kubectl get node {node} --no-headers\n\
         $ kubectl get node {node} -o jsonpath='{{.spec.taints[*].key}}'\n\
         $ kubectl get job sum --no-headers\n! network-up {node}\n$ sleep 3\n\
         $ kubectl get node {node} --no-headers\n$ kubectl get job sum --no-headers\n\
         $ kubectl get pods -l app=web --no-headers\n"
    );
    let played = play(&text).unwrap();
    let lines: Vec<&str> = played.lines().collect();
    let after = |what: &str| -> Vec<&str> {
        let found = lines.iter().enumerate().filter(|it| it.1.contains(what));
        found.map(|it| lines[it.0 + 1]).collect()
    };
    let nodes = after(" node ");
    assert!(nodes[0].contains(" NotReady "), "{played}");
    assert!(nodes[1].contains("node.kubernetes.io/unreachable"), "{played}");
    assert!(nodes[2].contains(" Ready "), "{played}");
    let jobs = after("get job");
    assert!(jobs[0].contains("0/1") && jobs[1].contains("1/1"), "it has ended unheard: {played}");
    // Nobody was evicted, and no container had to start again.
    assert!(after("app=web")[0].contains("Running   0 "), "{played}");
}

#[test]
fn after_five_minutes_without_network_pods_are_replaced_and_the_old_ones_wait_to_be_told() {
    let pods = "kubectl get pods -l app=web --no-headers";
    let text = format!(
        "{CUT}! network-down node-1\n$ sleep 380\n$ {pods}\n! network-up node-1\n$ sleep 40\n$ {pods}\n"
    );
    let played = play(&text).unwrap();
    let count = |part: &str, state: &str| part.lines().filter(|it| it.contains(state)).count();
    let (_, rest) = played.split_once(pods).unwrap();
    let (cut, back) = rest.split_once("network-up").unwrap();
    assert_eq!((count(cut, " Running "), count(cut, " Terminating ")), (2, 1), "{played}");
    let back = back.split_once(pods).unwrap().1;
    assert_eq!((count(back, " Running "), count(back, " Terminating ")), (2, 0), "{played}");
}

/// What was played, behind the last command that begins so.
fn behind<'a>(played: &'a str, command: &str) -> &'a str {
    played.rsplit_once(command).and_then(|it| it.1.split_once('\n')).map_or("", |it| it.1)
}

#[test]
fn who_is_on_a_node_without_network_reaches_nobody_elsewhere() {
    let asker = "while true; do wget -qO- -T 2 http://web > /dev/null && echo there || echo lost; sleep 5; done";
    let text = format!(
        "# nodes: node-1,node-2\n--- all.yaml\n\
         {{apiVersion: v1, kind: Pod, metadata: {{name: web, labels: {{app: web}}}}, spec: {{nodeName: node-1, containers: [{{name: c, image: 'nginx:1.27'}}]}}}}\n---\n\
         {{apiVersion: v1, kind: Service, metadata: {{name: web}}, spec: {{selector: {{app: web}}, ports: [{{port: 80}}]}}}}\n---\n\
         {{apiVersion: v1, kind: Pod, metadata: {{name: asker}}, spec: {{nodeName: node-2, containers: [{{name: c, image: busybox, command: [sh, -c, '{asker}']}}]}}}}\n\
         $ kubectl apply -f all.yaml\n$ sleep 20\n! network-down node-2\n$ sleep 30\n! network-up node-2\n$ sleep 15\n$ kubectl logs asker\n"
    );
    let played = play(&text).unwrap();
    let logs = behind(&played, "$ kubectl logs asker");
    let mut said: Vec<&str> = logs.lines().filter(|it| matches!(*it, "there" | "lost")).collect();
    said.dedup();
    let said = said.strip_prefix(&["lost"]).unwrap_or(&said);
    assert_eq!(said, ["there", "lost", "there"], "{played}");
    assert!(logs.contains("wget: bad address 'web'\n"), "{played}");
}

#[test]
fn a_node_without_network_pulls_no_image() {
    let text = "# nodes: node-1\n--- p.yaml\n\
        {apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {initContainers: [{name: i, image: busybox, command: [sleep, '20']}], containers: [{name: c, image: 'httpd:2.4'}]}}\n\
        $ kubectl apply -f p.yaml\n$ sleep 12\n! network-down node-1\n$ sleep 30\n! network-up node-1\n$ sleep 1\n\
        $ kubectl get pod p -o jsonpath='{.status.containerStatuses[0].state.waiting}'\n$ sleep 60\n$ kubectl get pod p --no-headers\n";
    let played = play(text).unwrap();
    let waiting = behind(&played, "state.waiting}'");
    assert!(waiting.contains("dial tcp: lookup registry-1.docker.io: i/o timeout"), "{played}");
    assert!(behind(&played, "$ kubectl get pod p --no-headers").contains(" Running "), "{played}");
}

/// Source: the documentation's `tasks/administer-cluster/extended-resource-node.md`.
#[test]
fn what_is_added_to_the_capacity_of_a_node_can_be_asked_for() {
    let text = "# nodes: node-1\n\
        $ kubectl patch node node-1 --subresource=status --type=json -p '[{\"op\":\"add\",\"path\":\"/status/capacity/example.com~1dongle\",\"value\":\"4\"}]'\n\
        $ sleep 11\n$ kubectl get node node-1 -o jsonpath='{.status.allocatable.example\\.com/dongle}'\n\
        --- a.yaml\n{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: c, image: nginx, resources: {limits: {example.com/dongle: 3}}}]}}\n\
        --- b.yaml\n{apiVersion: v1, kind: Pod, metadata: {name: b}, spec: {containers: [{name: c, image: nginx, resources: {limits: {example.com/dongle: 2}}}]}}\n\
        $ kubectl apply -f a.yaml\n$ kubectl apply -f b.yaml\n$ sleep 15\n$ kubectl get pods --no-headers\n$ kubectl describe pod b\n";
    let played = play(text).unwrap();
    assert!(behind(&played, "dongle}'").starts_with('4'), "{played}");
    let pods = behind(&played, "$ kubectl get pods --no-headers");
    assert!(pods.contains("Running") && pods.contains("Pending"), "{played}");
    assert!(played.contains("1 Insufficient example.com/dongle"), "{played}");
}

#[test]
fn power_and_network_are_two_things() {
    let states = |acts: &str| -> Vec<(bool, bool)> {
        let text = format!("{CUT}{acts}");
        let film = Filming::of(Rc::new(Tape::parse(&text).unwrap()));
        let picture = film.at(film.end_ms.unwrap(), &Picture::default());
        picture.nodes.iter().map(|it| (it.down_ms.is_some(), it.is_cut)).take(1).collect()
    };
    assert_eq!(states("! network-down node-1\n"), [(true, true)]);
    assert_eq!(states("! network-down node-1\n! node-down node-1\n"), [(true, false)]);
    assert_eq!(
        states("! network-down node-1\n! node-down node-1\n! node-up node-1\n"),
        [(true, true)]
    );
    assert_eq!(states("! node-down node-1\n! network-up node-1\n"), [(true, false)]);
    assert_eq!(states("! network-down node-1\n! network-up node-1\n"), [(false, false)]);
}
