//! The types that can stand in a field, other than structs of the API.

use super::{DecodeError, Field, FieldType, Map, Shape, Value, decode, mismatch, write_always};
use crate::sorted::SortedMap;
use std::rc::Rc;

impl Field for String {
    fn read(&mut self, value: Value) -> Result<(), DecodeError> {
        match value {
            Value::String(text) => *self = text,
            other => return Err(mismatch(&other, Self::GO)),
        }
        Ok(())
    }
    fn write(&self) -> Option<Value> {
        (!self.is_empty()).then(|| Value::String(self.clone()))
    }
    fn empty(&self) -> Value {
        Value::String(String::new())
    }
}

impl FieldType for String {
    const GO: &'static str = "string";
}

impl Field for bool {
    fn read(&mut self, value: Value) -> Result<(), DecodeError> {
        *self = value.as_bool().ok_or_else(|| mismatch(&value, Self::GO))?;
        Ok(())
    }
    fn write(&self) -> Option<Value> {
        self.then_some(Value::Bool(true))
    }
    fn empty(&self) -> Value {
        Value::Bool(false)
    }
}

impl FieldType for bool {
    const GO: &'static str = "bool";
}

impl Field for i32 {
    fn read(&mut self, value: Value) -> Result<(), DecodeError> {
        let number = value.as_i64().and_then(|number| Self::try_from(number).ok());
        *self = number.ok_or_else(|| mismatch(&value, Self::GO))?;
        Ok(())
    }
    fn write(&self) -> Option<Value> {
        (*self != 0).then(|| Value::from(*self))
    }
    fn empty(&self) -> Value {
        Value::from(0)
    }
}

impl FieldType for i32 {
    const GO: &'static str = "int32";
}

impl Field for i64 {
    fn read(&mut self, value: Value) -> Result<(), DecodeError> {
        *self = value.as_i64().ok_or_else(|| mismatch(&value, Self::GO))?;
        Ok(())
    }
    fn write(&self) -> Option<Value> {
        (*self != 0).then(|| Value::from(*self))
    }
    fn empty(&self) -> Value {
        Value::from(0)
    }
}

impl FieldType for i64 {
    const GO: &'static str = "int64";
}

impl<T: FieldType> Field for Option<T> {
    fn read(&mut self, value: Value) -> Result<(), DecodeError> {
        self.insert(T::default()).read(value)
    }
    fn write(&self) -> Option<Value> {
        self.as_ref().map(T::write_always)
    }
}

impl<T: FieldType> FieldType for Option<T> {
    const GO: &'static str = T::GO;
    fn shape() -> Option<Shape> {
        T::shape()
    }
}

impl<T: FieldType> Field for Vec<T> {
    fn read(&mut self, value: Value) -> Result<(), DecodeError> {
        read_items(value, T::GO, &mut |item| self.push_mut(T::default()).read(item))
    }
    fn write(&self) -> Option<Value> {
        write_items(&mut self.iter().map(|it| it as &dyn Field))
    }
    fn empty(&self) -> Value {
        Value::Array(Vec::new())
    }
}

fn read_items(
    value: Value,
    item: &'static str,
    read: &mut dyn FnMut(Value) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    let Value::Array(items) = value else { return Err(mismatch(&value, list_type(item))) };
    items.into_iter().try_for_each(read)
}

fn write_items(items: &mut dyn Iterator<Item = &dyn Field>) -> Option<Value> {
    let items: Vec<Value> = items.map(write_always).collect();
    (!items.is_empty()).then_some(Value::Array(items))
}

impl<T: FieldType> FieldType for Vec<T> {
    const GO: &'static str = "[]";
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
        "int64" => "[]int64",
        "ContainerPort" => "[]v1.ContainerPort",
        "EnvVar" => "[]v1.EnvVar",
        "PodSchedulingGate" => "[]v1.PodSchedulingGate",
        "Toleration" => "[]v1.Toleration",
        "Volume" => "[]v1.Volume",
        "VolumeMount" => "[]v1.VolumeMount",
        _ => "[]interface {}",
    }
}

impl<T: FieldType> Field for SortedMap<String, T> {
    fn read(&mut self, value: Value) -> Result<(), DecodeError> {
        let Value::Object(map) = value else { return Err(mismatch(&value, Self::GO)) };
        for (key, value) in map {
            if !value.is_null() {
                self.insert(key, decode(value)?);
            }
        }
        Ok(())
    }
    fn write(&self) -> Option<Value> {
        let map = || {
            crate::sorted::map_of(
                self.iter().map(|(key, value)| (key.clone(), value.write_always())),
            )
        };
        (!self.is_empty()).then(|| Value::Object(map()))
    }
    fn empty(&self) -> Value {
        Value::Object(Map::new())
    }
}

impl<T: FieldType> FieldType for SortedMap<String, T> {
    const GO: &'static str = "map[string]string";
}

impl Field for Value {
    fn read(&mut self, value: Value) -> Result<(), DecodeError> {
        *self = value;
        Ok(())
    }
    fn write(&self) -> Option<Value> {
        (!self.is_null()).then(|| self.clone())
    }
}

impl FieldType for Value {
    const GO: &'static str = "interface {}";
}

impl<T: FieldType> Field for Rc<T> {
    fn read(&mut self, value: Value) -> Result<(), DecodeError> {
        *self = Rc::new(decode(value)?);
        Ok(())
    }
    fn write(&self) -> Option<Value> {
        (**self).write()
    }
    fn empty(&self) -> Value {
        (**self).empty()
    }
}

impl<T: FieldType> FieldType for Rc<T> {
    const GO: &'static str = T::GO;
    fn shape() -> Option<Shape> {
        T::shape()
    }
}
