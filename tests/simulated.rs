//! What is simulated and what is only accepted: the README's table is made from the types.
//! `UPDATE=1 cargo test simulated` writes it.

use podarium::api::{BY_HAND, KINDS, Kind, Object, Shape, is_simulated, not_simulated};
use podarium::apiserver::schema::SchemaType;
use podarium::kubectl;
use podarium::tape::check;
use serde_json::json;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

const BEGIN: &str = "<!-- simulated:begin -->\n";
const END: &str = "<!-- simulated:end -->";

/// A struct that a manifest may have, with where it stands first.
struct Row {
    place: String,
    shape: Shape,
    fields: Vec<&'static str>,
}

/// The struct behind a field's type.
fn inner(r#type: SchemaType) -> SchemaType {
    r#type.items().map_or(r#type, inner)
}

fn rows() -> Vec<Row> {
    let (mut rows, mut seen) = (Vec::new(), BTreeSet::new());
    // A CronJob's template is a Job, and stands there.
    let (last, first): (Vec<Kind>, Vec<Kind>) = KINDS.iter().partition(|it| **it == Kind::CronJob);
    for kind in first.iter().chain(&last) {
        let shape = kind.shape().unwrap();
        let Some(fields) = SchemaType::of(*kind).and_then(SchemaType::fields) else { continue };
        let own: Vec<&str> = fields
            .iter()
            .map(|it| it.name)
            .filter(|it| !["apiVersion", "kind", "metadata", "status", "spec"].contains(it))
            .collect();
        if !own.is_empty() {
            rows.push(Row { place: kind.info().kind.to_owned(), shape, fields: own });
        }
        for field in fields.iter().filter(|it| it.name != "status" && it.name != "metadata") {
            let of = shape.fields.iter().find(|it| it.name == field.name);
            if let Some(shape) = of.and_then(|it| (it.shape)()) {
                let place = format!("{} {}", kind.info().kind, field.name);
                collect(place, shape, inner(field.r#type), &mut seen, &mut rows);
            }
        }
    }
    rows
}

fn collect(
    place: String,
    shape: Shape,
    r#type: SchemaType,
    seen: &mut BTreeSet<&'static str>,
    rows: &mut Vec<Row>,
) {
    let Some(fields) = r#type.fields() else { return };
    if !seen.insert(shape.name) {
        return;
    }
    let is_object = fields.iter().any(|it| it.name == "metadata");
    let of_all = ["apiVersion", "kind", "metadata", "status"];
    let is_own = |name: &&str| !is_object || !of_all.contains(name);
    let names = fields.iter().map(|it| it.name).filter(is_own).collect();
    rows.push(Row { place: place.clone(), shape, fields: names });
    for field in fields.iter().filter(|it| !is_object || it.name != "status") {
        let of = shape.fields.iter().find(|it| it.name == field.name);
        if let Some(shape) = of.and_then(|it| (it.shape)()) {
            let list = if field.r#type.items().is_some() { "[]" } else { "" };
            let place = format!("{place}.{}{list}", field.name);
            collect(place, shape, inner(field.r#type), seen, rows);
        }
    }
}

fn table() -> String {
    let mut text = "| kind | simulated | accepted and shown, not simulated |\n".to_owned();
    text.push_str("| --- | --- | --- |\n");
    let rows = rows();
    // Nobody writes Events; what a template's Pods are like stands with the Pod.
    for kind in KINDS.iter().filter(|it| **it != Kind::Event && !it.info().inert) {
        let name = kind.info().kind;
        let (mut yes, mut no) = (Vec::new(), Vec::new());
        for row in rows.iter().filter(|it| it.place.split(' ').next() == Some(name)) {
            let path = row.place.split_once(' ').map_or("", |(_, path)| path);
            if path.ends_with("metadata") {
                continue;
            }
            for field in &row.fields {
                if !is_simulated(&row.shape, field) {
                    let dot = if path.is_empty() { "" } else { "." };
                    no.push(format!("{path}{dot}{field}"));
                } else if path.is_empty() || path == "spec" {
                    yes.push((*field).to_owned());
                }
            }
        }
        let list = |names: Vec<String>| {
            if names.is_empty() { "–".to_owned() } else { names.join(", ") }
        };
        let _ = writeln!(text, "| `{name}` | {} | {} |", list(yes), list(no));
    }
    text
}

#[test]
fn the_readme_says_what_is_simulated() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (head, rest) = readme.split_once(BEGIN).expect("the README has the table's place");
    let (old, tail) = rest.split_once(END).expect("the table has an end");
    let new = table();
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(&path, format!("{head}{BEGIN}{new}{END}{tail}")).unwrap();
    } else {
        assert!(old == new, "the README's table is old: UPDATE=1 cargo test simulated");
    }
}

#[test]
fn what_is_dealt_with_by_hand_is_in_the_schema_and_has_no_type() {
    let rows = rows();
    for (name, fields) in BY_HAND {
        // Events and statuses are no manifests.
        let Some(row) = rows.iter().find(|it| it.shape.name == *name) else { continue };
        for field in *fields {
            assert!(row.fields.contains(field), "{name} has no {field}");
            let is_typed = row.shape.fields.iter().any(|it| it.name == *field);
            assert!(!is_typed, "{name}.{field} has a type: it need not be listed");
        }
    }
}

const ODD: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: odd
spec:
  replicas: 1
  selector:
    matchLabels: {app: odd}
  template:
    metadata:
      labels: {app: odd}
    spec:
      hostPID: true
      dnsPolicy: ClusterFirst
      securityContext: {}
      containers:
      - name: c
        image: nginx:1.27
        tty: true
        lifecycle: {preStop: {sleep: {seconds: 1}}}
";

#[test]
fn a_manifest_is_told_what_nothing_comes_of() {
    let notes = kubectl::not_simulated(ODD);
    let texts: Vec<(usize, &str)> = notes.iter().map(|it| (it.line, it.message.as_str())).collect();
    assert_eq!(
        texts,
        [
            (13, "spec.template.spec.hostPID is accepted and shown, but not simulated"),
            (19, "spec.template.spec.containers[0].tty is accepted and shown, but not simulated"),
        ]
    );
    let tape = format!("--- odd.yaml\n{ODD}$ kubectl apply -f odd.yaml\n");
    let checked = check("odd", &tape).unwrap();
    assert_eq!(checked.problems, "");
    assert_eq!(checked.notes.len(), 2);
    assert!(checked.notes[0].text.starts_with("odd.yaml:13: spec.template.spec.hostPID"));
}

#[test]
fn what_the_server_fills_in_is_not_held_against_anybody() {
    let mut cluster = podarium::cluster::Cluster::new(&podarium::cluster::Config::default());
    let value = json!({"metadata": {"name": "p", "namespace": "default"},
        "spec": {"containers": [{"name": "c", "image": "nginx:1.27"}], "hostPID": true}});
    let pod = Object::from_value(Kind::Pod, value).unwrap();
    cluster.request(podarium::apiserver::Request::Create(pod)).unwrap();
    for object in cluster.store().iter() {
        let expected: &[&str] = if object.kind() == Kind::Pod { &["spec.hostPID"] } else { &[] };
        assert_eq!(not_simulated(object), expected, "{}", object.key());
    }
}
