//! Acts of nature carried out.

use super::{Act, Cluster, RecordKind};
use crate::api::{
    JOB_COMPLETION_INDEX, JOB_NAME_LABEL, Kind, LABEL_TOPOLOGY_ZONE, Node, ObjectKey, Pod,
};
use crate::apiserver::{DeleteOptions, Random, Request};
use crate::kubelet::{Effects, Trouble};
use std::rc::Rc;

impl Cluster {
    /// Something happens to a machine or a process.
    ///
    /// # Errors
    /// There is no such node or Pod; nothing has changed then.
    pub fn act(&mut self, act: &Act) -> Result<(), String> {
        self.settle_traffic();
        match act {
            Act::Load(service, number) => self.put_load(service, *number)?,
            Act::NodeAdd(name) => self.node_add(name)?,
            Act::NodeDown(name) | Act::NetworkDown(name) => {
                self.check_node(name)?;
                self.kubelets.set_down(name, matches!(act, Act::NetworkDown(_)));
                self.end_heartbeats(name);
            }
            Act::NodeUp(name) | Act::NetworkUp(name) => {
                self.check_node(name)?;
                self.node_up(name, matches!(act, Act::NetworkUp(_)));
            }
            Act::NodeRemove(name) => {
                let key = ObjectKey::new(Kind::Node, "", name);
                let delete = Request::Delete(key, DeleteOptions::default());
                self.request(delete).map_err(|status| status.to_string())?;
                self.kubelets.remove_node(name, self.now_ms);
                self.forget_heartbeats(name);
            }
            Act::Exit(pod, code) => {
                let pod = self.find_pod(pod)?;
                let effects = self.exit(&pod, (*code, false));
                self.carry_out(effects);
            }
            Act::ExitIndex(job, index, code) => {
                let pod = self.find_index(job, *index)?;
                let effects = self.exit(&pod, (*code, false));
                self.carry_out(effects);
            }
            Act::Usage(label, value, cpu) => {
                self.usages.set(label, value, cpu.milli(), self.now_ms);
            }
            Act::Oom(pod) => {
                let pod = self.find_pod(pod)?;
                let effects = self.exit(&pod, (137, true));
                self.carry_out(effects);
            }
            Act::Unready(pod) => self.trouble(pod, Trouble::Unready)?,
            Act::Ready(pod) => self.trouble(pod, Trouble::Well)?,
            Act::Hang(pod) => self.trouble(pod, Trouble::Hang)?,
            Act::RegistryDown => self.kubelets.registry_mut().set_down(true),
            Act::RegistryUp => self.kubelets.registry_mut().set_down(false),
            Act::Image(name) => self.kubelets.registry_mut().tell(name, true),
            Act::NoImage(name) => self.kubelets.registry_mut().tell(name, false),
            Act::ZoneDown(zone) => self.zone(zone, Act::NodeDown)?,
            Act::ZoneUp(zone) => self.zone(zone, Act::NodeUp)?,
            Act::Chaos(number) => {
                let misfortune = self.misfortune(*number)?;
                return self.act(&misfortune);
            }
            Act::Slow(pod, seconds) => self.trouble(pod, Trouble::Slow(seconds * 1000))?,
        }
        self.trace.act(self.now_ms, &act.to_string());
        self.note(RecordKind::Act(act.clone()));
        Ok(())
    }

    /// Does the same to all nodes of a zone.
    fn zone(&mut self, zone: &str, act: fn(String) -> Act) -> Result<(), String> {
        let nodes = self.store().list_typed::<Node>(None);
        let is_in = |it: &&Rc<Node>| {
            it.metadata.labels.get(LABEL_TOPOLOGY_ZONE).is_some_and(|it| it == zone)
        };
        let names: Vec<String> =
            nodes.filter(is_in).map(|it| it.metadata.name.to_string()).collect();
        if names.is_empty() {
            return Err(format!("no node has the label {LABEL_TOPOLOGY_ZONE}={zone}"));
        }
        names.into_iter().try_for_each(|it| self.act(&act(it)))
    }

    /// What breaks by chance: nodes that are up, and Pods that run on them. The cluster's generator is not asked, so
    /// that all else goes on as it would have.
    fn misfortune(&self, number: i64) -> Result<Act, String> {
        let nodes = self.store().list_typed::<Node>(None).map(|it| it.metadata.name.to_string());
        let mut all: Vec<Act> =
            nodes.filter(|it| !self.kubelets.is_down(it)).map(Act::NodeDown).collect();
        for pod in self.store().list_typed::<Pod>(None) {
            if pod.status.phase == "Running" && !self.kubelets.is_down(&pod.spec.node_name) {
                let name = || format!("{}/{}", pod.metadata.namespace, pod.metadata.name);
                let acts = [Act::Exit(name(), 1), Act::Oom(name()), Act::Unready(name())];
                all.extend(acts.into_iter().chain([Act::Hang(name())]));
            }
        }
        // One draw of a generator of its own: neighbouring numbers lead far apart.
        let chosen = Random::new(number.cast_unsigned()).below(all.len() as u64);
        let chosen = usize::try_from(chosen).unwrap_or(0);
        all.into_iter().nth(chosen).ok_or_else(|| "nothing is there that could break".to_owned())
    }

    fn exit(&mut self, pod: &Rc<Pod>, how: (i32, bool)) -> Effects {
        self.kubelets.exit(pod, None, how, self.apiserver.store(), self.now_ms)
    }

    fn trouble(&mut self, pod: &str, trouble: Trouble) -> Result<(), String> {
        let pod = self.find_pod(pod)?;
        let effects = self.kubelets.trouble(&pod, trouble, self.apiserver.store(), self.now_ms);
        self.carry_out(effects);
        Ok(())
    }

    fn check_node(&self, name: &str) -> Result<(), String> {
        let key = ObjectKey::new(Kind::Node, "", name);
        match self.store().get(&key) {
            Some(_) => Ok(()),
            None => Err(format!("nodes {name:?} not found")),
        }
    }

    /// The live Pod of a Job that has an index.
    fn find_index(&self, text: &str, index: i32) -> Result<Rc<Pod>, String> {
        let (namespace, job) = text.split_once('/').unwrap_or(("default", text));
        let index = index.to_string();
        let label = |pod: &Pod, key: &str| pod.metadata.labels.get(key).cloned();
        let mut pods = self.store().list_typed::<Pod>(Some(namespace));
        let found = pods.find(|pod| {
            pod.is_active()
                && label(pod, JOB_NAME_LABEL).as_deref() == Some(job)
                && label(pod, JOB_COMPLETION_INDEX) == Some(index.clone())
        });
        found.cloned().ok_or_else(|| format!("no Pod of job {job:?} has the index {index}"))
    }

    /// A Pod by name, or by namespace and name.
    fn find_pod(&self, text: &str) -> Result<Rc<Pod>, String> {
        let (namespace, name) = text.split_once('/').unwrap_or(("default", text));
        let pod = self.store().typed::<Pod>(namespace, name);
        pod.cloned().ok_or_else(|| format!("pods {name:?} not found"))
    }
}
