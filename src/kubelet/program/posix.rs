//! `seq` and `test`, wherever a shell runs. Source: POSIX.1-2017, Utilities.

/// What `seq` prints.
#[must_use]
pub fn sequence(words: &[&str]) -> String {
    let numbers: Vec<i64> = words.iter().filter_map(|it| it.parse().ok()).collect();
    let (first, step, last) = match numbers[..] {
        [last] => (1, 1, last),
        [first, last] => (first, 1, last),
        [first, step, last] => (first, step, last),
        _ => return String::new(),
    };
    let mut out = String::new();
    let mut at = first;
    while step != 0 && (at - last).signum() != step.signum() && out.len() < 100_000 {
        out.push_str(&format!("{at}\n"));
        let Some(next) = at.checked_add(step) else { break };
        at = next;
    }
    out
}

/// Whether the condition of a `test` holds, where `exists` says which files are there.
#[must_use]
pub fn holds(words: &[&str], exists: impl Fn(&str) -> bool + Copy) -> bool {
    let number = |text: &str| text.trim().parse::<i64>().unwrap_or(0);
    match words {
        ["!", rest @ ..] => !holds(rest, exists),
        [left, "-a" | "&&", rest @ ..] => !left.is_empty() && holds(rest, exists),
        ["-f" | "-e" | "-r" | "-s", path] => exists(path),
        ["-d", _] => true,
        ["-z", text] => text.is_empty(),
        ["-n", text] => !text.is_empty(),
        [left, "=" | "==", right] => left == right,
        [left, "!=", right] => left != right,
        [left, "-eq", right] => number(left) == number(right),
        [left, "-ne", right] => number(left) != number(right),
        [left, "-lt", right] => number(left) < number(right),
        [left, "-le", right] => number(left) <= number(right),
        [left, "-gt", right] => number(left) > number(right),
        [left, "-ge", right] => number(left) >= number(right),
        [text] => !text.is_empty(),
        _ => false,
    }
}
