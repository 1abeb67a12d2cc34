//! The EndpointSlice controller: which Pods a Service leads to, in slices of at most a hundred.
//! Source: `pkg/controller/endpointslice/endpointslice_controller.go`.

mod membership;
mod mirror;
mod reconcile;
#[cfg(test)]
mod tests;

pub use self::membership::{may_be_endpoint, services_of};
pub use self::mirror::MIRRORING;

use self::membership::{Member, member_of, port_numbers};
pub(super) use self::membership::{find_port, hostname_in, reference};
use self::reconcile::{Changes, MAX_ENDPOINTS, reconcile};
use super::{Controller, Ctx, ROW, controller_reference};
use crate::api::{
    Endpoint, EndpointPort, EndpointSlice, Kind, Labels, Node, Object, ObjectKey, ObjectMeta, Pod,
    Reason, SERVICE_NAME, Selector, Service, Shared, Typed,
};
use crate::apiserver::{DeleteOptions, Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, Effect, EventDraft, Fact, Failure, SyncResult, Why};
use std::rc::Rc;

/// The component's name in events.
pub(crate) const NAME: &str = "endpoint-slice-controller";
/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "EndpointSlice controller", enqueue, sync, failed, ..ROW };

/// Says who sees to a slice.
pub const MANAGED_BY: &str = "endpointslice.kubernetes.io/managed-by";
const MANAGER: &str = "endpointslice-controller.k8s.io";
/// Marks what belongs to a headless Service.
pub(super) const HEADLESS: &str = "service.kubernetes.io/headless";
/// When that happened which the last change is about.
pub(super) const TRIGGER_TIME: &str = "endpoints.kubernetes.io/last-change-trigger-time";

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    match &event.object {
        Object::Service(service) => vec![service.key()],
        Object::Pod(_) => services_of(cache, event),
        // A slice that somebody else took away is made again.
        Object::EndpointSlice(slice) if event.r#type == WatchType::Deleted => {
            let namespace = &slice.metadata.namespace;
            let service = |name| ObjectKey::new(Kind::Service, namespace, name);
            slice.service().map(service).filter(|_| is_ours(slice)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn is_ours(slice: &EndpointSlice) -> bool {
    slice.metadata.labels.get(MANAGED_BY).is_some_and(|it| it == MANAGER)
}

/// Whether the Pods are chosen by a selector: other endpoints are somebody else's business.
pub(super) fn has_endpoints(service: &Service) -> bool {
    !service.is_external_name() && !service.spec.selector.is_empty()
}

/// The Pods that a Service selects, by name.
pub(super) fn pods_of<'a>(
    cache: &'a Cache,
    service: &'a Service,
) -> impl Iterator<Item = &'a Rc<Pod>> {
    let selector = Selector::from(&service.spec.selector);
    let pods = cache.list_typed::<Pod>(Some(&service.metadata.namespace));
    pods.filter(move |it| selector.matches(&it.metadata.labels))
}

/// One pass. Source: `syncService`.
fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let Some(service) = ctx.cache.typed::<Service>(key) else { return result };
    if !has_endpoints(service) {
        return result;
    }
    if !ctx.expectations_met {
        // A slice that was just made is not known yet: it would be made twice.
        result.requeue_limited = true;
        return result;
    }
    let members = members(ctx, service, &mut result);
    let slices: Vec<Rc<EndpointSlice>> = ctx
        .cache
        .list_typed::<EndpointSlice>(Some(&service.metadata.namespace))
        .filter(|it| it.service() == Some(&*service.metadata.name) && is_ours(it))
        .cloned()
        .collect();
    let changes =
        reconcile(members, &slices, |ports, endpoints| new_slice(service, ports, endpoints));
    if changes != Changes::default() {
        explain(service, &slices, &changes, &mut result);
    }
    ask(ctx, changes, &mut result);
    result
}

fn members(ctx: &Ctx<'_>, service: &Service, result: &mut SyncResult) -> Vec<Member> {
    let mut members = Vec::new();
    for pod in pods_of(ctx.cache, service).filter(|it| may_be_endpoint(it)) {
        let node = ObjectKey::new(Kind::Node, "", &pod.spec.node_name);
        let node = ctx.cache.typed::<Node>(&node);
        if node.is_none() && !service.spec.publish_not_ready_addresses {
            // The node may only be unknown yet.
            result.requeue_limited = true;
            continue;
        }
        members.push(member_of(service, pod, node.map(|it| &**it)));
    }
    members
}

/// Labels that every slice of a Service has. Source: `setEndpointSliceLabels`.
fn labels(service: &Service) -> Shared<Labels> {
    let mut labels = service.metadata.labels.clone();
    labels.remove(HEADLESS);
    labels.insert(SERVICE_NAME.to_owned(), service.metadata.name.to_string());
    labels.insert(MANAGED_BY.to_owned(), MANAGER.to_owned());
    if service.is_headless() {
        labels.insert(HEADLESS.to_owned(), String::new());
    }
    labels
}

fn new_slice(service: &Service, ports: &[EndpointPort], endpoints: &[Endpoint]) -> EndpointSlice {
    new_slice_of(&service.clone().into(), labels(service), ports, endpoints)
}

fn new_slice_of(
    owner: &Object,
    labels: Shared<Labels>,
    ports: &[EndpointPort],
    endpoints: &[Endpoint],
) -> EndpointSlice {
    let some = |is_empty: bool| (!is_empty).then_some(());
    EndpointSlice {
        metadata: ObjectMeta {
            generate_name: format!("{}-", owner.meta().name).into(),
            namespace: owner.meta().namespace.clone(),
            labels,
            owner_references: vec![controller_reference(owner)].into(),
            ..ObjectMeta::default()
        },
        address_type: "IPv4".to_owned(),
        endpoints: some(endpoints.is_empty()).map(|()| endpoints.to_vec()),
        ports: some(ports.is_empty()).map(|()| ports.to_vec()),
        ..EndpointSlice::default()
    }
}

/// Creations, then updates, then deletions. Source: `reconciler.go` `finalize`.
fn ask(ctx: &Ctx<'_>, changes: Changes, result: &mut SyncResult) {
    let time = ctx.now().to_string();
    let stamped = |mut slice: EndpointSlice| {
        slice.metadata.annotations.insert(TRIGGER_TIME.to_owned(), time.clone());
        slice
    };
    let asks = &mut result.asks;
    for slice in changes.create {
        asks.push(Ask::new(Request::Create(stamped(slice).into())));
    }
    for slice in changes.update {
        asks.push(Ask::new(Request::Update(stamped(slice).into())));
    }
    for slice in changes.delete {
        let ask =
            Ask::new(Request::Delete(slice.key(), DeleteOptions::default())).tolerating_missing();
        asks.push(ask);
    }
}

fn explain(
    service: &Service,
    before: &[Rc<EndpointSlice>],
    changes: &Changes,
    result: &mut SyncResult,
) {
    let ready = |it: &EndpointSlice| it.endpoints().filter(|it| it.is_ready()).count();
    let was: usize = before.iter().map(|it| ready(it)).sum();
    let touched = |it: &&Rc<EndpointSlice>| {
        let gone = changes.update.iter().chain(&changes.delete);
        gone.into_iter().any(|other| other.metadata.name == it.metadata.name)
    };
    let kept: usize = before.iter().filter(|it| !touched(it)).map(|it| ready(it)).sum();
    let new: usize = changes.create.iter().chain(&changes.update).map(ready).sum();
    let (name, now) = (&service.metadata.name, kept + new);
    // Who was not ready and is gone was nobody's to ask: nothing changes for those who do.
    if was == now {
        return;
    }
    result.whys.push(Rc::new(Why {
        component: NAME,
        about: service.key(),
        effect: Effect::Update,
        what: format!("set the ready endpoints of Service {name}: {was} before, {now} now"),
        because: "only Pods that are ready and not being deleted get traffic".to_owned(),
        facts: vec![
            Fact {
                name: "spec.selector",
                value: crate::api::format_labels(&service.spec.selector),
            },
            Fact::new("endpoints a slice at most", MAX_ENDPOINTS),
        ],
        source: "endpointslice/reconciler.go Reconcile",
        trigger: None,
    }));
}

fn failed(ctx: &Ctx<'_>, key: &ObjectKey, failure: &Failure) -> SyncResult {
    let mut result = SyncResult { requeue_limited: true, ..SyncResult::default() };
    let Some(service) = ctx.cache.typed::<Service>(key) else { return result };
    // What was written meanwhile will soon be known: nobody need be told.
    let is_stale = matches!(failure.status.reason, Reason::Conflict | Reason::NotFound);
    if !is_stale {
        let meta = &service.metadata;
        let message = format!(
            "Error updating Endpoint Slices for Service {}/{}: {}",
            meta.namespace, meta.name, failure.status.message
        );
        let object = (**service).clone().into();
        let event = EventDraft::warning(&object, "FailedToUpdateEndpointSlices", message);
        result.events.push(event);
    }
    result
}

/// The ports that a Service leads to in a Pod, for those who send requests.
#[must_use]
pub fn target_ports(service: &Service, pod: &Pod) -> Vec<EndpointPort> {
    port_numbers(service, pod)
}
