//! `base64`, `tr`, `cut` and the little of `awk` that people use.

use super::filters::Ran;
use crate::api::{from_base64, to_base64};

/// The text of the files that are named, or of the pipe.
pub(super) type Input<'a> = dyn Fn(&[String]) -> Result<String, Ran> + 'a;

/// The letters of an option with a value, such as `-d,` or `-d ,`.
fn option<'w>(words: &'w [String], at: &mut usize, flag: &str) -> Option<&'w str> {
    let word = words.get(*at)?;
    let attached = word.strip_prefix(flag)?;
    if attached.is_empty() {
        *at += 1;
        return words.get(*at).map(String::as_str);
    }
    Some(attached)
}

/// `base64`, `base64 -d`
pub(super) fn base64(words: &[String], input: &Input<'_>) -> Ran {
    const WIDTH: usize = 76;
    let (mut decodes, mut width, mut names, mut at) = (false, WIDTH, Vec::new(), 0);
    while let Some(word) = words.get(at) {
        match word.as_str() {
            "-d" | "-D" | "--decode" => decodes = true,
            "-i" | "--ignore-garbage" => {}
            _ if word.starts_with("-w") || word.starts_with("--wrap=") => {
                let value = match word.strip_prefix("--wrap=") {
                    Some(value) => Some(value),
                    None => option(words, &mut at, "-w"),
                };
                width = value.and_then(|it| it.parse().ok()).unwrap_or(WIDTH);
            }
            _ => names.push(word.clone()),
        }
        at += 1;
    }
    let text = match input(&names) {
        Ok(text) => text,
        Err(ran) => return ran,
    };
    if decodes {
        let plain: String = text.split_whitespace().collect();
        return match from_base64(&plain) {
            Ok(bytes) => Ran::done(String::from_utf8_lossy(&bytes).into_owned()),
            Err(_) => Ran::failed("base64: invalid input".to_owned(), 1),
        };
    }
    let code = to_base64(text.as_bytes());
    if width == 0 || code.is_empty() {
        return Ran::done(code);
    }
    let letters: Vec<char> = code.chars().collect();
    let lines = letters.chunks(width).map(|it| it.iter().collect::<String>() + "\n");
    Ran::done(lines.collect())
}

/// `tr a-z A-Z`, `tr -d '\n'`, `tr -s ' '`
pub(super) fn tr(words: &[String], input: &Input<'_>) -> Ran {
    let is_flag = |it: &&String| it.len() > 1 && it.starts_with('-');
    let flags: String = words.iter().take_while(is_flag).map(String::as_str).collect();
    let sets: Vec<Vec<char>> = words.iter().skip_while(is_flag).map(|it| set(it)).collect();
    let text = match input(&[]) {
        Ok(text) => text,
        Err(ran) => return ran,
    };
    let (deletes, squeezes) = (flags.contains('d'), flags.contains('s'));
    let Some(from) = sets.first() else {
        return Ran::failed("tr: missing operand".to_owned(), 1);
    };
    let inverted = flags.contains(['c', 'C']);
    let is_in = |it: &char| from.contains(it) != inverted;
    if deletes {
        return Ran::done(text.chars().filter(|it| !is_in(it)).collect());
    }
    let to = sets.get(1);
    if to.is_none() && !squeezes {
        return Ran::failed(
            format!("tr: missing operand after ‘{}’", words.last().map_or("", String::as_str)),
            1,
        );
    }
    let (mut out, mut last) = (String::new(), None);
    for char in text.chars() {
        let new = match to.filter(|_| is_in(&char)) {
            None => char,
            Some(to) => {
                let at = from.iter().position(|it| *it == char).filter(|_| !inverted);
                at.and_then(|at| to.get(at)).or(to.last()).copied().unwrap_or(char)
            }
        };
        let counts = squeezes && to.map_or(is_in(&new), |to| to.contains(&new));
        if !(counts && last == Some(new)) {
            out.push(new);
        }
        last = Some(new);
    }
    Ran::done(out)
}

/// `a-z`, `\n`, `[:upper:]`
fn set(text: &str) -> Vec<char> {
    let class = match text {
        "[:upper:]" => "A-Z",
        "[:lower:]" => "a-z",
        "[:digit:]" => "0-9",
        "[:alpha:]" => "A-Za-z",
        "[:alnum:]" => "0-9A-Za-z",
        "[:space:]" => " \\t\\n\\r",
        "[:blank:]" => " \\t",
        other => other,
    };
    let (mut set, mut chars) = (Vec::new(), class.chars().peekable());
    while let Some(char) = chars.next() {
        let char = match char {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                other => other.unwrap_or('\\'),
            },
            other => other,
        };
        let mut ahead = chars.clone();
        match (ahead.next(), ahead.next()) {
            (Some('-'), Some(last)) if last >= char => {
                chars = ahead;
                set.extend((char..=last).take(1000));
            }
            _ => set.push(char),
        }
    }
    set
}

/// `cut -d: -f1,3-`, `cut -c1-5`
pub(super) fn cut(words: &[String], input: &Input<'_>) -> Ran {
    let (mut delimiter, mut fields, mut chars) = ("\t".to_owned(), None, None);
    let (mut names, mut only, mut at) = (Vec::new(), false, 0);
    while let Some(word) = words.get(at) {
        if word.starts_with("-d") {
            delimiter = option(words, &mut at, "-d").unwrap_or("").to_owned();
        } else if word.starts_with("-f") {
            fields = option(words, &mut at, "-f").map(ranges);
        } else if word.starts_with("-c") || word.starts_with("-b") {
            let flag = word.get(..2).unwrap_or("-c");
            chars = option(words, &mut at, flag).map(ranges);
        } else if word == "-s" {
            only = true;
        } else {
            names.push(word.clone());
        }
        at += 1;
    }
    if fields.is_none() && chars.is_none() {
        let text = "cut: you must specify a list of bytes, characters, or fields\nTry 'cut --help' for more information.";
        return Ran::failed(text.to_owned(), 1);
    }
    let text = match input(&names) {
        Ok(text) => text,
        Err(ran) => return ran,
    };
    let picked = |count: usize, ranges: &[(usize, usize)]| -> Vec<usize> {
        (1..=count).filter(|at| ranges.iter().any(|it| it.0 <= *at && *at <= it.1)).collect()
    };
    let mut out = String::new();
    for line in text.lines() {
        if let Some(ranges) = &chars {
            let all: Vec<char> = line.chars().collect();
            out.extend(picked(all.len(), ranges).into_iter().filter_map(|at| all.get(at - 1)));
        } else if let Some(ranges) = &fields {
            if !line.contains(&delimiter) {
                if only {
                    continue;
                }
                out.push_str(line);
            } else {
                let all: Vec<&str> = line.split(delimiter.as_str()).collect();
                let kept = picked(all.len(), ranges).into_iter().filter_map(|at| all.get(at - 1));
                out.push_str(&kept.copied().collect::<Vec<_>>().join(&delimiter));
            }
        }
        out.push('\n');
    }
    Ran::done(out)
}

/// `1,3-5,7-`
fn ranges(text: &str) -> Vec<(usize, usize)> {
    let range = |it: &str| match it.split_once('-') {
        None => (it.parse().unwrap_or(0), it.parse().unwrap_or(0)),
        Some((from, to)) => (from.parse().unwrap_or(1), to.parse().unwrap_or(usize::MAX)),
    };
    text.split(',').map(range).collect()
}
