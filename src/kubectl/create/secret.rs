//! `create secret generic`, `create secret tls`, `create serviceaccount`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/{create_secret,create_serviceaccount}.go`.

use super::generate::{imperative, name_argument};
use crate::api::{Map, to_base64};
use crate::kubectl::failure::Failure;
use crate::kubectl::resource;
use crate::kubectl::session::{Ran, Session};
use serde_json::json;

pub(in crate::kubectl) const SECRET_FLAGS: &str = "from-literal=text from-file=text \
    from-env-file=text type=text append-hash cert=text key=text save-config validate=text?strict";

pub(super) fn file<'a>(session: &'a Session<'_>, path: &str) -> Result<&'a str, Failure> {
    let found = session.shell.files.get(path.trim_start_matches("./"));
    found
        .map(String::as_str)
        .ok_or_else(|| Failure::text(format!("error reading {path}: no such file or directory")))
}

pub(in crate::kubectl) fn generic(session: &mut Session<'_>) -> Ran {
    let name = name_argument(session, "kubectl create secret generic")?;
    let mut data = Map::new();
    let mut add = |key: &str, text: &str| -> Result<(), Failure> {
        if data.contains_key(key) {
            return Err(Failure::text(format!(
                "cannot add key {key}, another key by that name already exists"
            )));
        }
        data.insert(key.to_owned(), json!(to_base64(text.as_bytes())));
        Ok(())
    };
    for source in session.args.list("from-file") {
        let (key, path) = match source.split_once('=') {
            Some((key, path)) => (key, path),
            None => (source.rsplit('/').next().unwrap_or(&source), source.as_str()),
        };
        add(key, file(session, path)?)?;
    }
    for literal in session.args.list("from-literal") {
        let (key, value) = literal.split_once('=').ok_or_else(|| {
            Failure::text(format!("invalid literal source {literal}, expected key=value"))
        })?;
        add(key, value)?;
    }
    for path in session.args.list("from-env-file") {
        for line in file(session, &path)?.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (key, value) = line.split_once('=').unwrap_or((line, ""));
            add(key, value)?;
        }
    }
    let mut value = json!({"metadata": {}});
    if !data.is_empty() {
        value["data"] = json!(data);
    }
    if let Some(r#type) = session.args.flag("type") {
        value["type"] = json!(r#type);
    }
    imperative(session, resource::parse_kind("secrets")?, &name, value)
}

pub(in crate::kubectl) fn tls(session: &mut Session<'_>) -> Ran {
    let name = name_argument(session, "kubectl create secret tls")?;
    let (Some(cert), Some(key)) = (session.args.flag("cert"), session.args.flag("key")) else {
        return Err(Failure::text("key and cert must be specified"));
    };
    let data = json!({
        "tls.crt": to_base64(file(session, cert)?.as_bytes()),
        "tls.key": to_base64(file(session, key)?.as_bytes()),
    });
    let value = json!({"metadata": {}, "type": "kubernetes.io/tls", "data": data});
    imperative(session, resource::parse_kind("secrets")?, &name, value)
}

pub(in crate::kubectl) fn service_account(session: &mut Session<'_>) -> Ran {
    let name = name_argument(session, "kubectl create serviceaccount")?;
    let kind = resource::parse_kind("serviceaccounts")?;
    imperative(session, kind, &name, json!({"metadata": {}}))
}
