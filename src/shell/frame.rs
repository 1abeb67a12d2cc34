//! What a process is in the middle of.

use super::environment::Variable;
use super::machine::Fd;
use super::programs::{Arguments, Program};
use super::syntax::{Command, Compound, List, Pipeline, Redirect, Simple};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// One thing that a process is in the middle of; it goes on with the last one first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// The next of a list.
    List(Rc<List>, usize),
    /// The next of pipelines joined by `&&` and `||`.
    Items(Rc<Vec<(bool, Pipeline)>>, usize),
    /// `!`
    Negate,
    /// `time`, and since when (milliseconds since 1970).
    Timed(i64),
    /// A pipe's processes; how many have been seen to end.
    Pipeline(Rc<Vec<u32>>, Vec<i32>),
    /// A command whose words are to be expanded, with what commands in them have printed.
    Simple(Rc<Simple>, Vec<String>),
    /// The same for the head of a compound command.
    Head(Rc<Compound>, Vec<String>),
    /// The same for the redirections of one.
    Redirected(Rc<Compound>, Rc<Vec<Redirect>>, Vec<String>),
    /// The next turn of a `for`.
    For(Rc<Compound>, Rc<Vec<String>>, usize),
    /// A `while`: 0 before the test, 1 behind it, 2 behind the body; the code of the body.
    Loop(Rc<Compound>, u8, i32),
    /// A `for (( ))`: 0 at its beginning, 1 before the test, 2 behind the body.
    Count(Rc<Compound>, u8, Vec<String>),
    /// A branch of an `if`; whether its test is done.
    If(Rc<Compound>, usize, bool),
    /// A part of a `case` that goes on behind an arm: where, and whether it needs to match.
    Case(Rc<Compound>, usize),
    /// What descriptors are to be again.
    Fds(Vec<(u32, Option<Fd>)>),
    /// What variables are to be again.
    Variables(Vec<(String, Option<Variable>)>),
    /// A function: the arguments to be put back, and its local variables.
    Function(Rc<Vec<String>>, Vec<(String, Option<Variable>)>),
    /// A file that is read by `.`.
    Source(Option<Rc<Vec<String>>>),
    /// What a process prints becomes a result of the frame below.
    Collect(u32, u32, bool),
    /// A subshell's code.
    Child(u32),
    /// A program to be found.
    Words(Vec<String>),
    /// A command to be executed.
    Command(Command),
    /// Calls of a program one after the other, and the worst code.
    Calls(Rc<Vec<Vec<String>>>, usize, i32),
    /// `watch`: what, how often (milliseconds), what it has printed.
    Watch(Vec<String>, i64, Option<String>, Vec<String>),
    /// A program.
    Program(Running),
    /// Behind a handler: the code as it was.
    Code(i32),
}

/// A program that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Running {
    /// Its row; `None` for one of the place.
    pub program: Option<&'static Program>,
    /// Its name and its arguments.
    pub words: Vec<String>,
    /// The same, sorted out.
    pub arguments: Rc<Arguments>,
    /// What it keeps from one part of its input to the next.
    pub carry: SortedMap<String, String>,
    /// What it has read and not used.
    pub input: String,
    /// Whether that is all.
    pub is_complete: bool,
    /// What it has still to write.
    pub out: String,
    /// The same for errors.
    pub errors: String,
    /// How it has ended.
    pub code: Option<i32>,
    /// Whether it has been started, where it is one of the place.
    pub is_started: bool,
}

impl Frame {
    /// Whether nothing comes of it any more: what runs above it is the last.
    pub fn is_done(&self) -> bool {
        match self {
            Self::Variables(_) | Self::Fds(_) => true,
            Self::List(list, at) => *at >= list.0.len(),
            Self::Items(items, at) => *at >= items.len(),
            _ => false,
        }
    }

    /// Where what commands in words print is kept.
    pub fn results(&mut self) -> Option<&mut Vec<String>> {
        match self {
            Self::Simple(_, it)
            | Self::Head(_, it)
            | Self::Redirected(_, _, it)
            | Self::Count(_, _, it)
            | Self::Watch(_, _, _, it) => Some(it),
            _ => None,
        }
    }

    /// Whether it is a loop.
    pub fn is_loop(&self) -> bool {
        matches!(self, Self::For(..) | Self::Loop(..) | Self::Count(..))
    }

    /// Whether `return` ends it.
    pub fn is_call(&self) -> bool {
        matches!(self, Self::Function(..) | Self::Source(_))
    }

    /// Whether a code other than 0 is an answer here, not an error.
    pub fn is_test(&self) -> bool {
        match self {
            Self::Items(items, at) => *at < items.len(),
            Self::Negate => true,
            Self::Loop(_, phase, _) => *phase == 1,
            Self::If(_, _, is_tested) => *is_tested,
            _ => false,
        }
    }

    /// Whether it never ends by itself.
    pub fn is_endless(&self) -> bool {
        match self {
            Self::Watch(..) => true,
            Self::Loop(it, ..) => match &**it {
                Compound::Loop(is_until, test, body) => test.is_always(!is_until) && !body.leaves(),
                _ => false,
            },
            Self::Count(it, ..) => match &**it {
                Compound::Count([_, test, _], body) => test.is_empty() && !body.leaves(),
                _ => false,
            },
            _ => false,
        }
    }
}
