//! Podarium: a glass tank for Pods.

pub mod api;
pub mod apiserver;
