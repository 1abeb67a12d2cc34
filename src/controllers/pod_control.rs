//! How Pods are asked for, and asked to go: several at once, each told in an event of its owner.
//! Source: `pkg/controller/controller_utils.go` `RealPodControl`.

use crate::api::{Object, Pod, Typed};
use crate::apiserver::{DeleteOptions, Request};
use crate::client::{Ask, EventDraft, SyncResult};

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
