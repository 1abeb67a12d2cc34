//! Time zones: which offset from UTC a place has at a moment.
//!
//! The table has every IANA zone: its names, the rule it follows now (as POSIX writes it), and its
//! changes since 2010, in minutes. It is made from the IANA database and held against it by
//! `tests/zones.rs`. Libraries carry the same knowledge since 1850, which is twenty times as much
//! in the wasm. Before 2010 a zone has the offset that it had then.

use super::meta::Time;
use crate::sorted::Sort;

const TABLE: &str = include_str!("zone/table.txt");

/// An offset that held between two moments, as lookups return it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Seconds east of UTC.
    pub offset: i64,
    /// From this moment on (seconds since 1970).
    pub start: i64,
    /// Up to this one.
    pub end: i64,
}

/// The day and the time at which a rule takes effect: `M3.5.0/2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    month: i64,
    /// 5 is the last.
    week: i64,
    /// Sunday is 0.
    weekday: i64,
    /// Seconds from midnight; may be negative or more than a day.
    time: i64,
}

/// Summer time: its offset, when it begins and when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Summer {
    offset: i64,
    begins: Change,
    ends: Change,
}

/// A time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    initial: i64,
    /// Moments and the offsets from then on.
    changes: Vec<(i64, i64)>,
    standard: i64,
    summer: Option<Summer>,
}

impl Zone {
    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self { initial: 0, changes: Vec::new(), standard: 0, summer: None }
    }

    /// A zone by its IANA name, as Go's `time.LoadLocation` finds it.
    ///
    /// # Errors
    /// There is no such zone.
    pub fn load(name: &str) -> Result<Self, String> {
        if matches!(name, "" | "UTC" | "Local") {
            return Ok(Self::utc());
        }
        if name.contains("..") || name.starts_with(['/', '\\']) || name.contains('\\') {
            return Err("time: invalid location name".to_owned());
        }
        let row = TABLE.lines().find_map(|line| {
            let (names, rest) = line.split_once(' ')?;
            names.split(',').any(|it| it == name).then_some(rest)
        });
        row.and_then(Self::read).ok_or_else(|| format!("unknown time zone {name}"))
    }

    /// Every name of the table.
    pub fn names() -> impl Iterator<Item = &'static str> {
        TABLE.lines().filter_map(|line| line.split(' ').next()).flat_map(|names| names.split(','))
    }

    /// Rule, first offset, changes.
    fn read(row: &str) -> Option<Self> {
        let mut words = row.split(' ');
        let (standard, summer) = read_rule(words.next()?)?;
        let minutes = |text: &str| text.parse::<i64>().ok().map(|it| it * 60);
        let initial = minutes(words.next()?)?;
        let change = |word: &str| {
            let (at, offset) = word.split_once(':')?;
            Some((minutes(at)?, minutes(offset)?))
        };
        let changes = words.map(change).collect::<Option<Vec<_>>>()?;
        Some(Self { initial, changes, standard, summer })
    }

    /// The offset at a moment (seconds since 1970), and between which moments it holds.
    #[must_use]
    pub fn lookup(&self, at: i64) -> Span {
        let next = self.changes.partition_point(|(from, _)| *from <= at);
        let end = self.changes.get(next).map(|it| it.0);
        let (start, offset) = match next.checked_sub(1).and_then(|it| self.changes.get(it)) {
            Some((start, offset)) => (*start, *offset),
            None => (i64::MIN, self.initial),
        };
        match end {
            Some(end) => Span { offset, start, end },
            None => self.by_rule(at, start),
        }
    }

    /// Where the table ends the rule goes on.
    fn by_rule(&self, at: i64, since: i64) -> Span {
        let Some(summer) = &self.summer else {
            return Span { offset: self.standard, start: since, end: i64::MAX };
        };
        let (year, ..) = Time(at).date();
        let mut turns: Vec<(i64, i64)> = (year - 1..=year + 1)
            .flat_map(|year| {
                [
                    (summer.begins.moment(year) - self.standard, summer.offset),
                    (summer.ends.moment(year) - summer.offset, self.standard),
                ]
            })
            .collect();
        turns.order();
        let next = turns.partition_point(|(from, _)| *from <= at);
        let (start, offset) = turns[next.saturating_sub(1)];
        let end = turns.get(next).map_or(i64::MAX, |it| it.0);
        Span { offset, start: start.max(since), end }
    }

    /// The moment at which clocks there show a date and a time of day (in seconds; both may be
    /// out of range and are normalised). Where that happens twice or never, what Go's `time.Date`
    /// says. Source: `src/time/time.go`.
    #[must_use]
    pub fn moment(&self, year: i64, month: i64, day: i64, seconds: i64) -> i64 {
        let (year, month) = (year + (month - 1).div_euclid(12), (month - 1).rem_euclid(12) + 1);
        let shown = Time::from_date(year, month, 1, 0).0 + (day - 1) * 86_400 + seconds;
        let guess = self.lookup(shown);
        let utc = shown - guess.offset;
        let fits = (guess.start..guess.end).contains(&utc);
        if fits { utc } else { shown - self.lookup(utc).offset }
    }

    /// What clocks there show, as if it were a moment in UTC.
    #[must_use]
    pub fn wall(&self, at: i64) -> Time {
        Time(at + self.lookup(at).offset)
    }

    /// The moment as RFC 3339 writes it there: `2026-07-01T02:00:00+02:00`.
    #[must_use]
    pub fn rfc3339(&self, at: i64) -> String {
        let minutes = self.lookup(at).offset / 60;
        let text = self.wall(at).to_string();
        if minutes == 0 {
            return text;
        }
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        format!("{}{sign}{hours:02}:{minutes:02}", text.trim_end_matches('Z'))
    }
}

impl Change {
    /// Which moment of a year, as clocks show it before the change.
    fn moment(&self, year: i64) -> i64 {
        let first = Time::from_date(year, self.month, 1, 0).0;
        let weekday = (first.div_euclid(86_400) + 4).rem_euclid(7);
        let mut day = (self.weekday - weekday).rem_euclid(7) + 7 * (self.week - 1);
        let next = if self.month == 12 { (year + 1, 1) } else { (year, self.month + 1) };
        let days = (Time::from_date(next.0, next.1, 1, 0).0 - first) / 86_400;
        while day >= days {
            day -= 7;
        }
        first + day * 86_400 + self.time
    }
}

/// Reads `CET-1CEST,M3.5.0,M10.5.0/3`: the standard offset, and summer time if there is one.
fn read_rule(text: &str) -> Option<(i64, Option<Summer>)> {
    let mut parts = text.split(',');
    let (standard, rest) = read_offset(skip_name(parts.next()?)?)?;
    let (Some(begins), Some(ends)) = (parts.next(), parts.next()) else {
        return Some((standard, None));
    };
    let rest = skip_name(rest)?;
    let offset = if rest.is_empty() { standard + 3600 } else { read_offset(rest)?.0 };
    Some((
        standard,
        Some(Summer { offset, begins: read_change(begins)?, ends: read_change(ends)? }),
    ))
}

fn skip_name(text: &str) -> Option<&str> {
    if text.starts_with('<') {
        return text.split_once('>').map(|(_, rest)| rest);
    }
    Some(text.trim_start_matches(|it: char| it.is_ascii_alphabetic()))
}

/// An offset as POSIX writes it, west of UTC, and what follows.
fn read_offset(text: &str) -> Option<(i64, &str)> {
    let is_part = |it: char| it.is_ascii_digit() || matches!(it, '+' | '-' | ':');
    let end = text.find(|it| !is_part(it)).unwrap_or(text.len());
    let (number, rest) = text.split_at(end);
    Some((-read_time(number)?, rest))
}

/// `-1:30` in seconds.
fn read_time(text: &str) -> Option<i64> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let mut seconds = 0;
    let mut unit = 3600;
    for part in text.trim_start_matches(['-', '+']).split(':') {
        seconds += part.parse::<i64>().ok()? * unit;
        unit /= 60;
    }
    Some(sign * seconds)
}

fn read_change(text: &str) -> Option<Change> {
    let (date, time) = text.split_once('/').unwrap_or((text, "2"));
    let mut numbers = date.strip_prefix('M')?.split('.').map(|it| it.parse::<i64>().ok());
    Some(Change {
        month: numbers.next()??,
        week: numbers.next()??,
        weekday: numbers.next()??,
        time: read_time(time)?,
    })
}
