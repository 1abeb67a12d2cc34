//! Everything that must hold, in one binary.
#![allow(clippy::unwrap_used, missing_docs)]

mod engine;
mod transcripts;
