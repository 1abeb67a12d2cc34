//! The `podarium` command: play, check and write tapes in a terminal.

mod check;
mod film;
mod markdown;
mod perform;
mod play;
mod serve;

use self::markdown::{is_page, rewritten};
use crate::export::{self, FORMS, Parts};
use crate::lessons::LESSONS;
use crate::link::{LONG, Shared, encode};
use crate::tape::{self, TapeError};
use clap::{Arg, ArgAction, ArgMatches, Command, builder::PossibleValuesParser};
use std::io::{self, Write};
use std::path::Path;

/// Without an error.
const FINE: u8 = 0;
/// A tape can't be read, or is not as it says.
const WRONG: u8 = 1;
/// The command line was not understood.
const USAGE: u8 = 2;

const EXIT_CODES: &str = "\
Exit codes:
  0  all is well
  1  a tape can't be read, or check finds something wrong, or a file can't be written
  2  the command line was not understood";

/// The tape that `podarium new` writes: an example of everything, with comments.
pub const EXAMPLE: &str = include_str!("../static/example.tape");

/// The command line: every command with its help.
#[must_use]
pub fn command_line() -> Command {
    let files = |help: &'static str| Arg::new("FILE").help(help).required(true).num_args(1..);
    let lesson = Arg::new("lesson").long("lesson").value_name("NAME");
    let lesson =
        lesson.help("A built-in lesson").value_parser(lessons()).hide_possible_values(true);
    let format = Arg::new("format").long("format").value_name("FORMAT");
    let output = Arg::new("output").short('o').long("output").value_name("FILE");
    let output = output.help("Write to a file instead of the standard output");
    Command::new("podarium")
        .version(env!("CARGO_PKG_VERSION"))
        .about("A glass tank for Pods: plays, checks and writes tapes. Without a command it plays the first lesson, with what the components decided and why.")
        .after_help(EXIT_CODES)
        .subcommand(
            Command::new("play")
                .about("Play a tape and print it with fresh outputs")
                .after_help(EXIT_CODES)
                .arg(Arg::new("FILE").help("A tape, or a page (.md, .mdx, .html) with tapes in it; `-`: a tape from standard input").required_unless_present("lesson"))
                .arg(lesson.clone().conflicts_with("FILE"))
                .arg(format.clone().help("text: the tape. json: each line with its time, its output and whether a claim holds. svg: a picture of a good moment")
                    .value_parser(["text", "json", "svg"]).default_value("text"))
                .arg(output.clone()),
        )
        .subcommand(
            Command::new("check")
                .about("Compare the outputs in tapes with fresh ones, verify claims, and find whatever else is wrong")
                .long_about(CHECK)
                .after_help(EXIT_CODES)
                .arg(files("Tapes, pages (.md, .mdx, .html), folders of them; `-`: a tape from standard input"))
                .arg(format.help("github: problems as annotations of a GitHub Actions run")
                    .value_parser(["text", "github"]).default_value("text"))
                .arg(Arg::new("update").long("update").action(ArgAction::SetTrue)
                    .help("First write fresh outputs into the files, below commands that have one")),
        )
        .subcommand(
            Command::new("fmt")
                .about("Write tapes in the usual spelling; outputs, files and comments stay as they are")
                .after_help(EXIT_CODES)
                .arg(files("Tapes, and pages (.md, .mdx, .html) with tapes in them; `-`: standard input to standard output"))
                .arg(Arg::new("check").long("check").action(ArgAction::SetTrue)
                    .help("Change nothing; exit 1 where a file would change")),
        )
        .subcommand(
            Command::new("new")
                .about("Write a tape to begin with: an example with comments")
                .after_help(EXIT_CODES)
                .arg(Arg::new("FILE").help("Where to; never over a file that is there. Without it: standard output")),
        )
        .subcommand(
            Command::new("film")
                .about("Write the films of built-in lessons, for the page to show them without the engine; other tapes need none")
                .after_help(EXIT_CODES)
                .arg(files("Tapes; `-`: one from standard input"))
                .arg(output.clone().help("Write to a file, or those of several tapes into a folder, which is made; without it, one goes to the standard output")),
        )
        .subcommands([pictured(&files, &output), listed()])
        .subcommand(
            Command::new("share")
                .about("Write a tape in another form: link, fence, element, iframe, shell script, QR code, transcript")
                .after_help(format!("{}\n{EXIT_CODES}", forms()))
                .arg(Arg::new("FILE").help("The tape; `-`: standard input").required(true))
                .arg(Arg::new("as").long("as").value_name("FORM").help("Which form")
                    .value_parser(FORMS.iter().map(|it| it.name).collect::<Vec<_>>()).default_value("link"))
                .arg(Arg::new("page").long("page").value_name("URL").default_value("./")
                    .help("The address of Podarium's page"))
                .arg(Arg::new("at").long("at").value_name("TIME").default_value("0s")
                    .help("The moment that is shown first, such as 1m30s"))
                .arg(output),
        )
        .subcommands(serve::commands())
}

fn listed() -> Command {
    Command::new("lessons").about("List the built-in lessons").after_help(EXIT_CODES)
}

/// The command that makes posters.
fn pictured(files: &dyn Fn(&'static str) -> Arg, output: &Arg) -> Command {
    let at = Arg::new("at").long("at").value_name("TIME");
    let output = output.clone().help("Write to a file, or those of several tapes into a folder, which is made; without it, one goes to the standard output");
    Command::new("poster")
        .about("Write pictures of tapes as small SVGs, light and dark by themselves")
        .after_help(EXIT_CODES)
        .arg(files("Tapes; `-`: one from standard input"))
        .arg(at.help("The moment, such as 1m30s; without it one at which much can be seen"))
        .arg(output)
}

const CHECK: &str = "\
Compare the outputs in tapes with fresh ones, verify claims, and find whatever else is wrong.

In a page (Markdown, MDX, HTML) it checks every fenced block of the language `podarium`, and the
tape or lesson of every <podarium-player> and of every iframe that shows one. A tape's path is
looked for beside the page, one folder higher as directory URLs have it, and, where it begins
with /, in static/, public/, docs/ and src/ of the folders above.

Names, addresses, ages and times may differ from what stands there: their form is compared.";

fn lessons() -> PossibleValuesParser {
    PossibleValuesParser::new(LESSONS.iter().map(|it| it.name))
}

/// Does what the arguments say; the exit code.
///
/// # Errors
/// Standard output can't be written.
pub fn main(arguments: &[String], out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let words = std::iter::once("podarium").chain(arguments.iter().map(String::as_str));
    let matches = match command_line().try_get_matches_from(words) {
        Ok(matches) => matches,
        Err(told) if told.use_stderr() => return write!(err, "{told}").map(|()| USAGE),
        // Help and version.
        Err(told) => return write!(out, "{told}").map(|()| FINE),
    };
    match matches.subcommand() {
        Some(("play", matches)) => play(matches, out, err),
        Some(("check", matches)) => check::check(matches, out),
        Some(("share", matches)) => share(matches, out, err),
        Some(("fmt", matches)) => fmt(matches, out, err),
        Some(("new", matches)) => new(matches, out, err),
        Some(("film", matches)) => film::film(matches, out, err),
        Some(("poster", matches)) => film::poster(matches, out, err),
        Some(("single", matches)) => serve::single(matches, out, err),
        Some(("watch", matches)) => serve::watch(matches, out, err),
        Some(("lessons", _)) => list(out).map(|()| FINE),
        _ => perform::perform(LESSONS[0].text, out, err),
    }
}

fn one<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.get_one::<String>(name).map(String::as_str)
}

fn many<'a>(matches: &'a ArgMatches, name: &str) -> impl Iterator<Item = &'a str> {
    matches.get_many::<String>(name).into_iter().flatten().map(String::as_str)
}

fn read(file: &str) -> Result<String, String> {
    let text =
        if file == "-" { io::read_to_string(io::stdin()) } else { std::fs::read_to_string(file) };
    text.map_err(|error| format!("error: {file}: {error}"))
}

/// The text of a file that has to be a tape.
fn read_tape(file: &str) -> Result<String, String> {
    match is_page(Path::new(file)) {
        true => Err(format!(
            "error: {file} is a page, not a tape; `podarium check`, `play` and `fmt` read the tapes in pages"
        )),
        false => read(file),
    }
}

/// A problem with its place, as editors find it.
fn placed(file: &str, above: usize, problem: &TapeError) -> String {
    format!("{file}:{}: {}", problem.line + above, problem.text)
}

fn play(matches: &ArgMatches, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let lesson = LESSONS.iter().find(|it| Some(it.name) == one(matches, "lesson"));
    let (name, text) = match (lesson, one(matches, "FILE")) {
        (Some(lesson), _) => (lesson.name, Ok(lesson.text.to_owned())),
        (None, file) => (file.unwrap_or("-"), read(file.unwrap_or("-"))),
    };
    let format = one(matches, "format").unwrap_or("text");
    let played = text.and_then(|text| match is_page(Path::new(name)) {
        true if format == "text" => {
            page_with(&text, |above, tape| play::text(name, above, tape, err))
        }
        true => read_tape(name),
        false => play::play(name, &text, format, err),
    });
    match played.and_then(|text| write_to(one(matches, "output"), text)) {
        Ok(text) => out.write_all(text.as_bytes()).map(|()| FINE),
        Err(error) => writeln!(err, "{error}").map(|()| WRONG),
    }
}

fn forms() -> String {
    let form = |it: &export::Form| format!("  {:<10}  {}\n", it.name, it.meaning);
    format!("Forms:\n{}", FORMS.iter().map(form).collect::<String>())
}

fn share(matches: &ArgMatches, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let file = one(matches, "FILE").unwrap_or("-");
    let written = read_tape(file)
        .and_then(|text| shared(&text, matches).map_err(|error| format!("error: {file}{error}")))
        .and_then(|(text, link)| {
            if link.len() > LONG && one(matches, "as") == Some("link") {
                let _ = writeln!(
                    err,
                    "warning: a link of {} characters: some programs cut it",
                    link.len()
                );
            }
            write_to(one(matches, "output"), text)
        });
    match written {
        Ok(text) => out.write_all(text.as_bytes()).map(|()| FINE),
        Err(error) => writeln!(err, "{error}").map(|()| WRONG),
    }
}

/// The tape in the form that is asked for, and its address.
fn shared(text: &str, matches: &ArgMatches) -> Result<(String, String), String> {
    let tape = tape::Tape::parse(text).map_err(|error| placed("", 0, &error))?;
    let at = one(matches, "at").unwrap_or_default();
    let at_ms = tape::parse_time(at).ok_or_else(|| format!(": {at:?} is no time such as 1m30s"))?;
    let form = FORMS.iter().find(|it| Some(it.name) == one(matches, "as"));
    let form = form.ok_or(": there is no such form")?;
    let shared = Shared { text: tape.to_string(), done: Vec::new(), at_ms };
    // The shortest is a link to the lesson that it is, with what was done in it.
    let links = LESSONS.iter().map(|it| encode(&shared, Some((it.name, it.text))));
    let link = links.min_by_key(String::len).unwrap_or_default();
    let address = format!("{}#{link}", one(matches, "page").unwrap_or_default());
    let text = match form.name {
        "transcript" => tape::play(text).map_err(|error| error.to_string())?,
        _ => text.to_owned(),
    };
    let start_at = if at_ms == 0 { String::new() } else { tape::format_time(at_ms) };
    let parts = Parts { text: &text, address: &address, start_at: &start_at };
    Ok((form.write(&parts), address))
}

/// Writes to a file, or gives back what is to be printed.
fn write_to(file: Option<&str>, text: String) -> Result<String, String> {
    let Some(file) = file else { return Ok(text) };
    std::fs::write(file, text).map_err(|it| format!("error: {file}: {it}"))?;
    Ok(String::new())
}

/// A page with what is made of each tape in it; the first error, if there is one.
fn page_with(
    page: &str,
    mut make: impl FnMut(usize, &str) -> Result<String, String>,
) -> Result<String, String> {
    let mut failed = Ok(());
    let new = rewritten(page, |above, tape| match (failed.is_ok(), make(above, tape)) {
        (_, Ok(new)) => new,
        (is_first, Err(error)) => {
            if is_first {
                failed = Err(error);
            }
            tape.to_owned()
        }
    });
    failed.map(|()| new)
}

fn fmt(matches: &ArgMatches, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let mut code = FINE;
    for file in many(matches, "FILE") {
        let formatted = read(file).and_then(|text| {
            let spelled = |above: usize, text: &str| {
                tape::format(text).map_err(|it| format!("error: {}", placed(file, above, &it)))
            };
            let new = match is_page(Path::new(file)) {
                true => page_with(&text, spelled)?,
                false => spelled(0, &text)?,
            };
            if file == "-" {
                return Ok(Some(new));
            }
            match (new == text, matches.get_flag("check")) {
                (true, _) => Ok(None),
                (false, true) => {
                    Err(format!("{file} is not in the usual spelling: podarium fmt {file}"))
                }
                (false, false) => std::fs::write(file, &new)
                    .map_err(|it| format!("error: {file}: {it}"))
                    .map(|()| None),
            }
        });
        match formatted {
            Ok(text) => out.write_all(text.unwrap_or_default().as_bytes())?,
            Err(error) => {
                writeln!(err, "{error}")?;
                code = WRONG;
            }
        }
    }
    Ok(code)
}

fn new(matches: &ArgMatches, out: &mut dyn Write, err: &mut dyn Write) -> io::Result<u8> {
    let Some(file) = one(matches, "FILE") else {
        return out.write_all(EXAMPLE.as_bytes()).map(|()| FINE);
    };
    let made = std::fs::OpenOptions::new().write(true).create_new(true).open(file);
    match made.and_then(|mut it| it.write_all(EXAMPLE.as_bytes())) {
        Ok(()) => writeln!(out, "{file} is written. Play it: podarium play {file}").map(|()| FINE),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            writeln!(err, "error: {file} is there already, and stays as it is").map(|()| WRONG)
        }
        Err(error) => writeln!(err, "error: {file}: {error}").map(|()| WRONG),
    }
}

fn list(out: &mut dyn Write) -> io::Result<()> {
    for lesson in LESSONS {
        let title = tape::Tape::parse(lesson.text).map(|it| it.header.title).unwrap_or_default();
        writeln!(out, "{:<24}  {title}", lesson.name)?;
    }
    Ok(())
}
