//! The shell: one language and one table of programs, for the console and for containers.
//!
//! A text is parsed into commands ([`parse`]); a [`Machine`] runs them as processes with pipes in
//! virtual time. What surrounds it — files, and programs that only one place has, such as `kubectl`
//! or `nginx` — is a [`World`]. A machine is a value: a copy of it is a snapshot, and it goes on
//! from where it is, never from its start.

mod arithmetic;
mod environment;
mod escape;
mod expand;
mod frame;
mod machine;
mod number;
mod parse;
mod pattern;
mod programs;
mod syntax;
#[cfg(test)]
mod tests;
mod turn;
mod world;

pub use self::environment::{Environment, Value, Variable, absolute};
pub use self::machine::{Ended, Limits, Machine, Printed};
pub use self::parse::{Dialect, SyntaxError, continued, parse};
pub use self::programs::sed::edit as sed;
pub use self::programs::{PROGRAMS, Program, by_name};
pub use self::syntax::List;
pub use self::world::{Answer, Foreign, Owner, Stream, World};
