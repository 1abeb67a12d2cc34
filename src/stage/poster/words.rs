//! What stands on a poster and is said of it.

use crate::film::Film;
use crate::picture::{Picture, human_duration};
use std::fmt;

/// A text inside of XML.
pub(super) struct Escaped<'a>(pub &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|char| match char {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            // XML has no such characters.
            _ if char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}') => f.write_str(" "),
            _ => f.write_str(char.encode_utf8(&mut [0; 4])),
        })
    }
}

/// A title and the size of its letters (pixels), such that it fits into a line.
pub(super) fn fitting(title: &str) -> (String, i32) {
    let longest = [(20, 46), (17, 56), (14, 68)];
    let count = title.chars().count();
    let fits = longest.into_iter().find(|(_, most)| count <= *most);
    match fits {
        Some((size, _)) => (title.to_owned(), size),
        None => (shortened(title, 68), 14),
    }
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let start: String = text.chars().take(most - 1).collect();
    format!("{}\u{2026}", start.trim_end())
}

/// A text in lines of at most so many characters, and not more lines than these.
pub(super) fn lines_of(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let is_full = lines.len() == most;
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(last) if is_full => {
                let rest: Vec<&str> = std::iter::once(word).chain(words).collect();
                *last = shortened(&format!("{last} {}", rest.join(" ")), width);
                break;
            }
            _ => lines.push(shortened(word, width)),
        }
    }
    lines
}

/// What stands below the title: `Podarium · 5 steps, 13 seconds`.
pub(super) fn about(film: &Film) -> String {
    let steps = match film.head.captions {
        0 => String::new(),
        1 => "1 step, ".to_owned(),
        count => format!("{count} steps, "),
    };
    let length = human_duration(film.end_ms.unwrap_or(film.until_ms));
    format!("Podarium \u{b7} {steps}{length}")
}

/// The picture in words.
pub(super) fn spoken(picture: &Picture) -> String {
    const MOST: usize = 8;
    let mut words: Vec<String> = picture.nodes.iter().take(MOST).map(|it| it.says()).collect();
    let workloads = picture.workloads.iter().take(MOST);
    words.extend(
        workloads.map(|it| format!("{} {}: {}", it.title(), it.count(), it.doing(picture.now_ms))),
    );
    let failing = picture.pods.iter().filter(|it| it.look.word() == "crash");
    words.extend(failing.take(MOST).map(|it| picture.says(it)));
    words.join(". ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fit() {
        assert_eq!(lines_of("one two three", 7, 2), ["one two", "three"]);
        assert_eq!(lines_of("one two three four", 7, 2), ["one two", "three\u{2026}"]);
        assert_eq!(lines_of("", 7, 2), Vec::<String>::new());
        assert_eq!(lines_of("incomprehensible", 7, 2), ["incomp\u{2026}"]);
        assert_eq!(fitting("Short"), ("Short".to_owned(), 20));
        assert_eq!(fitting(&"x".repeat(80)).0.chars().count(), 68);
        assert_eq!(Escaped("a<b>&\u{1}").to_string(), "a&lt;b&gt;&amp; ");
    }
}
