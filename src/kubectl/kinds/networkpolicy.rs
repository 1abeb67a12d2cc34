//! How kubectl shows NetworkPolicies. Source: `describeNetworkPolicySpec`.

use super::{Column, Page, Printed, Seen};
use crate::api::{NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicyRule};
use crate::kubectl::columns::{AGE, NAME, apps::selector, column, of_type};

impl Printed for NetworkPolicy {
    const ABOUT: &'static str = "Which network traffic a set of Pods accepts and sends.";
    const COLUMNS: &'static [Column] = &[
        NAME,
        column("POD-SELECTOR", |it, _| {
            of_type(it, |it: &Self| selector(&Some(it.spec.pod_selector.clone())))
        }),
        AGE,
    ];
    const TELLS_EVENTS: bool = false;

    fn describe(&self, page: &mut Page, _: &Seen<'_>) {
        let (meta, spec) = (&self.metadata, &self.spec);
        let created = meta.creation_timestamp.map_or_else(String::new, |it| it.to_string());
        let created = created.replace('T', " ").replace('Z', " +0000 UTC");
        page.field(0, "Name", &meta.name);
        page.field(0, "Namespace", &meta.namespace);
        page.field(0, "Created on", created);
        page.labels("Labels", &meta.labels);
        page.annotations("Annotations", &meta.annotations);
        page.line(0, "Spec:");
        let pods = match selector(&Some(spec.pod_selector.clone())).as_str() {
            "<none>" => {
                "<none> (Allowing the specific traffic to all pods in this namespace)".to_owned()
            }
            text => text.to_owned(),
        };
        page.line(1, &format!("PodSelector:     {pods}"));
        let isolates = |direction: &str| spec.policy_types.iter().any(|it| it == direction);
        for (direction, name, rules) in
            [("Ingress", "ingress", &spec.ingress), ("Egress", "egress", &spec.egress)]
        {
            if isolates(direction) {
                page.line(1, &format!("Allowing {name} traffic:"));
                traffic(page, name, rules);
            } else {
                page.line(1, &format!("Not affecting {name} traffic"));
            }
        }
        page.line(1, &format!("Policy Types: {}", spec.policy_types.join(", ")));
    }
}

/// Source: `printNetworkPolicySpecIngressFrom`, `printNetworkPolicySpecEgressTo`.
fn traffic(page: &mut Page, name: &str, rules: &[NetworkPolicyRule]) {
    if rules.is_empty() {
        page.line(2, &format!("<none> (Selected pods are isolated for {name} connectivity)"));
    }
    let last = rules.len().saturating_sub(1);
    for (index, rule) in rules.iter().enumerate() {
        rule.ports.iter().for_each(|it| page.line(2, &port(it)));
        if rule.ports.is_empty() {
            page.line(2, "To Port: <any> (traffic allowed to all ports)");
        }
        let (side, peers, end) = match name {
            "ingress" => ("From", &rule.from, "source"),
            _ => ("To", &rule.to, "destination"),
        };
        if peers.is_empty() {
            page.line(2, &format!("{side}: <any> (traffic not restricted by {end})"));
        }
        for it in peers {
            page.line(2, &format!("{side}:"));
            peer(page, it);
        }
        if index < last {
            page.line(2, "----------");
        }
    }
}

fn port(it: &NetworkPolicyPort) -> String {
    let port = it.port.as_ref().map_or_else(|| "<nil>".to_owned(), ToString::to_string);
    let protocol = it.protocol.as_deref().unwrap_or("TCP");
    match it.end_port {
        Some(end) => format!("To Port Range: {port}-{end}/{protocol}"),
        None => format!("To Port: {port}/{protocol}"),
    }
}

fn peer(page: &mut Page, peer: &NetworkPolicyPeer) {
    let selectors =
        [("NamespaceSelector", &peer.namespace_selector), ("PodSelector", &peer.pod_selector)];
    for (name, it) in selectors.into_iter().filter(|(_, it)| it.is_some()) {
        page.line(3, &format!("{name}: {}", selector(it)));
    }
    if let Some(block) = &peer.ip_block {
        page.line(3, "IPBlock:");
        page.line(4, &format!("CIDR: {}", block.cidr));
        page.line(4, &format!("Except: {}", block.except.join(", ")));
    }
}
