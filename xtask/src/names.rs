//! Names with a hash for the files that Trunk gives none: caches may keep them for ever.

use crate::programs::{ENGINE, PAGE};
use crate::{Outcome, styles};
use std::fs;
use std::path::Path;

/// The styles, the player, the programs, and what a worker is made of. None names another file: they are told where those are.
const FILES: [&str; 9] = [
    styles::NAME,
    "later.css",
    "player.js",
    PAGE[0],
    PAGE[1],
    "engine.js",
    ENGINE[0],
    ENGINE[1],
    "worker.js",
];

/// Gives each its hash, and writes the new names into index.html.
pub fn give_hashes(dist: &Path) -> Outcome<()> {
    let index = dist.join("index.html");
    let told = |path: &Path, error| format!("{}: {error}", path.display());
    let mut html = fs::read_to_string(&index).map_err(|error| told(&index, error))?;
    for name in FILES {
        let path = dist.join(name);
        let bytes = fs::read(&path).map_err(|error| told(&path, error))?;
        let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
        let new = format!("{stem}-{:016x}.{end}", hash(&bytes));
        fs::rename(&path, dist.join(&new)).map_err(|error| told(&path, error))?;
        let named = format!("./{name}\"");
        if !html.contains(&named) {
            return Err(format!(
                "index.html does not name {name}; see pattern_script in Trunk.toml"
            ));
        }
        html = html.replace(&named, &format!("./{new}\""));
    }
    fs::write(&index, html).map_err(|error| told(&index, error))
}

/// FNV-1a: names need no more.
pub fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
