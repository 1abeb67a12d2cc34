//! The little of a shell that console lines use: quotes, comments, lists, pipes, a few filters.

mod awk;
mod columns;
mod filters;
mod jq;
mod parse;
mod sed;
mod words;

pub(super) use self::filters::filter;
pub(super) use self::parse::{Command, Compound, If, Link, Pipeline, While, parse};
pub(super) use self::sed::edit as sed;
pub(super) use self::words::{Part, expand};
