//! What differs between two specs, as `cmp.Diff` of go-cmp prints it: equal fields that stand
//! beside a difference are shown in short, others are counted.
//! Source: `github.com/google/go-cmp/cmp/report_{compare,text,reflect}.go`.

#[cfg(test)]
mod tests;
mod text;
mod types;

use self::text::{Record, Text};
use self::types::Member;
pub(super) use self::types::{Type, members};
use crate::api::{Quantity, Value};

/// So many equal records are shown beside a difference.
const CONTEXT: usize = 2;

/// The difference between two values of a struct.
pub(super) fn diff(name: &'static str, old: &Value, new: &Value) -> String {
    let r#type = Type::Struct(name);
    let body = unequal(r#type, old, new);
    text::print(&typed(r#type, body))
}

fn typed(r#type: Type, text: Text) -> Text {
    match r#type.name() {
        Some(name) if !matches!(text, Text::Line(_)) => {
            Text::Wrap(name, Box::new(text), String::new())
        }
        _ => text,
    }
}

fn braces(list: Vec<Record>) -> Text {
    Text::Wrap("{".to_owned(), Box::new(Text::List(list)), "}".to_owned())
}

fn quoted(text: &str) -> String {
    let has_quotes = text.contains('"') || text.contains('\\');
    if has_quotes && !text.contains('`') && !text.contains('\n') {
        return format!("`{text}`");
    }
    format!("{text:?}")
}

fn is_zero(r#type: Type, value: &Value) -> bool {
    match (r#type, value) {
        (_, Value::Null) => true,
        (Type::Text, Value::String(text)) => text.is_empty(),
        (Type::Number, value) => value.as_i64() == Some(0),
        (Type::Bool, value) => *value == Value::Bool(false),
        (Type::Struct(_), value) => {
            members(r#type, &[value]).iter().all(|it| is_zero(it.r#type, it.of(value)))
        }
        _ => false,
    }
}

/// How much is shown of a value: at level 0 nothing of what is inside.
#[derive(Clone, Copy)]
struct Show {
    level: u32,
    /// Whether its type is named.
    is_typed: bool,
    /// Whether it stands beside a difference; then no types are named.
    is_context: bool,
}

impl Show {
    fn below(self, is_typed: bool) -> Self {
        let level = self.level.saturating_sub(1);
        Self { level, is_typed: is_typed && !self.is_context, ..self }
    }
}

/// A value by itself.
fn value(r#type: Type, it: &Value, show: Show) -> Text {
    let line = |text: String| Text::Line(text);
    let most = usize::try_from((1_u32 << show.level >> 1) << 2).unwrap_or(0);
    let wrap = |text: Text| if show.is_typed { typed(r#type, text) } else { text };
    let short = |mut list: Vec<Record>| {
        if list.len() > most {
            list.truncate(most);
            list.push(Record::ellipsis(None));
        }
        wrap(braces(list))
    };
    match (r#type, it) {
        (Type::Text, Value::String(text)) => line(quoted(text)),
        (Type::Text, _) => line("\"\"".to_owned()),
        (Type::Number, Value::Null) => line("0".to_owned()),
        (Type::Bool, Value::Null) => line("false".to_owned()),
        (Type::Struct(_), it) => {
            let all = members(r#type, &[it]);
            let shown = all.iter().filter(|field| !is_zero(field.r#type, field.of(it)));
            short(
                shown
                    .map(|field| {
                        let inner = value(field.r#type, field.of(it), show.below(true));
                        Record::of(&field.name, inner)
                    })
                    .collect(),
            )
        }
        (_, Value::Null) => line("nil".to_owned()),
        (Type::Pointer(inner), it) => {
            let inner = value(inner.parse(), it, show);
            Text::Wrap("&".to_owned(), Box::new(inner), String::new())
        }
        (Type::List(inner), Value::Array(items)) => {
            let of = |it: &Value| Record::of("", value(inner.parse(), it, show.below(false)));
            short(items.iter().map(of).collect())
        }
        (Type::Map(inner), Value::Object(map)) => {
            let of = |(key, it): (&String, &Value)| {
                let key = if inner.0 == "q" { format!("s{key:?}") } else { format!("{key:?}") };
                Record::of(&key, value(inner.parse(), it, show.below(false)))
            };
            short(map.iter().map(of).collect())
        }
        (Type::Quantity, it) => quantity(it, show),
        (Type::IntOrString, it) => {
            let name = if show.is_typed { "intstr.IntOrString" } else { "" };
            line(match it {
                Value::String(text) => format!("{name}{{Type: 1, StrVal: {}}}", quoted(text)),
                it => format!("{name}{{IntVal: {it}}}"),
            })
        }
        (_, it) => line(it.to_string()),
    }
}

/// A quantity has its own fields.
fn quantity(it: &Value, show: Show) -> Text {
    let text = it.as_str().map_or_else(|| it.to_string(), str::to_owned);
    let parsed = Quantity::parse(&text).unwrap_or_default();
    let format = if text.ends_with('i') { "BinarySI" } else { "DecimalSI" };
    let inner = if show.level > 1 {
        let (number, scale) = match parsed.milli() % 1000 {
            0 => (parsed.value(), String::new()),
            _ => (parsed.milli(), ", scale: -3".to_owned()),
        };
        format!("resource.int64Amount{{value: {number}{scale}}}")
    } else {
        "{...}".to_owned()
    };
    Text::Line(format!("{{i: {inner}, s: {text:?}, Format: {format:?}}}"))
}

/// Equal values are shown in short; each struct and list begins anew with its level.
fn equal(r#type: Type, it: &Value) -> Text {
    let list = |list: Vec<Record>| {
        let mut list = list;
        if list.len() > 4 {
            list.truncate(4);
            list.push(Record::ellipsis(None));
        }
        braces(list)
    };
    match (r#type, it) {
        (Type::Struct(_), it) => list(
            members(r#type, &[it])
                .iter()
                .filter(|field| !is_zero(field.r#type, field.of(it)))
                .map(|field| Record::of(&field.name, equal(field.r#type, field.of(it))))
                .collect(),
        ),
        (Type::Pointer(inner), it) if !it.is_null() => {
            Text::Wrap("&".to_owned(), Box::new(equal(inner.parse(), it)), String::new())
        }
        (Type::List(inner), Value::Array(items)) => {
            list(items.iter().map(|it| Record::of("", equal(inner.parse(), it))).collect())
        }
        (Type::Map(inner), Value::Object(map)) => {
            let of = |(key, it): (&String, &Value)| {
                let key = if inner.0 == "q" { format!("s{key:?}") } else { format!("{key:?}") };
                Record::of(&key, equal(inner.parse(), it))
            };
            list(map.iter().map(of).collect())
        }
        (other, it) => value(other, it, Show { level: 1, is_typed: false, is_context: true }),
    }
}

/// A pair of values on the way: a missing one was removed or inserted.
struct Pair<'a> {
    key: String,
    r#type: Type,
    old: Option<&'a Value>,
    new: Option<&'a Value>,
    /// Fields of structs are shown with their types.
    with_types: bool,
}

impl Pair<'_> {
    fn is_equal(&self) -> bool {
        match (self.old, self.new) {
            (Some(old), Some(new)) => {
                old == new || (is_zero(self.r#type, old) && is_zero(self.r#type, new))
            }
            _ => false,
        }
    }
}

fn pairs<'a>(r#type: Type, old: &'a Value, new: &'a Value) -> Vec<Pair<'a>> {
    let pair =
        |key: String, r#type, old, new, with_types| Pair { key, r#type, old, new, with_types };
    match (r#type, old, new) {
        (Type::Struct(_), old, new) => members(r#type, &[old, new])
            .into_iter()
            .map(|it: Member| {
                let (old, new) = (it.of(old), it.of(new));
                pair(it.name, it.r#type, Some(old), Some(new), true)
            })
            .collect(),
        (Type::List(inner), Value::Array(old), Value::Array(new)) => {
            let most = old.len().max(new.len());
            let of = |at| pair(String::new(), inner.parse(), old.get(at), new.get(at), false);
            (0..most).map(of).collect()
        }
        (Type::Map(inner), Value::Object(old), Value::Object(new)) => {
            let keys: crate::sorted::SortedSet<&String> = old.keys().chain(new.keys()).collect();
            let name = |key: &String| match inner.0 {
                "q" => format!("s{key:?}"),
                _ => format!("{key:?}"),
            };
            let of = |key| pair(name(key), inner.parse(), old.get(key), new.get(key), false);
            keys.into_iter().map(of).collect()
        }
        _ => Vec::new(),
    }
}

/// How many values are below, and how deep: a chain is shown as a whole.
fn is_chain(pair: &Pair<'_>) -> bool {
    let (Some(old), Some(new)) = (pair.old, pair.new) else { return true };
    if old.is_null() != new.is_null() && !matches!(pair.r#type, Type::Struct(_)) {
        return true;
    }
    match pair.r#type {
        Type::Pointer(inner) => is_chain(&Pair {
            key: String::new(),
            r#type: inner.parse(),
            old: pair.old,
            new: pair.new,
            with_types: false,
        }),
        Type::Struct(_) | Type::List(_) | Type::Map(_) => {
            let below = pairs(pair.r#type, old, new);
            below.len() == 1 && below.iter().all(is_chain)
        }
        _ => true,
    }
}

fn unequal(r#type: Type, old: &Value, new: &Value) -> Text {
    if let Type::Pointer(inner) = r#type {
        let inner = inner.parse();
        let text = typed(inner, unequal(inner, old, new));
        return Text::Wrap("&".to_owned(), Box::new(text), String::new());
    }
    let what = match r#type {
        Type::Struct(_) => "field",
        Type::Map(_) => "entry",
        _ => "element",
    };
    let all = pairs(r#type, old, new);
    let (mut list, mut at) = (Vec::new(), 0);
    while at < all.len() {
        let is_equal = all[at].is_equal();
        let count = all[at..].iter().take_while(|it| it.is_equal() == is_equal).count();
        let group = &all[at..at + count];
        if is_equal {
            context(group, at == 0, at + count == all.len(), what, &mut list);
        } else {
            group.iter().for_each(|it| difference(it, &mut list));
        }
        at += count;
    }
    braces(list)
}

fn context(group: &[Pair<'_>], is_first: bool, is_last: bool, what: &str, list: &mut Vec<Record>) {
    let count = group.len();
    let low = if is_first { 0 } else { CONTEXT.min(count) };
    let mut high = if is_last { 0 } else { CONTEXT.min(count - low) };
    if count - low - high == 1 {
        high += 1;
    }
    let show =
        |it: &Pair<'_>| Record::of(&it.key, equal(it.r#type, it.new.unwrap_or(&Value::Null)));
    list.extend(group[..low].iter().map(show));
    let hidden = count - low - high;
    if hidden > 0 {
        let plural = match (hidden, what) {
            (1, what) => what.to_owned(),
            (_, "entry") => "entries".to_owned(),
            (_, what) => format!("{what}s"),
        };
        list.push(Record::ellipsis(Some(format!("{hidden} identical {plural}"))));
    }
    list.extend(group[count - high..].iter().map(show));
}

fn difference(pair: &Pair<'_>, list: &mut Vec<Record>) {
    if !is_chain(pair) {
        let null = &Value::Null;
        let body = unequal(pair.r#type, pair.old.unwrap_or(null), pair.new.unwrap_or(null));
        let body = if pair.with_types { typed(pair.r#type, body) } else { body };
        list.push(Record::of(&pair.key, body));
        return;
    }
    let texts = |level: u32| {
        let show = Show { level, is_typed: pair.with_types, is_context: false };
        [pair.old, pair.new].map(|it| it.map(|it| value(pair.r#type, it, show)))
    };
    // Where the difference would be among what is left out, more is shown.
    let levels = (3..10).map(texts);
    let found = levels.into_iter().find(|it| match it {
        [Some(old), Some(new)] => text::print(old) != text::print(new),
        _ => true,
    });
    let both = found.unwrap_or_else(|| texts(10));
    for (sign, text) in ['-', '+'].into_iter().zip(both) {
        if let Some(text) = text {
            let mut record = Record::of(&pair.key, text);
            record.sign = Some(sign);
            list.push(record);
        }
    }
}
