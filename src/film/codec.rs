//! The binary form of films.
//!
//! Changes of one lane are a *chain*: each version says how much of the bytes before and behind is
//! as in the version before it, so that a change of one field costs its own bytes and a few more,
//! for every type alike.

use super::{Change, Film, Head, Marker};
use crate::picture::{Decision, Message};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::rc::Rc;

/// What a file of this form begins with; its last byte is the version of the form.
const MAGIC: [u8; 8] = *b"podfilm\x01";
/// A film that says more than this when it is unpacked is not read (bytes).
const UNPACKED_MAX: usize = 256 << 20;

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

/// A version in a chain.
#[derive(Serialize, Deserialize)]
struct Version {
    /// How long after the version before (milliseconds).
    after_ms: u64,
    /// `None` where there is nothing any more.
    bytes: Option<Piece>,
}

/// Bytes, where they differ from those of the version before.
#[derive(Serialize, Deserialize)]
struct Piece {
    front: u32,
    back: u32,
    #[serde(with = "bytes")]
    middle: Vec<u8>,
}

mod bytes {
    //! Bytes as bytes, not as a list of numbers: one function less for each.
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        <&[u8]>::deserialize(from).map(<[u8]>::to_vec)
    }
}

#[derive(Serialize, Deserialize)]
struct Chain {
    kind: u8,
    lane: u32,
    versions: Vec<Version>,
}

/// A chain being made.
struct Packer {
    chain: Chain,
    last: Vec<u8>,
    last_ms: i64,
}

impl Packer {
    fn new(kind: u8, lane: u32) -> Self {
        let chain = Chain { kind, lane, versions: Vec::new() };
        Self { chain, last: Vec::new(), last_ms: 0 }
    }

    fn push(&mut self, at_ms: i64, value: Option<Vec<u8>>) {
        let after_ms = u64::try_from(at_ms - self.last_ms).unwrap_or(0);
        self.last_ms = at_ms;
        let bytes = value.map(|bytes| {
            let front = same(self.last.iter(), bytes.iter());
            let back = same(self.last[front..].iter().rev(), bytes[front..].iter().rev());
            let middle = bytes[front..bytes.len() - back].to_vec();
            self.last = bytes;
            let small = |count| u32::try_from(count).unwrap_or(0);
            Piece { front: small(front), back: small(back), middle }
        });
        self.chain.versions.push(Version { after_ms, bytes });
    }
}

fn same<'a>(a: impl Iterator<Item = &'a u8>, b: impl Iterator<Item = &'a u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

fn encoded<T: Serialize>(value: &T) -> Vec<u8> {
    // Into memory nothing can fail.
    postcard::to_allocvec(value).unwrap_or_default()
}

/// The bytes of what a film is told. Changes of one lane must be in order of time.
#[must_use]
pub fn pack(changes: &[Change]) -> Vec<u8> {
    let mut packers: Vec<Packer> = Vec::new();
    let mut index = std::collections::BTreeMap::new();
    for change in changes {
        let (kind, lane, at_ms, bytes) = parts(change);
        let at = *index.entry((kind, lane)).or_insert_with(|| {
            packers.push(Packer::new(kind, lane));
            packers.len() - 1
        });
        packers[at].push(at_ms, bytes);
    }
    encoded(&packers.into_iter().map(|it| it.chain).collect::<Vec<_>>())
}

fn parts(change: &Change) -> (u8, u32, i64, Option<Vec<u8>>) {
    fn of<T: Serialize>(value: &Option<Rc<T>>) -> Option<Vec<u8>> {
        value.as_deref().map(encoded)
    }
    match change {
        Change::Node(lane, at_ms, it) => (0, *lane, *at_ms, of(it)),
        Change::Pod(lane, at_ms, it) => (1, *lane, *at_ms, of(it)),
        Change::Workload(lane, at_ms, it) => (2, *lane, *at_ms, of(it)),
        Change::Console(lane, at_ms, it) => (3, *lane, *at_ms, of(it)),
        Change::Event(lane, at_ms, it) => (4, *lane, *at_ms, of(it)),
        Change::Decision(it) => (5, 0, it.at_ms, Some(encoded(&**it))),
        Change::Message(it) => (6, 0, it.at_ms, Some(encoded(&**it))),
        Change::Printed(entry, at_ms, it) => (7, *entry, *at_ms, Some(encoded(&**it))),
        Change::Marker(it) => (8, 0, it.at_ms, Some(encoded(&**it))),
        Change::Halted(at_ms, it) => (9, 0, *at_ms, Some(encoded(it))),
    }
}

/// What the bytes say.
///
/// # Errors
/// They are cut or damaged, or would take too much memory.
pub fn unpack(bytes: &[u8]) -> Result<Vec<Change>, FilmError> {
    let chains: Vec<Chain> = postcard::from_bytes(bytes).map_err(|_| FilmError::Damaged)?;
    let mut unpacked = 0;
    let mut changes = Vec::new();
    for chain in chains {
        let (mut last, mut at_ms) = (Vec::new(), 0_i64);
        for version in chain.versions {
            let after_ms = i64::try_from(version.after_ms).map_err(|_| FilmError::Damaged)?;
            at_ms = at_ms.checked_add(after_ms).ok_or(FilmError::Damaged)?;
            let is_there = version.bytes.is_some();
            if let Some(piece) = version.bytes {
                last = joined(&last, piece).ok_or(FilmError::Damaged)?;
                unpacked += last.len();
            }
            if unpacked > UNPACKED_MAX {
                return Err(FilmError::TooLarge);
            }
            changes.push(change(chain.kind, chain.lane, at_ms, is_there.then_some(&*last))?);
        }
    }
    Ok(changes)
}

fn joined(last: &[u8], piece: Piece) -> Option<Vec<u8>> {
    let front = last.get(..usize::try_from(piece.front).ok()?)?;
    let back = last.len().checked_sub(usize::try_from(piece.back).ok()?)?;
    let mut bytes = front.to_vec();
    bytes.extend(piece.middle);
    bytes.extend(last.get(back..)?);
    Some(bytes)
}

fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, FilmError> {
    postcard::from_bytes(bytes).map_err(|_| FilmError::Damaged)
}

fn change(kind: u8, lane: u32, at_ms: i64, bytes: Option<&[u8]>) -> Result<Change, FilmError> {
    fn of<T: DeserializeOwned>(bytes: Option<&[u8]>) -> Result<Option<Rc<T>>, FilmError> {
        bytes.map(|it| decoded(it).map(Rc::new)).transpose()
    }
    let one = || bytes.ok_or(FilmError::Damaged);
    Ok(match kind {
        0 => Change::Node(lane, at_ms, of(bytes)?),
        1 => Change::Pod(lane, at_ms, of(bytes)?),
        2 => Change::Workload(lane, at_ms, of(bytes)?),
        3 => Change::Console(lane, at_ms, of(bytes)?),
        4 => Change::Event(lane, at_ms, of(bytes)?),
        5 => Change::Decision(Rc::new(Decision { at_ms, ..decoded(one()?)? })),
        6 => Change::Message(Rc::new(Message { at_ms, ..decoded(one()?)? })),
        7 => Change::Printed(lane, at_ms, Rc::new(decoded(one()?)?)),
        8 => Change::Marker(Rc::new(Marker { at_ms, ..decoded(one()?)? })),
        9 => Change::Halted(at_ms, decoded::<String>(one()?)?.into()),
        _ => return Err(FilmError::Damaged),
    })
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
        let mut film = Self { until_ms, end_ms, ..Self::new(head) };
        for change in unpack(rest)? {
            if !film.apply(change) {
                return Err(FilmError::Damaged);
            }
        }
        Ok(film)
    }
}
