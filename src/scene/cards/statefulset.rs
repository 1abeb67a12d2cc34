//! StatefulSets: each ordinal with its claims, and the claims of ordinals that are gone.

use super::{Card, Seen, card, look_of, may_go, object_of, tally};
use crate::api::{Kind, PersistentVolumeClaim, Pod, StatefulSet};
use crate::cluster::Cluster;
use crate::picture::{Part, PartLook, Workload};
use crate::sorted::Sort;
use std::rc::Rc;

impl Card for StatefulSet {
    const PLACE: u8 = 1;
    const INPUTS: &[Kind] =
        &[Kind::StatefulSet, Kind::Pod, Kind::PersistentVolumeClaim, Kind::PodDisruptionBudget];

    fn cards(seen: &Seen) -> Vec<Workload> {
        let sets = seen.cluster.store().list_typed::<StatefulSet>(None);
        sets.map(|set| one(seen, set)).collect()
    }
}

fn one(seen: &Seen, set: &StatefulSet) -> Workload {
    let (cluster, history, meta) = (seen.cluster, seen.history, &set.metadata);
    let pods: Vec<&Rc<Pod>> = history.pods_of(&meta.uid).collect();
    let claims = claims_of(cluster, set);
    let first = set.first_ordinal();
    let mut ordinals: Vec<i32> = (first..first.saturating_add(set.replicas())).collect();
    ordinals.extend(pods.iter().filter_map(|it| ordinal(meta.name.as_str(), &it.metadata.name)));
    ordinals.extend(claims.iter().map(|it| it.0));
    ordinals.order();
    ordinals.dedup();
    let part = |number: i32| {
        let name = format!("{}-{number}", meta.name);
        let pod = pods.iter().find(|it| it.metadata.name == name);
        let own = claims.iter().filter(|it| it.0 == number).map(|it| it.1);
        let notes: Vec<String> = own.map(|it| claim_note(it)).collect();
        Part {
            label: name.into(),
            object: pod.map(|it| object_of(it)),
            look: pod.map_or(PartLook::Missing, |it| look_of(it)),
            group: pod.and_then(|it| history.group_of_pod(&it.metadata.uid)),
            note: notes.join(", ").into(),
        }
    };
    let parts: Vec<Part> = ordinals.into_iter().take(PARTS_MAX).map(part).collect();
    let ready = pods.iter().filter(|it| it.is_ready() && !it.metadata.is_terminating()).count();
    let ready = i32::try_from(ready).unwrap_or(i32::MAX);
    let mut tally = tally(ready, set.replicas(), "ready");
    tally.extend(may_go(seen, &meta.namespace, &set.spec.template));
    Workload {
        hue: history.hues.of(&meta.uid),
        template: set.status.update_revision.as_str().into(),
        ready,
        tally,
        desired: set.replicas(),
        doing: doing(set, &pods).into(),
        parts,
        ..card("statefulset", meta)
    }
}

/// So many ordinals are looked at.
const PARTS_MAX: usize = 200;

/// The claims made from the set's templates, with their ordinals.
fn claims_of<'a>(
    cluster: &'a Cluster,
    set: &'a StatefulSet,
) -> Vec<(i32, &'a Rc<PersistentVolumeClaim>)> {
    let meta = &set.metadata;
    let templates = &set.spec.volume_claim_templates;
    let own = |claim: &'a Rc<PersistentVolumeClaim>| {
        let name = claim.metadata.name.as_str();
        let number = templates.iter().find_map(|template| {
            let prefix = format!("{}-{}", template.metadata.name, meta.name);
            ordinal(&prefix, name)
        });
        number.map(|number| (number, claim))
    };
    let claims = cluster.store().list_typed::<PersistentVolumeClaim>(Some(&meta.namespace));
    claims.filter_map(own).collect()
}

/// The number at the end of a name with a prefix and a dash.
fn ordinal(prefix: &str, name: &str) -> Option<i32> {
    name.strip_prefix(prefix)?.strip_prefix('-')?.parse().ok()
}

fn claim_note(claim: &PersistentVolumeClaim) -> String {
    let size = claim.size();
    let size = size.map_or_else(String::new, |it| format!(" \u{b7} {it}"));
    let phase = match claim.status.phase.as_str() {
        "Bound" => String::new(),
        other => format!(" \u{b7} {other}"),
    };
    format!("{}{size}{phase}", claim.metadata.name)
}

fn doing(set: &StatefulSet, pods: &[&Rc<Pod>]) -> String {
    let meta = &set.metadata;
    if meta.is_terminating() {
        return "being deleted".to_owned();
    }
    let first = set.first_ordinal();
    let named = |number: i32| {
        let name = format!("{}-{number}", meta.name);
        pods.iter().find(|it| it.metadata.name == name)
    };
    let is_ready = |number: i32| {
        named(number).is_some_and(|it| it.is_ready() && !it.metadata.is_terminating())
    };
    let last = first.saturating_add(set.replicas()).min(first.saturating_add(1000));
    let waiting = (first..last).find(|number| !is_ready(*number));
    let status = &set.status;
    match waiting {
        Some(number) if set.spec.pod_management_policy != "Parallel" => {
            let next = number + 1;
            if next < last && named(next).is_none() {
                format!("{0}-{next} waits until {0}-{number} is ready", meta.name)
            } else {
                format!("waits until {}-{number} is ready", meta.name)
            }
        }
        Some(number) => format!("{}-{number} is not ready", meta.name),
        None if pods.len() > usize::try_from(set.replicas()).unwrap_or(0) => {
            "scaling down from the top".to_owned()
        }
        None if status.update_revision != status.current_revision => {
            format!("updating: {} of {} are new", status.updated_replicas, set.replicas())
        }
        None => "all ordinals are ready".to_owned(),
    }
}
