//! What the page stands in: the script that started it knows where the engine is.

use js_sys::{Function, Uint8Array};
use podarium::protocol::{Answer, Request, from_bytes, to_bytes};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    /// The script that started the page: `static/boot.js`, or another that embeds it.
    pub type Host;

    #[wasm_bindgen(method, js_name = startEngine)]
    fn start_engine(this: &Host, told: &Function) -> Wire;

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
    pub fn start(host: &Host, told: impl Fn(Heard) + 'static) -> Self {
        let told: Closure<dyn FnMut(JsValue)> = Closure::new(move |message: JsValue| {
            if let Some(text) = message.as_string() {
                told(Heard::Died(text));
            } else if let Ok(bytes) = message.dyn_into::<Uint8Array>() {
                match from_bytes::<Answer>(&bytes.to_vec()) {
                    Some(answer) => told(Heard::Answer(Box::new(answer))),
                    None => told(Heard::Died("The engine is of another version.".to_owned())),
                }
            }
        });
        let wire = host.start_engine(told.as_ref().unchecked_ref());
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
