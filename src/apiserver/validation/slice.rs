//! EndpointSlices. Source: `pkg/apis/discovery/validation/validation.go`.

use super::{Errors, Path, meta};
use crate::api::{Endpoint, EndpointPort, EndpointSlice, FieldError};
use serde_json::json;
use std::net::IpAddr;

const ADDRESS_TYPES: [&str; 3] = ["FQDN", "IPv4", "IPv6"];
const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];
const ENDPOINTS_MAX: usize = 1000;
const ADDRESSES_MAX: usize = 100;

pub(in crate::apiserver) fn validate(slice: &EndpointSlice, errors: &mut Errors) {
    let r#type = slice.address_type.as_str();
    if r#type.is_empty() {
        errors.push(FieldError::required(&"addressType", ""));
    } else if !ADDRESS_TYPES.contains(&r#type) {
        errors.push(FieldError::unsupported(&"addressType", r#type, &ADDRESS_TYPES));
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
        let details = match r#type {
            "IPv4" | "IPv6" => address_errors(it, r#type == "IPv4"),
            _ => Vec::new(),
        };
        let field = format_args!("{path}.addresses[{index}]");
        meta::push_all(&field, it, &details, errors);
    }
    if let Some(name) = &endpoint.hostname {
        let field = format_args!("{path}.hostname");
        meta::push_all(&field, name, &meta::dns_label_errors(name), errors);
    }
}

/// Source: `staging/src/k8s.io/apimachinery/pkg/util/validation/ip.go` `IsValidIPForLegacyField`.
fn address_errors(text: &str, is_four: bool) -> Vec<String> {
    let Ok(address) = text.parse::<IpAddr>() else {
        return vec!["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)".to_owned()];
    };
    let family = match is_four {
        true if !address.is_ipv4() => Some("must be an IPv4 address"),
        false if !address.is_ipv6() => Some("must be an IPv6 address"),
        _ => None,
    };
    family.map(str::to_owned).into_iter().chain(special(text, address)).collect()
}

/// Why nobody outside can be at an address. Source: `ValidateEndpointIP`.
fn special(text: &str, address: IpAddr) -> Option<String> {
    let (is_local, is_many) = match address {
        IpAddr::V4(it) => (it.is_link_local(), it.octets().starts_with(&[224, 0, 0])),
        IpAddr::V6(it) => (it.is_unicast_link_local(), it.segments()[0] & 0xff0f == 0xff02),
    };
    let detail = match address {
        _ if address.is_unspecified() => return Some(format!("may not be unspecified ({text})")),
        _ if address.is_loopback() => "may not be in the loopback range (127.0.0.0/8, ::1/128)",
        _ if is_local => "may not be in the link-local range (169.254.0.0/16, fe80::/10)",
        _ if is_many => "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)",
        _ => return None,
    };
    Some(detail.to_owned())
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
        if let Some(it) = port.protocol.as_deref().filter(|it| !PROTOCOLS.contains(it)) {
            errors.push(FieldError::unsupported(
                &format!("ports[{index}].protocol"),
                it,
                &PROTOCOLS,
            ));
        }
    }
}
