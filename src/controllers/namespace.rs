//! The namespace controller: a namespace that is being deleted is emptied first, Pods before all
//! else. Source: `pkg/controller/namespace/deletion/namespaced_resources_deleter.go`.

mod conditions;

use super::{Controller, Ctx, ROW};
use crate::api::{CustomResourceDefinition, Kind, Namespace, Object, ObjectKey, Time, Typed};
use crate::apiserver::{DeleteOptions, Propagation, Request, WatchEvent};
use crate::client::{Ask, Cache, Effect, SyncResult, Why};
use std::rc::Rc;

/// The component's name.
pub(crate) const NAME: &str = "namespace-controller";
/// The controller's row in the table.
pub const CONTROLLER: Controller =
    Controller { name: NAME, title: "Namespace controller", enqueue, sync, ..ROW };

/// Requests that are on their way when the deletion begins are waited for (milliseconds).
const GRACE_MS: i64 = 5_000;

fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    let key = match &event.object {
        Object::Namespace(namespace) => namespace.key(),
        _ => return Vec::new(),
    };
    let is_going = cache.get(&key).is_some_and(|it| it.meta().is_terminating());
    if is_going { vec![key] } else { Vec::new() }
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let Some(namespace) = ctx.cache.typed::<Namespace>(key) else { return result };
    let Some(since) = namespace.metadata.deletion_timestamp else { return result };
    // Each change of the namespace is waited for as long, its own conditions' too.
    let told = namespace.status.conditions.iter().filter_map(|it| it.last_transition_time);
    let begins_ms = told.fold(since, Time::max).0 * 1000 + GRACE_MS;
    if ctx.now_ms < begins_ms {
        result.requeue_after_ms = Some(begins_ms - ctx.now_ms);
        return result;
    }
    let content = content(ctx.cache, &namespace.metadata.name);
    let now = ctx.now();
    let conditions = conditions::after(&content, &namespace.status.conditions, now);
    if conditions != namespace.status.conditions {
        let mut told = (**namespace).clone();
        told.status.conditions = conditions;
        result.asks.push(Ask::new(Request::UpdateStatus(told.into())));
    }
    if content.is_empty() {
        result.asks.push(without_finalizer(namespace));
        return result;
    }
    let asked = result.asks.len();
    for object in content.iter().filter(|it| !it.meta().is_terminating()) {
        let options = DeleteOptions {
            propagation: Some(Propagation::Background),
            ..DeleteOptions::default()
        };
        let ask = Ask::new(Request::Delete(object.key(), options)).tolerating_missing();
        result.asks.push(ask);
    }
    if result.asks.len() > asked {
        explain(namespace, content.len(), &mut result);
    }
    // What nothing holds back is gone when the last request is answered.
    let stays = |it: &Object| matches!(it, Object::Pod(_)) || !it.meta().finalizers.is_empty();
    if !content.iter().any(stays) {
        result.asks.push(without_finalizer(namespace));
        return result;
    }
    let told = asked > 0;
    let rest_ms = estimate_seconds(&content) / 2 * 1000 + 1000;
    result.requeue_after_ms = Some(if told { rest_ms.min(GRACE_MS) } else { rest_ms });
    result
}

/// How long the Pods that are left may take (seconds).
/// Source: `estimateGracefulTerminationForPods`; other objects have no say.
fn estimate_seconds(content: &[Object]) -> i64 {
    let grace = |it: &Object| match it {
        Object::Pod(pod) if !pod.is_terminal() => {
            pod.spec.termination_grace_period_seconds.unwrap_or(0)
        }
        _ => 0,
    };
    content.iter().map(grace).max().unwrap_or(0)
}

/// What is to go next: Pods, and only when none is left all the rest.
fn content(cache: &Cache, namespace: &str) -> Vec<Object> {
    let of = |kind: Kind| cache.list(kind, Some(namespace)).cloned();
    let pods: Vec<Object> = of(Kind::Pod).collect();
    if !pods.is_empty() {
        return pods;
    }
    let defined = cache.list_typed::<CustomResourceDefinition>(None).filter_map(|it| it.kind());
    let rest =
        Kind::all().chain(defined).filter(|kind| kind.info().namespaced && *kind != Kind::Event);
    rest.flat_map(of).collect()
}

fn without_finalizer(namespace: &Rc<Namespace>) -> Ask {
    let mut freed = (**namespace).clone();
    freed.spec = serde_json::json!({});
    Ask::new(Request::Update(freed.into()))
}

fn explain(namespace: &Rc<Namespace>, left: usize, result: &mut SyncResult) {
    let name = &namespace.metadata.name;
    result.whys.push(Rc::new(Why {
        component: NAME,
        about: namespace.key(),
        effect: Effect::Delete,
        what: format!("deleted what is in namespace {name}"),
        because: format!(
            "the namespace is being deleted and {left} objects are left; Pods go first"
        ),
        facts: Vec::new(),
        source: "namespaced_resources_deleter.go Delete",
        trigger: None,
    }));
}
