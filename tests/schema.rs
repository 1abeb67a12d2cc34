//! The table of the real schema, held against k8s-openapi. `UPDATE=1 cargo test schema` writes it.

use crate::kinds::k8s;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

const TABLE: &str = "src/apiserver/schema/table.txt";

/// The schemas of all kinds that a manifest may have, by their full names.
fn definitions() -> BTreeMap<String, Value> {
    let mut generator: SchemaGenerator = SchemaSettings::draft07().into_generator();
    macro_rules! add {
        ($( $kind:ident $group:ident $version:ident $sample:literal; )*) => {
            $( let _ = generator.subschema_for::<k8s::$group::$version::$kind>(); )*
        };
    }
    crate::kinds::each_real!(add);
    // Kinds without a type of their own.
    macro_rules! more {
        ($( $group:ident { $($kind:ident)* } )*) => {
            $( $( let _ = generator.subschema_for::<k8s::$group::v1::$kind>(); )* )*
        };
    }
    more!(
        admissionregistration {
            MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration
            ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration
        }
        certificates { CertificateSigningRequest }
        core { PodTemplate }
        flowcontrol { FlowSchema PriorityLevelConfiguration }
        networking { IPAddress ServiceCIDR }
        resource { DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice }
        storage { CSIDriver CSINode CSIStorageCapacity VolumeAttachment VolumeAttributesClass }
    );
    let _ = generator
        .subschema_for::<k8s_openapi::kube_aggregator::pkg::apis::apiregistration::v1::APIService>(
        );
    let definitions = generator.take_definitions(true);
    definitions.into_iter().collect()
}

fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap()
}

/// Go's name of the type, told apart by its group where two groups have one of the name.
fn type_name(name: &str, twice: &BTreeSet<String>) -> String {
    let parts: Vec<&str> = name.split('.').collect();
    if twice.contains(short(name)) && parts.contains(&"api") {
        let group = parts[parts.len() - 3];
        return format!("{}@{group}", short(name));
    }
    short(name).to_owned()
}

/// How a field's type is written in the table.
fn notation(schema: &Value, twice: &BTreeSet<String>) -> String {
    let reference = schema.get("$ref").or_else(|| schema.pointer("/allOf/0/$ref"));
    if let Some(reference) = reference.and_then(Value::as_str) {
        let name = reference.rsplit('/').next().unwrap();
        return match short(name) {
            "Quantity" => "q".to_owned(),
            "IntOrString" => "x".to_owned(),
            "Time" | "MicroTime" => "t".to_owned(),
            "RawExtension" | "JSON" | "FieldsV1" => "*".to_owned(),
            _ => type_name(name, twice),
        };
    }
    let kind = schema.get("type").map(|it| match it {
        Value::Array(types) => types[0].as_str().unwrap(),
        other => other.as_str().unwrap(),
    });
    match kind {
        Some("array") => format!("[{}", notation(&schema["items"], twice)),
        Some("object") => match schema.get("additionalProperties") {
            Some(values) if values.is_object() => format!("{{{}", notation(values, twice)),
            _ => "*".to_owned(),
        },
        Some("string") if schema["format"] == "byte" => "y".to_owned(),
        Some("string") => "s".to_owned(),
        Some("boolean") => "b".to_owned(),
        Some("integer") if schema["format"] == "int64" => "l".to_owned(),
        Some("integer") => "i".to_owned(),
        Some("number") => "f".to_owned(),
        _ => "*".to_owned(),
    }
}

fn table() -> String {
    let definitions = definitions();
    let mut seen = BTreeSet::new();
    let twice: BTreeSet<String> = definitions
        .keys()
        .filter(|name| !seen.insert(short(name).to_owned()))
        .map(|name| short(name).to_owned())
        .collect();
    let mut lines: Vec<String> = Vec::new();
    for (name, schema) in &definitions {
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            continue;
        };
        let required = |field: &str| {
            let list = schema.get("required").and_then(Value::as_array);
            list.is_some_and(|it| it.iter().any(|name| name == field))
        };
        let mut line = type_name(name, &twice);
        for (field, schema) in properties {
            // The crate has it in every kind; in the real schema no kind must have it.
            let mark = if field != "metadata" && required(field) { "!" } else { "" };
            let _ = write!(line, " {field}{mark}:{}", notation(schema, &twice));
        }
        lines.push(line);
    }
    lines.sort();
    lines.dedup();
    lines.join("\n") + "\n"
}

#[test]
fn the_table_is_what_the_real_schema_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(TABLE);
    let table = table();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(stored == table, "{TABLE} is out of date: UPDATE=1 cargo test schema");
}

#[test]
fn what_is_said_of_merging_is_said_of_the_real_schema() {
    assert_eq!(podarium::apiserver::schema::strangers(), Vec::<String>::new());
}
