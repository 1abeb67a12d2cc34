//! Whose files are: who has made them, and the group that a Pod gives its volumes.
//! Source: `pkg/volume/volume_linux.go` `SetVolumeOwnership`.

use super::{Mount, Storage};
use crate::shell::Owner;
use crate::sorted::SortedMap;

/// User and group of those who have made files, by disk and path; those of root are not noted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Owners(SortedMap<(String, String), (i64, i64)>);

impl Owners {
    /// Such disks are no more.
    pub(super) fn drop_disks(&mut self, is_gone: impl Fn(&str) -> bool) {
        self.0.retain(|(disk, _), _| !is_gone(disk));
    }
}

/// Whether the files of a disk get the group that a Pod asks for: those of a node never do.
pub(super) fn takes_group(disk: &str) -> bool {
    !disk.starts_with("host/")
}

impl Storage {
    /// A file or a folder has been made by somebody: user and group.
    pub(in crate::kubelet) fn own(&mut self, mounts: &[Mount], path: &str, by: (i64, i64)) {
        let Some((mount, inside)) = self.find(mounts, path) else { return };
        let key = (mount.disk.clone(), inside.trim_end_matches('/').to_owned());
        match by {
            (0, 0) => drop(self.owners.0.remove(&key)),
            _ => drop(self.owners.0.insert(key, by)),
        }
    }

    /// Whose a file or a folder is that is seen through the mounts.
    pub(in crate::kubelet) fn owner(&self, mounts: &[Mount], path: &str, is_folder: bool) -> Owner {
        if let Some(volume) = mounts.iter().find(|it| it.is_at(path)) {
            let rights = match (volume.disk.starts_with("empty/"), volume.group) {
                _ if !is_folder => "-rw-r--r--",
                (true, Some(_)) => "drwxrwsrwx",
                (true, None) => "drwxrwxrwx",
                (false, Some(_)) => "drwxrwsr-x",
                (false, None) => "drwxr-xr-x",
            };
            return Owner { user: 0, group: volume.group.unwrap_or(0), rights };
        }
        let Some((mount, inside)) = self.find(mounts, path) else { return Owner::root(is_folder) };
        let key = (mount.disk.clone(), inside.trim_end_matches('/').to_owned());
        let (user, group) = self.owners.0.get(&key).copied().unwrap_or((0, 0));
        let inherits = is_folder && mount.group.is_some();
        let rights = if inherits { "drwxr-sr-x" } else { Owner::root(is_folder).rights };
        Owner { user, group: mount.group.unwrap_or(group), rights }
    }
}
