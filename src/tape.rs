//! The text format in which runs are written down: read, written, played, checked.
//!
//! A tape is a lesson, a test, a share link and an embed. Played twice it gives the same run.

mod header;
mod run;
#[cfg(test)]
mod tests;
mod text;

pub use self::header::{HEADER_KEYS, Header};
pub use self::run::{Entry, Run};
pub use self::text::{Line, Tape, TapeError, TapeLine, format_time, parse_time};
