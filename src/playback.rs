//! Going to and fro in a film: the play head.
//!
//! **Invariant:** the head knows moments and nothing else: no engine, no browser, no clock.

mod head;
mod reel;
#[cfg(test)]
mod tests;

pub use self::head::{Command, PlayHead, SPEEDS};
pub use self::reel::Reel;
