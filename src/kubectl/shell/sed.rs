//! The little of `sed` that people use on manifests: `s/old/new/`, where `.*` stands for anything.

/// Edits a text by a script: one `s` command, or several with `;` between.
///
/// # Errors
/// In the words of sed.
pub(in crate::kubectl) fn edit(script: &str, text: &str) -> Result<String, String> {
    let mut text = text.to_owned();
    for command in commands(script)? {
        let lines = text.split_inclusive('\n').map(|line| {
            let (body, end) = line.strip_suffix('\n').map_or((line, ""), |it| (it, "\n"));
            command.apply(body) + end
        });
        text = lines.collect();
    }
    Ok(text)
}

struct Substitution {
    /// The texts between which anything may stand.
    pieces: Vec<String>,
    at_start: bool,
    new: String,
    everywhere: bool,
}

fn commands(script: &str) -> Result<Vec<Substitution>, String> {
    let error = |at: usize, what: &str| format!("sed: -e expression #1, char {at}: {what}");
    let mut commands = Vec::new();
    let mut rest = script.trim();
    while !rest.is_empty() {
        let at = script.len() - rest.len() + 1;
        let body = rest.strip_prefix('s').ok_or_else(|| error(at, "only `s' is known here"))?;
        let unterminated = || error(script.len(), "unterminated `s' command");
        let delimiter = body.chars().next().ok_or_else(unterminated)?;
        let mut parts = body.splitn(4, delimiter).skip(1);
        let (old, new) =
            (parts.next().ok_or_else(unterminated)?, parts.next().ok_or_else(unterminated)?);
        let tail = parts.next().ok_or_else(unterminated)?;
        let (flags, next) = tail.split_once(';').unwrap_or((tail, ""));
        if flags.trim().chars().any(|it| it != 'g') {
            return Err(error(script.len(), "unknown option to `s'"));
        }
        let (at_start, old) = old.strip_prefix('^').map_or((false, old), |it| (true, it));
        let plain = |it: &str| it.replace('\\', "");
        commands.push(Substitution {
            pieces: old.split(".*").map(plain).collect(),
            at_start,
            new: plain(new),
            everywhere: flags.contains('g'),
        });
        rest = next.trim();
    }
    Ok(commands)
}

impl Substitution {
    fn apply(&self, line: &str) -> String {
        let mut out = String::new();
        let mut rest = line;
        while let Some((start, end)) = self.find(rest).filter(|(start, end)| end > start) {
            out.push_str(rest.get(..start).unwrap_or(""));
            out.push_str(&self.new);
            rest = rest.get(end..).unwrap_or("");
            if !self.everywhere || self.at_start {
                break;
            }
        }
        out + rest
    }

    /// Where the first match begins and ends.
    fn find(&self, text: &str) -> Option<(usize, usize)> {
        let (first, others) = self.pieces.split_first()?;
        let start = if self.at_start {
            text.starts_with(first.as_str()).then_some(0)?
        } else {
            text.find(first.as_str())?
        };
        let mut end = start + first.len();
        for piece in others {
            // What stands for anything takes as much as it can.
            end += text.get(end..)?.rfind(piece.as_str())? + piece.len();
        }
        Some((start, end))
    }
}
