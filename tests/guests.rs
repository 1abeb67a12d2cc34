//! The sites of tests/guests/, as their own tools have built them: `cargo xtask guests`.

use crate::support::browser::Browser;
use crate::support::page::{LONG, SOON};
use crate::support::site::Site;
use std::path::{Path, PathBuf};

/// Those tools write inline scripts; what the player needs under a strict policy is tested elsewhere.
const POLICY: &str = "default-src 'self' 'unsafe-inline' 'wasm-unsafe-eval' data: blob:";

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/guests").join(name)
}

fn open(site: &Site) -> Browser {
    let browser = Browser::open();
    browser.go(&site.url());
    browser.wait_until("customElements.get('podarium-player')", SOON);
    browser
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
    let frame = format!("{}.shadowRoot.querySelector('iframe')", player(0));
    let inside = format!("{frame}.contentDocument.documentElement.dataset.theme === '{theme}'");
    browser.wait_until(&inside, SOON);
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
    let site = Site::serve_with("/mkdocs/", &folder, POLICY);
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
