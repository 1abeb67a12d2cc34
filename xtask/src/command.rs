//! dist/bin/: the command for authors, for machines like this one.

use crate::project::{Project, run};
use crate::{Outcome, page, say};
use std::env::consts::{ARCH, EXE_SUFFIX, OS};
use std::fs;
use std::path::PathBuf;

/// The folder below dist/ that no browser asks for.
pub const FOLDER: &str = "bin";

/// Builds it and puts it beside the page; where it is.
///
/// # Errors
/// It can't be built, or dist/ can't be written.
pub fn write(project: &Project) -> Outcome<PathBuf> {
    say("building the command into dist/bin/");
    let mut cargo = project.command("cargo");
    cargo.args(["build", "--quiet", "--locked", "--release", "--bin", "podarium"]);
    cargo.env("CARGO_BUILD_RUSTFLAGS", page::remapped());
    run(&mut cargo, "the command was not built; the lines above say why")?;
    let from = project.root().join(format!("target/release/podarium{EXE_SUFFIX}"));
    let folder = project.dist().join(FOLDER);
    let to = folder.join(format!("podarium-{OS}-{ARCH}{EXE_SUFFIX}"));
    let copied = fs::create_dir_all(&folder).and_then(|()| fs::copy(&from, &to));
    copied.map_err(|error| format!("{}: {error}", to.display()))?;
    Ok(to)
}
