//! Texts that copies of an object have in common.

use super::{DecodeError, Field, FieldType, Value, mismatch};
use std::borrow::Borrow;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::rc::Rc;

/// A text that doesn't change: a copy costs a counter, a word of the program nothing at all. Names
/// and what stands in a status are copied with every write.
#[derive(Clone)]
pub struct Text(Inner);

#[derive(Clone)]
enum Inner {
    Word(&'static str),
    Shared(Rc<str>),
}

impl Text {
    /// A word of the program.
    #[must_use]
    pub const fn word(word: &'static str) -> Self {
        Self(Inner::Word(word))
    }

    /// A number in decimal.
    #[must_use]
    pub fn number(mut number: u64) -> Self {
        let (mut digits, mut start) = ([b'0'; 20], 20);
        while number > 0 || start == digits.len() {
            start -= 1;
            digits[start] += (number % 10) as u8;
            number /= 10;
        }
        std::str::from_utf8(&digits[start..]).unwrap_or_default().into()
    }

    /// Pieces one after the other.
    #[must_use]
    pub fn concat(pieces: &[&str]) -> Self {
        // Most are short: they are put together without a `String` that goes at once.
        let (mut draft, mut len) = ([0; 128], 0);
        for piece in pieces {
            let Some(room) = draft.get_mut(len..len + piece.len()) else {
                return pieces.concat().into();
            };
            room.copy_from_slice(piece.as_bytes());
            len += piece.len();
        }
        std::str::from_utf8(&draft[..len]).unwrap_or_default().into()
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Inner::Word(word) => word,
            Inner::Shared(text) => text,
        }
    }

    /// Makes it empty.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::word("")
    }
}

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::default() } else { Self(Inner::Shared(text.into())) }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<&Self> for Text {
    fn from(text: &Self) -> Self {
        text.clone()
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<Rc<str>> for Text {
    fn from(text: Rc<str>) -> Self {
        Self(Inner::Shared(text))
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.as_str().to_owned()
    }
}

impl From<&Text> for String {
    fn from(text: &Text) -> Self {
        text.as_str().to_owned()
    }
}

impl From<Text> for Rc<str> {
    fn from(text: Text) -> Self {
        match text.0 {
            Inner::Word(word) => word.into(),
            Inner::Shared(text) => text,
        }
    }
}

impl PartialEq<Rc<str>> for Text {
    fn eq(&self, other: &Rc<str>) -> bool {
        self.as_str() == &**other
    }
}

impl From<Text> for Value {
    fn from(text: Text) -> Self {
        Self::String(text.into())
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.as_str(), other.as_str()) || self.as_str() == other.as_str()
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<String> for Text {
    fn eq(&self, other: &String) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<Text> for String {
    fn eq(&self, other: &Text) -> bool {
        self.as_str() == other.as_str()
    }
}

impl PartialEq<Text> for str {
    fn eq(&self, other: &Text) -> bool {
        self == other.as_str()
    }
}

impl PartialEq<Text> for &str {
    fn eq(&self, other: &Text) -> bool {
        *self == other.as_str()
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(self, other)
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self)
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Field for Text {
    fn read(&mut self, value: Value) -> Result<(), DecodeError> {
        match value {
            Value::String(text) => *self = text.into(),
            other => return Err(mismatch(&other, Self::GO)),
        }
        Ok(())
    }
    fn write(&self) -> Option<Value> {
        (!self.is_empty()).then(|| self.clone().into())
    }
    fn empty(&self) -> Value {
        Value::String(String::new())
    }
}

impl serde::Serialize for Text {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl FieldType for Text {
    const GO: &'static str = "string";
}

/// The order of texts, as the processor finds it fastest: WebAssembly's own comparison takes one
/// byte at a time.
#[inline]
pub(in crate::api) fn compare(one: &str, other: &str) -> Ordering {
    if cfg!(target_arch = "wasm32") { by_words(one, other) } else { one.cmp(other) }
}

/// The first four bytes and the last four, of at most eight; for equally long ones their order is
/// that of all bytes.
fn ends(bytes: &[u8]) -> Option<(u32, u32)> {
    let (first, last) = (bytes.first_chunk::<4>()?, bytes.last_chunk::<4>()?);
    Some((u32::from_be_bytes(*first), u32::from_be_bytes(*last)))
}

/// The order of texts, eight bytes at a time.
fn by_words(one: &str, other: &str) -> Ordering {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if std::ptr::eq(one, other) {
        return Ordering::Equal;
    }
    let (mut a, mut b) = (one, other);
    while let (Some((x, a_rest)), Some((y, b_rest))) =
        (a.split_first_chunk::<8>(), b.split_first_chunk::<8>())
    {
        let (x, y) = (u64::from_be_bytes(*x), u64::from_be_bytes(*y));
        if x != y {
            return x.cmp(&y);
        }
        (a, b) = (a_rest, b_rest);
    }
    if one.len() != other.len() {
        return a.cmp(b);
    }
    // Of texts that are equally long the last eight bytes decide: those before the rest are equal.
    if let (Some(x), Some(y)) = (one.last_chunk::<8>(), other.last_chunk::<8>()) {
        return u64::from_be_bytes(*x).cmp(&u64::from_be_bytes(*y));
    }
    match (ends(one), ends(other)) {
        (Some(x), Some(y)) => x.cmp(&y),
        _ => one.cmp(other),
    }
}

#[cfg(test)]
mod tests {
    use super::{Text, by_words};

    #[test]
    fn texts_are_put_together() {
        for number in [0, 7, 10, 12_345, u64::MAX] {
            assert_eq!(Text::number(number), number.to_string());
        }
        assert_eq!(Text::concat(&["a", "", "bc"]), "abc");
        assert_eq!(Text::concat(&[]), "");
        let long = "\u{e9}".repeat(100);
        assert_eq!(Text::concat(&["a", &long]), format!("a{long}"));
    }

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
            "1234568",
            "1134567",
            "1234",
            "1235",
            "123",
            "124",
            "\u{e9}\u{e8}12345678",
        ];
        for one in texts {
            for other in texts {
                let order = one.as_bytes().cmp(other.as_bytes());
                // At another address than the same text.
                let copy = Text::from(other);
                assert_eq!(by_words(one, &copy), order, "{one} {other}");
                assert_eq!(Text::word(one).cmp(&copy), order, "{one} {other}");
                assert_eq!(Text::word(one) == copy, one == other);
            }
        }
    }
}
