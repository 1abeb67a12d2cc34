//! Sites that show lessons, built by the tools that people build sites with.
//!
//! Their sources are in tests/guests/; what comes of them, in target/guests/. mdBook would have to
//! be compiled for longer than all others together: its book is built where there is an `mdbook`.

use crate::files::copy;
use crate::project::{Project, run, which};
use crate::{Outcome, say};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Of the PyPI package `mkdocs-material`.
const MKDOCS_MATERIAL: &str = "9.8.2";
/// Of the npm packages.
const NPM: [&str; 7] = [
    "reveal.js@6.0.2",
    "vitepress@1.6.4",
    "@docusaurus/core@3.9.2",
    "@docusaurus/preset-classic@3.9.2",
    // Docusaurus 3.9 asks its progress bar for what later ones refuse.
    "webpack@5.101.3",
    "react@19.2.0",
    "react-dom@19.2.0",
];

/// Builds every guest, with the page that is in dist/.
pub fn build(project: &Project) -> Outcome<()> {
    if !project.dist().join("podarium.js").is_file() {
        return Err("dist/ has no page: run `cargo xtask dist` before".into());
    }
    let out = project.root().join("target/guests");
    let _ = fs::remove_dir_all(&out);
    mkdocs(project, &out.join("mkdocs"))?;
    npm(project)?;
    vitepress(project, &out.join("vitepress"))?;
    docusaurus(project, &out.join("docusaurus"))?;
    reveal(project, &out.join("reveal"))?;
    if which("mdbook").is_some() {
        mdbook(project, &out.join("mdbook"))?;
    } else {
        say("there is no mdbook: its guest is left out");
    }
    say("the guests are in target/guests/");
    Ok(())
}

fn source(project: &Project, name: &str) -> PathBuf {
    project.root().join("tests/guests").join(name)
}

fn tools(project: &Project) -> PathBuf {
    project.tools().join("guests")
}

/// Puts the page beside a guest.
fn settle(project: &Project, site: &Path) -> Outcome<()> {
    copy(&project.dist(), &site.join("podarium"))
}

fn mkdocs(project: &Project, site: &Path) -> Outcome<()> {
    let folder = tools(project).join("python");
    if !folder.join("bin/mkdocs").is_file() {
        say(&format!("installing mkdocs-material {MKDOCS_MATERIAL} into {}", folder.display()));
        let failed = "mkdocs-material could not be installed: is there a Python 3 with venv?";
        run(project.command("python3").args(["-m", "venv"]).arg(&folder), failed)?;
        let mut pip = Command::new(folder.join("bin/pip"));
        pip.args(["install", "--quiet", &format!("mkdocs-material=={MKDOCS_MATERIAL}")]);
        run(&mut pip, failed)?;
    }
    let mut mkdocs = Command::new(folder.join("bin/mkdocs"));
    mkdocs.args(["build", "--quiet", "--strict", "--site-dir"]).arg(site);
    mkdocs.current_dir(source(project, "mkdocs")).env("NO_MKDOCS_2_WARNING", "1");
    run(&mut mkdocs, "mkdocs failed")?;
    settle(project, site)
}

fn npm(project: &Project) -> Outcome<()> {
    let folder = tools(project).join("npm");
    if folder.join("node_modules/@docusaurus").is_dir() {
        return Ok(());
    }
    say(&format!("installing {} into {}", NPM.join(", "), folder.display()));
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut npm = project.command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"]).arg(&folder);
    run(npm.args(NPM), "npm could not install them; the lines above say why")
}

/// A copy of a site below the packages: that is where its tool looks for what it is made of.
fn below_npm(project: &Project, name: &str) -> Outcome<PathBuf> {
    let copied = tools(project).join("npm").join(name);
    let _ = fs::remove_dir_all(&copied);
    copy(&source(project, name), &copied)?;
    Ok(copied)
}

fn vitepress(project: &Project, site: &Path) -> Outcome<()> {
    let copied = below_npm(project, "vitepress")?;
    let mut vitepress = project.command("node");
    vitepress.arg("../node_modules/vitepress/bin/vitepress.js").current_dir(copied);
    vitepress.args(["build", ".", "--outDir"]).arg(site);
    run(&mut vitepress, "vitepress failed")?;
    settle(project, site)
}

fn docusaurus(project: &Project, site: &Path) -> Outcome<()> {
    let copied = below_npm(project, "docusaurus")?;
    let mut docusaurus = project.command("node");
    docusaurus.arg("../node_modules/@docusaurus/core/bin/docusaurus.mjs").current_dir(copied);
    docusaurus.args(["build", "--out-dir"]).arg(site).env("DOCUSAURUS_NO_TELEMETRY", "1");
    run(&mut docusaurus, "docusaurus failed")?;
    settle(project, site)
}

fn reveal(project: &Project, site: &Path) -> Outcome<()> {
    copy(&source(project, "reveal"), site)?;
    let reveal = tools(project).join("npm/node_modules/reveal.js/dist");
    copy(&reveal, &site.join("reveal"))?;
    settle(project, site)
}

fn mdbook(project: &Project, site: &Path) -> Outcome<()> {
    let folder = project.root().join("target/guests-mdbook");
    let _ = fs::remove_dir_all(&folder);
    copy(&source(project, "mdbook"), &folder)?;
    let mut mdbook = project.command("mdbook");
    mdbook.arg("build").arg(&folder).arg("--dest-dir").arg(site);
    run(&mut mdbook, "mdbook failed")?;
    settle(project, site)
}
