//! The types that the API server works with, with their fields in their order.
//! Source: `pkg/apis/core/types.go`.

use crate::api::Value;

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::apiserver::validation) enum Type {
    /// A text, whatever its name.
    Text,
    /// A number.
    Number,
    /// A truth value.
    Bool,
    /// `resource.Quantity`
    Quantity,
    /// `intstr.IntOrString`
    IntOrString,
    /// A pointer to something.
    Pointer(Code),
    /// A slice.
    List(Code),
    /// A map from texts.
    Map(Code),
    /// A struct of the table, or one that is not in it.
    Struct(&'static str),
}

/// A type as the table writes it: `s`, `i`, `b`, `q`, `x`, a struct's name; `*` before a pointer,
/// `[` before a slice, `{` before a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::apiserver::validation) struct Code(pub &'static str);

impl Code {
    pub fn parse(self) -> Type {
        let rest = Self(self.0.get(1..).unwrap_or(""));
        match (self.0, self.0.chars().next()) {
            ("s" | "PersistentVolumeAccessMode", _) => Type::Text,
            ("i", _) => Type::Number,
            ("b", _) => Type::Bool,
            ("q", _) => Type::Quantity,
            ("x", _) => Type::IntOrString,
            (_, Some('*')) => Type::Pointer(rest),
            (_, Some('[')) => Type::List(rest),
            (_, Some('{')) => Type::Map(rest),
            (name, _) => Type::Struct(name),
        }
    }
}

impl Type {
    /// What stands before the braces.
    pub fn name(self) -> Option<String> {
        Some(match self {
            // Of those that are not in the table the names are not known.
            Self::Struct("Item") | Self::List(Code("Item")) => return None,
            Self::Struct("LabelSelector") => "v1.LabelSelector".to_owned(),
            Self::Struct(name) => format!("core.{name}"),
            Self::List(Code("s")) => "[]string".to_owned(),
            Self::List(Code("i")) => "[]int64".to_owned(),
            // A list of words that have a type of their own.
            Self::List(Code("PersistentVolumeAccessMode")) => {
                "[]core.PersistentVolumeAccessMode".to_owned()
            }
            Self::List(Code(name)) => format!("[]core.{name}"),
            Self::Map(Code("q")) => "core.ResourceList".to_owned(),
            Self::Map(_) => "map[string]string".to_owned(),
            _ => return None,
        })
    }
}

/// Each struct: its name, then its fields as `Name:type`, or `Name=json:type` where the name in
/// JSON differs by more than its first letter. `~` marks a struct that is embedded: in JSON its
/// fields stand beside the others.
const TABLE: &str = include_str!("types.txt");

/// A field of a struct.
pub(in crate::apiserver::validation) struct Member {
    pub name: String,
    pub r#type: Type,
    /// Its name in JSON; none for an embedded struct.
    json: Option<String>,
}

impl Member {
    /// Whether its own fields stand beside the others.
    pub fn is_embedded(&self) -> bool {
        self.json.is_none()
    }

    /// Its value in a struct.
    pub fn of<'a>(&self, value: &'a Value) -> &'a Value {
        match &self.json {
            Some(name) => value.get(name).unwrap_or(&Value::Null),
            None => value,
        }
    }
}

fn lower(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().map(|it| it.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

/// The fields of a struct. Of those that are not in the table what the values have.
pub(in crate::apiserver::validation) fn members(r#type: Type, values: &[&Value]) -> Vec<Member> {
    let Type::Struct(name) = r#type else { return Vec::new() };
    let line = TABLE.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    if let Some(line) = line {
        return line.split(' ').map(member).collect();
    }
    let keys = values.iter().filter_map(|it| it.as_object()).flat_map(|it| it.keys());
    let keys: crate::sorted::SortedSet<&String> = keys.collect();
    let guess = |key: &String| {
        let found = values.iter().filter_map(|it| it.get(key)).find(|it| !it.is_null());
        let r#type = match found {
            Some(Value::Number(_)) => Type::Number,
            Some(Value::Bool(_)) => Type::Bool,
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
                Type::List(Code("s"))
            }
            Some(Value::Array(_)) => Type::List(Code("Item")),
            Some(Value::Object(_)) => Type::Pointer(Code("Item")),
            _ => Type::Text,
        };
        let name = key[..1].to_uppercase() + &key[1..];
        Member { name, r#type, json: Some(key.clone()) }
    };
    keys.into_iter().filter(|it| !it.is_empty()).map(guess).collect()
}

fn member(text: &'static str) -> Member {
    let (name, code) = text.split_once(':').unwrap_or((text, "s"));
    if let Some(name) = name.strip_prefix('~') {
        return Member { name: name.to_owned(), r#type: Code(code).parse(), json: None };
    }
    let (name, json) =
        name.split_once('=').map_or((name, lower(name)), |(name, json)| (name, json.to_owned()));
    Member { name: name.to_owned(), r#type: Code(code).parse(), json: Some(json) }
}
