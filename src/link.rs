//! A run in a link: the whole tape with all that was done in it, and the moment.
//!
//! Behind `#` stands `run=1DATA`. The digit is the version of the format; DATA is base64url of the
//! zlib stream (RFC 1950, whose checksum tells a changed link) of a text:
//!
//! ```text
//! LESSON EDITION AT DONE
//! ...
//! ```
//!
//! AT is the moment in milliseconds; DONE the numbers of the lines that somebody did, such as
//! `5-7,9`, or `-`. Where LESSON and EDITION are `-`, the tape follows. Else it is a lesson with lines
//! put in, and only they follow, in groups: a line `DEED MORE COUNT` and COUNT lines of the tape. They
//! stand behind so many deeds (what makes the run: headers, files, commands, acts, times) and so many
//! more blocks. EDITION is the FNV-1a hash of the lesson's deeds: a caption may be mended without
//! breaking links, and a link to a lesson that has become another one is refused.
//!
//! `tape=TEXT&done=LINES` is the form of before, which anybody can write: base64url of the tape.

mod base64;
mod lesson;

use self::lesson::{Group, difference, edition, merged};

/// A longer link is told to be long: some programs cut it (characters).
pub const LONG: usize = 2_000;
/// A longer text is not read from a link (bytes): no lesson is a tenth of it.
const TEXT_MAX: usize = 2 << 20;
/// A longer link is not read (characters).
const LINK_MAX: usize = 1 << 20;
/// No run is longer (milliseconds): a year.
const AT_MAX: i64 = 366 * 86_400_000;
/// No tape in a link has more lines.
const LINES_MAX: usize = 100_000;

/// A run that somebody shares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// The tape.
    pub text: String,
    /// The numbers of its lines that were done in it, from 0, without headers.
    pub done: Vec<usize>,
    /// The moment (milliseconds since second 0).
    pub at_ms: i64,
}

/// Why a link can't be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It is cut, or a character was changed, or it never was one.
    Broken,
    /// It is of a later version of the format.
    Version,
    /// The lesson has become another one since.
    Changed(String),
}

impl std::fmt::Display for LinkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Broken => f.write_str(
                "The link is incomplete: its end is missing, or a character was changed. Copy it once more, in full.",
            ),
            Self::Version => f.write_str("The link was made by a newer Podarium than this one."),
            Self::Changed(lesson) => write!(
                f,
                "The lesson {lesson} is not the one that the link was made with: what was done in it can't be done again."
            ),
        }
    }
}

/// A link that has been read. One to a lesson can be opened by whoever has the lesson's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    at_ms: i64,
    done: Vec<usize>,
    tape: InLink,
}

/// What stands in a link.
#[derive(Clone, Debug, PartialEq, Eq)]
enum InLink {
    Whole(String),
    Lesson { name: String, edition: String, groups: Vec<Group> },
}

/// What opens a run, behind `#`. Where it began as a lesson, by name and text, only what was put in
/// stands in it.
#[must_use]
pub fn encode(shared: &Shared, lesson: Option<(&str, &str)>) -> String {
    let done = ranges(&shared.done);
    let done = if done.is_empty() { "-" } else { &done };
    let at = shared.at_ms;
    let groups = lesson.and_then(|(_, text)| difference(text, &shared.text));
    let text = match (lesson, groups) {
        (Some((name, text)), Some(groups)) => {
            let groups: String = groups.iter().map(ToString::to_string).collect();
            format!("{name} {} {at} {done}\n{groups}", edition(text))
        }
        _ => format!("- - {at} {done}\n{}", shared.text),
    };
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(text.as_bytes(), 9);
    format!("run=1{}", base64::encode(&packed))
}

impl Link {
    /// Reads what stands behind `#`.
    ///
    /// # Errors
    /// It is no link to a run, or not all of one.
    pub fn read(fragment: &str) -> Result<Self, LinkError> {
        if fragment.len() > LINK_MAX {
            return Err(LinkError::Broken);
        }
        if let Some(rest) = fragment.strip_prefix("tape=") {
            let (text, rest) = rest.split_once('&').unwrap_or((rest, ""));
            let done = rest.split('&').find_map(|it| it.strip_prefix("done="));
            let text = decode_link(text).ok_or(LinkError::Broken)?;
            let done = done.and_then(numbers).unwrap_or_default();
            return Ok(Self { at_ms: 0, done, tape: InLink::Whole(text) });
        }
        let rest = fragment.strip_prefix("run=").ok_or(LinkError::Broken)?;
        let data = rest.split('&').next().unwrap_or_default();
        match data.strip_prefix('1') {
            Some(data) => Self::unpacked(data).ok_or(LinkError::Broken),
            None if data.starts_with(|it: char| it.is_ascii_digit()) => Err(LinkError::Version),
            None => Err(LinkError::Broken),
        }
    }

    fn unpacked(data: &str) -> Option<Self> {
        let packed = base64::decode(data)?;
        let text =
            miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(&packed, TEXT_MAX).ok()?;
        let text = String::from_utf8(text).ok()?;
        let (head, rest) = text.split_once('\n')?;
        let [name, edition, at, done] = head.split(' ').collect::<Vec<_>>().try_into().ok()?;
        let at_ms = at.parse().ok().filter(|it| (0..=AT_MAX).contains(it))?;
        let done = if done == "-" { Vec::new() } else { numbers(done)? };
        let tape = match name {
            "-" => InLink::Whole(rest.to_owned()),
            name => InLink::Lesson {
                name: name.to_owned(),
                edition: edition.to_owned(),
                groups: lesson::groups(rest)?,
            },
        };
        Some(Self { at_ms, done, tape })
    }

    /// The lesson that the run began as, by name: [`Link::open`] wants its text.
    #[must_use]
    pub fn lesson(&self) -> Option<&str> {
        match &self.tape {
            InLink::Whole(_) => None,
            InLink::Lesson { name, .. } => Some(name),
        }
    }

    /// The run; `lesson` is the text of the lesson that it began as.
    ///
    /// # Errors
    /// The lesson is another one than it was.
    pub fn open(self, lesson: &str) -> Result<Shared, LinkError> {
        let Self { at_ms, done, tape } = self;
        match tape {
            InLink::Whole(text) => Ok(Shared { text, done, at_ms }),
            InLink::Lesson { name, edition, .. } if self::edition(lesson) != edition => {
                Err(LinkError::Changed(name))
            }
            InLink::Lesson { groups, .. } => {
                Ok(Shared { text: merged(lesson, &groups), done, at_ms })
            }
        }
    }
}

/// The form of before: the text in letters that a URL's fragment may have.
#[must_use]
pub fn encode_link(text: &str) -> String {
    base64::encode(text.as_bytes())
}

/// The text of a link in the form of before; `None` where it is cut, or never was one.
#[must_use]
pub fn decode_link(link: &str) -> Option<String> {
    String::from_utf8(base64::decode(link)?).ok()
}

/// `5-7,9`.
#[must_use]
pub fn ranges(numbers: &[usize]) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, end)) if *end + 1 == *number => *end = *number,
            _ => ranges.push((*number, *number)),
        }
    }
    let text = |(from, to): (usize, usize)| match from == to {
        true => from.to_string(),
        false => format!("{from}-{to}"),
    };
    ranges.into_iter().map(text).collect::<Vec<_>>().join(",")
}

/// The numbers of ranges; `None` where they are none.
fn numbers(ranges: &str) -> Option<Vec<usize>> {
    let mut numbers = Vec::new();
    for range in ranges.split(',') {
        let (from, to) = range.split_once('-').unwrap_or((range, range));
        let (from, to): (usize, usize) = (from.parse().ok()?, to.parse().ok()?);
        if from > to || to > LINES_MAX || numbers.len() > LINES_MAX {
            return None;
        }
        numbers.extend(from..=to);
    }
    Some(numbers)
}

#[cfg(test)]
mod tests;
