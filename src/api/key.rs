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
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if std::ptr::eq(one, other) {
        return std::cmp::Ordering::Equal;
    }
    let (mut a, mut b) = (one, other);
    while let (Some((x, a_rest)), Some((y, b_rest))) =
        (a.split_first_chunk::<8>(), b.split_first_chunk::<8>())
    {
        if x != y {
            return u64::from_be_bytes(*x).cmp(&u64::from_be_bytes(*y));
        }
        (a, b) = (a_rest, b_rest);
    }
    // Of texts that are equally long the last eight bytes decide: those before the rest are equal.
    match (one.last_chunk::<8>(), other.last_chunk::<8>()) {
        (Some(x), Some(y)) if one.len() == other.len() => {
            u64::from_be_bytes(*x).cmp(&u64::from_be_bytes(*y))
        }
        _ => a.cmp(b),
    }
}

impl std::fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let slash = if self.namespace.is_empty() { "" } else { "/" };
        write!(f, "{} {}{slash}{}", self.kind.info().kind, self.namespace, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::by_words;

    #[test]
    fn texts_compare_as_bytes_do() {
        let texts = [
            "",
            "a",
            "b",
            "default",
            "web-6d9f7c9b5-abcde",
            "web-6d9f7c9b5-abcdf",
            "web-6d9f7c9b5",
            "web-6d9f7c9c5-abcde",
            "12345678",
            "123456780",
            "123456789",
            "1234567",
            "\u{e9}\u{e8}12345678",
        ];
        for one in texts {
            for other in texts {
                let other = &other.to_owned();
                assert_eq!(
                    by_words(one, other),
                    one.as_bytes().cmp(other.as_bytes()),
                    "{one} {other}"
                );
            }
        }
    }
}
