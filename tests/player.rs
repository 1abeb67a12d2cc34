//! `<podarium-player>` in a page of a course, under a strict policy.

use crate::support::course::Reader;
use crate::support::page::{LONG, SOON};

#[test]
fn ten_players_cost_one_script_until_somebody_plays() {
    let player = "<podarium-player lesson=\"rolling-update\" height=\"300\"></podarium-player>";
    let reader = Reader::open("/course/", &player.repeat(10));
    let browser = &reader.browser;
    let shift = "window.shift = 0; new PerformanceObserver((list) => list.getEntries()
        .forEach((it) => window.shift += it.value)).observe({ type: 'layout-shift', buffered: true })";
    browser.run(shift, &[]);
    assert_eq!(browser.run("return document.querySelectorAll('podarium-player').length", &[]), 10);
    let requests = reader.site.requests();
    let is_free = |it: &String| it == "/course/" || it == "/course/podarium/podarium.js";
    assert!(requests.iter().all(is_free), "{requests:?}");
    assert_eq!(browser.run("return window.shift", &[]), 0);
    let places = "return [...document.querySelectorAll('podarium-player')]
        .map((it) => JSON.stringify(it.getBoundingClientRect())).join()";
    let before = browser.run(places, &[]);
    browser.run("document.querySelector('podarium-player').play()", &[]);
    browser.wait_until("document.querySelector('podarium-player').currentTime > 0", LONG);
    assert_eq!(browser.run(places, &[]), before);
    browser.screenshot("player");
    browser.assert_no_console_errors();
}

#[test]
fn a_tape_that_is_not_there_is_told_and_harms_nothing() {
    let reader =
        Reader::open("/course/", "<podarium-player id=\"a\" src=\"none.tape\"></podarium-player>");
    let browser = &reader.browser;
    browser.run("window.told = []; a.addEventListener('error', (it) => told.push(it.detail.message)); a.play()", &[]);
    browser.wait_until("window.told[0]?.includes('none.tape: 404')", SOON);
    browser.wait_until("a.shadowRoot.querySelector('[role=alert]')", SOON);
}
