//! Durations: as people read them, and as Go's flags are written.

pub use crate::picture::human_duration;

/// The time that has passed since `then`, or `<unknown>`.
pub(super) fn age(then: Option<crate::api::Time>, now_ms: i64) -> String {
    then.map_or_else(|| "<unknown>".to_owned(), |it| human_duration(now_ms - it.0 * 1000))
}

const UNITS: [(&str, i64); 7] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// Milliseconds of a Go duration such as `1m30s` or `1.5h`.
///
/// # Errors
/// The words of Go's `time.ParseDuration`.
pub(super) fn parse(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {text:?}");
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut nanoseconds: i64 = 0;
    while !rest.is_empty() {
        let is_number = |char: char| char.is_ascii_digit() || char == '.';
        let end = rest.find(|char| !is_number(char)).unwrap_or(rest.len());
        let (number, tail) = rest.split_at(end);
        let unit_end = tail.find(is_number).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(unit_end);
        if number.is_empty() {
            return Err(invalid());
        }
        if unit.is_empty() {
            return Err(format!("time: missing unit in duration {text:?}"));
        }
        let (_, scale) = UNITS
            .iter()
            .find(|(name, _)| *name == unit)
            .ok_or_else(|| format!("time: unknown unit {unit:?} in duration {text:?}"))?;
        let part = decimal(number, *scale).ok_or_else(invalid)?;
        nanoseconds = nanoseconds.checked_add(part).ok_or_else(invalid)?;
        rest = tail;
    }
    let milliseconds = nanoseconds / 1_000_000;
    Ok(if negative { -milliseconds } else { milliseconds })
}

/// A decimal number times a scale, cut to a whole number: `("1.5", 1000)` is 1500.
pub(super) fn decimal(text: &str, scale: i64) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |it: &str| it.chars().all(|char| char.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
        return None;
    }
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut result = whole.checked_mul(scale)?;
    let mut unit = scale;
    for digit in fraction.chars() {
        unit /= 10;
        result = result.checked_add(unit * i64::from(digit.to_digit(10)?))?;
    }
    Some(result)
}

/// Milliseconds as Go prints a duration: `1.5s`, `2m0s`, `1h0m0s`.
pub(super) fn go(milliseconds: i64) -> String {
    let (hours, minutes) = (milliseconds / 3_600_000, milliseconds / 60_000 % 60);
    let rest = milliseconds % 60_000;
    if milliseconds != 0 && milliseconds < 1000 {
        return format!("{milliseconds}ms");
    }
    let fraction = format!("{:03}", rest % 1000);
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() { "" } else { "." };
    let seconds = format!("{}{dot}{fraction}s", rest / 1000);
    match (hours, minutes) {
        (0, 0) => seconds,
        (0, _) => format!("{minutes}m{seconds}"),
        _ => format!("{hours}h{minutes}m{seconds}"),
    }
}
