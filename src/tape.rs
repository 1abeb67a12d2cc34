//! The text format in which runs are written down: read, written, played, checked.
//!
//! A tape is a lesson, a test, a share link and an embed. Played twice it gives the same run.

#[cfg(not(target_arch = "wasm32"))]
mod advice;
#[cfg(not(target_arch = "wasm32"))]
mod check;
mod claim;
#[cfg(not(target_arch = "wasm32"))]
mod format;
mod header;
#[cfg(not(target_arch = "wasm32"))]
mod normal;
mod run;
#[cfg(test)]
mod tests;
mod text;
mod trace;

#[cfg(not(target_arch = "wasm32"))]
pub use self::check::{Checked, Problem, check, examine, play, refresh, replay};
pub use self::claim::{COMPARE, Claim, REQUEST_TERMS, TERMS, Verdict, WHEN};
#[cfg(not(target_arch = "wasm32"))]
pub use self::format::format;
pub use self::header::{HEADER_KEYS, Header, HeaderKey, VERSION};
#[cfg(not(target_arch = "wasm32"))]
pub use self::normal::normal_form;
pub use self::run::{Entry, Run};
pub use self::text::{Ask, Line, Tape, TapeError, TapeLine, typed, without, without_last};
pub use self::trace::{play_through, run_to_end, trace_hash};
pub use crate::link::{decode_link, encode_link};
pub use crate::syntax::{begins, format_time, parse_time};
