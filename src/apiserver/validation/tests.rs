//! What is refused, and in which words: `pkg/apis/*/validation/validation_test.go`.

mod container;
mod internal;
mod names;
mod network;
mod resources;
mod security;
mod selector;
mod stateful;
mod storage;
mod turned_away;

use crate::api::{Kind, Object, Value};
use crate::apiserver::{ApiServer, Patch, Request};
use serde_json::json;

fn server() -> ApiServer {
    let mut server = ApiServer::new(1);
    let default = json!({"metadata": {"name": "default"}});
    let namespace = Object::from_value(Kind::Namespace, default).unwrap();
    server.request(0, Request::Create(namespace)).unwrap();
    server
}

fn create(server: &mut ApiServer, kind: Kind, value: &Value) -> Vec<String> {
    let object = Object::from_value(kind, value.clone()).unwrap();
    match server.request(0, Request::Create(object)) {
        Ok(_) => Vec::new(),
        Err(status) => status.causes.iter().map(ToString::to_string).collect(),
    }
}

/// The errors that a creation meets.
fn errors(kind: Kind, value: &Value) -> Vec<String> {
    create(&mut server(), kind, value)
}

/// The errors that a change of an object meets.
fn errors_of_patch(kind: Kind, value: &Value, patch: Value) -> Vec<String> {
    let mut server = server();
    assert_eq!(create(&mut server, kind, value), [""; 0]);
    let key = Object::from_value(kind, value.clone()).unwrap().key();
    match server.request(0, Request::Patch(key, Patch::Strategic(patch))) {
        Ok(_) => Vec::new(),
        Err(status) => status.causes.iter().map(ToString::to_string).collect(),
    }
}

fn named(spec: Value) -> Value {
    json!({"metadata": {"name": "x", "namespace": "default"}, "spec": spec})
}

/// A container with what a row adds to it.
fn container(more: Value) -> Value {
    let mut it = json!({"name": "c", "image": "nginx:1.27"});
    merge(&mut it, more);
    it
}

/// A Pod with one such container.
fn pod(more: Value) -> Value {
    named(json!({"containers": [container(more)]}))
}

/// A workload with such a template.
fn workload(spec: Value) -> Value {
    let mut it = named(json!({
        "selector": {"matchLabels": {"a": "b"}},
        "template": {
            "metadata": {"labels": {"a": "b"}},
            "spec": {"containers": [container(json!({}))]},
        },
    }));
    merge(&mut it["spec"], spec);
    it
}

fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}
