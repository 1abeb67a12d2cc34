//! `expr`. Source: POSIX.1-2017, Utilities.

use super::{Call, Outcome};
use crate::shell::pattern;

const LEVELS: [&[&str]; 6] = [
    &["|"],
    &["&"],
    &["<", "<=", "=", "==", "!=", ">=", ">"],
    &["+", "-"],
    &["*", "/", "%"],
    &[":"],
];

pub(super) fn expr(call: &mut Call<'_, '_>) -> Outcome {
    let words = call.words();
    let mut rest = words.as_slice();
    let value = level(&mut rest, 0);
    match value {
        Ok(value) if rest.is_empty() => {
            call.print(&format!("{value}\n"));
            Outcome::Done(i32::from(value.is_empty() || value == "0"))
        }
        Ok(_) => call.fail(&format!("syntax error: unexpected argument ‘{}’", rest[0]), 2),
        Err(why) => call.fail(&why, 2),
    }
}

fn level(rest: &mut &[String], at: usize) -> Result<String, String> {
    let Some(signs) = LEVELS.get(at) else { return atom(rest) };
    let mut left = level(rest, at + 1)?;
    while let Some((sign, more)) = rest.split_first().filter(|it| signs.contains(&it.0.as_str())) {
        *rest = more;
        let right = level(rest, at + 1)?;
        left = apply(&left, sign, &right)?;
    }
    Ok(left)
}

fn atom(rest: &mut &[String]) -> Result<String, String> {
    let (word, more) =
        rest.split_first().ok_or("syntax error: missing argument after an operator")?;
    *rest = more;
    match word.as_str() {
        "(" => {
            let value = level(rest, 0)?;
            let (close, more) = rest.split_first().ok_or("syntax error: expecting ')'")?;
            *rest = more;
            if close == ")" { Ok(value) } else { Err("syntax error: expecting ')'".to_owned()) }
        }
        "length" if !rest.is_empty() => Ok(atom(rest)?.chars().count().to_string()),
        "substr" if rest.len() >= 3 => {
            let text = atom(rest)?;
            let from: usize = atom(rest)?.parse().unwrap_or(0);
            let count: usize = atom(rest)?.parse().unwrap_or(0);
            Ok(text
                .chars()
                .skip(from.saturating_sub(1))
                .take(if from == 0 { 0 } else { count })
                .collect())
        }
        "index" if rest.len() >= 2 => {
            let (text, set) = (atom(rest)?, atom(rest)?);
            Ok(text.chars().position(|it| set.contains(it)).map_or(0, |it| it + 1).to_string())
        }
        _ => Ok(word.clone()),
    }
}

fn apply(left: &str, sign: &str, right: &str) -> Result<String, String> {
    let numbers = left.parse::<i64>().ok().zip(right.parse::<i64>().ok());
    let is_null = |it: &str| it.is_empty() || it == "0";
    let say = |it: bool| Ok(if it { "1" } else { "0" }.to_owned());
    let order = numbers.map_or_else(|| left.cmp(right), |(a, b)| a.cmp(&b));
    match sign {
        "|" => Ok(if is_null(left) { right } else { left }.to_owned()),
        "&" => Ok(if is_null(left) || is_null(right) { "0" } else { left }.to_owned()),
        "<" => say(order.is_lt()),
        "<=" => say(order.is_le()),
        "=" | "==" => say(order.is_eq()),
        "!=" => say(order.is_ne()),
        ">=" => say(order.is_ge()),
        ">" => say(order.is_gt()),
        ":" => {
            let regex =
                pattern::posix(&format!("^{}", right.trim_start_matches('^')), false, false)?;
            let found = regex.captures(left);
            let has_group = regex.captures_len() > 1;
            Ok(match found {
                Some(found) if has_group => found.get(1).map_or("", |it| it.as_str()).to_owned(),
                Some(found) => found.get(0).map_or(0, |it| it.as_str().chars().count()).to_string(),
                None if has_group => String::new(),
                None => "0".to_owned(),
            })
        }
        _ => {
            let (a, b) = numbers.ok_or("non-integer argument")?;
            let value = match sign {
                "+" => a.checked_add(b),
                "-" => a.checked_sub(b),
                "*" => a.checked_mul(b),
                _ if b == 0 => return Err("division by zero".to_owned()),
                "/" => a.checked_div(b),
                _ => a.checked_rem(b),
            };
            value.map(|it| it.to_string()).ok_or_else(|| "integer overflow".to_owned())
        }
    }
}
