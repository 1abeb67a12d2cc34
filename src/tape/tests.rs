//! The text format.

use super::{Line, Tape, format_time, parse_time};

#[test]
fn what_is_read_is_written_again() {
    let text = "# title: A test\n# nodes: a,b\n> One caption.\n--- web.yaml\na: 1\n---\nb: 2\n\
                $ kubectl get pods\nNo resources found in default namespace.\n! node-down a\n\
                @ 1m30s\n? always available(deployment/web) >= 3\n\
                ! load web 100\n? failed requests = 0\n\
                ? finally refused(service/shop/web) < 7\n? sent requests(service/web) > 1\n";
    let tape = Tape::parse(text).unwrap_or_default();
    assert_eq!(tape.to_string(), text);
    assert_eq!(tape.header.title, "A test");
    assert_eq!(tape.header.config.nodes, ["a", "b"]);
    assert_eq!(tape.files().get("web.yaml").map(String::as_str), Some("a: 1\n---\nb: 2\n"));
    assert_eq!(Tape::parse(&tape.to_string()).unwrap_or_default(), tape);
}

#[test]
fn consecutive_captions_are_one() {
    let tape = Tape::parse("> One\n> and two.\n$ sleep 1\n> Three.\n").unwrap_or_default();
    let lines: Vec<&Line> = tape.lines.iter().map(|it| &it.line).collect();
    assert_eq!(lines[0], &Line::Caption("One and two.".to_owned()));
    assert_eq!(lines.len(), 3);
}

#[test]
fn a_wrong_line_is_named() {
    for (text, line, words) in [
        ("# cpu: lots\n", 1, "cpu: quantities must match"),
        ("# kubelet: fast\n", 1, "there is no kubelet \"fast\""),
        ("# nodes: a\nhello\n", 2, "begins with none of the marks"),
        (
            "$ sleep 1\nout\n! explode node-1\n",
            3,
            "there is no act \"explode\": the acts are node-add",
        ),
        ("! exit pod-1 999\n", 1, "an exit code is a number from 0 to 255"),
        ("@ soon\n", 1, "\"soon\" is no time"),
        ("$ sleep 1\n\n# title: late\n", 1, ""),
        ("# start: yesterday\n", 1, "is no date and time"),
        ("# labels: [1]\n", 1, "labels:"),
        ("# node-monitor-grace-period: 0s\n", 1, "is no duration"),
    ] {
        match Tape::parse(text) {
            Ok(_) => assert!(words.is_empty(), "{text:?} was read"),
            Err(error) => {
                assert_eq!(error.line, line, "{text:?}: {error}");
                assert!(error.text.contains(words), "{text:?}: {error}");
            }
        }
    }
}

#[test]
fn a_reader_is_warned_of_what_an_author_has_to_mend() {
    let text = "# titel: x\n%% among the headers\n# version: 2\n# a thought\n$ sleep 1\n%% a comment\n\
                ? shiny(deployment/web) = 1\n? available(deploymnt/web) = 1\n? ready(web) = 1\n";
    let tape = Tape::parse(text).unwrap_or_default();
    let warnings: Vec<String> = tape.warnings.iter().map(ToString::to_string).collect();
    for (at, words) in [
        "line 1: there is no header key \"titel\": perhaps \"title\" is meant; a comment",
        "line 3: the tape is of version 2, and this podarium knows version 1",
        "line 4: \"# a thought\" is no header `# key: value`; a comment begins with %%",
        "line 7: \"shiny(deployment/web) = 1\" is no claim: there is no term \"shiny\": the terms are available",
        "line 8: \"available(deploymnt/web) = 1\" is no claim: available(deploymnt/web) names no",
        "line 9: \"ready(web) = 1\" is no claim: ready(...) is about a kind and a name",
    ]
    .iter()
    .enumerate()
    {
        assert!(warnings[at].starts_with(words), "{warnings:#?}");
    }
    assert_eq!(warnings.len(), 6);
    assert_eq!(tape.to_string(), text);
    let problems = super::check("t", text).map(|it| it.problems).unwrap_or_default();
    assert_eq!(problems.lines().count(), 6, "{problems}");
    assert!(super::play(text).is_ok_and(|it| it == text));
}

#[test]
fn a_command_of_several_lines_keeps_them_when_it_is_played() {
    let typed = "$ echo a \\\n  b\n$ cat <<EOF | wc -l\n$ no command\n> no caption\nEOF\n";
    let played = "$ echo a \\\n  b\na b\n$ cat <<EOF | wc -l\n$ no command\n> no caption\nEOF\n2\n";
    assert_eq!(super::play(typed).as_deref(), Ok(played));
    assert_eq!(super::play(played).as_deref(), Ok(played));
    assert_eq!(super::refresh(typed, false).as_deref(), Ok(typed));
}

#[test]
fn every_error_of_a_tape_is_told_at_once() {
    let text = "# cpu: lots\nhello\nworld\n$ sleep 1\n! explode\n! exit web-0\n@ soon\n# late: 1\n";
    let checked = super::examine("x.md", 10, text);
    let lines: Vec<usize> = checked.found.iter().map(|it| it.line).collect();
    assert_eq!(lines, [11, 12, 15, 16, 17, 18], "{}", checked.problems);
    assert!(
        checked.problems.contains("x.md:16: there is no act \"exit web-0\": it is `exit POD CODE`")
    );
}

#[test]
fn a_comment_is_as_if_it_were_not_there() {
    let plain = "$ kubectl run a --image=nginx\n@ 3s\n! node-down node-1\n$ kubectl get pods\n";
    let text = "%% who wrote it\n$ kubectl run a --image=nginx\n%%\n@ 3s\n%% now\n! node-down node-1\n\n\
                $ kubectl get pods\n\n%% the end\n";
    assert_eq!(super::trace_hash(text), super::trace_hash(plain));
    let problems = super::check("t", text).map(|it| it.problems);
    assert_eq!(problems.as_deref(), Ok(""), "an empty line is no output");
}

#[test]
fn every_act_and_header_is_read_as_its_table_says() {
    for act in crate::cluster::ACTS {
        let text = format!("{} {}", act.name, act.example);
        let read = crate::cluster::Act::parse(&text).map(|it| it.to_string());
        assert_eq!(read.as_deref(), Ok(text.trim_end()));
        let is_taken = crate::cluster::Act::parse(&format!("{text} more")).is_ok();
        assert!(!is_taken, "{text} takes one word more");
    }
    let default = super::Header::default();
    for key in super::HEADER_KEYS {
        let mut header = default.clone();
        assert!(header.set(key.name, key.default).is_ok(), "{}", key.name);
        assert_eq!(header.config, default.config, "the default of {}", key.name);
        assert!(header.set(key.name, key.example).is_ok(), "the example of {}", key.name);
    }
}

#[test]
fn times_are_read_and_written() {
    for (text, ms) in [
        ("90", 90_000),
        ("1m30s", 90_000),
        ("2.5s", 2_500),
        ("1h", 3_600_000),
        ("250ms", 250),
        ("1d", 86_400_000),
        ("0s", 0),
    ] {
        assert_eq!(parse_time(text), Some(ms), "{text}");
        assert_eq!(parse_time(&format_time(ms)), Some(ms), "{text}");
    }
    for text in ["", "s", "1x", "-1s", "1.2.3s", "99999999999999999999s", "1m 30s", "ünf"] {
        assert_eq!(parse_time(text), None, "{text:?}");
    }
    assert_eq!(format_time(90_500), "1m30.5s");
    assert_eq!(format_time(3_600_000), "1h");
}

#[test]
fn claims_are_read_or_refused() {
    for text in [
        "available(deployment/web) >= 3",
        "always available(deployment/web) >= 3",
        "never pods(deployment/web) > 4",
        "finally replicas( deployment/shop/web )=0",
        "sometimes events(FailedScheduling) != 0",
    ] {
        let claim = super::Claim::parse(text);
        assert_eq!(claim.map(|it| it.to_string()), Ok(text.to_owned()));
    }
    for text in [
        "",
        "always",
        "available(deployment/web)",
        "shiny(deployment/web) = 1",
        "available(deployment/web) >= three",
        "available deployment/web = 3",
        "((((",
        "= 1",
    ] {
        assert!(super::Claim::parse(text).is_err_and(|it| it.contains("is no claim")), "{text}");
    }
}

#[test]
fn claims_are_true_or_false() {
    let lesson = "$ kubectl create deployment web --image=nginx:1.27 --replicas=3\n\
                  $ kubectl rollout status deployment/web\n";
    let rollout = "$ kubectl set image deployment/web nginx=nginx:1.28\n\
                   $ kubectl rollout status deployment/web\n";
    let load = "$ kubectl expose deployment/web --port=80\n! load web 10\n$ sleep 5\n\
                $ kubectl create job a --image=busybox -- exit 1\n$ sleep 60\n";
    for (claim, after, wanted) in [
        ("finally failed(service/web) < 9", load, true),
        ("finally failed(svc/web) > 9", load, false),
        ("finally sent(service/web) > 40", load, true),
        ("finally failed(job/a) >= 1", load, true),
        ("available(deployment/web) = 3", "", true),
        ("available(deployment/web) = 4", "", false),
        ("always available(deployment/web) >= 3", rollout, true),
        ("always available(deployment/web) = 3", rollout, false),
        ("never pods(deployment/web) > 4", rollout, true),
        ("never pods(deployment/web) > 3", rollout, false),
        ("sometimes pods(deployment/web) = 4", rollout, true),
        ("sometimes pods(deployment/web) = 5", rollout, false),
        ("finally replicasets(deployment/web) = 2", rollout, true),
        ("finally replicasets(deployment/web) = 1", rollout, false),
        ("available(deployment/none) = 0", "", false),
        ("always ready(deployment/none) = 0", "", false),
        ("events(Scheduled) = 3", "", true),
    ] {
        let text = format!("{lesson}? {claim}\n{after}");
        let problems = super::check("t", &text).map(|it| it.problems).unwrap_or_default();
        assert_eq!(problems.is_empty(), wanted, "{claim}: {problems}");
    }
}

#[test]
fn a_watch_goes_on_until_the_next_command() {
    let tape = "# kubelet: serial\n$ kubectl run a --image=nginx\n$ kubectl get pods -w\n@ 10s\n\
                $ kubectl delete pod a --wait=false\n$ kubectl get pods -w -o name\n";
    let mut run = super::Run::new(std::rc::Rc::new(Tape::parse(tape).unwrap_or_default()));
    run.run_until(9_900, drop);
    let watch = &run.entries()[1];
    assert!(watch.done_ms.is_none() && watch.output.text.contains("Running"), "{watch:?}");
    super::trace::run_to_end(&mut run);
    assert!(run.is_over());
    let watch = &run.entries()[1];
    assert_eq!(watch.done_ms, Some(run.cluster().start_ms() + 10_000));
    assert!(!watch.output.text.contains("Terminating"), "it ended before: {watch:?}");
    assert!(run.entries()[3].output.text.starts_with("pod/a\n"), "{:?}", run.entries()[3]);
    assert_eq!(run.entries()[3].done_ms, None);
    run.close();
    assert!(run.entries().iter().all(|it| it.done_ms.is_some()));
}

#[test]
fn what_would_wait_for_ever_is_a_problem_and_what_waits_long_is_not() {
    let stuck = "$ kubectl create deployment web --image=nginx:missing\n\
                 $ kubectl patch deployment web -p '{\"spec\":{\"progressDeadlineSeconds\":90000}}'\n\
                 $ kubectl rollout status deployment/web\n$ kubectl get pods\n";
    let problems = super::check("t", stuck).map(|it| it.problems).unwrap_or_default();
    let wanted = "t:3: never ended: $ kubectl rollout status deployment/web\n\
                  t:4: never reached: $ kubectl get pods\n";
    assert_eq!(problems, wanted);
    for patient in ["$ sleep 8h\n", "@ 8h\n", "$ kubectl wait --for=delete pod/a --timeout=8h\n"] {
        let tape =
            format!("# nodes: 1\n$ kubectl run a --image=nginx\n{patient}$ kubectl get pods\n");
        let problems = super::check("t", &tape).map(|it| it.problems).unwrap_or_default();
        assert!(!problems.contains("never"), "{patient}: {problems}");
    }
}

#[test]
fn a_loop_without_an_end_goes_on_until_the_next_command() {
    let tape = "# kubelet: serial\n$ kubectl run a --image=nginx\n\
                $ while true; do kubectl get pod a --no-headers; sleep 1; done\n@ 6s\n\
                $ kubectl get pods -o name\n";
    let mut run = super::Run::new(std::rc::Rc::new(Tape::parse(tape).unwrap_or_default()));
    super::trace::run_to_end(&mut run);
    let lines = run.entries()[1].output.text.lines().count();
    assert!((3..=6).contains(&lines), "{:?}", run.entries()[1]);
    assert!(run.is_over() && run.entries()[2].output.text == "pod/a\n", "{:?}", run.entries());
}

#[test]
fn what_the_page_reads_of_a_text_is_what_the_tape_has() {
    for lesson in crate::lessons::LESSONS {
        let tape = Tape::parse(lesson.text).expect("a lesson is a tape");
        assert_eq!(tape.header.title, lesson.title, "{}", lesson.name);
        assert_eq!(crate::syntax::title(lesson.text), lesson.title);
        let files = crate::syntax::files(lesson.text);
        assert!(files.iter().eq(tape.files().iter()), "{}", lesson.name);
    }
}
