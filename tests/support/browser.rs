//! A browser as a person uses it: pointer, keys, eyes, and the console for errors.

use super::png;
use super::webdriver::{Session, poll};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// One browser at a time: two would slow each other down until time-outs fail.
static ONLY_ONE: Mutex<()> = Mutex::new(());

/// How long an element that is about to come is waited for.
const SOON: Duration = Duration::from_secs(120);
/// The key under which WebDriver sends an element's id.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A window with one page. It closes when it is dropped.
pub struct Browser {
    session: Session,
    console: RefCell<Vec<Message>>,
    _alone: MutexGuard<'static, ()>,
}

/// What stands in the browser's console.
#[derive(Debug, Clone)]
pub struct Message {
    /// SEVERE, WARNING, INFO or DEBUG.
    pub level: String,
    /// Where it comes from, and what it says.
    pub text: String,
}

impl Browser {
    /// Opens a window of 1280 x 800 on an empty page.
    pub fn open() -> Self {
        // The test before this one may have failed; its browser is gone all the same.
        let alone = ONLY_ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let browser =
            Self { session: Session::start(), console: RefCell::default(), _alone: alone };
        browser.resize(1280, 800);
        browser
    }

    /// Makes the page's viewport exactly this large, such as 390 x 844 for a phone.
    pub fn resize(&self, width: u32, height: u32) {
        // A real window can't be narrower than 500 pixels.
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", &size);
    }

    /// Sets a media feature, such as `prefers-color-scheme` to `dark`.
    pub fn emulate_media(&self, feature: &str, value: &str) {
        let features = json!({ "features": [{ "name": feature, "value": value }] });
        self.cdp("Emulation.setEmulatedMedia", &features);
    }

    /// Sends a command of the Chrome DevTools Protocol.
    pub fn cdp(&self, command: &str, parameters: &Value) -> Value {
        self.session.post("goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    /// From now on nothing is fetched from addresses of these patterns, such as `*.wasm`.
    pub fn block(&self, urls: &[&str]) {
        self.cdp("Network.enable", &json!({}));
        self.cdp("Network.setBlockedURLs", &json!({ "urls": urls }));
    }

    /// Loads a page and waits until it and what its HTML names have been loaded.
    pub fn go(&self, url: &str) {
        self.session.post("url", &json!({ "url": url }));
    }

    /// Runs the body of a function in the page: `return document.title`. It sees `arguments`.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.session.post("execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// The same for a body that calls its last argument when it is done.
    pub fn run_async(&self, script: &str, arguments: &[Value]) -> Value {
        self.session.post("execute/async", &json!({ "script": script, "args": arguments }))
    }

    /// The value of an expression in the page.
    pub fn get(&self, expression: &str) -> Value {
        self.run(&format!("return {expression}"), &[])
    }

    /// Waits until an expression is true in the page, and ends the test if it never is.
    pub fn wait_until(&self, condition: &str, timeout: Duration) {
        let script = format!("return Boolean({condition})");
        poll(&format!("`{condition}`"), timeout, || {
            (self.run(&script, &[]) == Value::Bool(true)).then_some(())
        });
    }

    /// How many elements match a CSS selector now.
    pub fn count(&self, css: &str) -> u64 {
        let found =
            self.run("return document.querySelectorAll(arguments[0]).length", &[css.into()]);
        found.as_u64().expect("a number of elements")
    }

    /// The text of an element as it is seen; waits for the element.
    pub fn text(&self, css: &str) -> String {
        let text = self.session.get(&format!("element/{}/text", self.find(css)));
        text.as_str().expect("an element's text").to_string()
    }

    /// Clicks the middle of an element as a person would: whatever covers it is an error.
    pub fn click(&self, css: &str) {
        self.session.post(&format!("element/{}/click", self.find(css)), &json!({}));
    }

    /// The same for the first that matches and says this.
    pub fn click_text(&self, css: &str, text: &str) {
        let script = "return [...document.querySelectorAll(arguments[0])]
            .find((it) => it.textContent.includes(arguments[1]))";
        let id = poll(&format!("`{css}` with `{text}` on the page"), SOON, || {
            let found = self.run(script, &[css.into(), text.into()]);
            found[ELEMENT].as_str().map(str::to_string)
        });
        self.session.post(&format!("element/{id}/click"), &json!({}));
    }

    /// WebDriver's id of the first element that matches; waits for it.
    fn find(&self, css: &str) -> String {
        let query = json!({ "using": "css selector", "value": css });
        poll(&format!("`{css}` on the page"), SOON, || {
            let found = self.session.post("elements", &query);
            found[0][ELEMENT].as_str().map(str::to_string)
        })
    }

    /// The middle of an element in the viewport, which is scrolled to show it.
    pub fn middle(&self, css: &str) -> (i64, i64) {
        self.find(css);
        let script = "const element = document.querySelector(arguments[0]);
            element.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
            const box = element.getBoundingClientRect();
            return [box.left + box.width / 2, box.top + box.height / 2].map(Math.round)";
        let point = self.run(script, &[css.into()]);
        let number = |index: usize| point[index].as_i64().expect("a place on the page");
        (number(0), number(1))
    }

    /// Moves the pointer to a point of the viewport.
    pub fn hover(&self, point: (i64, i64)) {
        self.pointer(&[pointer_to(point, 0)]);
    }

    /// Presses the pointer at one point, moves it to another and lets go.
    pub fn drag(&self, from: (i64, i64), to: (i64, i64)) {
        let mut actions = vec![pointer_to(from, 0), json!({ "type": "pointerDown", "button": 0 })];
        // In steps: what follows a pointer must see it on its way.
        for step in 1..=5 {
            let between = |a: i64, b: i64| a + (b - a) * step / 5;
            actions.push(pointer_to((between(from.0, to.0), between(from.1, to.1)), 20));
        }
        actions.push(json!({ "type": "pointerUp", "button": 0 }));
        self.pointer(&actions);
    }

    fn pointer(&self, actions: &[Value]) {
        let kind = json!({ "pointerType": "mouse" });
        self.act(
            json!({ "type": "pointer", "id": "mouse", "parameters": kind, "actions": actions }),
        );
    }

    /// Types into whatever has the focus, key by key. `keys` has the keys without a letter.
    pub fn type_keys(&self, text: &str) {
        let keys =
            text.chars().flat_map(|key| [key_action("keyDown", key), key_action("keyUp", key)]);
        self.keys(keys.collect());
    }

    /// Presses keys together, such as Control and k.
    pub fn chord(&self, keys: &[char]) {
        let down = keys.iter().map(|key| key_action("keyDown", *key));
        let up = keys.iter().rev().map(|key| key_action("keyUp", *key));
        self.keys(down.chain(up).collect());
    }

    fn keys(&self, actions: Vec<Value>) {
        self.act(json!({ "type": "key", "id": "keyboard", "actions": actions }));
    }

    fn act(&self, source: Value) {
        self.session.post("actions", &json!({ "actions": [source] }));
    }

    /// Writes what the viewport shows to `target/screenshots/NAME.png`.
    pub fn screenshot(&self, name: &str) -> PathBuf {
        let image = self.session.get("screenshot");
        png::save(name, image.as_str().expect("a screenshot"))
    }

    /// All that was written to the console since the window was opened.
    pub fn console(&self) -> Vec<Message> {
        let entries = self.session.post("se/log", &json!({ "type": "browser" }));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        let new = entries.as_array().into_iter().flatten();
        let new = new
            .map(|entry| Message { level: text(&entry["level"]), text: text(&entry["message"]) });
        // The driver tells each message once.
        self.console.borrow_mut().extend(new);
        self.console.borrow().clone()
    }

    /// Fails if the console has an error: an exception, a file not found, a policy violated.
    pub fn assert_no_console_errors(&self) {
        let errors: Vec<_> =
            self.console().into_iter().filter(|message| message.level == "SEVERE").collect();
        assert!(errors.is_empty(), "errors in the browser's console: {errors:#?}");
    }
}

fn pointer_to((x, y): (i64, i64), milliseconds: u32) -> Value {
    json!({ "type": "pointerMove", "duration": milliseconds, "x": x, "y": y, "origin": "viewport" })
}

fn key_action(kind: &str, key: char) -> Value {
    json!({ "type": kind, "value": key.to_string() })
}
