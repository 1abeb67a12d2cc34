//! `date`.

use crate::api::Time;

/// The format of `date -Iseconds`.
pub(super) const ISO: &str = "%Y-%m-%dT%H:%M:%S+00:00";
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

/// What `date` prints.
pub(super) fn date(words: &[&str], now_ms: i64) -> String {
    let format = words.iter().find_map(|it| it.strip_prefix('+'));
    let iso = words.iter().any(|it| it.starts_with("-I"));
    let format = format.unwrap_or(if iso { ISO } else { PLAIN });
    let mut text = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter == '%' {
            text.push_str(&field(letters.next().unwrap_or('%'), now_ms));
        } else {
            text.push(letter);
        }
    }
    text.push('\n');
    text
}

fn field(letter: char, now_ms: i64) -> String {
    let time = Time(now_ms.div_euclid(1000));
    let ((year, month, day), (hour, minute, second)) = (time.date(), time.clock());
    let name = |names: &[&'static str], at: i64| {
        usize::try_from(at).ok().and_then(|at| names.get(at)).copied().unwrap_or("")
    };
    let weekday = name(&DAYS, (time.0.div_euclid(86_400) + 4).rem_euclid(7));
    let month_name = name(&MONTHS, month - 1);
    match letter {
        'a' => weekday[..3.min(weekday.len())].to_owned(),
        'A' => weekday.to_owned(),
        'b' | 'h' => month_name[..3.min(month_name.len())].to_owned(),
        'B' => month_name.to_owned(),
        'd' => format!("{day:02}"),
        'D' => format!("{month:02}/{day:02}/{:02}", year.rem_euclid(100)),
        'e' => format!("{day:2}"),
        'F' => format!("{year}-{month:02}-{day:02}"),
        'H' => format!("{hour:02}"),
        'M' => format!("{minute:02}"),
        'm' => format!("{month:02}"),
        'N' => format!("{:09}", now_ms.rem_euclid(1000) * 1_000_000),
        'S' => format!("{second:02}"),
        's' => time.0.to_string(),
        'T' => format!("{hour:02}:{minute:02}:{second:02}"),
        'R' => format!("{hour:02}:{minute:02}"),
        'Y' => year.to_string(),
        'Z' => "UTC".to_owned(),
        'z' => "+0000".to_owned(),
        'n' => "\n".to_owned(),
        other => other.to_string(),
    }
}
