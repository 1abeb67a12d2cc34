//! Tapes and players in a page of a course: Markdown, MDX or HTML.

use std::path::Path;

/// What a page shows of Podarium.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// A fenced block: the lines above its first one, the tape in it, and whether nothing ends it.
    Fence { above: usize, text: String, is_open: bool },
    /// An element, by line: its name and its attributes.
    Element { line: usize, name: &'static str, attributes: Vec<(String, String)> },
}

/// The ends of the names of pages.
const PAGES: [&str; 4] = ["md", "markdown", "mdx", "html"];
/// The language of a fenced block that is a tape.
const LANGUAGE: &str = "podarium";
/// Elements that may show a tape.
const ELEMENTS: [&str; 2] = ["podarium-player", "iframe"];
/// An element is written on so many lines at most.
const ELEMENT_LINES_MAX: usize = 40;

/// A fence: its indentation, its sign and how often.
struct Fence {
    indent: usize,
    sign: char,
    length: usize,
}

/// Whether a file is a page, and not a tape.
pub(super) fn is_page(file: &Path) -> bool {
    let end = file.extension().and_then(|it| it.to_str());
    end.is_some_and(|end| PAGES.contains(&end))
}

/// The page with other tapes in its blocks: what `fresh` makes of each, given how many lines stand
/// above it.
pub(super) fn rewritten(page: &str, mut fresh: impl FnMut(usize, &str) -> String) -> String {
    let lines: Vec<&str> = page.lines().collect();
    let (mut out, mut at) = (Vec::new(), 0);
    for shown in shown(page) {
        let Shown::Fence { above, text, is_open: false } = shown else { continue };
        let fresh = fresh(above, &text);
        let length = text.lines().count();
        if fresh == text || above + length > lines.len() {
            continue;
        }
        // Fences in lists and admonitions are indented, and so is what stands in them.
        let fence = lines[above - 1];
        let indent = &fence[..fence.len() - fence.trim_start().len()];
        out.extend(lines[at..above].iter().map(|it| (*it).to_owned()));
        out.extend(fresh.lines().map(|it| match it {
            "" => String::new(),
            line => format!("{indent}{line}"),
        }));
        at = above + length;
    }
    out.extend(lines[at..].iter().map(|it| (*it).to_owned()));
    out.push(String::new());
    out.join("\n")
}

/// All that a page shows of Podarium, in order.
pub(super) fn shown(page: &str) -> Vec<Shown> {
    let lines: Vec<&str> = page.lines().collect();
    let (mut shown, mut at) = (Vec::new(), 0);
    while at < lines.len() {
        let Some((fence, info)) = fence(lines[at]) else {
            elements(&lines, at, &mut shown);
            at += 1;
            continue;
        };
        let above = at + 1;
        let ends = |line: &&str| {
            let rest = line.trim();
            rest.len() >= fence.length && rest.chars().all(|it| it == fence.sign)
        };
        at = above + lines[above..].iter().position(ends).unwrap_or(lines.len() - above);
        if is_podarium(info) {
            let text =
                lines[above..at].iter().map(|it| format!("{}\n", unindented(it, fence.indent)));
            let is_open = at == lines.len();
            shown.push(Shown::Fence { above, text: text.collect(), is_open });
        }
        at += 1;
    }
    shown
}

/// The fence that a line opens, with what is said of it. In an admonition it is indented.
fn fence(line: &str) -> Option<(Fence, &str)> {
    let text = line.trim_start();
    let sign = text.chars().next().filter(|it| matches!(it, '`' | '~'))?;
    let info = text.trim_start_matches(sign);
    let length = text.len() - info.len();
    let is_inline = sign == '`' && info.contains('`');
    let fence = Fence { indent: line.len() - text.len(), sign, length };
    (length >= 3 && !is_inline).then_some((fence, info.trim()))
}

/// `podarium`, `podarium {..}`, `{.podarium ..}`.
fn is_podarium(info: &str) -> bool {
    let ends = |char: char| char.is_whitespace() || matches!(char, '{' | '}' | ',');
    let info = info.trim_start_matches('{').trim_start().trim_start_matches('.');
    info.split(ends).next() == Some(LANGUAGE)
}

fn unindented(line: &str, indent: usize) -> &str {
    let spaces = line.len() - line.trim_start_matches([' ', '\t']).len();
    line.get(spaces.min(indent)..).unwrap_or(line)
}

/// The elements that begin on a line, outside of code.
fn elements(lines: &[&str], at: usize, shown: &mut Vec<Shown>) {
    let line = without_code(lines[at]);
    for (start, _) in line.match_indices('<') {
        let name = ELEMENTS.iter().find(|name| {
            let rest = line[start + 1..].strip_prefix(**name);
            rest.is_some_and(|it| {
                it.starts_with(|char: char| char.is_whitespace() || char == '>') || it.is_empty()
            })
        });
        let Some(name) = name else { continue };
        let end = lines.len().min(at + ELEMENT_LINES_MAX);
        let mut text = line[start + 1 + name.len()..].to_owned();
        lines[at + 1..end].iter().for_each(|it| text.extend(["\n", *it]));
        shown.push(Shown::Element { line: at + 1, name, attributes: attributes(&text) });
    }
}

/// The line with blanks in place of `code`.
fn without_code(line: &str) -> String {
    let parts: Vec<&str> = line.split('`').collect();
    let last = parts.len() - 1;
    let part = |(at, part): (usize, &&str)| match at % 2 == 1 && at < last {
        true => " ".repeat(part.len()),
        false => (*part).to_owned(),
    };
    parts.iter().enumerate().map(part).collect::<Vec<_>>().join(" ")
}

/// The attributes up to the end of the tag. One without a value has the empty one.
fn attributes(text: &str) -> Vec<(String, String)> {
    let (mut rest, mut attributes) = (text.trim_start(), Vec::new());
    while !rest.is_empty() && !rest.starts_with(['>', '/', '<']) {
        let end = rest.find(|char: char| char.is_whitespace() || matches!(char, '=' | '>' | '/'));
        let (name, tail) = rest.split_at(end.unwrap_or(rest.len()));
        let Some(value) = tail.trim_start().strip_prefix('=') else {
            attributes.push((name.to_owned(), String::new()));
            rest = tail.trim_start();
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|it| matches!(it, '"' | '\''));
        let (value, tail) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_at(
                value.find(|char: char| char.is_whitespace() || char == '>').unwrap_or(value.len()),
            ),
        };
        attributes.push((name.to_owned(), unescaped(value)));
        rest = tail.trim_start();
    }
    attributes
}

fn unescaped(text: &str) -> String {
    text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fences(page: &str) -> Vec<(usize, String)> {
        let fence = |it| match it {
            Shown::Fence { above, text, .. } => Some((above, text)),
            Shown::Element { .. } => None,
        };
        shown(page).into_iter().filter_map(fence).collect()
    }

    #[test]
    fn tapes_stand_in_fences() {
        let page = "# A page\n\n```podarium\n$ ls\n```\n\n!!! note\n    ~~~~ podarium {speed=2}\n    --- a\n      b\n    ~~~\n    ~~~~\n\
                    ````md\n```podarium\nnot this\n```\n````\n```yaml\nnor: this\n```\n```{.podarium #id}\n> open";
        assert_eq!(
            fences(page),
            [
                (3, "$ ls\n".to_owned()),
                (8, "--- a\n  b\n~~~\n".to_owned()),
                (21, "> open\n".to_owned()),
            ]
        );
    }

    #[test]
    fn players_are_elements() {
        let page = "`<podarium-player src=\"no.tape\">` is code.\n<podarium-players src=x>\n\
                    A <podarium-player src='a.tape' autoplay\n  title=\"a > b\" speed=2></podarium-player>\n\
                    <iframe src=\"p/?embed&amp;lesson=retries\"/>\n";
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let attributes = vec![
            pair("src", "a.tape"),
            pair("autoplay", ""),
            pair("title", "a > b"),
            pair("speed", "2"),
        ];
        assert_eq!(
            shown(page),
            [
                Shown::Element { line: 3, name: "podarium-player", attributes },
                Shown::Element {
                    line: 5,
                    name: "iframe",
                    attributes: vec![pair("src", "p/?embed&lesson=retries")],
                },
            ]
        );
    }

    #[test]
    fn no_page_is_too_odd() {
        for page in [
            "```podarium",
            "<podarium-player",
            "<iframe src=",
            "<iframe src=\"",
            "```",
            "`<iframe`>",
            "\u{e4}`<iframe \u{e4}=\u{e4}",
        ] {
            shown(page);
        }
    }
}
