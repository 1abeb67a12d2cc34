//! Requests within the cluster: from an address to the process that answers.
//! Source: `pkg/proxy/iptables/proxier.go`, `pkg/proxy/topology.go`.

use super::program::{Port, Program};
use super::reply::{Reply, health};
use super::servers::{Asked, Response};
use super::storage::{Files, Storage};
use super::worker::{Role, Worker, spec_of};
use super::{Kubelets, Process};
use crate::api::{Container, EndpointSlice, Node, ObjectKey, Pod, PodSpec, Service, Text, Typed};
use crate::apiserver::Store;
use crate::sorted::SortedMap;
use std::rc::Rc;

/// What is known of who answers is not older than this (milliseconds).
const FRESH_MS: i64 = 1000;

/// The address of a computer beside the nodes: it knows no way to Pods, nor to what is a Service's
/// within the cluster.
pub(super) const OUTSIDE: &str = "172.18.0.1";

/// Addresses of Services, with what they lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    key: ObjectKey,
    addresses: Vec<String>,
    /// How many of them are known within the cluster only; they come first.
    inner: usize,
    /// Whether a client always gets to the same endpoint.
    is_sticky: bool,
    ports: Vec<Gate>,
}

/// A port of a Service: its number, the nodes' number, and the Pods behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Gate {
    port: i64,
    node_port: i64,
    targets: Vec<(String, i64)>,
}

/// A container that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Listener {
    program: Rc<Program>,
    started_ms: i64,
    files: Rc<Files>,
    ports: Vec<i64>,
    is_configured: bool,
    /// What comes back whatever is asked; `Good` where it depends.
    health: Reply,
}

/// Who answers at which address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Web {
    services: Vec<Entry>,
    nodes: Vec<String>,
    sites: SortedMap<Text, Vec<Listener>>,
    /// The addresses on nodes that no network reaches, each with its node.
    cut: Vec<(String, String)>,
}

/// What comes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer, after so many milliseconds.
    Answer(Response, i64),
    /// Nobody listens there.
    Refused,
    /// Nothing comes back.
    Silence,
}

impl Web {
    /// Where a request to an address ends: a Pod's address and port, and the Service it has come
    /// through. The endpoints take turns.
    fn route(&self, address: &str, asked: &Asked<'_>) -> Result<Way, Outcome> {
        let port = asked.port;
        let is_node = self.nodes.iter().any(|it| it == address);
        let at_service = |it: &&Entry| it.addresses.iter().any(|it| it == address);
        let (entry, gate) = match self.services.iter().find(at_service) {
            Some(entry) => (entry, entry.ports.iter().find(|it| it.port == port)),
            None if is_node => {
                let all =
                    self.services.iter().flat_map(|it| it.ports.iter().map(move |at| (it, at)));
                match all.clone().find(|(_, gate)| gate.node_port == port) {
                    Some((entry, gate)) => (entry, Some(gate)),
                    // A Pod may be on the node's own network.
                    None if self.sites.contains_key(address) => {
                        return Ok((address.to_owned(), port, None));
                    }
                    None => return Err(Outcome::Refused),
                }
            }
            None => return Ok((address.to_owned(), port, None)),
        };
        // An address of a Service leads nowhere but through its ports.
        let gate = gate.ok_or(Outcome::Silence)?;
        let turn = i64::try_from(gate.targets.len()).unwrap_or(0);
        if turn == 0 {
            return Err(Outcome::Refused);
        }
        let chance = match entry.is_sticky {
            true => asked
                .client
                .bytes()
                .fold(0, |sum: i64, it| sum.wrapping_mul(31).wrapping_add(i64::from(it))),
            false => asked.now_ms,
        };
        let at = usize::try_from(scatter(chance).rem_euclid(turn)).unwrap_or(0);
        let (ip, port) = gate.targets.get(at).ok_or(Outcome::Refused)?;
        Ok((ip.clone(), *port, Some(entry.key.clone())))
    }

    /// Whether the network of the node at whose side an address is reaches nobody else.
    #[must_use]
    pub fn is_cut(&self, address: &str) -> bool {
        self.cut_at(address).is_some()
    }

    fn cut_at(&self, address: &str) -> Option<&str> {
        self.cut.iter().find(|it| it.0 == address).map(|it| it.1.as_str())
    }

    /// Whether nothing gets from one address to the other: a node that is cut off has only itself.
    #[must_use]
    pub fn parts(&self, one: &str, other: &str) -> bool {
        self.cut_at(one) != self.cut_at(other)
    }

    fn is_reached_from_outside(&self, address: &str) -> bool {
        let outer = |it: &Entry| it.addresses.iter().skip(it.inner).any(|it| it == address);
        self.nodes.iter().any(|it| it == address) || self.services.iter().any(outer)
    }

    /// What comes of a request to an address, and which Service's Pod, by its address, answers.
    #[must_use]
    pub fn request(&self, address: &str, asked: &Asked<'_>) -> (Outcome, Option<Answering>) {
        if asked.client == OUTSIDE && !self.is_reached_from_outside(address) {
            let is_own = address == OUTSIDE;
            return (if is_own { Outcome::Refused } else { Outcome::Silence }, None);
        }
        // The rules of a Service are on every node.
        if self.nodes.iter().any(|it| it == address) && self.parts(asked.client, address) {
            return (Outcome::Silence, None);
        }
        let (ip, port, service) = match self.route(address, asked) {
            Ok(way) => way,
            Err(outcome) => return (outcome, None),
        };
        let service = service.map(|it| (it, ip.clone()));
        let site = self.sites.get(ip.as_str()).filter(|_| !self.parts(asked.client, &ip));
        let Some(site) = site else { return (Outcome::Silence, service) };
        let names = |it: &&Listener| it.ports.contains(&port);
        let hears = |it: &&Listener| it.knock(port, asked) != Port::Closed;
        let listener = site.iter().find(names).or_else(|| site.iter().find(hears));
        let Some(listener) = listener else { return (Outcome::Refused, service) };
        (listener.answer(port, asked), service)
    }
}

/// A Service, and the address of one of its Pods.
type Answering = (ObjectKey, String);
type Way = (String, i64, Option<ObjectKey>);

/// A number that looks like chance, the same for the same time.
fn scatter(now_ms: i64) -> i64 {
    let mixed = now_ms.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15);
    i64::try_from(mixed >> 33).unwrap_or(0)
}

impl Listener {
    fn knock(&self, port: i64, asked: &Asked<'_>) -> Port {
        let after_ms = asked.now_ms - self.started_ms;
        self.program.port(port, None, self.is_configured, after_ms)
    }

    fn answer(&self, port: i64, asked: &Asked<'_>) -> Outcome {
        match self.health {
            Reply::Refused => return Outcome::Refused,
            Reply::Silence => return Outcome::Silence,
            Reply::Error => return Outcome::Answer(Response::failure(503), super::REQUEST_MS),
            Reply::Good => {}
        }
        match self.knock(port, asked) {
            Port::Closed => Outcome::Refused,
            Port::Status(status) => Outcome::Answer(Response::failure(status), super::REQUEST_MS),
            Port::Open => {
                let asked = Asked { port, ..*asked };
                let place = self.program.setting(&self.files);
                let costs = place.server().and_then(|it| it.costs_ms);
                let takes_ms = costs.map_or(super::REQUEST_MS, |it| it.1);
                Outcome::Answer(place.respond(&asked), takes_ms)
            }
        }
    }
}

impl Kubelets {
    /// Who answers now at which address.
    fn web(&self, store: &Store, now_ms: i64) -> Web {
        let mut sites = SortedMap::new();
        let mut cut = Vec::new();
        for (_, worker) in self.workers.in_order(|_, it| !it.ip.is_empty()) {
            if self.is_cut(&worker.node) {
                cut.push((worker.ip.to_string(), worker.node.to_string()));
            }
            let Some(pod) = store.typed::<Pod>(&worker.key.namespace, &worker.key.name) else {
                continue;
            };
            // Those on a node's own network share its address.
            let site: &mut Vec<Listener> = sites.entry(worker.ip.clone()).or_default();
            site.extend(self.site(worker, pod, now_ms));
        }
        let all = store.list_typed::<Node>(None);
        let named = all.filter_map(|it| Some((address_of(it)?, it.metadata.name.to_string())));
        let named: Vec<(String, String)> = named.collect();
        let nodes = named.iter().map(|it| it.0.clone()).collect();
        cut.extend(named.into_iter().filter(|it| self.is_cut(&it.1)));
        Web { services: services(store), nodes, sites, cut }
    }

    fn site(&self, worker: &Worker, pod: &Pod, now_ms: i64) -> Vec<Listener> {
        let listener = |at: usize| {
            let run = worker.containers.get(at).filter(|it| it.role != Role::Init)?;
            let process = run.process.as_ref().filter(|_| run.is_running())?;
            let container = spec_of(&pod.spec, at)?;
            let is_down = self.machines.get(&*worker.node).is_none_or(|it| it.is_down);
            let health = if is_down { Reply::Silence } else { health(worker, pod, at, now_ms) };
            let files = match process.program.setting(&Files::new()).server() {
                Some(_) => files_of(&self.storage, process, now_ms),
                None => Files::new(),
            };
            Some(Listener {
                program: answering(&process.program),
                started_ms: process.started_ms,
                files: Rc::new(files),
                ports: container.ports.iter().map(|it| i64::from(it.container_port)).collect(),
                is_configured: is_configured(container),
                health,
            })
        };
        (0..worker.containers.len()).filter_map(listener).collect()
    }

    /// What is known of who answers is brought up to date, unless it is.
    pub(super) fn renew_web(&mut self, store: &Store, now_ms: i64) {
        if self.web_until_ms <= now_ms {
            self.web = Rc::new(self.web(store, now_ms));
            self.web_until_ms = now_ms + FRESH_MS;
        }
    }
}

/// A program for those who ask it. Whom it asks itself is left out: that is the web of before, which
/// would keep the one before it.
fn answering(program: &Rc<Program>) -> Rc<Program> {
    let host = program.host();
    if host.web.sites.is_empty() {
        return Rc::clone(program);
    }
    Rc::new(Program::clone(program).on(host.clone().among(&Rc::default())))
}

/// The files that a process sees now.
pub(super) fn files_of(storage: &Storage, process: &Process, now_ms: i64) -> Files {
    let mut files = process.files(now_ms).clone();
    for path in storage.paths(&process.mounts, "/") {
        if let Some(text) = storage.read(&process.mounts, &path) {
            files.insert(path.clone(), text.to_owned());
        }
    }
    files
}

/// Whether a container of the Pod may ask others over the network.
pub(super) fn asks_the_web(spec: &PodSpec) -> bool {
    let main = spec.init_containers.iter().chain(&spec.containers);
    main.chain(&spec.ephemeral_containers)
        .any(|it| it.command.iter().chain(&it.args).any(|it| asks(it)))
}

/// Whether a word of a command has a program that does.
pub(super) fn asks(word: &str) -> bool {
    let mut names = word.split(|it: char| !it.is_ascii_alphanumeric());
    let network = ["wget", "curl", "nc", "ping", "nslookup", "getent"];
    names.any(|it| network.contains(&it))
}

/// Whether files of its own may say where it listens.
pub(super) fn is_configured(container: &Container) -> bool {
    container.volume_mounts.iter().any(|it| !it.mount_path.starts_with("/var/run/secrets/"))
}

fn address_of(node: &Node) -> Option<String> {
    let internal = node.status.addresses.iter().find(|it| it.r#type == "InternalIP")?;
    Some(internal.address.clone())
}

fn services(store: &Store) -> Vec<Entry> {
    let entry = |service: &Rc<Service>| {
        let (meta, spec) = (&service.metadata, &service.spec);
        let mut addresses =
            if service.is_headless() { Vec::new() } else { spec.cluster_ips.clone() };
        let inner = addresses.len();
        addresses.extend(spec.external_ips.iter().cloned());
        let balancer = service.status.load_balancer.ingress.iter();
        addresses.extend(balancer.map(|it| it.ip.clone()).filter(|it| !it.is_empty()));
        let gate = |port: &crate::api::ServicePort| Gate {
            port: i64::from(port.port),
            node_port: i64::from(port.node_port),
            targets: targets(store, meta.namespace.as_str(), &meta.name, &port.name),
        };
        let ports = spec.ports.iter().map(gate).collect();
        let is_sticky = spec.session_affinity == "ClientIP";
        Entry { key: service.key(), addresses, inner, is_sticky, ports }
    };
    store.list_typed::<Service>(None).map(entry).collect()
}

/// The endpoints that are ready, with the number that a port of the Service has there.
fn targets(store: &Store, namespace: &str, service: &str, port: &str) -> Vec<(String, i64)> {
    let slices = store.list_typed::<EndpointSlice>(Some(namespace));
    let mut all = Vec::new();
    for slice in slices.filter(|it| it.service() == Some(service)) {
        let number = slice.ports().find(|it| it.name.as_deref().unwrap_or("") == port);
        let Some(number) = number.and_then(|it| it.port) else { continue };
        for endpoint in slice.endpoints().filter(|it| it.is_ready()) {
            let Some(ip) = endpoint.addresses.first() else { continue };
            all.push((ip.clone(), i64::from(number)));
        }
    }
    all
}
