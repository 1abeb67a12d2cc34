//! Commands that take no time and are known by what they print.

use super::clock;
use super::posix;
use super::shell::Shell;
use crate::sorted::SortedMap;

/// What is printed, or with which code it fails.
type Output = Result<String, (String, i32)>;

/// What a command prints, if it is one of these.
pub(super) fn output(shell: &mut Shell, name: &str, words: &[&str], input: &str) -> Option<Output> {
    let variable = |name: &str| shell.vars.get(name).cloned().unwrap_or_default();
    Some(match name {
        "echo" => Ok(echo(words)),
        "printf" => Ok(printf(words)),
        "date" => Ok(clock::date(words, shell.now_ms)),
        "hostname" if words.contains(&"-f") => Ok(format!("{}\n", shell.host.full_name())),
        "hostname" => Ok(format!("{}\n", variable("HOSTNAME"))),
        "pwd" => Ok("/\n".to_owned()),
        "whoami" => Ok("root\n".to_owned()),
        "id" => Ok("uid=0(root) gid=0(root) groups=0(root)\n".to_owned()),
        "uname" => Ok("Linux\n".to_owned()),
        "nproc" => Ok("4\n".to_owned()),
        "env" | "printenv" => environment(&shell.vars, words),
        "seq" => Ok(posix::sequence(words)),
        "expr" => expression(&shell.vars, words),
        "test" | "[" | "[[" => {
            let words = match words.split_last() {
                Some((&("]" | "]]"), words)) => words,
                _ => words,
            };
            if posix::holds(words, |path| shell.files.contains_key(path)) {
                Ok(String::new())
            } else {
                Err((String::new(), 1))
            }
        }
        "cat" | "tee" | "head" | "wc" | "grep" | "ls" | "touch" | "rm" => {
            return Some(files(shell, name, words, input));
        }
        "tail" if !words.iter().any(|it| matches!(*it, "-f" | "-F")) => {
            return Some(files(shell, name, words, input));
        }
        _ => return None,
    })
}

fn escapes(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, letter == '\\') {
            (_, false) => out.push(letter),
            _ => match letters.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('\\') | None => out.push('\\'),
                Some(other) => out.extend(['\\', other]),
            },
        }
    }
    out
}

fn echo(words: &[&str]) -> String {
    let is_flag = |it: &&&str| matches!(**it, "-n" | "-e" | "-ne" | "-en");
    let flags = words.iter().take_while(is_flag).count();
    let has = |flag: char| words[..flags].iter().any(|it| it.contains(flag));
    let text = words[flags..].join(" ");
    let text = if has('e') { escapes(&text) } else { text };
    if has('n') { text } else { format!("{text}\n") }
}

fn printf(words: &[&str]) -> String {
    let Some((format, words)) = words.split_first() else { return String::new() };
    let format = escapes(format);
    let mut words = words.iter();
    let mut out = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            out.push(letter);
            continue;
        }
        match letters.find(|it| it.is_alphabetic() || *it == '%') {
            Some('%') => out.push('%'),
            Some('b') => out.push_str(&escapes(words.next().copied().unwrap_or(""))),
            Some('d' | 'i' | 'u') => out.push_str(words.next().copied().unwrap_or("0")),
            _ => out.push_str(words.next().copied().unwrap_or("")),
        }
    }
    out
}

fn environment(vars: &SortedMap<String, String>, words: &[&str]) -> Output {
    match words.first() {
        Some(name) => match vars.get(*name) {
            Some(value) => Ok(format!("{value}\n")),
            None => Err((String::new(), 1)),
        },
        None => Ok(vars.iter().map(|(name, value)| format!("{name}={value}\n")).collect()),
    }
}

fn expression(vars: &SortedMap<String, String>, words: &[&str]) -> Output {
    match super::arithmetic::evaluate(&words.concat(), vars) {
        Some(0) => Err(("0\n".to_owned(), 1)),
        Some(value) => Ok(format!("{value}\n")),
        None => Err(("expr: syntax error\n".to_owned(), 2)),
    }
}

/// Commands over files, or over what comes through a pipe.
fn files(shell: &mut Shell, name: &str, words: &[&str], input: &str) -> Output {
    let is_path = |it: &&&str| !it.starts_with('-') && it.parse::<i64>().is_err();
    let paths: Vec<&str> = words.iter().filter(is_path).copied().collect();
    let paths = if name == "grep" { paths.get(1..).unwrap_or(&[]) } else { &paths[..] };
    match name {
        "touch" => {
            for path in paths {
                shell.files.entry((*path).to_owned()).or_default();
            }
            return Ok(String::new());
        }
        "rm" => {
            let missing = paths.iter().filter(|it| shell.files.remove(**it).is_none()).count();
            let is_forced = words.iter().any(|it| it.starts_with('-') && it.contains('f'));
            return if missing == 0 || is_forced {
                Ok(String::new())
            } else {
                Err(("rm: can't remove: No such file or directory\n".to_owned(), 1))
            };
        }
        "tee" => {
            for path in paths {
                shell.files.insert((*path).to_owned(), input.to_owned());
            }
            return Ok(input.to_owned());
        }
        _ => {}
    }
    if name == "ls" {
        return list(shell, words, paths);
    }
    let mut text = if paths.is_empty() { input.to_owned() } else { String::new() };
    for path in paths {
        match shell.files.get(*path) {
            Some(found) => text.push_str(found),
            None => {
                let why = format!("{name}: can't open '{path}': No such file or directory\n");
                return Err((why, 1));
            }
        }
    }
    filter(name, words, &text)
}

/// What is in folders: of a file its path, of a folder the names in it.
fn list(shell: &Shell, words: &[&str], paths: &[&str]) -> Output {
    let mut text = String::new();
    for path in paths {
        if shell.files.contains_key(*path) {
            text.push_str(&format!("{path}\n"));
            continue;
        }
        let folder = format!("{}/", path.trim_end_matches('/'));
        let inside = shell.files.keys().filter_map(|it| it.strip_prefix(folder.as_str()));
        let mut names: Vec<&str> = inside.filter_map(|it| it.split('/').next()).collect();
        names.dedup();
        let shows_hidden = words.iter().any(|it| it.starts_with("-a") || it.starts_with("-la"));
        names.retain(|it| shows_hidden || !it.starts_with('.'));
        names.iter().for_each(|it| text.push_str(&format!("{it}\n")));
    }
    Ok(text)
}

fn filter(name: &str, words: &[&str], text: &str) -> Output {
    let count =
        words.iter().find_map(|it| it.trim_start_matches('-').trim_start_matches('n').parse().ok());
    let lines: Vec<&str> = text.lines().collect();
    let joined = |lines: &[&str]| lines.iter().map(|it| format!("{it}\n")).collect::<String>();
    match name {
        "cat" => Ok(text.to_owned()),
        "head" => Ok(joined(&lines[..count.unwrap_or(10).min(lines.len())])),
        "tail" => Ok(joined(&lines[lines.len().saturating_sub(count.unwrap_or(10))..])),
        "wc" => Ok(format!("{}\n", lines.len())),
        "grep" => {
            let pattern = words.iter().find(|it| !it.starts_with('-')).copied().unwrap_or("");
            let found: Vec<&str> = lines.into_iter().filter(|it| it.contains(pattern)).collect();
            let is_quiet = words.contains(&"-q");
            match found.is_empty() {
                true => Err((String::new(), 1)),
                false => Ok(if is_quiet { String::new() } else { joined(&found) }),
            }
        }
        _ => Ok(String::new()),
    }
}
