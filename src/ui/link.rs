//! Addresses that open a run.
//!
//! A tape in a link says what was done in it besides what it began with, so that it can still be
//! taken back: `#tape=TEXT&done=LINES`.

use super::browser::window;
use podarium::lessons::LESSONS;
use podarium::link::{decode_link, encode_link};
use podarium::protocol::TapeText;

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

/// What opens a tape with all that was done in it, behind the page's address.
pub fn of_tape(tape: &TapeText) -> String {
    let done = ranges(tape.done.iter().copied());
    let done = if done.is_empty() { done } else { format!("&done={done}") };
    format!("#tape={}{done}", encode_link(&tape.text))
}

/// The tape in a fragment, with the numbers of its lines that were done; `None` where it is cut.
pub fn read(fragment: &str) -> Option<(String, Vec<u32>)> {
    let (text, rest) = fragment.split_once('&').unwrap_or((fragment, ""));
    let done = rest.split('&').find_map(|it| it.strip_prefix("done="));
    Some((decode_link(text)?, done.map(numbers).unwrap_or_default()))
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

/// `5-7,9`.
fn ranges(numbers: impl Iterator<Item = u32>) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, end)) if *end + 1 == number => *end = number,
            _ => ranges.push((number, number)),
        }
    }
    let text = |(from, to): (u32, u32)| match from == to {
        true => from.to_string(),
        false => format!("{from}-{to}"),
    };
    ranges.into_iter().map(text).collect::<Vec<_>>().join(",")
}

/// More lines than that no tape has that fits into a link.
const LINES_MAX: u32 = 100_000;

fn numbers(ranges: &str) -> Vec<u32> {
    let range = |text: &str| {
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        let (from, to): (u32, u32) = (from.parse().ok()?, to.parse().ok()?);
        Some(from..=to.min(LINES_MAX))
    };
    ranges.split(',').filter_map(range).flatten().take(LINES_MAX as usize).collect()
}
