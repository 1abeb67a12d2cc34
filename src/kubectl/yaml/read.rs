//! Reading manifests: the parser's events become the value tree, with Go's words for what is wrong.

use super::scalar;
use crate::api::{Map, Value};
use serde::de::{DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};
use std::borrow::Cow;
use std::cell::Cell;

/// Larger manifests are refused, as the API server does.
pub(in crate::kubectl) const MAX_BYTES: usize = 3 << 20;
/// So much is read at most, all tries together, of a manifest with quotes that YAML does not escape
/// (bytes).
const READ_MAX: usize = 64 << 20;
/// More nodes than bytes, and so many besides, mean that aliases multiply.
const MAX_NODES: usize = 100_000;
/// The tag `!!str` in full.
const STRING_TAG: &str = "!<tag:yaml.org,2002:str>";
/// What a strict reader's message about a key that stands twice ends with.
const DUPLICATE: &str = " already set in map";
/// Nothing that means anything is nested deeper.
const DEPTH_MAX: usize = 1000;
const DEEP: &str = "yaml: exceeded max depth of 10000";
const ALIASES: &str = "document contains excessive aliasing";
/// Editors of other systems put it at the beginning of a file.
pub(in crate::kubectl) const BYTE_ORDER_MARK: char = '\u{feff}';
/// Stands before the message of a duplicate key, to find it in the parser's error.
const MARK: char = '\u{1}';

/// The documents of a file, each with the number of lines before it. A line that begins with
/// three dashes ends one; where it ends none it stays, so that lines are counted as in Go.
/// Source: `staging/src/k8s.io/apimachinery/pkg/util/yaml/decoder.go` `YAMLReader`.
pub(in crate::kubectl) fn documents_at(text: &str) -> Vec<(usize, String)> {
    let (mut documents, mut current, mut first) = (Vec::new(), String::new(), 0);
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if separator_problem(line).is_some() {
            // The reader fails before it gives out what stands before.
            documents.push((number, line.to_owned()));
            return documents;
        }
        if line.starts_with("---") && !current.is_empty() {
            documents.push((first, std::mem::take(&mut current)));
            first = number + 1;
        } else {
            current.push_str(line);
        }
    }
    if !current.is_empty() {
        documents.push((first, current));
    }
    documents
}

/// What is wrong with a separator of documents, where a text begins with one.
pub(in crate::kubectl) fn separator_problem(text: &str) -> Option<String> {
    let rest = text.lines().next()?.strip_prefix("---")?.trim();
    let wrong = !rest.is_empty() && !rest.starts_with('#');
    wrong.then(|| format!("invalid Yaml document separator: {rest}"))
}

/// The tree of one document. Of a key that stands twice the last value counts.
///
/// # Errors
/// The words of Go's YAML library.
pub(in crate::kubectl) fn parse(document: &str) -> Result<Value, String> {
    read(document, false)
}

/// What a strict reader says of a key that stands twice, where all else can be read.
pub(in crate::kubectl) fn duplicate(document: &str) -> Option<String> {
    read(document, true).err().filter(|it| it.ends_with(DUPLICATE))
}

fn read(document: &str, is_strict: bool) -> Result<Value, String> {
    let document = document.strip_prefix(BYTE_ORDER_MARK).unwrap_or(document);
    if is_deep(document) {
        return Err(DEEP.to_owned());
    }
    // Go's library reads the first document, and no further.
    let document = match document.split_once("\n...").map(|(it, rest)| (it.len() + 1, rest)) {
        Some((end, rest)) if !rest.starts_with(|it: char| !it.is_whitespace()) => &document[..end],
        _ => document,
    };
    let mut document = Cow::Borrowed(document);
    let mut left = READ_MAX;
    loop {
        let nodes = Cell::new(0);
        let node = Node { source: &document, nodes: &nodes, is_strict };
        // What begins behind it, where a document has ended, is not looked at either.
        let first = serde_yaml::Deserializer::from_str(&document).next();
        let error = match first.map(|it| node.deserialize(it)) {
            None => return Ok(Value::Null),
            Some(Ok(value)) => return Ok(value),
            Some(Err(error)) => error,
        };
        let text = error.to_string();
        if text.contains("EOF while parsing") {
            return Ok(Value::Null);
        }
        let place = error.location().map_or(0, |it| it.index());
        left = left.saturating_sub(document.len());
        let is_escape = text.contains("unknown escape character") && left > 0;
        match is_escape.then(|| without_escaped_quote(&document, place)).flatten() {
            Some(next) => document = Cow::Owned(next),
            None => return Err(go_message(&text, &document)),
        }
    }
}

/// The document without the backslash of a `\'` at or behind a place: between double quotes Go's
/// library takes it for the quote alone, as YAML does not.
fn without_escaped_quote(document: &str, from: usize) -> Option<String> {
    let from = (0..=from.min(document.len())).rev().find(|it| document.is_char_boundary(*it))?;
    let line = document[..from].rfind('\n').map_or(0, |it| it + 1);
    let at = line + document[line..].find("\\'")?;
    Some(format!("{}{}", &document[..at], &document[at + 1..]))
}

/// Whether brackets or dashes are nested so deep that the parser, whose time grows with the square
/// of the depth, is not to be asked.
fn is_deep(document: &str) -> bool {
    let mut depth = 0_usize;
    for byte in document.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH_MAX {
            return true;
        }
    }
    let dashes = |line: &str| line.split(' ').take_while(|it| ["", "-", "?"].contains(it)).count();
    document.lines().any(|line| dashes(line) > DEPTH_MAX)
}

#[derive(Clone, Copy)]
struct Node<'a> {
    source: &'a str,
    nodes: &'a Cell<usize>,
    /// Whether a key may not stand twice.
    is_strict: bool,
}

impl Node<'_> {
    fn count<E: Error>(&self) -> Result<(), E> {
        self.nodes.set(self.nodes.get() + 1);
        if self.nodes.get() > MAX_NODES + self.source.len() {
            Err(E::custom(ALIASES))
        } else {
            Ok(())
        }
    }

    /// Whether a text that lies in the source stands there without quotes, and without a tag that
    /// makes it a text.
    fn is_plain(&self, text: &str) -> bool {
        let offset = (text.as_ptr() as usize).checked_sub(self.source.as_ptr() as usize);
        let before = offset.and_then(|it| self.source.get(..it)).unwrap_or("");
        let tagged = before.trim_end_matches([' ', '\t']);
        let is_text = tagged.len() < before.len()
            && (tagged.ends_with("!!str")
                || tagged.ends_with(" !")
                || tagged.ends_with(STRING_TAG));
        !before.ends_with(['"', '\'']) && !is_text
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;
    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        self.count()?;
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a value")
    }
    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E: Error>(self, it: bool) -> Result<Value, E> {
        Ok(Value::Bool(it))
    }
    fn visit_i64<E: Error>(self, it: i64) -> Result<Value, E> {
        Ok(Value::from(it))
    }
    fn visit_u64<E: Error>(self, it: u64) -> Result<Value, E> {
        Ok(Value::from(it))
    }
    fn visit_f64<E: Error>(self, it: f64) -> Result<Value, E> {
        Ok(scalar::from_float(it))
    }
    fn visit_str<E: Error>(self, it: &str) -> Result<Value, E> {
        Ok(Value::String(it.to_owned()))
    }
    fn visit_borrowed_str<E: Error>(self, it: &'de str) -> Result<Value, E> {
        Ok(if self.is_plain(it) { scalar::resolve(it) } else { Value::String(it.to_owned()) })
    }
    fn visit_enum<A: EnumAccess<'de>>(self, it: A) -> Result<Value, A::Error> {
        // A tag that nobody knows says nothing.
        let (_, variant) = it.variant::<String>()?;
        variant.newtype_variant_seed(self)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut it: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = it.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut it: A) -> Result<Value, A::Error> {
        let (mut map, mut merged) = (Map::new(), Vec::new());
        while let Some(key) = it.next_key_seed(self)? {
            let key = key_text(key).map_err(Error::custom)?;
            if key == "<<" {
                merged.push(it.next_value_seed(self)?);
                continue;
            }
            if self.is_strict && map.contains_key(&key) {
                it.next_value_seed(Duplicate(key.clone()))?;
            }
            map.insert(key, it.next_value_seed(self)?);
        }
        merged.into_iter().for_each(|it| merge(&mut map, it));
        Ok(Value::Object(map))
    }
}

/// Keys of other types become their text, but for maps and lists: what is left of a template,
/// such as `{{ .Values.x }}`, is a map that is the key of another.
/// Source: `sigs.k8s.io/yaml/yaml.go`, `goyaml.v2/decode.go` `mapping`.
fn key_text(key: Value) -> Result<String, String> {
    match key {
        Value::String(text) => Ok(text),
        Value::Object(_) | Value::Array(_) => {
            Err(format!("{MARK}invalid map key: {}{MARK}", go_syntax(&key)))
        }
        other => Ok(other.to_string()),
    }
}

/// A tree as Go's `%#v` prints it.
fn go_syntax(value: &Value) -> String {
    match value {
        Value::Null => "interface {}(nil)".to_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(go_syntax).collect();
            format!("[]interface {{}}{{{}}}", items.join(", "))
        }
        Value::Object(map) => {
            let pairs = map.iter().map(|(key, it)| format!("{key:?}:{}", go_syntax(it)));
            format!("map[interface {{}}]interface {{}}{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// `<<: *defaults` adds what is not there.
fn merge(map: &mut Map, defaults: Value) {
    match defaults {
        Value::Object(defaults) => {
            for (key, value) in defaults {
                map.entry(key).or_insert(value);
            }
        }
        Value::Array(list) => list.into_iter().for_each(|it| merge(map, it)),
        _ => {}
    }
}

/// Fails wherever it is used, and thus learns the line of the second value.
struct Duplicate(String);

impl<'de> DeserializeSeed<'de> for Duplicate {
    type Value = ();
    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl Visitor<'_> for Duplicate {
    type Value = ();
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{MARK}key {:?}{DUPLICATE}", self.0)
    }
}

/// The library's message in the words and with the line numbers of Go's.
/// Source: `goyaml.v2/decode.go` `parser.fail`.
fn go_message(text: &str, document: &str) -> String {
    if let [_, key, _] = text.split(MARK).collect::<Vec<_>>().as_slice() {
        return format!("yaml: {key}");
    }
    if let Some((_, duplicate)) = text.split_once(MARK) {
        let (what, line) = duplicate.rsplit_once(" at line ").unwrap_or((duplicate, ""));
        let line = line.split(' ').next().unwrap_or("");
        return format!("yaml: unmarshal errors:\n  line {line}: {what}");
    }
    if text.contains("repetition limit") || text.contains(ALIASES) {
        return format!("yaml: {ALIASES}");
    }
    if text.contains("recursion limit") {
        return DEEP.to_owned();
    }
    if let Some(place) = text.split_once("unknown anchor at line ").map(|it| it.1) {
        let name = anchor_at(document, place).unwrap_or_default();
        return format!("yaml: unknown anchor '{name}' referenced");
    }
    if let Some((_, wrong)) = text.split_once("invalid value: string ")
        && let Some(message) = wrong_tag(wrong)
    {
        return message;
    }
    let (problem, context) = text.split_once(", while ").unwrap_or((text, ""));
    let (problem, line) = split_line(problem);
    let (_, context_line) = split_line(context);
    // Only the scanner counts lines from one.
    let in_scanner = context.starts_with("scanning")
        || context.starts_with("parsing a quoted scalar")
        || problem.ends_with("not allowed in this context");
    let line = match (line, context_line) {
        (line, _) if line > 1 => line - 1 + u64::from(in_scanner),
        (_, line) if line > 1 => line - 1,
        _ => 0,
    };
    if line == 0 { format!("yaml: {problem}") } else { format!("yaml: line {line}: {problem}") }
}

/// The name behind the star at `2 column 7`.
fn anchor_at<'d>(document: &'d str, place: &str) -> Option<&'d str> {
    let (line, column) = place.split_once(" column ")?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let line = document.lines().nth(line.checked_sub(1)?)?;
    let start = line.char_indices().nth(column.checked_sub(1)?)?.0;
    let rest = line.get(start..)?.trim_start_matches('*');
    let end = rest.find(|it: char| !(it.is_alphanumeric() || "-_".contains(it)));
    rest.get(..end.unwrap_or(rest.len()))
}

/// `"Pod", expected an integer at line 1 column 7`: a text behind a tag that wants a number.
fn wrong_tag(text: &str) -> Option<String> {
    let (value, wanted) = text.rsplit_once(", expected ")?;
    let tag = match wanted.split(" at line").next()? {
        "an integer" => "int",
        "a float" => "float",
        "a boolean" => "bool",
        _ => return None,
    };
    Some(format!("yaml: cannot decode !!str `{}` as a !!{tag}", value.trim_matches('"')))
}

/// `did not find expected key at line 4 column 2`: the message and 4.
fn split_line(text: &str) -> (&str, u64) {
    let Some((message, place)) = text.rsplit_once(" at line ") else { return (text, 0) };
    let line = place.split(' ').next().and_then(|it| it.parse().ok());
    (message, line.unwrap_or(0))
}
