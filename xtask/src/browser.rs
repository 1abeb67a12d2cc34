//! The browser that tests run in, and the program that drives it.

use crate::project::{Project, output, run, which};
use crate::{Outcome, say};
use std::env;
use std::path::PathBuf;
use std::process::Command;

const HOW: &str = "The browser tests need Chromium and ChromeDriver of the same version. \
    On Debian: sudo apt-get update && sudo apt-get install chromium chromium-driver. \
    Elsewhere: install both, and if they aren't on PATH, set CHROMIUM and CHROMEDRIVER to where they are";

/// Where the two programs are.
pub struct Browser {
    /// Chromium, or a browser made of it.
    pub chromium: PathBuf,
    /// The program that drives it.
    pub chromedriver: PathBuf,
}

/// Finds the browser; installs Debian's where we may.
pub fn ensure(project: &Project) -> Outcome<Browser> {
    if let Some(browser) = find()? {
        return Ok(browser);
    }
    if which("apt-get").is_none() || !is_root() {
        return Err(HOW.to_string());
    }
    say("installing Debian's packages chromium and chromium-driver: the page is tested in them");
    apt_get(project, &["update"])?;
    apt_get(
        project,
        &["install", "--yes", "--no-install-recommends", "chromium", "chromium-driver"],
    )?;
    find()?.ok_or(HOW.to_string())
}

fn find() -> Outcome<Option<Browser>> {
    let chromium = named("CHROMIUM", &["chromium", "chromium-browser", "google-chrome", "chrome"])?;
    let chromedriver = named("CHROMEDRIVER", &["chromedriver"])?;
    Ok(chromium
        .zip(chromedriver)
        .map(|(chromium, chromedriver)| Browser { chromium, chromedriver }))
}

/// The program that an environment variable names, else one on PATH.
fn named(variable: &str, programs: &[&str]) -> Outcome<Option<PathBuf>> {
    match env::var_os(variable).map(PathBuf::from) {
        Some(path) if path.is_file() => Ok(Some(path)),
        Some(path) => Err(format!("{variable} is {}, where no file is", path.display())),
        None => Ok(programs.iter().find_map(|program| which(program))),
    }
}

fn is_root() -> bool {
    output(Command::new("id").arg("-u")).as_deref() == Some("0")
}

fn apt_get(project: &Project, words: &[&str]) -> Outcome<()> {
    let mut command = project.command("apt-get");
    command.args(words).env("DEBIAN_FRONTEND", "noninteractive");
    run(&mut command, &format!("apt-get failed; the lines above say why. {HOW}"))
}
