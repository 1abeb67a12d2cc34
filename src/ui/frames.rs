//! The frame loop: the only place where the wall clock is read.

use super::browser::window;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Asks the browser for one frame at a time.
pub struct Frames {
    closure: Closure<dyn FnMut(f64)>,
    /// The frame that was asked for; 0 for none.
    asked: Rc<Cell<i32>>,
    /// When the last frame was drawn (milliseconds on the browser's clock).
    last_ms: Option<i64>,
}

impl Frames {
    /// Frames are told with the browser's clock.
    pub fn new(told: impl Fn(i64) + 'static) -> Self {
        let asked = Rc::new(Cell::new(0));
        let is_here = Rc::clone(&asked);
        let closure = Closure::new(move |now_ms: f64| {
            is_here.set(0);
            told(now_ms.round() as i64);
        });
        Self { closure, asked, last_ms: None }
    }

    /// Wants one more frame.
    pub fn ask(&self) {
        if self.asked.get() == 0 {
            let told = self.closure.as_ref().unchecked_ref();
            self.asked.set(window().request_animation_frame(told).unwrap_or(0));
        }
    }

    /// How long it is since the frame before (milliseconds); 0 for the first after a rest.
    pub fn passed(&mut self, now_ms: i64) -> i64 {
        let last_ms = self.last_ms.replace(now_ms);
        last_ms.map_or(0, |last_ms| now_ms - last_ms)
    }

    /// No frame follows: the next one begins anew.
    pub fn rest(&mut self) {
        self.last_ms = None;
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        let _ = window().cancel_animation_frame(self.asked.get());
    }
}
