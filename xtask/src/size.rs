//! How large the page is, as it is sent, and the limits that hold.

use crate::{Outcome, command, compress};
use std::fs;
use std::path::{Path, PathBuf};

/// What is fetched until the first Pod moves, at most (bytes after `gzip -9`, and after brotli).
const FIRST_VISIT_MAX: Size = Size { raw: usize::MAX, gzip: 209 << 10, brotli: 177 << 10 };
/// The engine with its script, before it answers.
const ENGINE_MAX: Size = Size { raw: usize::MAX, gzip: 880 << 10, brotli: usize::MAX };
/// The rest of both programs.
const REST_MAX: Size = Size { raw: usize::MAX, gzip: 645 << 10, brotli: usize::MAX };
/// The lesson that a first visit plays.
pub const FIRST_LESSON: &str = "rolling-update";

/// Bytes: as they are, and as they are sent.
#[derive(Default, Clone, Copy, Debug, PartialEq, Eq)]
struct Size {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

impl Size {
    fn plus(self, other: Self) -> Self {
        Self {
            raw: self.raw + other.raw,
            gzip: self.gzip + other.gzip,
            brotli: self.brotli + other.brotli,
        }
    }

    fn exceeds(self, max: Self) -> bool {
        self.raw > max.raw || self.gzip > max.gzip || self.brotli > max.brotli
    }
}

/// What a file is fetched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Before the first Pod moves.
    FirstVisit,
    /// When somebody acts.
    Engine,
    /// What of both programs is seldom asked for: behind the first.
    Rest,
    /// Otherwise.
    Later,
}

/// A table of the files below `dist`, with the sums that have limits.
///
/// # Errors
/// A sum is above its limit, or a file can't be read.
pub fn check(dist: &Path) -> Outcome<String> {
    let (table, sums) = measure(dist)?;
    let limits = [
        (FIRST_VISIT_MAX, "what is fetched until the first Pod moves"),
        (ENGINE_MAX, "the engine"),
        (REST_MAX, "the rest of both programs"),
    ];
    for (sum, (max, what)) in sums.into_iter().zip(limits) {
        if sum.exceeds(max) {
            return Err(format!("{table}{what} is above its limit (xtask/src/size.rs)"));
        }
    }
    Ok(table)
}

/// The same table, whatever the sums.
pub fn report(dist: &Path) -> Outcome<String> {
    measure(dist).map(|it| it.0)
}

fn measure(dist: &Path) -> Outcome<(String, [Size; 3])> {
    let mut table = format!("{:>10} {:>10} {:>10}  size in bytes\n", "raw", "gzip", "brotli");
    let [mut first, mut engine, mut rest] = [Size::default(); 3];
    let mut folders: Vec<(PathBuf, Size)> = Vec::new();
    for path in compress::files(dist)? {
        let name = path.strip_prefix(dist).unwrap_or(&path).to_string_lossy().into_owned();
        if compress::is_copy(&path) || path.starts_with(dist.join(command::FOLDER)) {
            continue;
        }
        let size = of_file(&path)?;
        let part = part(&name);
        match part {
            Part::FirstVisit => first = first.plus(size),
            Part::Engine => engine = engine.plus(size),
            Part::Rest => rest = rest.plus(size),
            Part::Later => {}
        }
        if part == Part::Later && name.contains('/') {
            let folder = path.parent().unwrap_or(dist).to_path_buf();
            match folders.iter_mut().find(|it| it.0 == folder) {
                Some((_, sum)) => *sum = sum.plus(size),
                None => folders.push((folder, size)),
            }
        } else {
            table.push_str(&line(size, &name));
        }
    }
    for (folder, size) in folders {
        let name = folder.strip_prefix(dist).unwrap_or(&folder).to_string_lossy().into_owned();
        table.push_str(&line(size, &format!("{name}/, the rest of it")));
    }
    table.push_str(&line(first, "= fetched until the first Pod moves"));
    table.push_str(&line(engine, "= the engine, when somebody acts"));
    table
        .push_str(&line(rest, "= the rest of both, behind the first picture and the first answer"));
    Ok((table, [first, engine, rest]))
}

fn part(name: &str) -> Part {
    let first = [format!("lessons/{FIRST_LESSON}.tape"), format!("lessons/{FIRST_LESSON}.film")];
    let begins = |start: &str| name.starts_with(start);
    match name {
        _ if first.iter().any(|it| it == name) => Part::FirstVisit,
        _ if name.contains('/') => Part::Later,
        _ if name.contains("_rest") => Part::Rest,
        _ if begins("engine") || begins("worker") => Part::Engine,
        // That is what other pages load.
        "podarium.js" => Part::Later,
        _ if ["index.html", "podarium", "style", "boot", "player", "icon"]
            .iter()
            .any(|it| begins(it)) =>
        {
            Part::FirstVisit
        }
        _ => Part::Later,
    }
}

fn of_file(path: &Path) -> Outcome<Size> {
    let told = |error| format!("{}: {error}", path.display());
    let bytes = fs::read(path).map_err(told)?;
    Ok(Size {
        raw: bytes.len(),
        gzip: copied(path, "gz", || compress::gzip(&bytes)).map_err(told)?,
        brotli: copied(path, "br", || compress::brotli(&bytes)).map_err(told)?,
    })
}

/// The size of a compressed copy, made if there is none.
fn copied(
    path: &Path,
    end: &str,
    make: impl FnOnce() -> std::io::Result<Vec<u8>>,
) -> std::io::Result<usize> {
    let name = format!("{}.{end}", path.file_name().unwrap_or_default().to_string_lossy());
    match fs::metadata(path.with_file_name(name)) {
        Ok(found) => Ok(usize::try_from(found.len()).unwrap_or(usize::MAX)),
        Err(_) => make().map(|it| it.len()),
    }
}

fn line(size: Size, name: &str) -> String {
    format!("{:>10} {:>10} {:>10}  {name}\n", size.raw, size.gzip, size.brotli)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_belong_to_the_first_visit_or_the_engine_or_to_neither() {
        for (name, wanted) in [
            ("index.html", Part::FirstVisit),
            ("podarium-1_bg.wasm", Part::FirstVisit),
            ("lessons/rolling-update.film", Part::FirstVisit),
            ("lessons/node-dies.film", Part::Later),
            ("engine_bg-1.wasm", Part::Engine),
            ("engine_rest-1.wasm", Part::Rest),
            ("worker-1.js", Part::Engine),
            ("404.html", Part::Later),
        ] {
            assert_eq!(part(name), wanted, "{name}");
        }
    }

    #[test]
    fn one_byte_too_many_exceeds_a_limit() {
        let max = Size { raw: usize::MAX, gzip: 10, brotli: usize::MAX };
        assert!(!Size { raw: 99, gzip: 10, brotli: 99 }.exceeds(max));
        assert!(Size { raw: 0, gzip: 11, brotli: 0 }.exceeds(max));
    }
}
