//! `grep`. Source: POSIX.1-2017, Utilities; the GNU grep manual.

use super::{Call, Outcome};
use crate::shell::pattern;
use regex_lite::Regex;

/// What is looked for.
struct Search {
    patterns: Vec<Regex>,
    is_inverted: bool,
    is_word: bool,
    is_line: bool,
}

impl Search {
    /// Where the first match from a place on begins and ends.
    fn find(&self, line: &str, from: usize) -> Option<(usize, usize)> {
        let found = self.patterns.iter().filter_map(|it| self.find_one(it, line, from));
        found.min_by_key(|it| (it.0, usize::MAX - it.1))
    }

    fn find_one(&self, regex: &Regex, line: &str, from: usize) -> Option<(usize, usize)> {
        let is_letter = |it: char| it == '_' || it.is_alphanumeric();
        let mut at = from;
        loop {
            let found = regex.find_at(line, at)?;
            let (start, end) = (found.start(), found.end());
            let before = line[..start].chars().next_back().is_some_and(is_letter);
            let after = line[end..].chars().next().is_some_and(is_letter);
            if !self.is_word || !before && !after {
                return Some((start, end));
            }
            at = start + line[start..].chars().next()?.len_utf8();
        }
    }

    fn fits(&self, line: &str) -> bool {
        let found = match self.is_line {
            true => self.patterns.iter().any(|it| {
                it.find(line).is_some_and(|it| it.start() == 0 && it.end() == line.len())
            }),
            false => self.find(line, 0).is_some(),
        };
        found != self.is_inverted
    }
}

fn search(call: &mut Call<'_, '_>, names: &mut Vec<String>) -> Result<Search, Outcome> {
    let name = call.name();
    let mut texts = call.running.arguments.values("e");
    if let Some(file) = call.value("f") {
        let text = call.file(&file).map_err(|why| call.fail(&why, 2))?;
        texts.extend(text.lines().map(str::to_owned));
    } else if texts.is_empty() {
        if names.is_empty() {
            let usage = format!(
                "Usage: {name} [OPTION]... PATTERNS [FILE]...\nTry '{name} --help' for more information.\n"
            );
            call.running.errors = usage;
            return Err(Outcome::Done(2));
        }
        texts.push(names.remove(0));
    }
    let is_fixed = call.on("F") || name == "fgrep";
    let is_extended = call.on("E") || call.on("P") || name == "egrep";
    let ignores_case = call.on("i") || call.on("y");
    let (is_word, is_line) = (call.on("w"), call.on("x"));
    let mut patterns = Vec::new();
    for text in texts.iter().flat_map(|it| it.split('\n')) {
        let text = match is_fixed {
            true => regex_lite::escape(text),
            false if is_line => format!(
                "{}{text}{}",
                if is_extended { "^(" } else { "^\\(" },
                if is_extended { ")$" } else { "\\)$" }
            ),
            false => text.to_owned(),
        };
        let regex = match is_fixed {
            true => regex_lite::RegexBuilder::new(&text)
                .case_insensitive(ignores_case)
                .build()
                .map_err(|it| it.to_string()),
            false if call.on("P") => regex_lite::RegexBuilder::new(&text)
                .case_insensitive(ignores_case)
                .build()
                .map_err(|_| "unsupported Perl expression".to_owned()),
            false => pattern::posix(&text, is_extended, ignores_case),
        };
        patterns.push(regex.map_err(|why| call.fail(&why, 2))?);
    }
    Ok(Search { patterns, is_inverted: call.on("v"), is_word, is_line })
}

/// How lines are shown.
struct Shown {
    prefix: String,
    has_numbers: bool,
    before: usize,
    after: usize,
    only_matches: bool,
    limit: usize,
}

pub(super) fn grep(call: &mut Call<'_, '_>) -> Outcome {
    let mut names = call.operands();
    let search = match search(call, &mut names) {
        Ok(search) => search,
        Err(outcome) => return outcome,
    };
    let is_deep = call.on("r") || call.on("R");
    if is_deep {
        names = below(call, &names);
    }
    let number = |it: Option<String>| it.and_then(|it| it.parse::<usize>().ok());
    let around = number(call.value("C")).or_else(|| number(call.value("#")));
    let before = number(call.value("B")).or(around).unwrap_or(0);
    let after = number(call.value("A")).or(around).unwrap_or(0);
    let needs_all = before + after > 0 || call.on("c") || call.on("l") || call.on("L");
    if needs_all
        && names.is_empty()
        && !call.running.is_complete
        && let Err(outcome) = call.whole_input()
    {
        return outcome;
    }
    let texts = match call.texts(&names) {
        Ok(texts) => texts,
        Err(outcome) => return outcome,
    };
    let with_names = call.on("H") || (names.len() > 1 || is_deep) && !call.on("h");
    let limit = number(call.value("m")).unwrap_or(usize::MAX);
    let mut found = call.kept("found");
    for (name, text) in texts {
        let name = if name == "-" { "(standard input)" } else { &name };
        let prefix = if with_names { name.to_owned() } else { String::new() };
        let shown = Shown {
            prefix,
            has_numbers: call.on("n"),
            before,
            after,
            only_matches: call.on("o"),
            limit,
        };
        let quiet = call.on("q") || call.on("c") || call.on("l") || call.on("L");
        if !names.is_empty() {
            // Each file has lines of its own; what comes in by and by goes on.
            call.keep("lines", 0);
        }
        let count = show(call, &search, &text, &shown, quiet);
        found += count;
        if call.on("q") && found > 0 {
            return Outcome::Done(0);
        }
        if call.on("c") {
            let prefix = if with_names { format!("{name}:") } else { String::new() };
            call.print(&format!("{prefix}{count}\n"));
        } else if call.on("l") && count > 0 || call.on("L") && count == 0 {
            call.print(&format!("{name}\n"));
        }
    }
    call.keep("found", found);
    if names.is_empty() && found >= limit {
        call.running.is_complete = true;
    }
    match call.end() {
        Outcome::Done(0) => Outcome::Done(i32::from(found == 0)),
        Outcome::Done(_) => Outcome::Done(2),
        more => more,
    }
}

/// The files in folders.
fn below(call: &mut Call<'_, '_>, names: &[String]) -> Vec<String> {
    let roots = if names.is_empty() { vec![".".to_owned()] } else { names.to_vec() };
    let mut files = Vec::new();
    for root in roots {
        let path = call.environment().path(&root);
        let base = format!("{}/", path.trim_end_matches('/'));
        for found in call.turn.world.paths(&path) {
            let own = found.strip_prefix(&base).filter(|it| !it.is_empty() && !it.ends_with('/'));
            match own {
                Some(rest) => files.push(format!("{}/{rest}", root.trim_end_matches('/'))),
                None if found == path => files.push(root.clone()),
                None => {}
            }
        }
    }
    let wanted = call.running.arguments.values("include");
    let left_out = call.running.arguments.values("exclude");
    files.retain(|name| {
        let base = name.rsplit('/').next().unwrap_or(name);
        let fits = |it: &String| pattern::matches(it, base);
        (wanted.is_empty() || wanted.iter().any(fits)) && !left_out.iter().any(fits)
    });
    files
}

/// Prints the lines that fit, with those around them; how many do.
fn show(call: &mut Call<'_, '_>, search: &Search, text: &str, shown: &Shown, quiet: bool) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let seen = call.kept("lines");
    let (mut count, mut next, mut out) = (0, 0, String::new());
    for (at, text) in lines.iter().enumerate() {
        if count >= shown.limit || !search.fits(text) {
            continue;
        }
        count += 1;
        if quiet {
            continue;
        }
        if shown.only_matches {
            for part in matches(search, text) {
                shown.line(&mut out, seen + at, ':', part);
            }
            continue;
        }
        let first = at.saturating_sub(shown.before).max(next);
        if next > 0 && first > next && shown.before + shown.after > 0 {
            out.push_str("--\n");
        }
        for (before, text) in lines.iter().enumerate().take(at).skip(first) {
            shown.line(&mut out, seen + before, '-', text);
        }
        shown.line(&mut out, seen + at, ':', text);
        next = at + 1;
        // Those behind it, up to the next one that fits.
        for (behind, text) in lines.iter().enumerate().skip(next).take(shown.after) {
            if search.fits(text) && count < shown.limit {
                break;
            }
            shown.line(&mut out, seen + behind, '-', text);
            next = behind + 1;
        }
    }
    call.keep("lines", seen + lines.len());
    call.print(&out);
    count
}

/// The parts of a line that match.
fn matches<'l>(search: &Search, line: &'l str) -> Vec<&'l str> {
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some((start, end)) = search.find(line, from).filter(|_| !search.is_inverted) {
        if end > start {
            found.push(&line[start..end]);
        }
        from = if end > start { end } else { end + 1 };
        if from > line.len() || !line.is_char_boundary(from) {
            break;
        }
    }
    found
}

impl Shown {
    fn line(&self, out: &mut String, at: usize, sign: char, text: &str) {
        if !self.prefix.is_empty() {
            out.push_str(&self.prefix);
            out.push(sign);
        }
        if self.has_numbers {
            out.push_str(&format!("{}{sign}", at + 1));
        }
        out.push_str(text);
        out.push('\n');
    }
}
