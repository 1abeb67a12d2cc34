//! Patterns of file names, and regular expressions of POSIX.
//! Source: POSIX.1-2017, Shell Command Language 2.13, Base Definitions 9.

use regex_lite::{Regex, RegexBuilder};

/// A text in which no letter means anything.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if "*?[]\\.+()|{}^$".contains(char) {
            out.push('\\');
        }
        out.push(char);
    }
    out
}

/// Whether a text has letters that stand for others.
#[must_use]
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// Whether the whole text is as the pattern says.
#[must_use]
pub fn matches(pattern: &str, text: &str) -> bool {
    if !is_pattern(pattern) {
        return plain(pattern) == text;
    }
    regex(&format!("^(?:{})$", translate(pattern, true))).is_some_and(|it| it.is_match(text))
}

fn plain(pattern: &str) -> String {
    let (mut out, mut chars) = (String::new(), pattern.chars());
    while let Some(char) = chars.next() {
        out.push(if char == '\\' { chars.next().unwrap_or('\\') } else { char });
    }
    out
}

/// A regular expression in which `.` stands for line ends too.
#[must_use]
pub fn regex(text: &str) -> Option<Regex> {
    RegexBuilder::new(text).dot_matches_new_line(true).build().ok()
}

/// A pattern as a regular expression; its stars take as much as they can, or as little.
#[must_use]
pub fn translate(pattern: &str, is_greedy: bool) -> String {
    let chars: Vec<char> = pattern.chars().collect();
    let (mut out, mut at, mut unclosed) = (String::new(), 0, 0);
    while let Some(char) = chars.get(at).copied() {
        at += 1;
        match char {
            '*' => out.push_str(if is_greedy { ".*" } else { ".*?" }),
            '?' => out.push('.'),
            '[' => {
                match Some(at).filter(|it| *it > unclosed).and_then(|it| bracket(&chars, it, true))
                {
                    Some((text, end)) => {
                        out.push_str(&text);
                        at = end;
                    }
                    None => {
                        // One that is never closed is not looked for again.
                        unclosed = usize::MAX;
                        out.push_str("\\[");
                    }
                }
            }
            '\\' => {
                literal(chars.get(at).copied().unwrap_or('\\'), &mut out);
                at += 1;
            }
            other => literal(other, &mut out),
        }
    }
    out
}

fn literal(char: char, out: &mut String) {
    if "\\.+*?()|[]{}^$#&-~".contains(char) {
        out.push('\\');
    }
    out.push(char);
}

/// A bracket expression behind its `[`, and where it ends.
fn bracket(chars: &[char], start: usize, is_glob: bool) -> Option<(String, usize)> {
    let (mut out, mut at) = ("[".to_owned(), start);
    let is_not = |it: &char| *it == '^' || is_glob && *it == '!';
    if chars.get(at).is_some_and(is_not) {
        out.push('^');
        at += 1;
    }
    let first = at;
    loop {
        let char = *chars.get(at)?;
        at += 1;
        match char {
            ']' if at - 1 > first => return Some((out + "]", at)),
            '[' if chars.get(at) == Some(&':') => {
                let name: String =
                    chars[at + 1..].iter().take_while(|it| it.is_ascii_alphabetic()).collect();
                at += name.len() + 3;
                out.push_str(&format!("[:{name}:]"));
            }
            '\\' if is_glob => {
                literal(*chars.get(at)?, &mut out);
                at += 1;
            }
            '-' if at - 1 > first && chars.get(at).is_some_and(|it| *it != ']') => out.push('-'),
            other => literal(other, &mut out),
        }
    }
}

/// A regular expression of POSIX, basic or extended, in the words of the library.
///
/// # Errors
/// What it can't do: references to what a group has matched.
pub fn posix(text: &str, is_extended: bool, ignores_case: bool) -> Result<Regex, String> {
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::new(), 0);
    let mut begins = true;
    while let Some(char) = chars.get(at).copied() {
        at += 1;
        let began = std::mem::replace(&mut begins, false);
        match char {
            '[' => match bracket(&chars, at, false) {
                Some((text, end)) => {
                    out.push_str(&text);
                    at = end;
                }
                None => return Err("Unmatched [, [^, [:, [., or [=".to_owned()),
            },
            '\\' => {
                let Some(letter) = chars.get(at).copied() else {
                    return Err("Trailing backslash".to_owned());
                };
                at += 1;
                match letter {
                    '(' | ')' | '{' | '}' | '|' | '+' | '?' if !is_extended => {
                        begins = letter == '(' || letter == '|';
                        out.push(letter);
                    }
                    'w' | 'W' | 's' | 'S' | 'b' | 'B' => out.extend(['\\', letter]),
                    '<' | '>' => out.push_str("\\b"),
                    'n' => out.push('\n'),
                    't' => out.push('\t'),
                    '1'..='9' => return Err("references to groups are not known here".to_owned()),
                    other => literal(other, &mut out),
                }
            }
            '(' | ')' | '{' | '}' | '|' | '+' | '?' if !is_extended => literal(char, &mut out),
            '*' if began => out.push_str("\\*"),
            '{' if !chars.get(at).is_some_and(char::is_ascii_digit) => out.push_str("\\{"),
            '(' | '|' => {
                begins = true;
                out.push(char);
            }
            '^' if !is_extended && !began => out.push_str("\\^"),
            '^' => {
                begins = true;
                out.push('^');
            }
            '$' if !is_extended && !ends(&chars[at..]) => out.push_str("\\$"),
            '.' | '*' | '+' | '?' | '{' | '}' | ')' | '$' => out.push(char),
            other => literal(other, &mut out),
        }
    }
    let built = RegexBuilder::new(&out).case_insensitive(ignores_case).build();
    built.map_err(|_| "Invalid regular expression".to_owned())
}

/// Whether a basic expression, or a group of it, ends here.
fn ends(rest: &[char]) -> bool {
    matches!(rest, [] | ['\\', ')' | '|', ..])
}
