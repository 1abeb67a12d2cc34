//! `/status` and `/scale` of custom resources, where their definition has them.
//! Source: `staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/etcd.go`.

use super::definition;
use crate::api::{Kind, Map, Object, Value};
use crate::apiserver::Store;
use serde_json::json;
use std::rc::Rc;

fn subresource<'a>(store: &'a Store, kind: Kind, name: &str) -> Option<&'a Value> {
    definition(store, kind)?.stored()?.subresources.get(name).filter(|it| it.is_object())
}

/// Whether the objects of a kind that somebody has defined have a `/status`.
#[must_use]
pub fn has_status(store: &Store, kind: Kind) -> bool {
    subresource(store, kind, "status").is_some()
}

/// The fields of a path such as `.spec.replicas`.
fn steps(path: &Value) -> impl Iterator<Item = &str> {
    path.as_str().unwrap_or("").split('.').filter(|it| !it.is_empty())
}

fn at<'a>(map: &'a Map, path: &Value) -> Option<&'a Value> {
    let mut steps = steps(path);
    let first = map.get(steps.next()?)?;
    steps.try_fold(first, |value, step| value.get(step))
}

/// The number of replicas that is desired, that which is there, and the selector, where the kind
/// has a `/scale`. Source: `scaleFromCustomResource`.
#[must_use]
pub fn scale_of(store: &Store, object: &Object) -> Option<Value> {
    let paths = subresource(store, object.kind(), "scale")?;
    let Object::Other(it) = object else { return None };
    let number = |path: &str| at(&it.rest, &paths[path]).and_then(Value::as_i64).unwrap_or(0);
    let mut status = json!({"replicas": number("statusReplicasPath")});
    if let Some(selector) = at(&it.rest, &paths["labelSelectorPath"]) {
        status["selector"] = selector.clone();
    }
    Some(json!({"spec": {"replicas": number("specReplicasPath")}, "status": status}))
}

/// The object with another number of replicas, where somebody has defined that it has one.
pub(in crate::apiserver) fn scaled(store: &Store, old: &Object, replicas: i32) -> Option<Object> {
    let paths = subresource(store, old.kind(), "scale")?;
    let Object::Other(it) = old else { return None };
    let mut other = (**it).clone();
    let mut steps = steps(&paths["specReplicasPath"]);
    let slot = other.rest.entry(steps.next()?).or_insert_with(|| json!({}));
    *steps.fold(slot, |value, step| &mut value[step]) = json!(replicas);
    Some(Object::Other(Rc::new(other)))
}
