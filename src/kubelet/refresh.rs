//! Volumes of ConfigMaps, Secrets and fields of the Pod follow what they are made of.
//! Source: `pkg/kubelet/volumemanager`, `pkg/kubelet/util/manager/watch_based_manager.go`.

use super::process::Process;
use super::{Kubelets, config};
use crate::api::{Container, Kind, Object, Pod};
use crate::apiserver::{Store, WatchEvent, WatchType};
use std::rc::Rc;

/// A kubelet looks after each of its Pods this often (milliseconds). Source:
/// `pkg/kubelet/apis/config/v1beta1/defaults.go` `SyncFrequency`.
const SYNC_MS: i64 = 60_000;
/// A change of the Pod itself makes it look at once; writing takes so long (milliseconds).
const WRITE_MS: i64 = 1_000;

impl Kubelets {
    /// What volumes may be made of has changed.
    pub fn observe_config(&mut self, event: &WatchEvent, store: &Store, now_ms: i64) {
        let object = &event.object;
        let data = [Kind::ConfigMap, Kind::Secret];
        let (pods, delay_ms): (Vec<Rc<Pod>>, i64) = if let Object::Pod(pod) = object {
            // Of its fields those can change that people write.
            let meta = object.meta();
            let is_same = |old: &Object| {
                old.meta().labels == meta.labels && old.meta().annotations == meta.annotations
            };
            if event.old.as_ref().is_none_or(is_same) {
                return;
            }
            (vec![Rc::clone(pod)], WRITE_MS)
        } else if data.contains(&object.kind()) && event.r#type != WatchType::Deleted {
            let all = store.list_typed::<Pod>(Some(&object.meta().namespace));
            (all.filter(|it| config::uses(it, object)).cloned().collect(), SYNC_MS)
        } else {
            return;
        };
        for pod in &pods {
            self.renew_files(pod, store, (now_ms, now_ms + delay_ms));
        }
    }

    fn renew_files(&mut self, pod: &Pod, store: &Store, (now_ms, at_ms): (i64, i64)) {
        let Some(worker) = self.workers.get_mut(pod.metadata.uid.as_str()) else { return };
        let all = || {
            let main = pod.spec.init_containers.iter().chain(&pod.spec.containers);
            main.chain(&pod.spec.ephemeral_containers)
        };
        let spec = |name: &str| all().find(|it: &&Container| it.name == name);
        for run in &mut Rc::make_mut(worker).containers {
            let Some(container) = spec(&run.name) else { continue };
            let Some(process) = run.process.as_mut().filter(|it| it.ended_ms.is_none()) else {
                continue;
            };
            process.advance(&mut self.storage, now_ms);
            let files = config::refreshed(container, pod, store, process.program.files());
            process.renewed = files.map(|files| {
                let at_ms = process.renewed.take().map_or(at_ms, |it| it.0.min(at_ms));
                (at_ms, Rc::new(files))
            });
        }
    }
}

impl Process {
    /// The files of its image and its volumes at a moment (milliseconds since 1970).
    pub fn files(&self, now_ms: i64) -> &super::storage::Files {
        match &self.renewed {
            Some((at_ms, files)) if *at_ms <= now_ms => files,
            _ => self.program.files(),
        }
    }
}
