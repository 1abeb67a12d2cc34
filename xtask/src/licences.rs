//! dist/licences.txt: whose work the programs are made of, and on which terms.

use crate::Outcome;
use crate::project::Project;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Writes the licences of all crates that the programs are built from.
pub fn write(project: &Project) -> Outcome<()> {
    let mut cargo = project.command("cargo");
    cargo.args(["metadata", "--format-version", "1", "--offline", "--locked"]);
    cargo.args(["--filter-platform", "wasm32-unknown-unknown"]);
    let output = cargo.output().map_err(|error| format!("cargo can't be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("cargo metadata said what is no JSON: {error}"))?;
    let to = project.dist().join("licences.txt");
    fs::write(&to, text(&metadata)).map_err(|error| format!("{}: {error}", to.display()))
}

/// Every crate with its terms; a text that many crates have stands once.
fn text(metadata: &Value) -> String {
    let used = used(metadata);
    let mut list = String::from(
        "Podarium's programs are made of these crates, besides its own sources and Rust's standard library (MIT OR Apache-2.0).\n\n",
    );
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let word = |key: &str| package[key].as_str().unwrap_or_default();
        if !used.contains(word("id")) || package["source"].is_null() {
            continue;
        }
        let name = format!("{} {}", word("name"), word("version"));
        list += &format!("{name}: {}\n", word("license"));
        for text in files(Path::new(word("manifest_path"))) {
            texts.entry(text).or_default().push(name.clone());
        }
    }
    for (text, names) in texts {
        list += &format!("\n{}\n{}\n\n{}\n", "-".repeat(72), names.join(", "), text.trim());
    }
    list
}

/// The crates that Podarium itself needs where it runs: no build tool, nothing of its tests.
fn used(metadata: &Value) -> BTreeSet<&str> {
    let nodes = metadata["resolve"]["nodes"].as_array().map_or(&[][..], |it| it);
    let mut used = BTreeSet::new();
    let mut open: Vec<&str> = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|it| it["name"] == "podarium")
        .filter_map(|it| it["id"].as_str())
        .collect();
    while let Some(id) = open.pop() {
        if !used.insert(id) {
            continue;
        }
        let node = nodes.iter().find(|it| it["id"] == id);
        for dependency in node.and_then(|it| it["deps"].as_array()).into_iter().flatten() {
            let kinds = dependency["dep_kinds"].as_array().into_iter().flatten();
            // A dependency of the ordinary kind has none.
            if kinds.into_iter().any(|it| it["kind"].is_null()) {
                open.extend(dependency["pkg"].as_str());
            }
        }
    }
    used
}

/// The texts of the licences beside a manifest.
fn files(manifest: &Path) -> Vec<String> {
    let folder = manifest.parent().unwrap_or(manifest);
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut paths: Vec<_> = entries.map(|it| it.path()).collect();
    paths.sort();
    let is_licence = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        ["LICENSE", "LICENCE", "COPYING", "NOTICE"].iter().any(|it| name.starts_with(it))
    };
    let texts =
        paths.iter().filter(|it| is_licence(it)).filter_map(|it| fs::read_to_string(it).ok());
    texts.map(|it| it.replace("\r\n", "\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_built_in_is_named_and_tools_are_not() {
        let package = |name: &str, source: Value| json!({ "id": name, "name": name, "version": "1.0.0", "license": "MIT", "source": source, "manifest_path": "/none/Cargo.toml" });
        let needs = |pkg: &str, kind: Value| json!({ "pkg": pkg, "dep_kinds": [{ "kind": kind }] });
        let metadata = json!({
            "packages": [package("podarium", Value::Null), package("a", json!("r")), package("b", json!("r")), package("tool", json!("r"))],
            "resolve": { "nodes": [
                { "id": "podarium", "deps": [needs("a", Value::Null), needs("tool", json!("build"))] },
                { "id": "a", "deps": [needs("b", Value::Null)] },
                { "id": "b", "deps": [] },
                { "id": "tool", "deps": [] },
            ] },
        });
        let text = text(&metadata);
        assert!(text.ends_with("\n\na 1.0.0: MIT\nb 1.0.0: MIT\n"), "{text}");
    }
}
