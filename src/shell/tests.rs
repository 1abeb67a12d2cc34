//! Lines with what a real bash and the GNU tools, mawk and jq made of them: `recorded.txt`. A line
//! begins with `$ `, its further lines with `+ `, what was printed with `| ` (a backslash alone
//! behind it: there was no line end), an exit code other than 0 with `= `.

use super::{Answer, Dialect, Environment, Foreign, Limits, Machine, Stream, World, parse};
use crate::sorted::SortedMap;

const RECORDED: &str = include_str!("tests/recorded.txt");
/// 2026-11-21 10:00:00 UTC.
const START_MS: i64 = 1_795_255_200_000;

/// Files, and nothing else.
struct Folder(SortedMap<String, String>);

impl World for Folder {
    fn read(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    fn write(&mut self, path: &str, text: &str, appends: bool) -> Result<(), &'static str> {
        let file = self.0.entry(path.to_owned()).or_default();
        if !appends {
            file.clear();
        }
        file.push_str(text);
        Ok(())
    }

    fn remove(&mut self, path: &str) -> bool {
        self.0.remove(path).is_some()
    }

    fn paths(&self, under: &str) -> Vec<String> {
        let folder = format!("{}/", under.trim_end_matches('/'));
        let is_below = |it: &&String| **it == under || it.starts_with(&folder);
        self.0.keys().filter(is_below).cloned().collect()
    }

    fn has(&self, _: &str) -> bool {
        false
    }

    fn reads(&self, _: &[String]) -> bool {
        false
    }

    fn start(&mut self, _: &Foreign<'_>) -> Answer {
        Answer::Unknown
    }
}

/// What a line prints on standard output, and its exit code.
fn run(text: &str) -> (String, i32) {
    let mut environment =
        Environment { name: "bash".into(), folder: "/home".into(), ..Environment::default() };
    environment.set_up("HOME", "/root");
    let limits = Limits {
        memory: 4 << 20,
        steps_per_second: 200,
        turn_ms: 0,
        pause_ms: 0,
        is_interactive: false,
    };
    let list = match parse(text, Dialect::Bash, &SortedMap::new()) {
        Ok(list) => list,
        Err(error) => return (error.text(Dialect::Bash, "bash"), 2),
    };
    let mut machine = Machine::new(1, environment, limits, START_MS).executing(list);
    machine.run(START_MS + 600_000, &mut Folder([("/home/".to_owned(), String::new())].into()));
    let printed = machine.take_printed().into_iter().filter(|it| it.stream == Stream::Out);
    let code = machine.ended().map_or(-1, |it| it.code);
    (printed.map(|it| it.text).collect(), code)
}

#[test]
fn lines_do_what_a_real_shell_did() {
    let (mut count, mut problems) = (0, String::new());
    let mut line = String::new();
    let (mut printed, mut code) = (String::new(), 0);
    for row in RECORDED.lines().chain(["$ "]) {
        let (mark, rest) = row.split_at(2.min(row.len()));
        match mark {
            "+ " => line = format!("{line}\n{rest}"),
            "| " => {
                printed.push_str(rest);
                match printed.strip_suffix('\\').filter(|_| rest == "\\") {
                    Some(before) => printed = before.trim_end_matches('\n').to_owned(),
                    None => printed.push('\n'),
                }
            }
            "= " => code = rest.parse().expect("a code"),
            _ => {
                if !line.is_empty() {
                    let wanted = (std::mem::take(&mut printed), std::mem::take(&mut code));
                    let found = run(&line);
                    if found != wanted {
                        problems.push_str(&format!("{line}\n  {wanted:?}\n  {found:?}\n"));
                    }
                    count += 1;
                }
                line = rest.to_owned();
            }
        }
    }
    assert!(count > 150, "{count}");
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn what_is_not_known_is_refused() {
    for line in [
        "echo a | grep --fuzzy a",
        "echo a | sort --weird",
        "echo a | sed -Q p",
        "ls --frobnicate",
        "echo a | cut -Q1",
        "echo a | jq --nonsense .",
        "head -x",
        "find . -newer a",
        "echo a | grep '\\(a\\)\\1'",
    ] {
        assert_eq!(run(line).1, 2, "{line}");
    }
}
