//! What must agree between a real cluster and the simulator: the normal form of a tape.
//!
//! What is random or measured in wall time is replaced (hashes, suffixes, ages, times, addresses,
//! uids, versions), runs of spaces become two, rows of tables are sorted, and of
//! `kubectl rollout status` only the last line counts. All else is literal.

use crate::sorted::{Sort, SortedMap};
use fancy_regex::{Captures, Regex};
use std::sync::LazyLock;

const SUFFIX: &str = "[bcdfghjklmnpqrstvwxz2456789]{5}";
const AGE: &str = r"(?:\d+y)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?";
const HEADS: [&str; 4] = ["$ ", "! ", "# ", "--- "];

/// A pattern that is known to be one.
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}

struct Patterns {
    plain: Vec<(Regex, &'static str)>,
    hash: Regex,
    safe: Regex,
    hash_label: Regex,
    pod_suffix: Regex,
    suffix: Regex,
    age: Regex,
    has_unit: Regex,
    booleans: Regex,
    spaces: Regex,
    table: Regex,
    sorted_command: Regex,
    table_head: Regex,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| Patterns {
    plain: [
        (r"\b(\d{1,3}\.){3}\d{1,3}\b", "<ip>"),
        (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<uid>"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "<time>"),
        (r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", "<time>"),
        (r#"("?resourceVersion"?: )"\d+""#, "${1}\"<n>\""),
        (r"(?<=[:/ ,\t])3[0-2]\d{3}(?=/TCP|/UDP|\b)", "<nodeport>"),
        (r"\.[0-9a-f]{16}\b", ".<id>"),
        (r"-\d{8}(?=-|\b)", "-<minute>"),
    ]
    .map(|(text, with)| (pattern(text), with))
    .into(),
    hash: pattern(&format!(r"\b([a-z][a-z0-9.-]*?)-([a-z0-9]{{8,10}})(-{SUFFIX})?(?![a-z0-9-])")),
    safe: pattern(r"^[bcdfghjklmnpqrstvwxz2456789]{8,10}$"),
    hash_label: pattern(r"(pod-template-hash[=:] ?)[a-z0-9]+"),
    pod_suffix: pattern(&format!(r"(-HASH\d*)-{SUFFIX}\b")),
    suffix: pattern(&format!(r"\b([a-z][a-z0-9.-]*?)-{SUFFIX}(?![a-z0-9-])")),
    age: pattern(&format!(r"(?<![\w.:/-])\(?{AGE}(?: ago)?\)?(?![\w.:/-])")),
    has_unit: pattern(r"\d+[ydhms]"),
    booleans: pattern(r"\b(?:true|false)(?:,(?:true|false))+"),
    spaces: pattern(r" {2,}"),
    table: pattern(r"^\$ kubectl (get|api-resources)"),
    sorted_command: pattern(r"^\$ kubectl (wait|delete|label|annotate|taint|drain)"),
    table_head: pattern(r"^[A-Z][A-Z -]+( |$)"),
});

fn is_match(pattern: &Regex, text: &str) -> bool {
    // A pattern that gives up on a hostile text has not matched.
    pattern.is_match(text).unwrap_or(false)
}

/// The normal form of a tape's text.
#[must_use]
pub fn normal_form(text: &str) -> String {
    form(text, true)
}

/// The same, with all lines in the order in which they stand: for people who read it.
pub(super) fn readable_form(text: &str) -> String {
    form(text, false)
}

fn form(text: &str, is_sorted: bool) -> String {
    let mut out = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    let mut at = 0;
    while at < lines.len() {
        let is_head = |line: &str| HEADS.iter().any(|it| line.starts_with(it));
        let head = is_head(lines[at]).then_some(lines[at]);
        let first = at + usize::from(head.is_some());
        let length = lines[first..].iter().take_while(|it| !is_head(it)).count();
        block(head, &lines[first..first + length], is_sorted, &mut out);
        at = first + length;
    }
    out.push(String::new());
    out.join("\n")
}

fn block(head: Option<&str>, body: &[&str], is_sorted: bool, out: &mut Vec<String>) {
    out.extend(head.map(str::to_owned));
    let head = head.unwrap_or("");
    if head.starts_with("--- ") {
        out.extend(body.iter().map(|it| (*it).to_owned()));
        return;
    }
    let in_order = head.contains("--sort-by");
    let mut hashes = Hashes { known: SortedMap::new(), in_order };
    let mut lines: Vec<String> = body.iter().map(|it| hashes.line(it)).collect();
    lines.retain(|it| !it.trim().is_empty());
    if head.starts_with("$ kubectl rollout status") {
        lines = lines.split_off(lines.len().saturating_sub(1));
    }
    let patterns = &PATTERNS;
    let is_tree = head.contains("-o yaml") || head.contains("-o json");
    if !is_sorted {
        // Nothing is moved.
    } else if is_match(&patterns.table, head) && !in_order && !is_tree {
        lines = sort_tables(lines);
    } else if is_match(&patterns.sorted_command, head) {
        lines.order();
    }
    out.extend(lines);
}

/// The hashes of one block, numbered as they appear where the order of rows counts.
struct Hashes {
    known: SortedMap<String, usize>,
    in_order: bool,
}

impl Hashes {
    fn line(&mut self, line: &str) -> String {
        let patterns = &PATTERNS;
        let mut line = line.to_owned();
        for (pattern, with) in &patterns.plain {
            line = pattern.replace_all(&line, *with).into_owned();
        }
        line = patterns.hash.replace_all(&line, |it: &Captures<'_>| self.alias(it)).into_owned();
        line = patterns.hash_label.replace_all(&line, "${1}<hash>").into_owned();
        line = patterns.pod_suffix.replace_all(&line, "${1}-XXXXX").into_owned();
        line = patterns.suffix.replace_all(&line, suffix).into_owned();
        line = patterns.age.replace_all(&line, age).into_owned();
        line = patterns.booleans.replace_all(&line, booleans).into_owned();
        patterns.spaces.replace_all(&line, "  ").trim_end().to_owned()
    }

    fn alias(&mut self, found: &Captures<'_>) -> String {
        let hash = group(found, 2);
        let is_hash = is_match(&PATTERNS.safe, hash) && hash.bytes().any(|it| it.is_ascii_digit());
        if !is_hash {
            return group(found, 0).to_owned();
        }
        let next = self.known.len() + 1;
        let number = *self.known.entry(hash.to_owned()).or_insert(next);
        let number = if self.in_order { number.to_string() } else { String::new() };
        format!("{}-HASH{number}{}", group(found, 1), group(found, 3))
    }
}

fn group<'a>(found: &Captures<'a>, index: usize) -> &'a str {
    found.get(index).map_or("", |it| it.as_str())
}

fn suffix(found: &Captures<'_>) -> String {
    let whole = group(found, 0);
    let tail = &whole[whole.len().saturating_sub(5)..];
    let is_word = ["nginx", "mysql", "nodes", "pods"].contains(&tail);
    if tail.bytes().any(|it| it.is_ascii_digit()) || !is_word {
        format!("{}-XXXXX", group(found, 1))
    } else {
        whole.to_owned()
    }
}

fn age(found: &Captures<'_>) -> String {
    let whole = group(found, 0);
    if is_match(&PATTERNS.has_unit, whole) { "<t>".to_owned() } else { whole.to_owned() }
}

fn booleans(found: &Captures<'_>) -> String {
    let mut values: Vec<&str> = group(found, 0).split(',').collect();
    values.order();
    values.join(",")
}

fn sort_tables(lines: Vec<String>) -> Vec<String> {
    let (mut out, mut rows) = (Vec::new(), Vec::new());
    for line in lines {
        let is_head = is_match(&PATTERNS.table_head, &line)
            && line.to_ascii_uppercase() == line
            && !line.contains('<');
        if is_head {
            rows.order();
            out.append(&mut rows);
            out.push(line);
        } else {
            rows.push(line);
        }
    }
    rows.order();
    out.append(&mut rows);
    out
}
