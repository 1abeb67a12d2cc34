//! The page as tests use it: it is opened, moved in time, typed into, and asked what it shows.

use super::browser::Browser;
use super::keys;
use super::site::Site;
use podarium::tape::encode_link;
use serde_json::Value;
use std::time::Duration;

/// What is about to happen is waited for so long: also on a machine that is busy with other things.
pub const SOON: Duration = Duration::from_secs(120);
/// A long time on the cluster's clock passes in so much of ours, at most.
pub const LONG: Duration = Duration::from_secs(240);
/// A moment behind the end of every run (milliseconds).
pub const END: i64 = 1_000_000_000;

/// A page of the panel at the side, in the order of their tabs.
#[derive(Clone, Copy, Debug)]
pub enum Tab {
    Terminal,
    Yaml,
}

/// Opens the page in a window of 1440 x 900, with this query and fragment.
pub fn open(site: &Site, query: &str) -> Browser {
    let browser = Browser::open();
    browser.resize(1440, 900);
    browser.go(&format!("{}{query}", site.url()));
    wait_for_start(&browser);
    browser
}

/// Opens a tape as a link would, ready to be played four times as fast.
pub fn open_tape(site: &Site, tape: &str) -> Browser {
    open(site, &format!("?autoplay=0&speed=4#tape={}", encode_link(tape)))
}

/// Waits until the program runs and all of the film is there, after the page was loaded anew.
pub fn wait_for_start(browser: &Browser) {
    wait_for_program(browser);
    wait_for_film(browser);
}

/// Waits until the program runs.
pub fn wait_for_program(browser: &Browser) {
    browser.wait_until("window.podarium && !document.getElementById('loading')", SOON);
}

/// Waits until all of the film is there and nothing is being asked or done.
pub fn wait_for_film(browser: &Browser) {
    browser.wait_until("/ whole ready$/.test(window.podarium.state())", LONG);
}

/// The picture as text.
pub fn snapshot(browser: &Browser) -> String {
    browser.run("return window.podarium.snapshot()", &[]).as_str().unwrap().to_owned()
}

/// The run as a tape.
pub fn tape(browser: &Browser) -> String {
    browser.run("return window.podarium.tape()", &[]).as_str().unwrap().to_owned()
}

/// The place of the head (milliseconds).
pub fn position(browser: &Browser) -> i64 {
    browser.run("return window.podarium.position()", &[]).as_i64().unwrap()
}

/// Waits until a line of the picture matches a pattern.
pub fn wait_for(browser: &Browser, pattern: &str, timeout: Duration) {
    browser.wait_until(&format!("/{pattern}/m.test(window.podarium.snapshot())"), timeout);
}

/// Goes to a moment (milliseconds) and stays there; what is to be seen then.
pub fn seek(browser: &Browser, at_ms: i64) -> String {
    wait_for_film(browser);
    browser.run("window.podarium.pause(); window.podarium.seek(arguments[0])", &[at_ms.into()]);
    drawn(browser);
    snapshot(browser)
}

/// Waits until what was changed is drawn.
pub fn drawn(browser: &Browser) {
    let frames = "requestAnimationFrame(() => requestAnimationFrame(() => arguments[0]()))";
    browser.run_async(frames, &[]);
    browser.wait_until("!document.querySelector('.stage[aria-busy]')", SOON);
}

/// Looks at so many moments of what plays, from its beginning to its end.
pub fn look_through(browser: &Browser, moments: u32) {
    browser.wait_until("window.podarium?.position() > 1000", LONG);
    wait_for_film(browser);
    for it in 0..=moments {
        let script = "podarium.seek(podarium.duration() * arguments[0] / arguments[1])";
        browser.run(script, &[it.into(), moments.into()]);
        drawn(browser);
    }
}

/// Waits until what was changed is drawn and nothing glides any more.
pub fn still(browser: &Browser) {
    drawn(browser);
    let is_still = "document.getAnimations().every((it) => it.playState === 'finished')";
    browser.wait_until(is_still, SOON);
}

/// Goes on with the Tab key to the first element that matches.
pub fn tab_to(browser: &Browser, css: &str) {
    for _ in 0..100 {
        let is_there = "return document.activeElement?.matches(arguments[0])";
        if browser.run(is_there, &[css.into()]) == Value::Bool(true) {
            return;
        }
        browser.type_keys(&keys::TAB.to_string());
    }
    panic!("no Tab leads to {css}");
}

/// Opens a page of the panel.
pub fn open_tab(browser: &Browser, tab: Tab) {
    let script = "document.querySelectorAll('[role=tab]')[arguments[0]].click()";
    browser.run(script, &[(tab as u32).into()]);
}

/// Types a line into the terminal: a command, or an act behind `! `; waits until it has begun.
pub fn command(browser: &Browser, line: &str) {
    open_tab(browser, Tab::Terminal);
    browser.wait_until("document.querySelector('.prompt input')", SOON);
    let script = "const input = document.querySelector('.prompt input');
        input.value = arguments[0];
        input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));";
    browser.run(script, &[line.into()]);
    drawn(browser);
    browser.wait_until("/ ready$/.test(window.podarium.state())", SOON);
}

/// The same; waits for the answer and tells it, with the line.
pub fn answer(browser: &Browser, line: &str) -> Value {
    command(browser, line);
    let is_answered = "document.querySelector('.entry')
        && ![...document.querySelectorAll('.entry')].at(-1).querySelector('.running')";
    browser.wait_until(is_answered, SOON);
    browser.run("return [...document.querySelectorAll('.entry')].at(-1)?.textContent", &[])
}
