//! Podarium: a glass tank for Pods.
