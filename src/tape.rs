//! The text format in which runs are written down: read, written, played, checked.
//!
//! A tape is a lesson, a test, a share link and an embed. Played twice it gives the same run.

#[cfg(not(target_arch = "wasm32"))]
mod check;
mod claim;
mod header;
mod link;
#[cfg(not(target_arch = "wasm32"))]
mod normal;
mod run;
#[cfg(test)]
mod tests;
mod text;
mod trace;

#[cfg(not(target_arch = "wasm32"))]
pub use self::check::{Checked, check, play};
pub use self::claim::{Claim, REQUEST_TERMS, TERMS, Verdict};
pub use self::header::{HEADER_KEYS, Header};
pub use self::link::{decode_link, encode_link};
#[cfg(not(target_arch = "wasm32"))]
pub use self::normal::normal_form;
pub use self::run::{Entry, Run};
pub use self::text::{Line, Tape, TapeError, TapeLine, begins, format_time, parse_time};
pub use self::trace::{run_to_end, trace_hash};
