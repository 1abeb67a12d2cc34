//! Where everything is on the stage and on the strip: geometry, from pictures and the room there is.

mod cause;
mod frame;
mod grid;
mod layout;
mod names;
mod poster;
mod scale;
mod strip;
#[cfg(test)]
mod tests;

pub use self::cause::{Arrow, Bubble, arrows, bubble, station_x};
pub use self::frame::{Mode, Room};
pub use self::grid::fit;
pub use self::layout::{Layout, Rect, Spot, Volume, layout};
pub use self::names::shorten;
pub use self::poster::{good_moment, poster};
pub use self::scale::{Fold, Scale, moment, spread};
pub use self::strip::{Lane, Shape, Strip, Wall, strip};

/// A number between two. (The panic of the standard library's writes floating-point numbers as text:
/// five kilobytes of program.)
#[must_use]
pub const fn within(value: f64, low: f64, high: f64) -> f64 {
    value.max(low).min(high)
}
