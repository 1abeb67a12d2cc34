//! How Pods are asked for, and asked to go: several at once, each told in an event of its owner.
//! Source: `pkg/controller/controller_utils.go` `RealPodControl`.

use super::controller::Ctx;
use super::controllerref::controller_reference;
use crate::api::{Object, ObjectMeta, Pod, PodTemplateSpec, Text, Typed};
use crate::apiserver::{DeleteOptions, Request};
use crate::client::{Ask, EventDraft, SyncResult};
use std::rc::Rc;

/// Asks for Pods in batches of 1, 2, 4, ...: if the first is refused, the rest is not even tried.
/// Source: `slowStartBatch`.
pub(crate) fn create_pods(
    owner: &Object,
    pods: impl IntoIterator<Item = Pod>,
    result: &mut SyncResult,
) {
    let mut event = EventDraft::normal(owner, "SuccessfulCreate", "Created pod: ".to_owned());
    event.name_follows = true;
    let (mut batch, mut in_batch) = (1, 0);
    for pod in pods {
        let mut ask = Ask::new(Request::Create(pod.into()));
        ask.parallel = in_batch > 0;
        result.asks.push(ask.then(event.clone()));
        in_batch += 1;
        if in_batch == batch {
            (batch, in_batch) = (batch * 2, 0);
        }
    }
}

/// Asks for Pods to be deleted, all together. The controller waits until it has seen those go that
/// it asks for by their uid.
pub(crate) fn delete_pods<'a>(
    owner: &Object,
    pods: impl IntoIterator<Item = &'a Pod>,
    waits: bool,
    result: &mut SyncResult,
) {
    for (at, pod) in pods.into_iter().enumerate() {
        let uid = waits.then(|| pod.metadata.uid.clone());
        let options = DeleteOptions { uid, ..DeleteOptions::default() };
        let mut ask = Ask::new(Request::Delete(pod.key(), options)).tolerating_missing();
        ask.parallel = at > 0;
        let message = format!("Deleted pod: {}", pod.metadata.name);
        result.asks.push(ask.then(EventDraft::normal(owner, "SuccessfulDelete", message)));
    }
}

/// A Pod as a template has it, still without a name of its own.
/// Source: `pkg/controller/controller_utils.go` `GetPodFromTemplate`.
#[must_use]
pub fn pod_from_template(template: &PodTemplateSpec, owner: &Object) -> Pod {
    let (of_template, of_owner) = (&template.metadata, owner.meta());
    Pod {
        metadata: ObjectMeta {
            generate_name: Text::concat(&[&of_owner.name, "-"]),
            namespace: of_owner.namespace.clone(),
            labels: of_template.labels.clone(),
            annotations: of_template.annotations.clone(),
            finalizers: of_template.finalizers.clone(),
            owner_references: vec![controller_reference(owner)].into(),
            ..ObjectMeta::default()
        },
        spec: Rc::clone(&template.spec),
        ..Pod::default()
    }
}

/// The Pod with the condition that somebody other than its owner is about to delete it.
pub(crate) fn disruption_target(
    ctx: &Ctx<'_>,
    pod: &Pod,
    reason: &'static str,
    message: &'static str,
) -> Pod {
    let mut marked = pod.clone();
    marked.set_condition(
        "DisruptionTarget",
        "True",
        Text::word(reason),
        Text::word(message),
        ctx.now(),
    );
    marked
}
