//! Services: endpoints, and what becomes of the requests.

use super::{Card, Chart, Part, PartLook, Workload, card, counted};
use crate::api::{EndpointSlice, Kind, Service};
use crate::cluster::{Cluster, Load};
use crate::scene::history::History;
use std::rc::Rc;

/// So many seconds are drawn.
const SECONDS: i64 = 60;

impl Card for Service {
    const PLACE: u8 = 5;

    fn cards(cluster: &Cluster, history: &History) -> Vec<Workload> {
        let services = cluster.store().list_typed::<Service>(None);
        let is_own = |it: &&Rc<Service>| it.metadata.name != "kubernetes";
        services.filter(is_own).map(|it| one(cluster, history, it)).collect()
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
                label: pod.map_or_else(|| endpoint.addresses.join(", "), |it| it.name.clone()),
                look: if endpoint.is_ready() { PartLook::Full } else { PartLook::Hollow },
                group: pod.and_then(|it| history.group_of_pod(&it.uid)),
                object: pod.map(|it| (Kind::Pod, it.name.clone())),
                ..Part::default()
            }
        })
        .collect();
    let ready = parts.iter().filter(|it| it.look == PartLook::Full).count();
    let load = cluster.traffic().load(&meta.namespace, &meta.name);
    let now_s = (cluster.now_ms() - cluster.start_ms()) / 1000;
    let mut card = Workload {
        ready: i32::try_from(ready).unwrap_or(i32::MAX),
        wished: i32::try_from(parts.len()).unwrap_or(i32::MAX),
        count: Some(load.map_or_else(|| service.spec.r#type.clone(), answered)),
        doing: doing(service, ready, load),
        is_bad: load.is_some_and(|it| it.counts().failed() > 0),
        chart: load.map(|it| Rc::new(chart(it, now_s))),
        takes_load: !service.is_external_name(),
        load: load.map_or(0, Load::per_second),
        ..card("service", meta)
    };
    card.parts = parts;
    card
}

/// How many requests were answered, in percent: never rounded up to 100.
fn answered(load: &Load) -> String {
    let counts = load.counts();
    let done = counts.answered + counts.failed();
    match (counts.answered * 1000).checked_div(done) {
        None => "no requests".to_owned(),
        Some(1000) => "100 % answered".to_owned(),
        Some(share) => format!("{}.{} % answered", share / 10, share % 10),
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
            let counts = load.counts();
            format!("{endpoints} \u{b7} {} requests \u{b7} {} failed", counts.sent, counts.failed())
        }
    }
}

fn chart(load: &Load, now_s: i64) -> Chart {
    let begin = (now_s - SECONDS).max(0);
    let shown: Vec<_> =
        load.samples().filter(|it| it.second >= begin && it.second < now_s).collect();
    let top = shown.iter().map(|it| it.answered + it.failed).max().unwrap_or(0);
    let counts = load.counts();
    Chart {
        lines: vec![
            ("good", shown.iter().map(|it| (it.second, it.answered)).collect()),
            ("bad", shown.iter().map(|it| (it.second, it.failed)).collect()),
        ],
        span: (begin, (begin + SECONDS).max(now_s)),
        top: top.max(load.per_second()).max(1),
        limit: None,
        says: format!(
            "Requests a second: {} sent, {} answered, {} failed in all",
            counts.sent,
            counts.answered,
            counts.failed()
        ),
    }
}
