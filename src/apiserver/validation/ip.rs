//! Addresses, and ranges of them.
//! Source: `staging/src/k8s.io/apimachinery/pkg/util/validation/ip.go`.

use super::field::{Errors, Path};
use crate::api::FieldError;
use std::net::IpAddr;

/// An address; what is none is refused. Source: `IsValidIPForLegacyField`.
pub(super) fn address(text: &str, field: Path<'_>, errors: &mut Errors) -> Option<IpAddr> {
    let parsed = text.parse().ok();
    if parsed.is_none() {
        let detail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
        errors.push(FieldError::invalid(field, &format!("{text:?}"), detail));
    }
    parsed
}

/// An address and the length of its prefix. Source: `IsValidCIDRForLegacyField`.
pub(in crate::apiserver) fn range(
    text: &str,
    field: Path<'_>,
    errors: &mut Errors,
) -> Option<(IpAddr, u32)> {
    let parsed = text.split_once('/').and_then(|(address, length)| {
        let (address, length): (IpAddr, u32) = (address.parse().ok()?, length.parse().ok()?);
        (length <= if address.is_ipv4() { 32 } else { 128 }).then_some((address, length))
    });
    if parsed.is_none() {
        let detail = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
        errors.push(FieldError::invalid(field, &format!("{text:?}"), detail));
    }
    parsed
}

/// An address that others may send to. Source: `pkg/apis/core/validation/validation.go`
/// `ValidateEndpointIP`.
pub(super) fn endpoint(text: &str, field: Path<'_>, errors: &mut Errors) {
    if let Some(address) = address(text, field, errors) {
        special(address, text, field, errors);
    }
}

/// An address that is for some of a node's own uses is refused.
pub(super) fn special(address: IpAddr, text: &str, field: Path<'_>, errors: &mut Errors) {
    let (is_local, is_multicast) = match address {
        IpAddr::V4(it) => (it.is_link_local(), it.octets().starts_with(&[224, 0, 0])),
        IpAddr::V6(it) => (it.is_unicast_link_local(), it.segments()[0] & 0xff0f == 0xff02),
    };
    let unspecified = format!("may not be unspecified ({text})");
    for (is_so, detail) in [
        (address.is_unspecified(), unspecified.as_str()),
        (address.is_loopback(), "may not be in the loopback range (127.0.0.0/8, ::1/128)"),
        (is_local, "may not be in the link-local range (169.254.0.0/16, fe80::/10)"),
        (is_multicast, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"),
    ] {
        if is_so {
            errors.push(FieldError::invalid(field, &format!("{text:?}"), detail));
        }
    }
}
