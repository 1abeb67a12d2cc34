//! Where things are, and how commands are run there.

use crate::Outcome;
use std::env;
use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The checkout that xtask was started in.
pub struct Project {
    root: PathBuf,
    tools: PathBuf,
}

impl Project {
    /// The checkout, as cargo tells it.
    pub fn find() -> Outcome<Self> {
        // At run time: two checkouts may share a target folder, and with it this program.
        let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let root = manifest
            .as_deref()
            .and_then(Path::parent)
            .ok_or("start this as `cargo xtask`, in the project's folder")?
            .to_path_buf();
        let tools = match env::var_os("PODARIUM_TOOLS") {
            Some(folder) => root.join(folder),
            None => root.join(".tools"),
        };
        Ok(Self { root, tools })
    }

    /// The folder with the workspace's Cargo.toml.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder that tools are installed into.
    pub fn tools(&self) -> &Path {
        &self.tools
    }

    /// The folder that the page is built into.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// A command that runs in the project's root and finds the project's own tools first.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", self.path());
        command
    }

    fn path(&self) -> OsString {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(self.tools.join("bin")).chain(env::split_paths(&inherited));
        // Fails only if the checkout's own path contains the separator; then PATH stays as it is.
        env::join_paths(folders).unwrap_or(inherited)
    }
}

/// Runs a command to its end; `failed` is what to tell if it doesn't end well.
pub fn run(command: &mut Command, failed: &str) -> Outcome<()> {
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(failed.to_string()) }
}

/// The same for a command that may take so long at most: then it is stopped.
pub fn run_within(command: &mut Command, limit: Duration, failed: &str) -> Outcome<()> {
    let mut child = command.spawn().map_err(|error| cannot_start(command, &error))?;
    let begin = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(None) if begin.elapsed() < limit => sleep(Duration::from_millis(50)),
            Ok(None) => {
                let _ = child.kill().and_then(|()| child.wait());
                return Err(format!("{failed}: after {} s it was stopped", limit.as_secs()));
            }
            Ok(Some(_)) => return Err(failed.to_string()),
            Err(error) => return Err(format!("{failed}: {error}")),
        }
    }
}

/// What a command prints, if there is such a command and it ends well.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_string();
    output.status.success().then_some(text)
}

/// Why a command could not even be started.
pub fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    let program = command.get_program().to_string_lossy();
    match error.kind() {
        ErrorKind::NotFound => format!("`{program}` is missing; install it, or add it to PATH"),
        _ => format!("`{program}` can't be started: {error}"),
    }
}

/// The full path of a program on PATH.
pub fn which(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&path).map(|folder| folder.join(&name)).find(|file| file.is_file())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_takes_too_long_is_stopped() {
        let sleep = |limit| run_within(Command::new("sleep").arg("1000"), limit, "it failed");
        assert_eq!(sleep(Duration::ZERO), Err("it failed: after 0 s it was stopped".into()));
        let ends = |code| run_within(Command::new("sh").args(["-c", code]), Duration::MAX, "no");
        assert_eq!((ends("exit 0"), ends("exit 3")), (Ok(()), Err("no".into())));
    }
}
