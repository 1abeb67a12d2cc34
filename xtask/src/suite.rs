//! `cargo xtask test`: every check there is, in one command.

use crate::browser::{self, Browser};
use crate::guests::{self, Built};
use crate::project::{Project, cannot_start, run as run_command};
use crate::tools::{self, TARGET};
use crate::{Outcome, deny, page, say, size};
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Runs every check, tells how long each took, and ends with the number of tests.
pub fn run(project: &Project) -> Outcome<()> {
    let mut steps = Steps::default();
    let result = all(project, &mut steps);
    steps.report();
    let count = result?;
    // Once more where it is seen.
    steps.notes.iter().for_each(|it| say(it));
    println!("tests: {} passed, {} failed", count.passed, count.failed);
    match count {
        Count { failed: 1.., .. } => Err("not every test passed".into()),
        Count { passed: 0, .. } => Err("no test ran; does Cargo.toml still name them?".into()),
        Count { .. } => Ok(()),
    }
}

fn all(project: &Project, steps: &mut Steps) -> Outcome<Count> {
    let browser = steps.step("tools", || {
        tools::for_lints(project)?;
        // The one that may be refused comes before the one that takes minutes.
        let browser = browser::ensure(project)?;
        tools::for_page(project)?;
        Ok(browser)
    })?;
    steps.step("format", || format(project))?;
    steps.step("crates", || deny::check(project))?;
    steps.step("lints, native", || {
        clippy(project, &["--workspace", "--all-targets"], "the lints complain")
    })?;
    steps.step("lints, wasm", || {
        // With the page's profile: what the macros of the page are made of is compiled once.
        let words = ["--release", "--target", TARGET, "--bins", "--lib"];
        clippy(project, &words, "the lints complain about the page")
    })?;
    steps.step("the page", || page::build(project))?;
    steps.step("size", || size::check(&project.dist()).map(|table| print!("{table}")))?;
    let count = steps.step("tests", || tests(project, &browser))?;
    let built = steps.step("guests: their sites", || guests::build(project))?;
    let seen = steps.step("guests: in the browser", || open_guests(project, &browser, &built))?;
    steps.notes = built.left_out;
    Ok(count.plus(seen))
}

/// The folders of files that the macro `kind_modules!` declares: `cargo fmt` does not see them.
const KINDS: [&str; 3] = ["src/apiserver/kinds", "src/kubectl/kinds", "src/scene/cards"];

fn format(project: &Project) -> Outcome<()> {
    let failed = format!(
        "the code is not formatted: `cargo fmt --all && rustfmt {}/*.rs`",
        KINDS.join("/*.rs ")
    );
    run_command(project.command("cargo").args(["fmt", "--all", "--check"]), &failed)?;
    let mut rustfmt = project.command("rustfmt");
    rustfmt.arg("--check");
    for folder in KINDS.map(|it| project.root().join(it)) {
        let why = |error| format!("{} can't be read: {error}", folder.display());
        for entry in std::fs::read_dir(&folder).map_err(why)? {
            rustfmt.arg(entry.map_err(why)?.path());
        }
    }
    run_command(&mut rustfmt, &failed)
}

/// Builds the page and runs one of benches/ with it, in a real browser.
pub fn example(project: &Project, example: &str) -> Outcome<()> {
    let browser = browser::ensure(project)?;
    page::build(project)?;
    let mut cargo = project.command("cargo");
    cargo.args(["run", "--quiet", "--example", example]);
    in_browser(&mut cargo, project, &browser);
    run_command(&mut cargo, &format!("{example} failed; the lines above say why"))
}

fn clippy(project: &Project, words: &[&str], failed: &str) -> Outcome<()> {
    let mut cargo = project.command("cargo");
    cargo.arg("clippy").args(words).args(["--", "-D", "warnings"]);
    run_command(&mut cargo, failed)
}

#[derive(Default)]
struct Steps {
    done: Vec<(&'static str, Duration)>,
    /// What was not done, and why.
    notes: Vec<String>,
}

impl Steps {
    fn step<T>(&mut self, name: &'static str, action: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        say(&format!("=== {name}"));
        let begin = Instant::now();
        let result = action();
        self.done.push((name, begin.elapsed()));
        result.map_err(|message| format!("step `{name}`: {message}"))
    }

    fn report(&self) {
        say("how long each step took:");
        for (name, time) in &self.done {
            println!("{:>9.1} s  {name}", time.as_secs_f64());
        }
    }
}

/// Builds the guests' sites and opens them in the browser.
pub fn guests(project: &Project) -> Outcome<()> {
    let browser = browser::ensure(project)?;
    let built = guests::build(project)?;
    match open_guests(project, &browser, &built)? {
        Count { failed: 0, .. } => Ok(()),
        Count { .. } => Err("a guest does not show its lessons as it should".into()),
    }
}

/// Each site that was built has a test of its name.
fn open_guests(project: &Project, browser: &Browser, built: &Built) -> Outcome<Count> {
    if built.names.is_empty() {
        return Ok(Count::default());
    }
    let mut cargo = project.command("cargo");
    cargo.args(["test", "--workspace", "--test", "podarium", "--", "--ignored"]);
    cargo.args(built.names.iter().map(|it| format!("guests::{it}")));
    let count = stream(in_browser(&mut cargo, project, browser), &mut std::io::stdout())?;
    match usize::try_from(count.passed + count.failed) {
        Ok(sum) if sum >= built.names.len() => Ok(count),
        _ => Err(format!("not each of {} has a test", built.names.join(", "))),
    }
}

/// A command that runs tests of the page is told where that and the browser are.
fn in_browser<'a>(cargo: &'a mut Command, project: &Project, browser: &Browser) -> &'a mut Command {
    cargo.env("PODARIUM_DIST", project.dist());
    cargo.env("CHROMIUM", &browser.chromium).env("CHROMEDRIVER", &browser.chromedriver)
}

#[derive(Debug, Default, PartialEq, Eq, Clone, Copy)]
struct Count {
    passed: u64,
    failed: u64,
}

fn tests(project: &Project, browser: &Browser) -> Outcome<Count> {
    let mut cargo = project.command("cargo");
    cargo.args(["test", "--workspace", "--no-fail-fast"]);
    if std::io::stdout().is_terminal() {
        // The tests see a pipe, the person a terminal.
        cargo.args(["--color", "always", "--", "--color", "always"]);
    }
    stream(in_browser(&mut cargo, project, browser), &mut std::io::stdout())
}

/// Passes on what the tests print while it comes, and counts.
fn stream(command: &mut Command, to: &mut impl Write) -> Outcome<Count> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().map_err(|error| cannot_start(command, &error))?;
    let mut count = Count::default();
    if let Some(output) = child.stdout.take() {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        while output.read_until(b'\n', &mut line).map_err(|error| error.to_string())? > 0 {
            // If nobody reads it any more, the tests still run to their end.
            let _ = to.write_all(&line).and_then(|()| to.flush());
            count = count.plus(count_line(&String::from_utf8_lossy(&line)));
            line.clear();
        }
    }
    let status = child.wait().map_err(|error| format!("cargo test: {error}"))?;
    if !status.success() {
        // A test binary that crashed prints no result: it has failed all the same.
        count.failed = count.failed.max(1);
    }
    Ok(count)
}

impl Count {
    fn plus(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// Reads such a line as `test result: ok. 12 passed; 0 failed; 0 ignored; ...`, colours or not.
fn count_line(line: &str) -> Count {
    if !line.starts_with("test result: ") {
        return Count::default();
    }
    let before = |word: &str| {
        let (left, _) = line.split_once(word)?;
        left.rsplit(' ').next()?.parse().ok()
    };
    Count {
        passed: before(" passed;").unwrap_or_default(),
        failed: before(" failed;").unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_counted_with_and_without_colour() {
        let plain = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out\n";
        assert_eq!(count_line(plain), Count { passed: 12, failed: 0 });
        let coloured = "test result: \u{1b}[31mFAILED\u{1b}[m. 3 passed; 2 failed; 0 ignored";
        assert_eq!(count_line(coloured), Count { passed: 3, failed: 2 });
        assert_eq!(count_line("test a ... ok 3 passed; 2 failed;"), Count::default());
    }

    #[cfg(unix)]
    #[test]
    fn a_test_binary_that_crashes_has_failed() {
        let mut crash = Command::new("sh");
        crash.args(["-c", "echo 'test result: ok. 1 passed; 0 failed;'; exit 101"]);
        let mut seen = Vec::new();
        assert_eq!(stream(&mut crash, &mut seen), Ok(Count { passed: 1, failed: 1 }));
        assert!(seen.ends_with(b"0 failed;\n"));
    }
}
