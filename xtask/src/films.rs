//! The film and the poster of each lesson, beside its tape.

use crate::project::{Project, run};
use crate::{Outcome, say};
use std::fs;
use std::path::PathBuf;

/// Writes them with the project's own `podarium film` and `podarium poster`.
pub fn make(project: &Project) -> Outcome<()> {
    say("the lessons' films and posters");
    let (lessons, tapes) = (project.dist().join("lessons"), tapes(project)?);
    for made in ["film", "poster"] {
        let mut cargo = project.command("cargo");
        cargo.args(["run", "--quiet", "--bin", "podarium", "--", made]).args(&tapes);
        cargo.arg("-o").arg(&lessons);
        run(&mut cargo, &format!("no {made} was made; the lines above say why"))?;
    }
    Ok(())
}

/// The lessons' tapes, in order.
pub fn tapes(project: &Project) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(project.dist().join("lessons"))
        .map_err(|error| format!("dist/lessons: {error}"))?;
    let mut tapes: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|it| it == "tape"))
        .collect();
    tapes.sort();
    Ok(tapes)
}
