//! What a template consists of. Source: `staging/src/k8s.io/client-go/util/jsonpath/node.go`.

use crate::api::Value;

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    /// Text, or a constant.
    Value(Value),
    /// What stands between braces: each node works on what the one before has found.
    List(Vec<Node>),
    /// `range`, `end`
    Identifier(String),
    /// `.name`, `['name']`
    Field(String),
    /// `.*`
    Wildcard,
    /// `..`: the values and everything below them.
    Recursive,
    /// `[a,b]`
    Union(Vec<Vec<Node>>),
    /// `[2]`, `[from:to:step]`
    Array(Param),
    /// `[?(@.a == "b")]`
    Filter(Vec<Node>, Option<(String, Vec<Node>)>),
}

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Param {
    /// The first of them.
    pub from: Option<i64>,
    /// Behind the last.
    pub to: Option<i64>,
    /// From one to the next.
    pub step: Option<i64>,
    /// One element rather than a slice.
    pub is_single: bool,
}
