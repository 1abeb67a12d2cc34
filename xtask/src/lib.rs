//! What a developer of Podarium runs: `cargo xtask serve`, `cargo xtask dist`, `cargo xtask test`.
//!
//! Errors are texts for the person at the keyboard: what is wrong, and what to do about it.

pub mod archive;
pub mod browser;
pub mod command;
pub mod compress;
pub mod deny;
pub mod files;
pub mod films;
pub mod guests;
pub mod integrity;
pub mod licences;
pub mod minify;
pub mod names;
pub mod offline;
pub mod page;
pub mod programs;
pub mod project;
pub mod python;
pub mod script;
pub mod server;
pub mod single;
pub mod size;
pub mod split;
pub mod styles;
pub mod suite;
pub mod tools;

/// A result whose error says what to do.
pub type Outcome<T> = Result<T, String>;

/// Tells the person at the keyboard what happens now.
pub fn say(text: &str) {
    println!("xtask: {text}");
}
