//! What a person can do to a Pod, a node or a claim, as lines of a tape.

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
        offer("Delete", format!("$ kubectl delete pod {name} --wait=false{flag}"));
    }
    let force = "--force --grace-period=0 --wait=false";
    offer("Delete by force", format!("$ kubectl delete pod {name} {force}{flag}"));
    if matches!(pod.look, Look::Ready | Look::Running) {
        offer("Crash", format!("! exit {full} 1"));
        offer("End well", format!("! exit {full} 0"));
        offer("Run out of memory", format!("! oom {full}"));
        match pod.look {
            Look::Ready => offer("Make unready", format!("! unready {full}")),
            _ => offer("Make ready", format!("! ready {full}")),
        }
        offer("Slow down", format!("! slow {full} 5"));
        offer("Hang", format!("! hang {full}"));
    }
    offer("Show its log", format!("$ kubectl logs {name}{flag}"));
    offers
}

/// What can be done to a node.
#[must_use]
pub fn offers_for_node(node: &Node) -> Vec<Offer> {
    let name = &node.name;
    let power = match (node.down_ms.is_some(), node.is_cut) {
        (true, true) => Offer::new("Give its network back", format!("! network-up {name}")),
        (true, false) => Offer::new("Recover", format!("! node-up {name}")),
        _ => Offer::new("Fail", format!("! node-down {name}")),
    };
    let cordon = if node.is_cordoned {
        Offer::new("Uncordon", format!("$ kubectl uncordon {name}"))
    } else {
        Offer::new("Cordon", format!("$ kubectl cordon {name}"))
    };
    let mut offers = vec![power, cordon];
    let mut offer = |label, line| offers.push(Offer::new(label, line));
    if node.down_ms.is_none() {
        offer("Cut its network", format!("! network-down {name}"));
    }
    if node.pods > 0 && node.down_ms.is_none() {
        let flags = "--ignore-daemonsets --delete-emptydir-data --force";
        offer("Drain", format!("$ kubectl drain {name} {flags}"));
    }
    let taint = "reserved=yes:NoExecute";
    if node.taints.iter().any(|it| **it == *taint) {
        offer("Take its taint away", format!("$ kubectl taint node {name} {taint}-"));
    } else {
        offer("Taint, so that Pods must go", format!("$ kubectl taint node {name} {taint}"));
    }
    offer("Remove", format!("! node-remove {name}"));
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
    vec![Offer::new("Delete the claim", line)]
}

/// What can be done to a zone.
#[must_use]
pub fn offers_for_zone(zone: &str, nodes: &[Rc<Node>]) -> Vec<Offer> {
    let mut own = nodes.iter().filter(|it| it.zone.as_deref() == Some(zone));
    vec![match own.all(|it| it.down_ms.is_some()) {
        true => Offer::new("Recover all of it", format!("! zone-up {zone}")),
        false => Offer::new("Fail all of it", format!("! zone-down {zone}")),
    }]
}

/// What can be done to the cluster as a whole: the registry, and whatever chance breaks.
#[must_use]
pub fn offers_for_cluster(picture: &Picture) -> Vec<Offer> {
    let acts = || picture.console.iter().filter_map(|it| it.line.strip_prefix("! "));
    let registry = match acts().rfind(|it| it.starts_with("registry")) {
        Some("registry-down") => Offer::new("The registry answers again", "! registry-up".into()),
        _ => Offer::new("The registry is down", "! registry-down".into()),
    };
    let chaos = format!("! chaos {}", acts().count() + 1);
    vec![registry, Offer::new("Chaos: something breaks", chaos), offer_node(&picture.nodes)]
}

/// The act that adds a node, under the first name that is free.
fn offer_node(nodes: &[Rc<Node>]) -> Offer {
    let is_taken = |name: &str| nodes.iter().any(|node| &*node.name == name);
    let mut number = nodes.len() + 1;
    while is_taken(&format!("node-{number}")) {
        number += 1;
    }
    Offer::new("Add a node", format!("! node-add node-{number}"))
}
