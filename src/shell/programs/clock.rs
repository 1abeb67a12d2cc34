//! `date`. The time zone is UTC.

use super::{Call, Outcome};
use crate::api::Time;

const PLAIN: &str = "%a %b %e %H:%M:%S UTC %Y";
const DAYS: [&str; 7] =
    ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(super) fn date(call: &mut Call<'_, '_>) -> Outcome {
    let mut now_ms = call.turn.machine.now_ms;
    if let Some(text) = call.value("d") {
        match moment(&text, now_ms) {
            Some(ms) => now_ms = ms,
            None => return call.fail(&format!("invalid date ‘{text}’"), 1),
        }
    }
    let iso = call.value("I").or_else(|| call.value("iso-8601"));
    let operands = call.operands();
    let format = operands.iter().find_map(|it| it.strip_prefix('+'));
    let format = match (format, iso.as_deref()) {
        (Some(format), _) => format,
        (None, Some("" | "date")) => "%F",
        (None, Some("hours")) => "%FT%H+00:00",
        (None, Some("minutes")) => "%FT%R+00:00",
        (None, Some(_)) => "%FT%T+00:00",
        (None, None) if call.on("R") => "%a, %d %b %Y %T +0000",
        (None, None) => match operands.first() {
            Some(word) => return call.fail(&format!("invalid date ‘{word}’"), 1),
            None => PLAIN,
        },
    };
    let text = format_time(format, now_ms);
    call.print(&format!("{text}\n"));
    Outcome::Done(0)
}

/// A time by the letters of `strftime`.
pub(super) fn format_time(format: &str, now_ms: i64) -> String {
    let mut text = String::new();
    let mut letters = format.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        let strips = letters.next_if(|it| *it == '-' || *it == '_').is_some();
        let digits: String = std::iter::from_fn(|| letters.next_if(char::is_ascii_digit)).collect();
        let field = field(letters.next().unwrap_or('%'), now_ms);
        match digits.parse::<usize>() {
            Ok(count) => text.extend(field.chars().take(count)),
            Err(_) if strips => text.push_str(match field.trim_start_matches(['0', ' ']) {
                "" => "0",
                it => it,
            }),
            Err(_) => text.push_str(&field),
        }
    }
    text
}

fn field(letter: char, now_ms: i64) -> String {
    let time = Time::of_ms(now_ms);
    let ((year, month, day), (hour, minute, second)) = (time.date(), time.clock());
    let name = |names: &[&'static str], at: i64| {
        usize::try_from(at).ok().and_then(|at| names.get(at)).copied().unwrap_or("")
    };
    let day_of_week = (time.0.div_euclid(86_400) + 4).rem_euclid(7);
    let weekday = name(&DAYS, day_of_week);
    let month_name = name(&MONTHS, month - 1);
    let short = |it: &str| it.chars().take(3).collect::<String>();
    match letter {
        'a' => short(weekday),
        'A' => weekday.to_owned(),
        'b' | 'h' => short(month_name),
        'B' => month_name.to_owned(),
        'c' => format_time("%a %b %e %H:%M:%S %Y", now_ms),
        'C' => format!("{:02}", year / 100),
        'd' => format!("{day:02}"),
        'D' | 'x' => format!("{month:02}/{day:02}/{:02}", year.rem_euclid(100)),
        'e' => format!("{day:2}"),
        'F' => format!("{year}-{month:02}-{day:02}"),
        'H' | 'k' => format!("{hour:02}"),
        'I' => format!("{:02}", (hour + 11) % 12 + 1),
        'j' => {
            let first = format_time("%F", now_ms)[..4].to_owned() + "-01-01T00:00:00Z";
            let first = Time::parse(&first).map_or(0, |it| it.0);
            format!("{:03}", (time.0 - first) / 86_400 + 1)
        }
        'M' => format!("{minute:02}"),
        'm' => format!("{month:02}"),
        'N' => format!("{:09}", now_ms.rem_euclid(1000) * 1_000_000),
        'n' => "\n".to_owned(),
        'p' => if hour < 12 { "AM" } else { "PM" }.to_owned(),
        'R' => format!("{hour:02}:{minute:02}"),
        'r' => format_time("%I:%M:%S %p", now_ms),
        'S' => format!("{second:02}"),
        's' => time.0.to_string(),
        'T' | 'X' => format!("{hour:02}:{minute:02}:{second:02}"),
        't' => "\t".to_owned(),
        'u' => (if day_of_week == 0 { 7 } else { day_of_week }).to_string(),
        'w' => day_of_week.to_string(),
        'y' => format!("{:02}", year.rem_euclid(100)),
        'Y' => year.to_string(),
        'Z' => "UTC".to_owned(),
        'z' => "+0000".to_owned(),
        '%' => "%".to_owned(),
        other => format!("%{other}"),
    }
}

/// `@1700000000`, `2026-01-05`, `2026-01-05T09:00:00Z`, `now`, `yesterday`, `2 hours ago`,
/// `+5 minutes`, `2026-01-05 +1 day`.
fn moment(text: &str, now_ms: i64) -> Option<i64> {
    let text = text.trim();
    if let Some(seconds) = text.strip_prefix('@') {
        return seconds.parse::<i64>().ok()?.checked_mul(1000);
    }
    let (mut base, mut rest) = (now_ms, text.to_owned());
    if text.len() >= 10 && text.as_bytes().get(4) == Some(&b'-') {
        let (day, behind) = text.split_at_checked(10)?;
        let behind = behind.trim_start_matches(['T', ' ']);
        let (clock, behind) = match behind.split_once(' ').unwrap_or((behind, "")) {
            (clock, behind) if clock.contains(':') => (clock, behind),
            _ => ("", behind),
        };
        let clock = clock.trim_end_matches('Z').split(['+', '.']).next().unwrap_or("");
        let clock = match clock.matches(':').count() {
            0 => "00:00:00".to_owned(),
            1 => format!("{clock}:00"),
            _ => clock.to_owned(),
        };
        base = Time::parse(&format!("{day}T{clock}Z"))?.0 * 1000;
        rest = behind.trim_start_matches("UTC").to_owned();
    }
    for (word, days) in [("now", 0), ("today", 0), ("yesterday", -1), ("tomorrow", 1)] {
        if let Some(behind) = rest.strip_prefix(word) {
            base += days * 86_400_000;
            rest = behind.to_owned();
            break;
        }
    }
    let is_ago = rest.trim_end().ends_with("ago");
    let rest = rest.trim_end().trim_end_matches("ago").replace(['+', ','], " ");
    let rest = rest.replace("- ", "-").replace('-', " -");
    let words: Vec<&str> = rest.split_whitespace().collect();
    for pair in words.chunks(2) {
        let [count, unit] = pair else { return None };
        let unit_ms = match unit.trim_end_matches('s') {
            "sec" | "second" => 1000,
            "min" | "minute" => 60_000,
            "hour" => 3_600_000,
            "day" => 86_400_000,
            "week" => 604_800_000,
            _ => return None,
        };
        let by = count.parse::<i64>().ok()?.checked_mul(unit_ms)?;
        base = base.checked_add(if is_ago { -by } else { by })?;
    }
    Some(base)
}
