//! `export`, `declare`, `unset`, `set`, `shift`, `shopt`. Source: the Bash manual, 4.

use super::{Call, Outcome};
use crate::shell::environment::Value;
use crate::shell::expand::quote;
use std::rc::Rc;

/// `export`, `local`, `declare`, `readonly`: the assignments behind it have been made already.
pub(super) fn declare(call: &mut Call<'_, '_>) -> Outcome {
    let (command, words) = (call.name(), call.words());
    let is_flag = |it: &&String| it.starts_with(['-', '+']) && it.len() > 1;
    let flags: String = words.iter().take_while(is_flag).map(String::as_str).collect();
    let names: Vec<&String> = words.iter().skip_while(is_flag).collect();
    if command == "local"
        && !call
            .turn
            .process
            .frames
            .iter()
            .any(|it| matches!(it, crate::shell::frame::Frame::Function(..)))
    {
        return call.refuse("can only be used in a function", 1);
    }
    if names.is_empty() && (flags.contains('p') || flags.is_empty()) && command != "local" {
        print_all(call, &command);
        return Outcome::Done(0);
    }
    let mut code = 0;
    for name in names {
        if command == "declare" && flags.contains('f') || flags.contains('F') {
            code = i32::from(!call.environment().functions.contains_key(name));
            continue;
        }
        if flags.contains('p') {
            code |= print_one(call, name);
            continue;
        }
        if let Some((name, _)) = name.split_once('=') {
            return call.refuse(&format!("`{name}': not a valid identifier"), 1);
        }
        call.turn.declare_one(&command, name, flags.contains('A'), flags.contains('i'));
        let variable = call.environment().variable(name);
        variable.is_exported |= command == "export" || flags.contains('x');
        if command == "export" && flags.contains('n') {
            variable.is_exported = false;
        }
        variable.is_readonly |= command == "readonly" || flags.contains('r');
        if flags.contains('a') && variable.value == Value::Unset {
            variable.value = Value::List(Rc::default());
        }
    }
    Outcome::Done(code)
}

fn print_all(call: &mut Call<'_, '_>, command: &str) {
    let names: Vec<String> = call.environment().variables.keys().cloned().collect();
    for name in names {
        let Some(variable) = call.environment().variables.get(&name) else { continue };
        let is_meant = match command {
            "export" => variable.is_exported,
            "readonly" => variable.is_readonly,
            _ => true,
        };
        if is_meant {
            print_one(call, &name);
        }
    }
}

fn print_one(call: &mut Call<'_, '_>, name: &str) -> i32 {
    let Some(variable) = call.environment().variables.get(name).cloned() else {
        call.refuse(&format!("{name}: not found"), 1);
        return 1;
    };
    let mut flags = String::new();
    flags.push_str(match variable.value {
        Value::List(_) => "a",
        Value::Map(_) => "A",
        _ => "",
    });
    flags.push_str(if variable.is_integer { "i" } else { "" });
    flags.push_str(if variable.is_readonly { "r" } else { "" });
    flags.push_str(if variable.is_exported { "x" } else { "" });
    let flags = if flags.is_empty() { "-".to_owned() } else { flags };
    let quoted = |it: &str| {
        format!("\"{}\"", it.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$"))
    };
    let text = match &variable.value {
        Value::Unset => String::new(),
        Value::Text(text) => format!("={}", quoted(text)),
        _ => {
            let elements = call.environment().elements(name);
            let is_map = matches!(variable.value, Value::Map(_));
            let all: Vec<String> =
                elements.iter().map(|(key, it)| format!("[{key}]={}", quoted(it))).collect();
            format!("=({}{})", all.join(" "), if is_map && !all.is_empty() { " " } else { "" })
        }
    };
    call.print(&format!("declare -{flags} {name}{text}\n"));
    0
}

pub(super) fn unset(call: &mut Call<'_, '_>) -> Outcome {
    for word in call.words() {
        if word.starts_with('-') {
            continue;
        }
        if call.environment().variables.get(&word).is_some_and(|it| it.is_readonly) {
            return call.refuse(&format!("{word}: cannot unset: readonly variable"), 1);
        }
        let element = word.split_once('[').and_then(|(a, b)| Some((a, b.strip_suffix(']')?)));
        let Some((name, index)) = element else {
            if call.environment().variables.contains_key(&word) {
                call.environment().restore(&word, None);
            } else {
                Rc::make_mut(&mut call.environment().functions).remove(&word);
            }
            continue;
        };
        let value = call.environment().variables.get(name).map(|it| it.value.clone());
        let new = match value {
            Some(Value::Map(mut map)) => {
                Rc::make_mut(&mut map).remove(index);
                Value::Map(map)
            }
            Some(Value::List(mut list)) => {
                let at = index.parse().unwrap_or(0);
                Rc::make_mut(&mut list).remove(&at);
                Value::List(list)
            }
            _ => continue,
        };
        let _ = call.environment().put(name, new);
    }
    Outcome::Done(0)
}

pub(super) fn shift(call: &mut Call<'_, '_>) -> Outcome {
    let count = call.words().first().and_then(|it| it.parse().ok()).unwrap_or(1_usize);
    let arguments = &mut call.environment().arguments;
    if count > arguments.len() {
        return Outcome::Done(1);
    }
    Rc::make_mut(arguments).drain(..count);
    Outcome::Done(0)
}

/// `set -euxo pipefail`, `set -- a b`
pub(super) fn set(call: &mut Call<'_, '_>) -> Outcome {
    let words = call.words();
    if words.is_empty() {
        let names: Vec<String> = call.environment().variables.keys().cloned().collect();
        for name in names {
            let value = call.environment().get(&name).unwrap_or_default();
            let is_plain = |it: char| it.is_alphanumeric() || "_-./=:,@%+".contains(it);
            let text = if value.chars().all(is_plain) { value } else { quote(&value) };
            call.print(&format!("{name}={text}\n"));
        }
    }
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        let is_on = word.starts_with('-');
        if word == "--" || word == "-" || !word.starts_with(['-', '+']) {
            let from = if word.starts_with('-') { at } else { at - 1 };
            call.environment().arguments = Rc::new(words.get(from..).unwrap_or(&[]).to_vec());
            break;
        }
        for letter in word.chars().skip(1) {
            let name = match letter {
                'o' => {
                    at += 1;
                    words.get(at - 1).cloned().unwrap_or_default()
                }
                'e' => "errexit".to_owned(),
                'u' => "nounset".to_owned(),
                'x' => "xtrace".to_owned(),
                'f' => "noglob".to_owned(),
                'a' => "allexport".to_owned(),
                'E' | 'm' | 'b' | 'h' | 'B' | 'H' | 'T' | 'v' | 'C' | 'n' => continue,
                _ => return call.refuse(&format!("-{letter}: invalid option"), 2),
            };
            let options = &mut call.environment().options;
            match name.as_str() {
                "errexit" => options.exits_on_error = is_on,
                "nounset" => options.minds_unset = is_on,
                "xtrace" => options.traces = is_on,
                "noglob" => options.no_patterns = is_on,
                "allexport" => options.exports_all = is_on,
                "pipefail" => options.fails_in_pipes = is_on,
                "posix" | "errtrace" | "monitor" | "verbose" | "history" | "vi" | "emacs" | "" => {}
                _ => return call.refuse(&format!("{name}: invalid option name"), 2),
            }
        }
    }
    Outcome::Done(0)
}

pub(super) fn shopt(call: &mut Call<'_, '_>) -> Outcome {
    let words = call.words();
    let is_on = words.first().is_some_and(|it| it == "-s");
    for word in words.iter().filter(|it| !it.starts_with('-')) {
        match word.as_str() {
            "nullglob" => call.environment().options.drops_patterns = is_on,
            "expand_aliases" | "lastpipe" | "inherit_errexit" | "checkwinsize" => {}
            other => return call.refuse(&format!("{other}: invalid shell option name"), 1),
        }
    }
    Outcome::Done(0)
}
