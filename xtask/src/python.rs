//! Tools that come as packages of PyPI, in an environment of their own.

use crate::project::{Project, run_within};
use crate::{Outcome, browser, say};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// Installing takes a minute at most where there is a network; nobody waits longer than this.
const LIMIT: Duration = Duration::from_secs(180);

fn folder(project: &Project) -> PathBuf {
    project.tools().join("python")
}

/// A program of the environment.
pub fn program(project: &Project, name: &str) -> PathBuf {
    folder(project).join(if cfg!(windows) { "Scripts" } else { "bin" }).join(name)
}

/// Installs a package such as `mkdocs==1.6`. What is there already is not fetched.
///
/// # Errors
/// There is no Python, no network, or no such package.
pub fn install(project: &Project, package: &str) -> Outcome<()> {
    if !program(project, "pip").is_file() {
        environment(project)?;
    }
    let mut pip = Command::new(program(project, "pip"));
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--retries=1", "--timeout=20"]);
    run_within(pip.arg(package), LIMIT, &format!("pip could not install {package}"))
}

fn environment(project: &Project) -> Outcome<()> {
    let folder = folder(project);
    say(&format!("making a Python environment in {}", folder.display()));
    let mut make = project.command("python3");
    make.args(["-m", "venv"]).arg(&folder);
    // Debian's Python can't do it without a package.
    run_within(&mut make, LIMIT, "there is no Python 3 with venv").or_else(|why| {
        browser::install(project, &["python3-venv"]).map_err(|_| why.clone())?;
        run_within(&mut make, LIMIT, &why)
    })
}
