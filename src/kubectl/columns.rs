//! What `kubectl get` shows of each kind: the one table of columns.
//! Source: `pkg/printers/internalversion/printers.go`.

pub(super) mod apps;
pub(super) mod autoscaling;
pub(super) mod batch;
pub(super) mod core;
pub(super) mod daemon;
pub(super) mod event;
pub(super) mod network;
pub(super) mod other;
mod path;
pub(super) mod pod;
pub(super) mod policy;
pub(super) mod quota;
pub(super) mod stateful;
pub(super) mod storage;

pub(super) use self::autoscaling::foreign_target;

use super::duration;
use crate::api::{Container, Object, Typed};
use std::borrow::Cow;
use std::rc::Rc;

pub(super) use self::batch::{duration as duration_of_job, yes_or_no};
pub(super) use self::core::roles;
pub(super) use self::storage::access_modes;

/// A column.
#[derive(Clone)]
pub(super) struct Column {
    /// The heading.
    pub header: Cow<'static, str>,
    /// Whether only `-o wide` shows it.
    pub wide: bool,
    /// What stands in it.
    pub cell: Cell,
}

/// What stands in a column.
#[derive(Clone)]
pub(super) enum Cell {
    /// What a function makes of an object, at a moment (milliseconds since 1970).
    Of(fn(&Object, i64) -> String),
    /// What stands at a path, shown as a type of `additionalPrinterColumns`, or counted.
    At(Cow<'static, str>, Cow<'static, str>),
}

impl Cell {
    /// An object's cell, at a moment (milliseconds since 1970).
    pub fn text(&self, object: &Object, now_ms: i64) -> String {
        match self {
            Self::Of(cell) => cell(object, now_ms),
            Self::At(path, r#type) => path::at(object, path, r#type, now_ms),
        }
    }
}

/// A column that is always shown.
pub(super) const fn column(header: &'static str, cell: fn(&Object, i64) -> String) -> Column {
    Column { header: Cow::Borrowed(header), wide: false, cell: Cell::Of(cell) }
}

/// A column that only `-o wide` shows.
pub(super) const fn wide(header: &'static str, cell: fn(&Object, i64) -> String) -> Column {
    Column { header: Cow::Borrowed(header), wide: true, cell: Cell::Of(cell) }
}

pub(super) const NAME: Column = column("NAME", |it, _| it.meta().name.to_string());
pub(super) const AGE: Column =
    column("AGE", |it, now_ms| duration::age(it.meta().creation_timestamp, now_ms));

pub(super) const CREATED_AT: Column = column("CREATED AT", |it, _| {
    it.meta().creation_timestamp.map_or_else(String::new, |it| it.to_string())
});

/// The cell of an object that is known to be of a type; empty if it is of another.
pub(super) fn of_type<T: Typed>(object: &Object, cell: impl Fn(&T) -> String) -> String
where
    for<'a> &'a Rc<T>: TryFrom<&'a Object>,
{
    <&Rc<T>>::try_from(object).map_or_else(|_| String::new(), |it| cell(it))
}

/// Texts joined by commas, or `<none>`.
fn list(texts: impl Iterator<Item = String>) -> String {
    or_none(&texts.collect::<Vec<_>>().join(","))
}

fn or_none(text: &str) -> String {
    if text.is_empty() { "<none>".to_owned() } else { text.to_owned() }
}

/// The names of containers. Source: `layoutContainerCells`.
fn names(containers: &[Container]) -> String {
    containers.iter().map(|it| it.name.clone()).collect::<Vec<_>>().join(",")
}

/// The images of containers.
fn images(containers: &[Container]) -> String {
    containers.iter().map(|it| it.image.clone()).collect::<Vec<_>>().join(",")
}
