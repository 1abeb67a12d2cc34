//! What a command is to those who find it, run it and explain it.

use super::flags::{Args, Table};
use super::job::Job;
use super::session::{Ran, Session};

/// A command.
pub(super) struct Verb {
    /// Its words, such as `rollout status`.
    pub path: &'static str,
    /// One line about it.
    pub about: &'static str,
    /// What follows its words.
    pub usage: &'static str,
    /// Its flags.
    pub flags: &'static Table,
    /// What it does.
    pub run: fn(&mut Session<'_>, &Args) -> Ran<Job>,
}
