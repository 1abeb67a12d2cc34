//! The rules of the code that can be checked, so that nobody has to remember them.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The modules from the left to the right: each may use those before it. Those in one row don't
/// know each other. What the page knows stands left of `api`: it uses nothing of the engine.
const ORDER: &[&[&str]] = &[
    &["sorted"],
    &["syntax", "lessons"],
    &["embed"],
    &["link"],
    &["picture"],
    &["film"],
    &["playback", "protocol", "stage"],
    &["api"],
    &["shell"],
    &["export"],
    &["apiserver"],
    &["client"],
    &["controllers", "scheduler", "kubelet"],
    &["cluster"],
    &["kubectl"],
    &["tape"],
    &["timeline"],
    &["scene"],
    &["session"],
    &["cli", "engine", "ui"],
];
const LINES_PER_FILE_MAX: usize = 400;
const LINES_PER_FUNCTION_MAX: usize = 70;
const COLUMNS_MAX: usize = 100;

struct Source {
    path: String,
    module: String,
    text: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join("src"), &mut files);
    files.sort();
    let source = |file: PathBuf| {
        let path = file.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        let module = path.split('/').nth(1).unwrap().trim_end_matches(".rs").to_owned();
        Source { path, module, text: std::fs::read_to_string(&file).unwrap() }
    };
    let sources: Vec<Source> = files.into_iter().map(source).collect();
    assert!(sources.len() > 50, "only {} files found", sources.len());
    sources
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|it| it == "rs") {
            files.push(path);
        }
    }
}

fn is_test(source: &Source) -> bool {
    source.path.ends_with("tests.rs") || source.path.contains("/tests/")
}

/// Whether it belongs to what computes runs.
fn is_engine(source: &Source) -> bool {
    let ranks = rank("api").unwrap()..rank("scene").unwrap();
    source.module == "sorted" || rank(&source.module).is_some_and(|it| ranks.contains(&it))
}

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|group| group.contains(&module))
}

#[test]
fn modules_use_only_those_on_their_left() {
    let mut problems = String::new();
    for source in sources().iter().filter(|it| !is_test(it)) {
        let Some(own) = rank(&source.module) else { continue };
        let text = source.text.split("\nmod tests {").next().unwrap();
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap();
            for used in code.split("crate::").skip(1) {
                let name: String =
                    used.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect();
                let allowed = name == source.module || rank(&name).is_none_or(|it| it < own);
                if !allowed {
                    let _ = writeln!(problems, "{}:{}: uses {name}", source.path, number + 1);
                }
            }
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn the_engine_does_not_know_that_it_is_watched() {
    let mut problems = String::new();
    for source in sources().iter().filter(|it| !is_test(it) && is_engine(it)) {
        for (number, line) in source.text.lines().enumerate() {
            let code = line.split("//").next().unwrap();
            let watched = ["film", "playback", "protocol", "stage"];
            for name in watched.iter().filter(|it| code.contains(&format!("crate::{it}::"))) {
                let _ = writeln!(problems, "{}:{}: uses {name}", source.path, number + 1);
            }
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

/// What the page may know of the library. It sees pictures, never the cluster behind them.
const PAGE: [&str; 10] = [
    "embed", "film", "lessons", "link", "picture", "playback", "protocol", "sorted", "stage",
    "syntax",
];

#[test]
fn the_page_knows_pictures_and_not_the_cluster() {
    let mut problems = String::new();
    for source in sources().iter().filter(|it| it.module == "ui") {
        for (number, line) in source.text.lines().enumerate() {
            for used in line.split("podarium::").skip(1) {
                let name: String =
                    used.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect();
                if !PAGE.contains(&name.as_str()) {
                    let _ = writeln!(problems, "{}:{}: uses {name}", source.path, number + 1);
                }
            }
        }
    }
    let ranks: Vec<_> = PAGE.iter().map(|it| rank(it)).collect();
    assert!(ranks.iter().all(|it| it.is_some() && *it < rank("api")), "{ranks:?}");
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn the_engine_has_no_hidden_inputs() {
    // What would make two runs differ, and what stands in its place.
    let banned = [
        ("HashMap", "SortedMap"),
        ("HashSet", "SortedSet"),
        ("SystemTime", "the time that is passed in"),
        ("Instant::now", "the time that is passed in"),
        ("Date::now", "the time that is passed in"),
        ("Date::new_0", "the time that is passed in"),
        ("thread_rng", "the cluster's generator"),
        ("thread_local", "a field of the cluster"),
        ("f32", "integers"),
        ("f64", "integers"),
    ];
    let mut problems = String::new();
    for source in sources().iter().filter(|it| !is_test(it)) {
        let is_data = ["film", "playback", "protocol"].contains(&&*source.module);
        let is_engine = is_engine(source) || is_data;
        // Numbers of a manifest are read and written as they stand; nothing is computed from them.
        let is_engine = is_engine && !source.path.starts_with("src/kubectl/yaml/");
        for (number, line) in source.text.lines().enumerate().filter(|_| is_engine) {
            let code = line.split("//").next().unwrap();
            for (word, instead) in banned.iter().filter(|(word, _)| code.contains(word)) {
                let place = format!("{}:{}", source.path, number + 1);
                let _ = writeln!(problems, "{place}: {word}; take {instead}");
            }
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn the_wall_clock_is_read_in_one_place() {
    let reads = |source: &&Source| {
        ["performance()", "Date::now", "request_animation_frame"]
            .iter()
            .any(|word| source.text.contains(word))
    };
    let sources = sources();
    let places: Vec<&str> = sources.iter().filter(reads).map(|it| it.path.as_str()).collect();
    assert!(places.len() <= 1, "{places:?}");
}

#[test]
fn a_flag_of_kubectl_is_read_by_its_declaration() {
    let reads = |it: &&Source| it.module == "kubectl" && it.text.contains("given::");
    let sources = sources();
    let places: Vec<&str> = sources.iter().filter(reads).map(|it| it.path.as_str()).collect();
    assert_eq!(places, ["src/kubectl/flags/declare.rs"]);
}

#[test]
fn files_and_lines_are_short() {
    let mut problems = String::new();
    for source in sources() {
        let lines = source.text.lines().count();
        if lines > LINES_PER_FILE_MAX && !is_test(&source) {
            let _ = writeln!(problems, "{}: {lines} lines", source.path);
        }
        for (number, line) in source.text.lines().enumerate() {
            // A message of Kubernetes is not broken.
            if line.chars().count() > COLUMNS_MAX && !line.contains('"') && !is_doc(line) {
                let _ = writeln!(problems, "{}:{}: a long line", source.path, number + 1);
            }
        }
        assert!(!source.path.ends_with("mod.rs"), "{}: name it after its folder", source.path);
    }
    assert!(problems.is_empty(), "{problems}");
}

fn is_doc(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

#[test]
fn functions_are_short() {
    let mut problems = String::new();
    for source in sources().iter().filter(|it| !is_test(it)) {
        let lines: Vec<&str> = source.text.lines().collect();
        for (start, line) in lines.iter().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let code = line.trim_start();
            let is_function = ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn "]
                .iter()
                .any(|it| code.starts_with(it));
            // A declaration of what others do has no lines of its own.
            if !is_function || code.ends_with(';') {
                continue;
            }
            let end = format!("{}}}", " ".repeat(indent));
            let length = lines[start..].iter().position(|it| **it == *end).unwrap_or(0) + 1;
            if length > LINES_PER_FUNCTION_MAX {
                let _ = writeln!(problems, "{}:{}: {length} lines", source.path, start + 1);
            }
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

/// The layers that say something of every kind; a component names those it watches.
const COMPLETE: [&str; 4] = ["api", "apiserver", "kubectl", "scene"];

/// The patterns of the arms beside a line, above it in the same `match`.
fn arms_above<'a>(lines: &[&'a str], at: usize) -> Vec<&'a str> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = indent(lines[at]);
    let inside = |line: &&&str| line.trim().is_empty() || indent(line) >= own;
    let above = lines[..at].iter().rev().take_while(inside);
    let arms = above.filter(|line| indent(line) == own && line.contains("=>"));
    arms.map(|line| line.split("=>").next().unwrap().trim()).collect()
}

#[test]
fn no_wildcard_stands_for_the_other_kinds() {
    let mut problems = String::new();
    for source in sources().iter().filter(|it| !is_test(it) && it.module != "ui") {
        let lines: Vec<&str> = source.text.lines().collect();
        let is_complete = COMPLETE.contains(&source.module.as_str());
        let names_kind = |arm: &&str| {
            let arm = arm.trim_start_matches(['(', '|', ' ']);
            let is_object = is_complete && arm.starts_with("Object::");
            is_object || arm.starts_with("Kind::")
        };
        for (at, line) in lines.iter().enumerate() {
            let pattern = line.trim_start().split("=>").next().unwrap().trim();
            let is_wildcard = line.contains("=>")
                && (pattern == "_" || pattern.starts_with("_ if ") || pattern == "other");
            if is_wildcard && arms_above(&lines, at).iter().any(names_kind) {
                let _ = writeln!(problems, "{}:{}: a wildcard over kinds", source.path, at + 1);
            }
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn says_nothing_of_the_machine_it_was_made_on() {
    let words = ["/tmp/", "/root/", "/work/"];
    for source in sources() {
        for word in words {
            assert!(!source.text.contains(word), "{}: {word}", source.path);
        }
    }
}

/// What stands before a literal that the program reads: selectors, and what the browser is asked.
const FOR_PROGRAMS: [&str; 10] = [
    "button(",
    "closest(",
    "expect(",
    "focus(",
    "is_in(",
    "matches(",
    "media(",
    "starts_with(",
    "svg(",
    "class=",
];

/// The literals of a line, each with the code before it.
fn literals(line: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = line[at..].find('"').map(|it| at + it + 1) {
        let is_end = |(index, _): &(usize, &str)| !line[..start + index].ends_with('\\');
        let Some((length, _)) = line[start..].match_indices('"').find(is_end) else { break };
        found.push((&line[..start - 1], &line[start..start + length]));
        at = start + length + 1;
    }
    found
}

/// What a template says besides the values that are put in.
fn without_values(text: &str) -> String {
    let pieces = text.split('{').map(|it| it.split_once('}').map_or(it, |(_, rest)| rest));
    pieces.collect::<Vec<_>>().join("0")
}

/// Whether a reader would read it: it is shown, or is a name that is read out, or has several words.
fn is_said(before: &str, text: &str) -> bool {
    let text = without_values(text);
    let has_word = text.split(|it: char| !it.is_alphabetic()).any(|it| it.len() > 1);
    let is_code = text.starts_with(['.', '(', '[', '!', '$', '#', '<'])
        || text.contains("px")
        || ["inset(", "scale(", "rotate(", "apiVersion:"].iter().any(|it| text.contains(it))
        // A path of a drawing.
        || text.starts_with('M') && text.chars().any(|it| it.is_ascii_digit());
    let before = before.trim_end();
    if !has_word || is_code || FOR_PROGRAMS.iter().any(|it| before.ends_with(it)) {
        return false;
    }
    // What a branch of a program is, is a name in small letters.
    let around = before.strip_suffix('{').map(str::trim_end);
    let is_child = |it: &str| it.is_empty() || it.ends_with(['>', '}']);
    let is_name = text.starts_with(char::is_lowercase);
    let is_shown = around.is_some_and(|it| is_child(it) || !is_name && !it.ends_with('='));
    let names = ["title=", "aria-label=", "aria-description=", "aria-valuetext=", "placeholder="];
    is_shown || names.iter().any(|it| before.ends_with(it)) || text.trim_end().contains(' ')
}

/// Another language is another file: what the interface says stands in `src/ui/words`.
#[test]
fn views_have_no_words_of_their_own() {
    let mut problems = String::new();
    let is_view = |it: &&Source| it.module == "ui" && !it.path.starts_with("src/ui/words");
    for source in sources().iter().filter(is_view) {
        for (number, line) in source.text.lines().enumerate().filter(|it| !is_doc(it.1)) {
            for (_, text) in literals(line).into_iter().filter(|it| is_said(it.0, it.1)) {
                let _ = writeln!(problems, "{}:{}: {text:?}", source.path, number + 1);
            }
        }
    }
    assert!(problems.is_empty(), "{problems}");
    for (before, text, is_read) in [
        ("<b>{ ", "close", true),
        ("if it { ", "Close", true),
        ("if it { ", "close", false),
        ("<b title=", "all", true),
        ("format!(", "{count} Pods", true),
        ("let it = ", "two words", true),
        ("<b class=", "icon main", false),
        ("format!(", "translate({x}px)", false),
        ("", "ArrowUp", false),
    ] {
        assert_eq!(is_said(before, text), is_read, "{before}{text}");
    }
}
