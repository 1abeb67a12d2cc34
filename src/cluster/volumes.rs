//! A Pod that has been given a node waits until its volumes are bound.
//! Source: `pkg/scheduler/framework/plugins/volumebinding/volume_binding.go` `PreBind`.

use super::{Cluster, REQUEST_MS, Step};
use crate::api::{
    DEFAULT_CLASS, Object, ObjectKey, ObjectMeta, PersistentVolume, PersistentVolumeClaim, Pod,
    StorageClass, Text, Typed,
};
use crate::apiserver::{Request, WatchEvent};
use crate::client::EventDraft;
use crate::client::volumes::{self, SELECTED_NODE};
use crate::controllers::persistentvolume::provisioner::DRIVER;
use crate::kubelet::{Executed, Fetched, Files, Pages};
use crate::scheduler::{self, VolumePlan};
use std::rc::Rc;

/// Volumes must be bound after this long (milliseconds).
const BIND_TIMEOUT_MS: i64 = 600_000;

/// A Pod that waits for its volumes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binding {
    node: Rc<str>,
    deadline_ms: i64,
}

/// The class that claims get which name none: it makes a volume for each, at once.
pub(super) fn standard_class() -> StorageClass {
    StorageClass {
        metadata: ObjectMeta {
            name: Text::word("standard"),
            annotations: [(DEFAULT_CLASS.to_owned(), "true".to_owned())].into(),
            ..ObjectMeta::default()
        },
        provisioner: DRIVER.to_owned(),
        ..StorageClass::default()
    }
}

impl Cluster {
    /// Binds the Pod, or sees to its volumes first. Source: `BindPodVolumes`.
    pub(super) fn pre_bind(&mut self, pod: &Pod, node: &str) {
        let plan = self.scheduler.volume_plan(&self.cache, pod, node);
        if plan.is_empty() {
            self.later(REQUEST_MS, Step::Bind(pod.key(), node.into()));
            return;
        }
        self.carry_out_plan(plan, node);
        let deadline_ms = self.now_ms + BIND_TIMEOUT_MS;
        self.agenda.add(deadline_ms, Step::BindTimeout(pod.key()));
        self.bindings.insert(pod.key(), Binding { node: node.into(), deadline_ms });
    }

    fn carry_out_plan(&mut self, plan: VolumePlan, node: &str) {
        for (volume, claim) in plan.bind {
            let bound = volumes::bound_volume(&volume, &claim);
            // Who was faster has it: the wait will be in vain, and the Pod is tried again.
            let _ = self.perform(scheduler::NAME, Request::Update(bound.into()), None);
        }
        for claim in plan.provision {
            let mut marked = (*claim).clone();
            marked.metadata.annotations.insert(SELECTED_NODE.to_owned(), node.to_owned());
            let _ = self.perform(scheduler::NAME, Request::Update(marked.into()), None);
        }
    }

    /// A claim has changed: whose are all bound, is bound. Source: `checkBindings`.
    pub(super) fn observe_bindings(&mut self, event: &WatchEvent) {
        let waits = !self.bindings.is_empty();
        match &event.object {
            Object::PersistentVolumeClaim(_) if waits => {}
            Object::Pod(pod) if waits => {
                let gone = pod.metadata.is_terminating() || !pod.spec.node_name.is_empty();
                if gone || event.r#type == crate::apiserver::WatchType::Deleted {
                    self.bindings.remove(&pod.key());
                }
                return;
            }
            _ => return,
        }
        let is_bound = |key: ObjectKey| {
            let claim = self.cache.typed::<PersistentVolumeClaim>(&key);
            claim.is_some_and(|it| volumes::is_fully_bound(it))
        };
        let is_done = |key: &ObjectKey| {
            let pod = self.cache.typed::<Pod>(key);
            pod.is_some_and(|it| scheduler::claim_keys(it).all(is_bound))
        };
        let done: Vec<ObjectKey> = self.bindings.keys().filter(|it| is_done(it)).cloned().collect();
        for key in done {
            if let Some(binding) = self.bindings.remove(&key) {
                self.later(REQUEST_MS, Step::Bind(key, binding.node));
            }
        }
    }

    /// The volumes were not bound in time: the Pod is tried again.
    pub(super) fn bind_timeout(&mut self, key: &ObjectKey) {
        let is_late = self.bindings.get(key).is_some_and(|it| it.deadline_ms <= self.now_ms);
        if !is_late {
            return;
        }
        self.bindings.remove(key);
        self.scheduler.forget(key);
        let Some(pod) = self.cache.typed::<Pod>(key).cloned() else { return };
        let message =
            "running PreBind plugin \"VolumeBinding\": binding volumes: context deadline exceeded";
        let about = Object::Pod(Rc::clone(&pod));
        let draft = EventDraft::warning(&about, "FailedScheduling", message.to_owned());
        self.record_event(scheduler::NAME, Text::default(), draft);
        self.scheduler.queue.unschedulable(key, vec![scheduler::VOLUME_BINDING]);
        self.plan_flush();
        self.wake_scheduler();
    }

    /// Runs a command in a container, as `kubectl exec` does.
    ///
    /// # Errors
    /// Why it can't.
    pub fn exec(
        &mut self,
        pod: &Rc<Pod>,
        container: &str,
        words: &[String],
    ) -> Result<Executed, String> {
        self.trace.act(self.now_ms, &format!("exec {} {}", pod.metadata.uid, words.join(" ")));
        let store = self.apiserver.store();
        let done = self.kubelets.exec(pod, container, words, store, self.now_ms)?;
        self.count_requests(&done.asked);
        if let Some(code) = done.ends {
            let (store, how) = (self.apiserver.store(), (code, false));
            let effects = self.kubelets.exit(pod, Some(container), how, store, self.now_ms);
            self.carry_out(effects);
        }
        Ok(done)
    }

    /// `curl` or `wget` with these arguments, on a computer beside the nodes.
    pub fn fetch(
        &mut self,
        (name, words, into): (&str, &[&str], Option<&str>),
        pages: Pages<'_>,
    ) -> Option<Fetched> {
        self.trace.act(self.now_ms, &format!("{name} {}", words.join(" ")));
        let (store, at) = (self.apiserver.store(), (self.now_ms, pages));
        let done = self.kubelets.fetch((name, words, into), store, at)?;
        let asked: Vec<_> = done.service.iter().cloned().collect();
        self.count_requests(&asked);
        Some(done)
    }

    /// What is on the volume of a claim now: texts by path; `None` where it has no volume.
    #[must_use]
    pub fn claim_files(&self, namespace: &str, name: &str) -> Option<Rc<Files>> {
        let claim = self.store().typed::<PersistentVolumeClaim>(namespace, name)?;
        self.volume_files(&claim.spec.volume_name)
    }

    /// What is on a volume now: texts by path. Of a folder that each host has its own of, the one
    /// on the host of the first Pod that uses it.
    #[must_use]
    pub fn volume_files(&self, name: &str) -> Option<Rc<Files>> {
        let volume = self.store().typed::<PersistentVolume>("", name)?;
        let claim = volume.spec.claim_ref.as_ref();
        let uses = |pod: &&Rc<Pod>| {
            !pod.spec.node_name.is_empty() && claim.is_some_and(|it| pod.uses_claim(&it.name))
        };
        let namespace = claim.map(|it| it.namespace.as_str());
        let user = self.store().list_typed::<Pod>(namespace).find(uses);
        let node = user.map_or("", |it| it.spec.node_name.as_str());
        Some(self.kubelets.volume_files(volume, node))
    }
}
