//! How kubectl shows Ingresses. Source: `describeIngressV1`, `printIngress`.

use super::{Column, Page, Printed, Seen};
use crate::api::{Ingress, IngressBackend, Service};
use crate::apiserver::Store;
use crate::kubectl::columns::{AGE, NAME, column, network, of_type};
use crate::kubectl::describe;

/// So many hosts are shown.
const SHOWN: usize = 3;

impl Printed for Ingress {
    const ABOUT: &'static str = "Which requests from outside the cluster lead to which Services.";
    const COLUMNS: &'static [Column] = &[
        NAME,
        column("CLASS", |it, _| of_type(it, class)),
        column("HOSTS", |it, _| of_type(it, hosts)),
        column("ADDRESS", |it, _| of_type(it, |it: &Self| network::balancer(&it.status, false))),
        column("PORTS", |it, _| {
            of_type(it, |it: &Self| {
                if it.spec.tls.is_empty() { "80" } else { "80, 443" }.to_owned()
            })
        }),
        AGE,
    ];

    fn describe(&self, page: &mut Page, seen: &Seen<'_>) {
        let (meta, spec) = (&self.metadata, &self.spec);
        let leads_to = |it: &IngressBackend| backend(it, &meta.namespace, seen.cluster.store());
        page.field(0, "Name", &meta.name);
        page.labels("Labels", &meta.labels);
        page.field(0, "Namespace", &meta.namespace);
        page.field(0, "Address", network::balancer(&self.status, true));
        page.field(0, "Ingress Class", class(self));
        let default = spec.default_backend.as_ref().map_or("<default>".to_owned(), leads_to);
        page.field(0, "Default backend", &default);
        if !spec.tls.is_empty() {
            page.line(0, "TLS:");
        }
        for it in &spec.tls {
            let hosts = it.hosts.join(",");
            match it.secret_name.as_str() {
                "" => page.line(1, &format!("SNI routes {hosts}")),
                secret => page.line(1, &format!("{secret} terminates {hosts}")),
            }
        }
        page.line(0, "Rules:");
        page.line(1, "Host\tPath\tBackends");
        page.line(1, "----\t----\t--------");
        let mut rules = spec.rules.iter().filter_map(|it| Some((it, it.http.as_ref()?))).peekable();
        if rules.peek().is_none() {
            page.line(1, &format!("*\t*\t{default}"));
        }
        for (rule, http) in rules {
            let host = if rule.host.is_empty() { "*" } else { &rule.host };
            page.line(1, &format!("{host}\t"));
            for it in &http.paths {
                page.line(2, &format!("\t{} \t{}", it.path, leads_to(&it.backend)));
            }
        }
        page.annotations("Annotations", &meta.annotations);
    }
}

fn class(ingress: &Ingress) -> String {
    ingress.spec.ingress_class_name.clone().unwrap_or_else(|| "<none>".to_owned())
}

/// Source: `formatHosts`.
fn hosts(ingress: &Ingress) -> String {
    let rules = &ingress.spec.rules;
    let named: Vec<&str> =
        rules.iter().map(|it| it.host.as_str()).filter(|it| !it.is_empty()).collect();
    match named.get(..SHOWN) {
        _ if named.is_empty() => "*".to_owned(),
        Some(first) if rules.len() > SHOWN => {
            format!("{} + {} more...", first.join(","), rules.len() - SHOWN)
        }
        _ => named.join(","),
    }
}

/// Source: `describeBackendV1`.
fn backend(backend: &IngressBackend, namespace: &str, store: &Store) -> String {
    if let Some(it) = &backend.service {
        let text = it.as_text();
        let Some(service) = store.typed::<Service>(namespace, &it.name) else {
            return format!("{text} (<error: services {:?} not found>)", it.name);
        };
        let is_it = |name: &str, number: i32| {
            number == it.port.number || !it.port.name.is_empty() && name == it.port.name
        };
        let port = service.spec.ports.iter().find(|port| is_it(&port.name, port.port));
        let port = port.map_or("", |it| it.name.as_str());
        return format!("{text} ({})", describe::network::endpoints_of(service, port, store));
    }
    let Some(it) = &backend.resource else { return String::new() };
    let field = |name: &str, default: &str| it[name].as_str().unwrap_or(default).to_owned();
    let (group, kind, name) = (field("apiGroup", "<none>"), field("kind", ""), field("name", ""));
    format!("APIGroup: {group}, Kind: {kind}, Name: {name}")
}
