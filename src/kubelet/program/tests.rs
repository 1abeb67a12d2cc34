//! Scripts: how they end and what they print.

use super::{Ending, Program};

/// 2026-11-21 10:00:00 UTC.
const START_MS: i64 = 1_795_255_200_000;

fn program(image: &str, words: &[&str]) -> Program {
    let words = words.iter().map(|it| (*it).to_owned()).collect();
    Program { words, image: image.to_owned(), ..Program::default() }
}

fn sh(script: &str) -> Program {
    program("busybox:1.36", &["/bin/sh", "-c", script])
}

fn printed(program: &Program, after_ms: i64) -> String {
    let output = program.trace(START_MS, START_MS + after_ms).output;
    output.into_iter().map(|(_, text)| text).collect()
}

#[test]
fn scripts_end_and_print_as_in_a_shell() {
    let rows = [
        ("exit 1", Ending::Exit(0, 1), ""),
        ("true", Ending::Exit(0, 0), ""),
        ("false", Ending::Exit(0, 1), ""),
        ("echo hi; sleep 5; exit 3", Ending::Exit(5000, 3), "hi\n"),
        ("sleep 1 && echo a || echo b", Ending::Exit(1000, 0), "a\n"),
        ("false && echo a || echo b", Ending::Exit(0, 0), "b\n"),
        ("! false && echo a", Ending::Exit(0, 0), "a\n"),
        ("sleep 0.5; sleep 1m", Ending::Exit(60_500, 0), ""),
        ("sleep infinity", Ending::Never, ""),
        ("date +%F; date", Ending::Exit(0, 0), "2026-11-21\nSat Nov 21 10:00:00 UTC 2026\n"),
        ("for i in 1 2 3; do echo $i; sleep 1; done", Ending::Exit(3000, 0), "1\n2\n3\n"),
        ("i=0; while [ $i -lt 2 ]; do i=$((i+1)); echo n$i; done", Ending::Exit(0, 0), "n1\nn2\n"),
        ("if [ \"$X\" = \"\" ]; then echo none; else exit 4; fi", Ending::Exit(0, 0), "none\n"),
        ("echo 'a;b' \"c d\" | grep c && exit 2", Ending::Exit(0, 2), "a;b c d\n"),
        ("echo $(echo x; echo y) > /run/f; cat /run/f", Ending::Exit(0, 0), "x y\n"),
        ("nosuchthing", Ending::Exit(0, 127), "sh: nosuchthing: not found\n"),
        ("echo open '", Ending::Exit(0, 2), "sh: syntax error\n"),
        ("(exit 3) ; echo $?", Ending::Exit(0, 3), ""),
        ("echo ${NAME:-nobody}", Ending::Exit(0, 0), "nobody\n"),
        ("sleep 2 & sleep 1; wait; echo done", Ending::Exit(2000, 0), "done\n"),
        ("timeout 3 sleep 100", Ending::Exit(3000, 143), ""),
        ("while true; do sleep 1; done", Ending::Never, ""),
        ("printf '%s-%d\\n' a 3", Ending::Exit(0, 0), "a-3\n"),
        ("seq 1 3 | wc -l", Ending::Exit(0, 0), "3\n"),
    ];
    for (script, ending, output) in rows {
        let program = sh(script);
        assert_eq!(program.ending(START_MS), ending, "{script}");
        assert_eq!(printed(&program, 600_000), output, "{script}");
    }
}

#[test]
fn logs_grow_with_time() {
    let program = sh("i=0; while true; do echo \"$i: $(date +%S)\"; i=$((i+1)); sleep 1; done");
    assert_eq!(program.ending(START_MS), Ending::Never);
    assert_eq!(printed(&program, 2500), "0: 00\n1: 01\n2: 02\n");
}

#[test]
fn pi_is_what_it_is() {
    let words = ["perl", "-Mbignum=bpi", "-wle", "print bpi(50)"];
    let program = program("perl:5.34.0", &words);
    assert_eq!(program.ending(START_MS), Ending::Exit(4000, 0));
    let want = "3.1415926535897932384626433832795028841971693993751\n";
    assert_eq!(printed(&program, 10_000), want);
    let long = super::arithmetic::pi(1000);
    assert_eq!(long.len(), 1001);
    assert!(long.ends_with("216420199"));
}

#[test]
fn images_do_what_they_are_known_for() {
    let rows: [(&str, &[&str], Ending); 10] = [
        ("nginx:1.27", &[], Ending::Never),
        ("registry.example/shop/api:v2", &[], Ending::Never),
        ("busybox:1.36", &[], Ending::Exit(0, 0)),
        ("hello-world", &[], Ending::Exit(0, 0)),
        ("busybox", &["sleep", "3600"], Ending::Exit(3_600_000, 0)),
        ("busybox", &["nosuch"], Ending::NotFound),
        ("shop/api", &["/app/server", "--port=80"], Ending::Never),
        ("shop/api", &["sh", "-c", "./migrate && echo ok"], Ending::Exit(1000, 0)),
        ("python:3", &["python", "-c", "print(1)"], Ending::Exit(0, 0)),
        ("python:3", &["python", "app.py"], Ending::Never),
    ];
    for (image, words, ending) in rows {
        assert_eq!(program(image, words).ending(START_MS), ending, "{image} {words:?}");
    }
}

#[test]
fn only_handlers_heed_signals() {
    let heeds = |program: Program| program.heeds_term(START_MS, START_MS + 1000);
    assert_eq!(heeds(program("nginx", &[])), Some(0));
    assert_eq!(heeds(program("shop/api", &[])), Some(143));
    assert_eq!(heeds(program("busybox", &["sleep", "3600"])), None);
    assert_eq!(heeds(sh("trap 'exit 5' TERM; sleep 3600")), Some(5));
}

#[test]
fn nothing_makes_it_panic() {
    let rows = [
        "$((9223372036854775807+1))".repeat(3),
        "! ".repeat(50_000),
        "true && ".repeat(20_000) + "true",
        "(".repeat(50_000),
        "$(".repeat(50_000),
        "if true; then ".repeat(1000),
        "while :; do :; done".to_owned(),
        "a=1; ".repeat(50_000),
        "sleep 99999999999999999999; sleep 9223372036854775807".to_owned(),
        "x() { x; }; x".to_owned(),
        "sh -c \"$0\"".to_owned(),
        "ä=$ö; echo ${ü; `".to_owned(),
        "echo $((1/0)) $((-9223372036854775807-2))".to_owned(),
    ];
    for script in rows {
        let program = sh(&script);
        let _ = program.ending(START_MS);
        let _ = program.trace(START_MS, START_MS + 5000);
    }
}
