//! The lessons that come with the program.

/// A lesson.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lesson {
    /// The file's name without its ending: `?lesson=NAME`.
    pub name: &'static str,
    /// The tape.
    pub text: &'static str,
}

/// Every lesson, in the order in which they are best taken.
pub const LESSONS: &[Lesson] = &[Lesson {
    name: "rolling-update",
    text: include_str!("../static/lessons/rolling-update.tape"),
}];
