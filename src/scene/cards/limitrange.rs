//! LimitRanges: between what their namespace's Pods have to stay, and in which they have filled
//! something in.

use super::{Card, Seen, card, look_of, object_of};
use crate::api::{Kind, LimitRange, LimitRangeItem, Pod};
use crate::apiserver::filled_in;
use crate::picture::{Part, Workload};
use crate::scene::history::History;
use crate::sorted::SortedSet;

impl Card for LimitRange {
    const PLACE: u8 = 10;
    const INPUTS: &[Kind] = &[Kind::LimitRange, Kind::Pod];

    fn cards(seen: &Seen) -> Vec<Workload> {
        let store = seen.cluster.store();
        let one = |range: &LimitRange| {
            let pods = store.list_typed::<Pod>(Some(&range.metadata.namespace));
            of(range, pods.map(|it| part(seen.history, it)).collect())
        };
        store.list_typed::<Self>(None).map(|it| one(it)).collect()
    }
}

fn of(range: &LimitRange, parts: Vec<Part>) -> Workload {
    let filled = parts.iter().filter(|it| !it.note.is_empty()).count();
    let items: Vec<String> = range.spec.limits.iter().map(item).collect();
    Workload {
        count: Some(format!("filled in {filled} of {}", parts.len()).into()),
        doing: items.join(" \u{b7} ").into(),
        parts,
        ..card("limitrange", &range.metadata)
    }
}

/// A Pod, with what a limit range has filled in when it was created.
fn part(history: &History, pod: &Pod) -> Part {
    Part {
        label: pod.metadata.name.as_str().into(),
        look: look_of(pod),
        group: history.group_of_pod(&pod.metadata.uid),
        object: Some(object_of(pod)),
        note: filled_in(pod).unwrap_or("").into(),
    }
}

/// `Container cpu 100m to 1, by default 200m to 500m`
fn item(it: &LimitRangeItem) -> String {
    let lists = [&it.min, &it.max, &it.default_request, &it.default];
    let names: SortedSet<&str> = lists.iter().flat_map(|it| it.keys()).map(|it| &**it).collect();
    let amounts = names.iter().map(|name| {
        let [min, max, request, limit] = lists.map(|it| it.get(*name).map(|it| it.to_string()));
        let sides = [range(min, max), range(request, limit).map(|it| format!("by default {it}"))];
        format!("{name} {}", sides.into_iter().flatten().collect::<Vec<_>>().join(", "))
    });
    format!("{} {}", it.r#type, amounts.collect::<Vec<_>>().join("; "))
}

fn range(least: Option<String>, most: Option<String>) -> Option<String> {
    match (least, most) {
        (None, None) => None,
        (Some(least), None) => Some(format!("from {least}")),
        (None, Some(most)) => Some(format!("up to {most}")),
        (Some(least), Some(most)) if least == most => Some(least),
        (Some(least), Some(most)) => Some(format!("{least} to {most}")),
    }
}
