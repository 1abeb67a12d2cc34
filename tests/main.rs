//! Everything that must hold, in one binary.
#![allow(clippy::unwrap_used, missing_docs)]

mod bad_input;
mod browser;
mod determinism;
mod engine;
mod invariants;
mod invariants_network;
mod invariants_nodes;
mod page;
mod placement;
mod roundtrip;
mod schema;
mod support;
mod tidy;
mod transcripts;
