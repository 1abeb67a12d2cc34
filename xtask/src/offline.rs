//! dist/offline.js: the service worker is told what the page is made of.

use crate::project::Project;
use crate::{Outcome, compress, minify, names};
use std::fs;
use std::path::Path;

/// Writes the service worker into dist/, with the list of what it keeps.
pub fn write(project: &Project) -> Outcome<()> {
    let error = |path: &Path, error| format!("{}: {error}", path.display());
    let from = project.root().join("static/offline.js");
    let source = fs::read_to_string(&from).map_err(|it| error(&from, it))?;
    let dist = project.dist();
    let (mut kept, mut hashes) = (Vec::new(), Vec::new());
    for path in compress::files(&dist)? {
        let name = path.strip_prefix(&dist).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if is_kept(&name) {
            let bytes = fs::read(&path).map_err(|it| error(&path, it))?;
            hashes.extend(names::hash(&bytes).to_be_bytes());
            kept.push(name);
        }
    }
    let to = dist.join("offline.js");
    fs::write(&to, told(&source, &kept, names::hash(&hashes))?).map_err(|it| error(&to, it))?;
    minify::file(project, &to)
}

/// What the page of its own is made of; the folder stands for index.html.
fn is_kept(name: &str) -> bool {
    let is_of_others = name.starts_with("guests/")
        || ["podarium.js", "404.html", "index.html", "licences.txt", "offline.js"].contains(&name);
    !compress::is_copy(Path::new(name)) && !is_of_others
}

fn told(source: &str, kept: &[String], version: u64) -> Outcome<String> {
    let names: String = kept.iter().map(|it| format!(", {it:?}")).collect();
    let mut script = source.to_owned();
    for (empty, full) in [
        ("const FILES = [];", format!("const FILES = [\"./\"{names}];")),
        ("const VERSION = \"\";", format!("const VERSION = \"{version:016x}\";")),
    ] {
        if !script.contains(empty) {
            return Err(format!("static/offline.js has no line {empty}"));
        }
        script = script.replace(empty, &full);
    }
    Ok(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_keeps_the_page_and_its_lessons() {
        let source = include_str!("../../static/offline.js");
        let script = told(source, &["a-1.js".into()], 7).unwrap_or_default();
        assert!(script.contains("const FILES = [\"./\", \"a-1.js\"];"), "{script}");
        assert!(script.contains("const VERSION = \"0000000000000007\";"), "{script}");
        assert!(is_kept("lessons/retries.film") && is_kept("engine_bg-1.wasm"));
        assert!(!is_kept("podarium.js") && !is_kept("boot-1.js.gz"));
    }
}
