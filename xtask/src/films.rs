//! The film of each lesson, beside its tape.

use crate::project::{Project, run};
use crate::{Outcome, say};
use std::fs;
use std::path::PathBuf;

/// Writes the films with the project's own `podarium film`.
pub fn make(project: &Project) -> Outcome<()> {
    say("the lessons' films");
    let lessons = project.dist().join("lessons");
    let entries = fs::read_dir(&lessons).map_err(|error| format!("dist/lessons: {error}"))?;
    let mut tapes: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|it| it == "tape"))
        .collect();
    tapes.sort();
    let mut cargo = project.command("cargo");
    cargo.args(["run", "--quiet", "--bin", "podarium", "--", "film"]).args(&tapes);
    cargo.arg("-o").arg(&lessons);
    run(&mut cargo, "the films were not made; the lines above say why")
}
