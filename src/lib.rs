//! Podarium: a glass tank for Pods.

pub mod api;
pub mod apiserver;
pub mod client;
pub mod cluster;
pub mod controllers;
pub mod kubectl;
pub mod kubelet;
pub mod playback;
pub mod scheduler;
pub mod tape;
