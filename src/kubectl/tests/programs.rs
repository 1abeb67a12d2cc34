//! What stands around kubectl in the console.

use super::lines::{Console, check};
use crate::kubectl::{Outcome, run};

#[test]
fn texts_are_taken_apart() {
    check(
        &mut Console::new(),
        &[
            ("echo -n tea | base64", "dGVh\n", 0),
            ("echo dGVh | base64 -d", "tea\n", 0),
            ("echo '!' | base64 --decode", "base64: invalid input\n", 1),
            ("echo -n 1234567 | base64 -w 4", "MTIz\nNDU2\nNw==\n", 0),
            ("echo Hello | tr a-z A-Z", "HELLO\n", 0),
            ("echo Hello | tr '[:upper:]' '[:lower:]'", "hello\n", 0),
            ("echo 'a  b   c' | tr -s ' '", "a b c\n", 0),
            ("echo 'a b c' | tr ' ' '\\n'", "a\nb\nc\n", 0),
            ("seq 3 | tr -d '\\n'", "123\n", 0),
            ("echo a1b2 | tr -cd 0-9", "12\n", 0),
            ("echo a:b:c:d | cut -d: -f2,4", "b:d\n", 0),
            ("echo a:b:c:d | cut -d : -f 3-", "c:d\n", 0),
            ("echo plain | cut -d: -f2", "plain\n", 0),
            ("echo abcdef | cut -c2-4", "bcd\n", 0),
            ("echo 'x  y z' | awk '{print $2}'", "y\n", 0),
            ("echo 'x  y z' | awk '{print $NF, $1}'", "z x\n", 0),
            ("echo a:b | awk -F: '{print $2\"-\"$1}'", "b-a\n", 0),
            ("seq 3 | awk 'NR>1 {print NR\":\" $0}'", "2:2\n3:3\n", 0),
            ("seq 12 | awk '/2/'", "2\n12\n", 0),
            ("seq 12 | awk '$1 >= 11'", "11\n12\n", 0),
            ("echo x | awk 'BEGIN {x=1} {print x}'", "1\n", 0),
            ("echo x | awk '{print'", "awk: line 1: syntax error at or near end of file\n", 2),
            (
                "cut",
                "cut: you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.\n",
                1,
            ),
            ("tr -d a no", "", 0),
            ("X=1; sh -c 'X=2; cd /tmp; set -eu'; sh", "", 0),
            ("sh -c 'X=2; cd /tmp; exit 3'", "", 3),
            ("nosuch; echo $X $UNSET $0; pwd", "bash: nosuch: command not found\n1 bash\n/\n", 0),
            ("date -d '2026-01-31 +1 day' +%F", "2026-02-01\n", 0),
            ("date -d '2026-01-05T10:00:00Z - 30 minutes' +%T", "09:30:00\n", 0),
            (
                "date -d '2026-01-05 09:30 UTC' +%T; date -d 2026-01-05 +%T",
                "09:30:00\n00:00:00\n",
                0,
            ),
            (
                "echo '\"x\"' | jq add",
                "jq: error (at <stdin>:1): Cannot iterate over string (\"x\")\n",
                5,
            ),
            ("cut -f1 no", "cut: no: No such file or directory\n", 1),
        ],
    );
}

#[test]
fn trees_are_taken_apart() {
    check(
        &mut Console::new(),
        &[
            ("kubectl apply -f web.yaml && sleep 5", "deployment.apps/web created\n", 0),
            (
                "kubectl get nodes -o json | jq -r '.items[].metadata.name'",
                "node-1\nnode-2\nnode-3\n",
                0,
            ),
            ("kubectl get nodes -o json | jq '.items | length'", "3\n", 0),
            ("kubectl get nodes -o json | jq .items[0].metadata.name", "\"node-1\"\n", 0),
            (
                "kubectl get nodes -o json | jq -c '[.items[-1].metadata.name, .kind]'",
                "[\"node-3\",\"List\"]\n",
                0,
            ),
            (
                "kubectl get deploy web -o json | jq .spec.selector",
                "{\n  \"matchLabels\": {\n    \"app\": \"web\"\n  }\n}\n",
                0,
            ),
            (
                "kubectl get deploy web -o json | jq -r '.metadata.annotations[\"deployment.kubernetes.io/revision\"]'",
                "1\n",
                0,
            ),
            (
                "kubectl get deploy web -o json | jq '.spec.replicas, .nothing.at.all'",
                "2\nnull\n",
                0,
            ),
            (
                "kubectl get nodes -o json | jq -r '.items[] | select(.metadata.name == \"node-2\") | .kind'",
                "Node\n",
                0,
            ),
            (
                "kubectl get nodes -o json | jq -c '.items | map(.metadata.name)'",
                "[\"node-1\",\"node-2\",\"node-3\"]\n",
                0,
            ),
            (
                "kubectl get deploy web -o json | jq -c '.spec.template.metadata | keys'",
                "[\"labels\"]\n",
                0,
            ),
            ("echo '{\"a\":\"dGVh\"}' | jq -r '.a | @base64d'", "tea\n", 0),
            ("echo 5 | jq .a", "jq: error (at <stdin>:1): Cannot index number with \"a\"\n", 5),
            ("echo 5 | jq '.[]'", "jq: error (at <stdin>:1): Cannot iterate over number (5)\n", 5),
            ("echo 5 | jq 'x'", "jq: error: x/0 is not defined\njq: 1 compile error\n", 3),
        ],
    );
}

#[test]
fn programs_run_others() {
    check(
        &mut Console::new(),
        &[
            ("seq 3 | xargs", "1 2 3\n", 0),
            ("seq 3 | xargs -n 2 echo n", "n 1 2\nn 3\n", 0),
            ("seq 2 | xargs -I{} echo a{}b", "a1b\na2b\n", 0),
            ("seq 3 | xargs echo | wc -w", "3\n", 0),
            ("echo | xargs -r echo no", "", 0),
            (
                "kubectl create deploy a --image=nginx && kubectl create deploy b --image=nginx",
                "deployment.apps/a created\ndeployment.apps/b created\n",
                0,
            ),
            (
                "kubectl get deploy -o name | xargs kubectl delete",
                "deployment.apps \"a\" deleted from default namespace\ndeployment.apps \"b\" deleted from default namespace\n",
                0,
            ),
            ("date +%F", "2026-01-05\n", 0),
            ("date '+%a %e %b %Y %Z%z %%'", "Mon  5 Jan 2026 UTC+0000 %\n", 0),
            ("test $(date +%s) -gt 1767603600 && echo later", "later\n", 0),
        ],
    );
}

#[test]
fn programs_are_not_run_by_each_other_without_end() {
    let mut console = Console::new();
    let text = console.text(&("timeout 1 ".repeat(10_000) + "date"));
    assert_eq!(text, "bash: fork: retry: Resource temporarily unavailable\n");
    let text = console.text(&("echo | ".to_owned() + &"xargs ".repeat(10_000) + "date"));
    assert!(text.len() < 100, "{text}");
    for line in ["watch ".repeat(1000), "watch xargs ".repeat(1000)] {
        let outcome = run(&mut console.cluster, &mut console.desk, &line);
        assert!(matches!(outcome, Outcome::Waiting(_)));
    }
    let text =
        console.text(&format!("echo 1 | jq '{}.{}'", "select(".repeat(5000), ")".repeat(5000)));
    assert_eq!(text, "jq: error: too many brackets\njq: 1 compile error\n");
    let template = format!("{{{{{}.a{}}}}}", "(".repeat(5000), ")".repeat(5000));
    let text = console.text(&format!("kubectl get ns default -o go-template='{template}'"));
    assert!(text.ends_with("too many parentheses\n"), "{}", text.len());
}

#[test]
fn a_watch_goes_on() {
    let mut console = Console::new();
    let line = "watch -n 1 kubectl get deploy -o name";
    let Outcome::Waiting(mut wait) = run(&mut console.cluster, &mut console.desk, line) else {
        panic!("it waits");
    };
    assert!(wait.is_endless());
    console.text("kubectl apply -f web.yaml");
    for _ in 0..3 {
        let until = wait.deadline_ms().expect("it looks again");
        console.cluster.run_until(until);
        wait.poll(&mut console.cluster, &mut console.desk);
    }
    let want = "Every 1.0s: kubectl get deploy -o name\n\n\ndeployment.apps/web\n";
    assert_eq!(wait.printed(), want);
}
