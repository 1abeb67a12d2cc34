//! `create namespace`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_namespace.go`.

use super::generate::{PlainFlags, imperative, name_argument};
use crate::api::Kind;
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

/// `create namespace`
pub(in crate::kubectl) fn namespace(session: &mut Session<'_>, flags: &PlainFlags<'_>) -> Ran {
    let name = name_argument(session, "kubectl create namespace")?;
    let value = json!({"metadata": {}, "spec": {}, "status": {}});
    imperative(session, flags.create, Kind::Namespace, &name, value)
}
