//! Containers of a Pod or a template. Source: `describeContainers`.

use super::environment;
use super::page::{Page, time};
use crate::api::{
    Container, ContainerPort, ContainerState, ContainerStatus, IntOrString, Pod,
    ResourceRequirements, Value, VolumeMount,
};
use crate::kubectl::jsonpath::go_text;
use crate::sorted::Sort;

/// `indent` is what stands before the title in a template, which is of no Pod.
pub(super) fn describe(
    page: &mut Page,
    title: &str,
    containers: &[Container],
    pod: Option<(&Pod, &[ContainerStatus])>,
    indent: &str,
) {
    let (pod, statuses) = pod.map_or((None, &[][..]), |(pod, statuses)| (Some(pod), statuses));
    let none = if containers.is_empty() { " <none>" } else { "" };
    page.line(0, &format!("{indent}{title}:{none}"));
    for container in containers {
        let status = statuses.iter().find(|it| it.name == container.name);
        basics(page, container, status, indent);
        command(page, container);
        if let Some(status) = status {
            state(page, "State", &status.state);
            if status.last_state.terminated.is_some() {
                state(page, "Last State", &status.last_state);
            }
            page.field(2, "Ready", if status.ready { "True" } else { "False" });
            page.field(2, "Restart Count", status.restart_count);
        }
        resources(page, 2, &container.resources);
        probes(page, container);
        environment::describe(page, container, pod);
        mounts(page, container);
    }
}

fn basics(page: &mut Page, container: &Container, status: Option<&ContainerStatus>, indent: &str) {
    let inner = if indent.is_empty() { "" } else { " " };
    page.line(1, &format!("{inner}{}:", container.name));
    if let Some(status) = status {
        page.field(2, "Container ID", &status.container_id);
    }
    page.field(2, "Image", &container.image);
    if let Some(status) = status {
        page.field(2, "Image ID", &status.image_id);
    }
    let list = |number: fn(&ContainerPort) -> i32| {
        let texts: Vec<String> = container.ports.iter().map(|it| port(it, number(it))).collect();
        texts.join(", ")
    };
    for (name, text) in
        [("Port", list(|it| it.container_port)), ("Host Port", list(|it| it.host_port))]
    {
        if text.contains(',') {
            page.field(2, &format!("{name}s"), text);
        } else {
            page.field(2, name, if text.is_empty() { "<none>" } else { &text });
        }
    }
    let security = container.security_context.as_ref();
    if let Some(it) = security.and_then(|it| it.rest.get("seccompProfile")) {
        page.field(2, "SeccompProfile", it["type"].as_str().unwrap_or(""));
        page.field_if(3, "LocalhostProfile", it["localhostProfile"].as_str().unwrap_or(""));
    }
}

/// Source: `describeContainerPorts`.
fn port(it: &ContainerPort, number: i32) -> String {
    let protocol = if it.protocol.is_empty() { "TCP" } else { &it.protocol };
    match it.name.as_str() {
        "" => format!("{number}/{protocol}"),
        name => format!("{number}/{protocol} ({name})"),
    }
}

fn command(page: &mut Page, container: &Container) {
    for (title, words) in [("Command:", &container.command), ("Args:", &container.args)] {
        if !words.is_empty() {
            page.line(2, title);
            words.iter().flat_map(|it| it.split('\n')).for_each(|it| page.line(3, it));
        }
    }
}

fn state(page: &mut Page, title: &str, state: &ContainerState) {
    if let Some(running) = &state.running {
        page.field(2, title, "Running");
        page.field(3, "Started", time(running.started_at));
    } else if let Some(it) = &state.terminated {
        page.field(2, title, "Terminated");
        page.field_if(3, "Reason", &it.reason);
        page.field_if(3, "Message", &it.message);
        page.field(3, "Exit Code", it.exit_code);
        page.field(3, "Started", time(it.started_at));
        page.field(3, "Finished", time(it.finished_at));
    } else {
        page.field(2, title, "Waiting");
        page.field_if(3, "Reason", state.waiting.as_ref().map_or("", |it| &it.reason));
    }
}

/// Source: `describeResources`.
pub(super) fn resources(page: &mut Page, level: usize, resources: &ResourceRequirements) {
    for (title, list) in [("Limits", &resources.limits), ("Requests", &resources.requests)] {
        if !list.is_empty() {
            page.line(level, &format!("{title}:"));
            list.iter().for_each(|(name, amount)| page.field(level + 1, name, amount));
        }
    }
}

fn probes(page: &mut Page, container: &Container) {
    let probes = [
        ("Liveness", &container.liveness_probe),
        ("Readiness", &container.readiness_probe),
        ("Startup", &container.startup_probe),
    ];
    for (title, probe) in probes {
        if let Some(probe) = probe {
            page.field(2, title, self::probe(&crate::api::Field::write_always(probe)));
        }
    }
}

/// Source: `DescribeProbe`.
fn probe(it: &Value) -> String {
    let number = |field: &str, default: i64| it[field].as_i64().unwrap_or(default);
    let attributes = format!(
        "delay={}s timeout={}s period={}s #success={} #failure={}",
        number("initialDelaySeconds", 0),
        number("timeoutSeconds", 1),
        number("periodSeconds", 10),
        number("successThreshold", 1),
        number("failureThreshold", 3),
    );
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let port = |action: &Value| match crate::api::decode::<IntOrString>(action["port"].clone()) {
        Ok(port) => port.to_string(),
        Err(_) => String::new(),
    };
    if let Some(exec) = it.get("exec") {
        return format!("exec {} {attributes}", go_text(&exec["command"]));
    }
    if let Some(http) = it.get("httpGet") {
        let scheme = text(&http["scheme"]).to_ascii_lowercase();
        let scheme = if scheme.is_empty() { "http".to_owned() } else { scheme };
        let (host, path) = (text(&http["host"]), text(&http["path"]));
        return format!("http-get {scheme}://{host}:{}{path} {attributes}", port(http));
    }
    if let Some(tcp) = it.get("tcpSocket") {
        return format!("tcp-socket {}:{} {attributes}", text(&tcp["host"]), port(tcp));
    }
    if let Some(grpc) = it.get("grpc") {
        return format!("grpc <pod>:{} {} {attributes}", grpc["port"], text(&grpc["service"]));
    }
    format!("unknown {attributes}")
}

fn mounts(page: &mut Page, container: &Container) {
    let mut mounts: Vec<&VolumeMount> = container.volume_mounts.iter().collect();
    let none = if mounts.is_empty() { "\t<none>" } else { "" };
    page.line(2, &format!("Mounts:{none}"));
    let text = |it: &Value, field: &str| it[field].as_str().unwrap_or("").to_owned();
    mounts.order_by(|a, b| a.mount_path.cmp(&b.mount_path));
    for mount in mounts {
        let mode = if mount.read_only { "ro" } else { "rw" };
        let sub_path = match mount.sub_path.as_str() {
            "" => String::new(),
            path => format!(",path={path:?}"),
        };
        let (path, name) = (&mount.mount_path, &mount.name);
        page.line(3, &format!("{path} from {name} ({mode}{sub_path})"));
    }
    let devices = container.rest.get("volumeDevices").and_then(Value::as_array);
    if let Some(devices) = devices.filter(|it| !it.is_empty()) {
        // kubectl says `<none>` here where there are no mounts.
        page.line(2, &format!("Devices:{none}"));
        for device in devices {
            let (path, name) = (text(device, "devicePath"), text(device, "name"));
            page.line(3, &format!("{path} from {name}"));
        }
    }
}
