//! EndpointSlices. Source: `pkg/apis/discovery/validation/validation.go`.

use super::field::{Errors, Path, one_of};
use super::{ip, meta};
use crate::api::{Endpoint, EndpointPort, EndpointSlice, FieldError};
use serde_json::json;

const ADDRESS_TYPES: [&str; 3] = ["FQDN", "IPv4", "IPv6"];
const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];
const ENDPOINTS_MAX: usize = 1000;
const ADDRESSES_MAX: usize = 100;

pub(in crate::apiserver) fn validate(slice: &EndpointSlice, errors: &mut Errors) {
    let r#type = slice.address_type.as_str();
    if r#type.is_empty() {
        errors.push(FieldError::required(&"addressType", ""));
    } else {
        one_of(&"addressType", r#type, &ADDRESS_TYPES, errors);
    }
    let endpoints = slice.endpoints.as_deref().unwrap_or_default();
    if too_many(&"endpoints", endpoints.len(), ENDPOINTS_MAX, errors) {
        return;
    }
    for (index, it) in endpoints.iter().enumerate() {
        endpoint(it, r#type, &format_args!("endpoints[{index}]"), errors);
    }
    ports(slice.ports.as_deref().unwrap_or_default(), errors);
}

/// What addresses are stays. Source: `ValidateEndpointSliceUpdate`.
pub(in crate::apiserver) fn validate_update(
    old: &EndpointSlice,
    new: &EndpointSlice,
    errors: &mut Errors,
) {
    validate(new, errors);
    if old.address_type != new.address_type {
        let value = json!(new.address_type).to_string();
        errors.push(FieldError::invalid(&"addressType", &value, "field is immutable"));
    }
}

fn too_many(field: Path<'_>, count: usize, most: usize, errors: &mut Errors) -> bool {
    if count > most {
        let text = format!("Too many: {count}: must have at most {most} items");
        errors.push(FieldError { field: field.to_string(), text });
    }
    count > most
}

fn endpoint(endpoint: &Endpoint, r#type: &str, path: Path<'_>, errors: &mut Errors) {
    let field = format_args!("{path}.addresses");
    let addresses = &endpoint.addresses;
    if addresses.is_empty() {
        errors.push(FieldError::required(&field, "must contain at least 1 address"));
    }
    too_many(&field, addresses.len(), ADDRESSES_MAX, errors);
    for (index, it) in addresses.iter().enumerate() {
        if matches!(r#type, "IPv4" | "IPv6") {
            address(it, r#type == "IPv4", &format_args!("{path}.addresses[{index}]"), errors);
        }
    }
    if let Some(name) = &endpoint.hostname {
        let field = format_args!("{path}.hostname");
        meta::push_all(&field, name, &meta::dns_label_errors(name), errors);
    }
}

/// Source: `ValidateEndpointSliceCreate`, `ValidateEndpointIP`.
fn address(text: &str, is_four: bool, field: Path<'_>, errors: &mut Errors) {
    let Some(address) = ip::address(text, field, errors) else { return };
    if address.is_ipv4() != is_four {
        let family = if is_four { "must be an IPv4 address" } else { "must be an IPv6 address" };
        errors.push(FieldError::invalid(field, &format!("{text:?}"), family));
    }
    ip::special(address, text, field, errors);
}

fn ports(ports: &[EndpointPort], errors: &mut Errors) {
    for (index, port) in ports.iter().enumerate() {
        let name = port.name.as_deref().unwrap_or("");
        let field = format!("ports[{index}].name");
        if !name.is_empty() {
            meta::push_all(&field, name, &meta::dns_label_errors(name), errors);
        }
        if ports[..index].iter().any(|it| it.name.as_deref().unwrap_or("") == name) {
            errors.push(FieldError::duplicate(&field, &format!("{name:?}")));
        }
        if let Some(it) = port.protocol.as_deref() {
            one_of(&format_args!("ports[{index}].protocol"), it, &PROTOCOLS, errors);
        }
    }
}
