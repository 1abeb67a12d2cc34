//! How the names of a Pod's containers are looked up.
//! Source: `pkg/apis/core/validation/validation.go` `validatePodDNSConfig`, `ValidateHostAliases`.

use super::field::{Errors, Path};
use super::{ip, meta};
use crate::api::{FieldError, PodSpec, Value};

const NAMESERVERS_MAX: usize = 3;
const SEARCHES_MAX: usize = 32;
const SEARCH_CHARS_MAX: usize = 2048;

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("")
}

pub(super) fn validate_config(spec: &PodSpec, path: Path<'_>, errors: &mut Errors) {
    let config = spec.rest.at("dnsConfig");
    let path = format_args!("{path}.dnsConfig");
    let servers = list(&config["nameservers"]);
    if spec.dns_policy == "None" && config.is_null() {
        let detail = "must provide `dnsConfig` when `dnsPolicy` is None";
        return errors.push(FieldError::required(&path, detail));
    }
    let field = format_args!("{path}.nameservers");
    if spec.dns_policy == "None" && servers.is_empty() {
        let detail = "must provide at least one DNS nameserver when `dnsPolicy` is None";
        return errors.push(FieldError::required(&field, detail));
    }
    if servers.len() > NAMESERVERS_MAX {
        let detail = format!("must not have more than {NAMESERVERS_MAX} nameservers");
        errors.push(FieldError::invalid(&field, &config["nameservers"].to_string(), &detail));
    }
    for (index, it) in servers.iter().enumerate() {
        ip::address(text(it), &format_args!("{field}[{index}]"), errors);
    }
    searches(&config["searches"], &format_args!("{path}.searches"), errors);
    for (index, it) in list(&config["options"]).iter().enumerate() {
        if text(&it["name"]).is_empty() {
            let field = format_args!("{path}.options[{index}]");
            errors.push(FieldError::required(&field, "must not be empty"));
        }
    }
}

fn searches(value: &Value, field: Path<'_>, errors: &mut Errors) {
    let names: Vec<&str> = list(value).iter().map(text).collect();
    if names.len() > SEARCHES_MAX {
        let detail = format!("must not have more than {SEARCHES_MAX} search paths");
        errors.push(FieldError::invalid(field, &value.to_string(), &detail));
    }
    if names.join(" ").len() > SEARCH_CHARS_MAX {
        let detail = format!(
            "must not have more than {SEARCH_CHARS_MAX} characters (including spaces) in the search list"
        );
        errors.push(FieldError::invalid(field, &value.to_string(), &detail));
    }
    for (index, name) in names.iter().enumerate().filter(|it| *it.1 != ".") {
        let name = name.strip_suffix('.').unwrap_or(name);
        // Underscores are let through.
        let details = meta::subdomain_errors(&name.replace('_', "a"));
        meta::push_all(&format_args!("{field}[{index}]"), name, &details, errors);
    }
}

pub(super) fn validate_aliases(spec: &PodSpec, path: Path<'_>, errors: &mut Errors) {
    for (index, alias) in list(spec.rest.at("hostAliases")).iter().enumerate() {
        let path = format_args!("{path}.hostAliases[{index}]");
        ip::address(text(&alias["ip"]), &format_args!("{path}.ip"), errors);
        for (index, name) in list(&alias["hostnames"]).iter().map(text).enumerate() {
            let field = format_args!("{path}.hostnames[{index}]");
            meta::push_all(&field, name, &meta::subdomain_errors(name), errors);
        }
    }
}
