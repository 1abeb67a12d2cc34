//! Which values a field may have: the types marked `+enum` in `staging/src/k8s.io/api/*/*/types.go`
//! of v1.36, in the order in which the published OpenAPI document has them.
//!
//! A line is a type, then its fields with their values.

use super::SchemaType;

const TABLE: &str = include_str!("enums.txt");

impl SchemaType {
    /// The values of a field of this type, where there are only some.
    #[must_use]
    pub fn values_of(self, field: &str) -> Vec<&'static str> {
        let own = |line: &&str| line.split(' ').next() == Some(self.name());
        let fields = TABLE.lines().find(own).into_iter().flat_map(|it| it.split(' ').skip(1));
        let named = fields.filter_map(|it| it.split_once('=')).find(|it| it.0 == field);
        named.into_iter().flat_map(|it| it.1.split(',')).collect()
    }
}
