//! The page: Yew components, and what they ask of the browser. Knows the library; the library does
//! not know it.
//!
//! **Invariants:** the root owns all state, and every change is a message to it; the wall clock is
//! read in [`frames`] only; what a component gets is small, or shared and compared by pointer.

mod app;
mod browser;
mod captions;
mod cause;
mod dialogs;
mod editor;
mod frames;
mod gallery;
mod header;
mod host;
mod keys;
mod link;
mod load;
mod memo;
mod options;
mod panel;
mod plane;
mod player;
mod roam;
mod shared;
mod stage;
mod strip;
mod transport;
mod undo;
mod words;
mod workloads;

use self::app::{App, Msg};
use self::editor::Edit;
use podarium::playback::Command;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use yew::AppHandle;

thread_local! {
    /// The running page, for those who call it from outside.
    static APP: RefCell<Option<AppHandle<App>>> = const { RefCell::new(None) };
}

/// Panics are told.
pub fn listen() {
    std::panic::set_hook(Box::new(|info| {
        let text = info.to_string();
        web_sys::console::error_1(&text.as_str().into());
        host::died(&text);
    }));
}

/// Mounts the page in an element.
#[wasm_bindgen]
pub fn mount(place: web_sys::Element, host: wasm_bindgen::JsValue) {
    host::stand_in(host.unchecked_into());
    let handle = yew::Renderer::<App>::with_root(place).render();
    APP.with(|app| *app.borrow_mut() = Some(handle));
}

/// Leaves the element; the page can be mounted in another.
#[wasm_bindgen]
pub fn unmount() {
    if let Some(handle) = APP.take() {
        handle.destroy();
    }
}

/// A file was dropped on the page; `text` is nothing where it can't be read, and `name` says why.
#[wasm_bindgen]
pub fn dropped(name: String, text: Option<String>) {
    send(match text {
        Some(text) => Msg::Edit(Edit::File(name, text)),
        None => Msg::Notice(name),
    });
}

fn send(message: Msg) {
    APP.with(|app| {
        if let Some(app) = &*app.borrow() {
            app.send_message(message);
        }
    });
}

fn ask<T>(question: impl FnOnce(&App) -> T) -> Option<T> {
    APP.with(|app| app.borrow().as_ref()?.get_component().map(|app| question(&app)))
}

/// The version of the page; `podarium.version()` in the browser.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_string()
}

/// Goes to a moment (milliseconds since second 0).
#[wasm_bindgen]
pub fn seek(ms: f64) {
    send(Msg::Head(Command::Seek(ms.round() as i64)));
}

/// Plays on.
#[wasm_bindgen]
pub fn play() {
    send(Msg::Head(Command::Play));
}

/// Stops.
#[wasm_bindgen]
pub fn pause() {
    send(Msg::Head(Command::Pause));
}

/// Where the head is (milliseconds since second 0).
#[wasm_bindgen]
pub fn position() -> f64 {
    ask(|app| app.position_ms() as f64).unwrap_or(0.0)
}

/// How long the run is, as far as that is known (milliseconds).
#[wasm_bindgen]
pub fn duration() -> f64 {
    ask(|app| app.end_ms() as f64).unwrap_or(0.0)
}

/// The captions, a line each: when (milliseconds), and what they say.
#[wasm_bindgen]
pub fn markers() -> String {
    ask(App::markers).unwrap_or_default()
}

/// How much was done in it.
#[wasm_bindgen]
pub fn acts() -> u32 {
    ask(App::acts).unwrap_or(0)
}

/// Plays so many times as fast, such as `2`: the nearest that there is.
#[wasm_bindgen]
pub fn speed(text: &str) {
    if let Some(notch) = options::speed(text) {
        send(Msg::Head(Command::Speed(notch)));
    }
}

/// The run as a tape: a text that plays it again, with all that was done in it.
#[wasm_bindgen]
pub fn tape() -> String {
    ask(App::tape).unwrap_or_default()
}

/// The picture as text, one thing a line.
#[wasm_bindgen]
pub fn snapshot() -> String {
    ask(App::snapshot).unwrap_or_default()
}

/// What the page and its engine are at, in words: `playing whole ready`.
#[wasm_bindgen]
pub fn state() -> String {
    ask(App::state).unwrap_or_default()
}

/// The engine panics, so that tests can see what becomes of the page.
#[wasm_bindgen(js_name = crashEngine)]
pub fn crash_engine() {
    send(Msg::Crash);
}

/// The engine is fetched and plays what is shown, before anybody asks for it.
#[wasm_bindgen]
pub fn prepare() {
    send(Msg::Prepare);
}
