//! `create quota`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_quota.go`.

use super::generate::{CreateSubcommandFlags, imperative, name_argument};
use crate::api::{Kind, Map, Quantity};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{ValidateFlags, flags};
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

flags! {
    /// Source: `QuotaOpts`.
    pub(in crate::kubectl) struct QuotaFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        hard: text "hard";
        scopes: text "scopes";
    }
}

/// `create quota`
pub(in crate::kubectl) fn quota(session: &mut Session<'_>, flags: &QuotaFlags<'_>) -> Ran {
    let name = name_argument(session, "kubectl create quota")?;
    let mut spec = Map::new();
    if let Some(hard) = flags.hard.filter(|it| !it.is_empty()) {
        let mut amounts = Map::new();
        for part in hard.split(',') {
            let invalid = || {
                Failure::text(format!(
                    "Invalid argument syntax {part}, expected <resource>=<value>"
                ))
            };
            let (key, value) = part.split_once('=').ok_or_else(invalid)?;
            Quantity::parse(value).map_err(Failure::text)?;
            amounts.insert(key.to_owned(), json!(value));
        }
        spec.insert("hard".to_owned(), amounts.into());
    }
    if let Some(scopes) = flags.scopes.filter(|it| !it.is_empty()) {
        let scopes: Vec<&str> = scopes.split(',').collect();
        spec.insert("scopes".to_owned(), json!(scopes));
    }
    let value = json!({"metadata": {}, "spec": spec, "status": {}});
    imperative(session, flags.create, Kind::ResourceQuota, &name, value)
}
