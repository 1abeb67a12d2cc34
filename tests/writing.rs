//! The page "Writing a lesson" is made from the tables that the program reads tapes with:
//! `UPDATE=1 cargo test writing` writes it.

use crate::cli::podarium;
use crate::embedding::CONDITIONS;
use podarium::cli::command_line;
use podarium::cluster::ACTS;
use podarium::embed::{ATTRIBUTES, EVENTS, MESSAGES, METHODS, PARAMETERS, Parameter};
use podarium::syntax::{ASKS, MARKS};
use podarium::tape::{COMPARE, HEADER_KEYS, REQUEST_TERMS, TERMS, WHEN};
use std::path::{Path, PathBuf};

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/writing-a-lesson.md")
}

fn code(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("`{}`", text.replace('|', "\\|")) }
}

fn table(head: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|it| (*it).to_owned()).collect();
    let rule: Vec<String> = head.iter().map(|_| "---".to_owned()).collect();
    let rows: String = rows.into_iter().map(|it| line(&it)).collect();
    format!("\n{}{}{rows}", line(&head), line(&rule))
}

fn terms() -> String {
    let terms = TERMS.iter().map(|(name, of, meaning, _)| (*name, *of, *meaning));
    let requests = REQUEST_TERMS.iter().map(|(name, meaning, _)| (*name, "service/web", *meaning));
    let rows = terms
        .chain(requests)
        .map(|(name, of, meaning)| vec![code(&format!("{name}({of})")), meaning.to_owned()]);
    let more = "\nOf all requests to all Services: `failed requests = 0`, without parentheses.\n";
    table(&["term, with an example", "what is counted"], rows) + more
}

fn commands() -> String {
    let command_line = command_line();
    let rows = command_line.get_subcommands().map(|it| {
        let positional = it.get_positionals().map(|it| match it.is_required_set() {
            true => format!(" {}...", it.get_id()),
            false => format!(" [{}]", it.get_id()),
        });
        let options: Vec<String> = it
            .get_opts()
            .filter_map(|it| {
                let name = format!("`--{}`", it.get_long()?);
                Some(format!("{name}: {}", it.get_help()?))
            })
            .collect();
        let usage = format!("podarium {}{}", it.get_name(), positional.collect::<String>());
        let about = it.get_about().map(ToString::to_string).unwrap_or_default();
        vec![code(&usage), about, options.join("<br>")]
    });
    table(&["command", "what it does", "options"], rows)
}

/// The parts of the page that are made, by name.
fn parts() -> Vec<(&'static str, String)> {
    let text = |it: &str| it.to_owned();
    let signs: Vec<String> = COMPARE.iter().map(|it| code(it.0)).collect();
    let marks = MARKS
        .iter()
        .chain(ASKS)
        .map(|it| vec![code(&format!("{}{}", it.mark, it.rest)), text(it.meaning)]);
    let headers = HEADER_KEYS
        .iter()
        .map(|it| vec![code(it.name), text(it.meaning), code(it.example), code(it.default)]);
    let acts = ACTS.iter().map(|it| {
        let example = format!("! {} {}", it.name, it.example);
        vec![code(&it.usage()), text(it.meaning), code(example.trim_end())]
    });
    let when = WHEN.iter().map(|it| {
        let word = if it.0.is_empty() { "no word".to_owned() } else { code(it.0) };
        vec![word, text(it.1)]
    });
    let head = ["name", "value", "without it", "means"];
    let parameter =
        |it: &Parameter| vec![code(it.name), it.kind.words(), text(it.default), text(it.meaning)];
    let conditions = CONDITIONS.iter().map(|it| vec![text(it.0), text(it.1)]);
    let pair = |(name, meaning): &(&str, &str)| vec![code(name), text(meaning)];
    vec![
        ("marks", table(&["line", "means"], marks)),
        ("headers", table(&["key", "means", "such as", "without it"], headers)),
        ("acts", table(&["act", "what happens", "such as"], acts)),
        ("compare", signs.join(", ")),
        ("when", table(&["word", "the claim"], when)),
        ("terms", terms()),
        ("commands", commands()),
        ("parameters", table(&head, PARAMETERS.iter().map(parameter))),
        ("attributes", table(&head, ATTRIBUTES.iter().map(parameter))),
        ("methods", table(&["method or property", "what it does"], METHODS.iter().map(pair))),
        ("events", table(&["event", "when"], EVENTS.iter().map(pair))),
        ("conditions", table(&["condition", "what a reader sees"], conditions)),
        ("messages", table(&["type", "what it does"], MESSAGES.iter().map(pair))),
    ]
}

#[test]
fn the_page_is_made_from_the_tables() {
    let old = std::fs::read_to_string(path()).unwrap();
    let mut new = old.clone();
    for (name, part) in parts() {
        let (begin, end) = (format!("<!-- {name}:begin -->"), format!("<!-- {name}:end -->"));
        let (head, rest) = new.split_once(&begin).expect(name);
        let (_, tail) = rest.split_once(&end).expect(name);
        new = format!("{head}{begin}{part}{end}{tail}");
    }
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(path(), new).unwrap();
    } else {
        assert!(old == new, "docs/writing-a-lesson.md is old: UPDATE=1 cargo test writing");
    }
}

#[test]
fn its_examples_are_as_they_say() {
    let (code, told) = podarium(&["check", path().to_str().unwrap()]);
    assert_eq!(code, 0, "{told}");
    let page = std::fs::read_to_string(path()).unwrap();
    assert!(page.matches("```podarium").count() >= 2);
}

#[test]
fn every_annotation_that_is_obeyed_is_told() {
    let page = std::fs::read_to_string(path()).unwrap();
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            for rest in text.split("\"podarium.sim/").skip(1) {
                let end = |char: char| !char.is_ascii_alphabetic() && char != '-';
                found.push(rest.split(end).next().unwrap().to_owned());
            }
        }
    }
    assert!(found.len() >= 5, "{found:?}");
    for name in found {
        assert!(page.contains(&format!("`podarium.sim/{name}`")), "{name} is not in the page");
    }
}

#[test]
fn the_player_has_what_the_tables_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let player = std::fs::read_to_string(root.join("static/podarium.js")).unwrap();
    let inside = std::fs::read_to_string(root.join("static/player.js")).unwrap();
    // What the page hears of as a parameter, the element passes on; the rest it knows itself.
    let page = std::fs::read_to_string(root.join("src/ui/options.rs")).unwrap();
    for Parameter { name, .. } in ATTRIBUTES {
        let quoted = format!("\"{name}\"");
        let is_there = [&player, &inside, &page].iter().any(|it| it.contains(&quoted));
        assert!(is_there || player.contains(&format!("[{name}=")), "{name}");
    }
    for Parameter { name, .. } in PARAMETERS {
        let quoted = format!("\"{name}\"");
        let boot = std::fs::read_to_string(root.join("static/boot.js")).unwrap();
        let is_there = [&page, &inside, &boot].iter().any(|it| it.contains(&quoted));
        assert!(is_there, "{name}");
    }
    for (method, _) in METHODS {
        let name = method.split('(').next().unwrap();
        let is_there =
            ["    ", "    get "].iter().any(|it| player.contains(&format!("\n{it}{name}(")));
        assert!(is_there, "{method}");
    }
    for (event, _) in EVENTS {
        let told = format!("\"{event}\"");
        assert!(player.contains(&told) || inside.contains(&told), "{event}");
    }
    let commands = inside.split("const commands = {").nth(1).unwrap();
    for (message, _) in MESSAGES {
        let is_heard = ["(", ":"].iter().any(|it| commands.contains(&format!(" {message}{it}")));
        assert!(is_heard, "{message}");
    }
}
