//! How kubectl shows each kind: one file a kind, named as kubectl names one of them. A kind that
//! has none does not compile.

use super::columns::other::of as other_columns;
use super::columns::{AGE, Column, NAME};
use super::describe::generic;
use super::describe::page::Page;
use crate::api::{Kind, Object, each_object, each_type, kind_modules};
use crate::apiserver::Store;
use crate::cluster::Cluster;

kind_modules!();

/// How a kind is shown; what stands here is done where a kind says nothing else.
/// Source: `pkg/printers/internalversion/printers.go`,
/// `staging/src/k8s.io/kubectl/pkg/describe/describe.go` `describerMap`.
pub(super) trait Printed {
    /// What the kind is for, as the first line of `kubectl explain`.
    const ABOUT: &'static str;
    /// The columns of `kubectl get`.
    const COLUMNS: &'static [Column] = &[NAME, AGE];
    /// The fields that its objects can be selected by.
    const FIELDS: Fields = Fields::of(&[]);
    /// Whether a description ends with the events about the object.
    const TELLS_EVENTS: bool = true;

    /// The object's description.
    fn describe(&self, page: &mut Page, seen: &Seen<'_>) {
        generic::describe(page, seen.object);
    }
}

/// What a description may look at besides the object.
pub(super) struct Seen<'a> {
    /// The object, whatever its kind is.
    pub object: &'a Object,
    /// The cluster.
    pub cluster: &'a Cluster,
    /// Now, in milliseconds since 1970.
    pub now_ms: i64,
}

/// The fields that a kind's objects can be selected by, besides name and namespace.
pub(super) struct Fields {
    /// Their paths.
    pub paths: &'static [&'static str],
    /// How it is said that there is no such field.
    pub words: FieldWords,
}

/// Who converts a field selector, which decides how it refuses one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldWords {
    /// The machinery that all kinds share.
    Shared,
    /// `pkg/apis/core/v1/conversion.go`
    Core,
    /// `pkg/apis/batch/v1/conversion.go`
    Batch,
}

impl Fields {
    const fn of(paths: &'static [&'static str]) -> Self {
        Self { paths, words: FieldWords::Shared }
    }

    const fn core(paths: &'static [&'static str]) -> Self {
        Self { paths, words: FieldWords::Core }
    }

    const fn of_job(paths: &'static [&'static str]) -> Self {
        Self { paths, words: FieldWords::Batch }
    }
}

/// The columns of a kind.
pub(super) fn columns(kind: Kind, store: &Store) -> Vec<Column> {
    if let Kind::Other(_) = kind {
        return other_columns(kind, store);
    }
    each_type!(kind, T => T::COLUMNS.to_vec())
}

/// The fields that a kind's objects can be selected by.
pub(super) fn fields(kind: Kind) -> Fields {
    each_type!(kind, T => T::FIELDS)
}

/// What a kind is for.
pub(super) fn about(kind: Kind) -> &'static str {
    each_type!(kind, T => T::ABOUT)
}

/// Writes an object's description; whether the events about it are to follow.
pub(super) fn describe(page: &mut Page, seen: &Seen<'_>) -> bool {
    each_object!(seen.object, it => it.describe(page, seen));
    each_type!(seen.object.kind(), T => T::TELLS_EVENTS)
}
