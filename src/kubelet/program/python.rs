//! Which lines of a short program in Python are run: `if`, `elif` and `else` are followed where
//! their conditions are made of numbers, texts, names and the environment.

use crate::sorted::SortedMap;

/// A value that is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Known {
    Number(i64),
    Text(String),
}

/// Of longer conditions and values nothing is known (bytes).
const KNOWN_MAX: usize = 2048;

/// The lines that are run, without those that only decide.
pub(super) fn taken(code: &str, environment: &SortedMap<String, String>) -> String {
    let mut names: SortedMap<String, Known> = SortedMap::new();
    // By indentation: whether one of the branches there has been taken.
    let mut taken: SortedMap<usize, bool> = SortedMap::new();
    let (mut lines, mut skipped): (Vec<String>, Option<usize>) = (Vec::new(), None);
    for line in code.lines().filter(|it| !it.trim().is_empty()) {
        let text = line.trim_start();
        let depth = line.len() - text.len();
        if skipped.is_some_and(|it| depth > it) {
            continue;
        }
        skipped = None;
        let holds = |it: &str| truth(it, &names, environment);
        let was_taken = taken.get(&depth).copied().unwrap_or(false);
        let (condition, rest) = match branch(text) {
            Some(("if", condition, rest)) => (holds(condition), rest),
            Some(("elif", condition, rest)) => (!was_taken && holds(condition), rest),
            Some((_, _, rest)) => (!was_taken, rest),
            None => {
                if let Some((name, value)) = text.split_once('=')
                    && name.trim().chars().all(|it| it.is_alphanumeric() || it == '_')
                    && let Some(value) = value_of(value, &names, environment)
                {
                    names.insert(name.trim().to_owned(), value);
                }
                lines.push(text.to_owned());
                continue;
            }
        };
        let goes_on = text.starts_with("el") && was_taken;
        taken.insert(depth, condition || goes_on);
        match (condition, rest.is_empty()) {
            (true, false) => lines.push(rest.to_owned()),
            (true, true) => {}
            (false, _) => skipped = Some(depth),
        }
    }
    lines.join("\n")
}

/// The parts of a line that decides: the word, the condition, what stands behind the colon.
fn branch(text: &str) -> Option<(&'static str, &str, &str)> {
    let word = ["if ", "elif ", "else:"].into_iter().find(|it| text.starts_with(it))?;
    let rest = text.get(word.len()..)?;
    let (condition, rest) = if word == "else:" { ("", rest) } else { rest.rsplit_once(':')? };
    let rest = rest.split('#').next().unwrap_or("").trim();
    Some((word.trim_end_matches([' ', ':']), condition, rest))
}

fn truth(
    text: &str,
    names: &SortedMap<String, Known>,
    environment: &SortedMap<String, String>,
) -> bool {
    let text = text.trim();
    if text.len() > KNOWN_MAX {
        return false;
    }
    if let Some((one, other)) = text.split_once(" or ") {
        return truth(one, names, environment) || truth(other, names, environment);
    }
    if let Some((one, other)) = text.split_once(" and ") {
        return truth(one, names, environment) && truth(other, names, environment);
    }
    if let Some(rest) = text.strip_prefix("not ") {
        return !truth(rest, names, environment);
    }
    let value = |it: &str| value_of(it, names, environment);
    for sign in ["==", "!=", "<=", ">=", "<", ">"] {
        let Some((one, other)) = text.split_once(sign) else { continue };
        let (Some(one), Some(other)) = (value(one), value(other)) else { return false };
        return match sign {
            "==" => one == other,
            "!=" => one != other,
            "<=" => one <= other,
            ">=" => one >= other,
            "<" => one < other,
            _ => one > other,
        };
    }
    match value(text) {
        Some(Known::Number(number)) => number != 0,
        Some(Known::Text(text)) => !text.is_empty(),
        None => false,
    }
}

fn value_of(
    text: &str,
    names: &SortedMap<String, Known>,
    environment: &SortedMap<String, String>,
) -> Option<Known> {
    let text = text.trim();
    if text.len() > KNOWN_MAX {
        return None;
    }
    // What binds least is split first, from the right.
    let last = |signs: [&'static str; 2]| {
        let places = signs.into_iter().filter_map(|it| Some((text.rfind(it)?, it)));
        places.max_by_key(|it| it.0)
    };
    if let Some((at, sign)) = last([" + ", " - "]).or_else(|| last([" * ", " % "])) {
        let (one, other) = (&text[..at], &text[at + sign.len()..]);
        let value = |it: &str| value_of(it, names, environment);
        let (Known::Number(one), Known::Number(other)) = (value(one)?, value(other)?) else {
            return None;
        };
        return Some(Known::Number(match sign {
            " % " => one.checked_rem_euclid(other)?,
            " + " => one.checked_add(other)?,
            " - " => one.checked_sub(other)?,
            _ => one.checked_mul(other)?,
        }));
    }
    if let Some(inner) = call(text, &["int("]) {
        let number = match value_of(inner, names, environment)? {
            Known::Number(number) => number,
            Known::Text(text) => text.trim().parse().ok()?,
        };
        return Some(Known::Number(number));
    }
    if let Some(inner) = call(text, &["os.environ.get(", "os.getenv(", "os.environ["]) {
        let (name, default) = inner.split_once(',').unwrap_or((inner, ""));
        let name = name.trim().trim_matches(['"', '\'']);
        return match environment.get(name) {
            Some(text) => Some(Known::Text(text.clone())),
            None => value_of(default, names, environment),
        };
    }
    if let Some(quote) = text.chars().next().filter(|it| ['"', '\''].contains(it)) {
        return Some(Known::Text(text.trim_matches(quote).to_owned()));
    }
    match text.parse() {
        Ok(number) => Some(Known::Number(number)),
        Err(_) => names.get(text).cloned(),
    }
}

/// What stands between the brackets of one of these.
fn call<'a>(text: &'a str, heads: &[&str]) -> Option<&'a str> {
    let rest = heads.iter().find_map(|it| text.strip_prefix(it))?;
    rest.strip_suffix([')', ']'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_as_python_reads_them() {
        let mut environment = SortedMap::new();
        environment.insert("EMPTY".to_owned(), String::new());
        environment.insert("INDEX".to_owned(), "5".to_owned());
        for (condition, holds) in [
            ("7 % 2 + 1 == 2", true),
            ("1 + 2 * 3 == 7", true),
            ("10 - 2 - 3 == 5", true),
            ("int(os.environ.get(\"INDEX\")) % 2 == 1", true),
            ("os.environ.get('EMPTY')", false),
            ("''", false),
            ("'no'", true),
            ("not os.environ.get('NONE')", true),
        ] {
            let code = format!("if {condition}:\n  held\nelse:\n  failed\n");
            let wanted = if holds { "held" } else { "failed" };
            assert_eq!(taken(&code, &environment), wanted, "{condition}");
        }
        // Nothing is known of what is too long to be looked at.
        let long = format!("if {}1:\n  held\nelse:\n  failed\n", "not ".repeat(100_000));
        assert_eq!(taken(&long, &environment), "failed");
    }
}
