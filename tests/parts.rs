//! Both programs come in two parts: what most visits need, and the rest behind it.

use crate::support::browser::Browser;
use crate::support::page::{END, SOON, answer, drawn, look_through, open, seek, wait_for_film};
use crate::support::site::Site;

/// How many second parts were fetched.
fn rests(site: &Site) -> usize {
    site.requests().iter().filter(|it| it.contains("_rest")).count()
}

#[test]
fn whoever_only_looks_needs_the_first_part_alone() {
    let site = Site::serve("/");
    let browser = Browser::open();
    for lesson in ["rolling-update", "stateful-database", "nightly-report", "autoscaling"] {
        // A page of its own has its engine fetched as soon as there is nothing else to do.
        browser.go(&format!("{}?embed&lesson={lesson}&speed=60", site.url()));
        look_through(&browser, 10);
        assert_eq!(rests(&site), 0, "{lesson}: {:?}", site.requests());
    }
    // Whoever comes near gets it, before it is needed.
    browser.hover((200, 200));
    let names = "performance.getEntriesByType('resource').map((it) => it.name)";
    browser.wait_until(&format!("{names}.some((it) => it.includes('podarium_rest'))"), SOON);
    assert_eq!(rests(&site), 1, "{:?}", site.requests());
    browser.assert_no_console_errors();
}

#[test]
fn what_has_failed_is_red_also_where_nobody_comes_near() {
    let site = Site::serve("/");
    let browser = Browser::open();
    browser.go(&format!("{}?embed&lesson=emergency-rollback&speed=4", site.url()));
    let width = "getComputedStyle(document.querySelector('.pod.crash')).borderTopWidth";
    browser.wait_until(&format!("document.querySelector('.pod.crash') && {width} === '3px'"), SOON);
    assert!(!site.requests().iter().any(|it| it.contains("later-")), "{:?}", site.requests());
}

#[test]
fn the_engine_answers_before_its_second_part_is_there_and_has_it_then() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0");
    browser.block(&["*engine_rest*"]);
    browser.run("podarium.prepare()", &[]);
    browser.wait_until("/^playing/.test(podarium.state())", SOON);
    seek(&browser, END);
    let pods = answer(&browser, "kubectl get pods").to_string();
    assert!(pods.contains("NAME"), "{pods}");
    browser.block(&[]);
    // Nothing that a lesson does is behind this one.
    let told = answer(&browser, "kubectl get pods -o jsonpath='{..image}'").to_string();
    assert!(told.contains("nginx"), "{told}");
}

#[test]
fn a_part_that_cannot_be_fetched_is_told() {
    let site = Site::serve("/");
    let browser = Browser::open();
    browser.block(&["*podarium_rest*"]);
    browser.go(&format!("{}?autoplay=0", site.url()));
    wait_for_film(&browser);
    browser.run("podarium.seek(arguments[0])", &[END.into()]);
    drawn(&browser);
    // The panel comes last of all that a page shows by itself.
    browser.wait_until("document.querySelector('.panel .body')", SOON);
    assert_eq!(browser.count("#podarium-failed"), 0);
    browser.click(".pod");
    browser.wait_until("document.getElementById('podarium-failed')", SOON);
    let told = browser.text("#podarium-failed");
    assert!(told.contains("could not be loaded") && told.contains("Reload"), "{told}");
}
