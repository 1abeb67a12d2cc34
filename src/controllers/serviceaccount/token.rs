//! Tokens that last, in Secrets that ask for them.
//! Source: `pkg/controller/serviceaccount/tokens_controller.go`.

use super::{Controller, Ctx, ROW};
use crate::api::{Kind, Object, ObjectKey, Secret, ServiceAccount, Typed, to_base64};
use crate::apiserver::{CERTIFICATE, DeleteOptions, Request, WatchEvent, WatchType, signed};
use crate::client::{Ask, Cache, Effect, SyncResult, Why};
use serde_json::json;
use std::rc::Rc;

const COMPONENT: &str = "serviceaccount-token-controller";
const TYPE: &str = "kubernetes.io/service-account-token";
const NAME: &str = "kubernetes.io/service-account.name";
const UID: &str = "kubernetes.io/service-account.uid";

/// The row of the controller.
pub const CONTROLLER: Controller =
    Controller { name: COMPONENT, title: "ServiceAccount token controller", enqueue, sync, ..ROW };

fn account(secret: &Secret) -> Option<&str> {
    let name = secret.metadata.annotations.get(NAME)?;
    (secret.r#type == TYPE).then_some(name)
}

/// A Secret that asks for a token; those of an account that is gone.
fn enqueue(cache: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    let is_gone = event.r#type == WatchType::Deleted;
    match &event.object {
        Object::Secret(it) if !is_gone && account(it).is_some() => vec![it.key()],
        Object::ServiceAccount(it) if is_gone => {
            let secrets = cache.list_typed::<Secret>(Some(&it.metadata.namespace));
            let own = secrets.filter(|secret| account(secret) == Some(&*it.metadata.name));
            own.map(|it| it.key()).collect()
        }
        _ => Vec::new(),
    }
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    let mut result = SyncResult::default();
    let secret = ctx.cache.typed::<Secret>(key);
    let Some((secret, name)) = secret.and_then(|it| Some((it, account(it)?))) else {
        return result;
    };
    let of = ObjectKey::new(Kind::ServiceAccount, &key.namespace, name);
    let (effect, what, because, request) = match ctx.cache.typed::<ServiceAccount>(&of) {
        None => (
            Effect::Delete,
            format!("deleted Secret {}", key.name),
            format!("there is no ServiceAccount {name}"),
            Request::Delete(key.clone(), DeleteOptions::default()),
        ),
        Some(_) if secret.data.contains_key("token") => return result,
        Some(account) => (
            Effect::Update,
            format!("wrote a token into Secret {}", key.name),
            format!("it asks for one of ServiceAccount {name}"),
            Request::Update(filled(secret, account)),
        ),
    };
    result.whys.push(Rc::new(Why {
        component: COMPONENT,
        about: key.clone(),
        effect,
        what,
        because,
        facts: Vec::new(),
        source: "tokens_controller.go syncSecret",
        trigger: None,
    }));
    result.asks.push(Ask::new(request));
    result
}

/// The Secret with what it asks for. Source: `generateTokenIfNeeded`, `LegacyClaims`.
fn filled(secret: &Rc<Secret>, account: &ServiceAccount) -> Object {
    let (of, own) = (&account.metadata, &secret.metadata);
    let claims = json!({
        "iss": "kubernetes/serviceaccount",
        "kubernetes.io/serviceaccount/namespace": of.namespace,
        "kubernetes.io/serviceaccount/secret.name": own.name,
        "kubernetes.io/serviceaccount/service-account.name": of.name,
        "kubernetes.io/serviceaccount/service-account.uid": of.uid,
        "sub": format!("system:serviceaccount:{}:{}", of.namespace, of.name),
    });
    let mut filled = Secret::clone(secret);
    for (key, text) in
        [("ca.crt", CERTIFICATE), ("namespace", &of.namespace), ("token", &signed(&claims))]
    {
        filled.data.insert(key.to_owned(), to_base64(text.as_bytes()));
    }
    filled.metadata.annotations.insert(UID.to_owned(), of.uid.to_string());
    filled.into()
}
