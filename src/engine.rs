//! The engine in the browser: a program for a Web Worker, or for the page's own thread where there
//! can be no worker. `static/worker.js` drives it.

#[cfg(target_arch = "wasm32")]
mod glue {
    use js_sys::{Array, Function, Uint8Array};
    use podarium::protocol::{Request, from_bytes, to_bytes};
    use podarium::session::Session;
    use std::cell::RefCell;
    use wasm_bindgen::JsError;
    use wasm_bindgen::prelude::wasm_bindgen;

    thread_local! {
        /// What a panic said: the program is dead then, and whoever drives it tells.
        static LAST_WORDS: RefCell<String> = const { RefCell::new(String::new()) };
    }

    /// Remembers what a panic says.
    pub fn listen() {
        std::panic::set_hook(Box::new(|info| {
            let text = info.to_string();
            web_sys::console::error_1(&text.as_str().into());
            LAST_WORDS.with(|words| *words.borrow_mut() = text);
        }));
    }

    /// The engine: it takes requests and works on them in slices.
    #[wasm_bindgen]
    #[derive(Default)]
    pub struct Engine {
        session: Session,
    }

    #[wasm_bindgen]
    impl Engine {
        /// An engine that plays nothing yet.
        #[wasm_bindgen(constructor)]
        #[must_use]
        pub fn new() -> Self {
            Self::default()
        }

        /// Takes a request; bytes that are none are ignored.
        pub fn receive(&mut self, bytes: &[u8]) {
            if let Some(request) = from_bytes::<Request>(bytes) {
                self.session.receive(request);
            }
        }

        /// Works for so long (milliseconds, on the clock `now`); answers as bytes.
        pub fn slice(&mut self, ms: f64, now: &Function) -> Array {
            let clock = || {
                let time = now.call0(&wasm_bindgen::JsValue::NULL).ok();
                time.and_then(|it| it.as_f64()).unwrap_or(f64::MAX)
            };
            let end = clock() + ms;
            let answers = self.session.slice(|| clock() < end);
            let bytes = answers.iter().map(|it| Uint8Array::from(&*to_bytes(it)));
            bytes.collect()
        }

        /// Whether there is nothing to do.
        #[wasm_bindgen(js_name = isIdle)]
        #[must_use]
        pub fn is_idle(&self) -> bool {
            self.session.is_idle()
        }
    }

    /// What a panic said.
    #[wasm_bindgen(js_name = lastWords)]
    #[must_use]
    pub fn last_words() -> String {
        LAST_WORDS.with(|words| words.borrow().clone())
    }

    /// Panics, so that tests can see what becomes of the page.
    #[wasm_bindgen]
    pub fn crash() {
        panic!("the engine was asked to panic");
    }

    /// What most visits ask, so that `xtask` learns what is to be fetched first: as a worker asks it, on the
    /// clock `now`, then in one go; the number of answers.
    #[wasm_bindgen]
    #[must_use]
    pub fn rehearse(tape: &str, now: &Function) -> usize {
        let mut engine = Engine::new();
        engine.receive(&podarium::session::opening(tape));
        while !engine.is_idle() {
            drop(engine.slice(8.0, now));
        }
        podarium::session::rehearse(tape)
    }

    /// Plays a tape to its end and gives the number that stands for all that happened.
    ///
    /// # Errors
    /// The text is no tape.
    #[wasm_bindgen(js_name = traceHash)]
    pub fn trace_hash(tape: &str) -> Result<String, JsError> {
        let hash =
            podarium::tape::trace_hash(tape).map_err(|error| JsError::new(&error.to_string()))?;
        Ok(format!("{hash:016x}"))
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {
    glue::listen();
}

/// Natively the engine is the library, and `podarium` its command.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
