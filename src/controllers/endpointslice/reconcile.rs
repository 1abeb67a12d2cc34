//! How slices come to hold what they are to hold, with as few writes as possible.
//! Source: `staging/src/k8s.io/endpointslice/reconciler.go`.

use super::membership::Member;
use crate::api::{Endpoint, EndpointPort, EndpointSlice};
use crate::sorted::{Sort, SortedMap};
use std::rc::Rc;

/// At most so many endpoints are in a slice.
pub(super) const MAX_ENDPOINTS: usize = 100;

/// Slices to write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    pub create: Vec<EndpointSlice>,
    pub update: Vec<EndpointSlice>,
    pub delete: Vec<EndpointSlice>,
}

/// What tells sets of ports apart: name, number, protocol of each.
type PortKey = Vec<(Option<String>, Option<i32>, Option<String>)>;

fn port_key<'a>(ports: impl Iterator<Item = &'a EndpointPort>) -> PortKey {
    let mut key: PortKey =
        ports.map(|it| (it.name.clone(), it.port, it.protocol.clone())).collect();
    key.order();
    key
}

/// The uid of an endpoint's Pod; the address of one that is no Pod.
fn uid(endpoint: &Endpoint) -> &str {
    let address = endpoint.addresses.first().map_or("", String::as_str);
    endpoint.target_ref.as_ref().map_or(address, |it| &it.uid)
}

type Make<'a> = &'a dyn Fn(&[EndpointPort], &[Endpoint]) -> EndpointSlice;

/// What to write so that the slices hold the members.
pub(super) fn reconcile(
    members: Vec<Member>,
    slices: &[Rc<EndpointSlice>],
    make: impl Fn(&[EndpointPort], &[Endpoint]) -> EndpointSlice,
) -> Changes {
    let mut desired: SortedMap<PortKey, (Vec<EndpointPort>, Vec<Endpoint>)> = SortedMap::new();
    for member in members {
        let key = port_key(member.ports.iter());
        desired.entry(key).or_insert_with(|| (member.ports, Vec::new())).1.push(member.endpoint);
    }
    let mut changes = Changes::default();
    for slice in slices.iter().filter(|it| !desired.contains_key(&port_key(it.ports()))) {
        changes.delete.push((**slice).clone());
    }
    for (key, (ports, endpoints)) in desired {
        let same = |it: &&Rc<EndpointSlice>| port_key(it.ports()) == key;
        let existing: Vec<&Rc<EndpointSlice>> = slices.iter().filter(same).collect();
        by_ports(&ports, endpoints, &existing, &make, &mut changes);
    }
    keep_placeholder(slices.len(), &make, &mut changes);
    recycle(&mut changes);
    changes
}

/// The slices of one set of ports. Source: `reconcileByPortMapping`.
fn by_ports(
    ports: &[EndpointPort],
    mut desired: Vec<Endpoint>,
    existing: &[&Rc<EndpointSlice>],
    make: Make<'_>,
    changes: &mut Changes,
) {
    let wanted = make(ports, &[]).metadata;
    let (mut updating, mut unchanged) = (Vec::new(), Vec::new());
    for slice in existing {
        let mut kept = Vec::new();
        for endpoint in slice.endpoints() {
            if let Some(at) = desired.iter().position(|it| uid(it) == uid(endpoint)) {
                kept.push(desired.remove(at));
            }
        }
        let same = slice.endpoints().eq(kept.iter()) && slice.metadata.labels == wanted.labels;
        if kept.is_empty() {
            changes.delete.push((***slice).clone());
        } else if same {
            unchanged.push((***slice).clone());
        } else {
            let mut slice = (***slice).clone();
            slice.metadata.labels.clone_from(&wanted.labels);
            slice.endpoints = Some(kept);
            updating.push(slice);
        }
    }
    for slice in &mut updating {
        fill(slice, &mut desired);
    }
    // All that is left into one slice that need not be written otherwise, the fullest with room.
    if !desired.is_empty() && desired.len() < MAX_ENDPOINTS {
        let size = |it: &EndpointSlice| it.endpoints().count();
        let room = |it: &&mut EndpointSlice| size(it) + desired.len() <= MAX_ENDPOINTS;
        if let Some(slice) = unchanged.iter_mut().filter(room).max_by_key(|it| size(it)) {
            fill(slice, &mut desired);
            updating.push(slice.clone());
        }
    }
    changes.create.extend(desired.chunks(MAX_ENDPOINTS).map(|it| make(ports, it)));
    changes.update.append(&mut updating);
}

fn fill(slice: &mut EndpointSlice, desired: &mut Vec<Endpoint>) {
    let endpoints = slice.endpoints.get_or_insert_with(Vec::new);
    let room = MAX_ENDPOINTS.saturating_sub(endpoints.len());
    endpoints.extend(desired.drain(..room.min(desired.len())));
}

/// A Service without any endpoint has one slice that says so.
fn keep_placeholder(existing: usize, make: Make<'_>, changes: &mut Changes) {
    if existing != changes.delete.len() || !changes.create.is_empty() {
        return;
    }
    let placeholder = make(&[], &[]);
    let is_one = |it: &EndpointSlice| {
        it.ports.is_none()
            && it.endpoints.is_none()
            && it.metadata.labels == placeholder.metadata.labels
    };
    match changes.delete.as_slice() {
        [only] if is_one(only) => changes.delete.clear(),
        _ => changes.create.push(placeholder),
    }
}

/// A slice that would be deleted takes the place of one that would be created.
/// Source: `recycleSlices`.
fn recycle(changes: &mut Changes) {
    let count = changes.create.len().min(changes.delete.len());
    let new: Vec<EndpointSlice> = changes.create.drain(..count).collect();
    for (old, new) in changes.delete.drain(..count).zip(new) {
        let mut slice = EndpointSlice { metadata: old.metadata, ..new.clone() };
        slice.metadata.labels = new.metadata.labels;
        changes.update.push(slice);
    }
}
