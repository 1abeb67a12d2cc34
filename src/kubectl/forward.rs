//! `kubectl port-forward`: says what it forwards, until it is interrupted or the Pod is gone.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/portforward/portforward.go`.

use super::failure::Failure;
use super::flags::flags;
use super::pods;
use super::resource::Query;
use super::session::{Ran, Session, Step};
use crate::api::{IntOrString, Kind, ObjectKey, Pod, Service};
use crate::cluster::Cluster;

/// Without a local port one is taken from here on, as the system would.
const FIRST_FREE: i32 = 40_000;

/// Ports that are forwarded to a Pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forwarding {
    /// The Pod with its uid; a proxy serves without one.
    pod: Option<(ObjectKey, String)>,
    /// The ports of this machine, with those that they stand for.
    ports: Vec<(i32, i32)>,
    /// The process, and its command.
    pub process: (u32, String),
    /// Whether what it prints is seen.
    pub is_shown: bool,
}

/// What answers at a port that is forwarded.
pub(super) enum Behind {
    /// The API server.
    Server,
    /// A Pod, by its address, and its port.
    Pod(String, i32),
}

impl Forwarding {
    fn new(pod: Option<(ObjectKey, String)>, ports: Vec<(i32, i32)>) -> Self {
        Self { pod, ports, process: (0, String::new()), is_shown: true }
    }

    /// What answers at a port of this machine.
    pub(super) fn behind(&self, cluster: &Cluster, port: i32) -> Option<Behind> {
        let target = self.ports.iter().find(|it| it.0 == port)?.1;
        let Some((key, uid)) = &self.pod else { return Some(Behind::Server) };
        let pod = cluster.store().typed::<Pod>(&key.namespace, &key.name)?;
        let is_it = pod.metadata.uid == *uid;
        is_it.then(|| Behind::Pod(pod.status.pod_ip.to_string(), target))
    }

    pub(super) fn poll(&self, cluster: &Cluster) -> Option<Result<(), Failure>> {
        let (pod, uid) = self.pod.as_ref()?;
        let found = cluster.store().get(pod);
        let is_there = found.is_some_and(|it| it.meta().uid == *uid);
        (!is_there).then(|| Err(Failure::text("lost connection to pod")))
    }
}

flags! {
    /// Source: `ProxyOptions`.
    pub(super) struct ProxyFlags<'a> {
        port: number "port" / "p";
        address: text "address";
        unix_socket: text "unix-socket" / "u";
        _: "www/w=text www-prefix/P=text api-prefix=text accept-paths=text reject-paths=text accept-hosts=text reject-methods=text disable-filter keepalive=duration append-server-path";
    }
}

flags! {
    /// Source: `PortForwardOptions`.
    pub(super) struct ForwardFlags {
        _: "address=list pod-running-timeout=duration";
    }
}

/// `kubectl proxy`: says where it serves, until it is interrupted.
/// Source: `staging/src/k8s.io/kubectl/pkg/cmd/proxy/proxy.go`.
pub(super) fn proxy(session: &mut Session<'_>, flags: &ProxyFlags<'_>) -> Ran<Forwarding> {
    let port = flags.port.unwrap_or(8001);
    let socket = flags.unix_socket.unwrap_or("");
    let place = match (socket, port) {
        ("", 0) => format!("{}:{FIRST_FREE}", flags.address.unwrap_or("127.0.0.1")),
        ("", port) => format!("{}:{port}", flags.address.unwrap_or("127.0.0.1")),
        (socket, 8001) => socket.to_owned(),
        _ => {
            let text = "cannot set --unix-socket and --port at the same time";
            return Err(Failure::text(text));
        }
    };
    session.line(&format!("Starting to serve on {place}"));
    let ports = i32::try_from(port).map(|it| (it, it)).into_iter().collect();
    Ok(Step::Block(Forwarding::new(None, ports)))
}

pub(super) fn run(session: &mut Session<'_>, _: &ForwardFlags) -> Ran<Forwarding> {
    let Some((word, ports)) = session.args.words.split_first().filter(|it| !it.1.is_empty()) else {
        let text = "TYPE/NAME and list of ports are required for port-forward";
        return Err(Failure::usage(text, "kubectl port-forward"));
    };
    let Some(pod) = pods::found(session, Query::default(), word)?.into_iter().next() else {
        return Ok(Step::Done);
    };
    let service = match word.split_once('/') {
        Some((kind, name)) if super::resource::find_kind(session, kind)? == Kind::Service => {
            let namespace = session.namespace();
            session.cluster.store().typed::<Service>(namespace, name).cloned()
        }
        _ => None,
    };
    let mut lines = String::new();
    let mut all = Vec::new();
    let mut free = FIRST_FREE;
    for port in ports {
        let (local, remote) = split(port)?;
        let target = match &service {
            Some(service) => behind(service, &pod, remote)?,
            None => number(&pod, remote)?,
        };
        let local = match local {
            "" => {
                free += 1;
                free
            }
            _ if local == remote && local.parse::<i32>().is_err() => target,
            local => local.parse::<u16>().map(i32::from).map_err(|_| {
                Failure::text(format!("error parsing local port '{local}': strconv.ParseUint: parsing {local:?}: invalid syntax"))
            })?,
        };
        all.push((local, target));
        for host in ["127.0.0.1", "[::1]"] {
            lines += &format!("Forwarding from {host}:{local} -> {target}\n");
        }
    }
    if pod.status.phase != "Running" {
        let phase = &pod.status.phase;
        return Err(Failure::text(format!(
            "unable to forward port because pod is not running. Current status={phase}"
        )));
    }
    session.streams.out(&lines);
    let meta = &pod.metadata;
    let key = ObjectKey::new(Kind::Pod, &meta.namespace, &meta.name);
    let pod = Some((key, meta.uid.to_string()));
    Ok(Step::Block(Forwarding::new(pod, all)))
}

/// `8080:80`, `:80` or `80`. Source: `parsePorts`.
fn split(port: &str) -> Result<(&str, &str), Failure> {
    let parts: Vec<&str> = port.split(':').collect();
    match parts.as_slice() {
        [port] => Ok((port, port)),
        [local, remote] if !remote.is_empty() => Ok((local, remote)),
        [_, _] => Err(Failure::text("remote port cannot be empty")),
        _ => Err(Failure::text(format!("invalid port format '{port}'"))),
    }
}

/// The number of a Pod's port. Source: `LookupContainerPortNumberByName`.
fn number(pod: &Pod, port: &str) -> Result<i32, Failure> {
    if let Ok(number) = port.parse::<u16>() {
        return Ok(number.into());
    }
    let mut ports = pod.spec.containers.iter().flat_map(|it| it.ports.iter());
    let found = ports.find(|it| it.name == port).map(|it| it.container_port);
    let name = &pod.metadata.name;
    found.ok_or_else(|| Failure::text(format!("Pod '{name}' does not have a named port '{port}'")))
}

/// The Pod's port behind a Service's. Source: `translateServicePortToTargetPort`.
fn behind(service: &Service, pod: &Pod, port: &str) -> Result<i32, Failure> {
    let name = &service.metadata.name;
    let wanted = port.parse::<i32>().ok();
    let found = service.spec.ports.iter().find(|it| match wanted {
        Some(wanted) => it.port == wanted,
        None => it.name == port,
    });
    let Some(found) = found else {
        return Err(Failure::text(match wanted {
            Some(port) => format!("Service {name} does not have a service port {port}"),
            None => format!("Service '{name}' does not have a named port '{port}'"),
        }));
    };
    if service.spec.cluster_ip == "None" {
        return Ok(found.port);
    }
    match &found.target_port {
        IntOrString::Int(0) => Ok(found.port),
        IntOrString::Int(target) => Ok(*target),
        IntOrString::String(target) => number(pod, target),
    }
}
