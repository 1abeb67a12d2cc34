//! The sites of tests/guests/, as their own tools have built them: `cargo xtask guests`.

use crate::support::browser::Browser;
use crate::support::course::open;
use crate::support::keys;
use crate::support::page::{LONG, SOON};
use crate::support::site::Site;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Those tools write inline scripts; what the player needs under a strict policy is tested elsewhere.
const POLICY: &str = "default-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' data: blob:";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/guests").join(name)
}

/// A player by its place on the page.
fn player(at: usize) -> String {
    format!("document.querySelectorAll('podarium-player')[{at}]")
}

fn play(browser: &Browser, at: usize) {
    let player = player(at);
    browser.wait_until(&format!("{player}?.play"), SOON);
    browser.run(&format!("{player}.play()"), &[]);
    browser.wait_until(&format!("{player}.currentTime > 0"), LONG);
}

fn wait_for_theme(browser: &Browser, theme: &str) {
    browser.wait_until(&format!("{}.dataset.theme === '{theme}'", player(0)), SOON);
}

fn follow(browser: &Browser, text: &str) {
    let script = "[...document.querySelectorAll('a')]
        .find((it) => it.textContent === arguments[0]).click()";
    browser.run(script, &[text.into()]);
}

#[test]
#[ignore = "cargo xtask guests"]
fn material_for_mkdocs_with_instant_navigation_and_palette() {
    let folder = folder("mkdocs");
    let site = Site::serve_with("/mkdocs/", &folder, &[("Content-Security-Policy", POLICY)]);
    // Instant navigation goes where the sitemap says.
    let map = folder.join("sitemap.xml");
    let text = std::fs::read_to_string(&map).unwrap();
    let (head, tail) = (site.url(), "/mkdocs/");
    let lines = text.lines().map(|line| match line.split_once("<loc>") {
        Some((_, rest)) => {
            let path = rest.split_once(tail).map_or("", |it| it.1);
            format!("<loc>{head}{path}")
        }
        None => line.to_owned(),
    });
    std::fs::write(&map, lines.collect::<Vec<_>>().join("\n")).unwrap();
    let browser = open(&site);
    browser.wait_until("document.querySelectorAll('podarium-player').length === 3", SOON);
    play(&browser, 0);
    wait_for_theme(&browser, "light");
    browser.run("document.querySelector('label[title=Dark]').click()", &[]);
    wait_for_theme(&browser, "dark");
    play(&browser, 1);
    browser.wait_until(&format!("{}.paused", player(0)), SOON);
    browser.run("window.isSame = true", &[]);
    follow(&browser, "Another page");
    browser.wait_until("location.pathname === '/mkdocs/other/' && window.isSame", SOON);
    browser.wait_until("document.querySelectorAll('podarium-player').length === 1", SOON);
    play(&browser, 0);
    browser.run("history.back()", &[]);
    browser.wait_until("document.querySelectorAll('podarium-player').length === 3", SOON);
    play(&browser, 2);
    browser.screenshot("guest-mkdocs");
    browser.assert_no_console_errors();
}

/// Two players on a page, one of them a fence; `switch` is a script that makes the page dark.
fn a_site_of_documents(name: &str, switch: &str) {
    let policy = &[("Content-Security-Policy", POLICY)];
    let site = Site::serve_with(&format!("/{name}/"), &folder(name), policy);
    let browser = open(&site);
    browser.wait_until("document.querySelectorAll('podarium-player').length === 2", SOON);
    play(&browser, 0);
    assert_eq!(
        browser.run(&format!("return {}.shadowRoot.querySelector('iframe')", player(0)), &[]),
        Value::Null
    );
    wait_for_theme(&browser, "light");
    browser.wait_until(&format!("(() => {{ {switch}; return true; }})()"), SOON);
    wait_for_theme(&browser, "dark");
    // A fence plays as well, alone; and is broken.
    play(&browser, 1);
    browser.wait_until(&format!("{}.paused", player(0)), SOON);
    let pod = format!("{}.shadowRoot.querySelector('.pod')", player(1));
    browser.wait_until(&pod, LONG);
    browser.run(&format!("{pod}.click()"), &[]);
    let act = format!("{}.shadowRoot.querySelector('.menu [role=menuitem]')", player(1));
    browser.wait_until(&act, LONG);
    browser.run(&format!("{act}.click()"), &[]);
    browser.wait_until(&format!("/^(! |\\$ .*delete)/m.test({}.tape)", player(1)), LONG);
    // To another page and back.
    follow(&browser, "Another page");
    browser.wait_until("document.querySelectorAll('podarium-player').length === 1", LONG);
    play(&browser, 0);
    browser.run("history.back()", &[]);
    browser.wait_until("document.querySelectorAll('podarium-player').length === 2", LONG);
    play(&browser, 0);
    browser.screenshot(&format!("guest-{name}"));
    browser.assert_no_console_errors();
}

#[test]
#[ignore = "cargo xtask guests"]
fn vitepress() {
    a_site_of_documents("vitepress", "document.documentElement.classList.add('dark')");
}

#[test]
#[ignore = "cargo xtask guests"]
fn docusaurus() {
    a_site_of_documents("docusaurus", "document.documentElement.dataset.theme = 'dark'");
}

#[test]
#[ignore = "cargo xtask guests"]
fn mdbook() {
    if folder("mdbook").is_dir() {
        let switch = "document.querySelector('[id$=coal], #coal').click()";
        a_site_of_documents("mdbook", switch);
    }
}

#[test]
#[ignore = "cargo xtask guests"]
fn a_deck_of_reveal_keeps_its_keys() {
    let policy = &[("Content-Security-Policy", POLICY)];
    let site = Site::serve_with("/reveal/", &folder("reveal"), policy);
    let browser = open(&site);
    browser.wait_until("window.Reveal?.isReady()", SOON);
    let slide = |number: u32| format!("Reveal.getState().indexh === {number}");
    browser.run("Reveal.slide(1)", &[]);
    // It plays as its slide comes, and is clicked.
    browser.wait_until("lesson.currentTime > 0", LONG);
    browser.wait_until("lesson.shadowRoot.querySelector('.pod')", LONG);
    browser.run("lesson.shadowRoot.querySelector('.pod').focus(); lesson.shadowRoot.querySelector('.pod').click()", &[]);
    browser.wait_until("lesson.shadowRoot.querySelector('.menu')", LONG);
    browser.type_keys(keys::ESCAPE.encode_utf8(&mut [0; 4]));
    browser.wait_until("!lesson.shadowRoot.querySelector('.menu')", LONG);
    // What the player uses does not reach the deck, and what it leaves does.
    browser.type_keys(".");
    assert_eq!(browser.run(&format!("return {}", slide(1)), &[]), true);
    browser.type_keys(keys::PAGE_DOWN.encode_utf8(&mut [0; 4]));
    browser.wait_until(&slide(2), SOON);
    browser.wait_until("lesson.paused", SOON);
    browser.type_keys(keys::PAGE_UP.encode_utf8(&mut [0; 4]));
    browser.wait_until(&format!("{} && !lesson.paused", slide(1)), LONG);
    browser.assert_no_console_errors();
}
