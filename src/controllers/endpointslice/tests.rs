use super::membership::Member;
use super::reconcile::{Changes, MAX_ENDPOINTS, reconcile};
use crate::api::{
    Endpoint, EndpointConditions, EndpointPort, EndpointSlice, ObjectMeta, ObjectReference,
};
use std::rc::Rc;

fn endpoint(number: usize, ready: bool) -> Endpoint {
    let target =
        ObjectReference { uid: format!("pod-{number}").into(), ..ObjectReference::default() };
    let conditions = EndpointConditions { ready: Some(ready), ..EndpointConditions::default() };
    Endpoint { conditions, target_ref: Some(target), ..Endpoint::default() }
}

fn port(number: i32) -> EndpointPort {
    EndpointPort { port: Some(number), ..EndpointPort::default() }
}

fn members(numbers: impl Iterator<Item = usize>, number: i32) -> Vec<Member> {
    let member = |it| Member { endpoint: endpoint(it, true), ports: vec![port(number)] };
    numbers.map(member).collect()
}

fn make(ports: &[EndpointPort], endpoints: &[Endpoint]) -> EndpointSlice {
    let some = |is_empty: bool| (!is_empty).then_some(());
    EndpointSlice {
        endpoints: some(endpoints.is_empty()).map(|()| endpoints.to_vec()),
        ports: some(ports.is_empty()).map(|()| ports.to_vec()),
        ..EndpointSlice::default()
    }
}

fn slice(name: &str, numbers: impl Iterator<Item = usize>, number: i32) -> Rc<EndpointSlice> {
    let endpoints: Vec<Endpoint> = numbers.map(|it| endpoint(it, true)).collect();
    let metadata = ObjectMeta { name: name.into(), ..ObjectMeta::default() };
    Rc::new(EndpointSlice { metadata, ..make(&[port(number)], &endpoints) })
}

fn sizes(slices: &[EndpointSlice]) -> Vec<(&str, usize)> {
    slices.iter().map(|it| (it.metadata.name.as_str(), it.endpoints().count())).collect()
}

fn run(members: Vec<Member>, slices: &[Rc<EndpointSlice>]) -> Changes {
    reconcile(members, slices, make)
}

#[test]
fn nothing_is_written_where_nothing_has_changed() {
    let slices = [slice("a", 0..3, 80)];
    assert_eq!(run(members(0..3, 80), &slices), Changes::default());
    let empty = [Rc::new(make(&[], &[]))];
    assert_eq!(run(Vec::new(), &empty), Changes::default());
}

#[test]
fn a_service_without_endpoints_has_a_slice_that_says_so() {
    let changes = run(Vec::new(), &[]);
    assert_eq!(changes.create, [make(&[], &[])]);
    // It becomes the first real one, and the last real one becomes it again.
    let first = run(members(0..1, 80), &[Rc::new(make(&[], &[]))]);
    assert_eq!((first.create.len(), first.delete.len()), (0, 0));
    assert_eq!(sizes(&first.update), [("", 1)]);
    let last = run(Vec::new(), &[slice("a", 0..2, 80)]);
    assert_eq!(sizes(&last.update), [("a", 0)]);
    assert!(last.update[0].ports.is_none());
}

#[test]
fn slices_hold_a_hundred() {
    let changes = run(members(0..250, 80), &[]);
    assert_eq!(sizes(&changes.create), [("", 100), ("", 100), ("", 50)]);
    assert_eq!(MAX_ENDPOINTS, 100);
}

#[test]
fn what_is_written_anyway_is_filled_first() {
    // The first loses one and takes two; the second is left alone.
    let slices = [slice("a", 0..50, 80), slice("b", 50..60, 80)];
    let wanted = members((1..60).chain([97, 98]), 80);
    let changes = run(wanted, &slices);
    assert_eq!(sizes(&changes.update), [("a", 51)]);
    assert!(changes.create.is_empty() && changes.delete.is_empty());
}

#[test]
fn a_new_endpoint_goes_where_there_is_room_for_all_that_are_new() {
    let slices = [slice("full", 0..99, 80), slice("roomy", 100..110, 80)];
    let two = run(members((0..99).chain(100..112), 80), &slices);
    assert_eq!(sizes(&two.update), [("roomy", 12)]);
    let one = run(members((0..99).chain(100..111), 80), &slices);
    assert_eq!(sizes(&one.update), [("full", 100)]);
}

#[test]
fn pods_with_other_ports_are_in_other_slices() {
    let mut wanted = members(0..2, 80);
    wanted.extend(members(2..3, 8080));
    let changes = run(wanted, &[slice("a", 0..3, 80)]);
    assert_eq!(sizes(&changes.update), [("a", 2)]);
    assert_eq!(sizes(&changes.create), [("", 1)]);
}
