//! The page as somebody uses it: the lesson is watched, rewound and broken.

use crate::support::browser::Browser;
use crate::support::page::{END, SOON, drawn, open, seek, snapshot, wait_for_program};
use crate::support::site::Site;
use podarium::lessons::LESSONS;
use podarium::tape::trace_hash;
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;

/// A lesson plays for as long as its captions take to be read.
const LESSON: Duration = Duration::from_secs(400);

/// The Pods as they stand in the document: who, where, how.
fn pods(browser: &Browser) -> Value {
    let script = "return [...document.querySelectorAll('.pod:not(.gone)')].map((pod) =>
        [pod.title, pod.className, pod.style.cssText])";
    browser.run(script, &[])
}

/// Pods of the picture that are ready on a node: name and node.
fn ready_pods(snapshot: &str) -> Vec<(&str, &str)> {
    let parts = snapshot.lines().filter_map(|line| line.strip_prefix("pod ")?.split_once(' '));
    parts
        .filter_map(|(name, at)| Some((name, at.strip_suffix(" ready")?.split_once('#')?.0)))
        .collect()
}

/// Revisions (template hashes) of the Pods that are ready on nodes.
fn revisions(snapshot: &str) -> BTreeSet<&str> {
    ready_pods(snapshot)
        .iter()
        .filter_map(|(name, _)| name.rsplit_once('-'))
        .map(|it| it.0)
        .collect()
}

/// Drags the timeline's head to a share of its length, in percent.
fn drag_to(browser: &Browser, percent: i64) {
    let head = browser.middle(".over s");
    let edges = browser.run(
        "const box = document.querySelector('.track').getBoundingClientRect();
         return [box.left, box.width].map(Math.round)",
        &[],
    );
    let number = |index: usize| edges[index].as_i64().unwrap();
    let target = number(0) + number(1) * percent / 100;
    browser.drag(head, (target, head.1));
    // The page follows with its next frame, which a busy machine is late with.
    let is_there = format!(
        "(() => {{ const head = document.querySelector('.over s').getBoundingClientRect();
            return Math.abs(head.left + head.width / 2 - {target}) < 5; }})()"
    );
    browser.wait_until(&is_there, SOON);
}

fn pause(browser: &Browser) {
    browser.click("[aria-label=Pause]");
    browser.wait_until("document.querySelector('[aria-label=Play]')", SOON);
}

#[test]
fn the_lesson_plays_rewinds_and_heals() {
    let site = Site::serve("/course/pods/");
    let browser = open(&site, "?speed=2");

    // It plays by itself, and the rollout shows two revisions side by side.
    let two_revisions = "new Set([...window.podarium.snapshot()
        .matchAll(/^pod (.*)-\\w+ \\S+#\\d+ ready$/gm)].map((it) => it[1])).size === 2";
    browser.wait_until(two_revisions, LESSON);
    pause(&browser);
    browser.screenshot("rollout");
    let middle = snapshot(&browser);
    assert_eq!(revisions(&middle).len(), 2, "{middle}");
    assert!(browser.count(".node") == 3 && browser.count(".pod.ready") >= 3, "{middle}");
    browser.click("[aria-label=Play]");
    browser.wait_until("window.podarium.snapshot().includes('revision 2 is complete')", LESSON);
    browser.wait_until("document.querySelector('[aria-label=Play]')", LESSON);
    let end = snapshot(&browser);
    assert_eq!(revisions(&end).len(), 1, "{end}");
    assert_eq!(ready_pods(&end).len(), 3, "{end}");

    // Back to before the rollout, and forward again to the same picture.
    drag_to(&browser, 50);
    drawn(&browser);
    let (there, pods_there) = (snapshot(&browser), pods(&browser));
    assert_ne!(there, end);
    drag_to(&browser, 15);
    let before = snapshot(&browser);
    assert!(!before.contains("revision 2"), "{before}");
    drag_to(&browser, 50);
    assert_eq!(snapshot(&browser), there);
    drawn(&browser);
    assert_eq!(pods(&browser), pods_there);

    // A Pod is broken by a click, and replaced.
    seek(&browser, END);
    browser.wait_until("window.podarium.snapshot().includes('revision 2 is complete')", SOON);
    let victim = ready_pods(&end)[0].0.to_owned();
    browser.click(&format!(".pod[title*='{victim}']"));
    browser.screenshot("menu");
    browser.click(".menu [role=menuitem]");
    // A trace of it may be left.
    let gone = format!("!/^pod {victim} \\S+ (?!gone)/m.test(window.podarium.snapshot())");
    browser.wait_until(&gone, LESSON);
    let healed = "[...window.podarium.snapshot().matchAll(/^pod .* ready$/gm)].length === 3";
    browser.wait_until(healed, LESSON);
    browser.screenshot("healed");
    let healed = snapshot(&browser);
    let mut its = healed.lines().filter(|it| it.starts_with(&format!("pod {victim} ")));
    assert!(its.all(|it| it.contains(" gone ")), "{healed}");
    browser.assert_no_console_errors();
}

#[test]
fn the_page_looks_the_same_in_light_and_dark_on_desk_and_phone() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0");
    seek(&browser, 9000);
    browser.wait_until("document.querySelectorAll('.pod').length > 3", SOON);
    for (width, height) in [(1440, 900), (390, 844)] {
        browser.resize(width, height);
        for scheme in ["light", "dark"] {
            browser.emulate_media("prefers-color-scheme", scheme);
            browser.wait_until("document.documentElement.scrollWidth <= innerWidth", SOON);
            browser.screenshot(&format!("page-{width}-{scheme}"));
        }
    }
    browser.assert_no_console_errors();
}

#[test]
fn an_embedded_page_shows_stage_captions_and_playback_only() {
    let site = Site::serve("/");
    let browser = open(&site, "?embed&autoplay=0&tape=lessons/self-healing.tape&t=2s");
    browser.resize(800, 520);
    browser.wait_until("document.querySelectorAll('.pod').length >= 3", SOON);
    assert_eq!(browser.count("header") + browser.count(".panel") + browser.count(".worktabs"), 0);
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
