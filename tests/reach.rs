//! Whatever can be done is reached by everybody: by key alone, and by those who hear the page.

use crate::support::browser::Browser;
use crate::support::keys::{DOWN, ENTER};
use crate::support::page::{END, LONG, SOON, open, seek, still, wait_for_start};
use crate::support::site::Site;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The npm package that looks for what keeps people out.
const AXE: &str = "4.14.1";

/// The script of axe-core, which is installed once, beside the tools that build the page.
static SCRIPT: LazyLock<String> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/axe");
    let script: PathBuf = folder.join("node_modules/axe-core/axe.min.js");
    let is_there = std::fs::read_to_string(folder.join("node_modules/axe-core/package.json"))
        .is_ok_and(|it| it.contains(&format!("\"version\": \"{AXE}\"")));
    if !is_there {
        let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        npm.args(["install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund"]);
        npm.arg("--prefix").arg(&folder).arg(format!("axe-core@{AXE}"));
        assert!(npm.status().is_ok_and(|it| it.success()), "npm can't install axe-core {AXE}");
    }
    std::fs::read_to_string(script).expect("axe-core's script")
});

/// Nothing is found on the page as it is.
fn assert_clean(browser: &Browser, axe: &str, what: &str) {
    browser.run(axe, &[]);
    let found = browser.run_async(
        "const done = arguments[arguments.length - 1];
         axe.run(document).then((it) => done(it.violations.map((rule) =>
             rule.id + ': ' + rule.nodes.map((node) => node.html.slice(0, 160)).join(' | '))))",
        &[],
    );
    assert_eq!(found, serde_json::json!([]), "{what}");
}

#[test]
fn axe_finds_nothing_in_any_state_or_colour() {
    let (site, axe) = (Site::serve("/"), &*SCRIPT);
    let states = [
        ("", 6_700),
        ("&lesson=stateful-database", 20_000),
        ("&lesson=retries", 30_000),
        ("&lesson=nightly-report", 60_000_000),
        ("&lesson=node-dies", 120_000),
        ("&lesson=autoscaling", 62_700),
        ("&lesson=spread-over-zones", 20_000),
        ("&lesson=drain-with-a-budget", 9_000),
    ];
    for (lesson, at_ms) in states {
        let browser = open(&site, &format!("?autoplay=0{lesson}"));
        seek(&browser, at_ms);
        for (feature, value) in [
            ("prefers-color-scheme", "light"),
            ("prefers-color-scheme", "dark"),
            ("forced-colors", "active"),
        ] {
            browser.emulate_media(feature, value);
            assert_clean(&browser, axe, &format!("{lesson} {value}"));
        }
        browser.resize(390, 844);
        assert_clean(&browser, axe, &format!("{lesson} on a phone"));
        browser.go(&format!("{}?embed&autoplay=0{lesson}", site.url()));
        wait_for_start(&browser);
        seek(&browser, at_ms);
        assert_clean(&browser, axe, &format!("{lesson} in a page"));
    }
}

#[test]
fn axe_finds_nothing_in_what_lies_over_the_page() {
    let (site, axe) = (Site::serve("/"), &*SCRIPT);
    let browser = open(&site, "?autoplay=0");
    seek(&browser, 6_700);
    for key in ["?", "g"] {
        // A key that is typed while the focus is on its way is nobody's.
        browser.wait_until("document.hasFocus() && document.activeElement === document.body", SOON);
        browser.type_keys(key);
        browser.wait_until("document.querySelector('dialog[open]')", SOON);
        assert_clean(&browser, axe, key);
        browser.click("dialog .close");
        browser.wait_until("!document.querySelector('dialog[open]')", SOON);
    }
    browser.click(".pod.ready");
    browser.wait_until("document.querySelector('.menu')", SOON);
    assert_clean(&browser, axe, "the menu");
}

/// The browser says that a dialog was closed only after the next key may have been read.
#[test]
fn a_dialog_that_is_opened_again_at_once_stays_open() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0");
    browser.type_keys("?");
    browser.wait_until("document.querySelector('dialog[open]')", SOON);
    let is_open = browser.run_async(
        "const done = arguments[arguments.length - 1], dialog = document.querySelector('dialog');
         dialog.addEventListener('close', () => Promise.resolve().then(
             () => requestAnimationFrame(() => done(dialog.open))), {once: true});
         const closed = new MutationObserver(() => {
             if (dialog.open) return;
             closed.disconnect();
             document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'g', bubbles: true}));
         });
         closed.observe(dialog, {attributes: true});
         dialog.querySelector('.close').click()",
        &[],
    );
    assert_eq!(is_open, serde_json::json!(true));
}

/// Whether the open menu lies beside its Pod, and ends above the footer.
const MENU_LIES_WELL: &str = "(() => {
    const box = (it) => it.getBoundingClientRect();
    const menu = document.querySelector('.menu'), at = box(menu);
    const name = menu.querySelector('b').textContent;
    const pod = box([...document.querySelectorAll('.pod')].find((it) => it.title.includes(name)));
    const covers = at.left < pod.right && pod.left < at.right && at.top < pod.bottom && pod.top < at.bottom;
    return !covers && at.bottom <= box(document.querySelector('.play')).top;
})()";

#[test]
fn pods_are_broken_by_key_and_the_dropped_future_is_offered_back() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0");
    let before = seek(&browser, END);
    seek(&browser, 6_000);
    browser.run("document.querySelector('.stage').focus()", &[]);
    browser.chord(&[DOWN]);
    browser.chord(&[DOWN]);
    browser.wait_until("document.activeElement.matches('.pod')", SOON);
    browser.run(
        "document.activeElement.dispatchEvent(
             new KeyboardEvent('keydown', {key: 'Delete', bubbles: true, cancelable: true}))",
        &[],
    );
    browser.wait_until("document.activeElement.closest('.menu')", SOON);
    browser.wait_until(MENU_LIES_WELL, SOON);
    browser.chord(&[ENTER]);
    browser.wait_until("document.querySelector('.toast')", LONG);
    let said = "document.querySelector('p.unseen').textContent.startsWith('Another future begins')";
    browser.wait_until(said, SOON);
    browser.type_keys("r");
    browser.wait_until("!document.querySelector('.toast')", SOON);
    assert_eq!(seek(&browser, END), before);
}

#[test]
fn menus_of_small_stages_cover_no_pod_of_their_own() {
    let site = Site::serve("/");
    for (width, height, query) in [
        (390, 844, "?autoplay=0"),
        (600, 400, "?embed&autoplay=0"),
        (360, 400, "?embed&autoplay=0"),
    ] {
        let browser = open(&site, query);
        browser.resize(width, height);
        seek(&browser, 6_700);
        // A Pod on its way across would take the click.
        still(&browser);
        browser.click(".pod.ready");
        browser.wait_until("document.querySelector('.menu')", SOON);
        // Its Pod may still be on its way to where it stands in this stage.
        browser.wait_until(MENU_LIES_WELL, SOON);
    }
}

#[test]
fn what_is_looked_for_is_found() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=node-dies");
    seek(&browser, 30_000);
    browser.type_keys("/");
    browser.type_keys("WEB");
    browser.wait_until("document.querySelectorAll('.pod:not(.dim)').length === 3", SOON);
    assert_eq!(browser.text(".cap [role=status]"), "3 of 12 Pods, 0 of 3 nodes");
    browser.chord(&[ENTER]);
    browser.wait_until("document.activeElement.matches('.pod:not(.dim)')", SOON);
}

#[test]
fn lessons_have_pictures_and_the_table_opens_them() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0");
    browser.type_keys("g");
    browser.wait_until("document.querySelectorAll('.card img').length === 27", SOON);
    browser.wait_until("document.querySelector('.card img').naturalWidth > 0", SOON);
    browser.run(
        "[...document.querySelectorAll('.gallery td a')].find((it) => it.textContent.startsWith('DaemonSet')).click()",
        &[],
    );
    let chosen = "document.querySelector('header select').selectedOptions[0].textContent";
    browser.wait_until(&format!("{chosen} === 'DaemonSet: one on every node'"), SOON);
    assert_eq!(browser.count("dialog[open]"), 0);
    browser.assert_no_console_errors();
}

#[test]
fn between_phone_and_desk_the_panel_is_a_drawer_for_whoever_has_the_focus_in_it() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0");
    browser.resize(900, 900);
    let width = "Math.round(document.querySelector('.panel').getBoundingClientRect().width)";
    browser.wait_until(&format!("{width} === 44"), SOON);
    browser.type_keys("c");
    browser.wait_until(&format!("{width} > 400"), SOON);
    browser.screenshot("drawer");
    browser.type_keys("kubectl get pods");
    browser.type_keys(&ENTER.to_string());
    browser.wait_until("document.querySelector('.output').textContent.includes('web-')", LONG);
    browser.click(".node .h");
    browser.wait_until(&format!("{width} === 44"), SOON);
    browser.click_text(".menu [role=menuitem]", "All about it");
    browser.wait_until(&format!("{width} > 400"), SOON);
    browser
        .wait_until("document.querySelector('.panel').textContent.includes('Allocatable')", LONG);
    assert_clean(&browser, &SCRIPT, "the drawer");
    browser.assert_no_console_errors();
}
