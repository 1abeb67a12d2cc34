//! Objects of kinds that have no type of their own.

use super::field::{DecodeError, Field, Map, Value, decode};
use super::kind::OtherKind;
use super::meta::ObjectMeta;

/// An object of a kind without a type of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Other {
    /// The kind.
    pub kind: OtherKind,
    /// Name and labels.
    pub metadata: ObjectMeta,
    /// What the manifest says beyond that, `status` included.
    pub rest: Map,
}

impl Other {
    /// Reads an object.
    ///
    /// # Errors
    /// Its metadata has the wrong type.
    pub fn read(kind: OtherKind, value: Value) -> Result<Self, DecodeError> {
        let mut rest = match value {
            Value::Object(map) => map,
            _ => Map::new(),
        };
        let metadata = rest.remove("metadata").filter(|it| !it.is_null());
        let metadata = metadata.map_or_else(|| Ok(ObjectMeta::default()), decode);
        let metadata = metadata.map_err(|error| error.under(kind.info().kind, "metadata"))?;
        Ok(Self { kind, metadata, rest })
    }

    /// The object as a tree, without `apiVersion` and `kind`.
    #[must_use]
    pub fn write_always(&self) -> Value {
        let mut map = self.rest.clone();
        map.insert("metadata".to_owned(), self.metadata.write_always());
        Value::Object(map)
    }

    /// Whether both desire the same: all but the metadata and the status.
    #[must_use]
    pub fn same_spec(&self, other: &Self) -> bool {
        let bare = |it: &Self| {
            let mut rest = it.rest.clone();
            rest.remove("status");
            rest
        };
        bare(self) == bare(other)
    }

    /// Takes over the status of another object, or empties it.
    pub fn set_status(&mut self, from: Option<&Self>) {
        match from.and_then(|it| it.rest.get("status")) {
            Some(status) => self.rest.insert("status".to_owned(), status.clone()),
            None => self.rest.remove("status"),
        };
    }
}
