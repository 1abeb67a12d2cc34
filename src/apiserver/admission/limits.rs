//! The limit ranges of a namespace: what containers get that say nothing, and what they may have.
//! Source: `plugin/pkg/admission/limitranger/admission.go`.

use crate::api::{
    Container, LimitRange, LimitRangeItem, Object, Pod, Quantity, ResourceList, Status,
};
use crate::apiserver::store::Store;
use std::rc::Rc;

/// Says what has been filled in.
const ANNOTATION: &str = "kubernetes.io/limit-ranger";
/// The type of what is said of claims.
const CLAIM: &str = "PersistentVolumeClaim";
/// What it begins with.
const SET: &str = "LimitRanger plugin set: ";

/// What has been filled in for a Pod: `cpu request for container web`.
#[must_use]
pub fn filled_in(pod: &Pod) -> Option<&str> {
    pod.metadata.annotations.get(ANNOTATION)?.strip_prefix(SET)
}

/// Fills in the defaults of the namespace.
pub(super) fn fill_in(store: &Store, pod: &mut Pod) {
    let ranges: Vec<Rc<LimitRange>> =
        store.list_typed::<LimitRange>(Some(&pod.metadata.namespace)).cloned().collect();
    for range in ranges {
        let (mut requests, mut limits) = (ResourceList::new(), ResourceList::new());
        for item in range.spec.limits.iter().filter(|it| it.r#type == "Container") {
            requests.extend(item.default_request.clone());
            limits.extend(item.default.clone());
        }
        let mut notes = Vec::new();
        let spec = Rc::make_mut(&mut pod.spec);
        for container in &mut spec.containers {
            merge(container, "container", &requests, &limits, &mut notes);
        }
        for container in &mut spec.init_containers {
            merge(container, "init container", &requests, &limits, &mut notes);
        }
        if !notes.is_empty() {
            let text = format!("{SET}{}", notes.join("; "));
            pod.metadata.annotations.insert(ANNOTATION.to_owned(), text);
        }
    }
}

/// Source: `mergeContainerResources`.
fn merge(
    container: &mut Container,
    what: &str,
    requests: &ResourceList,
    limits: &ResourceList,
    notes: &mut Vec<String>,
) {
    let resources = &mut container.resources;
    let lists =
        [("request", &mut resources.requests, requests), ("limit", &mut resources.limits, limits)];
    for (word, own, defaults) in lists {
        let mut set = Vec::new();
        for (name, amount) in defaults {
            if !own.contains_key(name) {
                own.insert(name.clone(), *amount);
                set.push(name.as_str());
            }
        }
        if !set.is_empty() {
            notes.push(format!("{} {word} for {what} {}", set.join(", "), container.name));
        }
    }
}

/// Refuses what is outside of the limits.
pub(super) fn check(store: &Store, object: &Object) -> Result<(), Status> {
    for range in store.list_typed::<LimitRange>(Some(&object.meta().namespace)) {
        let mut problems = Vec::new();
        for item in &range.spec.limits {
            if let (Object::PersistentVolumeClaim(claim), CLAIM) = (object, item.r#type.as_str()) {
                let requests = &claim.spec.resources.requests;
                check_item(item, requests, &ResourceList::new(), &mut problems);
            } else if let Object::Pod(pod) = object {
                check_pod(item, pod, &mut problems);
            }
        }
        let why = match problems.as_slice() {
            [] => continue,
            [one] => one.clone(),
            several => format!("[{}]", several.join(", ")),
        };
        return Err(Status::forbidden(object.kind(), &object.meta().name, &why));
    }
    Ok(())
}

fn check_pod(item: &LimitRangeItem, pod: &Pod, problems: &mut Vec<String>) {
    let spec = &pod.spec;
    match item.r#type.as_str() {
        "Container" => {
            for container in spec.containers.iter().chain(&spec.init_containers) {
                let it = &container.resources;
                check_item(item, &it.requests, &it.limits, problems);
            }
        }
        "Pod" => check_item(item, &spec.requests(), &spec.limits(), problems),
        _ => {}
    }
}

fn check_item(
    item: &LimitRangeItem,
    requests: &ResourceList,
    limits: &ResourceList,
    problems: &mut Vec<String>,
) {
    let r#type = &item.r#type;
    for (name, min) in &item.min {
        let head = format!("minimum {name} usage per {type} is {min}");
        match (requests.get(name), limits.get(name)) {
            (None, _) => problems.push(format!("{head}.  No request is specified")),
            (Some(request), _) if request < min => {
                problems.push(format!("{head}, but request is {request}"));
            }
            (_, Some(limit)) if limit < min => {
                problems.push(format!("{head}, but limit is {limit}"));
            }
            _ => {}
        }
    }
    // A claim has no limits: what it asks for is measured.
    let (word, limits) = if r#type == CLAIM { ("request", requests) } else { ("limit", limits) };
    for (name, max) in &item.max {
        let head = format!("maximum {name} usage per {type} is {max}");
        match (requests.get(name), limits.get(name)) {
            (_, None) => problems.push(format!("{head}.  No {word} is specified")),
            (_, Some(limit)) if limit > max => {
                problems.push(format!("{head}, but {word} is {limit}"));
            }
            (Some(request), _) if request > max => {
                problems.push(format!("{head}, but request is {request}"));
            }
            _ => {}
        }
    }
    for (name, ratio) in &item.max_limit_request_ratio {
        let head = format!("{name} max limit to request ratio per {type} is {ratio}");
        let amount = |list: &ResourceList| list.get(name).copied().unwrap_or_default();
        check_ratio(&head, *ratio, amount(requests), amount(limits), problems);
    }
}

fn check_ratio(
    head: &str,
    ratio: Quantity,
    request: Quantity,
    limit: Quantity,
    problems: &mut Vec<String>,
) {
    let (request, limit) = (i128::from(request.milli()), i128::from(limit.milli()));
    if request == 0 {
        problems.push(format!("{head}, but no request is specified or request is 0"));
    } else if limit == 0 {
        problems.push(format!("{head}, but no limit is specified or limit is 0"));
    } else if limit * 1000 > i128::from(ratio.milli()) * request {
        // Six digits, rounded, as Go's %f prints.
        let parts = (limit * 2_000_000 + request) / (2 * request);
        let (whole, rest) = (parts / 1_000_000, parts % 1_000_000);
        problems.push(format!("{head}, but provided ratio is {whole}.{rest:06}"));
    }
}
