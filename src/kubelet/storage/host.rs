//! Files that every node has, and volumes that are one of them.

use super::Storage;
use crate::api::Pod;
use std::rc::Rc;

/// Files that every node has, by their folders.
const HOST_FILES: [(&str, &str); 3] =
    [("/etc", "machine-id"), ("/etc", "hostname"), ("/etc", "localtime")];

/// Folders that every node has, with all that may be asked for in them.
const TREES: [&str; 10] =
    ["/bin", "/boot", "/dev", "/etc", "/lib", "/proc", "/run", "/sys", "/usr", "/var"];
/// Those of `/` that every node has, with nothing in them.
const FOLDERS: [&str; 7] = ["home", "media", "mnt", "opt", "root", "srv", "tmp"];

/// A folder of a host, or the one that a file of it is in, as a disk, and the file's name.
pub(super) fn host_disk(node: &str, path: &str) -> (String, &'static str) {
    let own = |it: &&(&str, &str)| path.strip_prefix(it.0) == Some(&*format!("/{}", it.1));
    match HOST_FILES.iter().find(own) {
        Some((folder, file)) => (format!("host/{node}/{folder}"), file),
        None => (format!("host/{node}/{path}"), ""),
    }
}

/// The name of the node's file that a volume is.
pub(super) fn host_file(pod: &Pod, volume: &str) -> Option<String> {
    let found = pod.spec.volumes.iter().find(|it| it.name == volume)?;
    Some(host_disk("", found.rest.at("hostPath")["path"].as_str()?).1.to_owned())
}

impl Storage {
    /// A node has the files that every machine has.
    pub(in crate::kubelet) fn furnish(&mut self, node: &str) {
        let name = crate::kubelet::images::digits(node);
        for (folder, file) in HOST_FILES {
            let disk = self.disks.entry(format!("host/{node}/{folder}")).or_default();
            let text = match file {
                "machine-id" => format!("{}\n", name.get(..32).unwrap_or("")),
                "hostname" => format!("{node}\n"),
                _ => "TZif2\n".to_owned(),
            };
            if !disk.contains_key(file) {
                Rc::make_mut(disk).insert(file.to_owned(), text);
            }
        }
    }

    /// The volumes of a Pod that are a path of the node, where it isn't what they say that it is.
    /// What may be missing is made. Source: `pkg/volume/hostpath/host_path.go` `checkTypeInternal`.
    pub(in crate::kubelet) fn unlike<'a>(
        &mut self,
        pod: &'a Pod,
        node: &str,
    ) -> Vec<(&'a str, String)> {
        let mut unlike = Vec::new();
        for volume in &pod.spec.volumes {
            let source = volume.rest.at("hostPath");
            let Some(path) = source["path"].as_str() else { continue };
            let disk = host_disk(node, path).0;
            let folder = path.trim_end_matches('/');
            let inside = |it: &&str| {
                folder.strip_prefix(*it).is_some_and(|it| it.is_empty() || it.starts_with('/'))
            };
            let is_known = TREES.iter().any(&inside);
            let (what, is_there) = match source["type"].as_str().unwrap_or("") {
                "Directory" => {
                    let is_made = self.disks.contains_key(&disk);
                    let is_empty = match folder.strip_prefix('/') {
                        Some(name) => FOLDERS.contains(&name),
                        None => folder.is_empty(),
                    };
                    ("directory", is_known || is_made || is_empty)
                }
                "File" => ("file", is_known),
                "Socket" => ("socket file", path.ends_with("containerd.sock")),
                "CharDevice" => ("character device", path.starts_with("/dev/")),
                "BlockDevice" => ("block device", path.starts_with("/dev/")),
                _ => {
                    self.disks.entry(disk).or_default();
                    continue;
                }
            };
            if !is_there {
                let error = format!("hostPath type check failed: {path} is not a {what}");
                unlike.push((volume.name.as_str(), error));
            }
        }
        unlike
    }
}
