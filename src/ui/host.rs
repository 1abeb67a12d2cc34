//! What the page stands in: a page of its own, or an element in somebody's. The script that started it
//! knows which, and where everything is.

use js_sys::{Function, Promise, Uint8Array};
use podarium::protocol::{Answer, Request, from_bytes, to_bytes};
use std::cell::RefCell;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{EventTarget, HtmlElement};

thread_local! {
    static HOST: RefCell<Option<Host>> = const { RefCell::new(None) };
}

/// Tells where the page stands.
pub fn stand_in(host: Host) {
    HOST.set(Some(host));
}

/// What the page stands in.
pub fn host() -> Host {
    HOST.with_borrow(|it| it.clone().expect("a page is mounted by a host"))
}

/// Tells it that the program has died, and why.
pub fn died(why: &str) {
    HOST.with_borrow(|it| it.as_ref().map(|it| it.died(why)));
}

#[wasm_bindgen]
extern "C" {
    /// What `static/player.js` gives the program that it starts.
    #[derive(Clone)]
    pub type Host;

    #[wasm_bindgen(method, js_name = startEngine)]
    fn start_engine(this: &Host, told: &Function) -> Wire;

    /// The document, or the shadow root: where keys and files arrive.
    #[wasm_bindgen(method, getter)]
    pub fn root(this: &Host) -> EventTarget;

    /// The first element that matches, within what is the page's own.
    #[wasm_bindgen(method)]
    pub fn find(this: &Host, css: &str) -> Option<HtmlElement>;

    /// What has the focus.
    #[wasm_bindgen(method, getter)]
    pub fn active(this: &Host) -> Option<HtmlElement>;

    /// The address that opens what was asked for.
    #[wasm_bindgen(method, getter)]
    pub fn address(this: &Host) -> String;

    /// Shows an address, where that is the page's; a reload opens it.
    #[wasm_bindgen(method)]
    pub fn show(this: &Host, address: &str);

    /// Reads so many bytes at an address relative to the page's own, at most.
    #[wasm_bindgen(method)]
    pub fn fetch(this: &Host, url: &str, max: u32) -> Promise;

    /// Copies a text; whether that was possible.
    #[wasm_bindgen(method)]
    pub fn copy(this: &Host, text: &str) -> Promise;

    /// What was kept over a reload, where the browser keeps anything.
    #[wasm_bindgen(method)]
    pub fn kept(this: &Host, key: &str) -> Option<String>;

    /// Keeps something over a reload; nothing is forgotten.
    #[wasm_bindgen(method)]
    pub fn keep(this: &Host, key: &str, text: Option<&str>);

    /// `light` or `dark`.
    #[wasm_bindgen(method, getter)]
    pub fn theme(this: &Host) -> String;

    /// The same, as it is asked for, else as it was chosen, else as the browser has it.
    #[wasm_bindgen(method, setter)]
    pub fn set_theme(this: &Host, theme: &str);

    /// The same, chosen for the next visit too.
    #[wasm_bindgen(method)]
    pub fn choose(this: &Host, theme: &str);

    /// The program has died, and why.
    #[wasm_bindgen(method)]
    fn died(this: &Host, why: &str);

    /// The way to a running engine.
    type Wire;

    #[wasm_bindgen(method)]
    fn post(this: &Wire, request: &JsValue);

    #[wasm_bindgen(method)]
    fn end(this: &Wire);
}

/// What comes from an engine.
pub enum Heard {
    /// An answer.
    Answer(Box<Answer>),
    /// It is dead, and why.
    Died(String),
}

/// A running engine. It ends when this is dropped.
pub struct Engine {
    wire: Wire,
    _told: Closure<dyn FnMut(JsValue)>,
}

impl Engine {
    /// Starts one; what is posted before it runs is kept in order.
    pub fn start(told: impl Fn(Heard) + 'static) -> Self {
        let told: Closure<dyn FnMut(JsValue)> = Closure::new(move |message: JsValue| {
            if let Some(text) = message.as_string() {
                told(Heard::Died(text));
            } else if let Ok(bytes) = message.dyn_into::<Uint8Array>() {
                match from_bytes::<Answer>(&bytes.to_vec()) {
                    Some(answer) => told(Heard::Answer(Box::new(answer))),
                    None => told(Heard::Died(super::words::engine::OTHER_VERSION.to_owned())),
                }
            }
        });
        let wire = host().start_engine(told.as_ref().unchecked_ref());
        Self { wire, _told: told }
    }

    pub fn post(&self, request: &Request) {
        self.wire.post(&Uint8Array::from(&*to_bytes(request)));
    }

    /// Panics in it: for tests of what becomes of the page.
    pub fn crash(&self) {
        self.wire.post(&"crash".into());
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.wire.end();
    }
}
