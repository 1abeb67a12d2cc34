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
    say("the page is tested in Debian's chromium and chromium-driver");
    install(project, &["chromium", "chromium-driver"]).map_err(|why| format!("{why}. {HOW}"))?;
    find()?.ok_or(HOW.to_string())
}

/// Installs packages of Debian, where we may.
///
/// # Errors
/// We may not, or it fails.
pub fn install(project: &Project, packages: &[&str]) -> Outcome<()> {
    if which("apt-get").is_none() || !is_root() {
        return Err("only Debian's root installs packages".to_string());
    }
    say(&format!("installing Debian's packages {}", packages.join(" and ")));
    apt_get(project, &["update"])?;
    apt_get(project, &[&["install", "--yes", "--no-install-recommends"], packages].concat())
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
    run(&mut command, "apt-get failed; the lines above say why")
}
