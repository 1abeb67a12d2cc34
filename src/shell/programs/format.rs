//! `echo`, `printf`, `envsubst`. Source: POSIX.1-2017, Utilities; the GNU coreutils manual.

use super::{Call, Outcome};
use crate::shell::escape::unescape;
use crate::shell::expand::quote;
use crate::shell::number::Number;

pub(super) fn echo(call: &mut Call<'_, '_>) -> Outcome {
    let words = call.words();
    // That of dash knows one flag, and reads escapes always.
    let is_dash = call.environment().has_dash && call.turn.is_posix();
    let known = if is_dash { "n" } else { "neE" };
    let is_flag = |it: &&String| {
        it.len() > 1 && it.starts_with('-') && it[1..].chars().all(|it| known.contains(it))
    };
    let flags: String = words.iter().take_while(is_flag).map(String::as_str).collect();
    let count = words.iter().take_while(is_flag).count();
    let text = words.get(count..).unwrap_or(&[]).join(" ");
    let (text, stops) = match is_dash || flags.contains('e') {
        true => unescape(&text, true),
        false => (text, false),
    };
    call.print(&text);
    if !flags.contains('n') && !stops {
        call.print("\n");
    }
    Outcome::Done(0)
}

pub(super) fn printf(call: &mut Call<'_, '_>) -> Outcome {
    let mut words = call.words();
    let mut target = None;
    if words.first().is_some_and(|it| it == "-v") {
        target = words.get(1).cloned();
        words.drain(..2.min(words.len()));
    }
    if words.first().is_some_and(|it| it == "--") {
        words.remove(0);
    }
    let Some((format, words)) = words.split_first() else {
        return call.refuse("usage: printf [-v var] format [arguments]", 2);
    };
    let mut text = String::new();
    let mut problems = Vec::new();
    let mut rest = words;
    loop {
        let before = rest.len();
        let goes_on = filled(format, &mut rest, &mut text, &mut problems);
        if !goes_on || rest.is_empty() || rest.len() == before {
            break;
        }
        if text.len() > call.turn.machine.limits.memory {
            return Outcome::Memory(text.len());
        }
    }
    for problem in &problems {
        call.refuse(problem, 1);
    }
    match target {
        Some(name) => {
            if let Err(why) = call.environment().set(&name, text) {
                return call.refuse(&why, 1);
            }
        }
        None => call.print(&text),
    }
    Outcome::Done(i32::from(!problems.is_empty()))
}

/// One `%` of a format.
#[derive(Default)]
pub(super) struct Place {
    pub flags: String,
    pub width: Option<usize>,
    pub precision: Option<usize>,
}

impl Place {
    /// Reads what stands between `%` and the letter; `*` takes a value.
    pub fn read(
        chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
        mut value: impl FnMut() -> i64,
    ) -> Self {
        const WIDTH_MAX: usize = 100_000;
        let mut place = Self::default();
        while let Some(flag) = chars.next_if(|it| "-+ #0'".contains(*it)) {
            place.flags.push(flag);
        }
        let mut number = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
                          flags: &mut String| {
            if chars.next_if_eq(&'*').is_some() {
                let value = value();
                if value < 0 {
                    flags.push('-');
                }
                return Some(usize::try_from(value.unsigned_abs()).unwrap_or(0).min(WIDTH_MAX));
            }
            let mut digits = String::new();
            while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                digits.push(digit);
            }
            digits.parse::<usize>().ok().map(|it| it.min(WIDTH_MAX))
        };
        let mut flags = std::mem::take(&mut place.flags);
        place.width = number(chars, &mut flags);
        if chars.next_if_eq(&'.').is_some() {
            place.precision = Some(number(chars, &mut flags).unwrap_or(0));
        }
        place.flags = flags;
        while chars.next_if(|it| "lhjzt".contains(*it)).is_some() {}
        place
    }

    /// A text at its place.
    pub fn text(&self, text: &str) -> String {
        let cut: String = match self.precision {
            Some(count) => text.chars().take(count).collect(),
            None => text.to_owned(),
        };
        self.pad(cut, false)
    }

    fn pad(&self, text: String, is_number: bool) -> String {
        let missing = self.width.unwrap_or(0).saturating_sub(text.chars().count());
        if self.flags.contains('-') {
            return text + &" ".repeat(missing);
        }
        if is_number && self.flags.contains('0') {
            let (sign, digits) = match text.strip_prefix(['-', '+']) {
                Some(digits) => (&text[..1], digits),
                None => ("", text.as_str()),
            };
            return format!("{sign}{}{digits}", "0".repeat(missing));
        }
        " ".repeat(missing) + &text
    }

    /// A number at its place.
    pub fn number(&self, letter: char, value: Number) -> String {
        let whole = value.whole();
        let mut text = match letter {
            'd' | 'i' | 'u' => {
                let digits = format!(
                    "{:0width$}",
                    whole.unsigned_abs(),
                    width = self.precision.unwrap_or(1)
                );
                if whole < 0 { format!("-{digits}") } else { digits }
            }
            'x' => format!("{whole:x}"),
            'X' => format!("{whole:X}"),
            'o' => format!("{whole:o}"),
            'e' | 'E' => value.scientific(self.precision.unwrap_or(6), false),
            'g' | 'G' => value.general(self.precision.unwrap_or(6)),
            _ => value.fixed(self.precision.unwrap_or(6)),
        };
        if self.flags.contains('#') && whole != 0 {
            let prefix = match letter {
                'x' => "0x",
                'X' => "0X",
                'o' => "0",
                _ => "",
            };
            text = format!("{prefix}{text}");
        }
        if !text.starts_with('-') {
            if self.flags.contains('+') {
                text = format!("+{text}");
            } else if self.flags.contains(' ') {
                text = format!(" {text}");
            }
        }
        self.pad(text, true)
    }
}

/// The format with values in its places; false where `\c` has ended it all.
fn filled(
    format: &str,
    rest: &mut &[String],
    out: &mut String,
    problems: &mut Vec<String>,
) -> bool {
    let mut chars = format.chars().peekable();
    let mut literal = String::new();
    let next = |rest: &mut &[String]| {
        let (first, more) = rest.split_first()?;
        *rest = more;
        Some(first.clone())
    };
    while let Some(char) = chars.next() {
        if char != '%' {
            literal.push(char);
            literal.extend(chars.next_if(|_| char == '\\'));
            continue;
        }
        let (text, stops) = unescape(&std::mem::take(&mut literal), false);
        out.push_str(&text);
        if stops {
            return false;
        }
        if chars.next_if_eq(&'%').is_some() {
            out.push('%');
            continue;
        }
        let place =
            Place::read(&mut chars, || next(rest).and_then(|it| it.parse().ok()).unwrap_or(0));
        let Some(letter) = chars.next() else {
            out.push('%');
            break;
        };
        let word = next(rest);
        match letter {
            's' => out.push_str(&place.text(word.as_deref().unwrap_or(""))),
            'b' => {
                let (text, stops) = unescape(word.as_deref().unwrap_or(""), true);
                out.push_str(&place.text(&text));
                if stops {
                    return false;
                }
            }
            'q' => out.push_str(&place.text(&quoted(word.as_deref().unwrap_or("")))),
            'c' => {
                let first: String = word.unwrap_or_default().chars().take(1).collect();
                out.push_str(&place.text(&first));
            }
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let word = word.unwrap_or_default();
                let value = argument(&word, "diuxXo".contains(letter), problems);
                out.push_str(&place.number(letter, value));
            }
            other => {
                problems.push(format!("`{other}': invalid format character"));
                return false;
            }
        }
    }
    let (text, stops) = unescape(&literal, false);
    out.push_str(&text);
    !stops
}

/// What a word is worth where a number is wanted; a leading zero means octal in whole numbers.
fn argument(word: &str, is_whole: bool, problems: &mut Vec<String>) -> Number {
    let digits = word.trim().strip_prefix('0').filter(|_| is_whole).unwrap_or("");
    if !digits.is_empty() && digits.chars().all(|it| it.is_ascii_digit()) {
        let end = digits.find(['8', '9']).unwrap_or(digits.len());
        if end < digits.len() {
            problems.push(format!("{word}: invalid octal number"));
        }
        return Number::from(i64::from_str_radix(&digits[..end], 8).unwrap_or(0));
    }
    let value = number(word);
    if value.is_none() {
        problems.push(format!("{word}: invalid number"));
    }
    value.or_else(|| Number::prefix(word).map(|it| it.0)).unwrap_or_default()
}

fn number(word: &str) -> Option<Number> {
    let word = word.trim();
    if word.is_empty() {
        return Some(Number::default());
    }
    if let Some(letter) = word.strip_prefix(['\'', '"']) {
        return letter.chars().next().map(|it| Number::from(i64::from(u32::from(it))));
    }
    if let Some(digits) = word.strip_prefix("0x") {
        return i64::from_str_radix(digits, 16).ok().map(Number::from);
    }
    Number::parse(word)
}

fn quoted(text: &str) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || "_-./=:,@%+".contains(it);
    match text {
        "" => "''".to_owned(),
        _ if text.chars().all(is_plain) => text.to_owned(),
        _ if text.contains('\n') => {
            format!("$'{}'", text.replace('\'', "\\'").replace('\n', "\\n"))
        }
        _ if text.contains('\'') => quote(text),
        _ => {
            let escape = |it: char| if is_plain(it) { it.to_string() } else { format!("\\{it}") };
            text.chars().map(escape).collect()
        }
    }
}

/// `$NAME` and `${NAME}` of the exported variables; only those that are named, if any are.
pub(super) fn envsubst(call: &mut Call<'_, '_>) -> Outcome {
    let text = match call.whole_input() {
        Ok(text) => text,
        Err(outcome) => return outcome,
    };
    let only = call.operands().join(" ");
    let is_name = |it: char| it == '_' || it.is_ascii_alphanumeric();
    let exported: Vec<(String, String)> =
        call.environment().exported().map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
    let (mut out, mut rest) = (String::new(), text.as_str());
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_braced = rest.starts_with("${");
        let name: String =
            rest.chars().skip(1 + usize::from(is_braced)).take_while(|it| is_name(*it)).collect();
        let length = 1 + name.len() + if is_braced { 2 } else { 0 };
        let is_whole = !is_braced || rest.get(length - 1..length) == Some("}");
        let is_meant = only.is_empty()
            || only.contains(&format!("${name}"))
            || only.contains(&format!("${{{name}}}"));
        let begins = name.starts_with(|it: char| it == '_' || it.is_ascii_alphabetic());
        if !begins || !is_whole || !is_meant {
            out.push('$');
            rest = &rest[1..];
            continue;
        }
        let value = exported.iter().find(|it| it.0 == name);
        out.push_str(value.map_or("", |it| it.1.as_str()));
        rest = &rest[length..];
    }
    out.push_str(rest);
    call.print(&out);
    Outcome::Done(0)
}
