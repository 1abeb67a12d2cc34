//! Going to and fro in a run: the timeline that can be asked for any moment, and the play head.
//!
//! **Invariant:** nothing is ever undone. Rewinding is the nearest keyframe, then running on;
//! acting in the past makes another tape.

mod head;
#[cfg(test)]
mod tests;
mod timeline;

pub use self::head::{Command, PlayHead, SPEEDS};
pub use self::timeline::{Marker, Timeline};
