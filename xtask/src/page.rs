//! Builds the page into dist/.

use crate::project::{Project, run};
use crate::{
    Outcome, compress, films, licences, minify, names, offline, programs, say, script, single,
    size, styles, tools,
};
use std::fs;
use std::path::PathBuf;

/// Installs what is missing, builds the release page into dist/ and tells how large it is.
pub fn build(project: &Project) -> Outcome<()> {
    tools::for_page(project)?;
    say("building the page into dist/");
    trunk(project)?;
    programs::make(project)?;
    styles::join(&project.dist())?;
    minify::all(project)?;
    names::give_hashes(&project.dist())?;
    script::write(project)?;
    films::make(project)?;
    offline::write(project)?;
    licences::write(project)?;
    compress::all(&project.dist())?;
    // What stands in it is compressed already.
    single::write(project.root(), &project.dist())?;
    print!("{}", size::report(&project.dist())?);
    Ok(())
}

fn trunk(project: &Project) -> Outcome<()> {
    let mut trunk = project.command("trunk");
    trunk.args(["build", "--release", "--offline", "--public-url", "./", "--dist"]);
    trunk.arg(project.dist());
    // These names tell functions apart that differ in their types only: see programs.rs.
    let flags = format!("-Csymbol-mangling-version=v0 {}", remapped());
    trunk.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
    if std::env::var_os("NO_COLOR").is_some() {
        // Trunk 0.21 refuses the value that others set, 1.
        trunk.env("NO_COLOR", "true");
    }
    run(&mut trunk, "the page was not built; the lines above say why")
}

/// Whoever opens the page need not read in its panics where the home of whoever built it is.
pub fn remapped() -> String {
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
