//! The real schema of every kind that a manifest may have: field names, types, required fields.
//!
//! The table is made from k8s-openapi's schemas by `tests/schema.rs`, and held against them there.
//! It decides what a manifest may say, in the words of the API server's strict decoder.
//! Source: `staging/src/k8s.io/apimachinery/pkg/runtime/serializer/json/json.go`, `sigs.k8s.io/json`.

mod enums;
mod merge;
mod prune;
#[cfg(test)]
mod tests;

pub use self::merge::{Merge, strangers};
pub use self::prune::drop_unknown;

use crate::api::{Kind, Quantity, Status, Time, Value};
use crate::sorted::SortedMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("schema/table.txt");

/// A field of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemaField {
    /// Its name in JSON.
    pub name: &'static str,
    /// Whether it must be there.
    pub is_required: bool,
    /// Its type.
    pub r#type: SchemaType,
}

/// The type of a field, as the table writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemaType(&'static str);

static TYPES: LazyLock<SortedMap<&'static str, Vec<SchemaField>>> = LazyLock::new(|| {
    let field = |text: &'static str| {
        let (name, r#type) = text.split_once(':').unwrap_or((text, "*"));
        let (name, is_required) = name.strip_suffix('!').map_or((name, false), |it| (it, true));
        SchemaField { name, is_required, r#type: SchemaType(r#type) }
    };
    let line = |line: &'static str| {
        let mut words = line.split(' ');
        (words.next().unwrap_or(""), words.map(field).collect())
    };
    TABLE.lines().map(line).collect()
});

impl SchemaType {
    /// The type of a kind's objects.
    #[must_use]
    pub fn of(kind: Kind) -> Option<Self> {
        if let Kind::Other(other) = kind
            && other.is_custom()
        {
            return None;
        }
        TYPES.get_key_value(kind.info().kind).map(|(name, _)| Self(name))
    }

    /// The type as the table writes it.
    pub(super) fn name(self) -> &'static str {
        self.0
    }

    /// The fields, where this is a struct.
    #[must_use]
    pub fn fields(self) -> Option<&'static [SchemaField]> {
        TYPES.get(self.0).map(Vec::as_slice)
    }

    /// The type of the items, where this is a list.
    #[must_use]
    pub fn items(self) -> Option<Self> {
        self.0.strip_prefix('[').map(Self)
    }

    /// The type of the values, where this is a map.
    #[must_use]
    pub fn values(self) -> Option<Self> {
        self.0.strip_prefix('{').map(Self)
    }

    /// The type as `kubectl explain` names it: `[]Container`, `map[string]string`, `integer`.
    #[must_use]
    pub fn explained(self) -> String {
        if let Some(items) = self.items() {
            return format!("[]{}", items.explained());
        }
        if let Some(values) = self.values() {
            return format!("map[string]{}", values.explained());
        }
        match self.0 {
            "s" | "t" | "y" => "string".to_owned(),
            "b" => "boolean".to_owned(),
            "i" | "l" => "integer".to_owned(),
            "f" => "number".to_owned(),
            "q" => "Quantity".to_owned(),
            "x" => "IntOrString".to_owned(),
            "*" => "Object".to_owned(),
            name => plain(name).to_owned(),
        }
    }

    /// The type as Go names it in an error.
    fn go(self) -> String {
        if let Some(items) = self.items() {
            return format!("[]{}", items.go());
        }
        if let Some(values) = self.values() {
            return format!("map[string]{}", values.go());
        }
        match self.0 {
            "s" | "t" | "q" => "string".to_owned(),
            "y" => "[]uint8".to_owned(),
            "b" => "bool".to_owned(),
            "i" | "x" => "int32".to_owned(),
            "l" => "int64".to_owned(),
            "f" => "float64".to_owned(),
            name => format!("v1.{}", plain(name)),
        }
    }
}

/// A type's name without the group that tells it apart.
fn plain(name: &str) -> &str {
    name.split('@').next().unwrap_or(name)
}

/// What a walk over a manifest has found.
#[derive(Default)]
struct Found {
    /// The first value of a wrong type ends all.
    wrong: Option<String>,
    wrong_path: String,
    /// The same in the words of the converter that reads what a patch has made.
    wrong_patch: String,
    unknown: Vec<String>,
    /// Where the unknown fields are.
    unknown_paths: Vec<String>,
}

impl Found {
    fn is_wrong(&mut self, place: &Place, why: String) {
        self.wrong = Some(why);
        self.wrong_path.clone_from(&place.path);
    }
}

/// Where the walk is: the struct, the path as Go's decoder knows it, the path with indexes.
#[derive(Clone)]
struct Place {
    owner: &'static str,
    fields: Vec<&'static str>,
    path: String,
}

/// Holds a manifest against the schema of its kind.
///
/// # Errors
/// A value of a wrong type, or else every field that the kind does not have.
pub fn check_strictly(kind: Kind, value: &Value) -> Result<(), Status> {
    let found = walk_kind(kind, value);
    if found.wrong.is_some() || found.unknown.is_empty() {
        return wrong_type(kind, found.wrong);
    }
    let problem = format!("strict decoding error: {}", found.unknown.join(", "));
    wrong_type(kind, Some(problem))
}

/// The fields that the kind does not have: `unknown field "spec.foo"`.
#[must_use]
pub fn unknown_fields(kind: Kind, value: &Value) -> Vec<String> {
    walk_kind(kind, value).unknown
}

/// What the converter says of a patched object that has a value of a wrong type.
/// Source: `staging/src/k8s.io/apimachinery/pkg/runtime/converter.go` `fromUnstructured`.
#[must_use]
pub fn wrong_in_patched(kind: Kind, value: &Value) -> Option<String> {
    let found = walk_kind(kind, value);
    found.wrong.map(|wrong| if found.wrong_patch.is_empty() { wrong } else { found.wrong_patch })
}

/// What the JSON decoder says of a value of a wrong type.
#[must_use]
pub fn wrong_in_json(kind: Kind, value: &Value) -> Option<String> {
    walk_kind(kind, value).wrong
}

/// What is wrong with the types in an object's metadata, which a client reads of objects of any
/// kind. Source: `staging/src/k8s.io/cli-runtime/pkg/resource/metadata_decoder.go`.
#[must_use]
pub fn wrong_metadata(value: &Value) -> Option<String> {
    let mut found = Found::default();
    let (name, _) = TYPES.get_key_value("ObjectMeta")?;
    let metadata = value.get("metadata")?;
    let place = Place {
        owner: "PartialObjectMetadata",
        fields: vec!["metadata"],
        path: "metadata".to_owned(),
    };
    walk(SchemaType(name), metadata, &place, &mut found);
    found.wrong
}

/// All that a strict decoder finds: where it is, and the words.
#[must_use]
pub fn problems(kind: Kind, value: &Value) -> Vec<(String, String)> {
    let found = walk_kind(kind, value);
    match found.wrong {
        Some(wrong) => vec![(found.wrong_path, wrong)],
        None => found.unknown_paths.into_iter().zip(found.unknown).collect(),
    }
}

/// Holds a manifest's types against the schema; fields that are not known are let through.
///
/// # Errors
/// A value of a wrong type.
pub fn check_types(kind: Kind, value: &Value) -> Result<(), Status> {
    wrong_type(kind, walk_kind(kind, value).wrong)
}

fn wrong_type(kind: Kind, problem: Option<String>) -> Result<(), Status> {
    let Some(problem) = problem else { return Ok(()) };
    let info = kind.info();
    Err(Status::bad_request(format!(
        "{} in version {:?} cannot be handled as a {}: {problem}",
        info.kind, info.version, info.kind
    )))
}

fn walk_kind(kind: Kind, value: &Value) -> Found {
    let mut found = Found::default();
    if let Some(r#type) = SchemaType::of(kind) {
        let place = Place { owner: "", fields: Vec::new(), path: String::new() };
        walk(r#type, value, &place, &mut found);
    }
    found
}

fn walk(r#type: SchemaType, value: &Value, place: &Place, found: &mut Found) {
    if found.wrong.is_some() || value.is_null() {
        return;
    }
    if let Some(items) = r#type.items() {
        let Value::Array(list) = value else { return mismatch(r#type, value, place, found) };
        for (index, item) in list.iter().enumerate() {
            let path = format!("{}[{index}]", place.path);
            walk(items, item, &Place { path, ..place.clone() }, found);
        }
    } else if let Some(values) = r#type.values() {
        let Value::Object(map) = value else { return mismatch(r#type, value, place, found) };
        for (key, item) in map {
            let path = format!("{}.{key}", place.path);
            walk(values, item, &Place { path, ..place.clone() }, found);
        }
    } else if let Some(fields) = r#type.fields() {
        walk_struct(r#type.0, fields, value, place, found);
    } else {
        walk_leaf(r#type, value, place, found);
    }
}

fn walk_struct(
    name: &'static str,
    fields: &'static [SchemaField],
    value: &Value,
    place: &Place,
    found: &mut Found,
) {
    let Value::Object(map) = value else {
        return mismatch(SchemaType(name), value, place, found);
    };
    for (key, item) in map {
        let dot = if place.path.is_empty() { "" } else { "." };
        let path = format!("{}{dot}{key}", place.path);
        match fields.iter().find(|it| it.name == key) {
            None => {
                found.unknown.push(format!("unknown field {path:?}"));
                found.unknown_paths.push(path);
            }
            Some(field) => {
                let mut names = place.fields.clone();
                names.push(field.name);
                let place = Place { owner: plain(name), fields: names, path };
                walk(field.r#type, item, &place, found);
            }
        }
    }
}

fn walk_leaf(r#type: SchemaType, value: &Value, place: &Place, found: &mut Found) {
    let fits = match r#type.0 {
        "s" | "y" => value.is_string(),
        "b" => value.is_boolean(),
        "i" => value.as_i64().is_some_and(|it| i32::try_from(it).is_ok()),
        "l" => value.as_i64().is_some(),
        "f" => value.is_number(),
        "x" => value.is_string() || value.as_i64().is_some_and(|it| i32::try_from(it).is_ok()),
        "q" => return walk_quantity(value, place, found),
        "t" => return walk_time(value, place, found),
        _ => true,
    };
    if !fits {
        mismatch(r#type, value, place, found);
    }
}

fn walk_quantity(value: &Value, place: &Place, found: &mut Found) {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return mismatch(SchemaType("q"), value, place, found),
    };
    if let Err(error) = Quantity::parse(&text) {
        found.is_wrong(place, error.to_owned());
    }
}

fn walk_time(value: &Value, place: &Place, found: &mut Found) {
    let Value::String(text) = value else {
        return mismatch(SchemaType("t"), value, place, found);
    };
    if Time::parse(text).is_none() {
        let why = format!(
            "parsing time {text:?} as \"2006-01-02T15:04:05Z07:00\": cannot parse {text:?} as \"2006\""
        );
        found.is_wrong(place, why);
    }
}

fn mismatch(r#type: SchemaType, value: &Value, place: &Place, found: &mut Found) {
    let got = match value {
        Value::Number(number) if matches!(r#type.0, "i" | "l" | "x") => format!("number {number}"),
        Value::Number(_) => "number".to_owned(),
        Value::Bool(_) => "bool".to_owned(),
        Value::String(_) => "string".to_owned(),
        Value::Array(_) => "array".to_owned(),
        Value::Object(_) => "object".to_owned(),
        Value::Null => return,
    };
    let (go, path) = (r#type.go(), place.fields.join("."));
    let why = if place.owner.is_empty() {
        format!("json: cannot unmarshal {got} into Go value of type {go}")
    } else {
        format!(
            "json: cannot unmarshal {got} into Go struct field {}.{path} of type {go}",
            place.owner
        )
    };
    found.wrong_patch = conversion(r#type, value);
    found.is_wrong(place, why);
}

/// Why a value can't be converted to a type.
fn conversion(r#type: SchemaType, value: &Value) -> String {
    let from = match value {
        Value::Null => return String::new(),
        Value::Bool(_) => "bool",
        Value::Number(it) if it.as_i64().is_none() => "float64",
        Value::Number(_) => "int64",
        Value::String(_) => "string",
        Value::Array(_) => "slice",
        Value::Object(_) => "map",
    };
    if r#type.items().is_some() {
        return format!("cannot restore slice from {from}");
    }
    if r#type.values().is_some() {
        return format!("cannot restore map from {from}");
    }
    if r#type.fields().is_some() {
        return format!("cannot restore struct from: {from}");
    }
    let to = r#type.go();
    match (from, r#type.0) {
        (_, "q" | "t" | "x") => String::new(),
        ("int64", "s") | ("float64", "i" | "l") => format!("cannot convert {from} to {to}"),
        // A number that does not fit is not a matter of types.
        ("int64", "i" | "l") => String::new(),
        _ => format!("unrecognized type: {to}"),
    }
}
