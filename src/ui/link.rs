//! The page's address. What a run's link says, only the engine knows.

use super::host::host;
use podarium::lessons::LESSONS;

/// The page's address without what it was asked for.
pub fn base() -> String {
    host().address().split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// What opens a lesson, behind the page's address.
pub fn of_lesson(index: usize) -> String {
    match LESSONS.get(index).filter(|_| index > 0) {
        Some(lesson) => format!("?lesson={}", lesson.name),
        None => String::new(),
    }
}
