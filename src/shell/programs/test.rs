//! `test`, `[`. Source: POSIX.1-2017, Utilities.

use super::{Call, Outcome};
use crate::shell::environment::Environment;
use crate::shell::world::World;
use std::cmp::Ordering;

/// What a test may look at.
pub(in crate::shell) struct Files<'a> {
    pub world: &'a dyn World,
    pub environment: &'a Environment,
}

/// What an operator with one operand says; `None` for one that there is not.
pub(in crate::shell) fn unary(operator: &str, text: &str, files: &Files<'_>) -> Option<bool> {
    let path = files.environment.path(text);
    let file = || files.world.read(&path);
    let is_folder = || !text.is_empty() && file().is_none() && files.world.is_folder(&path);
    let is_device = path.starts_with("/dev/");
    Some(match operator {
        "-n" => !text.is_empty(),
        "-z" => text.is_empty(),
        "-f" => file().is_some(),
        "-e" | "-a" | "-r" | "-w" => {
            !text.is_empty() && (file().is_some() || is_folder() || is_device)
        }
        "-d" => is_folder(),
        "-x" => is_folder() || file().is_some(),
        "-s" => file().is_some_and(|it| !it.is_empty()) || is_folder(),
        "-L" | "-h" | "-p" | "-S" | "-b" | "-t" | "-u" | "-g" | "-k" => false,
        "-c" => is_device,
        "-O" | "-G" | "-N" => file().is_some() || is_folder(),
        "-v" => files.environment.variables.contains_key(text),
        _ => return None,
    })
}

/// What `-lt` and the like say of an order.
pub(in crate::shell) fn compare(operator: &str, order: Ordering) -> Option<bool> {
    Some(match operator {
        "-eq" => order.is_eq(),
        "-ne" => order.is_ne(),
        "-lt" => order.is_lt(),
        "-le" => order.is_le(),
        "-gt" => order.is_gt(),
        "-ge" => order.is_ge(),
        _ => return None,
    })
}

pub(super) fn test(call: &mut Call<'_, '_>) -> Outcome {
    let mut words = call.words();
    if call.name() == "[" && words.pop().is_none_or(|it| it != "]") {
        return call.refuse("missing `]'", 2);
    }
    let process = &call.turn.process;
    let files = Files { world: call.turn.world, environment: &process.environment };
    match holds(&words, &files) {
        Ok(holds) => Outcome::Done(i32::from(!holds)),
        Err(why) => call.refuse(&why, 2),
    }
}

fn holds(words: &[String], files: &Files<'_>) -> Result<bool, String> {
    let texts: Vec<&str> = words.iter().map(String::as_str).collect();
    match texts.as_slice() {
        [] => Ok(false),
        ["!"] => Ok(true),
        [text] => Ok(!text.is_empty()),
        ["!", text] => Ok(text.is_empty()),
        [operator, text] => unary(operator, text, files)
            .ok_or_else(|| format!("{operator}: unary operator expected")),
        [left, operator, right] => match binary(left, operator, right)? {
            Some(holds) => Ok(holds),
            None => either(&texts, files),
        },
        ["!", left, operator, right] => match binary(left, operator, right)? {
            Some(holds) => Ok(!holds),
            None => either(&texts, files),
        },
        _ => either(&texts, files),
    }
}

fn binary(left: &str, operator: &str, right: &str) -> Result<Option<bool>, String> {
    Ok(Some(match operator {
        "=" | "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        ">" => left > right,
        "-nt" | "-ot" | "-ef" => false,
        "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" => {
            let number = |it: &str| {
                it.trim().parse::<i64>().map_err(|_| format!("{it}: integer expression expected"))
            };
            return Ok(compare(operator, number(left)?.cmp(&number(right)?)));
        }
        _ => return Ok(None),
    }))
}

fn either(words: &[&str], files: &Files<'_>) -> Result<bool, String> {
    let mut rest = words;
    let mut value = both(&mut rest, files)?;
    while let Some((&"-o", more)) = rest.split_first() {
        rest = more;
        value |= both(&mut rest, files)?;
    }
    if rest.is_empty() { Ok(value) } else { Err("too many arguments".to_owned()) }
}

fn both(rest: &mut &[&str], files: &Files<'_>) -> Result<bool, String> {
    let mut value = one(rest, files)?;
    while let Some((&"-a", more)) = rest.split_first() {
        *rest = more;
        value &= one(rest, files)?;
    }
    Ok(value)
}

fn one(rest: &mut &[&str], files: &Files<'_>) -> Result<bool, String> {
    let words = *rest;
    if let [left, operator, right, more @ ..] = words
        && let Some(holds) = binary(left, operator, right)?
    {
        *rest = more;
        return Ok(holds);
    }
    match words {
        ["!", more @ ..] => {
            *rest = more;
            Ok(!one(rest, files)?)
        }
        ["(", more @ ..] => {
            let end = more.iter().position(|it| *it == ")").ok_or("`)' expected")?;
            *rest = &more[end + 1..];
            either(&more[..end], files)
        }
        [operator, text, more @ ..]
            if operator.starts_with('-') && unary(operator, text, files).is_some() =>
        {
            *rest = more;
            Ok(unary(operator, text, files).unwrap_or(false))
        }
        [text, more @ ..] => {
            *rest = more;
            Ok(!text.is_empty())
        }
        [] => Err("argument expected".to_owned()),
    }
}
