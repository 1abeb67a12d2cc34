//! `cargo xtask`: reads the command line, the library does the work.

use std::process::ExitCode;
use xtask::project::Project;
use xtask::{Outcome, archive, command, integrity, page, say, server, size, suite};

const USAGE: &str = "\
usage: cargo xtask COMMAND

  serve [--port N]  build the page and serve it on http://127.0.0.1:N/ (8080)
  dist              build the page into dist/, to copy to any static host, and the command into dist/bin/
  bench-page        build the page and measure it in a real browser
  guests            build the sites in tests/guests/ with their own tools, and look at them
  rest              look which functions of the page come later, and write their list
  size              how large the built page is; fails above the limits
  test              everything: format, lints, the page, all tests, the guests

What is missing is installed into .tools/ (or the folder that PODARIUM_TOOLS names).";

enum Task {
    Serve { port: u16 },
    Dist,
    BenchPage,
    Guests,
    Rest,
    Size,
    Test,
    Help,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let result = parse(&words).and_then(run);
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn parse(words: &[&str]) -> Outcome<Task> {
    match words {
        ["serve"] => Ok(Task::Serve { port: 8080 }),
        ["serve", "--port", port] => Ok(Task::Serve { port: parse_port(port)? }),
        ["serve", word] if word.starts_with("--port=") => {
            Ok(Task::Serve { port: parse_port(&word["--port=".len()..])? })
        }
        ["dist"] => Ok(Task::Dist),
        ["bench-page"] => Ok(Task::BenchPage),
        ["guests"] => Ok(Task::Guests),
        ["rest"] => Ok(Task::Rest),
        ["size"] => Ok(Task::Size),
        ["test"] => Ok(Task::Test),
        [] | ["help" | "--help" | "-h", ..] => Ok(Task::Help),
        _ => Err(format!("`{}` is not understood.\n\n{USAGE}", words.join(" "))),
    }
}

fn parse_port(text: &str) -> Outcome<u16> {
    text.parse().map_err(|_| format!("`{text}` is no port: a number from 0 to 65535 is wanted"))
}

fn run(task: Task) -> Outcome<()> {
    match task {
        Task::Help => {
            println!("{USAGE}");
            Ok(())
        }
        Task::Serve { port } => {
            let project = Project::find()?;
            let reserved = server::reserve(port)?;
            page::build(&project)?;
            reserved.serve(&project.dist())
        }
        Task::Dist => {
            let project = Project::find()?;
            page::build(&project)?;
            let archive = archive::write(&project)?;
            let command = command::write(&project)?;
            say("the page is in dist/: copy its content to any static host");
            say(&format!("the same to take along: {}", archive.display()));
            say(&format!("the command for machines like this one: {}", command.display()));
            say(&format!("from another host: {}", integrity::element(&project.dist())?));
            Ok(())
        }
        Task::BenchPage => suite::example(&Project::find()?, "bench-page"),
        Task::Rest => suite::example(&Project::find()?, "rest"),
        Task::Guests => suite::guests(&Project::find()?),
        Task::Size => {
            print!("{}", size::check(&Project::find()?.dist())?);
            Ok(())
        }
        Task::Test => suite::run(&Project::find()?),
    }
}
