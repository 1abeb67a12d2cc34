//! `jq`. Source: the jq manual, 1.7.

mod functions;
mod json;
mod parse;
mod paths;
mod run;

use self::json::Value;
use self::run::{Interpreter, Trouble};
use super::{Call, Outcome};
use crate::sorted::SortedMap;

/// How the values are printed.
#[derive(Default)]
struct Form<'a> {
    /// What is read, and how many lines it has; `None` for nothing.
    source: Option<(&'a str, usize)>,
    is_raw: bool,
    is_joined: bool,
    is_compact: bool,
    indent: usize,
}

/// What stands on the command line.
#[derive(Default)]
struct Options {
    flags: String,
    filter: Option<String>,
    names: Vec<String>,
    variables: SortedMap<String, Value>,
    indent: Option<usize>,
}

fn options(words: &[String]) -> Result<Options, String> {
    let mut options = Options::default();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let mut pair = || {
            let name = rest.next().cloned();
            name.zip(rest.next().cloned()).ok_or_else(|| format!("{word} takes two parameters"))
        };
        match word.as_str() {
            "--arg" => {
                let (name, value) = pair()?;
                options.variables.insert(name, Value::String(value));
            }
            "--argjson" => {
                let (name, value) = pair()?;
                let value = json::parse(&value)
                    .ok_or_else(|| "Invalid JSON text passed to --argjson".to_owned())?;
                options.variables.insert(name, value);
            }
            "--indent" => options.indent = rest.next().and_then(|it| it.parse().ok()),
            "--tab" => options.indent = Some(8),
            "--raw-output" => options.flags.push('r'),
            "--compact-output" => options.flags.push('c'),
            "--null-input" => options.flags.push('n'),
            "--slurp" => options.flags.push('s'),
            "--exit-status" => options.flags.push('e'),
            "--join-output" => options.flags.push('j'),
            "--raw-input" => options.flags.push('R'),
            "--sort-keys" | "--monochrome-output" | "--color-output" => {}
            flag if flag.len() > 1 && flag.starts_with('-') => {
                let letters = &flag[1..];
                if let Some(other) = letters.chars().find(|it| !"rcnsejRSMC".contains(*it)) {
                    return Err(format!(
                        "Unknown arguments\nUse jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq ({other})"
                    ));
                }
                options.flags.push_str(letters);
            }
            _ if options.filter.is_none() => options.filter = Some(word.clone()),
            _ => options.names.push(word.clone()),
        }
    }
    Ok(options)
}

pub(super) fn jq(call: &mut Call<'_, '_>) -> Outcome {
    let options = match options(&call.words()) {
        Ok(options) => options,
        Err(why) => return call.fail(&format!("error: {why}"), 2),
    };
    let has = |flag: char| options.flags.contains(flag);
    let filter = match parse::parse(options.filter.as_deref().unwrap_or(".")) {
        Ok(filter) => filter,
        Err(why) => return call.fail(&format!("error: {why}\njq: 1 compile error"), 3),
    };
    let text = if has('n') {
        call.running.is_complete = true;
        String::new()
    } else {
        match call.text(&options.names) {
            Ok(text) => text,
            Err(outcome) => return outcome,
        }
    };
    let environment = call.environment().exported();
    let environment = environment.map(|(a, b)| (a.to_owned(), Value::text(b))).collect();
    let mut variables = options.variables.clone();
    variables.insert("ENV".to_owned(), Value::Object(environment));
    let (documents, error) = documents(&options, &text);
    let name = options.names.first().map_or("<stdin>", String::as_str);
    let form = Form {
        source: (!has('n')).then(|| (name, text.matches('\n').count())),
        is_raw: has('r') || has('j'),
        is_joined: has('j'),
        is_compact: has('c'),
        indent: options.indent.unwrap_or(2),
    };
    let (mut code, last) = match run(call, &filter, documents, &variables, &form) {
        Ok(result) => result,
        Err(outcome) => return outcome,
    };
    if let Some(error) = error {
        call.running.errors.push_str(&error);
        return Outcome::Done(2);
    }
    if has('e') && code == 0 {
        code = match last {
            None => 4,
            Some(Value::Null | Value::Bool(false)) => 1,
            Some(_) => 0,
        };
    }
    match call.end() {
        Outcome::Done(0) => Outcome::Done(code),
        Outcome::Done(_) => Outcome::Done(2),
        more => more,
    }
}

/// What there is to work on, and what is wrong with the rest.
fn documents(options: &Options, text: &str) -> (Vec<Value>, Option<String>) {
    let mut documents = Vec::new();
    let mut error = None;
    if options.flags.contains('n') {
        documents.push(Value::Null);
    } else if options.flags.contains('R') {
        documents.extend(text.lines().map(|it| Value::String(it.to_owned())));
    } else {
        let (found, wrong) = json::parse_all(text);
        documents = found;
        error = wrong.map(|it| format!("jq: parse error: {it}\n"));
    }
    if options.flags.contains('s') {
        documents = vec![Value::Array(documents)];
    }
    (documents, error)
}

/// The exit code, and the last value.
fn run(
    call: &mut Call<'_, '_>,
    filter: &parse::Filter,
    documents: Vec<Value>,
    variables: &SortedMap<String, Value>,
    form: &Form<'_>,
) -> Result<(i32, Option<Value>), Outcome> {
    let now_ms = call.turn.machine.now_ms;
    let (mut code, mut last) = (0, None);
    let count = documents.len();
    // How many lines were read when the document was: all, unless each has its own.
    let place = |at: usize| match form.source {
        None => "<unknown>".to_owned(),
        Some((name, lines)) => format!("{name}:{}", if count == lines { at + 1 } else { lines }),
    };
    for (at, document) in documents.into_iter().enumerate() {
        let mut interpreter = Interpreter::new(call.turn.machine.limits.memory, now_ms);
        let mut values = Vec::new();
        let result = interpreter.each(filter, &document, variables, &mut values);
        for value in interpreter.take_outputs().into_iter().chain(values) {
            print(call, &value, form);
            last = Some(value);
        }
        match result {
            Ok(()) => {}
            Err(Trouble::Memory) => return Err(Outcome::Memory(call.turn.machine.limits.memory)),
            Err(Trouble::Error(value)) => {
                let why = match value {
                    Value::String(text) => text,
                    other => format!("{other} (not a string)"),
                };
                let place = place(at);
                call.running.errors.push_str(&format!("jq: error (at {place}): {why}\n"));
                code = 5;
            }
            Err(Trouble::Filter(why)) => {
                return Err(call.fail(&format!("error: {why}\njq: 1 compile error"), 3));
            }
        }
    }
    Ok((code, last))
}

fn print(call: &mut Call<'_, '_>, value: &Value, form: &Form<'_>) {
    let text = match value {
        Value::String(text) if form.is_raw => text.clone(),
        value if form.is_compact => value.to_string(),
        value => {
            let mut out = String::new();
            value.pretty(0, form.indent, &mut out);
            out
        }
    };
    call.print(&text);
    if !form.is_joined {
        call.print("\n");
    }
}
