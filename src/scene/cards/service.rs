//! Services: endpoints, and what becomes of the requests.

use super::{Card, Seen, card, counted, reference};
use crate::api::{EndpointSlice, Kind, ObjectKey, Pod, Service};
use crate::cluster::{Cluster, Load};
use crate::picture::{Gauge, Part, PartLook, Workload};
use crate::scene::history::History;
use std::rc::Rc;

/// So many endpoints are shown one by one.
const PARTS_MAX: usize = 200;

impl Card for Service {
    const PLACE: u8 = 5;
    const INPUTS: &[Kind] = &[Kind::Service, Kind::EndpointSlice, Kind::Pod];

    fn cards(seen: &Seen) -> Vec<Workload> {
        let services = seen.cluster.store().list_typed::<Service>(None);
        // What every cluster has is not shown.
        let is_own = |it: &&Rc<Service>| {
            let meta = &it.metadata;
            let (namespace, name) = (meta.namespace.as_str(), meta.name.as_str());
            name != "kubernetes" && (namespace, name) != ("kube-system", "kube-dns")
        };
        services.filter(is_own).map(|it| one(seen.cluster, seen.history, it)).collect()
    }
}

fn one(cluster: &Cluster, history: &History, service: &Service) -> Workload {
    let meta = &service.metadata;
    let slices = cluster.store().list_typed::<EndpointSlice>(Some(&meta.namespace));
    let own = slices.filter(|it| it.service() == Some(&*meta.name));
    let parts: Vec<Part> = own
        .flat_map(|slice| slice.endpoints())
        .map(|endpoint| {
            let pod = endpoint.target_ref.as_ref();
            Part {
                label: pod
                    .map_or_else(|| endpoint.addresses.join(", "), |it| it.name.to_string())
                    .into(),
                look: if endpoint.is_ready() { PartLook::Full } else { PartLook::Hollow },
                group: pod.and_then(|it| history.group_of_pod(&it.uid)),
                object: pod.map(|it| reference(Kind::Pod, &meta.namespace, &it.name)),
                ..Part::default()
            }
        })
        .collect();
    let ready = parts.iter().filter(|it| it.look == PartLook::Full).count();
    let load = cluster.traffic().load(&meta.namespace, &meta.name);
    let failed = load.map_or(0, |it| it.whole().failed());
    let mut card = Workload {
        ready: i32::try_from(ready).unwrap_or(i32::MAX),
        desired: i32::try_from(parts.len()).unwrap_or(i32::MAX),
        count: Some(load.map_or_else(|| service.spec.r#type.clone(), answered).into()),
        doing: doing(service, ready, load).into(),
        tally: tally(ready, load, failed),
        failed,
        is_bad: failed > 0,
        gauges: load.map_or_else(Vec::new, gauges),
        failing: failing(cluster, load),
        late: load.map_or_else(Vec::new, |it| {
            it.late().map(|(pod, count)| ((&*pod.name).into(), count)).collect()
        }),
        load: (!service.is_external_name()).then(|| load.map_or(0, Load::per_second)),
        ..card("service", meta)
    };
    card.parts = parts;
    card.parts.truncate(PARTS_MAX);
    card
}

/// The Pods at which requests fail, or did until they were told to go.
fn failing(cluster: &Cluster, load: Option<&Load>) -> Vec<Rc<str>> {
    let Some(load) = load else { return Vec::new() };
    let is_told = |(key, is_routed): &(&ObjectKey, bool)| {
        let pod = cluster.store().typed::<Pod>(&key.namespace, &key.name);
        *is_routed || pod.is_none_or(|it| it.metadata.is_terminating())
    };
    load.failing().filter(is_told).map(|it| (&*it.0.name).into()).collect()
}

/// How many requests were answered, in percent: never rounded up to 100.
fn answered(load: &Load) -> String {
    let counts = load.whole();
    let done = counts.answered + counts.failed();
    match (counts.answered * 1000).checked_div(done) {
        None => "no requests".to_owned(),
        Some(1000) => "100 % answered".to_owned(),
        Some(share) => format!("{}.{} % answered", share / 10, share % 10),
    }
}

fn tally(ready: usize, load: Option<&Load>, failed: i64) -> Vec<Rc<str>> {
    match load {
        Some(it) => {
            let mut lines = vec![format!("{}/s", it.last().answered).into(), "answered".into()];
            // That none failed is worth a line.
            lines.extend((failed == 0).then(|| "0 failed".into()));
            lines
        }
        None => vec![format!("{ready} ready").into(), "endpoints".into()],
    }
}

fn doing(service: &Service, ready: usize, load: Option<&Load>) -> String {
    if service.is_external_name() {
        return format!("another name for {}", service.spec.external_name);
    }
    let endpoints = counted(i64::try_from(ready).unwrap_or(0), "endpoint", "endpoints");
    match load {
        None if service.is_headless() => format!("headless \u{b7} {endpoints}"),
        None => format!("{} \u{b7} {endpoints}", service.spec.cluster_ip),
        Some(load) => {
            let counts = load.whole();
            format!("{endpoints} \u{b7} {} requests \u{b7} {} failed", counts.sent, counts.failed())
        }
    }
}

fn gauges(load: &Load) -> Vec<Gauge> {
    let last = load.last();
    let gauge = |name: &str, value, tone: &str| {
        let (name, tone) = (name.into(), tone.into());
        Gauge { name, value, tone }
    };
    vec![
        gauge("requests answered a second", last.answered, "good"),
        gauge("requests failed a second", last.failed, "bad"),
    ]
}
