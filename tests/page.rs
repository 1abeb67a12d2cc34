//! The page as somebody uses it: the lesson is watched, rewound and broken.

use crate::support::browser::Browser;
use crate::support::page::{SOON, open, wait_for_program};
use crate::support::site::Site;
use podarium::lessons::LESSONS;
use podarium::tape::trace_hash;
use serde_json::Value;

#[test]
fn an_embedded_page_shows_stage_captions_and_playback_only() {
    let site = Site::serve("/");
    let browser = open(&site, "?embed&autoplay=0&tape=lessons/self-healing.tape&t=2s");
    browser.resize(800, 520);
    browser.wait_until("document.querySelectorAll('.pod').length >= 3", SOON);
    assert_eq!(browser.count("header") + browser.count(".panel") + browser.count(".tree"), 0);
    let is_inside = "document.querySelector('.play').getBoundingClientRect().bottom <= innerHeight";
    browser.wait_until(is_inside, SOON);
    browser.screenshot("embedded");
    browser.assert_no_console_errors();
}

#[test]
fn a_tape_that_cannot_be_opened_is_told_and_the_stage_is_empty() {
    let site = Site::serve("/");
    let browser = Browser::open();
    browser.go(&format!("{}?autoplay=0&tape=lessons/none.tape", site.url()));
    wait_for_program(&browser);
    let notice = browser.text(".notice");
    assert!(notice.contains("none.tape") && notice.contains("404"), "{notice}");
    assert!(browser.count(".node") == 0, "no other lesson is there instead");
}

#[test]
fn wasm_and_native_agree_step_for_step() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0");
    let busy = ("busy", crate::determinism::BUSY);
    for (name, text) in LESSONS.iter().map(|it| (it.name, it.text)).chain([busy]) {
        let script = "window.podarium.traceHash(arguments[0]).then(arguments[1])";
        let hash = browser.run_async(script, &[text.into()]);
        let native = format!("{:016x}", trace_hash(text).unwrap());
        assert_eq!(hash, Value::String(native), "{name}");
    }
    browser.assert_no_console_errors();
}
