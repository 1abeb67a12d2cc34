//! A tape as it is best written: what `podarium fmt` makes of it.

use super::claim::Claim;
use super::text::{Tape, TapeError};
use crate::cluster::Act;
use crate::shell::continued;
use crate::syntax::{COMMENT, begins, format_time, parse_time};

/// The same tape, in the usual spelling: one space behind marks and around signs, times as
/// `1m30s`, at most one empty line, none at the end. Files, outputs and comments stay as they are.
///
/// # Errors
/// The text is no tape: its first error.
pub fn format(text: &str) -> Result<String, TapeError> {
    Tape::parse(text)?;
    let lines: Vec<&str> = text.lines().map(|it| it.trim_end_matches('\r')).collect();
    let (mut out, mut at) = (Vec::new(), 0);
    while at < lines.len() {
        let line = lines[at];
        at += 1;
        if line.trim().is_empty() {
            if out.last().is_some_and(|it: &String| !it.is_empty()) {
                out.push(String::new());
            }
            continue;
        }
        out.push(spelled(line));
        let is_file = line.starts_with("--- ") && begins(line);
        if let Some(command) = line.strip_prefix("$ ") {
            let more = continued(command, &lines[at..]);
            out.extend(lines[at..at + more].iter().map(|it| (*it).to_owned()));
            at += more;
        }
        if is_file || line.starts_with("$ ") {
            let body = lines[at..].iter().take_while(|it| !begins(it)).count();
            let body = &lines[at..at + body];
            // Empty lines behind an output only set it off.
            let empty = body.iter().rev().take_while(|it| !is_file && it.trim().is_empty());
            let kept = body.len() - empty.count();
            out.extend(body[..kept].iter().map(|it| (*it).to_owned()));
            at += kept;
        }
    }
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    out.push(String::new());
    Ok(out.join("\n"))
}

/// A line that begins with a mark, as it is usually spelled.
fn spelled(line: &str) -> String {
    let line = line.trim_end();
    if line.starts_with(COMMENT) {
        return line.to_owned();
    }
    if let Some(header) = line.strip_prefix('#') {
        return match header.split_once(':') {
            Some((key, value)) => {
                format!("# {}: {}", key.trim(), value.trim()).trim_end().to_owned()
            }
            None => format!("# {}", header.trim()),
        };
    }
    let (mark, rest) = line.split_once(' ').unwrap_or((line, ""));
    let rest = rest.trim();
    let rest = match mark {
        "!" => Act::parse(rest).map_or(rest.to_owned(), |it| it.to_string()),
        "?" => match rest.strip_prefix("goal ") {
            Some(goal) => format!("goal {}", claim(goal.trim())),
            None => claim(rest),
        },
        "@" => parse_time(rest).map_or(rest.to_owned(), format_time),
        _ => rest.to_owned(),
    };
    format!("{mark} {rest}").trim_end().to_owned()
}

fn claim(text: &str) -> String {
    Claim::parse(text).map_or(text.to_owned(), |it| it.spelled())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tape_is_written_as_it_is_best_read() {
        let text = "#title:A test  \r\n%%  as I like it \n\n\n>   One.\n!  node-down   node-1\n\
                    @ 90\n?  always   available( deployment/web )>=3\n--- a.yaml\na:  1\n\n\
                    $  ls  \n a.yaml \n\n\n? failed   requests=0\n\n";
        let wanted = "# title: A test\n%%  as I like it\n\n> One.\n! node-down node-1\n\
                      @ 1m30s\n? always available(deployment/web) >= 3\n--- a.yaml\na:  1\n\n\
                      $ ls\n a.yaml \n\n? failed requests = 0\n";
        assert_eq!(format(text).as_deref(), Ok(wanted));
        assert_eq!(format(wanted).as_deref(), Ok(wanted));
        assert!(format("hello\n").is_err());
    }
}
