//! What replaces a match.

use regex_lite::Captures;

/// A piece of what replaces a match.
pub(super) enum Part {
    Text(String),
    Group(usize),
    /// `\U`, `\L`, `\u`, `\l`, `\E`
    Case(char),
}

pub(super) fn parts(text: &str) -> Vec<Part> {
    let (mut parts, mut plain) = (Vec::new(), String::new());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        let part = match char {
            '&' => Part::Group(0),
            '\\' => match chars.next() {
                Some(digit @ '0'..='9') => {
                    Part::Group(usize::try_from(u32::from(digit) - 48).unwrap_or(0))
                }
                Some(letter @ ('U' | 'L' | 'u' | 'l' | 'E')) => Part::Case(letter),
                Some('n') => {
                    plain.push('\n');
                    continue;
                }
                Some('t') => {
                    plain.push('\t');
                    continue;
                }
                other => {
                    plain.extend(other);
                    continue;
                }
            },
            other => {
                plain.push(other);
                continue;
            }
        };
        if !plain.is_empty() {
            parts.push(Part::Text(std::mem::take(&mut plain)));
        }
        parts.push(part);
    }
    parts.push(Part::Text(plain));
    parts
}

/// What replaces a match.
pub(super) fn replace(found: &Captures<'_>, new: &[Part], out: &mut String) {
    let (mut case, mut once) = ('E', None);
    for part in new {
        let text = match part {
            Part::Text(text) => text,
            Part::Group(at) => found.get(*at).map_or("", |it| it.as_str()),
            Part::Case(letter @ ('u' | 'l')) => {
                once = Some(*letter);
                continue;
            }
            Part::Case(letter) => {
                case = *letter;
                continue;
            }
        };
        for char in text.chars() {
            match once.take().unwrap_or(case) {
                'U' | 'u' => out.extend(char.to_uppercase()),
                'L' | 'l' => out.extend(char.to_lowercase()),
                _ => out.push(char),
            }
        }
    }
}
