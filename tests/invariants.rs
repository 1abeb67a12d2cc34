//! What holds after every step of every tape.

use crate::invariants_batch as batch;
use crate::invariants_network as network;
use podarium::api::{
    Deployment, Kind, Node, Object, ObjectKey, Pod, Quantity, ReplicaSet, ResourceList,
};
use podarium::apiserver::{Store, WatchEvent};
use podarium::cluster::{Record, RecordKind};
use podarium::controllers::deployment::{is_rolling_update, max_surge, min_available};
use podarium::tape::{Run, Tape, run_to_end};
use std::collections::BTreeMap;
use std::rc::Rc;

const DEPLOYMENT_CONTROLLER: &str = "deployment-controller";

fn sets<'a>(store: &'a Store, deployment: &'a Deployment) -> Vec<&'a Rc<ReplicaSet>> {
    let is_owned = |set: &&Rc<ReplicaSet>| {
        set.metadata.controller().is_some_and(|it| it.uid == deployment.metadata.uid)
    };
    store.list_typed(Some(&deployment.metadata.namespace)).filter(is_owned).collect()
}

fn owner<'a>(store: &'a Store, set: &ReplicaSet) -> Option<&'a Rc<Deployment>> {
    let owner = set.metadata.controller()?;
    let found = store.typed::<Deployment>(&set.metadata.namespace, &owner.name)?;
    (found.metadata.uid == owner.uid).then_some(found)
}

/// Never more than replicas + maxSurge by the controller's doing, nor fewer available than the
/// floor: what it takes away was either more than enough, or not available anyway.
fn check_size(store: &Store, event: &WatchEvent, place: &str) {
    let Object::ReplicaSet(set) = &event.object else { return };
    let before = match &event.old {
        Some(Object::ReplicaSet(old)) => old.replicas(),
        _ => 0,
    };
    let Some(deployment) = owner(store, set) else { return };
    let is_current = deployment.metadata.generation == deployment.status.observed_generation;
    if before == set.replicas() || !is_current || !is_rolling_update(deployment) {
        return;
    }
    let all = sets(store, deployment);
    let total: i32 = all.iter().map(|it| it.replicas()).sum();
    if before < set.replicas() {
        let limit = deployment.replicas() + max_surge(deployment);
        assert!(total <= limit, "{place}: {total} Pods are wished, {limit} may be");
        return;
    }
    let healthy = |size: i32, it: &ReplicaSet| size.min(it.status.available_replicas);
    let rest: i32 = all
        .iter()
        .filter(|it| it.metadata.uid != set.metadata.uid)
        .map(|it| healthy(it.replicas(), it))
        .sum();
    let (was, is) = (rest + healthy(before, set), rest + healthy(set.replicas(), set));
    let floor = min_available(deployment);
    assert!(is >= was.min(floor), "{place}: {was} were available, {is} are, {floor} must be");
}

/// One controller at most; and a Pod's place is real.
fn check_owners(event: &WatchEvent, place: &str) {
    let meta = event.object.meta();
    let controllers = meta.owner_references.iter().filter(|it| it.controller == Some(true)).count();
    assert!(controllers <= 1, "{place}: {} has {controllers} controllers", event.object.key());
    assert!(!meta.uid.is_empty() && !meta.name.is_empty(), "{place}: {}", event.object.key());
}

/// No Pod on a node that can't hold it.
fn check_nodes(store: &Store, place: &str) {
    let mut used: BTreeMap<&str, (i64, Quantity, Quantity)> = BTreeMap::new();
    let amount = |list: &ResourceList, name: &str| list.get(name).copied().unwrap_or_default();
    let mut sums: BTreeMap<&str, (i64, i64, i64)> = BTreeMap::new();
    for pod in store.list_typed::<Pod>(None) {
        // Whoever names its node itself may still be turned away there.
        let has_place = pod.condition("PodScheduled").is_some();
        if pod.spec.node_name.is_empty() || pod.is_terminal() || !has_place {
            continue;
        }
        let sum = sums.entry(&pod.spec.node_name).or_default();
        sum.0 += 1;
        for container in &pod.spec.containers {
            sum.1 += amount(&container.resources.requests, "cpu").milli();
            sum.2 += amount(&container.resources.requests, "memory").value();
        }
    }
    for node in store.list_typed::<Node>(None) {
        let there = &node.status.allocatable;
        let name = node.metadata.name.as_str();
        let numbers =
            (amount(there, "pods").value(), amount(there, "cpu"), amount(there, "memory"));
        used.insert(name, numbers);
    }
    for (name, (pods, cpu, memory)) in sums {
        // A node that was removed is not there; its Pods are about to be collected.
        let Some((pods_max, cpu_max, memory_max)) = used.get(name) else { continue };
        assert!(pods <= *pods_max, "{place}: {pods} Pods on {name}");
        assert!(cpu <= cpu_max.milli(), "{place}: {cpu}m CPU on {name}");
        assert!(memory <= memory_max.value(), "{place}: {memory} bytes on {name}");
    }
}

fn check_records(run: &Run, records: &[Record], name: &str) {
    for record in records {
        let RecordKind::Write { component, verb, event } = &record.kind else { continue };
        let place = format!("{name} at {} ms", run.now_ms());
        check_owners(event, &place);
        crate::invariants_pods::check(component, event, &place);
        crate::invariants_nodes::check(run, record, &place);
        crate::placement::check_quota(component, event, &place);
        if *verb == "bind" {
            crate::placement::check_binding(run.cluster(), event, &place);
        }
        let store = run.cluster().store();
        if *component == DEPLOYMENT_CONTROLLER {
            check_size(store, event, &place);
        }
        crate::stateful::check(store, component, event, &place);
        if event.object.kind() == Kind::Pod {
            check_nodes(store, &place);
        }
    }
}

/// When all is quiet, whoever is owned has an owner, and counts are what is there.
fn check_settled(run: &Run, name: &str) {
    crate::placement::check_counted(run, name);
    let store = run.cluster().store();
    for object in store.iter() {
        for owner in &object.meta().owner_references {
            let Some(kind) = Kind::find(&owner.api_version, &owner.kind) else { continue };
            let key = ObjectKey::new(kind, &object.meta().namespace, &owner.name);
            let found = store.get(&key).is_some_and(|it| it.meta().uid == owner.uid);
            assert!(found, "{name}: {} has lost its owner {key}", object.key());
        }
    }
    for set in store.list_typed::<ReplicaSet>(None) {
        let is_its = |pod: &&Rc<Pod>| {
            pod.is_active()
                && pod.metadata.controller().is_some_and(|it| it.uid == set.metadata.uid)
        };
        let pods = store.list_typed::<Pod>(None).filter(is_its).count();
        assert_eq!(
            usize::try_from(set.status.replicas).unwrap(),
            pods,
            "{name}: {}",
            set.metadata.name
        );
    }
}

pub fn hold_on(name: &str, text: &str) {
    let mut run = Run::new(Rc::new(Tape::parse(text).unwrap()));
    let (mut batch, mut network) = (batch::Watched::default(), network::Watched::default());
    let mut steps = 0;
    while !run.is_over() {
        let Some(records) = run.step() else { break };
        check_records(&run, &records, name);
        let place = format!("{name} at {} ms", run.now_ms());
        batch.check(run.cluster().store(), &records, &place);
        network::check(&mut network, &run, &records, name);
        steps += 1;
        assert!(steps < 1_000_000, "{name} has no end");
    }
    run_to_end(&mut run);
    check_settled(&run, name);
    network::check_settled(&run, name);
}

#[test]
fn hold_on_every_recorded_tape() {
    for (name, text) in crate::transcripts::tapes("tests/transcripts") {
        hold_on(&name, &text);
    }
}

#[test]
fn hold_on_every_tape_of_pods() {
    for (name, text) in crate::transcripts::tapes("tests/tapes") {
        hold_on(&name, &text);
    }
}

#[test]
fn hold_on_every_lesson() {
    for (name, text) in crate::transcripts::tapes("static/lessons") {
        hold_on(&name, &text);
    }
}

#[test]
fn hold_when_much_goes_wrong() {
    for seed in 1..=20 {
        let text = crate::determinism::BUSY.replace("# seed: 42", &format!("# seed: {seed}"));
        hold_on(&format!("seed {seed}"), &text);
    }
}
