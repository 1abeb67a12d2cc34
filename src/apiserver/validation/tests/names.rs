//! Names: `TestIsDNS1123Label`, `TestIsDNS1123Subdomain`.

use super::{container, errors, named, pod, workload};
use crate::api::Kind;
use serde_json::json;

const DOTS: &str = "must not contain dots";
const LABEL: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const LONG: &str = "must be no more than 63 characters";

fn lines(field: &str, text: &str, details: &[&str]) -> Vec<String> {
    details.iter().map(|it| format!("{field}: Invalid value: {text:?}: {it}")).collect()
}

#[test]
fn where_a_label_is_wanted() {
    let long = "a.".repeat(40) + "a";
    let rows: [(&str, &[&str]); 5] = [
        ("a.b", &[DOTS]),
        ("a..b", &[LABEL]),
        ("A_b", &[LABEL]),
        (&"a".repeat(64), &[LONG]),
        (&long, &[LONG, DOTS]),
    ];
    for (text, details) in rows {
        let mut space = named(json!({}));
        space["metadata"]["name"] = json!(text);
        let mut found = errors(Kind::Namespace, &space);
        // The name is also the value of a label.
        found.retain(|it| it.starts_with("metadata.name"));
        assert_eq!(found, lines("metadata.name", text, details));
        let mut set = workload(json!({}));
        set["metadata"]["name"] = json!(text);
        assert_eq!(errors(Kind::StatefulSet, &set), lines("metadata.name", text, details));
        let value = pod(json!({"name": text}));
        let field = "spec.containers[0].name";
        assert_eq!(errors(Kind::Pod, &value), lines(field, text, details));
        let mut value = pod(json!({}));
        value["spec"]["volumes"] = json!([{"name": text}]);
        let field = "spec.volumes[0].name";
        assert_eq!(errors(Kind::Pod, &value), lines(field, text, details));
        let mut value = named(json!({"containers": [container(json!({}))]}));
        value["spec"]["hostname"] = json!(text);
        assert_eq!(errors(Kind::Pod, &value), lines("spec.hostname", text, details));
    }
}

#[test]
fn where_a_subdomain_is_wanted() {
    let mut value = pod(json!({}));
    value["metadata"]["name"] = json!("a.b");
    assert_eq!(errors(Kind::Pod, &value), [""; 0]);
    let long = "a".repeat(254);
    value["metadata"]["name"] = json!(long);
    let detail = "must be no more than 253 characters";
    assert_eq!(errors(Kind::Pod, &value), lines("metadata.name", &long, &[detail]));
}
