//! `ls`. Source: POSIX.1-2017, Utilities.

use super::files::{exists, path};
use super::{Call, Outcome};
use crate::sorted::Sort;

/// The names in a folder; folders end with `/`.
fn inside(call: &Call<'_, '_>, folder: &str) -> Vec<String> {
    let base = format!("{}/", folder.trim_end_matches('/'));
    let mut names: Vec<String> = Vec::new();
    for path in call.turn.world.paths(folder) {
        let Some(rest) = path.strip_prefix(&base).filter(|it| !it.is_empty()) else { continue };
        names.push(match rest.split_once('/') {
            Some((name, _)) => format!("{name}/"),
            None => rest.to_owned(),
        });
    }
    names.order();
    names.dedup();
    names
}

/// `du`: a folder is one block, a file as many as it fills.
pub(super) fn usage(call: &mut Call<'_, '_>) -> Outcome {
    let operands = call.operands();
    let names = if operands.is_empty() { vec![".".to_owned()] } else { operands };
    let mut code = 0;
    for name in names {
        let path = path(call, &name);
        if !exists(call, &path) {
            call.complain(&format!("{name}: No such file or directory"));
            code = 1;
            continue;
        }
        let (world, own) = (&call.turn.world, [path.clone()]);
        let all = world.paths(&path).into_iter().filter(|it| *it != path).chain(own);
        let blocks = all.map(|it| world.read(&it).map_or(1, |it| it.len().div_ceil(4096)));
        let kilobytes = blocks.sum::<usize>() * 4;
        let unit = if call.on("h") { ".0K" } else { "" };
        call.print(&format!("{kilobytes}{unit}\t{name}\n"));
    }
    Outcome::Done(code)
}

pub(super) fn list(call: &mut Call<'_, '_>) -> Outcome {
    let operands = call.operands();
    let names = if operands.is_empty() { vec![".".to_owned()] } else { operands };
    let shows_hidden = call.on("a") || call.on("A");
    let (mut files, mut folders, mut code) = (Vec::new(), Vec::new(), 0);
    for name in &names {
        let path = path(call, name);
        if call.turn.world.read(&path).is_some() || call.on("d") && exists(call, &path) {
            files.push((name.clone(), path));
        } else if call.turn.world.is_folder(&path) {
            folders.push((name.clone(), path));
        } else {
            let is_posix = call.turn.is_posix();
            code = if is_posix { 1 } else { 2 };
            let what =
                if is_posix { format!("{name}: ") } else { format!("cannot access '{name}': ") };
            call.complain(&format!("{what}No such file or directory"));
        }
    }
    for (name, path) in &files {
        row(call, name, path);
    }
    let is_deep = call.on("R");
    let has_heads = names.len() > 1 || is_deep;
    let mut is_first = files.is_empty();
    while !folders.is_empty() {
        let (name, path) = folders.remove(0);
        if has_heads {
            call.print(&format!("{}{name}:\n", if is_first { "" } else { "\n" }));
        }
        is_first = false;
        let mut found = inside(call, &path);
        found.retain(|it| shows_hidden || !it.starts_with('.'));
        if call.on("r") {
            found.reverse();
        }
        if call.on("l") {
            call.print(&format!("total {}\n", found.len() * 4));
        }
        if call.on("a") {
            found.insert(0, "../".to_owned());
            found.insert(0, "./".to_owned());
        }
        let base = path.trim_end_matches('/').to_owned();
        for entry in &found {
            row(call, entry, &format!("{base}/{}", entry.trim_end_matches('/')));
        }
        if is_deep {
            let deeper = found.iter().filter(|it| it.ends_with('/') && !it.starts_with('.'));
            let deeper = deeper.map(|it| it.trim_end_matches('/'));
            let all: Vec<_> =
                deeper.map(|it| (format!("{name}/{it}"), format!("{base}/{it}"))).collect();
            folders.splice(0..0, all);
        }
    }
    Outcome::Done(code)
}

fn row(call: &mut Call<'_, '_>, name: &str, path: &str) {
    let is_folder = call.turn.world.read(path).is_none();
    let mark = if is_folder && (call.on("p") || call.on("F")) { "/" } else { "" };
    let name = name.trim_end_matches('/');
    if !call.on("l") {
        call.print(&format!("{name}{mark}\n"));
        return;
    }
    let size = call.turn.world.read(path).map_or(4096, str::len);
    let owner = call.turn.world.owner(path, is_folder);
    let named = |id: i64| if id == 0 { "root".to_owned() } else { id.to_string() };
    let (rights, user, group) = (owner.rights, named(owner.user), named(owner.group));
    let time = super::clock::format_time("%b %e %H:%M", call.turn.machine.now_ms);
    let size = match call.on("h") && size >= 1024 {
        true => format!("{}.{}K", size / 1024, size % 1024 * 10 / 1024),
        false => size.to_string(),
    };
    let links = if is_folder { 2 } else { 1 };
    call.print(&format!("{rights} {links} {user} {group} {size:>5} {time} {name}{mark}\n"));
}
