//! Which Pods are a Job's: those it owns, and those that match and nobody owns.
//! Source: `getPodsForJob`, `pkg/controller/controller_ref_manager.go`.

use super::super::{Ctx, controller_reference};
use super::{TRACKING, explain, is_tracked, selects};
use crate::api::{Job, Object, Pod};
use crate::apiserver::Request;
use crate::client::{Ask, SyncResult};
use std::rc::Rc;

/// The Job's Pods; what must be asked to adopt or release some.
pub(super) fn pods(ctx: &Ctx<'_>, job: &Rc<Job>, result: &mut SyncResult) -> Vec<Rc<Pod>> {
    let meta = &job.metadata;
    let mut pods = Vec::new();
    for pod in ctx.cache.owned_by::<Pod>(&meta.uid, &meta.namespace) {
        if pod.metadata.controller().is_none_or(|it| it.uid != meta.uid) {
            continue;
        }
        if selects(job, pod) {
            pods.push(Rc::clone(pod));
        } else if !meta.is_terminating() {
            let mut released = (**pod).clone();
            released.metadata.owner_references.retain(|it| it.uid != meta.uid);
            released.metadata.finalizers.retain(|it| it != TRACKING);
            ask(released, result);
            let what = format!("released Pod {}", pod.metadata.name);
            let because = "its labels do not match any more".to_owned();
            explain(job, what, because, &[], "controller_ref_manager.go ReleasePod", result);
        }
    }
    let adoptable = |pod: &&Rc<Pod>| {
        selects(job, pod) && !meta.is_terminating() && !pod.metadata.is_terminating()
    };
    for pod in ctx.cache.owned_by::<Pod>("", &meta.namespace).filter(adoptable) {
        let mut adopted = (**pod).clone();
        let owner = controller_reference(&Object::Job(Rc::clone(job)));
        adopted.metadata.owner_references.push(owner);
        if !is_tracked(&adopted) {
            adopted.metadata.finalizers.push(TRACKING.to_owned());
        }
        ask(adopted.clone(), result);
        let what = format!("adopted Pod {}", pod.metadata.name);
        let because = "its labels match and nobody owns it".to_owned();
        explain(job, what, because, &[], "controller_ref_manager.go AdoptPod", result);
        pods.push(Rc::new(adopted));
    }
    pods
}

fn ask(pod: Pod, result: &mut SyncResult) {
    let mut ask = Ask::new(Request::Update(pod.into()));
    ask.tolerate_missing = true;
    result.asks.push(ask);
}
