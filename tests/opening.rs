//! Links in the browser: no link does harm.

use crate::support::browser::Browser;
use crate::support::page::{
    LONG, SOON, command, open, position, seek, snapshot, tape, wait_for_film, wait_for_program,
    wait_for_start,
};
use crate::support::site::Site;
use podarium::lessons::LESSONS;
use podarium::link::{Shared, encode};

/// Each link is opened by the engine that is there; the native tests try a thousand.
#[test]
fn a_broken_link_is_told_and_the_stage_is_empty() {
    let site = Site::serve("/");
    let lesson = LESSONS[3];
    let shared =
        Shared { text: format!("{}! node-down node-1\n", lesson.text), ..Shared::default() };
    let whole = encode(&shared, Some((lesson.name, lesson.text)));
    let elsewhere = encode(&shared, Some(("../../etc/passwd", lesson.text)));
    let cut = whole.get(..whole.len() - 9).unwrap();
    for (link, says) in [
        (cut, "incomplete"),
        ("run=1", "incomplete"),
        ("run=9abc", "newer Podarium"),
        ("tape=%%%", "incomplete"),
        (&elsewhere, "there is none"),
    ] {
        let browser = Browser::open();
        browser.go(&format!("{}?autoplay=0#{link}", site.url()));
        wait_for_program(&browser);
        browser.wait_until("document.querySelector('.notice')", LONG);
        let notice = browser.text(".notice");
        assert!(notice.contains(says), "{link}: {notice}");
        assert_eq!(browser.count(".node"), 0, "{link}");
        browser.assert_no_console_errors();
    }
}

/// Twenty acts in a lesson, shared from a moment, opened by somebody else.
#[test]
fn a_shared_run_is_the_same_run_at_the_same_moment_elsewhere() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&speed=4&lesson=self-healing");
    for number in 0..10 {
        seek(&browser, 3000 * (number + 1));
        command(&browser, &format!("kubectl scale deployment web --replicas={}", 2 + number % 4));
        let act = if number % 2 == 0 { "! node-down node-2" } else { "! node-up node-2" };
        command(&browser, act);
    }
    wait_for_film(&browser);
    seek(&browser, 31_000);
    let told = |browser: &Browser| {
        let hash = browser.run_async(
            "podarium.traceHash(podarium.tape()).then((it) => arguments[0](String(it)))",
            &[],
        );
        (tape(browser), hash, position(browser), snapshot(browser))
    };
    let shared = told(&browser);
    assert_eq!(shared.0.matches("--replicas=").count(), 10, "{}", shared.0);
    browser.click_text("header button", "Share");
    browser.wait_until("document.querySelector('dialog input[type=checkbox]')", SOON);
    let link = "document.querySelector('dialog textarea')?.value";
    browser.wait_until(&format!("/#run=1/.test(window.whole = {link})"), LONG);
    // The one from this moment comes in its place.
    browser.click("dialog input[type=checkbox]");
    browser.wait_until(&format!("/#run=1/.test({link}) && {link} !== window.whole"), LONG);
    let link = browser.run(&format!("return {link}"), &[]).as_str().unwrap().to_owned();
    assert!(link.len() <= 1000, "{}: {link}", link.len());
    browser.assert_no_console_errors();
    // There is one browser at a time.
    drop(browser);
    let browser = Browser::open();
    browser.go(&link.replacen("?", "?autoplay=0&", 1).replacen("/#", "/?autoplay=0#", 1));
    wait_for_start(&browser);
    let again = told(&browser);
    assert_eq!(again.0, shared.0, "the tape");
    assert_eq!(again.1, shared.1, "the trace");
    assert_eq!((again.2, again.3), (shared.2, shared.3), "the moment");
    browser.assert_no_console_errors();
}
