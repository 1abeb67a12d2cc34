//! The command line.

use crate::cluster::Cluster;
use std::collections::BTreeMap;

/// Files by name.
pub type Files = BTreeMap<String, String>;

/// What a command printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Standard output and standard error in the order printed.
    pub text: String,
    /// The exit code.
    pub code: i32,
}

/// How a line went.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is done.
    Done(Output),
    /// It blocks.
    Waiting(Box<Wait>),
}

/// A command that blocks.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {}

/// What a look at a blocking command found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Poll {
    /// It still blocks.
    Pending,
    /// It is done.
    Done(Output),
}

impl Wait {
    /// Looks again.
    pub fn poll(&mut self, _: &mut Cluster) -> Poll {
        Poll::Pending
    }
    /// When to look even if nothing changed.
    pub fn deadline_ms(&self) -> Option<i64> {
        None
    }
    /// All output so far.
    pub fn printed(&self) -> &str {
        ""
    }
}

/// Runs a line.
pub fn run(_: &mut Cluster, _: &Files, _: &str) -> Outcome {
    Outcome::Done(Output::default())
}
