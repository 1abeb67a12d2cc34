//! Words with what stands for parts of them.

use super::{Desk, Script, advance};
use crate::cluster::Cluster;
use crate::kubectl::shell::{self, Command, Compound, Part};
use std::rc::Rc;

/// What a `for` goes over.
pub(super) fn words_of(
    compound: &Compound,
    code: i32,
    cluster: &mut Cluster,
    desk: &mut Desk,
) -> Result<Vec<String>, String> {
    match compound {
        Compound::For(it) => Ok(expanded(&it.words, code, cluster, desk)?.0),
        _ => Ok(Vec::new()),
    }
}

/// The command with what its `$( )` print, and its variables are worth, in their places; and what
/// they print as errors.
pub(super) fn substituted(
    command: &Command,
    code: i32,
    cluster: &mut Cluster,
    desk: &mut Desk,
) -> Result<(Command, String), String> {
    let (words, mut errors) = expanded(&command.words, code, cluster, desk)?;
    let mut variables = Vec::new();
    for (name, value) in &command.variables {
        let (value, more) = expanded(std::slice::from_ref(value), code, cluster, desk)?;
        errors.push_str(&more);
        variables.push((name.clone(), value.join(" ")));
    }
    Ok((Command { words, variables, ..command.clone() }, errors))
}

fn expanded(
    words: &[String],
    code: i32,
    cluster: &mut Cluster,
    desk: &mut Desk,
) -> Result<(Vec<String>, String), String> {
    let mut errors = String::new();
    let words = shell::expand(words, |part| {
        let line = match part {
            Part::Variable("?", _) => return Ok(code.to_string()),
            Part::Variable(name, default) => {
                let value = desk.variables.get(name).filter(|it| !it.is_empty());
                return Ok(value.map_or(default, String::as_str).to_owned());
            }
            Part::Line(line) => line,
        };
        let pipelines = shell::parse(line)?;
        let captured = Some(String::new());
        let script = Script { pipelines: pipelines.into(), captured, ..Script::default() };
        // What it sets is its own business.
        let variables = Rc::clone(&desk.variables);
        let script = advance(script, cluster, desk);
        desk.variables = variables;
        let script = script.map_err(|_| {
            format!("bash: command substitution: `{line}' waits; only what ends at once can stand in $( )")
        })?;
        errors.push_str(&script.shown);
        Ok(script.captured.unwrap_or_default())
    })?;
    Ok((words, errors))
}
