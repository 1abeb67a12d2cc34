//! What a plain scalar means. Source: `sigs.k8s.io/yaml/goyaml.v2/resolve.go`.

use crate::api::{Time, Value};

const TRUE: [&str; 11] = ["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"];
const FALSE: [&str; 11] =
    ["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"];
const NULL: [&str; 5] = ["", "~", "null", "Null", "NULL"];

/// The value of an unquoted scalar.
pub(super) fn resolve(text: &str) -> Value {
    if TRUE.contains(&text) {
        return Value::Bool(true);
    }
    if FALSE.contains(&text) {
        return Value::Bool(false);
    }
    if NULL.contains(&text) {
        return Value::Null;
    }
    let starts_number = text.starts_with(|it: char| it.is_ascii_digit() || "+-.".contains(it));
    if !starts_number || is_timestamp(text) {
        return Value::String(text.to_owned());
    }
    let plain = text.replace('_', "");
    integer(&plain).or_else(|| float(&plain)).unwrap_or_else(|| Value::String(text.to_owned()))
}

/// Whether a text must be quoted so that it stays a text.
pub(super) fn is_ambiguous(text: &str) -> bool {
    const OTHERS: [&str; 12] = [
        ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf",
        "-.Inf", "-.INF",
    ];
    OTHERS.contains(&text) || !resolve(text).is_string() || is_timestamp(text) || is_base_60(text)
}

/// Go's `strconv.ParseInt` with base 0: a leading zero means octal.
fn integer(text: &str) -> Option<Value> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, digits) = if let Some(rest) = lower.strip_prefix("0x") {
        (16, rest)
    } else if let Some(rest) = lower.strip_prefix("0b") {
        (2, rest)
    } else if let Some(rest) = lower.strip_prefix("0o") {
        (8, rest)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (8, &lower[1..])
    } else {
        (10, &*lower)
    };
    if digits.is_empty() || !digits.chars().all(|it| it.is_digit(radix)) {
        return None;
    }
    let number = u64::from_str_radix(digits, radix).ok()?;
    if !negative {
        return Some(Value::from(number));
    }
    i64::try_from(-i128::from(number)).ok().map(Value::from)
}

/// A number with a fraction or an exponent; whole numbers lose both, as in Go's JSON.
fn float(text: &str) -> Option<Value> {
    let all = |it: char| it.is_ascii_digit() || "+-.eE".contains(it);
    let number: f64 = text.strip_prefix('+').unwrap_or(text).parse().ok()?;
    (text.chars().all(all)).then(|| from_float(number))
}

pub(super) fn from_float(number: f64) -> Value {
    // JSON text is the bridge: below 1e15 a whole number prints without a fraction.
    if number.is_finite() && number.fract() == 0.0 && number.abs() < 1e15 {
        let whole: Result<i64, _> = format!("{number:.0}").parse();
        return whole.map_or(Value::Null, Value::from);
    }
    serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// A date, or a date and a time: kept as text, but quoted when written.
fn is_timestamp(text: &str) -> bool {
    let year = text.chars().take_while(char::is_ascii_digit).count();
    if year != 4 || text.chars().nth(4) != Some('-') {
        return false;
    }
    let zoned = text.split_once(['T', 't']);
    match zoned {
        Some((date, clock)) => {
            let (clock, zone) = match clock.strip_suffix('Z') {
                Some(clock) => (clock, true),
                None => clock.split_once(['+', '-']).map_or((clock, false), |it| (it.0, true)),
            };
            let whole = clock.split_once('.').map_or(clock, |it| it.0);
            zone && Time::parse(&format!("{date}T{whole}")).is_some()
        }
        None => Time::parse(text.split_once('.').map_or(text, |it| it.0)).is_some(),
    }
}

/// `12:30:45` was a number in YAML 1.1.
fn is_base_60(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    let text = text.split_once('.').map_or(text, |it| it.0);
    let mut parts = text.split(':');
    let number = |it: &str, max: usize| {
        (1..=max).contains(&it.len()) && it.chars().all(|char| char.is_ascii_digit() || char == '_')
    };
    let first = parts.next().is_some_and(|it| {
        it.starts_with(|char: char| char.is_ascii_digit()) && number(it, usize::MAX)
    });
    let rest: Vec<&str> = parts.collect();
    let fits = |it: &&str| number(it, 2) && it.parse::<u8>().is_ok_and(|it| it < 60);
    first && !rest.is_empty() && rest.iter().all(fits)
}
