//! Loops, branches and variables of the console.

use super::lines::Console;

fn check(rows: &[(&str, &str, i32)]) {
    let mut console = Console::new();
    for (line, text, code) in rows {
        let output = console.run(line);
        assert_eq!((output.text.as_str(), output.code), (*text, *code), "{line}");
    }
}

#[test]
fn variables_last_from_line_to_line() {
    check(&[
        (
            "echo [$NAME] \"[$NAME]\" [${NAME:-none}] '$NAME' \\$NAME",
            "[] [] [none] $NAME $NAME\n",
            0,
        ),
        ("NAME=web", "", 0),
        ("echo $NAME \"${NAME}s\" ${NAME:-none} $? a$ 1$", "web webs web 0 a$ 1$\n", 0),
        ("export OTHER=\"$(echo a  b)\" NAME", "", 0),
        ("echo $OTHER; echo \"$OTHER\"", "a b\na b\n", 0),
        ("WORDS='a  b'; echo $WORDS; echo \"$WORDS\"", "a b\na  b\n", 0),
        ("unset NAME; echo [$NAME]", "[]\n", 0),
        ("false; echo $?", "1\n", 0),
        ("echo $(INNER=1; echo $INNER) [$INNER]", "1 []\n", 0),
        ("echo ${NAME", "bash: unexpected EOF while looking for matching `}'\n", 2),
        ("echo ${a b}", "bash: ${a b}: bad substitution\n", 1),
        ("kubectl run web --image=nginx", "pod/web created\n", 0),
        ("POD=$(kubectl get pods -o name); echo Pod: $POD", "Pod: pod/web\n", 0),
        ("kubectl get $POD -o jsonpath=\"{.metadata.name}\"; echo", "web\n", 0),
    ]);
}

#[test]
fn loops_and_branches_are_unfolded() {
    check(&[
        ("for i in 0 1; do echo web-$i; done", "web-0\nweb-1\n", 0),
        ("for i in {1..3} x; do echo -n \"$i \"; done; echo $i", "1 2 3 x x\n", 0),
        (
            "for i in $(seq 2); do for j in a b; do echo -n $i$j' '; done; done && echo ok",
            "1a 1b 2a 2b ok\n",
            0,
        ),
        ("for i in; do echo never; done; echo $?", "0\n", 0),
        ("for i in 1 2\ndo\n  echo $i # a comment\ndone\n", "1\n2\n", 0),
        ("if true; then echo yes; else echo no; fi", "yes\n", 0),
        (
            "if false; then echo yes; elif [ a = a ]; then echo else-if; else echo no; fi",
            "else-if\n",
            0,
        ),
        ("if false; then echo yes; fi; echo $?", "0\n", 0),
        ("if kubectl get pod none 2>/dev/null; then echo there; else echo gone; fi", "gone\n", 0),
        ("N=; while [ \"$N\" != xxx ]; do N=x$N; done; echo $N", "xxx\n", 0),
        (
            "kubectl run a --image=nginx; until kubectl get pod a | grep -q Running; do sleep 1; done; echo up",
            "pod/a created\nup\n",
            0,
        ),
        (
            "for i in 1 2; do kubectl delete pod a$i --ignore-not-found; false; done || echo failed",
            "failed\n",
            0,
        ),
    ]);
}

#[test]
fn what_is_not_finished_or_out_of_place_is_told() {
    let unexpected = |it: &str| format!("bash: syntax error near unexpected token `{it}'\n");
    let unfinished = "bash: syntax error: unexpected end of file\n".to_owned();
    for (line, text) in [
        ("for i in 1 2; do echo $i", unfinished.clone()),
        ("while true", unfinished.clone()),
        ("if true; then echo a", unfinished.clone()),
        ("echo a &&", unfinished),
        ("done", unexpected("done")),
        ("for i in 1; do done", unexpected("done")),
        ("for i in 1; echo $i; done", unexpected("echo")),
        ("if true; fi", unexpected("fi")),
        ("; echo", unexpected(";")),
        ("echo a | | echo b", unexpected("|")),
        ("for 1 in a; do echo; done", "bash: `1': not a valid identifier\n".to_owned()),
        ("for i in 1 2; do echo $i; done | tac", "2\n1\n".to_owned()),
        ("for i in {1..1000000}; do :; done", "bash: brace expansion: too many words\n".to_owned()),
    ] {
        assert_eq!(Console::new().run(line).text, text, "{line}");
    }
    let deep = "while true; do ".repeat(100);
    assert_eq!(Console::new().run(&deep).text, "bash: commands nested too deeply\n");
}
