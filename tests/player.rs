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

/// Whatever comes and goes while it plays has its room already.
#[test]
fn nothing_jumps_while_a_player_plays() {
    for (lesson, speed, size) in [
        ("rolling-update", 2, (760, 560)),
        ("drain-with-a-budget", 10, (1200, 700)),
        ("rolling-update", 10, (1200, 300)),
    ] {
        let (width, height) = size;
        let player = format!(
            "<podarium-player id=\"a\" lesson=\"{lesson}\" speed=\"{speed}\" \
            height=\"{height}\" style=\"width: {width}px\"></podarium-player>"
        );
        let reader = Reader::open("/course/", &player);
        let browser = &reader.browser;
        let watch = "window.shifts = []; new PerformanceObserver((list) => list.getEntries().forEach((it) =>
            shifts.push([it.value, a.currentTime]))).observe({ type: 'layout-shift', buffered: true });
            a.addEventListener('ended', () => (window.isOver = true)); a.play()";
        browser.run(watch, &[]);
        browser.wait_until("window.isOver", LONG);
        let sum = browser.get("shifts.reduce((sum, it) => sum + it[0], 0)").as_f64().unwrap();
        assert!(sum < 0.0005, "{lesson}: {sum}: {}", browser.get("shifts"));
    }
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
