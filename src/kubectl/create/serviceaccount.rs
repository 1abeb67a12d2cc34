//! `create serviceaccount`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_serviceaccount.go`.

use super::generate::{PlainFlags, imperative, name_argument};
use crate::kubectl::resource;
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

pub(in crate::kubectl) fn service_account(
    session: &mut Session<'_>,
    flags: &PlainFlags<'_>,
) -> Ran {
    let name = name_argument(session, "kubectl create serviceaccount")?;
    let kind = resource::parse_kind("serviceaccounts")?;
    imperative(session, flags.create, kind, &name, json!({"metadata": {}}))
}
