//! `podarium check`: tapes, and the tapes that pages show.

use super::markdown::{Shown, is_page, rewritten, shown};
use super::{FINE, WRONG, many, one, read};
use crate::embed::{ATTRIBUTES, PARAMETERS, Parameter};
use crate::lessons::LESSONS;
use crate::link::Link;
use crate::tape::{Problem, Tape, examine, refresh};
use clap::ArgMatches;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Folders in which those who make sites keep files that are copied as they are.
const STATIC: [&str; 5] = ["", "static", "public", "docs", "src"];
/// So many folders above a page are looked into.
const ABOVE_MAX: usize = 8;

/// What was found in a file.
#[derive(Default)]
struct Found {
    problems: Vec<Problem>,
    notes: Vec<Problem>,
    /// It is a page that shows nothing of Podarium.
    is_empty: bool,
}

/// What is checked, and how it is told.
struct Check<'a> {
    out: &'a mut dyn Write,
    for_github: bool,
    update: bool,
    /// What has been checked, or will be.
    seen: BTreeSet<PathBuf>,
    agree: usize,
    failed: usize,
}

/// Checks files and folders; the exit code.
pub(super) fn check(matches: &ArgMatches, out: &mut dyn Write) -> io::Result<u8> {
    let mut check = Check {
        out,
        for_github: one(matches, "format") == Some("github"),
        update: matches.get_flag("update"),
        seen: BTreeSet::new(),
        agree: 0,
        failed: 0,
    };
    for file in many(matches, "FILE") {
        match Path::new(file) {
            folder if folder.is_dir() => check.folder(folder)?,
            _ => check.file(file)?,
        }
    }
    if check.agree + check.failed == 0 {
        // The wrong folder, most likely: who runs this every day would never see it.
        return writeln!(check.out, "nothing to check: there is no tape and no page")
            .map(|()| WRONG);
    }
    writeln!(check.out, "{} agree, {} do not", check.agree, check.failed)?;
    Ok(if check.failed > 0 { WRONG } else { FINE })
}

impl Check<'_> {
    /// Everything in a folder that is a tape or a page.
    fn folder(&mut self, folder: &Path) -> io::Result<()> {
        let mut paths: Vec<PathBuf> = match std::fs::read_dir(folder) {
            Ok(entries) => entries.filter_map(|it| Some(it.ok()?.path())).collect(),
            Err(error) => return self.tell(&folder.display().to_string(), problem(0, error)),
        };
        paths.sort();
        for path in paths {
            let name = path.file_name().and_then(|it| it.to_str()).unwrap_or("");
            let is_tape = path.extension().is_some_and(|it| it == "tape");
            if path.is_dir() && !name.starts_with('.') && name != "node_modules" {
                self.folder(&path)?;
            } else if path.is_file() && (is_tape || is_page(&path)) {
                self.file(&path.display().to_string())?;
            }
        }
        Ok(())
    }

    fn file(&mut self, file: &str) -> io::Result<()> {
        let is_new = |path: PathBuf| self.seen.insert(path);
        if !Path::new(file).canonicalize().map_or(true, is_new) {
            return Ok(());
        }
        let text = match read(file) {
            Ok(text) => text,
            Err(error) => {
                let error =
                    error.trim_start_matches("error: ").replacen(&format!("{file}: "), "", 1);
                return self.tell(file, problem(0, error));
            }
        };
        if is_page(Path::new(file)) {
            return self.page(file, text);
        }
        let text = if self.update { self.updated(file, text, refresh_tape) } else { text };
        let checked = examine(file, 0, &text);
        self.tell(file, Found { problems: checked.found, notes: checked.notes, is_empty: false })
    }

    /// The text with fresh outputs, written to its file.
    fn updated(&self, file: &str, text: String, fresh: fn(&str) -> String) -> String {
        let new = fresh(&text);
        let is_written = file != "-" && new != text && std::fs::write(file, &new).is_ok();
        if is_written { new } else { text }
    }

    fn page(&mut self, file: &str, text: String) -> io::Result<()> {
        let text = if self.update { self.updated(file, text, refresh_page) } else { text };
        let (mut found, mut tapes) = (Found::default(), Vec::new());
        let all = shown(&text);
        found.is_empty = all.is_empty();
        for shown in all {
            match shown {
                Shown::Fence { above, is_open: true, .. } => {
                    let text = "this block is never closed: a line ``` ends it".to_owned();
                    found.problems.push(Problem { line: above, text });
                }
                Shown::Fence { above, text, .. } => {
                    let checked = examine(file, above, &text);
                    found.problems.extend(checked.found);
                    found.notes.extend(checked.notes);
                }
                Shown::Element { line, name, attributes } => {
                    let get = |key: &str| {
                        let found = attributes.iter().find(|(name, _)| name == key);
                        found.map(|(_, value)| value.as_str()).filter(|it| !it.is_empty())
                    };
                    let is_player = name == "podarium-player";
                    let texts: Vec<String> = match is_player {
                        true => {
                            attributes.iter().filter_map(|it| attribute(&it.0, &it.1)).collect()
                        }
                        false => get("src").map(parameters).unwrap_or_default(),
                    };
                    found.problems.extend(texts.into_iter().map(|text| Problem { line, text }));
                    let source = match name {
                        "iframe" => get("src").and_then(of_frame),
                        _ => get("src").map(Source::Tape).or(get("lesson").map(Source::Lesson)),
                    };
                    match source.map_or(Ok(None), |it| find(Path::new(file), &it)) {
                        Ok(tape) => tapes.extend(tape),
                        Err(text) => found.problems.push(Problem { line, text }),
                    }
                }
            }
        }
        self.tell(file, found)?;
        tapes.iter().try_for_each(|it| self.file(&it.display().to_string()))
    }

    fn tell(&mut self, file: &str, found: Found) -> io::Result<()> {
        for note in &found.notes {
            self.line("note    ", "notice", file, note)?;
        }
        match found.problems.is_empty() {
            true => self.agree += 1,
            false => self.failed += 1,
        }
        let word = if found.problems.is_empty() { "ok     " } else { "wrong  " };
        let more = if found.is_empty { " (no tape in it)" } else { "" };
        writeln!(self.out, "{word} {file}{more}")?;
        found.problems.iter().try_for_each(|it| self.line("", "error", file, it))
    }

    fn line(&mut self, start: &str, kind: &str, file: &str, problem: &Problem) -> io::Result<()> {
        let Problem { line, text } = problem;
        let text = text.trim_end();
        if self.for_github {
            let text = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
            return writeln!(self.out, "::{kind} file={file},line={}::{text}", line.max(&1));
        }
        match line {
            0 => writeln!(self.out, "{start}{file}: {text}"),
            line => writeln!(self.out, "{start}{file}:{line}: {text}"),
        }
    }
}

fn problem(line: usize, error: impl ToString) -> Found {
    let problems = vec![Problem { line, text: error.to_string() }];
    Found { problems, ..Found::default() }
}

fn refresh_tape(text: &str) -> String {
    refresh(text, false).unwrap_or_else(|_| text.to_owned())
}

/// A page with fresh outputs in its tapes.
fn refresh_page(page: &str) -> String {
    rewritten(page, |_, tape| refresh_tape(tape))
}

/// What an element shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source<'a> {
    /// A built-in lesson, by name.
    Lesson(&'a str),
    /// A tape, by its URL from the page.
    Tape(&'a str),
    /// A tape, by its URL from the page that an iframe shows.
    OfFrame(&'a str, &'a str),
    /// A tape in a link.
    Link(&'a str),
}

/// What is wrong with an attribute of a player: what other elements have, it may have too.
fn attribute(name: &str, value: &str) -> Option<String> {
    let is_usual = ["id", "class", "style", "slot", "hidden", "dir", "part", "tabindex"]
        .contains(&name)
        || ["data-", "aria-", ":", "@", "v-"].iter().any(|it| name.starts_with(it));
    // What a template fills in is not known yet.
    let is_open = is_usual || value.contains('{');
    wrong("a player", ATTRIBUTES, name, value).filter(|_| !is_open)
}

/// What is wrong with the value that somebody gives to one of these.
fn wrong(of: &str, table: &[Parameter], name: &str, value: &str) -> Option<String> {
    let Some(found) = table.iter().find(|it| it.name == name) else {
        let names: Vec<&str> = table.iter().map(|it| it.name).collect();
        return Some(format!("{of} has no {name:?}: it has {}", names.join(", ")));
    };
    let text = || format!("{name}: {value:?} is none of its values: {}", found.kind.words());
    (!found.kind.takes(value)).then(text)
}

/// The address of a page that an iframe shows.
struct Address<'a> {
    page: &'a str,
    parameters: Vec<(&'a str, &'a str)>,
    fragment: &'a str,
}

impl<'a> Address<'a> {
    fn read(url: &'a str) -> Self {
        let (before, fragment) = url.split_once('#').unwrap_or((url, ""));
        let (page, query) = before.split_once('?').unwrap_or((before, ""));
        let pairs = query.split('&').filter(|it| !it.is_empty());
        let parameters = pairs.map(|it| it.split_once('=').unwrap_or((it, ""))).collect();
        Self { page, parameters, fragment }
    }

    fn get(&self, name: &str) -> Option<&'a str> {
        self.parameters.iter().find(|it| it.0 == name).map(|it| it.1)
    }
}

/// What is wrong with the parameters of a page that an iframe shows.
fn parameters(url: &str) -> Vec<String> {
    let address = Address::read(url);
    if address.get("embed").is_none() {
        return Vec::new();
    }
    let is_plain = |it: &&(&str, &str)| !it.1.contains(['%', '+', '{']);
    let told = |(name, value): &(&str, &str)| {
        // An older name of the same.
        let name = if *name == "start-at" { "t" } else { name };
        wrong("the page", PARAMETERS, name, value)
    };
    address.parameters.iter().filter(is_plain).filter_map(told).collect()
}

/// What an iframe shows, where it shows Podarium.
fn of_frame(url: &str) -> Option<Source<'_>> {
    let address = Address::read(url);
    let (page, fragment) = (address.page, address.fragment);
    let get = |name: &str| address.get(name).filter(|it| !it.is_empty());
    let is_ours = address.get("embed").is_some() || page.contains("podarium");
    let is_link = fragment.starts_with("tape=") || fragment.starts_with("run=");
    let link = is_link.then_some(Source::Link(fragment));
    let lesson = get("lesson").map(Source::Lesson);
    is_ours.then_some(link.or(lesson).or(get("tape").map(|it| Source::OfFrame(page, it))))?
}

/// The file of a tape that is not built in, or what is wrong.
fn find(page: &Path, source: &Source<'_>) -> Result<Option<PathBuf>, String> {
    let is_remote = |url: &str| url.contains("://") || url.starts_with("//");
    match source {
        Source::Lesson(name) => lesson(name).map(|()| None),
        Source::Tape(url) if is_remote(url) => Ok(None),
        Source::Tape(url) => file(page, url).map(Some),
        Source::OfFrame(_, url) if is_remote(url) => Ok(None),
        Source::OfFrame(at, url) => {
            let name = url.strip_prefix("lessons/").and_then(|it| it.strip_suffix(".tape"));
            match name {
                Some(name) if lesson(name).is_ok() || is_remote(at) => lesson(name).map(|()| None),
                _ if is_remote(at) => Ok(None),
                _ if url.starts_with('/') => file(page, url).map(Some),
                _ => {
                    let folder = at.rsplit_once('/').map_or("", |it| it.0);
                    file(page, &format!("{folder}/{url}")).map(Some)
                }
            }
        }
        Source::Link(fragment) => {
            let link = Link::read(fragment).map_err(|error| error.to_string())?;
            let name = link.lesson().unwrap_or_default().to_owned();
            let text = LESSONS.iter().find(|it| it.name == name).map(|it| it.text);
            if text.is_none() && link.lesson().is_some() {
                lesson(&name)?;
            }
            let shared = link.open(text.unwrap_or_default()).map_err(|error| error.to_string())?;
            let tape = Tape::parse(&shared.text);
            tape.map(|_| None).map_err(|error| format!("the tape in the link, {error}"))
        }
    }
}

fn lesson(name: &str) -> Result<(), String> {
    match LESSONS.iter().any(|it| it.name == name) {
        true => Ok(()),
        false => Err(format!("there is no lesson {name:?}: podarium lessons lists them")),
    }
}

/// Looks for a file where sites have them.
fn file(page: &Path, url: &str) -> Result<PathBuf, String> {
    let path = url.split(['?', '#']).next().unwrap_or("").replace("%20", " ");
    let folder = page.parent().unwrap_or(Path::new(""));
    let mut places = Vec::new();
    if let Some(path) = path.strip_prefix('/') {
        let absolute = folder.canonicalize().unwrap_or_default();
        for above in absolute.ancestors().take(ABOVE_MAX) {
            places.extend(STATIC.iter().map(|it| above.join(it).join(path)));
        }
    } else {
        places.push(folder.join(&path));
        // Directory URLs: page.md is seen as page/index.html.
        places.extend(path.strip_prefix("../").map(|it| folder.join(it)));
    }
    let found = places.iter().find(|it| it.is_file()).cloned();
    found.ok_or_else(|| {
        let first = places.first().map(|it| it.display().to_string()).unwrap_or_default();
        format!("there is no tape {url:?}: {first} is no file, nor is one in the other places where it could be")
    })
}
