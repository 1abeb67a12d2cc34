//! The text of a difference: in one line where it fits, with a sign before each line.

/// A list in one line may be so long where it was removed or inserted.
const COLUMNS: usize = 80;

/// A text that may take one line or several.
#[derive(Clone, Debug)]
pub(super) enum Text {
    /// One line.
    Line(String),
    /// Something between brackets.
    Wrap(String, Box<Text>, String),
    /// Something with commas.
    List(Vec<Record>),
}

/// An item of a list.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// Whether it was removed or inserted.
    pub sign: Option<char>,
    key: String,
    text: Text,
    comment: Option<String>,
    is_ellipsis: bool,
}

impl Record {
    /// An item, with the name of its field or none.
    pub fn of(key: &str, text: Text) -> Self {
        Self { sign: None, key: key.to_owned(), text, comment: None, is_ellipsis: false }
    }

    /// What is left out.
    pub fn ellipsis(comment: Option<String>) -> Self {
        let text = Text::Line("...".to_owned());
        Self { comment, is_ellipsis: true, ..Self::of("", text) }
    }
}

/// The whole, with a line break at the end.
pub(super) fn print(text: &Text) -> String {
    let mut out = indent(0, None);
    expand(&compact(text, None), None, 0, &mut out);
    out + "\n"
}

fn indent(depth: usize, sign: Option<char>) -> String {
    format!("{} {}", sign.unwrap_or(' '), "\t".repeat(depth))
}

/// What fits becomes one line.
fn compact(text: &Text, sign: Option<char>) -> Text {
    match text {
        Text::Line(line) => Text::Line(line.clone()),
        Text::Wrap(before, inner, after) => match compact(inner, sign) {
            Text::Line(line) => Text::Line(format!("{before}{line}{after}")),
            other => Text::Wrap(before.clone(), Box::new(other), after.clone()),
        },
        Text::List(list) => {
            let list: Vec<Record> = list
                .iter()
                .map(|it| Record { text: compact(&it.text, sign.or(it.sign)), ..it.clone() })
                .collect();
            let is_line = |it: &Record| {
                it.sign.is_none() && it.comment.is_none() && matches!(it.text, Text::Line(_))
            };
            if !list.iter().all(is_line) {
                return Text::List(list);
            }
            let items: Vec<String> = list
                .iter()
                .map(|it| match (&it.text, it.key.as_str()) {
                    (Text::Line(line), "") => line.clone(),
                    (Text::Line(line), key) => format!("{key}: {line}"),
                    _ => String::new(),
                })
                .collect();
            let line = items.join(", ");
            if sign.is_some() && line.len() > COLUMNS { Text::List(list) } else { Text::Line(line) }
        }
    }
}

fn expand(text: &Text, sign: Option<char>, depth: usize, out: &mut String) {
    match text {
        Text::Line(line) => out.push_str(line),
        Text::Wrap(before, inner, after) => {
            out.push_str(before);
            expand(inner, sign, depth, out);
            out.push_str(after);
        }
        Text::List(list) => {
            let pads = align(list);
            for (it, pad) in list.iter().zip(pads) {
                let sign = sign.or(it.sign);
                out.push('\n');
                out.push_str(&indent(depth + 1, sign));
                if !it.key.is_empty() {
                    out.push_str(&it.key);
                    out.push_str(": ");
                }
                out.push_str(&" ".repeat(pad));
                expand(&it.text, sign, depth + 1, out);
                if !it.is_ellipsis {
                    out.push(',');
                }
                if let Some(comment) = &it.comment {
                    out.push_str(" // ");
                    out.push_str(comment);
                }
            }
            out.push('\n');
            out.push_str(&indent(depth, sign));
        }
    }
}

/// How many blanks bring the values of neighbouring lines below each other.
fn align(list: &[Record]) -> Vec<usize> {
    let is_line = |it: &Record| !it.key.is_empty() && matches!(it.text, Text::Line(_));
    let mut pads = vec![0; list.len()];
    let mut start = 0;
    while start < list.len() {
        let count = list[start..].iter().take_while(|it| is_line(it)).count();
        let group = &list[start..start + count];
        let most = group.iter().map(|it| it.key.len()).max().unwrap_or(0);
        for (at, it) in group.iter().enumerate() {
            pads[start + at] = most - it.key.len();
        }
        start += count.max(1);
    }
    pads
}
