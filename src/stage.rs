//! Where everything is on the stage: geometry, from pictures and the room there is.

mod layout;
mod poster;
#[cfg(test)]
mod tests;

pub use self::layout::{Layout, Rect, Spot, layout};
pub use self::poster::{good_moment, poster};
