//! Where an object keeps the description of its Pods; `kubectl logs`.

use super::failure::Failure;
use super::resource::{self, Nameless};
use super::session::{Ran, Session, Step};
use crate::api::{Kind, Object, ObjectKey};

pub(super) const LOG_FLAGS: &str = "follow/f previous/p container/c=text all-containers \
    selector/l=text tail=number since=duration since-time=text timestamps prefix \
    limit-bytes=number ignore-errors max-log-requests=number all-pods";

/// The Pods of a workload, by its selector.
fn pods_of(session: &Session<'_>, object: &Object) -> Vec<Object> {
    let Some(selector) = object.pod_selector() else { return Vec::new() };
    let pods = session.cluster.store().list(Kind::Pod, Some(&object.meta().namespace));
    pods.filter(|it| selector.matches(&it.meta().labels)).cloned().collect()
}

/// `kubectl logs`: the containers here print nothing of their own.
pub(super) fn logs(session: &mut Session<'_>) -> Ran {
    let words = session.args.words.clone();
    if session.args.given("selector") {
        let found = resource::find(session, &["pods".to_owned()], Nameless::All)?;
        if found.objects.is_empty() {
            let place = session.namespace().to_owned();
            session.streams.err(&format!("No resources found in {place} namespace.\n"));
        }
        return Ok(Step::Done);
    }
    let Some(word) = words.first() else {
        return Err(Failure::usage(
            "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
            "kubectl logs",
        ));
    };
    let pod = if word.contains('/') {
        let found = resource::find(session, &words[..1], Nameless::Refuse)?;
        Failure::check(found.problems)?;
        let objects = found.objects;
        let pods = objects.iter().flat_map(|it| match it {
            Object::Pod(_) => vec![it.clone()],
            _ => pods_of(session, it),
        });
        pods.into_iter().next()
    } else {
        Some(session.get(&ObjectKey::new(Kind::Pod, session.namespace(), word))?)
    };
    let container = session.args.flag("container").or(words.get(1).map(String::as_str));
    match pod {
        Some(Object::Pod(pod)) => {
            let name = &pod.metadata.name;
            let unknown = container.filter(|it| {
                !pod.spec.containers.iter().chain(&pod.spec.init_containers).any(|c| c.name == **it)
            });
            if let Some(unknown) = unknown {
                return Err(Failure::text(format!(
                    "container {unknown} is not valid for pod {name}"
                )));
            }
            let first = pod.spec.containers.first().map_or("", |it| &it.name);
            let container = container.unwrap_or(first);
            starting(&pod, container)?;
            Ok(Step::Done)
        }
        _ => Err(Failure::text(format!("cannot get the logs from {word}: no pod found"))),
    }
}

/// A container that has not started has no logs.
fn starting(pod: &crate::api::Pod, container: &str) -> Result<(), Failure> {
    let name = &pod.metadata.name;
    let bad_request = |why: String| {
        Err(Failure::plain(format!(
            "Error from server (BadRequest): container {container:?} in pod {name:?} {why}"
        )))
    };
    if pod.spec.node_name.is_empty() {
        return Err(Failure::plain(format!(
            "Error from server (BadRequest): pod {name} does not have a host assigned"
        )));
    }
    let status = pod.status.container_statuses.iter().find(|it| it.name == container);
    match status.and_then(|it| it.state.waiting.as_ref()) {
        Some(waiting) if waiting.reason == "ContainerCreating" => {
            bad_request("is waiting to start: ContainerCreating".to_owned())
        }
        Some(waiting)
            if waiting.reason.ends_with("ImagePullBackOff") || waiting.reason == "ErrImagePull" =>
        {
            bad_request("is waiting to start: trying and failing to pull image".to_owned())
        }
        _ => Ok(()),
    }
}
