//! Films as files.

use super::chain::{encoded, pack, unpack};
use super::drawn::is_time;
use super::{Film, Head};
use std::fmt;

/// What a file of this form begins with; its last byte is the version of the form.
const MAGIC: [u8; 8] = *b"podfilm\x08";

/// Why bytes are no film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilmError {
    /// They are none, or of another version of the form.
    Version,
    /// They are cut or damaged.
    Damaged,
    /// They would take too much memory.
    TooLarge,
}

impl fmt::Display for FilmError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Version => "it is no film, or one of another version of Podarium",
            Self::Damaged => "the film is cut or damaged",
            Self::TooLarge => "the film would take too much memory",
        })
    }
}

impl std::error::Error for FilmError {}

/// The number that stands for a tape's text (FNV-1a).
#[must_use]
pub fn tape_hash(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

impl Film {
    /// The film as a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let front = (&self.head, self.until_ms, self.end_ms);
        bytes.extend(encoded(&front));
        bytes.extend(pack(&self.changes()));
        bytes
    }

    /// The film in a file.
    ///
    /// # Errors
    /// The bytes are no film of this version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FilmError> {
        let rest = bytes.strip_prefix(&MAGIC).ok_or(FilmError::Version)?;
        let (front, rest) = postcard::take_from_bytes(rest).map_err(|_| FilmError::Damaged)?;
        let (head, until_ms, end_ms): (Head, i64, Option<i64>) = front;
        if ![until_ms, end_ms.unwrap_or(0), head.start_ms].into_iter().all(is_time) {
            return Err(FilmError::Damaged);
        }
        let mut film = Self { until_ms, end_ms, ..Self::new(head) };
        for change in unpack(rest)? {
            if !film.apply(change) {
                return Err(FilmError::Damaged);
            }
        }
        Ok(film)
    }
}
