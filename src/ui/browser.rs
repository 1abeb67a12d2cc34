//! What the page asks of the browser: its window, its clipboard, files from elsewhere.

use super::host::host;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget, FocusOptions, HtmlElement, Window};

/// The window. A page has one.
pub fn window() -> Window {
    web_sys::window().expect("a page has a window")
}

/// Gives the focus to the first element that matches.
pub fn focus(css: &str) {
    if let Some(element) = host().find(css) {
        let _ = element.focus();
    }
}

/// Gives the focus back to an element, wherever it is now.
pub fn focus_again(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Brings an element into sight: on a phone it is far below and scrolled to, a drawer opens for
/// whoever has the focus in it.
pub fn bring_up(css: &str) {
    let Some(element) = host().find(css) else { return };
    let height = window().inner_height().ok().and_then(|it| it.as_f64()).unwrap_or(0.0);
    let rect = element.get_bounding_client_rect();
    if rect.width() < 60.0 {
        let _ = element.focus();
    } else if rect.top() > height * 0.6 {
        element.scroll_into_view();
    }
}

/// An event listener that ends when it is dropped.
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    pub fn new(target: EventTarget, name: &'static str, act: impl FnMut(Event) + 'static) -> Self {
        let closure = Closure::new(act);
        // Fails only for what is no function.
        let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        Self { target, name, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let closure = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.name, closure);
    }
}

/// Whether a media query holds.
pub fn media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|it| it.matches())
}

/// Copies a text. Whether it worked is told later; pages without https can't.
pub async fn copy(text: String) -> bool {
    JsFuture::from(host().copy(&text)).await.is_ok_and(|it| it.is_truthy())
}

/// The bytes behind a URL, as long as there are not too many of them.
///
/// # Errors
/// What went wrong, in the browser's words.
pub async fn fetch(url: &str, max: u32) -> Result<Vec<u8>, String> {
    let read = JsFuture::from(host().fetch(url, max)).await;
    let words = |error: JsValue| String::from(error.unchecked_into::<js_sys::Error>().message());
    read.map(|it| it.unchecked_into::<js_sys::Uint8Array>().to_vec()).map_err(words)
}
