//! What steers other commands.

use super::{Leave, Turn};
use crate::shell::environment::{Environment, Value};
use crate::shell::expand::{Expander, Stop};
use crate::shell::frame::Frame;
use crate::shell::machine::Block;
use crate::shell::pattern;
use crate::shell::programs::test;
use crate::shell::syntax::{Compound, Redirect, Test};
use std::rc::Rc;

/// What the head of a compound command comes to.
enum Head {
    Values(Vec<String>),
    Arm(Option<usize>),
    Code(i32),
}

impl Turn<'_> {
    pub(super) fn compound(&mut self, compound: &Rc<Compound>) {
        let compound = Rc::clone(compound);
        match &*compound {
            Compound::Group(list) => self.push(Frame::List(Rc::clone(list), 0)),
            Compound::Subshell(list) => {
                let fds = self.process.fds.clone();
                match self.fork(vec![Frame::List(Rc::clone(list), 0)], fds) {
                    Some(child) => {
                        self.push(Frame::Child(child));
                        self.block(Block::Child(child));
                    }
                    None => self.done(254),
                }
            }
            Compound::If(_) => self.push(Frame::If(compound, 0, false)),
            Compound::Loop(..) => self.push(Frame::Loop(compound, 0, 0)),
            Compound::Count(..) => self.push(Frame::Count(compound, 0, Vec::new())),
            Compound::For(_, None, _) => {
                let values = Rc::clone(&self.process.environment.arguments);
                self.push(Frame::For(compound, values, 0));
            }
            _ => self.push(Frame::Head(compound, Vec::new())),
        }
    }

    pub(super) fn redirected(
        &mut self,
        compound: Rc<Compound>,
        redirects: Rc<Vec<Redirect>>,
        results: Vec<String>,
    ) {
        let before = self.process.environment.clone();
        let mut expander = Expander::new(&mut self.process.environment, self.world, &results);
        match super::command::targets(&redirects, &mut expander) {
            Ok(targets) => match self.redirect(&redirects, targets) {
                Ok(()) => self.compound(&compound),
                Err(why) => {
                    self.complain(&why);
                    self.done(1);
                }
            },
            Err(stop) => {
                self.process.environment = before;
                self.stopped(stop, Frame::Redirected(compound, redirects, results));
            }
        }
    }

    pub(super) fn head(&mut self, compound: Rc<Compound>, results: Vec<String>) {
        let before = self.process.environment.clone();
        let head = {
            let mut expander = Expander::new(&mut self.process.environment, self.world, &results);
            evaluate(&compound, &mut expander)
        };
        match head {
            Ok(Head::Values(values)) => {
                self.process.environment.code = 0;
                self.push(Frame::For(compound, Rc::new(values), 0));
            }
            Ok(Head::Arm(Some(at))) => self.case(&compound, at),
            Ok(Head::Arm(None)) => self.process.environment.code = 0,
            Ok(Head::Code(code)) => self.done(code),
            Err(stop) => {
                let code = self.process.environment.code;
                self.process.environment = Environment { code, ..before };
                self.stopped(stop, Frame::Head(compound, results));
            }
        }
    }

    /// An arm of a `case`, and what comes behind it.
    pub(super) fn case(&mut self, compound: &Rc<Compound>, at: usize) {
        let Compound::Case(_, arms) = &**compound else { return };
        let Some((_, body, goes_on)) = arms.get(at) else { return };
        self.process.environment.code = 0;
        if *goes_on != ';' && at + 1 < arms.len() {
            self.push(Frame::Case(Rc::clone(compound), at + 1));
        }
        self.push(Frame::List(Rc::clone(body), 0));
    }

    pub(super) fn next_value(
        &mut self,
        compound: Rc<Compound>,
        values: Rc<Vec<String>>,
        at: usize,
    ) {
        let Compound::For(name, _, body) = &*compound else { return };
        let Some(value) = values.get(at).cloned() else { return };
        let body = Rc::clone(body);
        if let Err(why) = self.process.environment.set(name, value) {
            self.stopped(Stop::Error(why), Frame::Negate);
            return;
        }
        self.push(Frame::For(compound, values, at + 1));
        self.push(Frame::List(body, 0));
    }

    pub(super) fn repeat(&mut self, compound: Rc<Compound>, phase: u8, code: i32) {
        let Compound::Loop(is_until, test, body) = &*compound else { return };
        let (test, body) = (Rc::clone(test), Rc::clone(body));
        match phase {
            0 => {
                self.push(Frame::Loop(compound, 1, code));
                self.push(Frame::List(test, 0));
            }
            1 if (self.process.environment.code == 0) != *is_until => {
                self.push(Frame::Loop(compound, 2, code));
                self.push(Frame::List(body, 0));
            }
            1 => self.process.environment.code = code,
            _ => {
                let code = self.process.environment.code;
                self.push(Frame::Loop(compound, 0, code));
                self.take_turn();
            }
        }
    }

    /// At the console a turn takes time, whatever it does: no loop is for ever at one moment.
    fn take_turn(&mut self) {
        let turn_ms = self.machine.limits.turn_ms;
        if turn_ms > 0 {
            self.block(Block::Until(self.machine.now_ms + turn_ms));
        }
    }

    pub(super) fn count(&mut self, compound: Rc<Compound>, phase: u8, results: Vec<String>) {
        let Compound::Count(parts, body) = &*compound else { return };
        let Some(part) = parts.get(usize::from(phase)) else { return };
        let body = Rc::clone(body);
        let before = self.process.environment.clone();
        let value = Expander::new(&mut self.process.environment, self.world, &results).number(part);
        match value {
            Err(stop) => {
                self.process.environment = before;
                self.stopped(stop, Frame::Count(compound, phase, results));
            }
            Ok(value) if phase == 1 => {
                let is_empty = part.is_empty();
                if value != 0 || is_empty {
                    self.push(Frame::Count(compound, 2, Vec::new()));
                    self.push(Frame::List(body, 0));
                }
            }
            Ok(_) => {
                let is_endless = part.is_empty() && phase == 2;
                self.push(Frame::Count(compound, 1, Vec::new()));
                if is_endless {
                    self.take_turn();
                }
            }
        }
    }

    pub(super) fn branch(&mut self, compound: Rc<Compound>, at: usize, is_tested: bool) {
        let Compound::If(branches) = &*compound else { return };
        if is_tested && self.process.environment.code != 0 {
            self.push(Frame::If(Rc::clone(&compound), at + 1, false));
            return;
        }
        match branches.get(at).cloned() {
            None => self.process.environment.code = 0,
            Some((Some(test), _)) if !is_tested => {
                self.push(Frame::If(compound, at, true));
                self.push(Frame::List(test, 0));
            }
            Some((_, body)) => self.push(Frame::List(body, 0)),
        }
    }

    pub(super) fn call(&mut self, calls: Rc<Vec<Vec<String>>>, at: usize, worst: i32) {
        let code = self.process.environment.code;
        let worst = if at > 0 && code != 0 { if code == 255 { 124 } else { 123 } } else { worst };
        match calls.get(at).cloned() {
            Some(words) => {
                self.push(Frame::Calls(calls, at + 1, worst));
                self.push(Frame::Words(words));
            }
            None => self.done(worst),
        }
    }

    /// `watch`: what a command prints is shown when it has changed; the screen can't be wiped.
    pub(super) fn watch(
        &mut self,
        words: Vec<String>,
        every_ms: i64,
        last: Option<String>,
        mut results: Vec<String>,
    ) {
        let Some(text) = results.pop() else {
            let line = words.join(" ");
            let environment = &self.process.environment;
            let list = super::parse(&line, environment.dialect, &environment.aliases);
            match list {
                Ok(list) => {
                    self.push(Frame::Watch(words, every_ms, last, results));
                    self.substitute(&list, false);
                }
                Err(error) => {
                    let text = error.text(environment.dialect, "watch");
                    self.write(2, &text, true);
                    self.leave(Leave::Exit(2));
                }
            }
            return;
        };
        if last.as_ref() != Some(&text) {
            let head = match last {
                None => {
                    let (whole, part) = (every_ms / 1000, every_ms % 1000 / 100);
                    format!("Every {whole}.{part}s: {}\n\n", words.join(" "))
                }
                Some(_) => "\n".to_owned(),
            };
            let end = if text.is_empty() { "" } else { "\n" };
            self.write(1, &format!("{head}{text}{end}"), true);
        }
        self.push(Frame::Watch(words, every_ms, Some(text), Vec::new()));
        self.block(Block::Until(self.machine.now_ms + every_ms));
    }
}

fn evaluate(compound: &Compound, expander: &mut Expander<'_>) -> Result<Head, Stop> {
    Ok(match compound {
        Compound::For(_, words, _) => {
            Head::Values(expander.words(words.as_deref().unwrap_or(&[]))?)
        }
        Compound::Case(word, arms) => {
            let text = expander.text(word)?;
            let mut found = None;
            'arms: for (at, (patterns, ..)) in arms.iter().enumerate() {
                for word in patterns {
                    if pattern::matches(&expander.pattern(word)?, &text) {
                        found = Some(at);
                        break 'arms;
                    }
                }
            }
            Head::Arm(found)
        }
        Compound::Arithmetic(word) => Head::Code(i32::from(expander.number(word)? == 0)),
        Compound::Test(it) => Head::Code(i32::from(!holds(it, expander)?)),
        _ => Head::Code(0),
    })
}

fn holds(it: &Test, expander: &mut Expander<'_>) -> Result<bool, Stop> {
    match it {
        Test::Not(it) => Ok(!holds(it, expander)?),
        Test::Both(is_and, left, right) => match holds(left, expander)? {
            value if value == *is_and => holds(right, expander),
            value => Ok(value),
        },
        Test::Unary(operator, word) => {
            let text = expander.text(word)?;
            let files = test::Files { world: expander.world, environment: expander.environment };
            test::unary(operator, &text, &files)
                .ok_or_else(|| Stop::Error(format!("{operator}: unary operator expected")))
        }
        Test::Binary(operator, left, right) => {
            let left = expander.text(left)?;
            match operator.as_str() {
                "==" | "=" => Ok(pattern::matches(&expander.pattern(right)?, &left)),
                "!=" => Ok(!pattern::matches(&expander.pattern(right)?, &left)),
                "=~" => fits(&left, &expander.pattern(right)?, expander.environment),
                "<" => Ok(left < expander.text(right)?),
                ">" => Ok(left > expander.text(right)?),
                other => {
                    let right = expander.text(right)?;
                    let left = crate::shell::arithmetic::evaluate(&left, expander.environment)?;
                    let right = crate::shell::arithmetic::evaluate(&right, expander.environment)?;
                    Ok(test::compare(other, left.cmp(&right)).unwrap_or(false))
                }
            }
        }
    }
}

/// `=~`: the groups stand in `BASH_REMATCH`.
fn fits(text: &str, expression: &str, environment: &mut Environment) -> Result<bool, Stop> {
    let regex = pattern::posix(expression, true, false).map_err(Stop::Error)?;
    let found = regex.captures(text);
    let group = |it: Option<regex_lite::Match<'_>>| it.map_or("", |it| it.as_str()).to_owned();
    let groups = found.iter().flat_map(|it| it.iter()).map(group).enumerate();
    let list = groups.map(|(at, it)| (i64::try_from(at).unwrap_or(0), it)).collect();
    environment.put("BASH_REMATCH", Value::List(Rc::new(list)))?;
    Ok(found.is_some())
}
