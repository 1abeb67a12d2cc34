//! NetworkPolicies. Source: `pkg/registry/networking/networkpolicy/strategy.go`,
//! `pkg/apis/networking/{v1/defaults,validation/validation}.go`.

use super::{Defaults, Errors, Path, Rc, Strategy};
use crate::api::{
    Field, FieldError, IPBlock, IntOrString, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort,
    NetworkPolicyRule,
};
use crate::apiserver::validation::{ip, meta, selector};
use std::net::IpAddr;

impl Strategy for NetworkPolicy {
    fn set_defaults(self: &mut Rc<Self>, _: &mut Defaults) {
        let spec = &mut Rc::make_mut(self).spec;
        for port in spec.ingress.iter_mut().chain(&mut spec.egress).flat_map(|it| &mut it.ports) {
            port.protocol.get_or_insert_with(|| "TCP".to_owned());
        }
        if spec.policy_types.is_empty() {
            let egress = (!spec.egress.is_empty()).then_some("Egress");
            spec.policy_types =
                Some("Ingress").into_iter().chain(egress).map(str::to_owned).collect();
        }
    }

    fn validate(&self, errors: &mut Errors) {
        let spec = &self.spec;
        selector::validate(Some(&spec.pod_selector), &"spec.podSelector", errors);
        for (index, it) in spec.ingress.iter().enumerate() {
            rule(it, &it.from, &format!("spec.ingress[{index}]"), "from", errors);
        }
        for (index, it) in spec.egress.iter().enumerate() {
            rule(it, &it.to, &format!("spec.egress[{index}]"), "to", errors);
        }
        let types = &spec.policy_types;
        if types.len() > 2 {
            let (value, detail) =
                (types.write_always(), "may not specify more than two policyTypes");
            errors.push(FieldError::invalid(&"spec.policyTypes", &value.to_string(), detail));
            return;
        }
        const TYPES: [&str; 2] = ["Egress", "Ingress"];
        for (index, it) in types.iter().enumerate().filter(|(_, it)| !TYPES.contains(&&***it)) {
            errors.push(FieldError::unsupported(&format!("spec.policyTypes[{index}]"), it, &TYPES));
        }
    }
}

fn rule(
    rule: &NetworkPolicyRule,
    peers: &[NetworkPolicyPeer],
    path: Path<'_>,
    side: &str,
    errors: &mut Errors,
) {
    for (index, it) in rule.ports.iter().enumerate() {
        port(it, &format_args!("{path}.ports[{index}]"), errors);
    }
    for (index, it) in peers.iter().enumerate() {
        peer(it, &format_args!("{path}.{side}[{index}]"), errors);
    }
}

/// Source: `ValidateNetworkPolicyPort`.
fn port(port: &NetworkPolicyPort, path: Path<'_>, errors: &mut Errors) {
    const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];
    if let Some(it) = port.protocol.as_ref().filter(|it| !PROTOCOLS.contains(&it.as_str())) {
        errors.push(FieldError::unsupported(&format_args!("{path}.protocol"), it, &PROTOCOLS));
    }
    let (field, end_field) = (format_args!("{path}.port"), format_args!("{path}.endPort"));
    let end = |detail: &str, errors: &mut Errors| {
        if let Some(end) = port.end_port {
            errors.push(FieldError::invalid(&end_field, &end.to_string(), detail));
        }
    };
    match &port.port {
        None => end("may not be specified when `port` is not specified", errors),
        Some(IntOrString::String(name)) => {
            end("may not be specified when `port` is non-numeric", errors);
            for detail in meta::port_name_errors(name) {
                errors.push(FieldError::invalid(&field, &format!("{name:?}"), detail));
            }
        }
        Some(IntOrString::Int(number)) => {
            port_number(*number, &field, errors);
            if port.end_port.is_some_and(|it| it < *number) {
                end("must be greater than or equal to `port`", errors);
            }
            if let Some(number) = port.end_port {
                port_number(number, &end_field, errors);
            }
        }
    }
}

fn port_number(number: i32, field: Path<'_>, errors: &mut Errors) {
    if !(1..=65_535).contains(&number) {
        let detail = "must be between 1 and 65535, inclusive";
        errors.push(FieldError::invalid(field, &number.to_string(), detail));
    }
}

/// Source: `ValidateNetworkPolicyPeer`.
fn peer(peer: &NetworkPolicyPeer, path: Path<'_>, errors: &mut Errors) {
    let selectors = [&peer.pod_selector, &peer.namespace_selector];
    for (it, name) in selectors.into_iter().zip(["podSelector", "namespaceSelector"]) {
        selector::validate(it.as_ref(), &format_args!("{path}.{name}"), errors);
    }
    let has_selector = selectors.into_iter().any(Option::is_some);
    if let Some(block) = &peer.ip_block {
        ip_block(block, &format_args!("{path}.ipBlock"), errors);
        if has_selector {
            let detail = "may not specify both ipBlock and another peer";
            errors.push(FieldError::forbidden(path, detail));
        }
    } else if !has_selector {
        errors.push(FieldError::required(path, "must specify a peer"));
    }
}

/// Source: `ValidateIPBlock`.
fn ip_block(block: &IPBlock, path: Path<'_>, errors: &mut Errors) {
    if block.cidr.is_empty() {
        errors.push(FieldError::required(&format_args!("{path}.cidr"), ""));
        return;
    }
    let Some(range) = ip::range(&block.cidr, &format_args!("{path}.cidr"), errors) else { return };
    for (index, text) in block.except.iter().enumerate() {
        let field = format_args!("{path}.except[{index}]");
        let Some(except) = ip::range(text, &field, errors) else { continue };
        if !is_within(except, range) {
            let detail = "must be a strict subset of `cidr`";
            errors.push(FieldError::invalid(&field, &format!("{text:?}"), detail));
        }
    }
}

/// Whether a range is a part of another, and smaller.
fn is_within((inner, length): (IpAddr, u32), (outer, outer_length): (IpAddr, u32)) -> bool {
    // From the left, so that both families are compared alike.
    let bits = |it: IpAddr| match it {
        IpAddr::V4(it) => u128::from(it.to_bits()) << 96,
        IpAddr::V6(it) => it.to_bits(),
    };
    let differ = bits(inner) ^ bits(outer);
    inner.is_ipv4() == outer.is_ipv4()
        && length > outer_length
        && differ.checked_shr(128 - outer_length).unwrap_or(0) == 0
}

#[cfg(test)]
mod tests {
    use crate::api::{Kind, Object, Value};
    use crate::apiserver::verdict;
    use serde_json::json;

    fn errors(spec: Value) -> Vec<String> {
        let value = json!({"metadata": {"name": "p", "namespace": "default"}, "spec": spec});
        let object = Object::from_value(Kind::NetworkPolicy, value).unwrap();
        let causes = verdict::create(&object).map_or_else(|it| it.causes, |()| Vec::new());
        causes.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn wrong_policies_are_refused() {
        const PEER: &str = "spec.ingress[0].from[0]";
        let from = |peer: Value| json!({"podSelector": {}, "ingress": [{"from": [peer]}]});
        let to = |port: Value| json!({"podSelector": {}, "egress": [{"ports": [port]}]});
        let cases = [
            (from(json!({})), format!("{PEER}: Required value: must specify a peer")),
            (
                from(json!({"podSelector": {}, "ipBlock": {"cidr": "10.0.0.0/8"}})),
                format!("{PEER}: Forbidden: may not specify both ipBlock and another peer"),
            ),
            (
                from(json!({"ipBlock": {"cidr": "10.0.0.0/8", "except": ["11.0.0.0/16"]}})),
                format!("{PEER}.ipBlock.except[0]: Invalid value: \"11.0.0.0/16\": must be a strict subset of `cidr`"),
            ),
            (
                from(json!({"ipBlock": {"cidr": "10.0.0.0"}})),
                format!("{PEER}.ipBlock.cidr: Invalid value: \"10.0.0.0\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"),
            ),
            (
                to(json!({"port": 80, "endPort": 70})),
                "spec.egress[0].ports[0].endPort: Invalid value: 70: must be greater than or equal to `port`".to_owned(),
            ),
            (
                to(json!({"port": 0, "protocol": "TCP"})),
                "spec.egress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive".to_owned(),
            ),
            (
                json!({"podSelector": {}, "policyTypes": ["ingress"]}),
                "spec.policyTypes[0]: Unsupported value: \"ingress\": supported values: \"Egress\", \"Ingress\"".to_owned(),
            ),
        ];
        for (spec, error) in cases {
            assert_eq!(errors(spec.clone()), [error], "{spec}");
        }
        let fine = json!({"ipBlock": {"cidr": "172.17.0.0/16", "except": ["172.17.1.0/24"]}});
        assert_eq!(errors(from(fine)), [""; 0]);
    }
}
