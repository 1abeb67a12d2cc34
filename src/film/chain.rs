//! Changes as bytes.
//!
//! Changes of one lane are a *chain*: each version says how much of the bytes before and behind is
//! as in the version before it, so that a change of one field costs its own bytes and a few more,
//! for every type alike. When something changes is the number of a moment in one list for all.

use super::drawn::{Drawn, is_time, number_of, time_of};
use super::{Change, FilmError};
use crate::sorted::Sort;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What takes more memory than this when it is unpacked is not read (bytes).
const MEMORY_MAX: usize = 96 << 20;
/// No version says more (bytes).
const VALUE_MAX: usize = 1 << 20;
/// What a version takes besides its own bytes, about (bytes).
const OVERHEAD: usize = 512;
/// What each further piece of it takes besides, about (bytes).
const PART: usize = 64;

/// How a chain begins.
#[derive(Serialize, Deserialize)]
struct Chain {
    kind: u8,
    /// How many lanes of the kind were left out since the last one that is there.
    skipped: u32,
    /// How many versions follow.
    versions: u32,
}

/// A version in a chain.
#[derive(Serialize, Deserialize)]
struct Version<'a> {
    /// So many moments after the version before.
    after: u32,
    /// `None` where there is nothing any more.
    #[serde(borrow)]
    bytes: Option<Piece<'a>>,
}

/// Bytes, where they differ from those of the version before.
#[derive(Serialize, Deserialize)]
struct Piece<'a> {
    /// So many are as at the beginning of the version before,
    front: u32,
    /// and so many as at its end.
    back: u32,
    /// What is between them.
    #[serde(borrow, with = "bytes")]
    middle: &'a [u8],
}

mod bytes {
    //! Bytes as bytes, not as a list of numbers: nothing is copied.
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(bytes)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<&'de [u8], D::Error> {
        <&[u8]>::deserialize(from)
    }
}

/// A chain, made or read as far as to its last version.
#[derive(Default)]
struct Link {
    /// The last version's bytes, and the moments of all.
    last: Vec<u8>,
    times: Vec<i64>,
    /// What was made: how many versions, and they.
    count: u32,
    made: Vec<u8>,
}

impl Link {
    /// A value's bytes, in which moments are numbers of versions.
    fn encode<T: Drawn>(&self, value: &T) -> Vec<u8> {
        let mut value = value.clone();
        value.each_time(&mut |it| *it = number_of(*it, &self.times));
        encoded(&value)
    }

    fn push(&mut self, after: u32, value: Option<Vec<u8>>) {
        let bytes = value.as_ref().map(|bytes| {
            let front = same(self.last.iter(), bytes.iter());
            let back = same(self.last[front..].iter().rev(), bytes[front..].iter().rev());
            let middle = &bytes[front..bytes.len() - back];
            Piece { front: small(front), back: small(back), middle }
        });
        self.made.extend(encoded(&Version { after, bytes }));
        self.count += 1;
        if let Some(bytes) = value {
            self.last = bytes;
        }
    }

    fn join(&mut self, piece: &Piece) -> Option<()> {
        let front = self.last.get(..usize::try_from(piece.front).ok()?)?;
        let back = self.last.len().checked_sub(usize::try_from(piece.back).ok()?)?;
        let back = self.last.get(back..)?;
        if front.len() + piece.middle.len() + back.len() > VALUE_MAX {
            return None;
        }
        self.last = [front, piece.middle, back].concat();
        Some(())
    }

    fn decode<T: Drawn>(&self, lane: u32, at_ms: i64) -> Option<T> {
        let mut value: T = postcard::from_bytes(&self.last).ok()?;
        let mut is_good = true;
        value.each_time(&mut |it| match time_of(*it, &self.times) {
            Some(at_ms) => *it = at_ms,
            None => is_good = false,
        });
        value.place(lane, at_ms);
        is_good.then_some(value)
    }
}

fn same<'a>(a: impl Iterator<Item = &'a u8>, b: impl Iterator<Item = &'a u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

pub(super) fn encoded<T: Serialize>(value: &T) -> Vec<u8> {
    // Into memory nothing can fail.
    postcard::to_allocvec(value).unwrap_or_default()
}

/// The bytes of what a film is told. Changes of one lane must be in order of time.
#[must_use]
pub fn pack(changes: &[Change]) -> Vec<u8> {
    let mut moments: Vec<i64> = changes.iter().map(|it| place(it).2).collect();
    moments.order();
    moments.dedup();
    let index = |at_ms: i64| moments.partition_point(|it| *it < at_ms);
    let mut links: BTreeMap<(u8, u32), Link> = BTreeMap::new();
    for change in changes {
        let (kind, lane, at_ms) = place(change);
        let link = links.entry((kind, lane)).or_default();
        let before = link.times.last().map_or(0, |it| index(*it));
        link.times.push(at_ms);
        let bytes = value(link, change);
        link.push(small(index(at_ms).saturating_sub(before)), bytes);
    }
    let before = std::iter::once(&0).chain(&moments);
    let distance = |(before, it): (&i64, &i64)| u64::try_from(it - before).unwrap_or(0);
    let distances: Vec<u64> = before.zip(&moments).map(distance).collect();
    let mut bytes = encoded(&(distances, small(links.len())));
    let mut next = (0, 0);
    for ((kind, lane), link) in links {
        let expected = if next.0 == kind { next.1 } else { 0 };
        bytes.extend(encoded(&Chain { kind, skipped: lane - expected, versions: link.count }));
        bytes.extend(link.made);
        next = (kind, lane.saturating_add(1));
    }
    bytes
}

/// The kinds of things, as films have them: a number is never given to another one.
mod kind {
    pub const NODE: u8 = 0;
    pub const POD: u8 = 1;
    pub const WORKLOAD: u8 = 2;
    pub const CONSOLE: u8 = 3;
    pub const EVENT: u8 = 4;
    pub const DECISION: u8 = 5;
    pub const MESSAGE: u8 = 6;
    pub const PRINTED: u8 = 7;
    pub const MARKER: u8 = 8;
    pub const HALTED: u8 = 9;
    pub const CLAIM: u8 = 10;
}

/// What a change is about, which kind of thing in which lane; and when.
fn place(change: &Change) -> (u8, u32, i64) {
    match change {
        Change::Node(lane, at_ms, _) => (kind::NODE, *lane, *at_ms),
        Change::Pod(lane, at_ms, _) => (kind::POD, *lane, *at_ms),
        Change::Workload(lane, at_ms, _) => (kind::WORKLOAD, *lane, *at_ms),
        Change::Console(lane, at_ms, _) => (kind::CONSOLE, *lane, *at_ms),
        Change::Event(lane, at_ms, _) => (kind::EVENT, *lane, *at_ms),
        Change::Decision(it) => (kind::DECISION, 0, it.at_ms),
        Change::Message(it) => (kind::MESSAGE, 0, it.at_ms),
        Change::Printed(entry, at_ms, _) => (kind::PRINTED, *entry, *at_ms),
        Change::Marker(it) => (kind::MARKER, 0, it.at_ms),
        Change::Halted(at_ms, _) => (kind::HALTED, 0, *at_ms),
        Change::Claim(lane, at_ms, _) => (kind::CLAIM, *lane, *at_ms),
    }
}

/// The bytes of what a change says.
fn value(link: &Link, change: &Change) -> Option<Vec<u8>> {
    match change {
        Change::Node(_, _, it) => it.as_deref().map(|it| link.encode(it)),
        Change::Pod(_, _, it) => it.as_deref().map(|it| link.encode(it)),
        Change::Claim(_, _, it) => it.as_deref().map(|it| link.encode(it)),
        Change::Workload(_, _, it) => it.as_deref().map(|it| link.encode(it)),
        Change::Console(_, _, it) => it.as_deref().map(|it| link.encode(it)),
        Change::Event(_, _, it) => it.as_deref().map(|it| link.encode(it)),
        Change::Decision(it) => Some(link.encode(&**it)),
        Change::Message(it) => Some(link.encode(&**it)),
        Change::Printed(_, _, it) => Some(link.encode(&**it)),
        Change::Marker(it) => Some(link.encode(&**it)),
        Change::Halted(_, it) => Some(link.encode(it)),
    }
}

/// What the bytes say.
///
/// # Errors
/// They are cut or damaged, or would take too much memory.
pub fn unpack(bytes: &[u8]) -> Result<Vec<Change>, FilmError> {
    let mut reader = Reader { rest: bytes, memory: 0 };
    let moments = reader.moments()?;
    let mut changes = Vec::new();
    let mut next = (0, 0);
    for _ in 0..reader.take::<u32>()? {
        let chain: Chain = reader.take()?;
        let expected = if next.0 == chain.kind { next.1 } else { 0_u32 };
        let lane = expected.checked_add(chain.skipped).ok_or(FilmError::Damaged)?;
        next = (chain.kind, lane.checked_add(1).ok_or(FilmError::Damaged)?);
        let mut link = Link::default();
        let mut index = 0_usize;
        for _ in 0..chain.versions {
            let version: Version = reader.take()?;
            index = index.saturating_add(usize::try_from(version.after).unwrap_or(usize::MAX));
            link.times.push(*moments.get(index).ok_or(FilmError::Damaged)?);
            if let Some(piece) = &version.bytes {
                link.join(piece).ok_or(FilmError::Damaged)?;
            }
            let shown = version.bytes.is_some().then_some(&link);
            changes.push(reader.change(
                chain.kind,
                lane,
                link.times[link.times.len() - 1],
                shown,
            )?);
        }
    }
    Ok(changes)
}

/// Reads on and on, and keeps account of the memory that is taken.
struct Reader<'a> {
    rest: &'a [u8],
    memory: usize,
}

impl<'a> Reader<'a> {
    fn take<T: Deserialize<'a>>(&mut self) -> Result<T, FilmError> {
        let (taken, rest) = postcard::take_from_bytes(self.rest).map_err(|_| FilmError::Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    fn spend(&mut self, bytes: usize) -> Result<(), FilmError> {
        self.memory = self.memory.saturating_add(bytes);
        if self.memory > MEMORY_MAX { Err(FilmError::TooLarge) } else { Ok(()) }
    }

    fn moments(&mut self) -> Result<Vec<i64>, FilmError> {
        let mut moments = Vec::new();
        let mut last_ms = 0_i64;
        for _ in 0..self.take::<u32>()? {
            let distance = i64::try_from(self.take::<u64>()?).map_err(|_| FilmError::Damaged)?;
            last_ms = last_ms.saturating_add(distance);
            if !is_time(last_ms) {
                return Err(FilmError::Damaged);
            }
            self.spend(2 * size_of::<i64>())?;
            moments.push(last_ms);
        }
        Ok(moments)
    }

    /// A change of a kind; it is the end of its lane where nothing is shown.
    fn change(
        &mut self,
        kind: u8,
        lane: u32,
        at_ms: i64,
        shown: Option<&Link>,
    ) -> Result<Change, FilmError> {
        let at = (lane, at_ms);
        Ok(match kind {
            kind::NODE => Change::Node(lane, at_ms, self.value(at, shown)?),
            kind::POD => Change::Pod(lane, at_ms, self.value(at, shown)?),
            kind::WORKLOAD => Change::Workload(lane, at_ms, self.value(at, shown)?),
            kind::CONSOLE => Change::Console(lane, at_ms, self.value(at, shown)?),
            kind::EVENT => Change::Event(lane, at_ms, self.value(at, shown)?),
            kind::DECISION => Change::Decision(self.one(at, shown)?),
            kind::MESSAGE => Change::Message(self.one(at, shown)?),
            kind::PRINTED => Change::Printed(lane, at_ms, self.one(at, shown)?),
            kind::MARKER => Change::Marker(self.one(at, shown)?),
            kind::HALTED => Change::Halted(at_ms, Rc::clone(&*self.one(at, shown)?)),
            kind::CLAIM => Change::Claim(lane, at_ms, self.value(at, shown)?),
            _ => return Err(FilmError::Damaged),
        })
    }

    fn value<T: Drawn>(
        &mut self,
        (lane, at_ms): (u32, i64),
        shown: Option<&Link>,
    ) -> Result<Option<Rc<T>>, FilmError> {
        let Some(link) = shown else {
            // A lane that only ends is a lane all the same.
            self.spend(OVERHEAD)?;
            return Ok(None);
        };
        let value: T = link.decode(lane, at_ms).ok_or(FilmError::Damaged)?;
        self.spend(OVERHEAD + PART * value.parts() + link.last.len())?;
        Ok(Some(Rc::new(value)))
    }

    fn one<T: Drawn>(&mut self, at: (u32, i64), shown: Option<&Link>) -> Result<Rc<T>, FilmError> {
        self.value(at, shown)?.ok_or(FilmError::Damaged)
    }
}
