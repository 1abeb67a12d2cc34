//! Folders of a container that are on a disk of their own.

/// A folder of a container that is something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// Where; empty for everything that is not elsewhere.
    pub(super) path: String,
    /// What.
    pub(super) disk: String,
    /// The folder of the disk that is seen.
    pub(super) sub_path: String,
    pub(super) is_read_only: bool,
    pub(super) is_claim: bool,
    /// The group that the Pod gives its volumes.
    pub(super) group: Option<i64>,
}

impl Mount {
    /// A disk for everything that is not elsewhere.
    pub(in crate::kubelet) fn root(disk: String) -> Self {
        let (path, sub_path) = (String::new(), String::new());
        Self { path, disk, sub_path, is_read_only: false, is_claim: false, group: None }
    }

    /// Its disk, where that goes with the Pod.
    pub(in crate::kubelet) fn own_disk(&self) -> Option<&str> {
        let is_own = ["run/", "empty/"].iter().any(|it| self.disk.starts_with(it));
        is_own.then_some(&*self.disk)
    }

    /// The folder that it is, as a path.
    pub(in crate::kubelet) fn folder(&self) -> Option<String> {
        let is_folder = !self.path.is_empty() && self.sub_path.is_empty();
        is_folder.then(|| format!("{}/", self.path))
    }

    /// Whether it is mounted at a path.
    pub(super) fn is_at(&self, path: &str) -> bool {
        !self.path.is_empty() && self.path == path.trim_end_matches('/')
    }

    /// Whether it is mounted at a path, or below it.
    pub(in crate::kubelet) fn is_at_or_below(&self, path: &str) -> bool {
        self.path == path || self.path.starts_with(&format!("{}/", path.trim_end_matches('/')))
    }

    /// A path of the container as a path of the disk.
    pub(super) fn inside(&self, path: &str) -> Option<String> {
        let rest = if self.path.is_empty() {
            path
        } else if path == self.path && !self.sub_path.is_empty() {
            // It may be a file that is mounted.
            return Some(self.sub_path.clone());
        } else {
            path.strip_prefix(&self.path)?.strip_prefix('/')?
        };
        let slash = if self.sub_path.is_empty() { "" } else { "/" };
        Some(format!("{}{slash}{rest}", self.sub_path))
    }

    /// A path of the disk as a path of the container.
    pub(super) fn outside(&self, path: &str) -> Option<String> {
        let rest = match self.sub_path.as_str() {
            "" => path,
            folder => path.strip_prefix(folder)?.strip_prefix('/')?,
        };
        let slash = if self.path.is_empty() { "" } else { "/" };
        Some(format!("{}{slash}{rest}", self.path))
    }
}
