//! The little of `awk` that people put behind a pipe: `awk '{print $1}'`, with a condition before
//! the braces.

use super::columns::Input;
use super::filters::{Ran, matches_expression};

/// What a line must be like.
enum Condition {
    Always,
    Matches(String, bool),
    Compares(String, String, String),
}

pub(super) fn awk(words: &[String], input: &Input<'_>) -> Ran {
    let (mut separator, mut at) = (None, 0);
    while let Some(value) = words.get(at).and_then(|it| it.strip_prefix("-F")) {
        if value.is_empty() {
            at += 1;
            separator = words.get(at).cloned();
        } else {
            separator = Some(value.to_owned());
        }
        at += 1;
    }
    let separator = separator.map(|it| if it == "\\t" { "\t".to_owned() } else { it });
    let separator = separator.filter(|it| it != " ");
    let Some(program) = words.get(at) else {
        return Ran::failed("usage: awk [-F fs] 'program' [file ...]".to_owned(), 2);
    };
    let Some((condition, items)) = parse(program) else {
        return Ran::failed(
            format!(
                "awk: {program}: the console's awk knows '{{print $1, $2}}' with a condition before it"
            ),
            2,
        );
    };
    let text = match input(words.get(at + 1..).unwrap_or(&[])) {
        Ok(text) => text,
        Err(ran) => return ran,
    };
    let mut out = String::new();
    for (index, line) in text.lines().enumerate() {
        let fields: Vec<&str> = match &separator {
            None => line.split_whitespace().collect(),
            Some(it) => line.split(it.as_str()).collect(),
        };
        let value = |item: &str| value(item, line, &fields, index + 1);
        let holds = match &condition {
            Condition::Always => true,
            Condition::Matches(pattern, wanted) => matches_expression(pattern, line) == *wanted,
            Condition::Compares(left, sign, right) => compares(&value(left), sign, &value(right)),
        };
        if holds {
            for item in &items {
                out.push_str(&value(item));
            }
            out.push('\n');
        }
    }
    Ran::done(out)
}

/// The condition, and what is printed; a comma is a text of one space.
fn parse(program: &str) -> Option<(Condition, Vec<String>)> {
    let (head, body) = match program.split_once('{') {
        Some((head, body)) => (head.trim(), body.trim().strip_suffix('}')?.trim()),
        None => (program.trim(), "print"),
    };
    let condition = if head.is_empty() {
        Condition::Always
    } else if let Some(it) = head.strip_prefix('/').and_then(|it| it.strip_suffix('/')) {
        Condition::Matches(it.to_owned(), true)
    } else if let Some(it) = head.strip_prefix("!/").and_then(|it| it.strip_suffix('/')) {
        Condition::Matches(it.to_owned(), false)
    } else {
        let sign = ["==", "!=", ">=", "<=", ">", "<"].into_iter().find(|it| head.contains(it))?;
        let (left, right) = head.split_once(sign)?;
        let side = |it: &str| item(it.trim()).then(|| it.trim().to_owned());
        Condition::Compares(side(left)?, sign.to_owned(), side(right)?)
    };
    let printed = body.trim_end_matches(';').strip_prefix("print")?.trim();
    let mut items = Vec::new();
    if printed.is_empty() {
        items.push("$0".to_owned());
    }
    let (mut word, mut is_text) = (String::new(), false);
    for char in printed.chars().chain([' ']) {
        if is_text || char == '"' {
            if !is_text && !word.is_empty() {
                items.push(std::mem::take(&mut word));
            }
            word.push(char);
            is_text = if char == '"' { !is_text } else { is_text };
            if !is_text {
                items.push(std::mem::take(&mut word));
            }
        } else if char.is_whitespace() || char == ',' {
            items.extend(Some(std::mem::take(&mut word)).filter(|it| !it.is_empty()));
            if char == ',' {
                items.push("\" \"".to_owned());
            }
        } else {
            if char == '$' && !word.is_empty() {
                items.push(std::mem::take(&mut word));
            }
            word.push(char);
        }
    }
    items.iter().all(|it| item(it)).then_some((condition, items))
}

/// `$1`, `$NF`, `NR`, `NF`, `"text"`, `5`
fn item(text: &str) -> bool {
    let is_number = |it: &str| !it.is_empty() && it.chars().all(|it| it.is_ascii_digit());
    let is_text = text.len() > 1 && text.starts_with('"') && text.ends_with('"');
    let field = text.strip_prefix('$').is_some_and(|it| it == "NF" || is_number(it));
    is_text || field || is_number(text) || ["NR", "NF"].contains(&text)
}

fn value(item: &str, line: &str, fields: &[&str], number: usize) -> String {
    let field = |at: usize| match at {
        0 => line.to_owned(),
        at => fields.get(at - 1).copied().unwrap_or("").to_owned(),
    };
    match item {
        "NR" => number.to_string(),
        "NF" => fields.len().to_string(),
        "$NF" => field(fields.len()),
        _ => match item.strip_prefix('$') {
            Some(at) => at.parse().map(field).unwrap_or_default(),
            None => item.trim_matches('"').replace("\\t", "\t").replace("\\n", "\n"),
        },
    }
}

/// Numbers compare as numbers, everything else as text.
fn compares(left: &str, sign: &str, right: &str) -> bool {
    let order = match (left.parse::<i64>(), right.parse::<i64>()) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        _ => left.cmp(right),
    };
    match sign {
        "==" => order.is_eq(),
        "!=" => order.is_ne(),
        ">" => order.is_gt(),
        "<" => order.is_lt(),
        ">=" => order.is_ge(),
        _ => order.is_le(),
    }
}
