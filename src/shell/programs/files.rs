//! Programs that work on files. Source: POSIX.1-2017, Utilities; the GNU coreutils manual.

use super::{Call, Outcome};

pub(super) fn path(call: &mut Call<'_, '_>, name: &str) -> String {
    call.environment().path(name)
}

pub(super) fn last(name: &str) -> &str {
    let name = name.trim_end_matches('/');
    name.rsplit('/').next().unwrap_or(name)
}

/// Whether there is a file, or a folder.
pub(super) fn exists(call: &Call<'_, '_>, path: &str) -> bool {
    call.turn.world.read(path).is_some() || call.turn.world.is_folder(path)
}

pub(super) fn basename(call: &mut Call<'_, '_>) -> Outcome {
    let operands = call.operands();
    let suffix = call.value("s").or_else(|| operands.get(1).filter(|_| !call.on("a")).cloned());
    let Some(first) = operands.first() else { return call.fail("missing operand", 1) };
    let names = if call.on("a") || call.on("s") { operands.clone() } else { vec![first.clone()] };
    for name in names {
        let base = last(&name);
        let base = match suffix.as_deref().and_then(|it| base.strip_suffix(it)) {
            Some(rest) if !rest.is_empty() => rest,
            _ if base.is_empty() => "/",
            _ => base,
        };
        call.print(&format!("{base}\n"));
    }
    Outcome::Done(0)
}

pub(super) fn dirname(call: &mut Call<'_, '_>) -> Outcome {
    let operands = call.operands();
    if operands.is_empty() {
        return call.fail("missing operand", 1);
    }
    for name in operands {
        let folder = match name.trim_end_matches('/').rsplit_once('/') {
            None if name.starts_with('/') => "/",
            None => ".",
            Some(("", _)) => "/",
            Some((folder, _)) => folder,
        };
        call.print(&format!("{folder}\n"));
    }
    Outcome::Done(0)
}

/// Permissions and owners are not kept.
pub(super) fn nothing(call: &mut Call<'_, '_>) -> Outcome {
    let operands = call.operands();
    for name in operands.iter().skip(1) {
        let path = path(call, name);
        if !exists(call, &path) && !path.starts_with("/dev") {
            return call.fail(&format!("cannot access '{name}': No such file or directory"), 1);
        }
    }
    Outcome::Done(0)
}

pub(super) fn resolve(call: &mut Call<'_, '_>) -> Outcome {
    for name in call.operands() {
        let path = path(call, &name);
        call.print(&format!("{path}\n"));
    }
    Outcome::Done(0)
}

pub(super) fn compare(call: &mut Call<'_, '_>) -> Outcome {
    let operands = call.operands();
    let [a, b] = operands.as_slice() else { return call.fail("missing operand", 2) };
    match (call.file(a), call.file(b)) {
        (Ok(left), Ok(right)) => {
            let at = left.bytes().zip(right.bytes()).position(|(a, b)| a != b);
            if left == right {
                return Outcome::Done(0);
            }
            if !call.on("s")
                && let Some(at) = at
            {
                let line = left.bytes().take(at).filter(|it| *it == b'\n').count() + 1;
                call.print(&format!("{a} {b} differ: byte {}, line {line}\n", at + 1));
            } else if !call.on("s") {
                let shorter = if left.len() < right.len() { a } else { b };
                call.complain(&format!("EOF on {shorter}"));
            }
            Outcome::Done(1)
        }
        (Err(why), _) | (_, Err(why)) => call.fail(&why, 2),
    }
}

pub(super) fn diff(call: &mut Call<'_, '_>) -> Outcome {
    let operands = call.operands();
    let [a, b] = operands.as_slice() else { return call.fail("missing operand", 2) };
    let names = [a.clone(), b.clone()];
    let texts = match call.texts(&names) {
        Ok(texts) => texts,
        Err(outcome) => return outcome,
    };
    let [(_, left), (_, right)] = texts.as_slice() else { return Outcome::Done(2) };
    if left == right {
        return Outcome::Done(0);
    }
    if call.on("q") {
        call.print(&format!("Files {a} and {b} differ\n"));
        return Outcome::Done(1);
    }
    let difference = similar::TextDiff::from_lines(left.as_str(), right.as_str());
    if call.on("u") || call.on("U") {
        let context = call.value("U").or_else(|| call.value("u")).and_then(|it| it.parse().ok());
        let mut unified = difference.unified_diff();
        let text = unified.context_radius(context.unwrap_or(3)).header(a, b).to_string();
        call.print(&text);
        return Outcome::Done(1);
    }
    let range = |start: usize, length: usize| match length {
        0 => start.to_string(),
        1 => (start + 1).to_string(),
        _ => format!("{},{}", start + 1, start + length),
    };
    let (old, new): (Vec<&str>, Vec<&str>) = (left.lines().collect(), right.lines().collect());
    for op in difference.ops() {
        let (from, to) = (op.old_range(), op.new_range());
        let letter = match op.tag() {
            similar::DiffTag::Equal => continue,
            similar::DiffTag::Delete => 'd',
            similar::DiffTag::Insert => 'a',
            similar::DiffTag::Replace => 'c',
        };
        let (x, y) = (range(from.start, from.len()), range(to.start, to.len()));
        call.print(&format!("{x}{letter}{y}\n"));
        old.get(from).unwrap_or(&[]).iter().for_each(|it| call.print(&format!("< {it}\n")));
        if letter == 'c' {
            call.print("---\n");
        }
        new.get(to).unwrap_or(&[]).iter().for_each(|it| call.print(&format!("> {it}\n")));
    }
    Outcome::Done(1)
}

pub(super) fn make_folder(call: &mut Call<'_, '_>) -> Outcome {
    let operands = call.operands();
    if operands.is_empty() {
        return call.fail("missing operand\nTry 'mkdir --help' for more information.", 1);
    }
    let mut code = 0;
    for name in operands {
        let path = path(call, &name);
        if exists(call, &path) {
            if !call.on("p") || call.turn.world.read(&path).is_some() {
                code = 1;
                call.complain(&format!("cannot create directory ‘{name}’: File exists"));
            }
            continue;
        }
        let parent = path.rsplit_once('/').map_or("/", |it| it.0).to_owned();
        if !call.on("p") && !parent.is_empty() && !call.turn.world.is_folder(&parent) {
            code = 1;
            call.complain(&format!("cannot create directory ‘{name}’: No such file or directory"));
            continue;
        }
        if let Err(why) = call.turn.world.write(&format!("{path}/"), "", false) {
            code = 1;
            call.complain(&format!("cannot create directory ‘{name}’: {why}"));
        }
    }
    Outcome::Done(code)
}

pub(super) fn make_temporary(call: &mut Call<'_, '_>) -> Outcome {
    let is_folder = call.on("d");
    let template =
        call.operands().into_iter().next().unwrap_or_else(|| ["/tmp", "tmp.XXXXXXXXXX"].join("/"));
    let seed = call.environment().get("RANDOM").unwrap_or_default();
    let letters: Vec<char> = format!("{seed}kQzVbRtWmA").chars().collect();
    let mut at = 0;
    let turn = |it: char| {
        if it != 'X' {
            return it;
        }
        at += 1;
        letters.get((at - 1) % letters.len().max(1)).copied().unwrap_or('x')
    };
    let name: String = template.chars().map(turn).collect();
    let path = path(call, &name);
    let made = if is_folder { format!("{path}/") } else { path };
    if let Err(why) = call.turn.world.write(&made, "", false) {
        return call.fail(&format!("failed to create file via template ‘{template}’: {why}"), 1);
    }
    call.print(&format!("{name}\n"));
    Outcome::Done(0)
}

pub(super) fn touch(call: &mut Call<'_, '_>) -> Outcome {
    let operands = call.operands();
    if operands.is_empty() {
        return call.fail("missing file operand\nTry 'touch --help' for more information.", 1);
    }
    let mut code = 0;
    for name in operands {
        let path = path(call, &name);
        if exists(call, &path) || call.on("c") {
            continue;
        }
        if let Err(why) = call.turn.world.write(&path, "", false) {
            code = 1;
            call.complain(&format!("cannot touch '{name}': {why}"));
        }
    }
    Outcome::Done(code)
}

pub(super) fn remove(call: &mut Call<'_, '_>) -> Outcome {
    let operands = call.operands();
    let (is_forced, is_deep) = (call.on("f"), call.on("r") || call.on("R"));
    if operands.is_empty() && !is_forced {
        return call.fail("missing operand\nTry 'rm --help' for more information.", 1);
    }
    let is_posix = call.turn.is_posix();
    let mut code = 0;
    for name in operands {
        let path = path(call, &name);
        if call.turn.world.remove(&path) {
            continue;
        }
        if call.turn.world.is_folder(&path) {
            if is_deep {
                call.turn.world.paths(&path).iter().for_each(|it| {
                    call.turn.world.remove(it);
                });
            } else {
                code = 1;
                call.complain(&format!("cannot remove '{name}': Is a directory"));
            }
        } else if !is_forced {
            code = 1;
            let cannot = if is_posix { "can't" } else { "cannot" };
            call.complain(&format!("{cannot} remove '{name}': No such file or directory"));
        }
    }
    Outcome::Done(code)
}

pub(super) fn remove_folder(call: &mut Call<'_, '_>) -> Outcome {
    let mut code = 0;
    for name in call.operands() {
        let path = path(call, &name);
        let own = format!("{path}/");
        let why = match call.turn.world.paths(&path).iter().any(|it| *it != own) {
            true => "Directory not empty",
            false if call.turn.world.remove(&own) => continue,
            false => "No such file or directory",
        };
        code = 1;
        call.complain(&format!("failed to remove '{name}': {why}"));
    }
    Outcome::Done(code)
}

/// The pairs of files that a copy is from and to.
fn pairs(call: &mut Call<'_, '_>) -> Result<Vec<(String, String)>, Outcome> {
    let operands = call.operands();
    let Some((target, sources)) = operands.split_last().filter(|it| !it.1.is_empty()) else {
        let why = match operands.first() {
            None => "missing file operand".to_owned(),
            Some(name) => format!("missing destination file operand after '{name}'"),
        };
        return Err(call.fail(&why, 1));
    };
    let into = path(call, target);
    let is_folder = call.turn.world.is_folder(&into) && call.turn.world.read(&into).is_none();
    if sources.len() > 1 && !is_folder {
        return Err(call.fail(&format!("target '{target}' is not a directory"), 1));
    }
    let is_deep = ["a", "r", "R"].iter().any(|it| call.on(it)) || call.name() == "mv";
    let mut pairs = Vec::new();
    for name in sources {
        let from = path(call, name);
        let to = if is_folder {
            format!("{}/{}", into.trim_end_matches('/'), last(name))
        } else {
            into.clone()
        };
        if call.turn.world.read(&from).is_some() {
            pairs.push((from, to));
        } else if call.turn.world.is_folder(&from) {
            if !is_deep {
                return Err(call.fail(&format!("-r not specified; omitting directory '{name}'"), 1));
            }
            // `cp -r a/. b` copies what is in it.
            let to = if name.ends_with("/.") { into.clone() } else { to };
            for found in call.turn.world.paths(&from) {
                let rest = found.strip_prefix(&from).unwrap_or("").to_owned();
                pairs.push((found, format!("{to}{rest}")));
            }
        } else {
            let why = "cannot stat";
            return Err(call.fail(&format!("{why} '{name}': No such file or directory"), 1));
        }
    }
    Ok(pairs)
}

pub(super) fn copy(call: &mut Call<'_, '_>) -> Outcome {
    let pairs = match pairs(call) {
        Ok(pairs) => pairs,
        Err(outcome) => return outcome,
    };
    for (from, to) in pairs {
        if call.on("n") && exists(call, &to) {
            continue;
        }
        let text = call.turn.world.read(&from).unwrap_or("").to_owned();
        if let Err(why) = call.turn.world.write(&to, &text, false) {
            return call.fail(&format!("cannot create regular file '{to}': {why}"), 1);
        }
    }
    Outcome::Done(0)
}

pub(super) fn rename(call: &mut Call<'_, '_>) -> Outcome {
    let pairs = match pairs(call) {
        Ok(pairs) => pairs,
        Err(outcome) => return outcome,
    };
    for (from, to) in pairs {
        if from == to {
            return call.fail(&format!("'{from}' and '{to}' are the same file"), 1);
        }
        let text = call.turn.world.read(&from).unwrap_or("").to_owned();
        if let Err(why) = call.turn.world.write(&to, &text, false) {
            return call.fail(&format!("cannot move '{from}' to '{to}': {why}"), 1);
        }
        call.turn.world.remove(&from);
    }
    Outcome::Done(0)
}
