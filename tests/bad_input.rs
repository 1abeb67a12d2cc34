//! Bad input gets an answer in Kubernetes' words; the cluster goes on, and nothing panics.

use crate::support::bad_input::{INPUTS, large_inputs};
use podarium::api::Kind;
use podarium::cluster::{Cluster, Config};
use podarium::kubectl::{Desk, Files, Outcome, Output, Poll, complete, lint, run};
use podarium::tape::{Run, Tape};
use std::rc::Rc;

/// The beginning of a Deployment's manifest; lines of its spec can follow.
pub const WEB: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
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
        ports:
        - containerPort: 80
        resources:
          requests: {cpu: 100m, memory: \"64Mi\"}
";

fn cluster() -> Cluster {
    cluster_of(Config { is_serial: true, ..Config::default() })
}

fn cluster_of(config: Config) -> Cluster {
    let mut cluster = Cluster::new(&config);
    let output = execute(&mut cluster, "kubectl apply -f bad.yaml", WEB);
    assert_eq!(output.text, "deployment.apps/web created\n");
    cluster.run_until(cluster.now_ms() + 5000);
    cluster
}

/// Runs a line, for at most a minute of the cluster's time.
fn execute(cluster: &mut Cluster, line: &str, file: &str) -> Output {
    let files = Rc::new(Files::from([("bad.yaml".to_owned(), file.to_owned())]));
    let mut desk = Desk { files, ..Desk::default() };
    let mut wait = match run(cluster, &mut desk, line) {
        Outcome::Done(output) => return output,
        Outcome::Waiting(wait) => wait,
    };
    let end_ms = cluster.now_ms() + 60_000;
    while cluster.now_ms() < end_ms {
        cluster.run_until(cluster.now_ms() + 500);
        if let Poll::Done(output) = wait.poll(cluster, &mut desk) {
            return output;
        }
    }
    Output { text: wait.printed().to_owned(), code: 0 }
}

fn answer(cluster: &mut Cluster, input: &str) -> Output {
    match input.strip_prefix("$ ") {
        Some(line) => execute(cluster, line, ""),
        None => execute(cluster, "kubectl apply -f bad.yaml", &input.replace("WEB", WEB)),
    }
}

/// The cluster still does its work.
fn goes_on(cluster: &mut Cluster, name: &str) {
    assert_eq!(cluster.halted(), None, "{name}");
    let output =
        execute(cluster, "kubectl get deployment web -o jsonpath={.status.readyReplicas}", "");
    assert_eq!((output.text.as_str(), output.code), ("1\n", 0), "{name}");
}

#[test]
fn every_bad_input_is_answered_in_the_words_of_kubernetes() {
    let base = cluster();
    let mut problems = String::new();
    for (name, input, fragment) in INPUTS {
        let mut cluster = base.clone();
        let before = cluster.store().revision();
        let output = answer(&mut cluster, input);
        if !output.text.contains(fragment) || output.code == 0 {
            problems.push_str(&format!("{name}: wanted {fragment:?}, got {output:?}\n"));
        }
        assert_eq!(cluster.store().revision(), before, "{name} has changed something");
        goes_on(&mut cluster, name);
    }
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn large_inputs_are_refused() {
    let base = cluster();
    for (name, input, fragment) in large_inputs() {
        let mut cluster = base.clone();
        let output = answer(&mut cluster, &input);
        let shown: String = output.text.chars().take(300).collect();
        assert!(output.text.contains(fragment) && output.code != 0, "{name}: {shown}");
        assert!(!lint(&input).is_empty(), "{name}");
        goes_on(&mut cluster, name);
    }
}

#[test]
fn long_lines_are_survived() {
    let base = cluster();
    let lines = [
        "x".repeat(10 << 20),
        "x ".repeat(1 << 20),
        format!("kubectl get {}", "pods,".repeat(100_000)),
        format!("kubectl get pods {}", "a ".repeat(50_000)),
        format!("echo {}", "'".repeat((1 << 20) + 1)),
        format!("kubectl get pods -l {}", "a,".repeat(100_000)),
        format!("kubectl get pods -o jsonpath={}", "{".repeat(100_000)),
        format!("kubectl get pods -o jsonpath={}", "{.a[?(".repeat(20_000)),
        format!("kubectl patch deploy web -p {}", "[".repeat(1 << 20)),
        format!("kubectl {}", "e".repeat(1 << 20)),
        "|".repeat(1 << 20),
        "echo a;".repeat(20_000),
    ];
    for line in lines {
        let mut cluster = base.clone();
        drop(execute(&mut cluster, &line, ""));
        drop(complete(&cluster, &Files::new(), &line, line.len()));
        let shown: String = line.chars().take(40).collect();
        goes_on(&mut cluster, &shown);
    }
}

#[test]
fn a_billion_replicas_are_refused_or_survived() {
    let pods_max = 700;
    let mut cluster = cluster_of(Config { is_serial: true, pods_max, ..Config::default() });
    let output = execute(&mut cluster, "kubectl scale deployment web --replicas=1000000000", "");
    let pods = |cluster: &Cluster| cluster.store().list(Kind::Pod, None).count();
    cluster.run_until(cluster.now_ms() + 2000);
    assert_eq!(pods(&cluster), pods_max, "{output:?}");
    let output = execute(&mut cluster, "kubectl get deployment web -o name", "");
    assert_eq!(output.text, "deployment.apps/web\n");
}

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

const PIECES: &[&str] = &[
    "apiVersion: v1\n",
    "kind: Pod\n",
    "kind: Deployment\n",
    "  ",
    "- ",
    ": ",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "|\n",
    ">\n",
    "&a ",
    "*a",
    "!!",
    "---\n",
    "\n",
    "\t",
    "\0",
    "\u{1F680}",
    "\u{202E}",
    "null",
    "1e999",
    "-0",
    "0x",
    "~",
    "spec:\n",
    "metadata:\n",
    "name: a\n",
    "<<: ",
    "? ",
    "# ",
    "$ kubectl ",
    "get ",
    "apply -f ",
    "--",
    "-o ",
    "jsonpath={",
    ".a",
    "..",
    "[?(@",
    "pods",
    "/",
    "=",
    "@ 1s\n",
    "! exit ",
    "> ",
    "? always ",
    "(",
    ")",
    "99999999999",
    "$(",
    ">",
];

fn garbage(random: &mut Random) -> String {
    let count = random.below(40);
    (0..count).map(|_| PIECES[random.below(PIECES.len())]).collect()
}

/// A text with some of its characters changed, gone or twice.
fn damaged(text: &str, random: &mut Random) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(4) {
        let at = random.below(chars.len());
        match random.below(4) {
            0 => chars.truncate(at),
            1 if !chars.is_empty() => drop(chars.remove(at)),
            2 => chars.splice(at..at, PIECES[random.below(PIECES.len())].chars()).for_each(drop),
            _ => chars.insert(at, [':', '\n', '\u{0}', '"', 'é', '-', ' ', '9'][random.below(8)]),
        }
    }
    chars.into_iter().collect()
}

#[test]
fn beginnings_of_a_manifest_are_answered() {
    let mut cluster = cluster();
    for end in 0..WEB.len() {
        let text = &WEB[..end];
        drop(lint(text));
        drop(execute(&mut cluster, "kubectl apply -f bad.yaml --dry-run=server", text));
    }
    assert_eq!(lint(WEB), []);
    goes_on(&mut cluster, "beginnings");
}

#[test]
fn garbage_is_answered() {
    let base = cluster();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for round in 0..600 {
        let text = if round % 2 == 0 { garbage(&mut random) } else { damaged(WEB, &mut random) };
        drop(lint(&text));
        let mut cluster = base.clone();
        drop(execute(&mut cluster, "kubectl apply -f bad.yaml", &text));
        drop(execute(&mut cluster, "kubectl patch deploy web --patch-file bad.yaml", &text));
        drop(execute(&mut cluster, "KUBE_EDITOR='cp bad.yaml' kubectl edit deploy web", &text));
        let line = text.replace('\n', " ");
        drop(execute(&mut cluster, &line, WEB));
        drop(execute(&mut cluster, &format!("kubectl {line}"), WEB));
        for cursor in 0..line.len().min(60) {
            drop(complete(&cluster, &Files::new(), &line, cursor));
        }
    }
}

#[test]
fn tapes_that_are_garbage_are_refused_or_played() {
    let mut random = Random(42);
    let tape = format!(
        "# title: x\n# nodes: a,b\n> Hello.\n--- web.yaml\n{WEB}$ kubectl apply -f web.yaml\n\
         deployment.apps/web created\n! node-down a\n@ 10s\n$ kubectl get pods -w\n? available(deployment/web) >= 0\n"
    );
    for round in 0..400 {
        let text = if round % 2 == 0 { garbage(&mut random) } else { damaged(&tape, &mut random) };
        if let Ok(tape) = Tape::parse(&text) {
            Run::new(Rc::new(tape)).run_until(15_000, drop);
        }
    }
    assert!(Tape::parse(&"x".repeat(10 << 20)).is_err());
    assert!(Tape::parse("\0\0").is_err());
    assert!(Tape::parse("{\"not\": \"a tape\"}").is_err_and(|it| it.line == 1));
}
