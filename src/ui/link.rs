//! The page's address. What a run's link says, only the engine knows.

use super::browser::window;
use podarium::lessons::LESSONS;

/// A longer address is not shown: browsers cut them (bytes).
const SHOWN_MAX: usize = 60_000;

/// The page's address without what it was asked for.
pub fn base() -> String {
    let href = window().location().href().unwrap_or_default();
    href.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// What opens a lesson, behind the page's address.
pub fn of_lesson(index: usize) -> String {
    match LESSONS.get(index).filter(|_| index > 0) {
        Some(lesson) => format!("?lesson={}", lesson.name),
        None => String::new(),
    }
}

/// Shows an address, where the browser lets us; a reload opens it.
pub fn show(address: &str) {
    let now = window().location().href().unwrap_or_default();
    if now == address || address.len() > SHOWN_MAX {
        return;
    }
    if let Ok(history) = window().history() {
        let null = wasm_bindgen::JsValue::NULL;
        let _ = history.replace_state_with_url(&null, "", Some(address));
    }
}
