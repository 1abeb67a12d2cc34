//! `create ingress`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_ingress.go`.

use super::generate::{CreateSubcommandFlags, imperative, name_argument, pairs};
use crate::api::{Kind, Value};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{ValidateFlags, flags};
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

flags! {
    /// Source: `CreateIngressOptions`.
    pub(in crate::kubectl) struct IngressFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        rule: array "rule";
        class: text "class";
        default_backend: text "default-backend";
        annotation: array "annotation";
    }
}

/// `create ingress`
pub(in crate::kubectl) fn ingress(session: &mut Session<'_>, flags: &IngressFlags<'_>) -> Ran {
    let name = name_argument(session, "kubectl create ingress")?;
    let mut spec = json!({});
    if let Some(class) = flags.class.filter(|it| !it.is_empty()) {
        spec["ingressClassName"] = json!(class);
    }
    let default = flags.default_backend.filter(|it| !it.is_empty());
    if let Some(text) = default {
        let backend = backend(text).ok_or_else(|| {
            Failure::text("default-backend should be in format servicename:serviceport")
        })?;
        spec["defaultBackend"] = backend;
    }
    let (mut rules, mut tls): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    let texts = flags.rule;
    if texts.is_empty() && default.is_none() {
        return Err(Failure::text(
            "not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)",
        ));
    }
    for text in texts {
        let Some((host, path, secret)) = rule(text) else {
            return Err(Failure::text(format!(
                "rule {text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]"
            )));
        };
        if let Some(secret) = secret {
            secure(&mut tls, host, secret);
        }
        let same = rules.iter_mut().find(|it| it["host"].as_str().unwrap_or("") == host);
        match same.and_then(|it| it["http"]["paths"].as_array_mut()) {
            Some(paths) => paths.push(path),
            None if host.is_empty() => rules.push(json!({"http": {"paths": [path]}})),
            None => rules.push(json!({"host": host, "http": {"paths": [path]}})),
        }
    }
    if !rules.is_empty() {
        spec["rules"] = json!(rules);
    }
    if !tls.is_empty() {
        spec["tls"] = json!(tls);
    }
    let mut value = json!({"metadata": {}, "spec": spec, "status": {"loadBalancer": {}}});
    let notes = flags.annotation;
    if let Some(note) = notes.iter().find(|it| !it.contains('=')) {
        let text = format!("annotation {note} is invalid and should be in format key=[value]");
        return Err(Failure::text(text));
    }
    if !notes.is_empty() {
        value["metadata"]["annotations"] = pairs(notes.iter().map(String::as_str)).into();
    }
    imperative(session, flags.create, Kind::Ingress, &name, value)
}

/// Reads `host/path*=service:port,tls=secret`: the host, its path, and the secret if there is TLS.
fn rule(text: &str) -> Option<(&str, Value, Option<&str>)> {
    let (left, right) = text.split_once('=')?;
    let slash = left.find('/')?;
    let (host, path) = left.split_at(slash);
    let (service, more) = right.split_once(',').map_or((right, None), |it| (it.0, Some(it.1)));
    let secret = match more {
        None => None,
        Some("tls") => Some(""),
        Some(more) => Some(more.strip_prefix("tls=").filter(|it| !it.is_empty())?),
    };
    let (path, kind) = match path.strip_suffix('*') {
        Some(path) => (path, "Prefix"),
        None => (path, "Exact"),
    };
    Some((host, json!({"backend": backend(service)?, "path": path, "pathType": kind}), secret))
}

/// Each host is secured once, and hosts with the same secret together. Source: `buildTLSRules`.
fn secure(all: &mut Vec<Value>, host: &str, secret: &str) {
    let hosts = |it: &Value| it["hosts"].as_array().cloned().unwrap_or_default();
    if all.iter().any(|it| hosts(it).iter().any(|it| it == host)) {
        return;
    }
    let same = all.iter_mut().find(|it| it["secretName"].as_str().unwrap_or("") == secret);
    if let Some(same) = same {
        let hosts = [hosts(same), vec![json!(host)]].concat();
        same["hosts"] = json!(hosts);
        return;
    }
    let mut tls = json!({});
    if !host.is_empty() {
        tls["hosts"] = json!([host]);
    }
    if !secret.is_empty() {
        tls["secretName"] = json!(secret);
    }
    if tls != json!({}) {
        all.push(tls);
    }
}

/// Reads `service:port`, where the port is a number or a name.
fn backend(text: &str) -> Option<Value> {
    let (service, port) = text.split_once(':').filter(|it| !it.0.is_empty() && !it.1.is_empty())?;
    let port = match port.parse::<i64>() {
        Ok(number) => json!({"number": number}),
        Err(_) => json!({"name": port}),
    };
    Some(json!({"service": {"name": service, "port": port}}))
}
