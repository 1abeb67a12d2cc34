//! The machines: how they join, fall silent and come back.

use super::{Cluster, Step};
use crate::api::{
    Kind, LABEL_HOSTNAME, Labels, Namespace, Node, NodeAddress, NodeCondition, NodeSpec,
    NodeStatus, NodeSystemInfo, Object, ObjectKey, ObjectMeta, Pod, Quantity, ResourceList, Time,
};
use crate::apiserver::{Random, Request, WatchEvent, system_priority_classes};
use crate::controllers::serviceaccount;
use std::rc::Rc;

/// The disk of a node (bytes).
const DISK_BYTES: i64 = 100 << 30;
/// How many Pods a node takes.
const PODS_PER_NODE: i64 = 110;
/// The namespaces that every cluster has.
const NAMESPACES: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];

impl Cluster {
    /// What is there at second 0, known to everybody.
    pub(super) fn bootstrap(&mut self) {
        for name in NAMESPACES {
            let metadata = ObjectMeta { name: name.into(), ..ObjectMeta::default() };
            let namespace = Namespace { metadata, ..Namespace::default() };
            self.put_at_start(namespace.into());
            self.put_at_start(serviceaccount::default_account(name));
            self.put_at_start(serviceaccount::root_certificate(name));
        }
        self.put_at_start(super::volumes::standard_class().into());
        for object in super::network::of_the_api_server() {
            self.put_at_start(object);
        }
        let config = Rc::clone(&self.config);
        for name in &config.nodes {
            self.kubelets.add_node(name);
            let node = self.new_node(name);
            self.put_at_start(node.into());
            let lease = self.new_lease(name);
            self.put_at_start(lease.into());
        }
        for class in system_priority_classes() {
            self.put_at_start(class.into());
        }
        if !config.is_serial {
            // Its own chance: what follows is drawn as in a cluster without it.
            let random = Random::new(!config.seed);
            let random = std::mem::replace(self.apiserver.random(), random);
            for object in super::network::of_the_dns() {
                self.put_at_start(object);
            }
            *self.apiserver.random() = random;
        }
    }

    fn put_at_start(&mut self, object: Object) {
        // Names that a tape may give can be refused; such a node is not there.
        let reply = self.apiserver.request(self.now_ms, Request::Create(object)).ok();
        if let Some(event) = reply.and_then(|it| it.event) {
            self.learn(&event);
        }
    }

    fn learn(&mut self, event: &WatchEvent) {
        self.cache.apply(event);
        self.scheduler.observe(&self.cache, event, self.now_ms);
        // Nobody runs yet who would have to be told.
        self.kubelets.observe_names(event, self.apiserver.store(), self.now_ms);
    }

    pub(super) fn node_add(&mut self, name: &str) -> Result<(), String> {
        let node = self.new_node(name);
        self.request(Request::Create(node.into())).map_err(|status| status.to_string())?;
        self.kubelets.add_node(name);
        self.begin_heartbeats(name);
        Ok(())
    }

    pub(super) fn new_node(&self, name: &str) -> Node {
        let text = |text: &str| text.to_owned();
        let mut labels: Labels = [
            ("beta.kubernetes.io/arch", "amd64"),
            ("beta.kubernetes.io/os", "linux"),
            ("kubernetes.io/arch", "amd64"),
            (LABEL_HOSTNAME, name),
            ("kubernetes.io/os", "linux"),
        ]
        .map(|(key, value)| (text(key), text(value)))
        .into();
        labels.extend(self.config.labels.get(name).cloned().unwrap_or_default());
        let mut capacity: ResourceList = [
            (text("cpu"), self.config.cpu),
            (text("memory"), self.config.memory),
            (text("pods"), Quantity::units(PODS_PER_NODE)),
        ]
        .into();
        if !self.config.is_serial {
            // What every kubelet reports, whatever its machine has. Source: `setters.go` `MachineInfo`.
            capacity.insert(text("ephemeral-storage"), Quantity::bytes(DISK_BYTES));
            capacity.insert(text("hugepages-1Gi"), Quantity::default());
            capacity.insert(text("hugepages-2Mi"), Quantity::default());
        }
        Node {
            metadata: ObjectMeta {
                name: text(name).into(),
                labels: labels.into(),
                ..ObjectMeta::default()
            },
            spec: NodeSpec::default(),
            status: NodeStatus {
                addresses: addresses(name, self.store().list(Kind::Node, None).count()),
                allocatable: capacity.clone(),
                capacity,
                conditions: conditions(Time::of_ms(self.now_ms)),
                node_info: NodeSystemInfo {
                    architecture: text("amd64"),
                    container_runtime_version: text("containerd://2.2.1"),
                    kernel_version: text("6.12.0"),
                    kubelet_version: text("v1.36.2"),
                    operating_system: text("linux"),
                    os_image: text("Debian GNU/Linux 12 (bookworm)"),
                    ..NodeSystemInfo::default()
                },
                ..NodeStatus::default()
            },
            ..Node::default()
        }
    }

    /// A node has its power or its network back. It answers once it has both.
    pub(super) fn node_up(&mut self, name: &str, is_network: bool) {
        for (uid, epoch, timer) in self.kubelets.set_up(name, is_network) {
            self.later(1, Step::Kubelet(uid, epoch, timer));
        }
        if self.kubelets.is_down(name) {
            return;
        }
        let pods: Vec<Rc<Pod>> = self
            .store()
            .list_typed::<Pod>(None)
            .filter(|pod| pod.spec.node_name == name)
            .cloned()
            .collect();
        for pod in pods {
            let effects = self.kubelets.take(&pod, self.apiserver.store(), self.now_ms);
            self.carry_out(effects);
            let effects = self.kubelets.report_again(&pod, self.now_ms);
            self.carry_out(effects);
        }
        self.begin_heartbeats(name);
    }

    pub(super) fn node_key(name: &str) -> ObjectKey {
        ObjectKey::new(Kind::Node, "", name)
    }
}

fn addresses(name: &str, number: usize) -> Vec<NodeAddress> {
    let address = |r#type: &str, address: String| NodeAddress {
        address,
        r#type: r#type.to_owned(),
        ..NodeAddress::default()
    };
    vec![
        address("InternalIP", format!("172.18.0.{}", number + 2)),
        address("Hostname", name.to_owned()),
    ]
}

/// Source: `pkg/kubelet/nodestatus/setters.go`.
pub(super) fn conditions(now: Time) -> Vec<NodeCondition> {
    [
        (
            "MemoryPressure",
            "False",
            "KubeletHasSufficientMemory",
            "kubelet has sufficient memory available",
        ),
        ("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
    ]
    .map(|(r#type, status, reason, message)| NodeCondition {
        last_heartbeat_time: Some(now),
        last_transition_time: Some(now),
        message: message.to_owned(),
        reason: reason.to_owned(),
        status: status.to_owned(),
        r#type: r#type.to_owned(),
        ..NodeCondition::default()
    })
    .to_vec()
}
