//! The command line: a shell's line in, kubectl's own words out.
//!
//! **Invariant:** a command is a client like any other. It reads the store, sends requests, and
//! when it must wait it hands back a [`Wait`] that is asked again as virtual time passes. Nothing
//! here reads a clock or moves time.
//!
//! # Layers
//!
//! Each uses those below it, never one above, as upstream's `pkg/cmd`, `pkg/cmd/util` and
//! `cli-runtime` do.
//!
//! | layer | modules |
//! | --- | --- |
//! | whoever types | `console`, `complete`, `editor` |
//! | the table of commands, and help, which is told of it | `verbs`, `help`, `verb`, `job` |
//! | commands, which may use each other | `apply`, `get`, `run`, ... |
//! | what commands share | `visitor`, `resource`, `pods`, `report`, `subresource`, `overrides` |
//! | a running command | `session` |
//! | what all read | `paths`, `manifest`, `strict`, `kubeconfig`, `flags`, `failure`, ... |
//!
//! How kinds are shown (`kinds`, `columns`, the parts of `describe`) asks for no command either.

mod apply;
mod attach;
mod auth;
mod autoscale;
mod columns;
mod complete;
mod config;
mod console;
mod cp;
mod create;
mod debug;
mod delete;
mod describe;
mod diff;
mod discovery;
mod drain;
mod duration;
mod edit;
mod editor;
mod exec;
mod explain;
mod expose;
mod failure;
mod flags;
mod formats;
mod forward;
mod get;
mod gotemplate;
mod help;
mod info;
mod job;
mod json;
mod jsonpath;
mod kinds;
mod kubeconfig;
mod kustomize;
mod label;
mod lint;
mod logs;
mod manifest;
mod overrides;
mod patch;
mod paths;
mod plugin;
mod pods;
mod refused;
mod replace;
mod report;
mod resource;
mod rollout;
mod run;
mod scale;
mod selector;
mod session;
mod set;
mod sources;
mod strict;
mod subresource;
mod table;
mod taint;
mod top;
mod verb;
mod verbs;
mod visitor;
mod wait;
mod yaml;
mod zero;

#[cfg(test)]
mod tests;

pub use self::complete::{Completion, complete};
pub use self::console::{Desk, Outcome, Output, Poll, Wait, run};
pub use self::duration::human_duration;
pub use self::editor::{apply_edited, edit_command, editable, try_edited};
pub use self::lint::{LintProblem, assumed, lint, not_simulated};
pub use self::paths::{Files, is_manifest};
