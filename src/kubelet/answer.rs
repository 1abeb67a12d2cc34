//! What a container answers to a probe.
//! Source: `pkg/probe/{http,tcp,exec,grpc}`, `pkg/kubelet/prober/prober.go`.

use super::probe::ProbeKind;
use super::program::{Port, no_exec};
use super::storage::{Files, Storage};
use super::web::{files_of, is_configured};
use super::worker::{ContainerRun, RunState, Worker, spec_of};
use crate::api::{Container, HttpGetAction, IntOrString, Pod, Probe, Value, decode};

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is well.
    Good,
    /// What is wrong, as the event tells it.
    Bad(String),
    /// It could not be asked: why.
    Unknown(String),
}

/// What somebody who does not listen answers.
enum Trouble {
    /// Nothing, within the time.
    Silence,
    /// Nobody is there.
    Refused,
    /// It says that it is not well.
    Unwell,
}

/// What a container answers now.
pub(super) fn answer(
    worker: &Worker,
    pod: &Pod,
    at: usize,
    kind: ProbeKind,
    storage: &Storage,
    now_ms: i64,
) -> Answer {
    let good = Answer::Good;
    let Some(container) = spec_of(&pod.spec, at) else { return good };
    let Some(probe) = kind.of(container) else { return good };
    let run = &worker.containers[at];
    let is_readiness = kind == ProbeKind::Readiness;
    let timeout_ms = i64::from(probe.timeout_seconds.max(1)) * 1000;
    let is_forced = is_readiness && worker.forced_ready == Some(true);
    let port = match port(container, probe) {
        Err(why) if !is_forced => return Answer::Unknown(why),
        port => port.unwrap_or(0),
    };
    if run.is_hanging || worker.slow_ms > timeout_ms {
        return complain(worker, port, probe, &Trouble::Silence);
    }
    match worker.forced_ready {
        _ if is_forced => return good,
        Some(false) if is_readiness => return complain(worker, port, probe, &Trouble::Unwell),
        _ => {}
    }
    match boot(pod, run) {
        None if is_readiness => return complain(worker, port, probe, &Trouble::Unwell),
        Some(until_ms) if now_ms < until_ms => {
            return complain(worker, port, probe, &Trouble::Refused);
        }
        _ => {}
    }
    if let Some(exec) = probe.rest.get("exec") {
        return run_command(run, &words(exec), pod, timeout_ms, storage, now_ms);
    }
    match asks_port(container, port, probe, run, storage, now_ms) {
        Port::Open => good,
        Port::Closed => complain(worker, port, probe, &Trouble::Refused),
        Port::Status(code) if probe.http_get.is_some() => {
            Answer::Bad(format!("HTTP probe failed with statuscode: {code}"))
        }
        Port::Status(_) => good,
    }
}

/// Whether the answer stays what it is until something happens to the container.
pub(super) fn is_steady(
    worker: &Worker,
    pod: &Pod,
    at: usize,
    kind: ProbeKind,
    now_ms: i64,
) -> bool {
    let Some(container) = spec_of(&pod.spec, at) else { return true };
    let Some(probe) = kind.of(container) else { return true };
    let run = &worker.containers[at];
    let boots = boot(pod, run).is_some_and(|until_ms| now_ms < until_ms);
    let changes = run.process.as_ref().is_some_and(|it| it.program.changes());
    !boots && (!changes || probe.rest.get("exec").is_none() && probe.http_get.is_none())
}

/// When the container answers at all; `None` for never.
pub(super) fn boot(pod: &Pod, run: &ContainerRun) -> Option<i64> {
    let RunState::Running(since_ms) = run.state else { return Some(0) };
    let after = |key: &str| match pod.metadata.annotation(key) {
        None => Some(0),
        Some("never") => None,
        Some(text) => {
            Some(text.parse::<i64>().ok().map_or(0, |it| since_ms + it.clamp(0, 1 << 30) * 1000))
        }
    };
    // The second says nothing of readiness: who has no probe is ready before it listens.
    Some(after("podarium.sim/ready-seconds")?.max(after("podarium.sim/listen-seconds")?))
}

/// The command of an action.
pub(super) fn words(exec: &Value) -> Vec<String> {
    let words = exec["command"].as_array().into_iter().flatten();
    words.filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

/// What a command does to files is forgotten: it is there to look.
fn run_command(
    run: &ContainerRun,
    words: &[String],
    pod: &Pod,
    timeout_ms: i64,
    storage: &Storage,
    now_ms: i64,
) -> Answer {
    let Some(process) = &run.process else { return Answer::Good };
    let disks = (&mut storage.clone(), process.mounts.as_slice());
    match process.program.beside(words, disks, (now_ms, timeout_ms)) {
        Some(done) if done.is_missing => {
            let name = words.first().map_or("", String::as_str);
            let why = no_exec(&pod.metadata.uid, now_ms, name);
            Answer::Unknown(format!("rpc error: code = Unknown desc = {why}"))
        }
        Some(done) if done.code == 0 => Answer::Good,
        Some(done) => Answer::Bad(done.printed.into_iter().map(|it| it.1).collect()),
        None => Answer::Bad(timed_out(words, timeout_ms)),
    }
}

fn timed_out(words: &[String], timeout_ms: i64) -> String {
    format!("command timed out: {:?} timed out after {}s", words.join(" "), timeout_ms / 1000)
}

/// Source: `pkg/probe/util.go` `ResolveContainerPort`.
fn port_number(container: &Container, port: &IntOrString) -> Result<i64, String> {
    match port {
        IntOrString::Int(number) => Ok(i64::from(*number)),
        IntOrString::String(name) => {
            let named = container.ports.iter().find(|it| it.name == *name);
            let named = named.map(|it| i64::from(it.container_port));
            let wrong = || format!("strconv.Atoi: parsing {name:?}: invalid syntax");
            named.or_else(|| name.parse().ok()).ok_or_else(wrong)
        }
    }
}

/// Where a probe knocks.
fn port(container: &Container, probe: &Probe) -> Result<i64, String> {
    if let Some(http) = &probe.http_get {
        return port_number(container, &http.port);
    }
    let action = probe.rest.get("tcpSocket").or_else(|| probe.rest.get("grpc"));
    let port = action.and_then(|it| decode::<IntOrString>(it["port"].clone()).ok());
    port.map_or(Ok(0), |it| port_number(container, &it))
}

fn asks_port(
    container: &Container,
    port: i64,
    probe: &Probe,
    run: &ContainerRun,
    storage: &Storage,
    now_ms: i64,
) -> Port {
    let path = probe.http_get.as_ref().map(|it| it.path.as_str());
    let process = run.process.as_ref().filter(|_| path.is_some());
    let process = process.filter(|it| it.program.setting(it.program.files()).serves_files());
    let files = process.map(|it| files_of(storage, it, now_ms)).unwrap_or_default();
    knock(container, port, path.map(|it| (it, &files)), run, now_ms)
}

/// What the program answers at a port, and, with the files that there are, to a path.
pub(super) fn knock(
    container: &Container,
    port: i64,
    look: Option<(&str, &Files)>,
    run: &ContainerRun,
    now_ms: i64,
) -> Port {
    let Some(process) = &run.process else { return Port::Open };
    let after_ms = now_ms - process.started_ms;
    process.program.port(port, look, is_configured(container), after_ms)
}

/// What the event says.
fn complain(worker: &Worker, port: i64, probe: &Probe, trouble: &Trouble) -> Answer {
    let address = format!("{}:{port}", worker.ip);
    if let Some(http) = &probe.http_get {
        return Answer::Bad(complain_http(http, &address, trouble));
    }
    if let Some(exec) = probe.rest.get("exec") {
        return Answer::Bad(match trouble {
            Trouble::Silence => {
                timed_out(&words(exec), i64::from(probe.timeout_seconds.max(1)) * 1000)
            }
            _ => String::new(),
        });
    }
    let is_grpc = probe.rest.get("grpc").is_some();
    let timeout = probe.timeout_seconds.max(1);
    Answer::Bad(match (trouble, is_grpc) {
        (Trouble::Silence, false) => format!("dial tcp {address}: i/o timeout"),
        (Trouble::Silence, true) => {
            format!(
                "timeout: failed to connect service {address:?} within {timeout}s: context deadline exceeded"
            )
        }
        (Trouble::Unwell, true) => "service unhealthy (responded with \"NOT_SERVING\")".to_owned(),
        _ => format!("dial tcp {address}: connect: connection refused"),
    })
}

fn complain_http(http: &HttpGetAction, address: &str, trouble: &Trouble) -> String {
    let scheme = if http.scheme == "HTTPS" { "https" } else { "http" };
    let slash = if http.path.starts_with('/') { "" } else { "/" };
    let url = format!("{scheme}://{address}{slash}{}", http.path);
    match trouble {
        Trouble::Silence => format!(
            "Get {url:?}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
        ),
        Trouble::Refused => format!("Get {url:?}: dial tcp {address}: connect: connection refused"),
        Trouble::Unwell => "HTTP probe failed with statuscode: 503".to_owned(),
    }
}
