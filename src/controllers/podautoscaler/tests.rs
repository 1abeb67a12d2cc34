//! Upstream's tables.
