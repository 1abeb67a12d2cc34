//! The built page in a real browser.

use crate::support::browser::{Browser, Message};
use crate::support::keys;
use crate::support::page::{SOON, wait_for_start};
use crate::support::site::{Site, dist};
use serde_json::json;

#[test]
fn the_page_runs_below_any_path_of_a_static_host() {
    let site = Site::serve("/course/week-3/");
    let browser = Browser::open();
    browser.go(&site.url());
    wait_for_start(&browser);
    browser.screenshot("page");

    assert!(!browser.text("#app").is_empty(), "the page shows something");
    assert_eq!(
        browser.run("return window.podarium.version()", &[]),
        json!(env!("CARGO_PKG_VERSION")),
        "what Rust exports can be called"
    );
    browser.assert_no_console_errors();

    let paths = site.requests();
    assert!(paths.iter().any(|path| path.ends_with(".wasm")), "{paths:?}");
    for path in &paths {
        assert!(path.starts_with("/course/week-3/"), "{path} is outside of the page's folder");
    }
    let elsewhere = browser.run(
        "return performance.getEntriesByType('resource').map((entry) => entry.name)
             .filter((name) => !name.startsWith(arguments[0]))",
        &[site.url().into()],
    );
    assert_eq!(elsewhere, json!([]), "nothing comes from another host");
}

#[test]
fn the_page_fits_on_a_phone() {
    let site = Site::serve("/");
    let browser = Browser::open();
    browser.resize(390, 844);
    browser.emulate_media("prefers-color-scheme", "dark");
    browser.go(&site.url());
    wait_for_start(&browser);
    browser.screenshot("phone-dark");

    assert_eq!(browser.run("return [innerWidth, innerHeight]", &[]), json!([390, 844]));
    browser.wait_until("document.documentElement.scrollWidth <= innerWidth", SOON);
    browser.assert_no_console_errors();
}

#[test]
fn a_page_that_cannot_start_says_why() {
    let site = Site::serve("/");
    let browser = Browser::open();
    browser.block(&["*.wasm"]);
    browser.go(&site.url());

    let message = browser.text("#podarium-failed");
    assert!(message.contains("could not start") && message.contains("Reload"), "{message}");
    assert_eq!(browser.count("#loading"), 0, "it no longer says that it is loading");
    let console = browser.console();
    let tells = |message: &Message| message.level == "SEVERE" && message.text.contains("fetch");
    assert!(console.iter().any(tells), "{console:?}");
}

/// The tests of the page rely on it: what they do reaches the page as real input.
#[test]
fn pointer_and_keys_reach_the_page() {
    let browser = Browser::open();
    browser.go("data:text/html,<button>one</button><input><p id=log></p>");
    browser.run(
        "window.seen = [];
         for (const name of ['pointerdown', 'pointermove', 'pointerup', 'click', 'keydown'])
             addEventListener(name, (event) => event.isTrusted && seen.push(event.key ?? name))",
        &[],
    );
    browser.click("button");
    browser.click("input");
    browser.type_keys("a b");
    browser.chord(&[keys::SHIFT, 'X']);
    browser.type_keys(&String::from_iter([keys::LEFT, keys::TAB, keys::ESCAPE]));
    assert_eq!(browser.run("return document.querySelector('input').value", &[]), json!("a bX"));

    browser.run("seen.length = 0", &[]);
    let (x, y) = browser.middle("button");
    browser.hover((x, y));
    browser.drag((x, y), (x + 100, y + 200));
    let seen = browser.run_async("setTimeout(arguments[0], 0, seen)", &[]);
    let seen: Vec<_> =
        seen.as_array().into_iter().flatten().filter_map(|name| name.as_str()).collect();
    let first = seen.iter().position(|name| *name == "pointerdown");
    let last = seen.iter().position(|name| *name == "pointerup");
    let (Some(first), Some(last)) = (first, last) else { panic!("no drag: {seen:?}") };
    assert!(last - first > 4, "the pointer was seen on its way: {seen:?}");
}

/// What a panic would print must not tell where the page was built.
#[test]
fn the_program_names_nobodys_home() {
    let files = std::fs::read_dir(dist()).unwrap().map(|it| it.unwrap().path());
    let programs: Vec<_> =
        files.filter(|it| it.extension().is_some_and(|it| it == "wasm")).collect();
    assert_eq!(programs.len(), 4, "the page and the engine, in two parts each");
    for path in programs {
        let program = std::fs::read(&path).unwrap();
        for word in [&b"/.cargo/"[..], b"registry/src", b"/home/", b"/Users/"] {
            let found = program.windows(word.len()).any(|it| it == word);
            assert!(!found, "{}: {}", path.display(), String::from_utf8_lossy(word));
        }
    }
}
