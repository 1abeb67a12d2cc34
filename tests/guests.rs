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

/// The page is all there. Whoever leaves one earlier without a click takes its place in the history.
fn wait_for_load(browser: &Browser) {
    browser.wait_until("document.readyState === 'complete'", LONG);
}

fn follow(browser: &Browser, text: &str) {
    wait_for_load(browser);
    let script = "[...document.querySelectorAll('a')]
        .find((it) => it.textContent === arguments[0]).click()";
    browser.run(script, &[text.into()]);
}

/// Breaks the first Pod of a player by its menu.
fn break_a_pod(browser: &Browser, at: usize) {
    let inside = |css: &str| format!("{}.shadowRoot.querySelector('{css}')", player(at));
    for css in [".pod", ".menu [role=menuitem]"] {
        browser.wait_until(&inside(css), LONG);
        browser.run(&format!("{}.click()", inside(css)), &[]);
    }
    browser.wait_until(&format!("/^(! |\\$ .*delete)/m.test({}.tape)", player(at)), LONG);
}

/// Before anybody plays there is a picture, and no program was fetched.
fn has_a_poster(browser: &Browser) {
    browser
        .wait_until(&format!("{}.shadowRoot.querySelector('img').naturalWidth", player(0)), SOON);
    let program =
        "performance.getEntriesByType('resource').filter((it) => /wasm/.test(it.name)).length";
    assert_eq!(browser.get(program), 0);
}

fn wait_for_players(browser: &Browser, count: u32) {
    let players = "document.querySelectorAll('podarium-player').length";
    browser.wait_until(&format!("{players} === {count}"), LONG);
}

/// Three players on a page, one of them a fence, and a second page; `switch` is a script that makes
/// the page dark. `is_instant`: the site changes its pages itself.
fn a_site_of_documents(name: &str, switch: &str, is_instant: bool) {
    let policy = &[("Content-Security-Policy", POLICY)];
    let site = Site::serve_with(&format!("/{name}/"), &folder(name), policy);
    write_the_map(&site, name);
    let browser = open(&site);
    wait_for_players(&browser, 3);
    has_a_poster(&browser);
    play(&browser, 0);
    assert_eq!(
        browser.get(&format!("{}.shadowRoot.querySelector('iframe')", player(0))),
        Value::Null
    );
    wait_for_theme(&browser, "light");
    browser.run(switch, &[]);
    wait_for_theme(&browser, "dark");
    // One plays at a time; a fence plays as well, and is broken.
    for at in [1, 2] {
        play(&browser, at);
        browser.wait_until(&format!("{}.paused", player(at - 1)), SOON);
    }
    break_a_pod(&browser, 2);
    // To another page and back.
    browser.run("window.isSame = true", &[]);
    follow(&browser, "Another page");
    wait_for_players(&browser, 1);
    assert_eq!(browser.get("window.isSame === true"), is_instant);
    play(&browser, 0);
    wait_for_load(&browser);
    browser.run("history.back()", &[]);
    wait_for_players(&browser, 3);
    play(&browser, 1);
    browser.screenshot(&format!("guest-{name}"));
    browser.assert_no_console_errors();
}

/// Instant navigation goes where the site's map says, which names the place that it is built for.
fn write_the_map(site: &Site, name: &str) {
    let map = folder(name).join("sitemap.xml");
    let Ok(text) = std::fs::read_to_string(&map) else { return };
    let (head, tail) = (site.url(), format!("/{name}/"));
    let lines = text.lines().map(|line| match line.split_once("<loc>") {
        Some((_, rest)) => {
            let path = rest.split_once(&tail).map_or("", |it| it.1);
            format!("<loc>{head}{path}")
        }
        None => line.to_owned(),
    });
    std::fs::write(&map, lines.collect::<Vec<_>>().join("\n")).unwrap();
}

/// Material for MkDocs with instant navigation and its switch of palettes.
#[test]
#[ignore = "cargo xtask guests"]
fn mkdocs() {
    a_site_of_documents("mkdocs", "document.querySelector('label[title=Dark]').click()", true);
}

#[test]
#[ignore = "cargo xtask guests"]
fn mdbook() {
    a_site_of_documents("mdbook", "document.querySelector('[id$=coal]').click()", false);
}

#[test]
#[ignore = "cargo xtask guests"]
fn vitepress() {
    a_site_of_documents("vitepress", "document.documentElement.classList.add('dark')", true);
}

#[test]
#[ignore = "cargo xtask guests"]
fn docusaurus() {
    a_site_of_documents("docusaurus", "document.documentElement.dataset.theme = 'dark'", true);
}

/// A deck keeps its keys after a click into a player.
#[test]
#[ignore = "cargo xtask guests"]
fn reveal() {
    let policy = &[("Content-Security-Policy", POLICY)];
    let site = Site::serve_with("/reveal/", &folder("reveal"), policy);
    let browser = open(&site);
    browser.wait_until("window.Reveal?.isReady()", SOON);
    has_a_poster(&browser);
    let slide = |number: u32| format!("Reveal.getState().indexh === {number}");
    browser.run("Reveal.slide(1)", &[]);
    // It plays as its slide comes, and is clicked.
    browser.wait_until("lesson.currentTime > 0", LONG);
    let pod = "lesson.shadowRoot.querySelector('.pod')";
    browser.wait_until(pod, LONG);
    browser.run(&format!("{pod}.focus(); {pod}.click()"), &[]);
    browser.wait_until("lesson.shadowRoot.querySelector('.menu')", LONG);
    browser.type_keys(keys::ESCAPE.encode_utf8(&mut [0; 4]));
    browser.wait_until("!lesson.shadowRoot.querySelector('.menu')", LONG);
    // What the player uses does not reach the deck, and what it leaves does.
    browser.type_keys(".");
    assert_eq!(browser.get(&slide(1)), true);
    browser.type_keys(keys::PAGE_DOWN.encode_utf8(&mut [0; 4]));
    browser.wait_until(&slide(2), SOON);
    browser.wait_until("lesson.paused", SOON);
    browser.type_keys(keys::PAGE_UP.encode_utf8(&mut [0; 4]));
    browser.wait_until(&format!("{} && !lesson.paused", slide(1)), LONG);
    browser.run("document.documentElement.dataset.theme = 'dark'", &[]);
    wait_for_theme(&browser, "dark");
    break_a_pod(&browser, 0);
    browser.assert_no_console_errors();
}
