//! Keys that have no letter, by the code points that WebDriver gives them.

#![allow(dead_code, reason = "a table: tests take from it what they need")]

pub const ENTER: char = '\u{E007}';
pub const SHIFT: char = '\u{E008}';
pub const CONTROL: char = '\u{E009}';
pub const ALT: char = '\u{E00A}';
pub const ESCAPE: char = '\u{E00C}';
pub const PAGE_UP: char = '\u{E00E}';
pub const PAGE_DOWN: char = '\u{E00F}';
pub const END: char = '\u{E010}';
pub const HOME: char = '\u{E011}';
pub const LEFT: char = '\u{E012}';
pub const UP: char = '\u{E013}';
pub const RIGHT: char = '\u{E014}';
pub const DOWN: char = '\u{E015}';
pub const TAB: char = '\u{E004}';
