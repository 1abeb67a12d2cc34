//! Sorted maps and sets, and one way to sort.
//!
//! They do what the standard library's do, as plain lists: almost all of ours are small, and each
//! `BTreeMap` of other types, like each `sort_by` of another order, is kilobytes in the wasm. What
//! may grow large and is changed often is kept in runs ([`SharedMap`]), or found by a hash ([`SharedIndex`]).

mod index;
mod map;
mod order;
mod set;
mod shared;
#[cfg(test)]
mod tests;

pub use self::index::{SharedIndex, hash_of};
pub use self::map::{Entry, SortedMap};
pub use self::order::{Sort, map_of, tree_of};
pub use self::set::SortedSet;
pub use self::shared::{Entries, SharedMap};
