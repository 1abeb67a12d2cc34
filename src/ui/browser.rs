//! What the page asks of the browser: its window, its storage, its clipboard, files from elsewhere.

use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DragEvent, Event, EventTarget, FocusOptions, HtmlElement, ReadableStreamDefaultReader,
    Response, Window,
};

/// The window. A page has one.
pub fn window() -> Window {
    web_sys::window().expect("a page has a window")
}

/// Gives the focus to the first element that matches.
pub fn focus(css: &str) {
    let found = window().document().and_then(|it| it.query_selector(css).ok().flatten());
    if let Some(element) = found.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Gives the focus back to an element, wherever it is now.
pub fn focus_again(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Scrolls to an element whose beginning can't be seen: on a phone it is far below.
pub fn bring_up(css: &str) {
    let found = window().document().and_then(|it| it.query_selector(css).ok().flatten());
    let height = window().inner_height().ok().and_then(|it| it.as_f64()).unwrap_or(0.0);
    if let Some(element) = found.filter(|it| it.get_bounding_client_rect().top() > height * 0.6) {
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

/// What was stored; `None` as well where the browser lets nobody store anything.
pub fn stored(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

/// Stores something, where the browser lets us.
pub fn store(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}

/// What was kept over a reload of this tab.
pub fn kept(key: &str) -> Option<String> {
    window().session_storage().ok()??.get_item(key).ok()?
}

/// Keeps something over a reload of this tab, where the browser lets us; nothing is forgotten.
pub fn keep(key: &str, value: Option<&str>) {
    if let Ok(Some(storage)) = window().session_storage() {
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}

/// Larger files are not read (bytes).
const FILE_MAX: f64 = 16_777_216.0;

/// Reads the files that were dropped, and tells each: name and text, or what is wrong.
pub fn dropped(event: &Event, told: impl Fn(Result<(String, String), String>) + Clone + 'static) {
    let Some(event) = event.dyn_ref::<DragEvent>() else { return };
    let Some(files) = event.data_transfer().and_then(|it| it.files()) else { return };
    for file in (0..files.length()).filter_map(|index| files.get(index)) {
        let (name, told) = (file.name(), told.clone());
        if file.size() > FILE_MAX {
            told(Err(format!("The file {name} is larger than 16 MiB and was not opened.")));
            continue;
        }
        wasm_bindgen_futures::spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok().and_then(|it| it.as_string());
            told(
                text.map(|text| (name.clone(), text))
                    .ok_or_else(|| format!("The file {name} can't be read. Is it a text file?")),
            );
        });
    }
}

/// Copies a text. Whether it worked is told later; pages without https can't.
pub async fn copy(text: String) -> bool {
    if !window().is_secure_context() {
        return false;
    }
    JsFuture::from(window().navigator().clipboard().write_text(&text)).await.is_ok()
}

/// The bytes behind a URL, as long as there are not too many of them.
///
/// # Errors
/// What went wrong, in the browser's words.
pub async fn fetch(url: &str, max: u32) -> Result<Vec<u8>, String> {
    let response = JsFuture::from(window().fetch_with_str(url)).await.map_err(words)?;
    let response: Response = response.unchecked_into();
    if !response.ok() {
        return Err(format!(
            "the server answered {} {}",
            response.status(),
            response.status_text()
        ));
    }
    let Some(body) = response.body() else { return Ok(Vec::new()) };
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let read = JsFuture::from(reader.read()).await.map_err(words)?;
        let value = js_sys::Reflect::get(&read, &"value".into()).map_err(words)?;
        let Ok(piece) = value.dyn_into::<js_sys::Uint8Array>() else { return Ok(bytes) };
        if bytes.len() + piece.length() as usize > max as usize {
            drop(reader.cancel());
            return Err(format!("it is larger than {} MiB", max >> 20));
        }
        bytes.extend(piece.to_vec());
    }
}

/// An error in the browser's words.
fn words(error: JsValue) -> String {
    match error.dyn_into::<js_sys::Error>() {
        Ok(error) => String::from(error.message()),
        Err(other) => format!("{other:?}"),
    }
}

/// Sets or removes `data-theme` on the page.
pub fn set_theme(theme: Option<&str>) {
    let Some(root) = window().document().and_then(|it| it.document_element()) else { return };
    let _ = match theme {
        Some(theme) => root.set_attribute("data-theme", theme),
        None => root.remove_attribute("data-theme"),
    };
}
