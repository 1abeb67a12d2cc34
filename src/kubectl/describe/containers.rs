//! Containers of a Pod or a template. Source: `describeContainers`.

use super::{Page, time};
use crate::api::{Container, ContainerState, ContainerStatus, IntOrString, ResourceList, Value};
use crate::kubectl::jsonpath::go_text;
use crate::sorted::Sort;

/// `indent` is what stands before the title in a template.
pub(super) fn describe(
    page: &mut Page,
    title: &str,
    containers: &[Container],
    statuses: &[ContainerStatus],
    indent: &str,
) {
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
        resources(page, "Limits", &container.resources.limits);
        resources(page, "Requests", &container.resources.requests);
        probes(page, container);
        environment(page, container);
        mounts(page, container);
    }
}

fn basics(page: &mut Page, container: &Container, status: Option<&ContainerStatus>, indent: &str) {
    let inner = if indent.is_empty() { "" } else { " " };
    page.line(1, &format!("{inner}{}:", container.name));
    if let Some(status) = status {
        let id = status.rest.get("containerID").and_then(Value::as_str).unwrap_or("");
        page.field(2, "Container ID", id);
    }
    page.field(2, "Image", &container.image);
    if let Some(status) = status {
        page.field(2, "Image ID", &status.image_id);
    }
    let protocol = |it: &str| if it.is_empty() { "TCP".to_owned() } else { it.to_owned() };
    let list = |number: fn(&crate::api::ContainerPort) -> i32| {
        let texts: Vec<String> = container
            .ports
            .iter()
            .map(|it| format!("{}/{}", number(it), protocol(&it.protocol)))
            .collect();
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

fn resources(page: &mut Page, title: &str, list: &ResourceList) {
    if !list.is_empty() {
        page.line(2, &format!("{title}:"));
        list.iter().for_each(|(name, amount)| page.field(3, name, amount));
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

fn environment(page: &mut Page, container: &Container) {
    if let Some(sources) = container.rest.get("envFrom").and_then(Value::as_array) {
        page.line(2, "Environment Variables from:");
        for source in sources {
            let (kind, field) = if source.get("secretRef").is_some() {
                ("Secret", "secretRef")
            } else {
                ("ConfigMap", "configMapRef")
            };
            let name = source[field]["name"].as_str().unwrap_or("");
            let optional = source[field]["optional"].as_bool().unwrap_or(false);
            page.line(3, &format!("{name}\t{kind}\tOptional: {optional}"));
        }
    }
    let none = if container.env.is_empty() { "\t<none>" } else { "" };
    page.line(2, &format!("Environment:{none}"));
    for variable in &container.env {
        match variable.rest.get("valueFrom") {
            Some(from) => page.field(3, &variable.name, value_from(from)),
            None => {
                let mut lines = variable.value.split('\n');
                page.field(3, &variable.name, lines.next().unwrap_or(""));
                lines.for_each(|it| page.line(3, &format!("\t{it}")));
            }
        }
    }
}

fn value_from(from: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let optional = |it: &Value| it["optional"].as_bool().unwrap_or(false);
    if let Some(it) = from.get("fieldRef") {
        let version = text(&it["apiVersion"]);
        let version = if version.is_empty() { "v1".to_owned() } else { version };
        return format!(" ({version}:{})", text(&it["fieldPath"]));
    }
    if let Some(it) = from.get("secretKeyRef") {
        let (key, name) = (text(&it["key"]), text(&it["name"]));
        return format!("<set to the key '{key}' in secret '{name}'>\tOptional: {}", optional(it));
    }
    if let Some(it) = from.get("configMapKeyRef") {
        let (key, name) = (text(&it["key"]), text(&it["name"]));
        return format!(
            "<set to the key '{key}' of config map '{name}'>\tOptional: {}",
            optional(it)
        );
    }
    format!(" ({})", text(&from["resourceFieldRef"]["resource"]))
}

fn mounts(page: &mut Page, container: &Container) {
    let mounts = container.rest.get("volumeMounts").and_then(Value::as_array);
    let Some(mounts) = mounts.filter(|it| !it.is_empty()) else {
        page.line(2, "Mounts:\t<none>");
        return;
    };
    page.line(2, "Mounts:");
    let text = |it: &Value, field: &str| it[field].as_str().unwrap_or("").to_owned();
    let mut mounts: Vec<&Value> = mounts.iter().collect();
    mounts.order_by_key(|it| text(it, "mountPath"));
    for mount in mounts {
        let mode = if mount["readOnly"].as_bool() == Some(true) { "ro" } else { "rw" };
        let sub_path = match text(mount, "subPath").as_str() {
            "" => String::new(),
            path => format!(",path={path:?}"),
        };
        let (path, name) = (text(mount, "mountPath"), text(mount, "name"));
        page.line(3, &format!("{path} from {name} ({mode}{sub_path})"));
    }
}
