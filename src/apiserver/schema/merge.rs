//! How the lists and maps of each type are merged: the `patchStrategy`, `patchMergeKey`,
//! `listType`, `listMapKey` and `mapType` tags of `staging/src/k8s.io/api/*/*/types.go`, as the
//! published OpenAPI document of v1.36 has them (`api/openapi-spec/swagger.json`).
//!
//! A line is a type, then its fields that are not what all fields are: a list that is replaced as
//! a whole, a map that is merged. The field `.` is the type itself.

use super::{SchemaType, TYPES};
use crate::sorted::SortedMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("merge.txt");

/// How a field is merged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Merge {
    /// `patchStrategy: merge`: a strategic merge patch merges the list.
    pub merges: bool,
    /// `patchMergeKey`: the field that tells the items of that list apart.
    pub key: Option<&'static str>,
    /// `patchStrategy: retainKeys`: only the fields that the patch names stay.
    pub retains: bool,
    /// `patchStrategy: replace`: the map is replaced.
    pub replaces: bool,
    /// `listMapKey`: the fields that tell the items of the list apart in a server-side apply.
    pub keys: &'static str,
    /// `listType: set`: its items are owned one by one.
    pub is_set: bool,
    /// `mapType: atomic`: it has one owner.
    pub is_atomic: bool,
    /// `mapType: granular`: its fields have owners although the type's others have one.
    pub is_granular: bool,
}

type Rules = SortedMap<&'static str, SortedMap<&'static str, Merge>>;

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    let field = |text: &'static str| {
        let (name, words) = text.split_once(':').unwrap_or((text, ""));
        (name, words.split(',').fold(Merge::default(), with))
    };
    let line = |line: &'static str| {
        let mut words = line.split(' ');
        (words.next().unwrap_or(""), words.map(field).collect())
    };
    TABLE.lines().map(line).collect()
});

fn with(merge: Merge, word: &'static str) -> Merge {
    let (name, value) = word.split_once('=').unwrap_or((word, ""));
    match name {
        "merge" => Merge { merges: true, key: Some(value).filter(|it| !it.is_empty()), ..merge },
        "retain" => Merge { retains: true, ..merge },
        "replace" => Merge { replaces: true, ..merge },
        "keys" => Merge { keys: value, ..merge },
        "set" => Merge { is_set: true, ..merge },
        "atomic" => Merge { is_atomic: true, ..merge },
        "granular" => Merge { is_granular: true, ..merge },
        _ => merge,
    }
}

impl SchemaType {
    /// The type of a field, where this is a struct that has it, or of a map's values.
    #[must_use]
    pub fn field(self, name: &str) -> Option<Self> {
        if let Some(values) = self.values() {
            return Some(values);
        }
        Some(self.fields()?.iter().find(|it| it.name == name)?.r#type)
    }

    /// How a field of this type is merged.
    #[must_use]
    pub fn merge(self, field: &str) -> Merge {
        let rules = RULES.get(self.name());
        rules.and_then(|it| it.get(field)).copied().unwrap_or_default()
    }

    /// Whether a map of this type has one owner, wherever it stands.
    #[must_use]
    pub fn is_atomic(self) -> bool {
        self.merge(".").is_atomic
    }
}

/// Every type and field that the table names, where the schema does not have it.
#[must_use]
pub fn strangers() -> Vec<String> {
    let unknown = |(name, fields): (&&'static str, &SortedMap<&'static str, Merge>)| {
        let known = TYPES.get(*name);
        let has = |field: &str| known.is_some_and(|it| it.iter().any(|it| it.name == field));
        let fields =
            fields.keys().filter(|it| if **it == "." { known.is_none() } else { !has(it) });
        fields.map(|it| format!("{name}.{it}")).collect::<Vec<_>>()
    };
    RULES.iter().flat_map(unknown).collect()
}
