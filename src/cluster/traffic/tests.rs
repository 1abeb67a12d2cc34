use crate::cluster::{Act, Cluster, Counts};
use crate::kubelet::NameAnswer as Answer;
use crate::tape::{Run, Tape};
use std::rc::Rc;

fn play(text: &str) -> Run {
    let mut run = Run::new(Rc::new(Tape::parse(text).unwrap_or_default()));
    while !run.is_over() && run.step().is_some() {}
    run
}

fn counts(run: &Run) -> Counts {
    run.cluster().traffic().total()
}

/// Three Pods behind a Service; what the template has besides.
fn web(annotations: &str, container: &str) -> String {
    format!(
        "--- web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  replicas: 3
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata:
      labels: {{app: web}}
      annotations: {{{annotations}}}
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        {container}
$ kubectl apply -f web.yaml
$ kubectl expose deployment web --port=80
$ kubectl rollout status deployment/web
$ sleep 10
! load web 100
"
    )
}

const PRE_STOP: &str = "lifecycle: {preStop: {sleep: {seconds: 2}}}";
const ROLL: &str = "$ kubectl set image deployment/web nginx=nginx:1.28
$ kubectl rollout status deployment/web
$ sleep 20
";

#[test]
fn every_request_is_counted_once_and_shared_out_evenly() {
    let run = play(&(web("", "") + "$ sleep 10\n"));
    let counts = counts(&run);
    assert_eq!(counts.sent, 1008, "the command itself takes a tenth of a second");
    assert_eq!(counts.failed(), 0);
    assert!(counts.in_flight() <= 10, "{counts:?}");
    let (_, load) = run.cluster().traffic().loads().next().unwrap_or_else(|| panic!("no load"));
    let mut rates: Vec<i64> = load.route().iter().map(|it| load.rate_of(&it.uid)).collect();
    rates.sort_unstable();
    assert_eq!(rates, [33, 33, 34]);
    assert_eq!(load.samples().map(|it| it.answered + it.failed).sum::<i64>(), counts.answered);
    let pods = run.cluster().store().list_typed::<crate::api::Pod>(None);
    let cpu: i64 = pods.map(|it| run.cluster().load_cpu_milli(it)).sum();
    assert_eq!(cpu, 200, "2 ms each");
}

#[test]
fn only_those_who_wait_before_they_stop_lose_nothing() {
    let careless = counts(&play(&(web("", "") + ROLL)));
    assert!(careless.refused > 0 && careless.refused < 60, "{careless:?}");
    let careful = counts(&play(&(web("", PRE_STOP) + ROLL)));
    assert_eq!(careful.failed(), 0, "{careful:?}");
}

#[test]
fn who_is_ready_before_it_listens_loses_requests() {
    let late = "podarium.sim/listen-seconds: '3'";
    let without = counts(&play(&(web(late, PRE_STOP) + ROLL)));
    assert!(without.refused > 200, "{without:?}");
    let probe = "readinessProbe: {httpGet: {path: /, port: 80}, periodSeconds: 1}";
    let with = counts(&play(&(web(late, &format!("{PRE_STOP}\n        {probe}")) + ROLL)));
    assert_eq!(with.failed(), 0, "{with:?}");
}

#[test]
fn nobody_answers_where_nobody_is() {
    let none = web("", "") + "$ kubectl scale deployment/web --replicas=0\n$ sleep 10\n";
    let none = counts(&play(&none));
    assert!(none.no_endpoint > 800, "{none:?}");
    let wrong = web("", "").replace("--port=80", "--port=80 --target-port=81") + "$ sleep 10\n";
    let wrong = counts(&play(&wrong));
    assert_eq!((wrong.refused, wrong.answered), (1008, 0));
}

#[test]
fn a_dead_node_swallows_requests_until_it_is_known_to_be_dead() {
    let text = web("", "") + "! node-down node-1\n$ sleep 70\n";
    let dead = counts(&play(&text));
    // A third of what is sent in the grace period of 50 seconds.
    assert!((1500..2000).contains(&dead.timed_out), "{dead:?}");
}

#[test]
fn a_crash_cuts_off_what_is_on_its_way() {
    let pod = |run: &Run| {
        let pods = run.cluster().store().list_typed::<crate::api::Pod>(None);
        pods.map(|it| it.metadata.name.clone()).next().unwrap_or_default()
    };
    let long = web("podarium.sim/request-ms: '500'", "") + "$ sleep 10\n";
    let mut cluster: Cluster = play(&long).cluster().clone();
    let name = pod(&play(&long));
    assert_eq!(cluster.act(&Act::Exit(name.to_string(), 1)), Ok(()));
    cluster.run_until(cluster.now_ms() + 5_000);
    let counts = cluster.traffic().total();
    assert!((14..=18).contains(&counts.cut_off), "half a second of a third: {counts:?}");
    assert_eq!(cluster.act(&Act::Load("web".to_owned(), 0)), Ok(()));
    cluster.run_until(cluster.now_ms() + 5_000);
    let counts = cluster.traffic().total();
    assert_eq!(counts.in_flight(), 0, "{counts:?}");
    let wrong = cluster.act(&Act::Load("nobody".to_owned(), 1));
    assert_eq!(wrong, Err("services \"nobody\" not found".to_owned()));
}

#[test]
fn names_lead_to_services_and_pods() {
    let text = "--- db.yaml
apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  clusterIP: None
  selector: {app: db}
---
apiVersion: v1
kind: Service
metadata: {name: outside}
spec: {type: ExternalName, externalName: example.com}
---
apiVersion: v1
kind: Pod
metadata: {name: db-0, labels: {app: db}}
spec:
  hostname: db-0
  subdomain: db
  containers: [{name: db, image: 'nginx:1.27'}]
$ kubectl apply -f db.yaml
$ sleep 20
";
    let run = play(text);
    let (cluster, zone) = (run.cluster(), run.cluster().kubelets().zone());
    let resolve = |name: &str| zone.resolve("default", name, cluster.now_ms());
    let kubernetes = Answer::Addresses(vec!["10.96.0.1".to_owned()]);
    let full = "kubernetes.default.svc.cluster.local".to_owned();
    assert_eq!(resolve("kubernetes"), (full.clone(), kubernetes.clone()));
    assert_eq!(resolve("kubernetes.default"), (full.clone(), kubernetes.clone()));
    assert_eq!(resolve("kubernetes.default.svc.cluster.local."), (full, kubernetes));
    let Answer::Addresses(all) = resolve("db").1 else { panic!("no db") };
    assert_eq!(resolve("db-0.db").1, Answer::Addresses(all.clone()));
    let dashed = all[0].replace('.', "-");
    assert_eq!(resolve(&format!("{dashed}.default.pod")).1, Answer::Addresses(all));
    assert_eq!(resolve("outside").1, Answer::Alias("example.com".to_owned()));
    assert_eq!(resolve("nobody").1, Answer::NoName);
    // What a program was told stays true of that time: the Pod was not always there.
    let early = zone.resolve("default", "db-0.db", cluster.start_ms() + 1_000);
    assert_eq!(early.1, Answer::NoName);
}

#[test]
fn endpoints_that_somebody_wrote_are_mirrored() {
    let text = "--- db.yaml
apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  ports: [{port: 5432}]
---
apiVersion: v1
kind: Endpoints
metadata: {name: db}
subsets:
- addresses: [{ip: 192.0.2.7}, {ip: 192.0.2.8}]
  ports: [{port: 5432}]
$ kubectl apply -f db.yaml
$ sleep 1
$ kubectl get endpointslices -l kubernetes.io/service-name=db --no-headers
$ kubectl delete endpoints db
$ sleep 1
$ kubectl get endpointslices -l kubernetes.io/service-name=db
";
    let run = play(text);
    let output = |at: usize| run.entries()[at].output.text.clone();
    assert!(output(2).contains(" 192.0.2.7,192.0.2.8 "), "{}", output(2));
    assert_eq!(output(5), "No resources found in default namespace.\n");
}
