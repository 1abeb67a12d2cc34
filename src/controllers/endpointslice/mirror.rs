//! The mirroring controller: Endpoints that somebody wrote for a Service without a selector are
//! written once more as slices.
//! Source: `pkg/controller/endpointslicemirroring/{endpointslicemirroring_controller,reconciler}.go`.

use super::membership::Member;
use super::reconcile::reconcile;
use super::{MANAGED_BY, ask, new_slice_of};
use crate::api::{
    Endpoint, EndpointAddress, EndpointConditions, EndpointSlice, EndpointSubset, Endpoints, Kind,
    Object, ObjectKey, Reason, SERVICE_NAME, Service, Typed,
};
use crate::apiserver::{WatchEvent, WatchType};
use crate::client::{Cache, EventDraft, Failure, SyncResult};
use crate::controllers::{Controller, Ctx, ROW};
use std::rc::Rc;

/// The component's name in events.
const NAME: &str = "endpoint-slice-mirroring-controller";
/// The controller's row in the table.
pub const MIRRORING: Controller = Controller {
    name: NAME,
    title: "EndpointSlice mirroring controller",
    enqueue,
    sync,
    failed,
    ..ROW
};

const MANAGER: &str = "endpointslicemirroring-controller.k8s.io";
/// Says that there is nothing to mirror: others see to the slices.
const SKIP: &str = "endpointslice.kubernetes.io/skip-mirror";
/// At most so many addresses of a subset are mirrored.
const ADDRESSES_MAX: usize = 1000;

fn enqueue(_: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    let meta = event.object.meta();
    let key = |name: &str| vec![ObjectKey::new(Kind::Endpoints, &meta.namespace, name)];
    match &event.object {
        Object::Endpoints(_) | Object::Service(_) => key(&meta.name),
        Object::EndpointSlice(slice) if event.r#type == WatchType::Deleted && is_ours(slice) => {
            slice.service().map(key).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn is_ours(slice: &EndpointSlice) -> bool {
    slice.metadata.labels.get(MANAGED_BY).is_some_and(|it| it == MANAGER)
}

/// One pass. Source: `syncEndpoints`.
fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let slices: Vec<Rc<EndpointSlice>> = ctx
        .cache
        .list_typed::<EndpointSlice>(Some(&key.namespace))
        .filter(|it| it.service() == Some(&*key.name) && is_ours(it))
        .cloned()
        .collect();
    let service = ObjectKey::new(Kind::Service, &key.namespace, &key.name);
    let service = ctx.cache.typed::<Service>(&service);
    let is_free = service.is_some_and(|it| it.spec.selector.is_empty());
    let endpoints = ctx.cache.typed::<Endpoints>(key);
    let endpoints = endpoints.filter(|it| is_free && !it.metadata.labels.contains_key(SKIP));
    let Some(endpoints) = endpoints else {
        let delete = slices.iter().map(|it| (**it).clone()).collect();
        ask(ctx, super::Changes { delete, ..super::Changes::default() }, &mut result);
        return result;
    };
    if !ctx.expectations_met {
        result.requeue_limited = true;
        return result;
    }
    let members = endpoints.subsets.iter().flat_map(members).collect();
    let mut labels = endpoints.metadata.labels.clone();
    labels.insert(SERVICE_NAME.to_owned(), endpoints.metadata.name.to_string());
    labels.insert(MANAGED_BY.to_owned(), MANAGER.to_owned());
    let owner: Object = (**endpoints).clone().into();
    let changes = reconcile(members, &slices, |ports, endpoints| {
        new_slice_of(&owner, labels.clone(), ports, endpoints)
    });
    ask(ctx, changes, &mut result);
    result
}

fn members(subset: &EndpointSubset) -> Vec<Member> {
    let member = |(address, ready): (&EndpointAddress, bool)| {
        let conditions = EndpointConditions { ready: Some(ready), ..EndpointConditions::default() };
        let endpoint = Endpoint {
            addresses: vec![address.ip.clone()],
            conditions,
            hostname: Some(address.hostname.clone()).filter(|it| !it.is_empty()),
            node_name: address.node_name.clone(),
            target_ref: address.target_ref.clone(),
            ..Endpoint::default()
        };
        let mut ports = subset.ports.clone();
        for port in &mut ports {
            port.name.get_or_insert_with(String::new);
            port.protocol.get_or_insert_with(|| "TCP".to_owned());
        }
        Member { endpoint, ports }
    };
    let ready = subset.addresses.iter().map(|it| (it, true));
    let all = ready.chain(subset.not_ready_addresses.iter().map(|it| (it, false)));
    all.take(ADDRESSES_MAX).map(member).collect()
}

fn failed(ctx: &Ctx<'_>, key: &ObjectKey, failure: &Failure) -> SyncResult {
    let mut result = SyncResult { requeue_limited: true, ..SyncResult::default() };
    let Some(endpoints) = ctx.cache.typed::<Endpoints>(key) else { return result };
    let is_stale = matches!(failure.status.reason, Reason::Conflict | Reason::NotFound);
    if !is_stale {
        let meta = &endpoints.key();
        let message = format!(
            "Error updating EndpointSlices for Endpoints {}/{}: {}",
            meta.namespace, meta.name, failure.status.message
        );
        let object = (**endpoints).clone().into();
        result.events.push(EventDraft::warning(&object, "FailedToUpdateEndpointSlices", message));
    }
    result
}
