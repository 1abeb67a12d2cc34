//! What objects are known by.

use super::field::{Text, compare};
use super::kind::Kind;

/// Kind, namespace and name: what there is at most one of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObjectKey {
    /// The kind.
    pub kind: Kind,
    /// The namespace; empty for kinds of the whole cluster.
    pub namespace: Text,
    /// The name.
    pub name: Text,
}

impl ObjectKey {
    /// A key from its parts.
    #[must_use]
    pub fn new(kind: Kind, namespace: impl Into<Text>, name: impl Into<Text>) -> Self {
        Self { kind, namespace: namespace.into(), name: name.into() }
    }

    /// How it compares with the key of these parts, which need not be made for it.
    #[must_use]
    #[inline]
    pub fn order(&self, kind: Kind, namespace: &str, name: &str) -> std::cmp::Ordering {
        if self.kind != kind {
            return self.kind.cmp(&kind);
        }
        // Keys of one namespace mostly have its text in common.
        if !std::ptr::eq(&*self.namespace, namespace) {
            let order = compare(&self.namespace, namespace);
            if order.is_ne() {
                return order;
            }
        }
        compare(&self.name, name)
    }
}

impl PartialOrd for ObjectKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ObjectKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order(other.kind, &other.namespace, &other.name)
    }
}

impl std::fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let slash = if self.namespace.is_empty() { "" } else { "/" };
        write!(f, "{} {}{slash}{}", self.kind.info().kind, self.namespace, self.name)
    }
}
