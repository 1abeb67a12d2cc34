//! The tape's files, and which of them a word means: one, a folder's, or those that fit a pattern.
//! Source: `staging/src/k8s.io/cli-runtime/pkg/resource/builder.go` `FilenameParam`.

use super::failure::Failure;

/// The tape's files: name and text.
pub type Files = std::collections::BTreeMap<String, String>;

const ENDINGS: [&str; 3] = [".json", ".yaml", ".yml"];

/// Whether a file is a manifest, by the end of its name.
#[must_use]
pub fn is_manifest(name: &str) -> bool {
    ENDINGS.iter().any(|it| name.ends_with(it))
}

/// A file's name as [`Files`] has it.
pub(super) fn file_name(name: &str) -> &str {
    name.trim_start_matches("./")
}

/// What the names of a folder's files begin with.
pub(super) fn folder(name: &str) -> String {
    match file_name(name).trim_end_matches('/') {
        "." | "" => String::new(),
        folder => format!("{folder}/"),
    }
}

/// The files that an argument of `-f` names.
///
/// # Errors
/// There is none.
pub(super) fn expand(files: &Files, name: &str, recursive: bool) -> Result<Vec<String>, Failure> {
    if let Some(path) = of_url(name)
        && !files.contains_key(on_tape(files, name))
    {
        let last = path.rsplit('/').next().unwrap_or(path);
        return Err(Failure::text(format!(
            "unable to read URL {name:?}: the simulator has no network; put the manifest into a file {last:?} of the tape"
        )));
    }
    // A folder that was made is there by its own name, which ends with a slash.
    if name == "-" || !name.ends_with('/') && files.contains_key(on_tape(files, name)) {
        return Ok(vec![name.to_owned()]);
    }
    let missing = || Failure::text(format!("the path {name:?} does not exist"));
    // Each further star multiplies the ways to try.
    if (1..=6).contains(&name.matches('*').count()) {
        let pattern = file_name(name);
        let found = files.keys().filter(|it| fits(pattern, it)).cloned();
        let found: Vec<String> = found.collect();
        return if found.is_empty() { Err(missing()) } else { Ok(found) };
    }
    let folder = folder(name);
    let inside: Vec<&str> = files.keys().filter_map(|it| it.strip_prefix(&folder)).collect();
    if !folder.is_empty() && inside.is_empty() {
        return Err(missing());
    }
    let found = inside.iter().filter(|it| {
        let is_here = recursive || !it.contains('/');
        is_here && !["~", "/", "../"].iter().any(|away| it.starts_with(away)) && is_manifest(it)
    });
    let found: Vec<String> = found.map(|it| format!("{folder}{it}")).collect();
    if found.is_empty() {
        return Err(Failure::text(format!(
            "error reading [{name}]: recognized file extensions are [.json .yaml .yml]"
        )));
    }
    Ok(found)
}

/// The file of the tape that stands for a path or an address: of an address the last part, with as
/// many folders before it as the tape has.
pub(super) fn on_tape<'a>(files: &Files, name: &'a str) -> &'a str {
    let Some(path) = of_url(name) else { return file_name(name) };
    let mut rest = path;
    while let Some((_, below)) = rest.split_once('/') {
        rest = below;
        if files.contains_key(rest) {
            break;
        }
    }
    rest
}

/// The host and the path of an address.
fn of_url(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("https://").or_else(|| name.strip_prefix("http://"))?;
    Some(rest.split(['?', '#']).next().unwrap_or(rest))
}

/// Whether a name fits a pattern, in which `*` stands for anything but a slash.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == name };
    let Some(rest) = name.strip_prefix(head) else { return false };
    let ends = rest.char_indices().map(|it| it.0).chain([rest.len()]);
    let free = rest.find('/').unwrap_or(rest.len());
    ends.take_while(|it| *it <= free).any(|at| fits(tail, rest.get(at..).unwrap_or("")))
}
