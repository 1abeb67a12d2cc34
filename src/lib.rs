//! Podarium: a glass tank for Pods.

pub mod api;
pub mod apiserver;
#[cfg(not(target_arch = "wasm32"))]
pub mod cli;
pub mod client;
pub mod cluster;
pub mod controllers;
pub mod kubectl;
pub mod kubelet;
pub mod lessons;
pub mod playback;
pub mod scene;
pub mod scheduler;
pub mod tape;
