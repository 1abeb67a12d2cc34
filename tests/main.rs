//! Everything that must hold, in one binary.
#![allow(clippy::unwrap_used, missing_docs)]

mod bad_input;
mod browser;
mod cli;
mod determinism;
mod editing;
mod engine;
mod invariants;
mod invariants_batch;
mod invariants_network;
mod invariants_nodes;
mod invariants_pods;
mod kinds;
mod lessons;
mod page;
mod placement;
mod roundtrip;
mod schema;
mod simulated;
mod stateful;
mod support;
mod tidy;
mod transcripts;
mod walk;
mod writing;
mod zones;
