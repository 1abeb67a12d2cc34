//! What a container's processes find around them: its files, and the programs of its image.

use super::{Program, commands};
use crate::api::ObjectKey;
use crate::kubelet::fetch::{Pages, fetch};
use crate::kubelet::storage::{Mount, Storage};
use crate::shell::{Answer, Foreign, Owner, Stream, World, absolute};

/// Folders that every image has.
const FOLDERS: &str = " / /bin /dev /etc /home /lib /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/sbin /usr/share /var /var/cache /var/lib /var/lock /var/log /var/run /var/spool /var/tmp ";

/// What a container's processes find around them.
pub struct Place<'a> {
    /// What runs there.
    pub program: &'a Program,
    /// All disks.
    pub storage: &'a mut Storage,
    /// Those that the container sees.
    pub mounts: &'a [Mount],
    /// The folder that the runtime makes for it, where the image has none: its processes begin
    /// there. Source: `github.com/opencontainers/runc/libcontainer/rootfs_linux.go`.
    made: String,
    /// The Services that were asked over HTTP, with the Pods that have answered.
    pub asked: Vec<(ObjectKey, String)>,
    /// Whether the program itself, and not one that a shell calls, is not there.
    pub is_missing: bool,
}

impl<'a> Place<'a> {
    /// Where a program runs.
    pub fn new(program: &'a Program, storage: &'a mut Storage, mounts: &'a [Mount]) -> Self {
        let made = match &*program.folder {
            "" => String::new(),
            _ => {
                let own = program.folder();
                if FOLDERS.contains(&format!(" {own} ")) { String::new() } else { own + "/" }
            }
        };
        Self { program, storage, mounts, made, asked: Vec::new(), is_missing: false }
    }

    /// `curl` and `wget`, which may leave a file.
    fn fetch(&mut self, foreign: &Foreign<'_>) -> Option<Answer> {
        let (name, words) = foreign.words.split_first()?;
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let base = name.rsplit('/').next().unwrap_or(name);
        if !commands::is_there(self.program, base) {
            return None;
        }
        let at = (foreign.now_ms, &(|_: &str| None) as Pages<'_>);
        let done = fetch(&self.program.host, base, &words, at)?;
        if let Some((path, text)) = done.saved {
            let _ = self.write(&absolute(foreign.folder, &path), &text, false);
        }
        self.asked.extend(done.service);
        // What `wget` shows of its progress comes partly before and partly behind.
        let (before, behind) = match done.errors.split_once("writing to stdout\n") {
            Some((before, behind)) => (format!("{before}writing to stdout\n"), behind.to_owned()),
            None => (String::new(), done.errors),
        };
        let printed = [(Stream::Err, before), (Stream::Out, done.output), (Stream::Err, behind)];
        let printed = printed.into_iter().filter(|it| !it.1.is_empty()).collect();
        Some(Answer::Done(done.took_ms, done.code, printed))
    }
}

impl World for Place<'_> {
    fn read(&self, path: &str) -> Option<&str> {
        let own = self.storage.read(self.mounts, path);
        own.or_else(|| self.program.files.get(path).map(String::as_str))
            .or_else(|| self.program.host.file(path))
    }

    fn write(&mut self, path: &str, text: &str, appends: bool) -> Result<(), &'static str> {
        let is_new = self.storage.read(self.mounts, path).is_none();
        // A file of the image or of the kubelet that is added to becomes the container's own.
        if appends && is_new {
            let before = self.read(path).unwrap_or("").to_owned();
            self.storage.write(self.mounts, path, &(before + text), false)?;
        } else {
            self.storage.write(self.mounts, path, text, appends)?;
        }
        if is_new {
            let (user, groups) = self.user();
            let group = groups.first().copied().unwrap_or(0);
            self.storage.own(self.mounts, path, (user, group));
        }
        Ok(())
    }

    fn remove(&mut self, path: &str) -> bool {
        self.storage.remove(self.mounts, path)
    }

    fn paths(&self, under: &str) -> Vec<String> {
        let folder = format!("{}/", under.trim_end_matches('/'));
        let mut paths = self.storage.paths(self.mounts, under);
        let more = self.program.files.keys().map(String::as_str).chain(self.program.host.paths());
        let more = more.chain((!self.made.is_empty()).then_some(&*self.made));
        let mounted: Vec<String> = self.mounts.iter().filter_map(Mount::folder).collect();
        let more = more.chain(mounted.iter().map(String::as_str));
        for path in more.filter(|it| *it == under || it.starts_with(&folder)) {
            if !paths.iter().any(|it| it == path) {
                paths.push(path.to_owned());
            }
        }
        paths
    }

    fn is_folder(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        FOLDERS.contains(&format!(" {path} "))
            || self.mounts.iter().any(|it| it.is_at_or_below(path))
            || self.paths(path).iter().any(|it| it.starts_with(&folder))
            || matches!(path, "/app" | "/usr/src/app") && self.program.is_own()
    }

    fn user(&self) -> (i64, Vec<i64>) {
        self.program.host.user(&self.program.user)
    }

    fn owner(&self, path: &str, is_folder: bool) -> Owner {
        self.storage.owner(self.mounts, path, is_folder)
    }

    fn main(&self) -> String {
        self.program.command_line()
    }

    fn has(&self, name: &str) -> bool {
        commands::is_known(name)
    }

    fn reads(&self, _: &[String]) -> bool {
        false
    }

    fn start(&mut self, program: &Foreign<'_>) -> Answer {
        let answer = self.fetch(program).unwrap_or_else(|| commands::start(self.program, program));
        self.is_missing |= program.is_entry && matches!(answer, Answer::Unknown);
        answer
    }
}
