//! The Endpoints controller: all endpoints of a Service in one object, as before there were
//! slices. Source: `pkg/controller/endpoint/endpoints_controller.go`.

use super::endpointslice::{
    HEADLESS, TRIGGER_TIME, find_port, has_endpoints, hostname_in, may_be_endpoint, pods_of,
    reference, services_of,
};
use super::{Controller, Ctx, ROW};
use crate::api::{
    EndpointAddress, EndpointPort, EndpointSubset, Endpoints, Kind, Labels, Object, ObjectKey,
    ObjectMeta, Pod, Reason, Service, Shared, Typed,
};
use crate::apiserver::{DeleteOptions, Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, EventDraft, Failure, SyncResult};
use crate::sorted::{Sort, SortedMap, SortedSet};

/// The component's name in events.
pub(crate) const NAME: &str = "endpoint-controller";
/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "Endpoint controller", enqueue, sync, failed, ..ROW };

const MANAGED_BY: &str = "endpoints.kubernetes.io/managed-by";
const OVER_CAPACITY: &str = "endpoints.kubernetes.io/over-capacity";
/// More addresses are cut off, those that are not ready first.
const MAX_ADDRESSES: usize = 1000;

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::Service(service) => vec![service.key()],
        Object::Pod(_) => services_of(cache, event),
        Object::Endpoints(it) if event.r#type == WatchType::Deleted => {
            vec![ObjectKey::new(Kind::Service, &it.metadata.namespace, &it.metadata.name)]
        }
        _ => Vec::new(),
    }
}

/// One pass. Source: `syncService`.
fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let own = ObjectKey::new(Kind::Endpoints, &key.namespace, &key.name);
    let current = ctx.cache.typed::<Endpoints>(&own);
    let Some(service) = ctx.cache.typed::<Service>(key) else {
        if current.is_some() {
            let ask = Ask::new(Request::Delete(own, DeleteOptions::default())).tolerating_missing();
            result.asks.push(ask);
        }
        return result;
    };
    if !has_endpoints(service) {
        return result;
    }
    let (subsets, is_cut) = cut(subsets(ctx, service));
    let labels = labels(service);
    let was_cut = |it: &Endpoints| it.metadata.annotation(OVER_CAPACITY).is_some();
    let same = current.is_some_and(|it| {
        it.subsets == subsets && it.metadata.labels == labels && was_cut(it) == is_cut
    });
    if same {
        return result;
    }
    let mut new = current.map(|it| (**it).clone()).unwrap_or_default();
    if current.is_none() {
        new.metadata = ObjectMeta {
            name: service.metadata.name.clone(),
            namespace: service.metadata.namespace.clone(),
            ..ObjectMeta::default()
        };
    }
    new.subsets = subsets;
    new.metadata.labels = labels;
    let time = ctx.now().to_string();
    new.metadata.annotations.insert(TRIGGER_TIME.to_owned(), time);
    new.metadata.annotations.remove(OVER_CAPACITY);
    if is_cut {
        new.metadata.annotations.insert(OVER_CAPACITY.to_owned(), "truncated".to_owned());
    }
    let request = if current.is_none() { Request::Create } else { Request::Update };
    result.asks.push(Ask::new(request(new.into())));
    result
}

fn labels(service: &Service) -> Shared<Labels> {
    let mut labels = service.metadata.labels.clone();
    labels.insert(MANAGED_BY.to_owned(), NAME.to_owned());
    if service.is_headless() {
        labels.insert(HEADLESS.to_owned(), String::new());
    } else {
        labels.remove(HEADLESS);
    }
    labels
}

/// Ports of an address, in the order of their names.
type Ports = SortedSet<(String, i32, String)>;

/// Addresses that have the same ports are one subset. Source: `RepackSubsets`.
fn subsets(ctx: &Ctx<'_>, service: &Service) -> Vec<EndpointSubset> {
    let everyone = service.spec.publish_not_ready_addresses;
    let mut by_ports: SortedMap<Ports, EndpointSubset> = SortedMap::new();
    let is_member =
        |pod: &Pod| may_be_endpoint(pod) && (everyone || !pod.metadata.is_terminating());
    for pod in pods_of(ctx.cache, service).filter(|it| is_member(it)) {
        let port = |it: &crate::api::ServicePort| {
            Some((it.name.clone(), find_port(pod, it)?, it.protocol.clone()))
        };
        let ports: Ports = service.spec.ports.iter().filter_map(port).collect();
        let has_none = service.is_headless() && service.spec.ports.is_empty();
        if ports.is_empty() && !has_none {
            continue;
        }
        let subset = by_ports.entry(ports).or_default();
        let list = if everyone || pod.is_ready() {
            &mut subset.addresses
        } else {
            &mut subset.not_ready_addresses
        };
        list.push(address(service, pod));
    }
    by_ports.into_iter().map(|(ports, subset)| with_ports(ports, subset)).collect()
}

fn address(service: &Service, pod: &Pod) -> EndpointAddress {
    let node = Some(pod.spec.node_name.to_string()).filter(|it| !it.is_empty());
    EndpointAddress {
        hostname: hostname_in(service, pod).unwrap_or("").to_owned(),
        ip: pod.status.pod_ip.to_string(),
        node_name: node,
        target_ref: Some(reference(pod)),
        ..EndpointAddress::default()
    }
}

fn with_ports(ports: Ports, mut subset: EndpointSubset) -> EndpointSubset {
    let octets = |it: &EndpointAddress| it.ip.parse::<std::net::Ipv4Addr>().ok();
    for list in [&mut subset.addresses, &mut subset.not_ready_addresses] {
        list.order_by(|a, b| octets(a).cmp(&octets(b)).then_with(|| a.ip.cmp(&b.ip)));
    }
    let port = |(name, number, protocol): (String, i32, String)| EndpointPort {
        name: Some(name).filter(|it| !it.is_empty()),
        port: Some(number),
        protocol: Some(protocol),
        ..EndpointPort::default()
    };
    subset.ports = ports.into_iter().map(port).collect();
    subset
}

/// Source: `truncateEndpoints`.
fn cut(mut subsets: Vec<EndpointSubset>) -> (Vec<EndpointSubset>, bool) {
    let size = |it: &EndpointSubset| it.addresses.len() + it.not_ready_addresses.len();
    if subsets.iter().map(size).sum::<usize>() <= MAX_ADDRESSES {
        return (subsets, false);
    }
    let mut room = MAX_ADDRESSES;
    for subset in &mut subsets {
        subset.addresses.truncate(room);
        room -= subset.addresses.len();
    }
    for subset in &mut subsets {
        subset.not_ready_addresses.truncate(room);
        room -= subset.not_ready_addresses.len();
    }
    subsets.retain(|it| size(it) > 0);
    (subsets, true)
}

fn failed(ctx: &Ctx<'_>, key: &ObjectKey, failure: &Failure) -> SyncResult {
    let mut result = SyncResult { requeue_limited: true, ..SyncResult::default() };
    let Some(service) = ctx.cache.typed::<Service>(key) else { return result };
    let (verb, reason) = match failure.request {
        Request::Create(_) => ("create endpoint for", "FailedToCreateEndpoint"),
        _ => ("update endpoint", "FailedToUpdateEndpoint"),
    };
    // What was written meanwhile will soon be known: nobody need be told.
    let is_stale = matches!(
        failure.status.reason,
        Reason::Conflict | Reason::NotFound | Reason::AlreadyExists
    );
    if !is_stale {
        let meta = &service.metadata;
        let place = format!("{}/{}", meta.namespace, meta.name);
        let what = if verb.starts_with("create") { "service " } else { "" };
        let message = format!("Failed to {verb} {what}{place}: {}", failure.status.message);
        let object = (**service).clone().into();
        result.events.push(EventDraft::warning(&object, reason, message));
    }
    result
}
