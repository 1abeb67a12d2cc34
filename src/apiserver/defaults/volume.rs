//! A Pod's volumes. Source: `pkg/apis/core/v1/defaults.go` `SetDefaults_Volume` and those of the
//! sources.

use super::{references, set_default, set_in};
use crate::api::{Rest, Value, Volume};
use serde_json::json;

/// How long a token lasts if nobody says.
const TOKEN_SECONDS: i64 = 3600;

pub(super) fn fill(volume: &mut Volume) {
    let rest = &mut volume.rest;
    if rest.is_empty() {
        rest.insert("emptyDir".to_owned(), json!({}));
    }
    for source in ["configMap", "secret", "projected", "downwardAPI"] {
        set_in(rest, source, "defaultMode", json!(420));
    }
    set_in(rest, "hostPath", "type", json!(""));
    if let Some(source) = rest.get_mut("downwardAPI") {
        items(source);
    }
    projected(rest);
}

fn items(source: &mut Value) {
    if let Some(Value::Array(items)) = source.get_mut("items") {
        items.iter_mut().for_each(references);
    }
}

/// What is projected by features that are off unless somebody turns them on is dropped, and empty
/// sources are left. Source: `pkg/api/pod/util.go` `dropDisabledClusterTrustBundleProjection`,
/// `dropDisabledPodCertificateProjection`.
fn projected(rest: &mut Rest) {
    const OFF: [&str; 2] = ["clusterTrustBundle", "podCertificate"];
    let Some(given) = rest.at("projected")["sources"].as_array() else { return };
    let mut sources = given.clone();
    for source in sources.iter_mut().filter_map(Value::as_object_mut) {
        source.retain(|name, _| !OFF.contains(&&**name));
        if let Some(fields) = source.get_mut("downwardAPI") {
            items(fields);
        }
        if let Some(Value::Object(token)) = source.get_mut("serviceAccountToken") {
            set_default(token, "expirationSeconds", json!(TOKEN_SECONDS));
        }
    }
    // A volume that admission has given to a Pod has it all: it stays shared.
    if sources != *given
        && let Some(projected) = rest.get_mut("projected")
    {
        projected["sources"] = Value::Array(sources);
    }
}
