//! Where the fields of a manifest stand in its text. Good enough for what people write: what is
//! in braces or brackets counts to the field that holds it.

use crate::sorted::SortedMap;

/// Lines and columns by path, such as `spec.containers[0].image`.
pub(super) struct Places(SortedMap<String, (usize, usize)>);

/// What a line is inside of.
struct Level {
    indent: usize,
    path: String,
    /// The next item, where this is a list's owner.
    items: usize,
}

/// Finds the fields of a document.
pub(super) fn of(document: &str) -> Places {
    let mut places = SortedMap::new();
    let mut levels: Vec<Level> = Vec::new();
    // The lines of a block of text are deeper than its key.
    let mut in_text: Option<usize> = None;
    for (number, line) in document.lines().enumerate() {
        let rest = line.trim_start_matches(' ');
        let mut indent = line.len() - rest.len();
        if rest.trim().is_empty() || rest.starts_with('#') {
            continue;
        }
        if in_text.is_some_and(|it| indent > it) {
            continue;
        }
        in_text = None;
        let mut rest = rest;
        while let Some(item) = rest.strip_prefix("- ").or((rest == "-").then_some("")) {
            // A list may stand under its key without indentation.
            let is_owner =
                |it: &Level| it.indent < indent || (it.indent == indent && !it.path.ends_with(']'));
            levels.truncate(levels.iter().rposition(is_owner).map_or(0, |it| it + 1));
            let path = match levels.last_mut() {
                None => String::new(),
                Some(owner) => {
                    owner.items += 1;
                    format!("{}[{}]", owner.path, owner.items - 1)
                }
            };
            places.insert(path.clone(), (number + 1, indent + 1));
            levels.push(Level { indent, path, items: 0 });
            let trimmed = item.trim_start_matches(' ');
            indent += rest.len() - trimmed.len();
            rest = trimmed;
        }
        let Some((key, value)) = key(rest) else { continue };
        levels.truncate(levels.iter().rposition(|it| it.indent < indent).map_or(0, |it| it + 1));
        let parent = levels.last().map_or("", |it| it.path.as_str());
        let path = if parent.is_empty() { key.to_owned() } else { format!("{parent}.{key}") };
        places.entry(path.clone()).or_insert((number + 1, indent + 1));
        levels.push(Level { indent, path, items: 0 });
        if value.starts_with(['|', '>']) {
            in_text = Some(indent);
        }
    }
    Places(places)
}

/// `key: value`, `key:`, `"key": value`
fn key(text: &str) -> Option<(&str, &str)> {
    if let Some(quote) = text.chars().next().filter(|it| ['"', '\''].contains(it)) {
        let (key, rest) = text.get(1..)?.split_once(quote)?;
        return Some((key, rest.trim_start().strip_prefix(':')?.trim()));
    }
    if let Some((key, value)) = text.split_once(": ") {
        return Some((key.trim(), value.trim()));
    }
    Some((text.trim_end().strip_suffix(':')?.trim(), ""))
}

impl Places {
    /// Line and column of a field, or of the nearest that holds it.
    pub fn find(&self, path: &str) -> (usize, usize) {
        let mut path = path;
        loop {
            if let Some(place) = self.0.get(path) {
                return *place;
            }
            let cut = path.rfind(['.', '[']);
            match cut {
                Some(at) => path = path.get(..at).unwrap_or(""),
                None => break,
            }
        }
        self.0.values().copied().min().unwrap_or((1, 1))
    }
}
