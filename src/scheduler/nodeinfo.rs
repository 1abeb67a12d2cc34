//! A node with what is on it, kept up to date so that a cycle need not look at every Pod.
//! Source: `pkg/scheduler/framework/types.go` `NodeInfo`.

use super::amounts::Amounts;
use super::podinfo::PodInfo;
use crate::api::{
    LABEL_HOSTNAME, LABEL_TOPOLOGY_ZONE, Labels, Node, ObjectKey, Shared, Text, Value,
};
use crate::sorted::SortedMap;
use std::rc::Rc;

/// Every Pod of a workload is spread over these: they are kept at hand.
const TOPOLOGY: [&str; 2] = [LABEL_HOSTNAME, LABEL_TOPOLOGY_ZONE];

/// How many Pods have the same labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// All of them.
    pub all: i64,
    /// Those that are not being deleted.
    pub live: i64,
}

/// A node with what is on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeInfo {
    /// Its name.
    pub name: Rc<str>,
    /// The node.
    pub node: Rc<Node>,
    /// Its values of the labels that are asked for most.
    topology: [Option<Rc<str>>; 2],
    /// Its Pods.
    pub pods: SortedMap<ObjectKey, Rc<PodInfo>>,
    /// Those of them that have rules about other Pods.
    pub with_terms: SortedMap<ObjectKey, Rc<PodInfo>>,
    /// What they ask for.
    pub requested: Amounts,
    /// What they count as in the scores.
    pub scored: Amounts,
    /// What there is for Pods.
    pub allocatable: Amounts,
    /// How many Pods there may be.
    pub pods_max: i64,
    /// How many of its Pods have the same namespace and labels.
    pub by_labels: SortedMap<(Text, Shared<Labels>), Count>,
    /// The images it has, with their sizes in bytes.
    pub images: Rc<SortedMap<String, i64>>,
}

impl NodeInfo {
    /// A node without Pods.
    #[must_use]
    pub fn new(node: Rc<Node>) -> Self {
        let mut info = Self {
            name: node.metadata.name.as_str().into(),
            topology: [None, None],
            pods: SortedMap::new(),
            with_terms: SortedMap::new(),
            requested: Amounts::default(),
            scored: Amounts::default(),
            allocatable: Amounts::default(),
            pods_max: 0,
            by_labels: SortedMap::new(),
            images: Rc::default(),
            node: Rc::clone(&node),
        };
        info.update(&node);
        info
    }

    /// The node's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is cordoned or tainted: what keeps Pods away whatever they ask for.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        self.node.spec.unschedulable || !self.node.spec.taints.is_empty()
    }

    /// Where the values of a label are kept at hand, if they are: for [`NodeInfo::label_at`].
    #[must_use]
    pub fn place_of(key: &str) -> Option<usize> {
        TOPOLOGY.iter().position(|it| *it == key)
    }

    /// The value of a label, the place of which is known.
    #[must_use]
    #[inline]
    pub fn label_at(&self, place: Option<usize>, key: &str) -> Option<&str> {
        match place.and_then(|at| self.topology.get(at)) {
            Some(value) => value.as_deref(),
            None => self.node.metadata.labels.get(key).map(String::as_str),
        }
    }

    /// The value of a label of the node.
    #[must_use]
    pub fn label(&self, key: &str) -> Option<&str> {
        self.label_at(Self::place_of(key), key)
    }

    /// Takes the node as it is now.
    pub fn update(&mut self, node: &Rc<Node>) {
        self.allocatable = Amounts::new(&node.status.allocatable);
        self.pods_max = node.status.allocatable.get("pods").map_or(0, |it| it.value());
        let labels = &node.metadata.labels;
        self.topology = TOPOLOGY.map(|key| labels.get(key).map(|it| it.as_str().into()));
        let images = images(node);
        if images != *self.images {
            self.images = Rc::new(images);
        }
        self.node = Rc::clone(node);
    }

    /// The Pod is on the node (in this version).
    pub fn add(&mut self, pod: Rc<PodInfo>) {
        self.remove(&pod.key);
        self.requested.change(&pod.requests, 1);
        self.scored.change(&pod.scored, 1);
        let count = self.by_labels.entry(labels_key(&pod)).or_default();
        count.all += 1;
        count.live += i64::from(!pod.is_terminating);
        if pod.terms.is_some() {
            self.with_terms.insert(pod.key.clone(), Rc::clone(&pod));
        }
        self.pods.insert(pod.key.clone(), pod);
    }

    /// The Pod has left the node.
    pub fn remove(&mut self, key: &ObjectKey) {
        let Some(pod) = self.pods.remove(key) else { return };
        self.requested.change(&pod.requests, -1);
        self.scored.change(&pod.scored, -1);
        self.with_terms.remove(key);
        let labels = labels_key(&pod);
        if let Some(count) = self.by_labels.get_mut(&labels) {
            count.all -= 1;
            count.live -= i64::from(!pod.is_terminating);
            if count.all == 0 {
                self.by_labels.remove(&labels);
            }
        }
    }
}

fn labels_key(pod: &PodInfo) -> (Text, Shared<Labels>) {
    (pod.key.namespace.clone(), pod.labels.clone())
}

fn images(node: &Node) -> SortedMap<String, i64> {
    let mut sizes = SortedMap::new();
    let images = node.status.rest.get("images").and_then(Value::as_array);
    for image in images.into_iter().flatten() {
        let size = image["sizeBytes"].as_i64().unwrap_or(0);
        let names = image["names"].as_array().into_iter().flatten();
        sizes.extend(names.filter_map(Value::as_str).map(|name| (name.to_owned(), size)));
    }
    sizes
}
