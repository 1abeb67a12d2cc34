//! From text to a schedule.

use super::{Fields, STAR, Schedule, Zone};

/// What numbers a field takes, and what names stand for some.
struct Bounds {
    min: u64,
    max: u64,
    names: &'static [&'static str],
    /// The number of the first name.
    first: u64,
}

const fn numbers(min: u64, max: u64) -> Bounds {
    Bounds { min, max, names: &[], first: 0 }
}

const MINUTES: Bounds = numbers(0, 59);
const HOURS: Bounds = numbers(0, 23);
const DAYS: Bounds = numbers(1, 31);
const MONTHS: Bounds = Bounds {
    min: 1,
    max: 12,
    names: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    first: 1,
};
const WEEKDAYS: Bounds =
    Bounds { min: 0, max: 6, names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"], first: 0 };

/// Words, and the five fields that they stand for.
const WORDS: [(&str, &str); 7] = [
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
    ("@monthly", "0 0 1 * *"),
    ("@weekly", "0 0 * * 0"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@hourly", "0 * * * *"),
];

/// Source: `ParseStandard`.
pub(super) fn standard(text: &str) -> Result<Schedule, String> {
    if text.is_empty() {
        return Err("empty spec string".to_owned());
    }
    let named = ["TZ=", "CRON_TZ="].iter().find_map(|it| text.strip_prefix(it));
    let (zone, text) = match named {
        None => (Zone::utc(), text),
        Some(rest) => {
            // Upstream panics where nothing follows the zone.
            let (name, rest) = rest.split_once(' ').unwrap_or((rest, ""));
            let zone = Zone::load(name);
            (zone.map_err(|error| format!("provided bad location {name}: {error}"))?, rest.trim())
        }
    };
    if text.starts_with('@') { word(text, zone) } else { fields(text, zone) }
}

fn word(text: &str, zone: Zone) -> Result<Schedule, String> {
    if let Some((_, meaning)) = WORDS.iter().find(|(word, _)| *word == text) {
        return fields(meaning, zone);
    }
    let Some(duration) = text.strip_prefix("@every ") else {
        return Err(format!("unrecognized descriptor: {text}"));
    };
    let nanoseconds = go_duration(duration)
        .map_err(|error| format!("failed to parse duration {text}: {error}"))?;
    Ok(Schedule::Every((nanoseconds / 1_000_000_000).max(1)))
}

fn fields(text: &str, zone: Zone) -> Result<Schedule, String> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = fields.as_slice() else {
        let found = fields.join(" ");
        return Err(format!("expected exactly 5 fields, found {}: [{found}]", fields.len()));
    };
    Ok(Schedule::Fields(Box::new(Fields {
        minute: field(minute, &MINUTES)?,
        hour: field(hour, &HOURS)?,
        day: field(day, &DAYS)?,
        month: field(month, &MONTHS)?,
        weekday: field(weekday, &WEEKDAYS)?,
        zone,
    })))
}

/// A list of ranges as a set of bits.
fn field(text: &str, bounds: &Bounds) -> Result<u64, String> {
    let parts = text.split(',').filter(|it| !it.is_empty());
    parts.map(|it| range(it, bounds)).try_fold(0, |bits, range| Ok(bits | range?))
}

/// `*`, `n`, `a-b`, `*/s`, `a-b/s`, `n/s`. Source: `getRange`.
fn range(text: &str, bounds: &Bounds) -> Result<u64, String> {
    let slashes: Vec<&str> = text.split('/').collect();
    let hyphens: Vec<&str> = slashes[0].split('-').collect();
    let mut star = 0;
    let (start, mut end) = if matches!(hyphens[0], "*" | "?") {
        star = STAR;
        (bounds.min, bounds.max)
    } else {
        let start = number_or_name(hyphens[0], bounds)?;
        match hyphens.as_slice() {
            [_] => (start, start),
            [_, end] => (start, number_or_name(end, bounds)?),
            _ => return Err(format!("too many hyphens: {text}")),
        }
    };
    let step = match slashes.as_slice() {
        [_] => 1,
        [_, step] => {
            let step = number(step)?;
            // `n/s` goes on to the end.
            if hyphens.len() == 1 {
                end = bounds.max;
            }
            // Every second day is not any day.
            star = if step > 1 { 0 } else { star };
            step
        }
        _ => return Err(format!("too many slashes: {text}")),
    };
    let (min, max) = (bounds.min, bounds.max);
    if start < min {
        return Err(format!("beginning of range ({start}) below minimum ({min}): {text}"));
    }
    if end > max {
        return Err(format!("end of range ({end}) above maximum ({max}): {text}"));
    }
    if start > end {
        return Err(format!("beginning of range ({start}) beyond end of range ({end}): {text}"));
    }
    if step == 0 {
        return Err(format!("step of range should be a positive number: {text}"));
    }
    let step = usize::try_from(step).unwrap_or(usize::MAX);
    Ok((start..=end).step_by(step).fold(star, |bits, it| bits | 1 << it))
}

fn number_or_name(text: &str, bounds: &Bounds) -> Result<u64, String> {
    let lower = text.to_ascii_lowercase();
    match (bounds.first..).zip(bounds.names).find(|(_, name)| **name == lower) {
        Some((number, _)) => Ok(number),
        None => number(text),
    }
}

/// Source: `mustParseInt`.
fn number(text: &str) -> Result<u64, String> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let fail = |why: &str| {
        Err(format!("failed to parse int from {text}: strconv.Atoi: parsing {text:?}: {why}"))
    };
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return fail("invalid syntax");
    }
    match text.parse::<i64>() {
        Ok(negative) if negative < 0 => {
            Err(format!("negative number ({negative}) not allowed: {text}"))
        }
        Ok(number) => Ok(number.unsigned_abs()),
        Err(_) => fail("value out of range"),
    }
}

/// Source: `src/time/format.go` `ParseDuration`: `1h30m`, in nanoseconds.
fn go_duration(text: &str) -> Result<i64, String> {
    const UNITS: [(&str, i64); 8] = [
        ("ns", 1),
        ("us", 1_000),
        ("\u{b5}s", 1_000),
        ("\u{3bc}s", 1_000),
        ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
    ];
    let invalid = || format!("time: invalid duration {text:?}");
    let (negative, mut rest) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
            return Err(invalid());
        }
        let end = after.find(|it: char| it.is_ascii_digit() || it == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(end);
        if unit.is_empty() {
            return Err(format!("time: missing unit in duration {text:?}"));
        }
        let Some((_, size)) = UNITS.iter().find(|(name, _)| *name == unit) else {
            return Err(format!("time: unknown unit {unit:?} in duration {text:?}"));
        };
        let part = amount(whole, fraction, *size).ok_or_else(invalid)?;
        total = total.checked_add(part).ok_or_else(invalid)?;
        rest = after;
    }
    Ok(if negative { -total } else { total })
}

fn amount(whole: &str, fraction: &str, size: i64) -> Option<i64> {
    let whole = if whole.is_empty() { 0 } else { whole.parse::<i64>().ok()? };
    let mut part = size;
    let mut sum = whole.checked_mul(size)?;
    for digit in fraction.bytes() {
        part /= 10;
        sum = sum.checked_add(i64::from(digit - b'0') * part)?;
    }
    Some(sum)
}
