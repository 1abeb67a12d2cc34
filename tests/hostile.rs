//! Nothing that a tape says kills the engine: what is too much ends in words, and the run goes on.

use podarium::api::{DaemonSet, Event, Kind, Pod};
use podarium::tape::{Run, Tape, run_to_end};
use std::rc::Rc;

fn played(text: &str) -> Run {
    let tape = Tape::parse(text).unwrap_or_else(|error| panic!("{error:?}: {text}"));
    let mut run = Run::new(Rc::new(tape));
    run_to_end(&mut run);
    run
}

/// What was printed, by the place among all that was typed and done.
fn output(run: &Run, place: usize) -> &str {
    &run.entries()[place].output.text
}

fn refusal(text: &str) -> (usize, String) {
    let error = Tape::parse(text).expect_err("it is no tape");
    (error.line, error.text)
}

const WEB: &str = "$ kubectl create deployment web --image=nginx:1.27 --replicas=3\n@ 20s\n";

#[test]
fn a_byte_order_mark_is_passed_over() {
    let tape = Tape::parse("\u{feff}# title: Marked\n$ kubectl get nodes\n").unwrap();
    assert_eq!(tape.header.title, "Marked");
}

#[test]
fn a_name_that_no_node_can_have_is_an_error_at_its_line() {
    for name in ["A B", "<img src=x>", "../x", "-a", &"z".repeat(64)] {
        let (line, text) = refusal(&format!("# title: t\n# nodes: a,{name}\n"));
        assert_eq!(line, 2, "{name}");
        assert!(text.contains("can't be the name of a node: "), "{text}");
    }
    assert_eq!(refusal("# nodes: a,b,a\n").1, "nodes: the node \"a\" is named twice");
    let (line, text) = refusal("# nodes: a\n# labels: {\"a\": {\"zone\": \"no spaces\"}}\n");
    assert_eq!(line, 2);
    assert!(text.contains("can't be a label: a valid label must be"), "{text}");
}

#[test]
fn a_time_that_is_never_reached_is_an_error_at_its_line() {
    let (line, text) = refusal("$ kubectl get nodes\n@ 99999999h\n$ kubectl get nodes\n");
    assert_eq!(line, 2);
    assert!(text.contains("is never reached: a tape ends after 8784h"), "{text}");
    assert!(Tape::parse("@ 8784h\n").is_ok());
}

#[test]
fn replacing_by_force_gives_up_after_five_minutes() {
    let run = played(
        "# nodes: n1
--- claim.yaml
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
--- pod.yaml
apiVersion: v1
kind: Pod
metadata: {name: user}
spec:
  containers: [{name: c, image: \"nginx:1.27\", volumeMounts: [{name: v, mountPath: /data}]}]
  volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]
$ kubectl apply -f claim.yaml -f pod.yaml
@ 20s
$ kubectl replace --force -f claim.yaml
$ kubectl get pvc
",
    );
    assert!(output(&run, 1).ends_with("error: context deadline exceeded\n"), "{}", output(&run, 1));
    let entry = &run.entries()[1];
    assert_eq!((entry.done_ms.unwrap() - entry.at_ms) / 1000, 300);
    assert!(output(&run, 2).contains("Terminating"), "{}", output(&run, 2));
}

#[test]
fn a_template_that_asks_for_too_much_is_an_error() {
    let dots = ".".repeat(1200);
    let nested = "{range ..}{range ..}{range $..}{range $..}{range ..}{range $..}x{end}{end}{end}{end}{end}{end}";
    let doubling =
        "{{$x := \"ab\"}}{{range .items}}{{range .metadata.managedFields}}{{end}}{{end}}";
    let doubled: String = (0..60).map(|_| "{{$x = print $x $x}}").collect();
    let loops = "{{range $.items}}{{range $.items}}{{range $.items}}{{range $.items}}{{range $.items}}{{range $.items}}{{range $.items}}{{range $.items}}{{range $.items}}{{range $.items}}{{range $.items}}{{range $.items}}{{$}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}{{end}}";
    let run = played(&format!(
        "# nodes: a,b
{WEB}$ kubectl get pods -o jsonpath='{{{dots}}}'
$ kubectl get pods -o jsonpath='{nested}' | wc -c
$ kubectl get pods -o go-template='{doubling}{doubled}{{{{$x}}}}'
$ kubectl get pods -o go-template='{loops}'
$ kubectl get deploy web
"
    ));
    assert!(output(&run, 1).starts_with("error"), "{}", output(&run, 1));
    assert!(output(&run, 2).contains("visits more than"), "{}", output(&run, 2));
    for command in [3, 4] {
        let text = output(&run, command);
        assert!(text.contains("the template takes too much work"), "{text:.300}");
    }
    assert!(output(&run, 5).contains("3/3"), "{}", output(&run, 5));
}

#[test]
fn more_pods_than_there_is_room_for_are_refused_in_words() {
    let scale = "$ kubectl scale deploy web --replicas=2147483647\n";
    let mut tape = Tape::parse(&format!(
        "# nodes: a,b\n{WEB}{scale}@ 25s\n$ kubectl get rs -o jsonpath='{{.items[0].status.conditions}}'\n$ kubectl get deploy web\n"
    ))
    .unwrap();
    tape.header.config.pods_max = 300;
    let mut run = Run::new(Rc::new(tape));
    run.run_until(30_000, drop);
    assert_eq!(run.cluster().store().list(Kind::Pod, None).count(), 300);
    let told = "exceeded quota: podarium, requested: pods=1, used: pods=300, limited: pods=300";
    assert!(output(&run, 2).contains(told), "{}", output(&run, 2));
    assert!(output(&run, 3).contains("2147483647"), "{}", output(&run, 3));
    assert_eq!(run.cluster().halted(), None);
}

#[test]
fn a_daemon_set_under_a_quota_has_a_status() {
    let run = played(
        "# nodes: n1,n2,n3
--- agent.yaml
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {containers: [{name: c, image: \"nginx:1.27\"}]}
$ kubectl create quota one --hard=pods=1
@ 5s
$ kubectl apply -f agent.yaml
@ 5m
$ kubectl get ds agent
",
    );
    let set = run.cluster().store().typed::<DaemonSet>("default", "agent").unwrap();
    let status = &set.status;
    assert_eq!((status.desired_number_scheduled, status.current_number_scheduled), (3, 1));
    assert_eq!((status.number_ready, status.number_unavailable), (1, 2));
    assert_eq!(status.observed_generation, 1);
}

#[test]
fn a_volume_that_another_node_has_is_told_of_once() {
    let run = played(
        "# nodes: n1,n2
--- store.yaml
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: store}
spec:
  selector: {matchLabels: {app: store}}
  template:
    metadata: {labels: {app: store}}
    spec:
      containers: [{name: c, image: \"nginx:1.27\"}]
      volumes: [{name: v, persistentVolumeClaim: {claimName: data}}]
$ kubectl apply -f store.yaml
@ 20s
$ kubectl cordon n1
$ kubectl cordon n2
$ kubectl get pods -o wide
@ 30s
$ kubectl scale deploy store --replicas=2
$ kubectl get pods -l app=store -o jsonpath='{.items[0].spec.nodeName}'
@ 40s
$ n=$(kubectl get pods -l app=store -o jsonpath='{.items[*].spec.nodeName}'); [ $n = n1 ] && kubectl uncordon n2 || kubectl uncordon n1
@ 70m
$ kubectl get events
",
    );
    let events = run.cluster().store().list_typed::<Event>(None);
    let told: Vec<i32> =
        events.filter(|it| it.reason == "FailedAttachVolume").map(|it| it.count).collect();
    // An hour later even the one event is gone: what was told again and again would be there.
    assert_eq!(told, Vec::<i32>::new());
    let pods: Vec<&str> =
        run.cluster().store().list_typed::<Pod>(None).map(|it| it.status.phase.as_str()).collect();
    assert_eq!(pods.len(), 2);
    assert!(pods.contains(&"Pending") && pods.contains(&"Running"), "{pods:?}");
}

#[test]
fn probes_go_on_when_their_node_is_back() {
    let run = played(
        "# nodes: n1
--- web.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - name: c
    image: nginx:1.28
    readinessProbe: {httpGet: {path: /, port: 80}, initialDelaySeconds: 20, periodSeconds: 5}
$ kubectl apply -f web.yaml
@ 15s
! node-down n1
@ 2m
! node-up n1
@ 5m
$ kubectl get pods
",
    );
    // The acts stand among what was typed.
    assert!(output(&run, 3).contains("1/1"), "{}", output(&run, 3));
}

#[test]
fn a_cron_job_whose_jobs_never_end_goes_on() {
    let run = played(
        "# nodes: a
$ kubectl create cronjob tick --image=busybox:1.36 --schedule='* * * * *' -- sleep 1000000
@ 3h
$ kubectl get cronjob tick
",
    );
    assert_eq!(run.cluster().store().list(Kind::Job, None).count(), 180);
    assert!(output(&run, 1).contains("179"), "{}", output(&run, 1));
}

/// What somebody asks again and again is known anew each time, and what was known before is left: the
/// stack is no longer for having been asked for hours.
#[test]
fn who_asks_for_hours_keeps_nothing_of_what_was_known() {
    let tape = "$ kubectl run load --image=busybox:1.36 --restart=Never -- \
        sh -c 'while true; do wget -q -O /dev/null -T 1 http://web & sleep 1; done'\n@ 2h\n\
        $ kubectl get pods --no-headers\n";
    let played = podarium::tape::play(tape).unwrap();
    assert!(played.contains("load") && played.contains("Running"), "{played}");
}
