//! What those hear who hear the page: a sentence at a time, at most one a second.

use crate::support::browser::Browser;
use crate::support::page::{LONG, SOON, open, seek, wait_for_film};
use crate::support::site::Site;
use podarium::tape::encode_link;

/// A run in which 200 Pods are replaced: far more happens than can be said.
const ROLL_200: &str = include_str!("../benches/tapes/page-roll-200.tape");

/// Notes each change of what is read out by itself, with the time on the page's clock.
const LISTEN: &str = "window.heard = [];
    const regions = '[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]:not([aria-live])';
    new MutationObserver((changes) => {
        const region = ({ target }) => (target.parentElement ?? target).closest?.(regions);
        const said = new Set(changes.map(region).filter((it) => it?.textContent.trim()));
        for (const it of said) heard.push([performance.now(), it.textContent]);
    }).observe(document.body, { childList: true, characterData: true, subtree: true })";

/// Plays a run, at this speed, until so many sentences were heard or it is over.
fn listen(browser: &Browser, speed: u32, count: u32) -> Vec<(f64, String)> {
    seek(browser, 0);
    browser.run(LISTEN, &[]);
    browser.run("podarium.speed(String(arguments[0])); podarium.play()", &[speed.into()]);
    let is_over = format!("heard.length >= {count} || podarium.position() >= podarium.duration()");
    browser.wait_until(&is_over, LONG);
    let heard = browser.run("podarium.pause(); return heard", &[]);
    let sentence = |it: &serde_json::Value| {
        (it[0].as_f64().unwrap(), it[1].as_str().unwrap_or_default().to_owned())
    };
    heard.as_array().expect("a list").iter().map(sentence).collect()
}

#[test]
fn at_most_one_sentence_a_second_is_said() {
    let site = Site::serve("/");
    let roll = format!("?autoplay=0#tape={}", encode_link(ROLL_200));
    for query in ["?autoplay=0", "?autoplay=0&lesson=node-dies", &roll] {
        for speed in [1, 10] {
            let browser = open(&site, query);
            wait_for_film(&browser);
            let heard = listen(&browser, speed, 9);
            let is_course = !query.contains('#');
            // A run without captions has nothing to say when time runs too fast for sentences.
            assert!(heard.len() > 2 || speed > 2 && !is_course, "{query}: {heard:?}");
            for pair in heard.windows(2) {
                let gap_ms = pair[1].0 - pair[0].0;
                assert!(gap_ms >= 1_000.0, "{query} at {speed}x: {gap_ms} ms: {pair:?}");
            }
        }
    }
}

#[test]
fn captions_are_said_also_by_whoever_steps_through_them() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0");
    let said = "document.querySelector('p.unseen').textContent";
    let caption = "document.querySelector('.flag.on')?.title";
    browser.wait_until(&format!("{said} && {said} === {caption}"), SOON);
    for _ in 0..2 {
        let before = browser.get(said);
        browser.type_keys("]");
        browser.wait_until(&format!("{said} !== {before} && {said} === {caption}"), SOON);
    }
    browser.assert_no_console_errors();
}
