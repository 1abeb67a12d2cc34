//! Where a Service leads. Source: `pkg/proxy/topology.go`.

use crate::api::{EndpointSlice, Object, ObjectKey, Service};
use crate::client::Cache;

/// An endpoint as the proxies know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The Pod's uid.
    pub uid: String,
    /// The Pod.
    pub pod: ObjectKey,
    /// Its port.
    pub port: i32,
}

/// The endpoints that get traffic: those that are ready; if there is none, those that could
/// answer though they are on their way out.
pub(super) fn of(cache: &Cache, service: &ObjectKey) -> Vec<Target> {
    let Some(Object::Service(found)) = cache.get(service) else { return Vec::new() };
    let (mut ready, mut leaving) = (Vec::new(), Vec::new());
    for slice in cache.list_typed::<EndpointSlice>(Some(&service.namespace)) {
        if slice.service() != Some(&*service.name) {
            continue;
        }
        let Some(port) = port_of(found, slice) else { continue };
        for endpoint in slice.endpoints() {
            let Some(pod) = &endpoint.target_ref else { continue };
            let target = Target {
                uid: pod.uid.to_string(),
                pod: ObjectKey::new(crate::api::Kind::Pod, &pod.namespace, &pod.name),
                port,
            };
            let conditions = &endpoint.conditions;
            if endpoint.is_ready() {
                ready.push(target);
            } else if conditions.serving == Some(true) && conditions.terminating == Some(true) {
                leaving.push(target);
            }
        }
    }
    if ready.is_empty() { leaving } else { ready }
}

/// The number of the Service's first port in the Pods of a slice.
fn port_of(service: &Service, slice: &EndpointSlice) -> Option<i32> {
    let Some(first) = service.spec.ports.first() else {
        return service.is_headless().then_some(80);
    };
    let mut ports = slice.ports().filter(|it| it.name.as_deref().unwrap_or("") == first.name);
    ports.next()?.port
}
