//! `find`. Source: POSIX.1-2017, Utilities; the GNU find manual.

use super::files::{exists, last, path};
use super::{Call, Frame, Outcome};
use crate::shell::pattern;
use crate::sorted::Sort;
use std::rc::Rc;

/// What `find` looks for.
#[derive(Default)]
struct Wanted {
    name: Option<(String, bool)>,
    path: Option<String>,
    kind: Option<char>,
    depth: Option<(usize, usize)>,
    is_empty: bool,
    is_negated: bool,
}

pub(super) fn find(call: &mut Call<'_, '_>) -> Outcome {
    let words = call.words();
    let is_root = |it: &&String| !it.starts_with(['-', '!', '(']);
    let mut roots: Vec<String> = words.iter().take_while(is_root).cloned().collect();
    let mut rest = words.iter().skip(roots.len());
    if roots.is_empty() {
        roots.push(".".to_owned());
    }
    let (mut wanted, mut action, mut command) = (Wanted::default(), "-print", Vec::new());
    let (mut least, mut most) = (0, usize::MAX);
    while let Some(word) = rest.next() {
        let mut value = || rest.next().cloned().unwrap_or_default();
        match word.as_str() {
            "-name" => wanted.name = Some((value(), false)),
            "-iname" => wanted.name = Some((value().to_lowercase(), true)),
            "-path" => wanted.path = Some(value()),
            "-type" => wanted.kind = value().chars().next(),
            "-maxdepth" => most = value().parse().unwrap_or(usize::MAX),
            "-mindepth" => least = value().parse().unwrap_or(0),
            "-empty" => wanted.is_empty = true,
            "!" | "-not" => wanted.is_negated = true,
            "-print" => action = "-print",
            "-print0" => action = "-print0",
            "-delete" => action = "-delete",
            "-exec" => {
                action = "-exec";
                for it in rest.by_ref() {
                    if it == ";" || it == "+" {
                        command.push(it.clone());
                        break;
                    }
                    command.push(it.clone());
                }
            }
            other => return call.fail(&format!("unknown predicate `{other}'"), 2),
        }
    }
    wanted.depth = Some((least, most));
    let mut found = Vec::new();
    for root in roots {
        if let Err(why) = search(call, &root, &wanted, &mut found) {
            call.complain(&why);
            call.keep("code", 1);
        }
    }
    act(call, action, command, found)
}

/// What is done with what was found.
fn act(
    call: &mut Call<'_, '_>,
    action: &str,
    mut command: Vec<String>,
    found: Vec<String>,
) -> Outcome {
    if action == "-exec" {
        let is_all = command.pop().is_some_and(|it| it == "+");
        let with = |names: &[String]| {
            command
                .iter()
                .flat_map(|it| match it.as_str() {
                    "{}" => names.to_vec(),
                    other => vec![other.replace("{}", names.first().map_or("", String::as_str))],
                })
                .collect::<Vec<String>>()
        };
        let calls: Vec<Vec<String>> = match (is_all, found.is_empty()) {
            (_, true) => Vec::new(),
            (true, _) => vec![with(&found)],
            (false, _) => found.chunks(1).map(with).collect(),
        };
        call.environment().code = 0;
        return Outcome::Push(vec![Frame::Calls(Rc::new(calls), 0, 0)]);
    }
    for name in found {
        if action == "-delete" {
            let path = path(call, &name);
            let _ = call.turn.world.remove(&path) || call.turn.world.remove(&format!("{path}/"));
        } else {
            call.print(&format!("{name}{}", if action == "-print0" { '\0' } else { '\n' }));
        }
    }
    Outcome::Done(i32::try_from(call.kept("code")).unwrap_or(1))
}

fn search(
    call: &mut Call<'_, '_>,
    root: &str,
    wanted: &Wanted,
    found: &mut Vec<String>,
) -> Result<(), String> {
    let path = path(call, root);
    if !exists(call, &path) {
        return Err(format!("‘{root}’: No such file or directory"));
    }
    let mut all = vec![String::new()];
    for it in call.turn.world.paths(&path) {
        let rest = it.get(path.trim_end_matches('/').len()..).unwrap_or("").trim_matches('/');
        let parts: Vec<&str> = rest.split('/').collect();
        (1..=parts.len()).for_each(|count| all.push(parts[..count].join("/")));
    }
    all.order();
    all.dedup();
    for rest in all {
        let name = if rest.is_empty() {
            root.to_owned()
        } else {
            format!("{}/{rest}", root.trim_end_matches('/'))
        };
        let own = format!("{}/{rest}", path.trim_end_matches('/'));
        let own = own.trim_end_matches('/').to_owned();
        let text = call.turn.world.read(&own);
        let depth = if rest.is_empty() { 0 } else { rest.split('/').count() };
        let base = last(&name).to_owned();
        let fits_name = wanted.name.as_ref().is_none_or(|(it, ignores_case)| {
            pattern::matches(it, &if *ignores_case { base.to_lowercase() } else { base.clone() })
        });
        let fits = fits_name
            && wanted.path.as_ref().is_none_or(|it| pattern::matches(it, &name))
            && wanted.kind.is_none_or(|it| (it == 'f') == text.is_some())
            && (!wanted.is_empty || text.is_some_and(str::is_empty));
        let is_there = wanted.depth.is_none_or(|it| it.0 <= depth && depth <= it.1);
        if is_there && fits != wanted.is_negated {
            found.push(name);
        }
    }
    Ok(())
}
