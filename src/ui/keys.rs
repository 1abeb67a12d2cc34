//! The keys of the page.

use super::app::{Dialog, Msg};
use podarium::playback::Command;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

/// The keys and what they do, as the help shows them.
pub const KEYS: &[(&str, &str)] = &[
    ("Space", "play, pause"),
    (". or \u{2192}", "step to the next decision"),
    (", or \u{2190}", "step back"),
    ("]  [", "next, previous caption"),
    ("Home  End", "to the beginning, to the end"),
    (">  <", "faster, slower"),
    ("u", "take back what was done last"),
    ("t", "light, dark"),
    ("Esc", "close what is open"),
    ("?", "this list"),
];

/// What a key asks for, if anything: nothing while somebody types.
pub fn message(event: &Event) -> Option<Msg> {
    let event: &KeyboardEvent = event.dyn_ref()?;
    if event.ctrl_key() || event.alt_key() || event.meta_key() || event.default_prevented() {
        return None;
    }
    let key = event.key();
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
    let is_arrow = key.starts_with("Arrow");
    if is_arrow && is_in("[role=slider], [role=tablist], [role=menu]") {
        return None;
    }
    message_of(&key)
}

fn message_of(key: &str) -> Option<Msg> {
    let command = match key {
        " " => Command::Toggle,
        "." | "ArrowRight" => Command::StepForward,
        "," | "ArrowLeft" => Command::StepBack,
        "Home" => Command::ToStart,
        "End" => Command::ToEnd,
        "]" => Command::NextMarker,
        "[" => Command::PreviousMarker,
        ">" => Command::Faster,
        "<" => Command::Slower,
        "u" => return Some(Msg::Undo),
        "t" => return Some(Msg::Theme),
        "?" => return Some(Msg::Open(Dialog::Help)),
        _ => return None,
    };
    Some(Msg::Head(command))
}
