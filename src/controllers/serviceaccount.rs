//! What every namespace has: a ServiceAccount `default` and the ConfigMap of the cluster's root
//! certificate. Both are made again when they are deleted.
//! Source: `pkg/controller/serviceaccount/serviceaccounts_controller.go`,
//! `pkg/controller/certificates/rootcacertpublisher/publisher.go`.

mod token;

pub use self::token::CONTROLLER as TOKENS;

use super::{Controller, Ctx, ROW};
use crate::api::{
    ConfigMap, Kind, Namespace, Object, ObjectKey, ObjectMeta, ServiceAccount, Typed,
};
use crate::apiserver::{CERTIFICATE, Request, WatchEvent, WatchType};
use crate::client::{Ask, Cache, Effect, SyncResult, Why};
use std::rc::Rc;

/// The name of the one component.
const ACCOUNTS: &str = "serviceaccount-controller";
/// The name of the other.
const PUBLISHER: &str = "root-ca-certificate-publisher";
/// The row of the controller of ServiceAccounts.
pub const CONTROLLER: Controller = Controller {
    name: ACCOUNTS,
    title: "ServiceAccount controller",
    enqueue,
    sync: sync_account,
    ..ROW
};
/// The row of the publisher of the root certificate.
pub const ROOT_CA: Controller = Controller {
    name: PUBLISHER,
    title: "Root CA certificate publisher",
    enqueue,
    sync: sync_certificate,
    ..ROW
};

const DESCRIPTION: &str = "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

fn metadata(namespace: &str, name: &str) -> ObjectMeta {
    ObjectMeta { name: name.into(), namespace: namespace.into(), ..ObjectMeta::default() }
}

/// The ServiceAccount that Pods have when they name none.
#[must_use]
pub fn default_account(namespace: &str) -> Object {
    let metadata = metadata(namespace, "default");
    ServiceAccount { metadata, ..ServiceAccount::default() }.into()
}

/// The root certificate, as it is mounted in every Pod.
#[must_use]
pub fn root_certificate(namespace: &str) -> Object {
    let mut map = ConfigMap {
        metadata: metadata(namespace, "kube-root-ca.crt"),
        data: [("ca.crt".to_owned(), CERTIFICATE.to_owned())].into(),
        ..ConfigMap::default()
    };
    let annotations = &mut map.metadata.annotations;
    annotations.insert("kubernetes.io/description".to_owned(), DESCRIPTION.to_owned());
    map.into()
}

/// The namespace that is new, or has lost something.
fn enqueue(_: &Cache, event: &WatchEvent) -> Vec<ObjectKey> {
    let is_gone = event.r#type == WatchType::Deleted;
    match &event.object {
        Object::Namespace(it) if !is_gone => vec![it.key()],
        Object::ServiceAccount(_) | Object::ConfigMap(_) if is_gone => {
            vec![ObjectKey::new(Kind::Namespace, "", &event.object.meta().namespace)]
        }
        _ => Vec::new(),
    }
}

fn sync_account(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    sync(ctx, key, ACCOUNTS, default_account(&key.name))
}

fn sync_certificate(ctx: &Ctx<'_>, key: &ObjectKey) -> SyncResult {
    sync(ctx, key, PUBLISHER, root_certificate(&key.name))
}

fn sync(ctx: &Ctx<'_>, key: &ObjectKey, component: &'static str, wanted: Object) -> SyncResult {
    let mut result = SyncResult::default();
    let is_alive =
        ctx.cache.typed::<Namespace>(key).is_some_and(|it| !it.metadata.is_terminating());
    if !is_alive || ctx.cache.get(&wanted.key()).is_some() {
        return result;
    }
    let (kind, name) = (wanted.kind().info().kind, &wanted.meta().name);
    result.whys.push(Rc::new(Why {
        component,
        about: key.clone(),
        effect: Effect::Create,
        what: format!("created {kind} {name} in {}", key.name),
        because: "every namespace has one".to_owned(),
        facts: Vec::new(),
        source: if wanted.kind() == Kind::ConfigMap {
            "publisher.go syncNamespace"
        } else {
            "serviceaccounts_controller.go syncNamespace"
        },
        trigger: None,
    }));
    result.asks.push(Ask::new(Request::Create(wanted)));
    result
}
