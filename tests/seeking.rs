//! The strip is the seek bar, and what stands beside it: by keys alone and by pointer alone.

use crate::support::browser::Browser;
use crate::support::keys;
use crate::support::page::{END, LONG, SOON, drawn, open, position, seek, snapshot, tab_to};
use crate::support::site::Site;

fn wait_for_position(browser: &Browser, condition: &str) -> i64 {
    browser.wait_until(&format!("podarium.position() {condition}"), SOON);
    position(browser)
}

/// The caption that is told, as its flag on the strip says.
fn flag(browser: &Browser) -> i64 {
    let script = "return Number(document.querySelector('.flag.on')?.textContent ?? 0)";
    browser.run(script, &[]).as_i64().unwrap()
}

#[test]
fn by_keys_the_strip_goes_from_change_to_change() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=node-dies");
    let end = seek(&browser, END);
    let end_ms = position(&browser);
    tab_to(&browser, ".track");
    let press = |key: char| browser.type_keys(&key.to_string());
    press(keys::HOME);
    wait_for_position(&browser, "=== 0");
    press(keys::RIGHT);
    let first = wait_for_position(&browser, "> 0");
    press(keys::RIGHT);
    wait_for_position(&browser, &format!("> {first}"));
    press(keys::LEFT);
    wait_for_position(&browser, &format!("=== {first}"));
    browser.chord(&[keys::SHIFT, keys::RIGHT]);
    wait_for_position(&browser, &format!("=== {}", first + 1000));
    // Captions, as a presenter's clicker turns them.
    let caption = flag(&browser);
    press(keys::PAGE_DOWN);
    let is_next = format!("document.querySelector('.flag.on').textContent === '{}'", caption + 1);
    browser.wait_until(&is_next, SOON);
    press(keys::END);
    wait_for_position(&browser, &format!("=== {end_ms}"));
    assert_eq!(snapshot(&browser), end);
    // What it says in words.
    let spoken = browser.run("return document.querySelector('.track').ariaValueText", &[]);
    let spoken = spoken.as_str().unwrap();
    assert!(spoken.contains(", caption ") && spoken.contains(" of "), "{spoken}");
    // Idle times are folded, and unfold.
    let folds = browser.count(".fold");
    assert!(folds > 0, "minutes pass until Pods are evicted");
    press(keys::ENTER);
    browser.wait_until("!document.querySelector('.fold')", SOON);
    press('f');
    browser.wait_until(&format!("document.querySelectorAll('.fold').length === {folds}"), SOON);
    browser.assert_no_console_errors();
}

#[test]
fn by_pointer_flags_folds_and_buttons_lead_through_time() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=node-dies");
    seek(&browser, END);
    let end_ms = position(&browser);
    browser.click(".flag[aria-label^='Caption 2:']");
    browser.wait_until("document.querySelector('.flag.on')?.textContent === '2'", SOON);
    assert!(browser.text(".say").starts_with("2 /"), "{}", browser.text(".say"));
    let there = position(&browser);
    browser.click("[aria-label='Step forward']");
    let next = wait_for_position(&browser, &format!("> {there}"));
    browser.click("[aria-label='Step back']");
    wait_for_position(&browser, &format!("< {next}"));
    browser.click(".live");
    wait_for_position(&browser, &format!("=== {end_ms}"));
    browser.click(".fold");
    browser.wait_until("!document.querySelector('.fold')", SOON);
    browser.click(".flag[aria-label^='Caption 1:']");
    let before = wait_for_position(&browser, &format!("< {there}"));
    browser.click("[aria-label=Play]");
    wait_for_position(&browser, &format!("> {before}"));
    browser.click("[aria-label=Pause]");
    browser.wait_until("document.querySelector('[aria-label=Play]')", SOON);
    browser.assert_no_console_errors();
}

#[test]
fn every_workload_has_its_strip_by_keys_and_by_pointer() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=autoscaling");
    seek(&browser, END);
    let count = browser.count(".worktabs [role=tab]");
    assert!(count > 1, "{count} tabs");
    let is_chosen = |index: u64| {
        format!(
            "document.querySelectorAll('.worktabs [role=tab]')[{index}].ariaSelected === 'true'"
        )
    };
    let shapes = || browser.run("return document.querySelector('.bricks').innerHTML", &[]);
    // A lesson may open with another than the first.
    let tabs = "[...document.querySelectorAll('.worktabs [role=tab]')]";
    let begin = browser.get(&format!("{tabs}.findIndex((it) => it.ariaSelected === 'true')"));
    let begin = begin.as_u64().expect("a tab is chosen");
    let (there, back, other) = match begin + 1 < count {
        true => (keys::RIGHT, keys::LEFT, begin + 1),
        false => (keys::LEFT, keys::RIGHT, begin - 1),
    };
    tab_to(&browser, ".worktabs [role=tab]");
    let first = shapes();
    browser.type_keys(&there.to_string());
    browser.wait_until(&is_chosen(other), SOON);
    drawn(&browser);
    assert_ne!(shapes(), first, "each has bricks of its own");
    browser.type_keys(&back.to_string());
    browser.wait_until(&is_chosen(begin), SOON);
    drawn(&browser);
    assert_eq!(shapes(), first);
    for index in (0..count).rev() {
        browser.click(&format!(".worktabs [role=tab]:nth-child({})", index + 1));
        browser.wait_until(&is_chosen(index), SOON);
    }
    browser.assert_no_console_errors();
}

#[test]
fn load_is_put_on_a_service_by_keys_and_by_pointer() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=autoscaling");
    seek(&browser, 3_000);
    for index in 1..=browser.count(".worktabs [role=tab]") {
        browser.click(&format!(".worktabs [role=tab]:nth-child({index})"));
        drawn(&browser);
        if browser.count(".load input") > 0 {
            break;
        }
    }
    let lines = || {
        let tape = browser.run("return podarium.tape()", &[]);
        tape.as_str().unwrap().lines().filter(|it| it.starts_with("! load")).count()
    };
    let wait_for_other = |before: usize| {
        let count = "podarium.tape().split('\\n').filter((it) => it.startsWith('! load')).length";
        browser.wait_until(&format!("{count} !== {before}"), LONG);
        browser.wait_until("/ ready$/.test(podarium.state())", LONG);
        browser.run("podarium.pause()", &[]);
    };
    let before = lines();
    tab_to(&browser, ".load input");
    browser.type_keys(&keys::RIGHT.to_string());
    wait_for_other(before);
    let by_keys = lines();
    assert!(browser.text(".load").ends_with("/s"));
    let (x, y) = browser.middle(".load input");
    browser.drag((x, y), (x + 40, y));
    wait_for_other(by_keys);
    browser.assert_no_console_errors();
}

#[test]
fn a_cause_is_followed_back_to_the_command() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=rolling-update");
    seek(&browser, END);
    browser.run("document.activeElement.blur(); podarium.seek(0)", &[]);
    // By keys: on to the first decision that another led to.
    let has_chain = "document.querySelector('.why .who button')";
    for _ in 0..60 {
        if browser.count(".why .who button") > 0 {
            break;
        }
        browser.type_keys(".");
        drawn(&browser);
    }
    browser.wait_until(has_chain, SOON);
    let what = browser.text(".why .what");
    assert!(what.ends_with('.') && what.len() > 10, "{what}");
    browser.type_keys("w");
    browser.wait_until("document.querySelectorAll('.chain li').length >= 2", SOON);
    browser.type_keys("w");
    browser.wait_until("!document.querySelector('.chain')", SOON);
    // By pointer: each step leads to its moment.
    let there = position(&browser);
    browser.click(".why .who button");
    browser.click(".chain li:last-child button");
    wait_for_position(&browser, &format!("< {there}"));
    browser.assert_no_console_errors();
}
