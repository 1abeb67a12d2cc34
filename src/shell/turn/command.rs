//! A simple command: its words, its variables, its redirections, its program.

use super::{Leave, Turn};
use crate::shell::environment::{Environment, Value, Variable};
use crate::shell::expand::{Expander, Stop, is_memory};
use crate::shell::frame::{Frame, Running};
use crate::shell::programs::{self, Arguments};
use crate::shell::syntax::{Assigned, Assignment, Operator, Piece, Redirect, RedirectKind, Simple};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// An assignment whose words are expanded.
pub(super) struct Ready {
    name: String,
    index: Option<String>,
    is_appended: bool,
    value: Set,
}

enum Set {
    Text(String),
    List(Vec<(Option<String>, String)>),
}

/// A command whose words are expanded.
struct Expanded {
    words: Vec<String>,
    targets: Vec<String>,
    declares: Vec<Ready>,
    /// Variables that are set for this command only, as they were.
    before: Vec<(String, Option<Variable>)>,
}

fn may_change(piece: &Piece) -> bool {
    match piece {
        Piece::Bare(_) | Piece::Quoted(_) => false,
        Piece::Parameter(it, _) => it.operator != Operator::None || it.index.is_some(),
        _ => true,
    }
}

/// What redirections of a command lead to.
///
/// # Errors
/// See [`Stop`].
pub(super) fn targets(
    redirects: &[Redirect],
    expander: &mut Expander<'_>,
) -> Result<Vec<String>, Stop> {
    let target = |it: &Redirect| match it.kind {
        RedirectKind::Here | RedirectKind::HereString => expander.text(&it.target),
        _ => {
            let mut words = expander.words(std::slice::from_ref(&it.target))?;
            match words.len() {
                1 => Ok(words.remove(0)),
                _ => Err(Stop::Error("ambiguous redirect".to_owned())),
            }
        }
    };
    redirects.iter().map(target).collect()
}

fn ready(assignment: &Assignment, expander: &mut Expander<'_>) -> Result<Ready, Stop> {
    let value = match &assignment.value {
        Assigned::Text(word) => Set::Text(expander.text(word)?),
        Assigned::List(elements) => {
            let mut list = Vec::new();
            for (index, word) in elements {
                match index {
                    Some(index) => {
                        let index = expander.text(index)?;
                        list.push((Some(index), expander.text(word)?));
                    }
                    None => {
                        let words = expander.words(std::slice::from_ref(word))?;
                        list.extend(words.into_iter().map(|it| (None, it)));
                    }
                }
            }
            Set::List(list)
        }
    };
    let index = assignment.index.as_ref().map(|it| expander.text(it)).transpose()?;
    let (name, is_appended) = (assignment.name.clone(), assignment.is_appended);
    Ok(Ready { name, index, is_appended, value })
}

fn assign(environment: &mut Environment, ready: Ready) -> Result<(), String> {
    let Ready { name, index, is_appended, value } = ready;
    match (value, index) {
        (Set::Text(text), Some(index)) => environment.set_element(&name, &index, text, is_appended),
        (Set::Text(text), None) if is_appended => {
            let is_integer = environment.variables.get(&name).is_some_and(|it| it.is_integer);
            let before = environment.get(&name).unwrap_or_default();
            let sign = if is_integer { "+" } else { "" };
            environment.set(&name, format!("{before}{sign}{text}"))
        }
        (Set::Text(text), None) => environment.set(&name, text),
        (Set::List(elements), _) => {
            let old = environment.variables.get(&name).map(|it| it.value.clone());
            if let Some(Value::Map(map)) = old {
                let mut map = if is_appended { map } else { Rc::default() };
                let new = Rc::make_mut(&mut map);
                new.extend(elements.into_iter().filter_map(|(key, text)| Some((key?, text))));
                return environment.put(&name, Value::Map(map));
            }
            let list = environment.list(&name);
            let mut list = if is_appended { (*list).clone() } else { SortedMap::new() };
            let mut at = list.keys().next_back().map_or(0, |it| it + 1);
            for (index, text) in elements {
                if let Some(index) = index {
                    at = crate::shell::arithmetic::evaluate(&index, environment)?;
                }
                list.insert(at, text);
                at += 1;
            }
            environment.put(&name, Value::List(Rc::new(list)))
        }
    }
}

impl Turn<'_> {
    pub(super) fn simple(&mut self, simple: Rc<Simple>, results: Vec<String>) {
        let pieces = simple.words.iter().flatten();
        let targets = simple.redirects.iter().flat_map(|it| &it.target);
        let keeps = !simple.sets.is_empty()
            || !simple.declares.is_empty()
            || pieces.chain(targets).any(may_change);
        let before = keeps.then(|| self.process.environment.clone());
        let expanded = self.expand(&simple, &results);
        match (expanded, before) {
            (Ok(expanded), before) => {
                drop(before);
                let has_run = !results.is_empty();
                self.expanded(&simple, expanded, has_run);
            }
            (Err(stop), before) => {
                if let Some(before) = before {
                    let code = self.process.environment.code;
                    self.process.environment = Environment { code, ..before };
                }
                self.stopped(stop, Frame::Simple(simple, results));
            }
        }
    }

    /// What stands in the way of expanding is done first.
    pub(super) fn stopped(&mut self, stop: Stop, frame: Frame) {
        match stop {
            Stop::Substitute(list) => {
                self.push(frame);
                self.substitute(&list, false);
            }
            Stop::File(list) => {
                self.push(frame);
                self.substitute(&list, true);
            }
            Stop::Memory(bytes) => self.run_out_of_memory(bytes),
            Stop::Error(text) if is_memory(&text) => {
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                self.run_out_of_memory(digits.parse().unwrap_or(0));
            }
            Stop::Unset(text) => {
                self.complain(&text);
                self.leave(Leave::Exit(if self.is_posix() { 2 } else { 127 }));
            }
            Stop::Error(text) => {
                self.complain(&text);
                self.process.environment.code = 1;
                let is_fatal = text.contains("readonly") || text.contains("bad substitution");
                if is_fatal || self.is_posix() {
                    self.leave(Leave::Exit(if self.is_posix() { 2 } else { 1 }));
                } else {
                    self.done(1);
                }
            }
        }
    }

    fn expand(&mut self, simple: &Simple, results: &[String]) -> Result<Expanded, Stop> {
        let environment = &mut self.process.environment;
        let mut expander = Expander::new(environment, self.world, results);
        let words = expander.words(&simple.words)?;
        let targets = targets(&simple.redirects, &mut expander)?;
        let mut declares = Vec::new();
        for assignment in &simple.declares {
            declares.push(ready(assignment, &mut expander)?);
        }
        let mut before = Vec::new();
        for assignment in &simple.sets {
            let ready = ready(assignment, &mut expander)?;
            let name = ready.name.clone();
            let old = expander.environment.variables.get(&name).cloned();
            assign(expander.environment, ready)?;
            if !words.is_empty() {
                expander.environment.variable(&name).is_exported = true;
                before.push((name, old));
            }
        }
        Ok(Expanded { words, targets, declares, before })
    }

    fn expanded(&mut self, simple: &Simple, expanded: Expanded, has_run: bool) {
        let Expanded { words, targets, declares, before } = expanded;
        if self.process.environment.options.traces && !words.is_empty() {
            let environment = &self.process.environment;
            let quoted: Vec<String> = words
                .iter()
                .map(|it| crate::shell::expand::quote_if_needed(it, environment))
                .collect();
            self.write(2, &format!("+ {}\n", quoted.join(" ")), true);
        }
        if words.is_empty() {
            if !has_run {
                self.process.environment.code = 0;
            }
            let code = self.process.environment.code;
            let frames = self.process.frames.len();
            match self.redirect(&simple.redirects, targets) {
                Ok(()) => {
                    if self.process.frames.len() > frames
                        && let Some(frame) = self.process.frames.pop()
                    {
                        self.clean_up(frame);
                    }
                    self.done(code);
                }
                Err(why) => self.refuse(&why),
            }
            return;
        }
        if !before.is_empty() {
            self.push(Frame::Variables(before));
        }
        if let Err(why) = self.redirect(&simple.redirects, targets) {
            self.refuse(&why);
            return;
        }
        let has_declared = !declares.is_empty();
        if let Err(why) = self.declare(&words, declares) {
            self.refuse(&why);
            return;
        }
        // Nothing but flags is left.
        if has_declared && words.iter().skip(1).all(|it| it.starts_with('-')) {
            self.done(0);
            return;
        }
        self.start_function_or_program(words);
    }

    fn refuse(&mut self, why: &str) {
        self.complain(why);
        self.done(1);
    }

    /// `export A=1`, `local -A m=([a]=b)`
    fn declare(&mut self, words: &[String], declares: Vec<Ready>) -> Result<(), String> {
        let flag = |letter: char| {
            words.iter().skip(1).any(|it| it.starts_with('-') && it.contains(letter))
        };
        let command = words.first().map_or("", String::as_str);
        let (is_map, is_integer) = (flag('A'), flag('i'));
        for ready in declares {
            let name = ready.name.clone();
            self.declare_one(command, &name, is_map, is_integer);
            assign(&mut self.process.environment, ready)?;
            let variable = self.process.environment.variable(&name);
            variable.is_exported |= command == "export" || flag('x');
            variable.is_readonly |= command == "readonly" || flag('r');
        }
        Ok(())
    }

    /// A name is declared; in a function it is its own.
    pub fn declare_one(&mut self, command: &str, name: &str, is_map: bool, is_integer: bool) {
        let is_local = matches!(command, "local" | "declare" | "typeset");
        let old = self.process.environment.variables.get(name).cloned();
        let frames = self.process.frames.iter_mut().rev();
        let locals = frames.filter_map(|it| match it {
            Frame::Function(_, locals) => Some(locals),
            _ => None,
        });
        if is_local
            && let Some(locals) = { locals }.next()
            && !locals.iter().any(|it| it.0 == name)
        {
            locals.push((name.to_owned(), old));
            self.process.environment.restore(name, None);
        }
        let variable = self.process.environment.variable(name);
        variable.is_integer |= is_integer;
        if is_map && !matches!(variable.value, Value::Map(_)) {
            variable.value = Value::Map(Rc::default());
        }
    }

    pub(super) fn start_function_or_program(&mut self, words: Vec<String>) {
        let name = words.first().cloned().unwrap_or_default();
        let Some(body) = self.process.environment.functions.get(&name).cloned() else {
            self.start(words);
            return;
        };
        let arguments = Rc::new(words.get(1..).unwrap_or(&[]).to_vec());
        let before = std::mem::replace(&mut self.process.environment.arguments, arguments);
        self.push(Frame::Function(before, Vec::new()));
        self.command(&body);
    }

    /// Starts a program.
    pub fn start(&mut self, words: Vec<String>) {
        let Some(name) = words.first() else { return };
        let program = programs::find(name, &self.process.environment, self.world);
        let arguments = match program.map(|it| Arguments::parse(it, &words)) {
            None => Ok(Arguments::default()),
            Some(result) => result,
        };
        let mut running = Running {
            program,
            arguments: Rc::default(),
            words,
            carry: SortedMap::new(),
            input: String::new(),
            is_complete: false,
            out: String::new(),
            errors: String::new(),
            code: None,
            is_started: false,
        };
        match arguments {
            Ok(arguments) => running.arguments = Rc::new(arguments),
            Err(why) => {
                running.errors = why;
                running.code = Some(2);
            }
        }
        self.push(Frame::Program(running));
    }
}
