//! A flag's value, by the shape it is declared with: only [`flags!`](super::declare) asks for it, so
//! the name is one that is declared. Each is one call to the place where it is read. Values have been
//! checked when the command line was.

use super::Args;
use crate::kubectl::duration;

/// All values that were given, in order. Source: pflag's `StringArray`.
pub(in crate::kubectl) fn array<'a>(args: &'a Args, name: &str) -> &'a [String] {
    args.values.get(name).map_or(&[], Vec::as_slice)
}

/// All; each may have been several with commas between. Source: pflag's `StringSlice`.
pub(in crate::kubectl) fn list<'a>(args: &'a Args, name: &str) -> &'a [String] {
    array(args, name)
}

/// The last value.
pub(in crate::kubectl) fn text<'a>(args: &'a Args, name: &str) -> Option<&'a str> {
    array(args, name).last().map(String::as_str)
}

/// A switch that is off where it is not given.
pub(in crate::kubectl) fn switch(args: &Args, name: &str) -> bool {
    maybe(args, name) == Some(true)
}

/// A switch that is on where it is not given.
pub(in crate::kubectl) fn switch_on(args: &Args, name: &str) -> bool {
    maybe(args, name) != Some(false)
}

/// A switch; `None` where it is not given.
pub(in crate::kubectl) fn maybe(args: &Args, name: &str) -> Option<bool> {
    text(args, name).map(|it| it == "true")
}

pub(in crate::kubectl) fn number(args: &Args, name: &str) -> Option<i64> {
    text(args, name)?.parse().ok()
}

pub(in crate::kubectl) fn int32(args: &Args, name: &str) -> Option<i32> {
    number(args, name).and_then(|it| it.try_into().ok())
}

/// Milliseconds.
pub(in crate::kubectl) fn duration(args: &Args, name: &str) -> Option<i64> {
    duration::parse(text(args, name)?).ok()
}
