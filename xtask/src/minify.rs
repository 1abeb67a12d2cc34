//! Scripts and style sheets without what only their readers need.

use crate::project::{Project, run};
use crate::{Outcome, tools};
use std::fs;
use std::path::{Path, PathBuf};

/// Minifies what Trunk put into the folder: the glue of the programs is half comments.
pub fn all(project: &Project) -> Outcome<()> {
    for file in files(&project.dist())? {
        self::file(project, &file)?;
    }
    Ok(())
}

/// Minifies one of them in its place.
pub fn file(project: &Project, file: &Path) -> Outcome<()> {
    let mut esbuild = tools::esbuild(project);
    esbuild.arg(file).args(["--minify", "--log-level=warning", "--allow-overwrite"]);
    let mut to = std::ffi::OsString::from("--outfile=");
    to.push(file);
    run(esbuild.arg(to), "esbuild failed; the lines above say why")
}

fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let is_text = |path: &PathBuf| path.extension().is_some_and(|it| it == "js" || it == "css");
    Ok(paths.filter(is_text).collect())
}
