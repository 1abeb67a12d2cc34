//! What a manifest says beyond the typed fields.

use super::{Map, Value};
use std::ops::{Deref, DerefMut};
use std::rc::Rc;
use std::sync::OnceLock;

/// A map of the value tree that copies of an object share until one of them changes it: almost
/// nobody does. An empty one costs nothing.
#[derive(Clone, Debug, Default)]
pub struct Rest(Option<Rc<Map>>);

impl Rest {
    /// Nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self(None)
    }

    /// A value; `null` where there is none.
    #[must_use]
    pub fn at(&self, key: &str) -> &Value {
        static NULL: Value = Value::Null;
        self.get(key).unwrap_or(&NULL)
    }

    /// A value, to be changed: where there is none, nothing is copied.
    #[must_use]
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        if self.contains_key(key) { (**self).get_mut(key) } else { None }
    }
}

impl PartialEq for Rest {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Rc::ptr_eq(one, other) || one == other,
            _ => self.is_empty() && other.is_empty(),
        }
    }
}

impl Eq for Rest {}

impl Deref for Rest {
    type Target = Map;
    fn deref(&self) -> &Map {
        static EMPTY: OnceLock<Map> = OnceLock::new();
        self.0.as_deref().unwrap_or_else(|| EMPTY.get_or_init(Map::new))
    }
}

impl DerefMut for Rest {
    fn deref_mut(&mut self) -> &mut Map {
        Rc::make_mut(self.0.get_or_insert_default())
    }
}

impl From<Map> for Rest {
    fn from(map: Map) -> Self {
        Self((!map.is_empty()).then(|| Rc::new(map)))
    }
}
