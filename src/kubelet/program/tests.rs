//! Scripts: how they end and what they print.

use super::{Place, Program};
use crate::kubelet::storage::{Mount, Storage};
use crate::shell::Machine;

/// 2026-11-21 10:00:00 UTC.
const START_MS: i64 = 1_795_255_200_000;

/// How a program ends.
#[derive(Debug, PartialEq)]
enum Ending {
    Never,
    /// After so many milliseconds, with a code.
    Exit(i64, i32),
    OutOfMemory,
    NotFound,
}

fn program(image: &str, words: &[&str]) -> Program {
    let words = words.iter().map(|it| (*it).to_owned()).collect();
    Program { words, image: image.into(), ..Program::default() }
}

fn sh(script: &str) -> Program {
    program("busybox:1.36", &["/bin/sh", "-c", script])
}

fn advance(program: &Program, machine: &mut Machine, until_ms: i64) {
    let (mut storage, mounts) = (Storage::default(), [Mount::root("disk".to_owned())]);
    machine.run(until_ms, &mut Place::new(program, &mut storage, &mounts));
}

/// How it ends within a virtual day, and what it has printed by then.
fn outcome(program: &Program) -> (Ending, String) {
    if program.refusal().is_some() {
        return (Ending::NotFound, String::new());
    }
    let Some(mut machine) = program.start(START_MS) else { return (Ending::Never, String::new()) };
    advance(program, &mut machine, START_MS + 86_400_000);
    let ending = match machine.ended() {
        None => Ending::Never,
        Some(it) if it.is_memory => Ending::OutOfMemory,
        Some(it) => Ending::Exit(it.at_ms - START_MS, it.code),
    };
    (ending, machine.take_printed().into_iter().map(|it| it.text).collect())
}

fn printed(program: &Program, after_ms: i64) -> String {
    let mut machine = program.start(START_MS).expect("it runs");
    advance(program, &mut machine, START_MS + after_ms);
    machine.take_printed().into_iter().map(|it| it.text).collect()
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
        ("echo open '", Ending::Exit(0, 2), "sh: syntax error: unterminated quoted string\n"),
        ("(exit 3) ; echo $?", Ending::Exit(0, 0), "3\n"),
        ("echo ${NAME:-nobody}", Ending::Exit(0, 0), "nobody\n"),
        ("sleep 2 & sleep 1; wait; echo done", Ending::Exit(2000, 0), "done\n"),
        ("timeout 3 sleep 100", Ending::Exit(3000, 143), ""),
        ("while true; do sleep 600; done", Ending::Never, ""),
        ("printf '%s-%d\\n' a 3", Ending::Exit(0, 0), "a-3\n"),
        ("seq 1 3 | wc -l", Ending::Exit(0, 0), "3\n"),
    ];
    for (script, ending, output) in rows {
        assert_eq!(outcome(&sh(script)), (ending, output.to_owned()), "{script}");
    }
}

#[test]
fn logs_grow_with_time() {
    let program = sh("i=0; while true; do echo \"$i: $(date +%S)\"; i=$((i+1)); sleep 1; done");
    assert_eq!(printed(&program, 2500), "0: 00\n1: 01\n2: 02\n");
}

#[test]
fn pi_is_what_it_is() {
    let words = ["perl", "-Mbignum=bpi", "-wle", "print bpi(50)"];
    let program = program("perl:5.34.0", &words);
    let want = "3.1415926535897932384626433832795028841971693993751\n";
    assert_eq!(outcome(&program), (Ending::Exit(4000, 0), want.to_owned()));
    let long = super::pi::pi(1000);
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
        ("python:3", &["python", "-c", "print(1)"], Ending::Exit(30, 0)),
        ("python:3", &["python", "app.py"], Ending::Never),
    ];
    for (image, words, ending) in rows {
        assert_eq!(outcome(&program(image, words)).0, ending, "{image} {words:?}");
    }
}

#[test]
fn processes_begin_in_their_folder() {
    let rows = [
        ("", "pwd", "/\n"),
        ("/srv/app/", "pwd; echo $PWD", "/srv/app\n/srv/app\n"),
        ("/srv/../app", "pwd; cd ..; pwd; ls -d app", "/app\n/\napp\n"),
        ("/app", "echo 1 > x; ls; cat /app/x; ls -d ../tmp", "x\n1\n../tmp\n"),
        ("/tmp", "ls; echo > x; ls /tmp", "x\n"),
    ];
    for (folder, script, output) in rows {
        let program = Program { folder: folder.into(), ..sh(script) };
        assert_eq!(outcome(&program), (Ending::Exit(0, 0), output.to_owned()), "{folder} {script}");
    }
    let relative = Program { folder: "app".into(), ..sh("pwd") };
    assert_eq!(relative.refusal().as_deref(), Some("Cwd must be an absolute path"));
}

#[test]
fn signals_wait_for_their_handlers() {
    let stopped = |script: &str| {
        let program = sh(script);
        let mut machine = program.start(START_MS).expect("it runs");
        advance(&program, &mut machine, START_MS + 1500);
        machine.signal(1, "TERM");
        advance(&program, &mut machine, START_MS + 30_000);
        machine.ended().map(|it| (it.at_ms - START_MS, it.code))
    };
    assert_eq!(stopped("sleep 3600"), None);
    assert_eq!(stopped("while true; do sleep 1; done"), None);
    assert_eq!(stopped("trap 'exit 5' TERM; while true; do sleep 1; done"), Some((2000, 5)));
    assert_eq!(stopped("trap 'exit 5' TERM; sleep 3600"), None);
    assert_eq!(stopped("trap 'exit 5' TERM; sleep 3600 & wait"), Some((1500, 5)));
}

#[test]
fn who_takes_too_much_memory_is_killed() {
    for script in [
        "x=aaaa; while true; do x=$x$x; done",
        "for i in $(seq 1000000000); do :; done",
        "x=$(yes)",
        "a=(1); while true; do a=(${a[@]} ${a[@]}); done",
    ] {
        let words = ["bash", "-c", script];
        let limited = Program { memory: Some(4 << 20), ..program("bash:5", &words) };
        assert_eq!(outcome(&limited).0, Ending::OutOfMemory, "{script}");
    }
}

#[test]
fn who_never_rests_makes_a_bounded_number_of_steps() {
    let program = sh("i=0; trap 'echo $i' TERM; while true; do i=$((i+1)); done");
    let mut machine = program.start(START_MS).expect("it runs");
    advance(&program, &mut machine, START_MS + 3_600_000);
    machine.signal(1, "TERM");
    advance(&program, &mut machine, START_MS + 3_602_000);
    let printed = machine.take_printed();
    let turns: i64 = printed[0].text.trim().parse().expect("a number");
    assert!((10_000..500_000).contains(&turns), "{turns}");
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
        if let Some(mut machine) = program.start(START_MS) {
            advance(&program, &mut machine, START_MS + 5000);
        }
    }
}
