//! The programs of the page, in two parts each, and as small as wasm-opt makes them.

use crate::files::{read, write};
use crate::project::{Project, run};
use crate::{Outcome, say, size, split, tools};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What wasm-opt is told: for size, twice, as the second time finds more; that memory is zero at
/// first and its first bytes are nobody's; and which of WebAssembly's features Rust uses.
const WASM_OPT: [&str; 10] = [
    "--low-memory-unused",
    "--zero-filled-memory",
    "-Oz",
    "-Oz",
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The page's program: the first part, and the rest.
pub const PAGE: [&str; 2] = ["podarium_bg.wasm", "podarium_rest.wasm"];
/// The engine.
pub const ENGINE: [&str; 2] = ["engine_bg.wasm", "engine_rest.wasm"];

/// Functions of the page that nobody needs who only looks: names, or how they begin with `*` behind it.
/// `cargo xtask rest` writes it.
const PAGE_REST: &str = include_str!("split/page.txt");
/// A function of the engine is fetched first if so many lessons run it, or the one that a first visit plays.
const LESSONS_MIN: usize = 3;

/// Splits what Trunk built, and makes the parts smaller.
pub fn make(project: &Project) -> Outcome<()> {
    let dist = project.dist();
    rename_page(&dist)?;
    let [page, engine] = [PAGE[0], ENGINE[0]].map(|it| read(&dist.join(it)));
    let (page, engine) = (page?, engine?);
    let folder = project.root().join("target/split");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    // That is for benches/rest.rs.
    fs::copy(dist.join(PAGE[0]), folder.join(PAGE[0]))
        .map_err(|error| format!("{}: {error}", PAGE[0]))?;
    let engine_first = rehearse(project, &engine, &folder)?;
    let parts = split::split(&page, &|_, name| is_listed(PAGE_REST, name))?;
    write(&dist, PAGE.into_iter().zip([parts.first, parts.second]))?;
    let parts = split::split(&engine, &|it, _| !engine_first.contains(&it))?;
    write(&dist, ENGINE.into_iter().zip([parts.first, parts.second]))?;
    for name in PAGE.iter().chain(&ENGINE) {
        optimise(project, &dist.join(name))?;
    }
    Ok(())
}

/// Trunk's hash is that of the whole program: the name is given again when the parts are there.
fn rename_page(dist: &Path) -> Outcome<()> {
    let told = |error| format!("dist/ can't be read: {error}");
    let names =
        fs::read_dir(dist).map_err(told)?.filter_map(|it| it.ok()?.file_name().into_string().ok());
    let is_page = |it: &String| it.starts_with("podarium-") && it.ends_with("_bg.wasm");
    let name = names.into_iter().find(is_page);
    let name = name.ok_or("Trunk put no program into dist/; does index.html still name it?")?;
    let index = dist.join("index.html");
    let html = fs::read_to_string(&index).map_err(told)?;
    fs::write(&index, html.replace(&name, PAGE[0])).map_err(told)?;
    fs::rename(dist.join(&name), dist.join(PAGE[0])).map_err(told)
}

/// A function's name without the numbers of the crates in it, `core[c5930c85a12de822]`: they are others
/// wherever the checkout lies.
pub fn without_hashes(name: &str) -> String {
    let is_hash =
        |it: &str| (8..=16).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_hexdigit());
    let pieces = name.split('[').enumerate().map(|(index, piece)| match piece.split_once(']') {
        Some((hash, rest)) if index > 0 && is_hash(hash) => rest.to_owned(),
        _ if index > 0 => format!("[{piece}"),
        _ => piece.to_owned(),
    });
    pieces.collect()
}

fn is_listed(list: &str, name: &str) -> bool {
    let name = without_hashes(name);
    list.lines().any(|it| match it.strip_suffix('*') {
        Some(begin) => name.starts_with(begin),
        None => it == name,
    })
}

/// Which functions of the engine run while it plays the lessons.
fn rehearse(project: &Project, engine: &[u8], folder: &Path) -> Outcome<BTreeSet<u32>> {
    say("the engine rehearses the lessons: what they run is fetched first");
    let noting = split::noting(engine)?;
    let files = [
        ("rehearse.mjs", include_bytes!("split/rehearse.mjs").to_vec()),
        ("engine.mjs", read(&project.dist().join("engine.js"))?),
        ("engine.wasm", noting.bytes),
        // For benches/wasm.mjs, which wants all of it and no notes.
        ("whole.wasm", engine.to_vec()),
    ];
    write(folder, files)?;
    let mut node = project.command("node");
    node.args(["rehearse.mjs", "engine.mjs", "engine.wasm"].map(|it| folder.join(it)));
    node.args([noting.begin.to_string(), noting.names.len().to_string()]);
    let first = project.dist().join(format!("lessons/{}.tape", size::FIRST_LESSON));
    node.arg(&first).args(crate::films::tapes(project)?.into_iter().filter(|it| *it != first));
    let told = crate::project::output(&mut node)
        .ok_or("the engine could not rehearse the lessons: `node` ended with an error")?;
    let mut runs: BTreeMap<u32, usize> = BTreeMap::new();
    for (lesson, line) in told.lines().enumerate() {
        for function in line.split(' ').filter_map(|it| it.parse().ok()) {
            *runs.entry(function).or_default() += if lesson == 0 { LESSONS_MIN } else { 1 };
        }
    }
    Ok(runs.into_iter().filter(|it| it.1 >= LESSONS_MIN).map(|it| it.0).collect())
}

/// Makes one program smaller. What was done for the same input the last time is taken again.
fn optimise(project: &Project, wasm: &Path) -> Outcome<()> {
    let cache = Cache::new(project, wasm);
    let input = read(wasm)?;
    if !cache.holds(&input) {
        say("wasm-opt makes the program smaller");
        cache.forget()?;
        let mut wasm_opt = tools::wasm_opt(project);
        wasm_opt.args(WASM_OPT).arg(wasm).arg("-o").arg(&cache.output);
        run(&mut wasm_opt, "wasm-opt failed; the lines above say why")?;
        let ordered = split::ordered(&read(&cache.output)?)?;
        fs::write(&cache.output, ordered).map_err(|error| cache.cannot(&error))?;
        cache.remember(&input)?;
    }
    fs::copy(&cache.output, wasm).map(drop).map_err(|error| format!("{}: {error}", wasm.display()))
}

/// The last input of wasm-opt and what came out of it, in the target folder.
struct Cache {
    folder: PathBuf,
    input: PathBuf,
    flags: PathBuf,
    output: PathBuf,
}

impl Cache {
    fn new(project: &Project, wasm: &Path) -> Self {
        let program = wasm.file_stem().unwrap_or_default();
        let folder = project.root().join("target/wasm-opt").join(program);
        let file = |name| folder.join(name);
        Self {
            input: file("input.wasm"),
            flags: file("flags"),
            output: file("output.wasm"),
            folder,
        }
    }

    fn holds(&self, input: &[u8]) -> bool {
        let same = |path, bytes: &[u8]| fs::read(path).is_ok_and(|old| old == bytes);
        same(&self.input, input) && same(&self.flags, flags().as_bytes()) && self.output.is_file()
    }

    /// Before the work: an interrupted one leaves nothing that looks finished.
    fn forget(&self) -> Outcome<()> {
        let _ = fs::remove_dir_all(&self.folder);
        fs::create_dir_all(&self.folder).map_err(|error| self.cannot(&error))
    }

    fn remember(&self, input: &[u8]) -> Outcome<()> {
        fs::write(&self.input, input)
            .and_then(|()| fs::write(&self.flags, flags()))
            .map_err(|error| self.cannot(&error))
    }

    fn cannot(&self, error: &std::io::Error) -> String {
        format!("{} can't be written: {error}", self.folder.display())
    }
}

fn flags() -> String {
    format!("binaryen {} {}, in order", tools::BINARYEN, WASM_OPT.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_names_and_how_names_begin() {
        let list = "a::b\nc::*\n";
        for (name, wanted) in [
            ("a::b", true),
            ("a[0123456789abcdef]::b", true),
            ("a[123456789abcdef]::b", true),
            ("a::b[0]", false),
            ("a::b::c", false),
            ("c::d::e", true),
            ("b", false),
            ("", false),
        ] {
            assert_eq!(is_listed(list, name), wanted, "{name}");
        }
    }
}
