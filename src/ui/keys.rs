//! The keys of the page.

use super::app::{Dialog, Msg};
use podarium::playback::Command;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

/// What a key asks for, if anything: nothing while somebody types. A guest leaves those that turn
/// the pages of its host.
pub fn message(event: &Event, is_guest: bool) -> Option<Msg> {
    let event: &KeyboardEvent = event.dyn_ref()?;
    let key = event.key();
    let turns = key.starts_with("Page") || key.starts_with("Arrow");
    if event.alt_key() || event.default_prevented() || is_guest && turns {
        return None;
    }
    let target: Option<Element> = event.target().and_then(|it| it.dyn_into().ok());
    let is_in = |css: &str| {
        target.as_ref().is_some_and(|it| it.closest(css).is_ok_and(|found| found.is_some()))
    };
    if key == "Escape" {
        return Some(Msg::Close);
    }
    if is_in("input, textarea, select, dialog") || key == " " && is_in("button, a, summary") {
        return None;
    }
    if event.ctrl_key() || event.meta_key() {
        return chord(&key.to_ascii_lowercase(), event.shift_key());
    }
    let is_arrow = key.starts_with("Arrow");
    if is_arrow && is_in("[role=slider], [role=tablist], [role=menu]") {
        return None;
    }
    message_of(&key, event.shift_key())
}

/// What editors have these keys for.
fn chord(key: &str, is_shifted: bool) -> Option<Msg> {
    match (key, is_shifted) {
        ("z", false) => Some(Msg::Undo),
        ("z", true) | ("y", false) => Some(Msg::Redo),
        _ => None,
    }
}

fn message_of(key: &str, is_shifted: bool) -> Option<Msg> {
    let command = match key {
        "ArrowRight" if is_shifted => Command::By(1000),
        "ArrowLeft" if is_shifted => Command::By(-1000),
        "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" => {
            Command::Marker(key.parse::<usize>().ok()? - 1)
        }
        " " => Command::Toggle,
        "." | "ArrowRight" => Command::StepForward,
        "," | "ArrowLeft" => Command::StepBack,
        "PageDown" => Command::NextMarker,
        "PageUp" => Command::PreviousMarker,
        "Home" => Command::ToStart,
        "End" => Command::ToEnd,
        "]" => Command::NextMarker,
        "[" => Command::PreviousMarker,
        ">" => Command::Faster,
        "<" => Command::Slower,
        "u" => return Some(Msg::Undo),
        "U" => return Some(Msg::Redo),
        "p" => return Some(Msg::Present),
        "f" => return Some(Msg::Fold),
        "w" => return Some(Msg::Chain),
        "b" => return Some(Msg::Twin),
        "l" => return Some(Msg::Live),
        "r" => return Some(Msg::Reset),
        "/" => return Some(Msg::Search),
        "c" => return Some(Msg::Prompt),
        "g" => return Some(Msg::Open(Dialog::Lessons)),
        "t" => return Some(Msg::Theme),
        "?" => return Some(Msg::Open(Dialog::Help)),
        _ => return None,
    };
    Some(Msg::Head(command))
}
