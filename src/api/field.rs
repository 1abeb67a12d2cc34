//! From the value tree to typed fields and back, with the error texts of Go's JSON decoder.
//!
//! One small path for every kind: [`object!`](crate::api::field) writes, for each struct, which
//! field has which JSON name, and keeps what it does not know in `rest`. That is a fraction of
//! the code that a derived deserialiser per struct would be in the wasm.

mod rest;
mod shared;
mod text;
mod types;

pub use self::rest::Rest;
pub use self::shared::Shared;
pub use self::text::Text;
pub(super) use self::text::compare;

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

/// A field as the table-driven reader and writer see it, whatever its type: one function each
/// for all structs, instead of one for each struct.
pub trait Field {
    /// Reads a value into this one, which is empty; `null` has been dealt with before.
    ///
    /// # Errors
    /// The value has another type.
    fn read(&mut self, value: Value) -> Result<(), DecodeError>;

    /// Writes the value; `None` where Go's `omitempty` would leave the field out.
    fn write(&self) -> Option<Value>;

    /// What an empty value looks like when it is not left out.
    fn empty(&self) -> Value {
        Value::Null
    }

    /// Writes the value even when it is empty.
    fn write_always(&self) -> Value
    where
        Self: Sized,
    {
        write_always(self)
    }
}

fn write_always(field: &dyn Field) -> Value {
    field.write().unwrap_or_else(|| field.empty())
}

/// A type that can stand in a field.
pub trait FieldType: Field + Default {
    /// The type's name in Go, for error texts.
    const GO: &'static str;

    /// The fields, where this is a struct (or a list of them).
    fn shape() -> Option<Shape> {
        None
    }
}

/// A struct of the API: its name in Go and its typed fields.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Such as `PodSpec`.
    pub name: &'static str,
    /// Each field, in the order in which they are read.
    pub fields: &'static [FieldShape],
}

/// A field of a struct.
#[derive(Clone, Copy, Debug)]
pub struct FieldShape {
    /// Its JSON name.
    pub name: &'static str,
    /// Whether Go writes it even when it is empty.
    pub always: bool,
    /// Whether nothing comes of it: it is accepted, defaulted and shown, not simulated.
    pub shown: bool,
    /// Its own shape.
    pub shape: fn() -> Option<Shape>,
}

impl Shape {
    /// Reads a struct: the slots are its fields, in the order of the shape.
    pub(crate) fn read(
        &self,
        value: Value,
        slots: &mut [&mut dyn Field],
        rest: &mut Rest,
    ) -> Result<(), DecodeError> {
        let Value::Object(mut map) = value else { return Err(mismatch(&value, self.name)) };
        for (field, slot) in self.fields.iter().zip(slots) {
            match map.remove(field.name) {
                None | Some(Value::Null) => {}
                Some(value) => {
                    slot.read(value).map_err(|error| error.under(self.name, field.name))?;
                }
            }
        }
        *rest = map.into();
        Ok(())
    }

    /// Writes a struct.
    pub(crate) fn write(&self, slots: &[&dyn Field], rest: &Map) -> Option<Value> {
        let mut map = rest.clone();
        for (field, slot) in self.fields.iter().zip(slots) {
            let value = if field.always { Some(write_always(*slot)) } else { slot.write() };
            if let Some(value) = value {
                map.insert(field.name.to_owned(), value);
            }
        }
        (!map.is_empty()).then_some(Value::Object(map))
    }
}

/// Decodes a whole object.
///
/// # Errors
/// A field has the wrong type.
pub fn decode<T: FieldType>(value: Value) -> Result<T, DecodeError> {
    let mut decoded = T::default();
    decoded.read(value)?;
    Ok(decoded)
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

/// Declares structs of the API: the Rust field, its type, its JSON name. `always` marks a field
/// that Go writes even when it is empty (no `omitempty`); `shown` one that is not simulated.
macro_rules! object {
    ($(
        $(#[$attr:meta])*
        pub struct $name:ident {
            $( $(#[$fattr:meta])* $field:ident : $type:ty => $json:literal $($mark:ident)* , )*
        }
    )*) => {$(
        $(#[$attr])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $( $(#[$fattr])* pub $field: $type, )*
            /// What the manifest says beyond the fields above.
            pub rest: $crate::api::field::Rest,
        }

        impl $name {
            const SHAPE: $crate::api::field::Shape = $crate::api::field::Shape {
                name: stringify!($name),
                fields: &[ $( $crate::api::field::FieldShape {
                    name: $json,
                    always: $crate::api::field::object!(@always $($mark)*),
                    shown: $crate::api::field::object!(@shown $($mark)*),
                    shape: <$type as $crate::api::field::FieldType>::shape,
                }, )* ],
            };
        }

        impl $crate::api::field::Field for $name {
            fn read(
                &mut self,
                value: $crate::api::field::Value,
            ) -> Result<(), $crate::api::field::DecodeError> {
                Self::SHAPE.read(value, &mut [ $( &mut self.$field, )* ], &mut self.rest)
            }
            fn write(&self) -> Option<$crate::api::field::Value> {
                Self::SHAPE.write(&[ $( &self.$field, )* ], &self.rest)
            }
            fn empty(&self) -> $crate::api::field::Value {
                $crate::api::field::Value::Object($crate::api::field::Map::new())
            }
        }

        impl $crate::api::field::FieldType for $name {
            const GO: &'static str = stringify!($name);
            fn shape() -> Option<$crate::api::field::Shape> {
                Some(Self::SHAPE)
            }
        }
    )*};
    (@always always $($mark:ident)*) => { true };
    (@always $($mark:ident)*) => { false };
    (@shown shown) => { true };
    (@shown $mark:ident $($rest:ident)*) => { $crate::api::field::object!(@shown $($rest)*) };
    (@shown) => { false };
}
pub(crate) use object;
