//! `create token`: as they are made, though nobody here asks for one.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/create/create_token.go`,
//! `pkg/registry/core/serviceaccount/storage/token.go`, `pkg/serviceaccount/claims.go`.

use super::generate::name_argument;
use crate::api::{Kind, ObjectKey, Time};
use crate::apiserver::{ISSUER, signed};
use crate::kubectl::failure::Failure;
use crate::kubectl::flags::{PrintFlags, flags};
use crate::kubectl::report;
use crate::kubectl::session::{Ran, Session, Step};
use serde_json::{Value, json};

flags! {
    /// Source: `TokenOptions`.
    pub(in crate::kubectl) struct TokenFlags<'a> {
        [print: PrintFlags<'a>]
        audience: array "audience";
        duration: duration "duration";
        bound_object_kind: text "bound-object-kind";
        bound_object_name: text "bound-object-name";
        bound_object_uid: text "bound-object-uid";
    }
}

/// The kinds that a token can be bound to.
const BOUND: [(&str, Kind); 3] =
    [("Node", Kind::Node), ("Pod", Kind::Pod), ("Secret", Kind::Secret)];
/// How long one is good for where nothing is said (seconds).
const SECONDS: i64 = 3600;

pub(in crate::kubectl) fn token(session: &mut Session<'_>, flags: &TokenFlags<'_>) -> Ran {
    let name = name_argument(session, "kubectl create token")?;
    let bound = bound(session, flags)?;
    let ms = flags.duration.unwrap_or(0);
    let seconds = if ms == 0 { SECONDS } else { ms / 1000 };
    let mut audiences = flags.audience.to_vec();
    let why = if ms < 0 {
        "--duration must be greater than or equal to 0"
    } else if ms % 1000 != 0 {
        "--duration cannot be expressed in units less than seconds"
    } else if audiences.iter().any(String::is_empty) {
        "--audience must not be an empty string"
    } else {
        ""
    };
    if !why.is_empty() {
        return Err(Failure::text(why));
    }
    if audiences.is_empty() {
        audiences.push(ISSUER.to_owned());
    }
    let failed = |why: String| Failure::text(format!("failed to create token: {why}"));
    let limit = match seconds {
        ..600 => Some("may not specify a duration less than 10 minutes"),
        0x1_0000_0001.. => Some("may not specify a duration larger than 2^32 seconds"),
        _ => None,
    };
    let namespace = session.namespace().to_owned();
    let account = session.get(&ObjectKey::new(Kind::ServiceAccount, &namespace, &name));
    let account = account.map_err(|status| failed(status.to_string()))?;
    if let Some(why) = limit {
        return Err(failed(format!(
            "TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: {seconds}: {why}"
        )));
    }
    let now = session.now_ms().div_euclid(1000);
    let mut own = json!({
        "namespace": namespace,
        "serviceaccount": {"name": name, "uid": account.meta().uid.to_string()},
    });
    if let Some((kind, key)) = &bound {
        let object = session.get(key).map_err(|status| failed(status.to_string()))?;
        let meta = object.meta();
        own[kind.to_ascii_lowercase()] = json!({"name": meta.name, "uid": meta.uid.to_string()});
    }
    let claims = json!({
        "aud": audiences, "exp": now + seconds, "iat": now, "iss": ISSUER,
        "kubernetes.io": own, "nbf": now,
        "sub": format!("system:serviceaccount:{namespace}:{name}"),
    });
    let token = signed(&claims);
    if let Some(format) = flags.print.output {
        let bound = bound.map_or(
            Value::Null,
            |(kind, key)| json!({"apiVersion": "v1", "kind": kind, "name": key.name.to_string()}),
        );
        let tree = json!({
            "apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
            "metadata": {
                "creationTimestamp": Time(now).to_string(), "name": name, "namespace": namespace,
            },
            "spec": {
                "audiences": audiences, "boundObjectRef": bound, "expirationSeconds": seconds,
            },
            "status": {"expirationTimestamp": Time(now + seconds).to_string(), "token": token},
        });
        let text = report::print(&tree, format)?;
        session.streams.out(&text);
    } else {
        session.line(&token);
    }
    Ok(Step::Done)
}

/// The object that the token is to end with.
fn bound(
    session: &Session<'_>,
    flags: &TokenFlags<'_>,
) -> Result<Option<(&'static str, ObjectKey)>, Failure> {
    let (kind, name) =
        (flags.bound_object_kind.unwrap_or(""), flags.bound_object_name.unwrap_or(""));
    if kind.is_empty() {
        let uid = flags.bound_object_uid.unwrap_or("");
        let given = [("bound-object-name", name), ("bound-object-uid", uid)];
        return match given.into_iter().find(|it| !it.1.is_empty()) {
            None => Ok(None),
            Some((it, _)) => Err(Failure::text(format!(
                "--{it} can only be set if --bound-object-kind is provided"
            ))),
        };
    }
    let Some((known, kind)) = BOUND.into_iter().find(|it| it.0 == kind) else {
        let names = BOUND.map(|it| it.0).join(", ");
        return Err(Failure::text(format!("supported --bound-object-kind values are {names}")));
    };
    if name.is_empty() {
        let text = "--bound-object-name is required if --bound-object-kind is provided";
        return Err(Failure::text(text));
    }
    Ok(Some((known, ObjectKey::new(kind, session.namespace_of(kind), name))))
}
