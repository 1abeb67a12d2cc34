//! What containers have written, and where it lives: with the container, with the Pod, on the
//! node, or on a volume that outlives them all.
//!
//! What processes write is there at once, for whoever sees the same disk.

mod host;
mod mount;
mod owners;

pub use self::mount::Mount;

use self::host::{host_disk, host_file};
use self::owners::Owners;
use crate::api::{
    ClaimVolume, Container, Kind, Node, Object, ObjectKey, PersistentVolume, Pod,
    TAINT_NODE_OUT_OF_SERVICE, Time,
};
use crate::apiserver::{WatchEvent, WatchType};
use crate::client::volumes::PROVISIONED_BY;
use crate::sorted::{Sort, SortedMap, SortedSet};
use std::rc::Rc;

/// Texts by path.
pub type Files = SortedMap<String, String>;

/// The file in which each Pod that starts with a volume leaves a line.
pub const JOURNAL: &str = "podarium.log";

/// All disks, wherever they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Storage {
    /// The volumes of bound claims.
    claims: SortedMap<ObjectKey, String>,
    /// What volumes stand for.
    volumes: SortedMap<String, Rc<PersistentVolume>>,
    disks: SortedMap<String, Rc<Files>>,
    /// Rises whenever a process makes a file or removes one.
    revision: u64,
    /// Who has made the files, where it was not root.
    owners: Owners,
    /// Volumes that only one node may have at a time, with the node that has them.
    attachments: SortedMap<String, Attachment>,
    /// Who wants a volume that another node has: by volume and node the uids of the Pods. It is
    /// told of once.
    refused: SortedMap<(String, String), SortedSet<String>>,
    /// Nodes of which somebody vouches that their machine is off.
    out_of_service: SortedSet<String>,
}

/// A node has a volume.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Attachment {
    node: String,
    /// The Pods there that use it: uid and name.
    users: SortedMap<String, String>,
    /// When it is taken from a node that does not answer (milliseconds since 1970).
    taken_ms: Option<i64>,
}

/// A disk has room for so much (bytes): the simulator has to hold it.
const DISK_MAX: usize = 16 << 20;
/// A disk has room for so many files.
const FILES_MAX: usize = 10_000;

/// From a node that does not answer a volume is taken so long after its last Pod has gone
/// (milliseconds). Source: `attach_detach_controller.go` `MaxWaitForUnmountDuration`.
const TAKEN_AFTER_MS: i64 = 360_000;

impl Storage {
    /// Attaches the Pod's volumes to its node: those that are newly attached; or the first that
    /// another node has, with those who use it there, where that has not been told yet.
    /// Source: `pkg/controller/volume/attachdetach/reconciler` `MultiAttachErrorReported`.
    pub(super) fn attach_to_node(
        &mut self,
        pod: &Pod,
        node: &str,
        now_ms: i64,
    ) -> Result<Vec<String>, Option<(String, Vec<String>)>> {
        let is_over = |it: &Attachment| it.taken_ms.is_some_and(|at| at <= now_ms);
        self.attachments.retain(|_, it| !is_over(it));
        let volumes = self.exclusive_volumes(pod);
        for name in &volumes {
            if let Some(other) = self.attachments.get(name).filter(|it| it.node != node) {
                let refused = self.refused.entry((name.clone(), node.to_owned())).or_default();
                let is_told = !refused.is_empty();
                refused.insert(pod.metadata.uid.to_string());
                let users = || other.users.values().cloned().collect();
                return Err((!is_told).then(|| (name.clone(), users())));
            }
        }
        let mut new = Vec::new();
        for name in volumes {
            let attachment = self.attachments.entry(name.clone()).or_insert_with(|| {
                new.push(name);
                Attachment { node: node.to_owned(), users: SortedMap::new(), taken_ms: None }
            });
            attachment.taken_ms = None;
            attachment.users.insert(pod.metadata.uid.to_string(), pod.metadata.name.to_string());
        }
        Ok(new)
    }

    /// The volumes of a Pod that only one node may have, by name.
    fn exclusive_volumes(&self, pod: &Pod) -> Vec<String> {
        let meta = &pod.metadata;
        let volume = |claim: ClaimVolume<'_>| {
            let name = claim.claim_name(&meta.name);
            let key = ObjectKey::new(Kind::PersistentVolumeClaim, &meta.namespace, &name);
            self.volumes.get(self.claims.get(&key)?)
        };
        let is_exclusive = |it: &&Rc<PersistentVolume>| {
            let modes = &it.spec.access_modes;
            let is_local =
                ["hostPath", "local", "nfs"].iter().any(|kind| it.spec.rest.contains_key(*kind));
            !is_local && modes.iter().all(|it| it.starts_with("ReadWriteOnce"))
        };
        let volumes = pod.spec.claim_volumes().filter_map(volume).filter(is_exclusive);
        volumes.map(|it| it.metadata.name.to_string()).collect()
    }

    /// The Pod uses its volumes no more; its node gives them back, if it answers.
    fn detach(&mut self, uid: &str, is_down: bool, now_ms: i64) {
        for attachment in self.attachments.values_mut() {
            if attachment.users.remove(uid).is_some() && attachment.users.is_empty() {
                let waits = is_down && !self.out_of_service.contains(&attachment.node);
                let wait_ms = if waits { TAKEN_AFTER_MS } else { 0 };
                attachment.taken_ms = Some(now_ms + wait_ms);
            }
        }
    }

    /// A claim or a volume has changed. The data of a volume that was made for a claim goes with
    /// it; what is recycled is emptied.
    pub fn observe(&mut self, event: &WatchEvent) {
        let is_gone = event.r#type == WatchType::Deleted;
        match &event.object {
            Object::PersistentVolumeClaim(claim) => {
                let key = event.object.key();
                if is_gone {
                    self.claims.remove(&key);
                } else {
                    self.claims.insert(key, claim.spec.volume_name.clone());
                }
            }
            Object::PersistentVolume(volume) => {
                let name = &volume.metadata.name;
                let policy = volume.spec.persistent_volume_reclaim_policy.as_str();
                let is_made = volume.metadata.annotations.contains_key(PROVISIONED_BY);
                let is_deleted = is_gone && is_made && policy == "Delete";
                let is_recycled = policy == "Recycle" && volume.spec.claim_ref.is_none();
                if is_deleted || is_recycled {
                    let is_its = |disk: &String| *disk == network(volume);
                    self.disks.retain(|disk, _| !is_its(disk));
                    self.owners.drop_disks(|disk| disk == network(volume));
                }
                if is_gone {
                    self.volumes.remove(name.as_str());
                } else {
                    self.volumes.insert(name.to_string(), Rc::clone(volume));
                }
            }
            Object::Node(node) => self.observe_node(node, is_gone),
            _ => {}
        }
    }

    /// Nothing is written on a machine that is off: its volumes can be taken at once. Source:
    /// `pkg/controller/volume/attachdetach/reconciler/reconciler.go` `hasOutOfServiceTaint`.
    fn observe_node(&mut self, node: &Node, is_gone: bool) {
        let name = &node.metadata.name;
        if is_gone || !node.spec.taints.iter().any(|it| it.key == TAINT_NODE_OUT_OF_SERVICE) {
            self.out_of_service.remove(name.as_str());
            return;
        }
        self.out_of_service.insert(name.to_string());
        let unused = |it: &&mut Attachment| it.node == *name && it.users.is_empty();
        for attachment in self.attachments.values_mut().filter(unused) {
            attachment.taken_ms = Some(0);
        }
    }

    /// What lived with the Pod goes with it.
    pub(super) fn forget(&mut self, uid: &str, is_down: bool, now_ms: i64) {
        self.detach(uid, is_down, now_ms);
        self.refused.retain(|_, pods| !pods.remove(uid) || !pods.is_empty());
        for own in ["run/", "empty/"].map(|folder| [folder, uid, "/"].concat()) {
            // Hardly any Pod has left something.
            if self.disks.range(own.clone()..).next().is_some_and(|it| it.0.starts_with(&own)) {
                self.disks.retain(|disk, _| !disk.starts_with(&own));
                self.owners.drop_disks(|disk| disk.starts_with(&own));
            }
        }
    }

    /// What a run of a container finds mounted.
    pub(super) fn mounts(
        &self,
        pod: &Pod,
        container: &Container,
        node: &str,
        run: i32,
    ) -> Vec<Mount> {
        let uid = &pod.metadata.uid;
        let own = format!("run/{uid}/{}/{run}", container.name);
        let is_read_only = container.has_read_only_root();
        // What stands for devices is no part of the image.
        let devices = is_read_only
            .then(|| Mount { path: "/dev".to_owned(), ..Mount::root(format!("{own}/dev")) });
        let root = Mount { is_read_only, ..Mount::root(own) };
        let group = pod.spec.security_context.as_ref().and_then(|it| it.fs_group);
        let mounted = container.volume_mounts.iter().filter_map(|it| {
            let (disk, is_claim) = self.disk_of(pod, &it.name, node)?;
            Some(Mount {
                path: it.mount_path.trim_end_matches('/').to_owned(),
                sub_path: match it.sub_path.is_empty() {
                    false => it.sub_path.trim_matches('/').to_owned(),
                    true => host_file(pod, &it.name).unwrap_or_default(),
                },
                is_read_only: it.read_only,
                is_claim,
                group: group.filter(|_| owners::takes_group(&disk)),
                disk,
            })
        });
        let mut all: Vec<Mount> = mounted.chain(devices).chain([root]).collect();
        // The longest path that fits is the one that counts.
        all.order_by_key(|it| std::cmp::Reverse(it.path.len()));
        all
    }

    /// Where a volume of a Pod is, and whether it is a claim.
    fn disk_of(&self, pod: &Pod, volume: &str, node: &str) -> Option<(String, bool)> {
        let meta = &pod.metadata;
        let claim = pod.spec.claim_volumes().find(|it| it.volume == volume);
        if let Some(claim) = claim {
            let name = claim.claim_name(&meta.name);
            let key = ObjectKey::new(Kind::PersistentVolumeClaim, &meta.namespace, &name);
            let volume = self.volumes.get(self.claims.get(&key)?)?;
            return Some((disk_of_volume(volume, node), true));
        }
        let found = pod.spec.volumes.iter().find(|it| it.name == volume)?;
        if found.rest.contains_key("emptyDir") {
            return Some((format!("empty/{}/{volume}", meta.uid), false));
        }
        let path = found.rest.at("hostPath")["path"].as_str()?;
        Some((host_disk(node, path).0, false))
    }

    /// A file of a volume of a Pod, whoever has it mounted.
    pub(super) fn file_of(&self, pod: &Pod, volume: &str, node: &str, path: &str) -> Option<&str> {
        let (disk, _) = self.disk_of(pod, volume, node)?;
        self.disks.get(&disk)?.get(path).map(String::as_str)
    }

    /// The mount that a path is in, and the path there.
    fn find<'m>(&self, mounts: &'m [Mount], path: &str) -> Option<(&'m Mount, String)> {
        mounts.iter().find_map(|it| Some((it, it.inside(path)?)))
    }

    /// A file that is seen through the mounts.
    pub(super) fn read(&self, mounts: &[Mount], path: &str) -> Option<&str> {
        let (mount, inside) = self.find(mounts, path)?;
        self.disks.get(&mount.disk)?.get(&inside).map(String::as_str)
    }

    /// Makes a file, or adds to it.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn write(
        &mut self,
        mounts: &[Mount],
        path: &str,
        text: &str,
        appends: bool,
    ) -> Result<(), &'static str> {
        let Some((mount, inside)) = self.find(mounts, path) else { return Ok(()) };
        if mount.is_read_only {
            return Err("Read-only file system");
        }
        let disk = Rc::make_mut(self.disks.entry(mount.disk.clone()).or_default());
        let all: usize = disk.values().map(String::len).sum();
        if all + text.len() > DISK_MAX || disk.len() >= FILES_MAX && !disk.contains_key(&inside) {
            return Err("No space left on device");
        }
        self.revision += u64::from(!disk.contains_key(&inside));
        let file = disk.entry(inside).or_default();
        if !appends {
            file.clear();
        }
        file.push_str(text);
        Ok(())
    }

    /// Removes a file; whether it was there.
    pub(super) fn remove(&mut self, mounts: &[Mount], path: &str) -> bool {
        let Some((mount, inside)) = self.find(mounts, path) else { return false };
        let disk = self.disks.get_mut(&mount.disk).filter(|it| it.contains_key(&inside));
        let is_gone = disk
            .filter(|_| !mount.is_read_only)
            .is_some_and(|it| Rc::make_mut(it).remove(&inside).is_some());
        self.revision += u64::from(is_gone);
        is_gone
    }

    /// The paths at or below a path that are seen through the mounts.
    pub(super) fn paths(&self, mounts: &[Mount], under: &str) -> Vec<String> {
        let folder = format!("{}/", under.trim_end_matches('/'));
        let mut paths = Vec::new();
        for mount in mounts {
            let Some(disk) = self.disks.get(&mount.disk) else { continue };
            let seen = disk.keys().filter_map(|it| mount.outside(it));
            // What lies under another mount is not seen.
            let is_own = |it: &String| {
                let first = self.find(mounts, it).map(|it| it.0);
                first == Some(mount) && (it == under || it.starts_with(&folder))
            };
            paths.extend(seen.filter(is_own));
        }
        paths
    }

    /// A Pod leaves a line on each of its claims' volumes, so that it shows whose they were.
    pub(super) fn sign(&mut self, mounts: &[Mount], pod: &str, node: &str, now_ms: i64) {
        let time = Time::of_ms(now_ms);
        for mount in mounts.iter().filter(|it| it.is_claim && !it.is_read_only) {
            let files = Rc::make_mut(self.disks.entry(mount.disk.clone()).or_default());
            let slash = if mount.sub_path.is_empty() { "" } else { "/" };
            let journal = files.entry(format!("{}{slash}{JOURNAL}", mount.sub_path)).or_default();
            journal.push_str(&format!("{time} written by {pod} on {node}\n"));
        }
    }

    /// Rises whenever a process makes a file or removes one.
    pub(super) fn revision(&self) -> u64 {
        self.revision
    }

    /// What a disk has on it.
    pub(super) fn disk(&self, name: &str) -> Option<&Files> {
        self.disks.get(name).map(|it| &**it)
    }

    /// The files of a volume; on a node, where it is the node's.
    pub(super) fn files_of(&self, volume: &PersistentVolume, node: &str) -> Rc<Files> {
        self.disks.get(&disk_of_volume(volume, node)).cloned().unwrap_or_default()
    }
}

fn network(volume: &PersistentVolume) -> String {
    format!("volume/{}", volume.handle())
}

/// A folder of a host is another one on each host.
fn disk_of_volume(volume: &PersistentVolume, node: &str) -> String {
    let path = volume.spec.rest.get("hostPath").and_then(|it| it.get("path")?.as_str());
    match path {
        Some(path) => format!("host/{node}/{path}"),
        None => network(volume),
    }
}
