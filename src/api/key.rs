//! What objects are known by.

use super::kind::Kind;
use std::rc::Rc;

/// Kind, namespace and name: what there is at most one of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObjectKey {
    /// The kind.
    pub kind: Kind,
    /// The namespace; empty for kinds of the whole cluster.
    pub namespace: Rc<str>,
    /// The name.
    pub name: Rc<str>,
}

impl ObjectKey {
    /// A key from its parts.
    #[must_use]
    pub fn new(kind: Kind, namespace: &str, name: &str) -> Self {
        Self { kind, namespace: namespace.into(), name: name.into() }
    }

    /// How it compares with the key of these parts, which need not be made for it.
    #[must_use]
    pub fn order(&self, kind: Kind, namespace: &str, name: &str) -> std::cmp::Ordering {
        let spaces = || by_words(&self.namespace, namespace);
        self.kind.cmp(&kind).then_with(spaces).then_with(|| by_words(&self.name, name))
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

/// The order of texts, eight bytes at a time: WebAssembly's own comparison takes one at a time.
fn by_words(one: &str, other: &str) -> std::cmp::Ordering {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    if std::ptr::eq(one, other) {
        return std::cmp::Ordering::Equal;
    }
    while let (Some((a, one_rest)), Some((b, other_rest))) =
        (one.split_first_chunk::<8>(), other.split_first_chunk::<8>())
    {
        if a != b {
            return u64::from_be_bytes(*a).cmp(&u64::from_be_bytes(*b));
        }
        (one, other) = (one_rest, other_rest);
    }
    one.cmp(other)
}

impl std::fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let slash = if self.namespace.is_empty() { "" } else { "/" };
        write!(f, "{} {}{slash}{}", self.kind.info().kind, self.namespace, self.name)
    }
}
