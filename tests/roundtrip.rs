//! The engine's objects through k8s-openapi's types and back: nothing may be lost.

use crate::kinds::k8s;
use podarium::api::{Kind, Object, Value};
use podarium::tape::{Run, Tape};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::rc::Rc;

fn through<T: Serialize + DeserializeOwned>(value: &Value) -> Value {
    let typed: T =
        serde_json::from_value(value.clone()).unwrap_or_else(|it| panic!("{it}: {value}"));
    serde_json::to_value(typed).unwrap()
}

/// The same object as the real types write it.
fn real(object: &Object) -> Value {
    let value = object.to_value();
    macro_rules! pass {
        ($( $kind:ident $group:ident $version:ident $sample:literal; )*) => {
            match object.kind() {
                $( Kind::$kind => through::<k8s::$group::$version::$kind>(&value), )*
                Kind::Other(_) => value,
            }
        };
    }
    crate::kinds::each_real!(pass)
}

/// Without what is there or not there by style: nulls, and what is empty.
fn bare(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let fields = map.iter().map(|(key, value)| (key.clone(), bare(value)));
            let kept = fields.filter(|(_, value)| {
                !value.is_null()
                    && value.as_object().is_none_or(|it| !it.is_empty())
                    && value.as_array().is_none_or(|it| !it.is_empty())
                    && value.as_str() != Some("")
            });
            Value::Object(kept.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(bare).collect()),
        other => other.clone(),
    }
}

#[test]
fn nothing_is_lost() {
    let text = format!(
        "{}--- more.yaml\n{}$ kubectl apply -f more.yaml\n$ sleep 70\n",
        crate::determinism::BUSY,
        crate::kinds::samples()
    );
    let mut run = Run::new(Rc::new(Tape::parse(&text).unwrap()));
    let (mut kinds, mut seen) = (BTreeSet::new(), 0);
    while !run.is_over() && run.step().is_some() {
        if seen == run.cluster().store().revision() {
            continue;
        }
        seen = run.cluster().store().revision();
        if seen % 7 != 0 {
            continue;
        }
        for object in run.cluster().store().iter() {
            kinds.insert(object.kind());
            let ours = object.to_value();
            assert_eq!(bare(&ours), bare(&real(object)), "{}", object.key());
            let again = Object::from_value(object.kind(), ours.clone()).unwrap();
            assert_eq!(again, *object, "{}", object.key());
        }
    }
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        podarium::api::KINDS,
        "not every kind was met"
    );
}
