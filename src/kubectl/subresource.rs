//! `--subresource`: the parts of objects that are read and written by themselves.
//! Source: `pkg/printers/internalversion/printers.go` `printScale`, `pkg/registry/apps/*/storage` `scaleFrom*`.

use super::failure::Failure;
use super::flags::PrintFlags;
use super::report;
use super::session::Session;
use crate::api::{Kind, Object, Value};
use crate::apiserver::{Request, Store, custom};
use serde_json::json;

/// What of an object a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Status,
    Scale,
    Resize,
    EphemeralContainers,
}

impl Part {
    /// The part asked for.
    ///
    /// # Errors
    /// No object has one of the name.
    pub fn asked(subresource: Option<&str>) -> Result<Self, Failure> {
        match subresource.unwrap_or("") {
            "" => Ok(Self::Whole),
            "status" => Ok(Self::Status),
            "scale" => Ok(Self::Scale),
            "resize" => Ok(Self::Resize),
            "ephemeralcontainers" => Ok(Self::EphemeralContainers),
            _ => Err(Failure::not_there()),
        }
    }

    /// What stands at its path.
    ///
    /// # Errors
    /// The object's kind has no such part.
    pub fn tree(self, store: &Store, object: &Object) -> Result<Value, Failure> {
        let tree = object.to_value();
        let is_there = match self {
            Self::Whole => true,
            Self::Status if custom::definition(store, object.kind()).is_some() => {
                custom::has_status(store, object.kind())
            }
            Self::Status => tree.get("status").is_some(),
            Self::Resize | Self::EphemeralContainers => object.kind() == Kind::Pod,
            Self::Scale => return scale_of(store, object, &tree).ok_or_else(Failure::not_there),
        };
        is_there.then_some(tree).ok_or_else(Failure::not_there)
    }

    /// The request that writes it, of an object that has been changed.
    pub fn request(self, changed: Object) -> Request {
        match self {
            Self::Whole => Request::Update(changed),
            Self::Status => Request::UpdateStatus(changed),
            Self::Resize => Request::Resize(changed),
            Self::EphemeralContainers => Request::AddContainers(changed),
            Self::Scale => Request::Scale(changed.key(), changed.replicas().unwrap_or(0)),
        }
    }

    /// Reports a change of it.
    pub fn report(
        self,
        session: &mut Session<'_>,
        print: PrintFlags<'_>,
        object: &Object,
        operation: &str,
    ) -> Result<(), Failure> {
        if self != Self::Scale {
            return report::object(session, print, object, operation);
        }
        let tree = self.tree(session.cluster.store(), object)?;
        let name = &object.meta().name;
        report::named(session, print, "scale.autoscaling", name, operation, || tree)
    }
}

/// The request of a changed Scale.
pub(super) fn scaling(object: &Object, scale: &Value) -> Request {
    let replicas = scale["spec"]["replicas"].as_i64().unwrap_or(0);
    Request::Scale(object.key(), i32::try_from(replicas).unwrap_or(i32::MAX))
}

fn scale_of(store: &Store, object: &Object, tree: &Value) -> Option<Value> {
    let mut meta = json!({});
    for field in ["creationTimestamp", "name", "namespace", "resourceVersion", "uid"] {
        meta[field] = tree["metadata"][field].clone();
    }
    if let Some(mut scale) = custom::scale_of(store, object) {
        scale["apiVersion"] = json!("autoscaling/v1");
        scale["kind"] = json!("Scale");
        scale["metadata"] = meta;
        return Some(scale);
    }
    let replicas = object.replicas()?;
    let mut status = json!({"replicas": tree["status"]["replicas"].as_i64().unwrap_or(0)});
    if let Some(selector) = object.pod_selector() {
        status["selector"] = json!(selector.to_string());
    }
    Some(json!({
        "apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": meta,
        "spec": {"replicas": replicas}, "status": status,
    }))
}
