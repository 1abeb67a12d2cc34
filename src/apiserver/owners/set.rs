//! A set of fields, in the form in which `fieldsV1` has it.
//! Source: `sigs.k8s.io/structured-merge-diff/v6/fieldpath`.

use crate::api::{Map, Value};
use crate::sorted::SortedMap;

/// Fields below a field. Each is called as in `fieldsV1`: `f:name`, `k:{"name":"c"}`, `v:"x"`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FieldSet {
    /// Whether the field itself is in the set.
    pub is_member: bool,
    /// What is below it.
    pub children: SortedMap<String, FieldSet>,
}

impl FieldSet {
    /// The field alone.
    pub fn leaf() -> Self {
        Self { is_member: true, children: SortedMap::new() }
    }

    pub fn is_empty(&self) -> bool {
        !self.is_member && self.children.values().all(Self::is_empty)
    }

    /// Adds what is below a field, if there is anything.
    pub fn put(&mut self, name: String, set: Self) {
        if !set.is_empty() {
            self.children.insert(name, set);
        }
    }

    /// Drops branches without members.
    pub fn prune(&mut self) {
        self.children.values_mut().for_each(Self::prune);
        self.children.retain(|_, it| !it.is_empty());
    }

    pub fn unite(&mut self, other: &Self) {
        self.is_member |= other.is_member;
        for (name, set) in &other.children {
            self.children.entry(name.clone()).or_default().unite(set);
        }
    }

    pub fn subtract(&mut self, other: &Self) {
        self.is_member &= !other.is_member;
        for (name, set) in self.children.iter_mut() {
            if let Some(other) = other.children.get(name) {
                set.subtract(other);
            }
        }
        self.prune();
    }

    pub fn intersect(&mut self, other: &Self) {
        self.is_member &= other.is_member;
        for (name, set) in self.children.iter_mut() {
            match other.children.get(name) {
                Some(other) => set.intersect(other),
                None => *set = Self::default(),
            }
        }
        self.prune();
    }

    /// Drops a field of structs and all below it.
    pub fn forget(&mut self, path: &[&str]) {
        let Some((first, rest)) = path.split_first() else { return };
        let name = format!("f:{first}");
        if rest.is_empty() {
            self.children.remove(&name);
        } else if let Some(child) = self.children.get_mut(&name) {
            child.forget(rest);
        }
    }

    /// Drops a field, but not what is below it.
    pub fn forget_member(&mut self, field: &str) {
        if let Some(child) = self.children.get_mut(&format!("f:{field}")) {
            child.is_member = false;
        }
    }

    /// Every field, as errors name it: `.spec.containers[name="c"].image`.
    pub fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        self.add_paths("", &mut paths);
        paths
    }

    fn add_paths(&self, path: &str, paths: &mut Vec<String>) {
        if self.is_member {
            paths.push(path.to_owned());
        }
        for (name, set) in &self.children {
            set.add_paths(&format!("{path}{}", step(name)), paths);
        }
    }

    /// As it stands in `fieldsV1`.
    pub fn to_value(&self) -> Value {
        let mut map = Map::new();
        if self.is_member && !self.children.is_empty() {
            map.insert(".".to_owned(), Value::Object(Map::new()));
        }
        for (name, set) in &self.children {
            map.insert(name.clone(), set.to_value());
        }
        Value::Object(map)
    }
}

/// One step of a path. Source: `PathElement.String`.
pub(super) fn step(name: &str) -> String {
    let (kind, rest) = name.split_once(':').unwrap_or(("", name));
    match kind {
        "f" => format!(".{rest}"),
        "v" => format!("[={rest}]"),
        _ => {
            let keys = serde_json::from_str::<Map>(rest).unwrap_or_default();
            let keys: Vec<String> = keys.iter().map(|(key, it)| format!("{key}={it}")).collect();
            format!("[{}]", keys.join(","))
        }
    }
}
