//! Tokens of ServiceAccounts. Source: `pkg/serviceaccount/jwt.go`.

use crate::api::{Value, to_base64};

/// Who makes the tokens, and whom they are for where nobody else is named.
pub const ISSUER: &str = "https://kubernetes.default.svc.cluster.local";
/// Whom clients trust to vouch for the API server; it only looks like a certificate.
pub const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIBczCCARmgAwIBAgIBADAKBggqhkjOPQQDAjASMRAwDgYDVQQDEwdwb2Rhcml1\n-----END CERTIFICATE-----\n";

/// A JSON web token, with a signature that only looks like one.
#[must_use]
pub fn signed(claims: &Value) -> String {
    let part = |bytes: &[u8]| {
        to_base64(bytes).replace('+', "-").replace('/', "_").trim_end_matches('=').to_owned()
    };
    let header = part(br#"{"alg":"RS256","kid":"podarium"}"#);
    let text = format!("{header}.{}", part(claims.to_string().as_bytes()));
    let digest = |it: u8| hmac_sha256::Hash::hash(format!("{it}{text}").as_bytes());
    let signature: Vec<u8> = (0..8).flat_map(digest).collect();
    format!("{text}.{}", part(&signature))
}
