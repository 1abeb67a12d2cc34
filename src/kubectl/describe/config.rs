//! ConfigMaps, Secrets and ServiceAccounts. Source: `ConfigMapDescriber`, `SecretDescriber`,
//! `ServiceAccountDescriber`.

use super::page::Page;
use crate::api::{ConfigMap, ObjectMeta, Secret, ServiceAccount, Value, from_base64};

const ACCOUNT_TOKEN: &str = "kubernetes.io/service-account-token";

fn head(page: &mut Page, meta: &ObjectMeta) {
    page.field(0, "Name", &meta.name);
    page.field(0, "Namespace", &meta.namespace);
    page.labels("Labels", &meta.labels);
    page.annotations("Annotations", &meta.annotations);
}

fn size(text: &str) -> usize {
    from_base64(text).map_or(0, |it| it.len())
}

pub(in crate::kubectl) fn config_map(page: &mut Page, map: &ConfigMap) {
    head(page, &map.metadata);
    page.line(0, "\nData\n====");
    for (key, text) in &map.data {
        page.line(0, &format!("{key}:\n----\n{text}\n"));
    }
    page.line(0, "\nBinaryData\n====");
    for (key, text) in &map.binary_data {
        page.line(0, &format!("{key}: {} bytes", size(text)));
    }
    page.line(0, "");
}

pub(in crate::kubectl) fn secret(page: &mut Page, secret: &Secret) {
    head(page, &secret.metadata);
    page.line(0, &format!("\nType:\t{}\n\nData\n====", secret.r#type));
    for (key, text) in &secret.data {
        match from_base64(text) {
            Ok(token) if key == "token" && secret.r#type == ACCOUNT_TOKEN => {
                page.line(0, &format!("{key}:\t{}", String::from_utf8_lossy(&token)));
            }
            _ => page.line(0, &format!("{key}:\t{} bytes", size(text))),
        }
    }
}

pub(in crate::kubectl) fn service_account(page: &mut Page, account: &ServiceAccount) {
    head(page, &account.metadata);
    let pulls = account.rest.get("imagePullSecrets").and_then(Value::as_array);
    let names = pulls.into_iter().flatten().filter_map(|it| it["name"].as_str());
    let names: Vec<String> = names.map(str::to_owned).collect();
    page.list("Image pull secrets", &names);
}
