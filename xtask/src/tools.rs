//! The tools that build the page: used if they are there in the right version, else installed.

use crate::project::{Project, output, run, which};
use crate::{Outcome, say};
use std::path::PathBuf;
use std::process::Command;

/// What the page is compiled to.
pub const TARGET: &str = "wasm32-unknown-unknown";
/// The newest that Rust 1.95 compiles.
const TRUNK: &str = "0.21.14";
/// Of the npm package `binaryen`. Debian's is too old for what this Rust emits.
pub const BINARYEN: &str = "132";

/// Of the npm package that minifies scripts and style sheets.
const ESBUILD: &str = "0.28.2";

/// All that [`crate::page::build`] needs.
pub fn for_page(project: &Project) -> Outcome<()> {
    target()?;
    // Asked for first: these answers take a second, the installations below take minutes.
    let with_npm = !has_wasm_opt(project) || !has_esbuild(project);
    if with_npm {
        needs_npm(project)?;
    }
    trunk(project)?;
    wasm_bindgen(project)?;
    if with_npm {
        from_npm(project)?;
    }
    // Half a gigabyte that nobody needs again. If it isn't there or stays, that does no harm.
    let _ = std::fs::remove_dir_all(build_folder(project));
    Ok(())
}

/// Where tools are compiled. It stays until all are: an interrupted installation goes on where it
/// was, and what two of them are made of is compiled once.
fn build_folder(project: &Project) -> PathBuf {
    project.tools().join("build")
}

/// The commands behind `cargo fmt` and `cargo clippy`.
pub fn for_lints(project: &Project) -> Outcome<()> {
    let there = |name| output(project.command("cargo").args([name, "--version"])).is_some();
    if there("fmt") && there("clippy") {
        return Ok(());
    }
    needs_rustup("cargo's fmt and clippy are missing")?;
    say("installing rustfmt and clippy with rustup: they check format and lints");
    run(
        project.command("rustup").args(["component", "add", "rustfmt", "clippy"]),
        &failed("rustfmt and clippy"),
    )
}

fn target() -> Outcome<()> {
    let mut rustc = Command::new("rustc");
    let folder = output(rustc.args(["--print", "target-libdir", "--target", TARGET]));
    let installed = folder
        .and_then(|folder| std::fs::read_dir(folder).ok())
        .is_some_and(|mut entries| entries.next().is_some());
    if installed {
        return Ok(());
    }
    needs_rustup(&format!("Rust's target {TARGET} is missing"))?;
    say(&format!("installing Rust's target {TARGET} with rustup: the page is compiled to it"));
    run(Command::new("rustup").args(["target", "add", TARGET]), &failed(TARGET))
}

fn needs_rustup(problem: &str) -> Outcome<()> {
    match which("rustup") {
        Some(_) => Ok(()),
        None => Err(format!(
            "{problem}, and rustup, which installs it, is not on PATH. \
             Install Rust with rustup (https://rustup.rs), then run this again"
        )),
    }
}

fn trunk(project: &Project) -> Outcome<()> {
    if has(project, "trunk", TRUNK) {
        return Ok(());
    }
    say(&format!(
        "installing Trunk {TRUNK} into {}: it puts the page together. It is compiled from source, \
         which takes about 3 minutes on two cores, once",
        project.tools().display()
    ));
    // Without TLS, as Trunk shall download nothing: that saves a third of the time.
    cargo_install(project, &format!("trunk@{TRUNK}"), &["--locked"])
}

fn wasm_bindgen(project: &Project) -> Outcome<()> {
    let version = locked_version(project, "wasm-bindgen")?;
    if has(project, "wasm-bindgen", &version) {
        return Ok(());
    }
    say(&format!(
        "installing wasm-bindgen {version} into {}: it writes the JavaScript between Rust and the \
         browser, and must be of exactly the version in Cargo.lock. About a minute, once",
        project.tools().display()
    ));
    // Without --locked: its lock file names a package that was withdrawn.
    let package = format!("wasm-bindgen-cli@{version}");
    cargo_install(project, &package, &["--bin", "wasm-bindgen"])
}

/// Compiles a tool into .tools/.
pub fn cargo_install(project: &Project, package: &str, options: &[&str]) -> Outcome<()> {
    let mut cargo = project.command("cargo");
    cargo.args(["install", package, "--no-default-features"]).args(options);
    cargo.arg("--root").arg(project.tools());
    cargo.arg("--target-dir").arg(build_folder(project));
    // These tools run for a second: compiling them fast counts more than making them fast.
    cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    cargo.env("CARGO_PROFILE_RELEASE_LTO", "off");
    cargo.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    run(&mut cargo, &failed(package))
}

/// Both at once: npm takes away what it is not told of.
fn from_npm(project: &Project) -> Outcome<()> {
    let packages = [format!("binaryen@{BINARYEN}"), format!("esbuild@{ESBUILD}")];
    say(&format!(
        "installing the npm packages {} into {}: they make the page smaller",
        packages.join(" and "),
        project.tools().display()
    ));
    let mut npm = npm(project);
    // Without their scripts: esbuild's would put a native program where node looks for a script.
    npm.args(["install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", "--prefix"]);
    npm.arg(project.tools()).args(packages);
    run(&mut npm, &failed("binaryen and esbuild"))
}

fn npm(project: &Project) -> Command {
    // On Windows npm is a batch file.
    project.command(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

fn needs_npm(project: &Project) -> Outcome<()> {
    if output(npm(project).arg("--version")).is_some() {
        return Ok(());
    }
    Err(format!(
        "npm is missing: it installs wasm-opt {BINARYEN} and esbuild, which make the page smaller. \
         Install Node.js, which brings npm (https://nodejs.org; on Debian: \
         apt-get install nodejs npm), then run this again"
    ))
}

/// The command `wasm-opt` of the right version, without its arguments.
pub fn wasm_opt(project: &Project) -> Command {
    if has(project, "wasm-opt", BINARYEN) {
        return project.command("wasm-opt");
    }
    let mut node = project.command("node");
    node.arg(project.tools().join("node_modules/binaryen/bin/wasm-opt"));
    node
}

/// The command `esbuild`, without its arguments.
pub fn esbuild(project: &Project) -> Command {
    let mut node = project.command("node");
    node.arg(project.tools().join("node_modules/esbuild/bin/esbuild"));
    node
}

fn has_esbuild(project: &Project) -> bool {
    is_version(output(esbuild(project).arg("--version")), ESBUILD)
}

fn has_wasm_opt(project: &Project) -> bool {
    is_version(output(wasm_opt(project).arg("--version")), BINARYEN)
}

fn has(project: &Project, program: &str, version: &str) -> bool {
    is_version(output(project.command(program).arg("--version")), version)
}

/// Whether such a text as `trunk 0.21.14` tells exactly this version.
pub fn is_version(text: Option<String>, version: &str) -> bool {
    text.is_some_and(|text| text.split_whitespace().any(|word| word == version))
}

fn locked_version(project: &Project, package: &str) -> Outcome<String> {
    let lock = std::fs::read_to_string(project.root().join("Cargo.lock"))
        .map_err(|error| format!("Cargo.lock can't be read: {error}"))?;
    version_in_lock(&lock, package)
        .ok_or(format!("Cargo.lock has no package `{package}`; does Cargo.toml still name it?"))
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')?;
    Some(version.to_string())
}

fn failed(what: &str) -> String {
    let compiler = if cfg!(unix) && which("cc").is_none() {
        "There is no C compiler (`cc`), whose linker Rust needs: on Debian, \
         apt-get install gcc libc6-dev; on macOS, xcode-select --install. "
    } else {
        "If they name the network: is there one, or is a proxy to be set? "
    };
    format!(
        "{what} could not be installed; the lines above say why. {compiler}\
         Then run the same command again: it goes on where it was"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_tells_the_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n\n\
                    [[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.131\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "wasm"), None);
    }

    #[test]
    fn only_exactly_the_same_version_will_do() {
        let told = |text: &str| Some(text.to_string());
        assert!(is_version(told("trunk 0.21.14"), "0.21.14"));
        assert!(is_version(told("wasm-opt version 132 (version_132)"), "132"));
        assert!(!is_version(told("trunk 0.21.14-rc.1"), "0.21.14"));
        assert!(!is_version(None, "0.21.14"));
    }
}
