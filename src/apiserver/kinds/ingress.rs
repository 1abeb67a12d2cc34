//! Ingresses. Source: `pkg/registry/networking/ingress/strategy.go`,
//! `pkg/apis/networking/validation/validation.go`.

use super::{Errors, Path, Strategy, Warnings};
use crate::api::{
    FieldError, HTTPIngressPath, Ingress, IngressBackend, IngressServiceBackend, Value,
};
use crate::apiserver::validation::{dns_label_errors, meta, subdomain_errors};
use std::net::IpAddr;

const CLASS: &str = "kubernetes.io/ingress.class";
const WILDCARD: &str = "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

impl Strategy for Ingress {
    fn validate(&self, errors: &mut Errors) {
        let spec = &self.spec;
        if spec.rules.is_empty() && spec.default_backend.is_none() {
            let detail = "either `defaultBackend` or `rules` must be specified";
            errors.push(FieldError::invalid(&"spec", "null", detail));
        }
        if let Some(it) = &spec.default_backend {
            backend(it, &"spec.defaultBackend", errors);
        }
        for (index, rule) in spec.rules.iter().enumerate() {
            let path = format!("spec.rules[{index}]");
            let field = format_args!("{path}.host");
            if rule.host.parse::<IpAddr>().is_ok() {
                let detail = "must be a DNS name, not an IP address";
                errors.push(FieldError::invalid(&field, &format!("{:?}", rule.host), detail));
            }
            if !rule.host.is_empty() {
                host(&rule.host, &field, errors);
            }
            let Some(http) = &rule.http else { continue };
            if http.paths.is_empty() {
                errors.push(FieldError::required(&format_args!("{path}.http.paths"), ""));
            }
            for (index, it) in http.paths.iter().enumerate() {
                http_path(it, &format_args!("{path}.http.paths[{index}]"), errors);
            }
        }
        for (index, tls) in spec.tls.iter().enumerate() {
            for (at, it) in tls.hosts.iter().enumerate() {
                host(it, &format!("spec.tls[{index}].hosts[{at}]"), errors);
            }
            if !tls.secret_name.is_empty() {
                let field = format!("spec.tls[{index}].secretName");
                let details = subdomain_errors(&tls.secret_name);
                meta::push_all(&field, &tls.secret_name, &details, errors);
            }
        }
        if let Some(class) = &spec.ingress_class_name {
            meta::push_all(&"spec.ingressClassName", class, &subdomain_errors(class), errors);
        }
    }

    fn warnings_on_create(&self, found: &mut Warnings) {
        if self.metadata.annotations.contains_key(CLASS) {
            found.push(format!(
                "annotation {CLASS:?} is deprecated, please use 'spec.ingressClassName' instead"
            ));
        }
    }
}

/// A name, or `*.` and a name.
fn host(host: &str, field: Path<'_>, errors: &mut Errors) {
    let details = if host.contains('*') {
        let is_wildcard = host.strip_prefix("*.").is_some_and(|it| subdomain_errors(it).is_empty());
        if is_wildcard { Vec::new() } else { vec![WILDCARD.to_owned()] }
    } else {
        subdomain_errors(host)
    };
    meta::push_all(field, host, &details, errors);
}

/// Source: `validateHTTPIngressPath`.
fn http_path(it: &HTTPIngressPath, path: Path<'_>, errors: &mut Errors) {
    const TYPES: [&str; 3] = ["Exact", "ImplementationSpecific", "Prefix"];
    let Some(r#type) = &it.path_type else {
        let detail = "pathType must be specified";
        errors.push(FieldError::required(&format_args!("{path}.pathType"), detail));
        return;
    };
    let mut wrong = |detail: &str| {
        let (field, value) = (format_args!("{path}.path"), format!("{:?}", it.path));
        errors.push(FieldError::invalid(&field, &value, detail));
    };
    let is_free = r#type == "ImplementationSpecific";
    let may_be_empty = is_free && it.path.is_empty();
    if !may_be_empty && !it.path.starts_with('/') {
        wrong("must be an absolute path");
    }
    if r#type == "Exact" || r#type == "Prefix" {
        for part in
            ["//", "/./", "/../", "%2f", "%2F"].iter().filter(|part| it.path.contains(**part))
        {
            wrong(&format!("must not contain '{part}'"));
        }
        for end in ["/..", "/."].iter().filter(|end| it.path.ends_with(**end)) {
            wrong(&format!("cannot end with '{end}'"));
        }
    }
    if !TYPES.contains(&r#type.as_str()) {
        errors.push(FieldError::unsupported(&format_args!("{path}.pathType"), r#type, &TYPES));
    }
    backend(&it.backend, &format_args!("{path}.backend"), errors);
}

/// Source: `validateIngressBackend`.
fn backend(backend: &IngressBackend, path: Path<'_>, errors: &mut Errors) {
    let wrong = |detail: &str| FieldError::invalid(path, "\"\"", detail);
    match (&backend.resource, &backend.service) {
        (Some(_), Some(_)) => {
            errors.push(wrong("cannot set both resource and service backends"));
        }
        (None, None) => errors.push(wrong("resource or service backend is required")),
        (Some(it), None) => resource(it, &format_args!("{path}.resource"), errors),
        (None, Some(it)) => service(it, path, errors),
    }
}

/// Source: `validateIngressTypedLocalObjectReference`.
fn resource(resource: &Value, path: Path<'_>, errors: &mut Errors) {
    if let Some(group) = resource["apiGroup"].as_str() {
        meta::push_all(&format_args!("{path}.apiGroup"), group, &subdomain_errors(group), errors);
    }
    for name in
        ["kind", "name"].iter().filter(|it| resource[**it].as_str().unwrap_or("").is_empty())
    {
        errors.push(FieldError::required(&format_args!("{path}.{name}"), ""));
    }
}

fn service(service: &IngressServiceBackend, path: Path<'_>, errors: &mut Errors) {
    let (name, port) = (&service.name, &service.port);
    let field = format_args!("{path}.service.name");
    if name.is_empty() {
        errors.push(FieldError::required(&field, ""));
    } else {
        meta::push_all(&field, name, &dns_label_errors(name), errors);
    }
    match (port.name.is_empty(), port.number) {
        (true, 0) => {
            errors.push(FieldError::required(path, "port name or number is required"));
        }
        (true, 1..=65_535) => {}
        (true, number) => errors.push(FieldError::invalid(
            &format_args!("{path}.service.port.number"),
            &number.to_string(),
            "must be between 1 and 65535, inclusive",
        )),
        (false, 0) => {
            let (field, value) =
                (format_args!("{path}.service.port.name"), format!("{:?}", port.name));
            for detail in meta::port_name_errors(&port.name) {
                errors.push(FieldError::invalid(&field, &value, detail));
            }
        }
        (false, _) => {
            let detail = "cannot set both port name & port number";
            errors.push(FieldError::invalid(path, "\"\"", detail));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::api::{Kind, Object, Value};
    use crate::apiserver::verdict;
    use serde_json::json;

    #[test]
    fn wrong_ingresses_are_refused() {
        let path = |path: Value| json!({"rules": [{"http": {"paths": [path]}}]});
        let web = json!({"service": {"name": "web", "port": {"number": 80}}});
        const PATH: &str = "spec.rules[0].http.paths[0]";
        let cases = [
            (json!({}), "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified".to_owned()),
            (path(json!({"backend": web})), format!("{PATH}.pathType: Required value: pathType must be specified")),
            (
                path(json!({"backend": web, "pathType": "Prefix", "path": "shop"})),
                format!("{PATH}.path: Invalid value: \"shop\": must be an absolute path"),
            ),
            (
                path(json!({"backend": {"service": {"name": "web"}}, "pathType": "Exact", "path": "/"})),
                format!("{PATH}.backend: Required value: port name or number is required"),
            ),
            (
                path(json!({"backend": {}, "pathType": "Exact", "path": "/"})),
                format!("{PATH}.backend: Invalid value: \"\": resource or service backend is required"),
            ),
            (
                json!({"rules": [{"host": "10.0.0.1"}]}),
                "spec.rules[0].host: Invalid value: \"10.0.0.1\": must be a DNS name, not an IP address".to_owned(),
            ),
            (
                json!({"rules": [{"host": "a.*.org"}]}),
                format!("spec.rules[0].host: Invalid value: \"a.*.org\": {}", super::WILDCARD),
            ),
        ];
        for (spec, error) in cases {
            let value = json!({"metadata": {"name": "i", "namespace": "default"}, "spec": spec});
            let object = Object::from_value(Kind::Ingress, value).unwrap();
            let causes = verdict::create(&object).unwrap_err().causes;
            let texts: Vec<String> = causes.iter().map(ToString::to_string).collect();
            assert_eq!(texts, [error], "{spec}");
        }
    }
}
