//! Which Pods of a node a drain takes, and which it refuses to.

use crate::api::{Kind, ObjectKey, Pod, Selector, Status};
use crate::cluster::Cluster;
use std::rc::Rc;

const DAEMON_SET_FATAL: &str = "DaemonSet-managed Pods (use --ignore-daemonsets to ignore)";
const DAEMON_SET_WARNING: &str = "ignoring DaemonSet-managed Pods";
const LOCAL_STORAGE_FATAL: &str =
    "Pods with local storage (use --delete-emptydir-data to override)";
const LOCAL_STORAGE_WARNING: &str = "deleting Pods with local storage";
const UNMANAGED_FATAL: &str = "Pods that declare no controller (use --force to override)";
const UNMANAGED_WARNING: &str = "deleting Pods that declare no controller";
const MIRROR: &str = "kubernetes.io/config.mirror";

/// What the flags allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filters {
    pub selector: Selector,
    pub force: bool,
    pub ignore_daemon_sets: bool,
    pub delete_empty_dir_data: bool,
    pub skip_after_s: i64,
}

/// What is to be done with the Pods of a node.
#[derive(Clone, Debug, Default)]
pub(super) struct Choice {
    pub pods: Vec<Rc<Pod>>,
    pub warnings: Vec<String>,
    pub errors: Vec<String>,
}

/// What a filter says of a Pod.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Okay,
    Skip,
    /// Whether it goes all the same.
    Warning(bool, String),
    Error(String),
}

/// Pods by what is said of them.
type Groups = Vec<(String, Vec<String>)>;

impl Filters {
    pub fn choose(&self, cluster: &Cluster, node: &str) -> Choice {
        let pods = cluster.store().list_typed::<Pod>(None);
        let on_node =
            |it: &&Rc<Pod>| it.spec.node_name == node && self.selector.matches(&it.metadata.labels);
        let (mut choice, mut warnings, mut errors) =
            (Choice::default(), Groups::new(), Groups::new());
        for pod in pods.filter(on_node) {
            let name = format!("{}/{}", pod.metadata.namespace, pod.metadata.name);
            match self.verdict(cluster, pod) {
                Verdict::Okay => choice.pods.push(Rc::clone(pod)),
                Verdict::Skip => {}
                Verdict::Warning(goes, text) => {
                    add(&mut warnings, text, name);
                    if goes {
                        choice.pods.push(Rc::clone(pod));
                    }
                }
                Verdict::Error(text) => add(&mut errors, text, name),
            }
        }
        let line = |(text, names): &(String, Vec<String>)| format!("{text}: {}", names.join(", "));
        choice.warnings = warnings.iter().map(line).collect();
        choice.errors = errors.iter().map(|it| format!("cannot delete {}", line(it))).collect();
        choice
    }

    /// The filters in their order; what the last one says counts.
    fn verdict(&self, cluster: &Cluster, pod: &Pod) -> Verdict {
        let mut last = Verdict::Okay;
        let filters: [fn(&Self, &Cluster, &Pod) -> Verdict; 5] = [
            Self::deleted,
            Self::daemon_set,
            |_, _, pod| {
                if pod.metadata.annotations.contains_key(MIRROR) {
                    Verdict::Skip
                } else {
                    Verdict::Okay
                }
            },
            Self::local_storage,
            Self::unmanaged,
        ];
        for filter in filters {
            last = filter(self, cluster, pod);
            if !matches!(last, Verdict::Okay | Verdict::Warning(true, _)) {
                break;
            }
        }
        last
    }

    fn deleted(&self, cluster: &Cluster, pod: &Pod) -> Verdict {
        if skips(pod, self.skip_after_s, cluster.now_ms()) { Verdict::Skip } else { Verdict::Okay }
    }

    fn daemon_set(&self, cluster: &Cluster, pod: &Pod) -> Verdict {
        let owner = pod.metadata.controller().filter(|it| it.kind == "DaemonSet");
        let Some(owner) = owner.filter(|_| !pod.is_terminal()) else { return Verdict::Okay };
        let kind = Kind::find(&owner.api_version, &owner.kind);
        let key = kind.map(|it| ObjectKey::new(it, &pod.metadata.namespace, &owner.name));
        if let Some(key) = key.filter(|it| cluster.store().get(it).is_none()) {
            let error = Status::not_found(key.kind, &owner.name).message;
            return if self.force { Verdict::Warning(true, error) } else { Verdict::Error(error) };
        }
        if self.ignore_daemon_sets {
            Verdict::Warning(false, DAEMON_SET_WARNING.to_owned())
        } else {
            Verdict::Error(DAEMON_SET_FATAL.to_owned())
        }
    }

    fn local_storage(&self, _: &Cluster, pod: &Pod) -> Verdict {
        let tree = crate::api::Object::from(pod.clone()).to_value();
        let volumes = tree["spec"]["volumes"].as_array();
        let is_local = volumes.into_iter().flatten().any(|it| it["emptyDir"].is_object());
        if !is_local || pod.is_terminal() {
            Verdict::Okay
        } else if self.delete_empty_dir_data {
            Verdict::Warning(true, LOCAL_STORAGE_WARNING.to_owned())
        } else {
            Verdict::Error(LOCAL_STORAGE_FATAL.to_owned())
        }
    }

    fn unmanaged(&self, _: &Cluster, pod: &Pod) -> Verdict {
        if pod.is_terminal() || pod.metadata.controller().is_some() {
            Verdict::Okay
        } else if self.force {
            Verdict::Warning(true, UNMANAGED_WARNING.to_owned())
        } else {
            Verdict::Error(UNMANAGED_FATAL.to_owned())
        }
    }
}

fn add(groups: &mut Groups, text: String, name: String) {
    match groups.iter_mut().find(|it| it.0 == text) {
        Some(group) => group.1.push(name),
        None => groups.push((text, vec![name])),
    }
}

/// Whether the Pod should have been gone for longer than anybody wants to wait.
/// Source: `shouldSkipPod`.
pub(super) fn skips(pod: &Pod, after_s: i64, now_ms: i64) -> bool {
    let end = pod.metadata.deletion_timestamp;
    after_s > 0 && end.is_some_and(|it| (now_ms - it.0 * 1000).div_euclid(1000) > after_s)
}
