//! Builds the page into dist/.

use crate::project::{Project, run};
use crate::{
    Outcome, compress, films, integrity, licences, minify, names, offline, say, script, single,
    size, styles, tools,
};
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

/// Installs what is missing, builds the release page into dist/ and tells how large it is.
pub fn build(project: &Project) -> Outcome<()> {
    tools::for_page(project)?;
    say("building the page into dist/");
    trunk(project)?;
    for wasm in programs(&project.dist())? {
        optimise(project, &wasm)?;
    }
    styles::join(&project.dist())?;
    minify::all(project)?;
    names::give_hashes(&project.dist())?;
    script::write(project)?;
    films::make(project)?;
    integrity::write(&project.dist())?;
    single::write(project.root(), &project.dist())?;
    offline::write(project)?;
    licences::write(project)?;
    compress::all(&project.dist())?;
    print!("{}", size::report(&project.dist())?);
    Ok(())
}

fn trunk(project: &Project) -> Outcome<()> {
    let mut trunk = project.command("trunk");
    trunk.args(["build", "--release", "--offline", "--public-url", "./", "--dist"]);
    trunk.arg(project.dist());
    trunk.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", remapped());
    if std::env::var_os("NO_COLOR").is_some() {
        // Trunk 0.21 refuses the value that others set, 1.
        trunk.env("NO_COLOR", "true");
    }
    run(&mut trunk, "the page was not built; the lines above say why")
}

/// Whoever opens the page need not read in its panics where the home of whoever built it is.
fn remapped() -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let user = std::env::var_os(if cfg!(windows) { "USERPROFILE" } else { "HOME" });
    let Some(home) = home.or_else(|| user.map(|it| PathBuf::from(it).join(".cargo"))) else {
        return String::new();
    };
    let sources = fs::read_dir(home.join("registry/src")).into_iter().flatten();
    let folders = sources.filter_map(|it| it.ok().map(|it| it.path()));
    // A path with a space can't be told this way; it stays.
    let fits = |it: &PathBuf| it.to_str().is_some_and(|it| !it.contains(char::is_whitespace));
    let flags =
        folders.filter(fits).map(|it| format!("--remap-path-prefix={}=crates", it.display()));
    flags.collect::<Vec<String>>().join(" ")
}

fn programs(dist: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(dist).map_err(|error| format!("dist/ can't be read: {error}"))?;
    let programs: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "wasm"))
        .collect();
    if programs.is_empty() {
        return Err("Trunk put no wasm file into dist/; does index.html still name it?".into());
    }
    Ok(programs)
}

/// Makes one program smaller. What was done for the same input the last time is taken again.
fn optimise(project: &Project, wasm: &Path) -> Outcome<()> {
    let cache = Cache::new(project, wasm);
    let input = fs::read(wasm).map_err(|error| format!("{}: {error}", wasm.display()))?;
    if !cache.holds(&input) {
        say("wasm-opt makes the program smaller");
        cache.forget()?;
        let mut wasm_opt = tools::wasm_opt(project);
        wasm_opt.args(WASM_OPT).arg(wasm).arg("-o").arg(&cache.output);
        run(&mut wasm_opt, "wasm-opt failed; the lines above say why")?;
        cache.remember(&input)?;
    }
    copy(&cache.output, wasm)
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
        let name = wasm.file_name().unwrap_or_default().to_string_lossy();
        // Trunk's hash follows the name.
        let program = name.split(['-', '_']).next().unwrap_or_default();
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
    format!("binaryen {} {}", tools::BINARYEN, WASM_OPT.join(" "))
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    fs::copy(from, to).map(drop).map_err(|error| format!("{}: {error}", to.display()))
}
