//! Links in the browser: what is shared from the page opens as the same run, and no link does harm.

use crate::support::browser::Browser;
use crate::support::page::{LONG, SOON, command, open, wait_for_film, wait_for_program};
use crate::support::site::Site;
use podarium::lessons::LESSONS;
use podarium::link::{Shared, encode};
use podarium::tape::trace_hash;

fn tape(browser: &Browser) -> String {
    browser.run("return window.podarium.tape()", &[]).as_str().unwrap().to_owned()
}

fn share(browser: &Browser) {
    let script = "[...document.querySelectorAll('header button')]
        .find((it) => it.textContent === 'Share').click()";
    browser.run(script, &[]);
    browser.wait_until("document.querySelectorAll('dialog option').length > 5", LONG);
}

fn choose(browser: &Browser, form: &str) -> String {
    let script = "const select = document.querySelector('dialog select');
        select.value = arguments[0];
        select.dispatchEvent(new Event('change', { bubbles: true }));";
    browser.run(script, &[form.into()]);
    let chosen = format!("document.querySelector('dialog a').download.endsWith({:?})", end(form));
    browser.wait_until(&chosen, SOON);
    let text = browser.run("return document.querySelector('dialog textarea').value", &[]);
    text.as_str().unwrap().to_owned()
}

fn end(form: &str) -> &'static str {
    let form = podarium::export::FORMS.iter().find(|it| it.name == form);
    form.map_or("svg", |it| it.end)
}

#[test]
fn what_is_shared_opens_as_the_same_run_at_the_same_moment() {
    let site = Site::serve("/course/");
    let browser = open(&site, "?autoplay=0&lesson=self-healing");
    browser.run("window.podarium.seek(9000)", &[]);
    command(&browser, "! node-down node-2");
    wait_for_film(&browser);
    browser.run("window.podarium.pause(); window.podarium.seek(20000)", &[]);
    share(&browser);
    browser.run("document.querySelector('dialog [type=checkbox]').click()", &[]);
    browser.wait_until("document.querySelectorAll('dialog option').length > 5", LONG);
    let link = choose(&browser, "link");
    assert!(link.contains("/course/#run=1") && link.len() < 300, "{link}");
    assert!(choose(&browser, "iframe").starts_with("<iframe src="));
    assert!(choose(&browser, "shell").starts_with("#!/usr/bin/env bash"));
    choose(&browser, "qr");
    browser.wait_until("document.querySelector('dialog img')?.naturalWidth > 0", SOON);
    browser.screenshot("share");
    let (address, text) = (browser.run("return location.href", &[]), tape(&browser));
    assert!(address.as_str().unwrap().contains("#run=1"), "{address}");

    let other = Browser::open();
    let (page, fragment) = link.trim().split_once('#').unwrap();
    other.go(&format!("{page}?autoplay=0#{fragment}"));
    wait_for_program(&other);
    wait_for_film(&other);
    assert_eq!(tape(&other), text);
    assert_eq!(other.run("return window.podarium.position()", &[]), 20_000.0);
    let script = "window.podarium.traceHash(arguments[0]).then(arguments[1])";
    let hash = other.run_async(script, &[tape(&other).into()]);
    assert_eq!(hash, format!("{:016x}", trace_hash(&text).unwrap()));
    browser.assert_no_console_errors();
    other.assert_no_console_errors();
}

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
