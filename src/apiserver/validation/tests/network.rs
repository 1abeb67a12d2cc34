//! Services and their endpoints: rows of `TestValidateServiceCreate`, `TestValidateEndpointSlice`.

use super::{errors, named};
use crate::api::{Kind, Value};
use serde_json::json;

fn service(more: Value) -> Vec<String> {
    let mut it = named(json!({"ports": [{"port": 80}]}));
    super::merge(&mut it["spec"], more);
    errors(Kind::Service, &it)
}

#[test]
fn families_and_affinity() {
    let seconds = |it: i64| json!({"clientIP": {"timeoutSeconds": it}});
    let wrong = "must be greater than 0 and less than 86400";
    let at = "spec.sessionAffinityConfig.clientIP.timeoutSeconds";
    let kept = |it| json!({"sessionAffinity": "ClientIP", "sessionAffinityConfig": seconds(it)});
    assert_eq!(service(kept(86_400)), [""; 0]);
    for it in [0, 86_401] {
        assert_eq!(service(kept(it)), [format!("{at}: Invalid value: {it}: {wrong}")]);
    }
    // Nobody is kept to a Pod: what would say for how long is dropped, and not refused.
    assert_eq!(service(json!({"sessionAffinityConfig": seconds(0)})), [""; 0]);
    assert_eq!(
        service(json!({"ipFamilyPolicy": "Foo"})),
        [
            "spec.ipFamilyPolicy: Unsupported value: \"Foo\": supported values: \"PreferDualStack\", \"RequireDualStack\", \"SingleStack\""
        ]
    );
}

#[test]
fn addresses_of_endpoints() {
    let slice = |r#type: &str, addresses: &[&str]| {
        let meta = json!({"name": "x", "namespace": "default"});
        errors(
            Kind::find("discovery.k8s.io/v1", "EndpointSlice").unwrap(),
            &json!({"metadata": meta, "addressType": r#type,
                "ports": [{"name": "http", "port": 80}], "endpoints": [{"addresses": addresses}]}),
        )
    };
    for (r#type, address, detail) in [
        ("IPv4", "10.0.0.1", ""),
        ("IPv6", "2001:db8::1", ""),
        ("FQDN", "example.com", ""),
        ("IPv4", "x", "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"),
        ("IPv4", "2001:db8::1", "must be an IPv4 address"),
        ("IPv6", "10.0.0.1", "must be an IPv6 address"),
        ("IPv4", "0.0.0.0", "may not be unspecified (0.0.0.0)"),
        ("IPv4", "127.0.0.1", "may not be in the loopback range (127.0.0.0/8, ::1/128)"),
        ("IPv6", "fe80::1", "may not be in the link-local range (169.254.0.0/16, fe80::/10)"),
        (
            "IPv6",
            "ff02::1",
            "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)",
        ),
    ] {
        let expected = format!("endpoints[0].addresses[0]: Invalid value: {address:?}: {detail}");
        let expected = Some(expected).filter(|_| !detail.is_empty());
        assert_eq!(slice(r#type, &[address]), expected.into_iter().collect::<Vec<_>>());
    }
    assert_eq!(
        slice("IP", &[]),
        [
            "addressType: Unsupported value: \"IP\": supported values: \"FQDN\", \"IPv4\", \"IPv6\"",
            "endpoints[0].addresses: Required value: must contain at least 1 address"
        ]
    );
}
