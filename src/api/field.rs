//! From the value tree to typed fields and back, with the error texts of Go's JSON decoder.
//!
//! One small path for every kind: [`object!`](crate::api::field) writes, for each struct, which
//! field has which JSON name, and keeps what it does not know in `rest`. That is a fraction of
//! the code that a derived deserialiser per struct would be in the wasm.

use std::collections::BTreeMap;
use std::rc::Rc;

/// The tree every object is read from and written to; keys are sorted, as kubectl prints them.
pub type Value = serde_json::Value;
/// An object of the value tree.
pub type Map = serde_json::Map<String, Value>;

/// A value of the wrong type, in the words of Go's `encoding/json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// The struct whose field could not be set, such as `DeploymentSpec`.
    pub owner: &'static str,
    /// The field's path, such as `spec.replicas`.
    pub path: String,
    /// What stood in the manifest: `string`, `number`, `bool`, `array`, `object`.
    pub got: &'static str,
    /// The Go type that was wanted.
    pub want: &'static str,
}

impl std::fmt::Display for DecodeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { owner, path, got, want } = self;
        write!(f, "json: cannot unmarshal {got} into Go struct field {owner}.{path} of type {want}")
    }
}

/// A type that can stand in a field.
pub trait Field: Sized + Default {
    /// The type's name in Go, for error texts.
    const GO: &'static str;

    /// Reads a value; `null` has been dealt with before.
    ///
    /// # Errors
    /// The value has another type.
    fn read(value: Value) -> Result<Self, DecodeError>;

    /// Writes the value; `None` where Go's `omitempty` would leave the field out.
    fn write(&self) -> Option<Value>;

    /// Writes the value even when it is empty.
    fn write_always(&self) -> Value {
        self.write().unwrap_or_else(|| Self::empty())
    }

    /// What an empty value looks like when it is not left out.
    fn empty() -> Value {
        Value::Null
    }

    /// The fields, where this is a struct (or a list of them).
    fn shape() -> Option<Shape> {
        None
    }
}

/// A struct of the API: its name in Go and its typed fields, by their JSON names.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Such as `PodSpec`.
    pub name: &'static str,
    /// Each field with its own shape.
    pub fields: &'static [(&'static str, FieldShape)],
}

/// The shape of a field.
pub type FieldShape = fn() -> Option<Shape>;

/// Decodes a whole object.
///
/// # Errors
/// A field has the wrong type.
pub fn decode<T: Field>(value: Value) -> Result<T, DecodeError> {
    T::read(value)
}

/// What JSON type a value has, as Go's decoder names it.
pub(crate) fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// A type error whose owner and path the callers fill in on the way up.
pub(crate) fn mismatch(value: &Value, want: &'static str) -> DecodeError {
    DecodeError { owner: "", path: String::new(), got: json_type(value), want }
}

impl DecodeError {
    /// Puts the field's name before the path.
    pub(crate) fn under(mut self, owner: &'static str, field: &str) -> Self {
        if self.owner.is_empty() {
            self.owner = owner;
        }
        let dot = if self.path.is_empty() { "" } else { "." };
        self.path = format!("{field}{dot}{}", self.path);
        self
    }
}

/// Takes a field out of a map and reads it.
pub(crate) fn take<T: Field>(
    map: &mut Map,
    owner: &'static str,
    name: &str,
) -> Result<T, DecodeError> {
    match map.remove(name) {
        None | Some(Value::Null) => Ok(T::default()),
        Some(value) => T::read(value).map_err(|error| error.under(owner, name)),
    }
}

impl Field for String {
    const GO: &'static str = "string";
    fn read(value: Value) -> Result<Self, DecodeError> {
        match value {
            Value::String(text) => Ok(text),
            other => Err(mismatch(&other, Self::GO)),
        }
    }
    fn write(&self) -> Option<Value> {
        (!self.is_empty()).then(|| Value::String(self.clone()))
    }
    fn empty() -> Value {
        Value::String(String::new())
    }
}

impl Field for bool {
    const GO: &'static str = "bool";
    fn read(value: Value) -> Result<Self, DecodeError> {
        value.as_bool().ok_or_else(|| mismatch(&value, Self::GO))
    }
    fn write(&self) -> Option<Value> {
        self.then_some(Value::Bool(true))
    }
    fn empty() -> Value {
        Value::Bool(false)
    }
}

impl Field for i32 {
    const GO: &'static str = "int32";
    fn read(value: Value) -> Result<Self, DecodeError> {
        let number = value.as_i64().and_then(|number| i32::try_from(number).ok());
        number.ok_or_else(|| integer_mismatch(&value, Self::GO))
    }
    fn write(&self) -> Option<Value> {
        (*self != 0).then(|| Value::from(*self))
    }
    fn empty() -> Value {
        Value::from(0)
    }
}

impl Field for i64 {
    const GO: &'static str = "int64";
    fn read(value: Value) -> Result<Self, DecodeError> {
        value.as_i64().ok_or_else(|| integer_mismatch(&value, Self::GO))
    }
    fn write(&self) -> Option<Value> {
        (*self != 0).then(|| Value::from(*self))
    }
    fn empty() -> Value {
        Value::from(0)
    }
}

/// Go says `number 1.5` where a number does not fit, but only the type where it is no number.
fn integer_mismatch(value: &Value, want: &'static str) -> DecodeError {
    mismatch(value, want)
}

impl<T: Field> Field for Option<T> {
    const GO: &'static str = T::GO;
    fn read(value: Value) -> Result<Self, DecodeError> {
        T::read(value).map(Some)
    }
    fn write(&self) -> Option<Value> {
        self.as_ref().map(T::write_always)
    }
    fn shape() -> Option<Shape> {
        T::shape()
    }
}

impl<T: Field> Field for Vec<T> {
    const GO: &'static str = "[]";
    fn read(value: Value) -> Result<Self, DecodeError> {
        match value {
            Value::Array(items) => items.into_iter().map(T::read).collect(),
            other => Err(mismatch(&other, list_type(T::GO))),
        }
    }
    fn write(&self) -> Option<Value> {
        (!self.is_empty()).then(|| Value::Array(self.iter().map(T::write_always).collect()))
    }
    fn empty() -> Value {
        Value::Array(Vec::new())
    }
    fn shape() -> Option<Shape> {
        T::shape()
    }
}

/// Go's name of a list of the given type.
fn list_type(item: &'static str) -> &'static str {
    match item {
        "string" => "[]string",
        "Container" => "[]v1.Container",
        "int32" => "[]int32",
        "ContainerPort" => "[]v1.ContainerPort",
        "EnvVar" => "[]v1.EnvVar",
        "PodSchedulingGate" => "[]v1.PodSchedulingGate",
        "Toleration" => "[]v1.Toleration",
        "Volume" => "[]v1.Volume",
        _ => "[]interface {}",
    }
}

impl<T: Field> Field for BTreeMap<String, T> {
    const GO: &'static str = "map[string]string";
    fn read(value: Value) -> Result<Self, DecodeError> {
        match value {
            Value::Object(map) => map
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| Ok((key, T::read(value)?)))
                .collect(),
            other => Err(mismatch(&other, Self::GO)),
        }
    }
    fn write(&self) -> Option<Value> {
        let map = || self.iter().map(|(key, value)| (key.clone(), value.write_always())).collect();
        (!self.is_empty()).then(|| Value::Object(map()))
    }
    fn empty() -> Value {
        Value::Object(Map::new())
    }
}

impl Field for Value {
    const GO: &'static str = "interface {}";
    fn read(value: Value) -> Result<Self, DecodeError> {
        Ok(value)
    }
    fn write(&self) -> Option<Value> {
        (!self.is_null()).then(|| self.clone())
    }
}

impl<T: Field> Field for Rc<T> {
    const GO: &'static str = T::GO;
    fn read(value: Value) -> Result<Self, DecodeError> {
        T::read(value).map(Rc::new)
    }
    fn write(&self) -> Option<Value> {
        (**self).write()
    }
    fn empty() -> Value {
        T::empty()
    }
    fn shape() -> Option<Shape> {
        T::shape()
    }
}

/// Declares structs of the API: the Rust field, its type, its JSON name. `always` marks a field
/// that Go writes even when it is empty (no `omitempty`).
macro_rules! object {
    ($(
        $(#[$attr:meta])*
        pub struct $name:ident {
            $( $(#[$fattr:meta])* $field:ident : $type:ty => $json:literal $($always:ident)? , )*
        }
    )*) => {$(
        $(#[$attr])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $( $(#[$fattr])* pub $field: $type, )*
            /// What the manifest says beyond the fields above.
            pub rest: $crate::api::field::Map,
        }

        impl $crate::api::field::Field for $name {
            const GO: &'static str = stringify!($name);
            fn read(
                value: $crate::api::field::Value,
            ) -> Result<Self, $crate::api::field::DecodeError> {
                use $crate::api::field::{Value, mismatch, take};
                let Value::Object(mut map) = value else { return Err(mismatch(&value, Self::GO)) };
                Ok(Self {
                    $( $field: take(&mut map, Self::GO, $json)?, )*
                    rest: map,
                })
            }
            fn write(&self) -> Option<$crate::api::field::Value> {
                #[allow(unused_mut)]
                let mut map = self.rest.clone();
                $( $crate::api::field::object!(@put map, self.$field, $json $($always)?); )*
                (!map.is_empty()).then_some($crate::api::field::Value::Object(map))
            }
            fn empty() -> $crate::api::field::Value {
                $crate::api::field::Value::Object($crate::api::field::Map::new())
            }
            fn shape() -> Option<$crate::api::field::Shape> {
                Some($crate::api::field::Shape {
                    name: Self::GO,
                    fields: &[ $( ($json, <$type as $crate::api::field::Field>::shape), )* ],
                })
            }
        }
    )*};
    (@put $map:ident, $value:expr, $json:literal always) => {
        $map.insert($json.to_owned(), $crate::api::field::Field::write_always(&$value));
    };
    (@put $map:ident, $value:expr, $json:literal) => {
        if let Some(value) = $crate::api::field::Field::write(&$value) {
            $map.insert($json.to_owned(), value);
        }
    };
}
pub(crate) use object;
