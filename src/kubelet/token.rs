//! The token of a Pod's service account, as its volumes have it.
//! Source: `pkg/kubelet/token/token_manager.go`, `pkg/volume/projected/projected.go`.

use crate::api::{Pod, Text, Value};
use crate::apiserver::{ISSUER, signed};
use serde_json::json;

/// A token that is asked for so long (seconds) lasts a year: what read it once and never again goes
/// on working. Source: `pkg/serviceaccount/claims.go` `WarnOnlyBoundTokenExpirationPeriod`,
/// `ExpirationExtensionSeconds`.
const SHORT: i64 = 3607;
const YEAR: i64 = 365 * 24 * 3600;
const DEFAULT_SECONDS: i64 = 3600;

/// Whose token it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    namespace: Text,
    account: Text,
    pod: Text,
    uid: Text,
    node: Text,
    issued: i64,
}

impl Identity {
    /// A Pod's.
    #[must_use]
    pub fn of(pod: &Pod) -> Self {
        let (meta, account) = (&pod.metadata, &pod.spec.service_account_name);
        Self {
            namespace: meta.namespace.clone(),
            account: if account.is_empty() { Text::word("default") } else { account.clone() },
            pod: meta.name.clone(),
            uid: meta.uid.clone(),
            node: pod.spec.node_name.clone(),
            issued: meta.creation_timestamp.map_or(0, |it| it.0),
        }
    }

    /// The token that a source of a projected volume asks for.
    #[must_use]
    pub fn token(&self, source: &Value) -> String {
        let audience = source["audience"].as_str().filter(|it| !it.is_empty()).unwrap_or(ISSUER);
        let seconds = source["expirationSeconds"].as_i64().unwrap_or(DEFAULT_SECONDS);
        let Self { namespace, account, pod, uid, node, issued } = self;
        let mut own = json!({
            "namespace": namespace, "node": {"name": node},
            "pod": {"name": pod, "uid": uid}, "serviceaccount": {"name": account},
        });
        let mut lasts = seconds;
        if seconds == SHORT && audience == ISSUER {
            own["warnafter"] = json!(issued + SHORT);
            lasts = YEAR;
        }
        signed(&json!({
            "aud": [audience], "exp": issued + lasts, "iat": issued, "iss": ISSUER,
            "kubernetes.io": own, "nbf": issued,
            "sub": format!("system:serviceaccount:{namespace}:{account}"),
        }))
    }

    /// The token of the volume that every Pod is given.
    #[must_use]
    pub fn usual(&self) -> String {
        self.token(&json!({"expirationSeconds": SHORT}))
    }
}

#[cfg(test)]
mod tests {
    use super::Identity;
    use crate::api::{Pod, Value, from_base64};
    use serde_json::json;

    fn claims(token: &str) -> Value {
        let part = token.split('.').nth(1).unwrap_or("").replace('-', "+").replace('_', "/");
        let padding = "=".repeat((4 - part.len() % 4) % 4);
        let bytes = from_base64(&(part + &padding)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    #[test]
    fn tokens_are_for_whom_they_name_and_last_as_long_as_is_asked() {
        let mut pod = Pod::default();
        pod.metadata.namespace = "shop".into();
        let identity = Identity::of(&pod);
        let vault =
            claims(&identity.token(&json!({"audience": "vault", "expirationSeconds": 7200})));
        assert_eq!(vault["aud"], json!(["vault"]));
        assert_eq!(vault["exp"], 7200);
        assert_eq!(vault["sub"], "system:serviceaccount:shop:default");
        // What every Pod is given lasts a year, for those who read it once.
        let usual = claims(&identity.usual());
        assert_eq!(usual["exp"], 31_536_000);
        assert_eq!(usual["kubernetes.io"]["warnafter"], 3607);
    }
}
