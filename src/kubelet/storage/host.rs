//! Files that every node has, and volumes that are one of them.

use super::Storage;
use crate::api::Pod;
use std::rc::Rc;

/// Files that every node has, by their folders.
const HOST_FILES: [(&str, &str); 3] =
    [("/etc", "machine-id"), ("/etc", "hostname"), ("/etc", "localtime")];

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
}
