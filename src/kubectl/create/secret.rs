//! `create secret generic` and `tls`.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/{create_secret,create_secret_tls}.go`.

use super::data::{SourceFlags, entries, with_hash};
use super::generate::{CreateSubcommandFlags, imperative, name_argument};
use crate::api::{Kind, Map, to_base64};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{ValidateFlags, flags};
use crate::kubectl::resource;
use crate::kubectl::session::{Ran, Session};
use crate::sorted::map_of;
use serde_json::json;

flags! {
    /// Source: `CreateSecretOptions`.
    pub(in crate::kubectl) struct GenericFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        [sources: SourceFlags<'a>]
        secret_type: text "type";
        _: "cert=text key=text";
    }
}

flags! {
    /// Source: `CreateSecretTLSOptions`.
    pub(in crate::kubectl) struct TlsFlags<'a>: ValidateFlags {
        [create: CreateSubcommandFlags<'a>]
        cert: text "cert";
        key: text "key";
        _: "from-literal=text from-file=list from-env-file=list type=text append-hash";
    }
}

pub(super) fn file<'a>(session: &'a Session<'_>, path: &str) -> Result<&'a str, Failure> {
    let found = session.shell.files.get(path.trim_start_matches("./"));
    found
        .map(String::as_str)
        .ok_or_else(|| Failure::text(format!("error reading {path}: no such file or directory")))
}

pub(in crate::kubectl) fn generic(session: &mut Session<'_>, flags: &GenericFlags<'_>) -> Ran {
    let name = name_argument(session, "kubectl create secret generic")?;
    let data = entries(session, flags.sources, &|key, problem| match problem {
        Some(why) => format!("{key:?} is not valid key name for a Secret {why}"),
        None => format!("cannot add key {key}, another key by that name already exists"),
    })?;
    let data = data.into_iter().map(|(key, text)| (key, json!(to_base64(text.as_bytes()))));
    let data: Map = map_of(data);
    let mut value = json!({"metadata": {}});
    if !data.is_empty() {
        value["data"] = json!(data);
    }
    if let Some(r#type) = flags.secret_type {
        value["type"] = json!(r#type);
    }
    let name = with_hash(flags.sources.append_hash, Kind::Secret, name, &value);
    imperative(session, flags.create, Kind::Secret, &name, value)
}

pub(in crate::kubectl) fn tls(session: &mut Session<'_>, flags: &TlsFlags<'_>) -> Ran {
    let name = name_argument(session, "kubectl create secret tls")?;
    let (Some(cert), Some(key)) = (flags.cert, flags.key) else {
        return Err(Failure::text("key and cert must be specified"));
    };
    // Source: `readFile` of create_secret_tls.go.
    let read = |path: &str| {
        let why = format!("Cannot read file {path}, open {path}: no such file or directory");
        file(session, path).map_err(|_| Failure::text(why))
    };
    let (cert, key) = (read(cert)?, read(key)?);
    for (text, what) in [(cert, "certificate"), (key, "key")] {
        if !text.contains("-----BEGIN ") {
            let why = format!("tls: failed to find any PEM data in {what} input");
            return Err(Failure::text(why));
        }
    }
    let data = json!({"tls.crt": to_base64(cert.as_bytes()), "tls.key": to_base64(key.as_bytes())});
    let value = json!({"metadata": {}, "type": "kubernetes.io/tls", "data": data});
    imperative(session, flags.create, resource::parse_kind("secrets")?, &name, value)
}
