//! Whole lines against a cluster.

use crate::cluster::{Cluster, Config};
use crate::kubectl::{Desk, Files, Outcome, Output, Poll, run};
use std::rc::Rc;

pub(super) const WEB: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
";

/// A cluster and the files of a tape.
pub(super) struct Console {
    pub cluster: Cluster,
    pub desk: Desk,
}

impl Console {
    pub fn new() -> Self {
        let config = Config { is_serial: true, ..Config::default() };
        let files = Rc::new(Files::from([
            ("web.yaml".to_owned(), WEB.to_owned()),
            (
                "recreate.yaml".to_owned(),
                WEB.replace("spec:\n  rep", "spec:\n  strategy:\n    type: Recreate\n  rep"),
            ),
        ]));
        let desk = Desk { files, ..Desk::default() };
        Self { cluster: Cluster::new(&config), desk }
    }

    /// Runs a line to its end.
    pub fn run(&mut self, line: &str) -> Output {
        self.cluster.run_until(self.cluster.now_ms() + 100);
        let mut wait = match run(&mut self.cluster, &mut self.desk, line) {
            Outcome::Done(output) => return output,
            Outcome::Waiting(wait) => wait,
        };
        for _ in 0..100_000 {
            let deadline = wait.deadline_ms();
            match self.cluster.next_at() {
                Some(next) if deadline.is_none_or(|it| next <= it) => drop(self.cluster.step()),
                _ => self.cluster.advance(deadline.expect("nothing will ever happen")),
            }
            match wait.poll(&mut self.cluster, &mut self.desk) {
                Poll::Pending => {}
                Poll::Done(output) => return output,
            }
        }
        panic!("{line} never ends");
    }

    pub fn text(&mut self, line: &str) -> String {
        self.run(line).text
    }
}

/// Lines with what they print and their exit code, one after the other.
pub(super) fn check(console: &mut Console, rows: &[(&str, &str, i32)]) {
    for (line, text, code) in rows {
        let output = console.run(line);
        assert_eq!((output.text.as_str(), output.code), (*text, *code), "{line}");
    }
}

#[test]
fn a_deployment_lives() {
    let mut console = Console::new();
    check(
        &mut console,
        &[
            ("kubectl apply -f web.yaml", "deployment.apps/web created\n", 0),
            (
                "kubectl rollout status deploy/web | tail -1",
                "deployment \"web\" successfully rolled out\n",
                0,
            ),
            ("kubectl apply -f web.yaml", "deployment.apps/web unchanged\n", 0),
            ("kubectl apply -f ./recreate.yaml", "deployment.apps/web configured\n", 0),
            ("kubectl get deploy web -o jsonpath={.spec.strategy}", "{\"type\":\"Recreate\"}\n", 0),
            (
                "kubectl scale deploy web --replicas=1 --current-replicas=5",
                "error: Expected replicas to be 5, was 2\n",
                1,
            ),
            ("kubectl set image deploy/web *=nginx:1.28", "deployment.apps/web image updated\n", 0),
            ("kubectl set image deploy/web nginx=nginx:1.28", "", 0),
            ("kubectl rollout pause deploy web", "deployment.apps/web paused\n", 0),
            (
                "kubectl rollout pause deploy web",
                "error: deployments.apps \"web\" is already paused\n",
                1,
            ),
            ("k rollout resume deployment.apps web", "deployment.apps/web resumed\n", 0),
            (
                "kubectl delete deploy/web",
                "deployment.apps \"web\" deleted from default namespace\n",
                0,
            ),
            (
                "sleep 3; kubectl get deploy,rs,pods",
                "No resources found in default namespace.\n",
                0,
            ),
        ],
    );
}

#[test]
fn a_rollback_brings_the_template_and_its_reason_back() {
    let mut console = Console::new();
    console
        .run("kubectl create deployment web --image=nginx:1 && kubectl rollout status deploy/web");
    check(
        &mut console,
        &[
            (
                "kubectl rollout undo deploy/web",
                "error: no rollout history found for deployment \"web\"\n",
                1,
            ),
            (
                "kubectl annotate deploy web kubernetes.io/change-cause='the first'",
                "deployment.apps/web annotated\n",
                0,
            ),
            (
                "kubectl set image deploy/web nginx=nginx:2",
                "deployment.apps/web image updated\n",
                0,
            ),
            ("kubectl rollout status deploy/web >/dev/null", "", 0),
            (
                "kubectl rollout undo deploy/web --to-revision=7",
                "error: unable to find specified revision 7 in history\n",
                1,
            ),
            ("kubectl rollout undo deploy/web", "deployment.apps/web rolled back\n", 0),
            ("kubectl rollout status deploy/web 2>&1 | grep -c rolled", "1\n", 0),
            (
                "kubectl rollout history deploy/web",
                "deployment.apps/web \nREVISION  CHANGE-CAUSE\n2         the first\n3         the first\n\n",
                0,
            ),
            ("kubectl get deploy web -o jsonpath={..image}", "nginx:1\n", 0),
        ],
    );
}

#[test]
fn what_is_used_wrongly_is_explained() {
    let mut console = Console::new();
    check(
        &mut console,
        &[
            ("foo", "bash: foo: command not found\n", 127),
            (
                "kubectl gte pods",
                "error: unknown command \"gte\" for \"kubectl\"\n\nDid you mean this?\n\tget\n",
                1,
            ),
            (
                "kubectl get pods --foo",
                "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n",
                1,
            ),
            (
                "kubectl get pods -Z",
                "error: unknown shorthand flag: 'Z' in -Z\nSee 'kubectl get --help' for usage.\n",
                1,
            ),
            (
                "kubectl get pods -l",
                "error: flag needs an argument: 'l' in -l\nSee 'kubectl get --help' for usage.\n",
                1,
            ),
            (
                "kubectl get widgets",
                "error: the server doesn't have a resource type \"widgets\"\n",
                1,
            ),
            (
                "kubectl delete deploy",
                "error: resource(s) were provided, but no name was specified\n",
                1,
            ),
            ("kubectl apply", "error: must specify one of -f and -k\n", 1),
            ("kubectl apply -f no.yaml", "error: the path \"no.yaml\" does not exist\n", 1),
            (
                "kubectl get pods a b",
                "Error from server (NotFound): pods \"a\" not found\nError from server (NotFound): pods \"b\" not found\n",
                1,
            ),
            ("kubectl scale deploy web", "error: required flag(s) \"replicas\" not set\n", 1),
            (
                "kubectl rollout nonsense",
                "error: unknown command \"nonsense\"\nSee 'kubectl rollout -h' for help and examples\n",
                1,
            ),
            (
                "kubectl wait pods --all --for=condition=Ready",
                "error: no matching resources found\n",
                1,
            ),
            (
                "kubectl delete pods --dry-run=maybe",
                "error: Invalid dry-run value (maybe). Must be \"none\", \"server\", or \"client\".\n",
                1,
            ),
            ("sleep", "sleep: missing operand\nTry 'sleep --help' for more information.\n", 1),
        ],
    );
}

#[test]
fn selectors_choose() {
    let mut console = Console::new();
    console.run("kubectl create ns shop; kubectl run a --image=nginx --labels=app=x,tier=front; kubectl run b --image=nginx --labels=app=y; kubectl run c -n shop --image=nginx; sleep 5");
    let rows = [
        ("-l app=x", "a"),
        ("-l app!=x", "b"),
        ("-l 'app in (x,y)'", "a b"),
        ("-l '!tier'", "b"),
        ("-l tier", "a"),
        ("-A -l run=c", "c"),
        ("-n shop", "c"),
        ("--field-selector metadata.name=b", "b"),
        ("--field-selector status.phase!=Running", ""),
        ("--field-selector status.phase=Running,metadata.name!=a", "b"),
    ];
    for (flags, want) in rows {
        let line = format!("kubectl get pods {flags} -o jsonpath='{{.items[*].metadata.name}}'");
        assert_eq!(console.text(&line).trim(), want, "{flags}");
    }
    let text = console.text("kubectl get pods -A -L app --no-headers | sort | head -1");
    assert!(text.starts_with("default   a     1/1   Running   0     "), "{text}");
    let text = console.text("kubectl get nodes --field-selector nonsense=1");
    assert!(text.contains("field label not supported: nonsense"), "{text}");
}

#[test]
fn a_wait_ends_at_its_deadline() {
    let mut console = Console::new();
    console.run("kubectl run a --image=nginx:missing");
    let before = console.cluster.now_ms();
    let output = console.run("kubectl wait --for=condition=Ready pod/a --timeout=1500ms");
    assert_eq!(output.text, "error: timed out waiting for the condition on pods/a\n");
    assert_eq!(output.code, 1);
    assert_eq!(console.cluster.now_ms() - before, 1600);
    let output = console.run("kubectl delete pod a && kubectl get pods");
    assert_eq!(
        output.text,
        "pod \"a\" deleted from default namespace\nNo resources found in default namespace.\n"
    );
}

#[test]
fn labels_and_patches_change_objects() {
    let mut console = Console::new();
    console.run("kubectl create deployment web --image=nginx");
    check(
        &mut console,
        &[
            ("kubectl label deploy web tier=front", "deployment.apps/web labeled\n", 0),
            ("kubectl label deploy web tier=front", "deployment.apps/web not labeled\n", 0),
            (
                "kubectl label deploy web tier=back",
                "error: 'tier' already has a value (front), and --overwrite is false\n",
                1,
            ),
            ("kubectl label deploy web tier-", "deployment.apps/web unlabeled\n", 0),
            (
                "kubectl label deploy web tier-",
                "label \"tier\" not found.\ndeployment.apps/web not labeled\n",
                0,
            ),
            (
                "kubectl patch deploy web -p '{\"spec\":{\"replicas\":3}}'",
                "deployment.apps/web patched\n",
                0,
            ),
            (
                "kubectl patch deploy web -p '{\"spec\":{\"replicas\":3}}'",
                "deployment.apps/web patched (no change)\n",
                0,
            ),
            (
                "kubectl patch deploy web --type json -p '[{\"op\":\"remove\",\"path\":\"/metadata/labels/app\"}]'",
                "deployment.apps/web patched\n",
                0,
            ),
            (
                "kubectl get deploy web -o custom-columns=N:.metadata.name,R:spec.replicas,L:.metadata.labels",
                "N     R     L\nweb   3     <none>\n",
                0,
            ),
            (
                "kubectl delete deploy web --dry-run=server",
                "deployment.apps \"web\" deleted from default namespace (server dry run)\n",
                0,
            ),
            ("kubectl get deploy -o name", "deployment.apps/web\n", 0),
        ],
    );
}

#[test]
fn nodes_are_cordoned_and_tainted() {
    let mut console = Console::new();
    check(
        &mut console,
        &[
            ("kubectl cordon node-1", "node/node-1 cordoned\n", 0),
            ("kubectl cordon node-1", "node/node-1 already cordoned\n", 0),
            ("kubectl uncordon node-1", "node/node-1 uncordoned\n", 0),
            ("kubectl taint nodes node-1 a=b:NoSchedule", "node/node-1 tainted\n", 0),
            (
                "kubectl taint nodes node-1 a=c:NoSchedule",
                "error: node node-1 already has a taint(s) with same effect(s) and --overwrite is false\n",
                1,
            ),
            ("kubectl taint node node-1 a:NoSchedule-", "node/node-1 untainted\n", 0),
            (
                "kubectl taint node node-1 a:NoSchedule-",
                "error: taint \"a:NoSchedule\" not found\n",
                1,
            ),
            (
                "kubectl delete -f web.yaml",
                "Error from server (NotFound): error when deleting \"web.yaml\": deployments.apps \"web\" not found\n",
                1,
            ),
            (
                "kubectl apply --server-side -f web.yaml",
                "deployment.apps/web serverside-applied\n",
                0,
            ),
        ],
    );
}

#[test]
fn nothing_that_is_typed_can_panic() {
    let mut console = Console::new();
    console.run("kubectl apply -f web.yaml");
    let words = [
        "",
        "-",
        "--",
        "=",
        "/",
        "a/b/c",
        "pods,",
        ",",
        "deploy/",
        "-o",
        "jsonpath={.}",
        "-l",
        "=,=(",
        "--for=condition=",
        "--for=jsonpath=",
        "{..}",
        "web",
        "deploy",
        "ü=ü",
        "--replicas=9999999999",
        "--sort-by={",
        "-o=custom-columns=a:[",
        "--timeout=1ns",
        "--field-selector=a",
        "x-",
        "deploy/web",
    ];
    for verb in crate::kubectl::verbs::VERBS {
        for a in words {
            for b in words {
                let line = format!("kubectl {} '{a}' '{b}'", verb.path);
                let mut cluster = console.cluster.clone();
                drop(run(&mut cluster, &mut console.desk.clone(), &line));
            }
        }
    }
}
