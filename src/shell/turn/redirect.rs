//! Redirections.

use super::Turn;
use crate::shell::frame::Frame;
use crate::shell::machine::Fd;
use crate::shell::syntax::{Redirect, RedirectKind};

impl Turn<'_> {
    /// Redirects descriptors; what they were is put back by the frame that is pushed.
    ///
    /// # Errors
    /// What the shell says.
    pub(super) fn redirect(
        &mut self,
        redirects: &[Redirect],
        targets: Vec<String>,
    ) -> Result<(), String> {
        let mut before = Vec::new();
        for (redirect, target) in redirects.iter().zip(targets) {
            match self.open(redirect, target) {
                Ok(new) => {
                    for (fd, to) in new {
                        before.push((fd, self.process.fds.get(&fd).cloned()));
                        self.process.fds.insert(fd, to);
                    }
                }
                Err(why) => {
                    self.clean_up(Frame::Fds(before));
                    return Err(why);
                }
            }
        }
        if !before.is_empty() {
            self.push(Frame::Fds(before));
        }
        Ok(())
    }

    fn open(&mut self, redirect: &Redirect, target: String) -> Result<Vec<(u32, Fd)>, String> {
        let fd = redirect.fd;
        Ok(match redirect.kind {
            RedirectKind::Read if target == "/dev/null" => vec![(fd, Fd::Null)],
            RedirectKind::Read if target == "/dev/stdin" => Vec::new(),
            RedirectKind::Read => {
                let path = self.process.environment.path(&target);
                let found = self.world.read(&path).map(str::to_owned);
                let Some(text) = found else {
                    return Err(self.cannot_open(&target, &path));
                };
                vec![(fd, Fd::Read(self.machine.new_pipe(text)))]
            }
            RedirectKind::Write => vec![(fd, self.file(&target, false)?)],
            RedirectKind::Append => vec![(fd, self.file(&target, true)?)],
            RedirectKind::Both(appends) => {
                let file = self.file(&target, appends)?;
                vec![(1, file.clone()), (2, file)]
            }
            RedirectKind::Here => vec![(fd, Fd::Read(self.machine.new_pipe(target)))],
            RedirectKind::HereString => {
                vec![(fd, Fd::Read(self.machine.new_pipe(target + "\n")))]
            }
            RedirectKind::Copy if target == "-" => vec![(fd, Fd::Closed)],
            RedirectKind::Copy => {
                let from: Option<u32> = target.parse().ok();
                let found = from.and_then(|it| self.process.fds.get(&it)).cloned();
                vec![(fd, found.ok_or_else(|| format!("{target}: Bad file descriptor"))?)]
            }
        })
    }

    fn cannot_open(&self, target: &str, path: &str) -> String {
        let is_folder = self.world.is_folder(path);
        match (self.is_posix(), is_folder) {
            (_, true) => format!("{target}: Is a directory"),
            (true, _) => format!("can't open {target}: no such file"),
            (false, _) => format!("{target}: No such file or directory"),
        }
    }

    /// A file to write to, made new or to be added to.
    fn file(&mut self, target: &str, appends: bool) -> Result<Fd, String> {
        let path = self.process.environment.path(target);
        Ok(match path.as_str() {
            "/dev/null" => Fd::Null,
            // The descriptors of the first process of a container are its output.
            "/dev/stdout" | "/proc/self/fd/1" => {
                self.process.fds.get(&1).cloned().unwrap_or(Fd::Out)
            }
            "/dev/stderr" | "/proc/self/fd/2" => {
                self.process.fds.get(&2).cloned().unwrap_or(Fd::Err)
            }
            "/dev/tty" | "/proc/1/fd/1" => Fd::Out,
            "/proc/1/fd/2" => Fd::Err,
            _ => {
                if target.is_empty() {
                    return Err(format!("{target}: No such file or directory"));
                }
                if self.world.read(&path).is_none() && self.world.is_folder(&path) {
                    return Err(format!("{target}: Is a directory"));
                }
                let written = self.world.write(&path, "", appends);
                written.map_err(|why| format!("{target}: {why}"))?;
                Fd::File(path.into())
            }
        })
    }
}
