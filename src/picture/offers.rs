//! What a person can do to a Pod, a node or a claim, as lines of a tape.

use super::words::menu;
use super::{Look, Node, ObjectRef, Picture, Pod};
use std::rc::Rc;

/// Something that can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What it is called.
    pub label: &'static str,
    /// The line that does it, as a tape has it.
    pub line: String,
}

impl Offer {
    fn new(label: &'static str, line: String) -> Self {
        Self { label, line }
    }
}

/// What can be done to a Pod.
#[must_use]
pub fn offers_for_pod(pod: &Pod) -> Vec<Offer> {
    let name = &pod.name;
    if pod.gone_ms.is_some() {
        return Vec::new();
    }
    let (flag, full) = match &*pod.namespace {
        "default" => (String::new(), name.to_string()),
        namespace => (format!(" -n {namespace}"), format!("{namespace}/{name}")),
    };
    let mut offers = Vec::new();
    let mut offer = |label, line| offers.push(Offer::new(label, line));
    if pod.look != Look::Terminating {
        offer(menu::DELETE, format!("$ kubectl delete pod {name} --wait=false{flag}"));
    }
    let force = "--force --grace-period=0 --wait=false";
    offer(menu::DELETE_BY_FORCE, format!("$ kubectl delete pod {name} {force}{flag}"));
    if matches!(pod.look, Look::Ready | Look::Running) {
        offer(menu::CRASH, format!("! exit {full} 1"));
        offer(menu::END_WELL, format!("! exit {full} 0"));
        offer(menu::OUT_OF_MEMORY, format!("! oom {full}"));
        match pod.look {
            Look::Ready => offer(menu::MAKE_UNREADY, format!("! unready {full}")),
            _ => offer(menu::MAKE_READY, format!("! ready {full}")),
        }
        offer(menu::SLOW_DOWN, format!("! slow {full} 5"));
        offer(menu::HANG, format!("! hang {full}"));
    }
    offer(menu::LOG, format!("$ kubectl logs {name}{flag}"));
    offers
}

/// What can be done to a node.
#[must_use]
pub fn offers_for_node(node: &Node) -> Vec<Offer> {
    let name = &node.name;
    let power = match (node.down_ms.is_some(), node.is_cut) {
        (true, true) => Offer::new(menu::RECONNECT, format!("! network-up {name}")),
        (true, false) => Offer::new(menu::RECOVER, format!("! node-up {name}")),
        _ => Offer::new(menu::FAIL, format!("! node-down {name}")),
    };
    let cordon = if node.is_cordoned {
        Offer::new(menu::UNCORDON, format!("$ kubectl uncordon {name}"))
    } else {
        Offer::new(menu::CORDON, format!("$ kubectl cordon {name}"))
    };
    let mut offers = vec![power, cordon];
    let mut offer = |label, line| offers.push(Offer::new(label, line));
    if node.down_ms.is_none() {
        offer(menu::DISCONNECT, format!("! network-down {name}"));
    }
    if node.pods > 0 && node.down_ms.is_none() {
        let flags = "--ignore-daemonsets --delete-emptydir-data --force";
        offer(menu::DRAIN, format!("$ kubectl drain {name} {flags}"));
    }
    let taint = "reserved=yes:NoExecute";
    if node.taints.iter().any(|it| **it == *taint) {
        offer(menu::UNTAINT, format!("$ kubectl taint node {name} {taint}-"));
    } else {
        offer(menu::TAINT, format!("$ kubectl taint node {name} {taint}"));
    }
    offer(menu::REMOVE, format!("! node-remove {name}"));
    offers
}

/// What can be done to a claim.
#[must_use]
pub fn offers_for_claim(claim: &ObjectRef) -> Vec<Offer> {
    let flag = match &*claim.namespace {
        "default" => String::new(),
        namespace => format!(" -n {namespace}"),
    };
    let line = format!("$ kubectl delete pvc {} --wait=false{flag}", claim.name);
    vec![Offer::new(menu::DELETE_CLAIM, line)]
}

/// What can be done to a zone.
#[must_use]
pub fn offers_for_zone(zone: &str, nodes: &[Rc<Node>]) -> Vec<Offer> {
    let mut own = nodes.iter().filter(|it| it.zone.as_deref() == Some(zone));
    vec![match own.all(|it| it.down_ms.is_some()) {
        true => Offer::new(menu::RECOVER_ALL, format!("! zone-up {zone}")),
        false => Offer::new(menu::FAIL_ALL, format!("! zone-down {zone}")),
    }]
}

/// What can be done to the cluster as a whole: the registry, and whatever chance breaks.
#[must_use]
pub fn offers_for_cluster(picture: &Picture) -> Vec<Offer> {
    let acts = || picture.console.iter().filter_map(|it| it.line.strip_prefix("! "));
    let registry = match acts().rfind(|it| it.starts_with("registry")) {
        Some("registry-down") => Offer::new(menu::REGISTRY_UP, "! registry-up".into()),
        _ => Offer::new(menu::REGISTRY_DOWN, "! registry-down".into()),
    };
    let chaos = format!("! chaos {}", acts().count() + 1);
    vec![registry, Offer::new(menu::CHAOS, chaos), offer_node(&picture.nodes)]
}

/// The act that adds a node, under the first name that is free.
fn offer_node(nodes: &[Rc<Node>]) -> Offer {
    let is_taken = |name: &str| nodes.iter().any(|node| &*node.name == name);
    let mut number = nodes.len() + 1;
    while is_taken(&format!("node-{number}")) {
        number += 1;
    }
    Offer::new(menu::ADD_NODE, format!("! node-add node-{number}"))
}
