//! Ingresses: where requests would be led. There is no controller that leads them.

use super::{Card, Seen, card, counted, reference};
use crate::api::{EndpointSlice, Ingress, IngressBackend, IngressServiceBackend, Kind};
use crate::cluster::Cluster;
use crate::picture::{Part, PartLook, Workload};

impl Card for Ingress {
    const PLACE: u8 = 9;

    const INPUTS: &'static [Kind] = &[Kind::Ingress, Kind::EndpointSlice];

    fn cards(seen: &Seen) -> Vec<Workload> {
        let ingresses = seen.cluster.store().list_typed::<Self>(None);
        ingresses.map(|it| one(seen.cluster, it)).collect()
    }
}

fn one(cluster: &Cluster, ingress: &Ingress) -> Workload {
    let (meta, spec) = (&ingress.metadata, &ingress.spec);
    let paths = spec.rules.iter().flat_map(|rule| {
        let paths = rule.http.iter().flat_map(|it| &it.paths);
        paths.map(|it| (format!("{}{}", rule.host, it.path), &it.backend))
    });
    let default = spec.default_backend.iter().map(|it| ("default".to_owned(), it));
    let parts: Vec<Part> = paths
        .chain(default)
        .filter_map(|(label, backend)| part(cluster, &meta.namespace, label, backend))
        .collect();
    let count = i64::try_from(parts.len()).unwrap_or(i64::MAX);
    let class = spec.ingress_class_name.as_deref().unwrap_or("no class");
    Workload {
        count: Some(counted(count, "path", "paths").into()),
        doing: format!("{class} \u{b7} no controller leads requests here").into(),
        parts,
        ..card("ingress", meta)
    }
}

/// A path that leads to a Service.
fn part(
    cluster: &Cluster,
    namespace: &str,
    label: String,
    backend: &IngressBackend,
) -> Option<Part> {
    let service = backend.service.as_ref()?;
    Some(Part {
        label: label.into(),
        look: look(cluster, namespace, service),
        object: Some(reference(Kind::Service, namespace, &service.name)),
        note: service.as_text().into(),
        ..Part::default()
    })
}

/// Whether somebody would answer.
fn look(cluster: &Cluster, namespace: &str, service: &IngressServiceBackend) -> PartLook {
    let slices = cluster.store().list_typed::<EndpointSlice>(Some(namespace));
    let mut own = slices.filter(|it| it.service() == Some(&*service.name)).peekable();
    if own.peek().is_none() {
        return PartLook::Missing;
    }
    let is_ready = own.any(|it| it.endpoints().any(|it| it.is_ready()));
    if is_ready { PartLook::Full } else { PartLook::Hollow }
}
