//! A run in a link, and a tape as a script.

use podarium::export::shell;
use podarium::lessons::LESSONS;
use podarium::link::{Link, Shared, encode};
use podarium::tape::{Run, Tape, format_time, run_to_end, trace_hash};
use podarium::timeline::Timeline;
use std::io::Write;
use std::process::{Command, Stdio};
use std::rc::Rc;

/// So many acts are put into a lesson.
const ACTS: usize = 20;

/// Numbers without any chance in them (Numerical Recipes).
struct Numbers(u32);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % end
    }
}

/// Twenty acts, as they are recorded: what somebody does who clicks about, and types now and then.
fn acts(numbers: &mut Numbers) -> Vec<String> {
    let mut at_ms = 0;
    let mut act = |number: usize| {
        at_ms += i64::try_from(numbers.below(30_000)).unwrap();
        let letters = "bcdfghjklmnpqrstvwxz2456789".as_bytes();
        let suffix: String =
            (0..5).map(|_| char::from(letters[numbers.below(letters.len())])).collect();
        let pod = format!("web-766486c5b6-{suffix}");
        let what = match number % 5 {
            0 => format!("! node-down node-{}", numbers.below(3) + 1),
            1 => format!("! exit {pod} 1"),
            2 => format!("$ kubectl delete pod {pod} --wait=false"),
            3 => format!("! node-up node-{}", numbers.below(3) + 1),
            _ => "$ kubectl get pods -o wide".to_owned(),
        };
        format!("@ {}\n{what}\n", format_time(at_ms))
    };
    (0..ACTS).map(&mut act).collect()
}

/// A lesson with acts in it, in order, and the numbers of their lines.
fn with_acts(lesson: &str, acts: &[String], numbers: &mut Numbers) -> Shared {
    let tape = Tape::parse(lesson).unwrap();
    let mut places: Vec<usize> = acts.iter().map(|_| numbers.below(tape.lines.len() + 1)).collect();
    places.sort_unstable();
    let header: String = tape.header_text.iter().map(|it| format!("{it}\n")).collect();
    let (mut text, mut done, mut count, mut next) = (header, Vec::new(), 0, 0);
    for at in 0..=tape.lines.len() {
        while places.get(next) == Some(&at) {
            text.push_str(&acts[next]);
            done.extend([count, count + 1]);
            (count, next) = (count + 2, next + 1);
        }
        if let Some(line) = tape.lines.get(at) {
            text.push_str(&line.line.to_string());
            count += 1;
        }
    }
    Shared { text, done, at_ms: 123_456 }
}

#[test]
fn twenty_acts_in_a_lesson_fit_into_a_link() {
    let (mut numbers, mut longest) = (Numbers(1), 0);
    for lesson in LESSONS {
        let shared = with_acts(lesson.text, &acts(&mut numbers), &mut numbers);
        let link = encode(&shared, Some((lesson.name, lesson.text)));
        longest = longest.max(link.len());
        assert!(link.len() <= 950, "{}: {} characters", lesson.name, link.len());
        let opened = Link::read(&link).and_then(|it| it.open(lesson.text));
        assert_eq!(opened.as_ref(), Ok(&shared), "{}", lesson.name);
        assert_eq!(
            Tape::parse(&shared.text).unwrap().lines.len(),
            Tape::parse(lesson.text).unwrap().lines.len() + 2 * ACTS
        );
    }
    println!("the longest link has {longest} characters");
}

/// Whoever opens a link has the run that was seen: the hash of all that happens in it.
#[test]
fn what_was_done_on_the_page_is_done_again_by_its_link() {
    for name in ["self-healing", "retries"] {
        let lesson = LESSONS.iter().find(|it| it.name == name).unwrap();
        let mut timeline = Timeline::new(Rc::new(Tape::parse(lesson.text).unwrap()));
        let end_ms = timeline.end_ms();
        for (number, act) in acts(&mut Numbers(7)).iter().enumerate().step_by(4) {
            let at_ms = end_ms * i64::try_from(number + 1).unwrap() / 21;
            let act = Tape::parse(act).unwrap().lines.remove(1).line;
            timeline.insert(at_ms, act);
        }
        let tape = timeline.tape();
        let done = tape.lines.iter().enumerate().filter(|(_, it)| it.is_recorded);
        let done: Vec<usize> = done.map(|(at, _)| at).collect();
        let shared = Shared { text: tape.to_string(), done, at_ms: end_ms / 2 };
        let link = encode(&shared, Some((lesson.name, lesson.text)));
        let opened = Link::read(&link).and_then(|it| it.open(lesson.text)).unwrap();
        assert_eq!(opened, shared);
        let mut run = Run::new(Rc::clone(tape));
        run_to_end(&mut run);
        assert_eq!(trace_hash(&opened.text), Ok(run.cluster().trace_hash()), "{name}");
    }
}

/// What Bash says of a script; nothing where there is no Bash.
fn bash_says(script: &str) -> String {
    let bash = Command::new("bash").arg("-n").stdin(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let Ok(mut bash) = bash else { return String::new() };
    bash.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    String::from_utf8_lossy(&bash.wait_with_output().unwrap().stderr).into_owned()
}

#[test]
fn every_lesson_is_a_valid_script() {
    for lesson in LESSONS {
        let script = shell(lesson.text);
        assert_eq!(bash_says(&script), "", "{}", lesson.name);
        let lines = lesson.text.lines().filter_map(|it| it.strip_prefix("$ kubectl "));
        for line in lines.filter(|it| !it.contains(['(', '$', '\\', '<', '>', '\'', '"'])) {
            let as_it_is = script.lines().any(|it| {
                it.strip_prefix("kubectl ").is_some_and(|it| it.trim_end_matches(" &") == line)
            });
            assert!(as_it_is, "{}: kubectl {line}", lesson.name);
        }
    }
}

#[test]
fn any_tape_is_a_valid_script() {
    let words = [
        "kubectl",
        "get",
        "pods",
        "'",
        "\"",
        "$",
        "(",
        ")",
        "`",
        "\\",
        "|",
        "||",
        "&&",
        "&",
        ";",
        ";;",
        "<<",
        "<<<",
        "<",
        ">",
        "EOF",
        "{",
        "}",
        "if",
        "fi",
        "do",
        "done",
        "for",
        "in",
        "case",
        "esac",
        "#",
        "!",
        "[[",
        "]]",
        "a=(",
        "~",
        "*",
        "function",
        "f()",
        "-w",
        "\u{e4}",
        "\n$ ",
        "\n@ 1s\n! exit ",
        "\n--- ",
        "\n> ",
        "\n! load ",
        "\n? ",
        "\n%% ",
        "\n# ",
    ];
    let mut chance = 1_u32;
    let mut scripts = String::new();
    for _ in 0..400 {
        let mut tape = "$ ".to_owned();
        for _ in 0..12 {
            chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            tape.push_str(words[(chance >> 8) as usize % words.len()]);
            tape.push_str(if chance >> 30 == 0 { "" } else { " " });
        }
        let script = shell(&tape);
        assert_eq!(bash_says(&script), "", "{tape}\n---\n{script}");
        scripts.push_str(&script);
    }
    assert!(scripts.contains("eval '") && scripts.contains("\nkubectl"));
}

/// What the real kubectl says of a line, of a cluster that is not there.
fn kubectl_says(line: &str) -> Option<String> {
    let line = line.split('|').next().unwrap();
    let server = "--server=http://127.0.0.1:1 --request-timeout=1s";
    let line = format!("kubectl {server} {}", line.trim_start_matches("kubectl "));
    let output = Command::new("bash").args(["-c", &line]).stdin(Stdio::null()).output().ok()?;
    Some(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Where there is no real kubectl: the one that the engine has, which refuses what it does not know. It
/// answers each line, if only that there is no such object.
#[test]
fn the_lines_of_every_script_are_understood_by_the_engine() {
    let mut count = 0;
    for lesson in LESSONS {
        let script = shell(lesson.text);
        for line in script.lines().filter(|it| it.starts_with("kubectl ")) {
            let line = line.trim_end_matches(" &");
            let played = podarium::tape::play(&format!("$ {line}\n@ 1m\n")).unwrap();
            let is_refused = ["unknown", "syntax error", "See 'kubectl", "not simulated"]
                .iter()
                .any(|it| played.contains(it));
            assert!(!is_refused, "{}: {played}", lesson.name);
            count += 1;
        }
    }
    assert!(count > 100, "{count} lines");
}

/// The real kubectl, where there is one, understands the lines: it fails only for want of a
/// cluster.
#[test]
fn the_lines_of_three_scripts_are_understood_by_kubectl() {
    let is_there = Command::new("kubectl").args(["version", "--client"]).output();
    if !is_there.is_ok_and(|it| it.status.success()) {
        return;
    }
    for name in ["rolling-update", "retries", "drain-with-a-budget"] {
        let lesson = LESSONS.iter().find(|it| it.name == name).unwrap();
        let script = shell(lesson.text);
        let lines: Vec<&str> = script.lines().filter(|it| it.starts_with("kubectl ")).collect();
        assert!(lines.len() >= 4, "{script}");
        for line in lines {
            let says = kubectl_says(line.trim_end_matches(" &")).unwrap();
            let is_understood =
                ["refused", "connect", "timed out", "does not exist", "no such file"]
                    .iter()
                    .any(|it| says.contains(it));
            assert!(is_understood && !says.contains("unknown"), "{line}: {says}");
        }
    }
}
