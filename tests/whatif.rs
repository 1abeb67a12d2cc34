//! In the browser: two runs beside each other, questions and challenges, what zones and cluster offer.

use crate::support::keys;
use crate::support::page::{
    END, LONG, SOON, command, open, open_tape, position, seek, snapshot, wait_for_film,
    wait_for_start,
};
use crate::support::site::Site;
use crate::walk::WEB;

#[test]
fn the_run_as_it_was_stands_beside_what_somebody_made_of_it() {
    let site = Site::serve("/");
    let browser = open_tape(&site, WEB);
    seek(&browser, END);
    seek(&browser, 2000);
    assert_eq!(browser.count(".ghost"), 0);
    command(&browser, "! node-down node-2");
    browser.wait_until("document.querySelector('.toast')", LONG);
    browser.run("podarium.pause()", &[]);
    browser.wait_until("document.querySelector('.ghost')", SOON);
    browser.click_text(".toast button", "Compare");
    browser.wait_until("document.querySelectorAll('.stage').length === 2", SOON);
    browser.wait_until("/ ready$/.test(podarium.state())", LONG);
    seek(&browser, 2500);
    let lost = "[...document.querySelectorAll('.stages > div')].map((it) => it.querySelectorAll('.node.down, .node.silent').length).join()";
    browser.wait_until(&format!("{lost} === '0,1'"), SOON);
    assert_eq!(browser.count(".track .bricks"), 2, "both strips lie under one handle");
    assert_eq!(browser.count(".track"), 1);
    let at_ms = position(&browser);
    browser.screenshot("what-if");
    // What was is only looked at.
    assert_eq!(browser.count(".stages > [inert] .stage"), 1);
    browser.run("document.activeElement.blur()", &[]);
    browser.type_keys("b");
    browser.wait_until("document.querySelectorAll('.stage').length === 1", SOON);
    assert_eq!(position(&browser), at_ms);
    browser.type_keys("b");
    browser.wait_until("document.querySelectorAll('.stage').length === 2", SOON);
    browser.type_keys("u");
    browser.wait_until("document.querySelectorAll('.stage').length === 1", SOON);
    assert_eq!(browser.count(".ghost"), 0, "what was taken back leaves none");
    browser.assert_no_console_errors();
}

#[test]
fn what_if_the_node_had_not_died_is_asked_at_its_sign_on_the_strip() {
    let site = Site::serve("/");
    let browser = open_tape(&site, &format!("{WEB}$ sleep 9\n! node-down node-2\n$ sleep 90\n"));
    seek(&browser, END);
    let sign = "document.querySelector('.did.act')";
    browser.run(&format!("{sign}.focus()"), &[]);
    browser.type_keys(&keys::ENTER.to_string());
    browser.wait_until("document.activeElement.role === 'menuitem'", SOON);
    browser.type_keys(&keys::ESCAPE.to_string());
    browser.wait_until(&format!("document.activeElement === {sign}"), SOON);
    browser.type_keys(&keys::ENTER.to_string());
    browser.click_text(".menu [role=menuitem]", "What if");
    browser.wait_until("document.querySelectorAll('.stage').length === 2", LONG);
    wait_for_film(&browser);
    browser.wait_until(
        "document.querySelector('p.unseen').textContent.includes('without ! node-down node-2')",
        SOON,
    );
    let lost = "[...document.querySelectorAll('.stages > div')].map((it) => it.querySelectorAll('.node.down, .node.silent').length).join()";
    seek(&browser, END);
    browser.wait_until(&format!("{lost} === '1,0'"), SOON);
    browser.screenshot("without");
    // Whoever opens the link has the same: it is another tape, and says which.
    assert!(browser.run("return location.hash", &[]).as_str().unwrap().len() > 9);
    browser.type_keys("u");
    browser.wait_until("podarium.tape().includes('\\n! node-down node-2')", SOON);
    browser.wait_until("document.querySelectorAll('.stage').length === 1", SOON);
    browser.assert_no_console_errors();
}

#[test]
fn a_question_is_asked_and_a_missed_goal_told_with_help() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=challenge-node-dies");
    seek(&browser, END);
    browser.wait_until("document.querySelector('.say').textContent.includes('Missed:')", SOON);
    browser.click_text(".say button", "$ hint");
    browser.wait_until(
        "document.querySelector('.output').textContent.includes('on a silent node')",
        LONG,
    );
    seek(&browser, 10_000);
    command(&browser, "kubectl scale deployment/web --replicas=5");
    browser.wait_until("podarium.tape().includes('replicas=5')", LONG);
    wait_for_film(&browser);
    seek(&browser, END);
    browser.wait_until("document.querySelector('.say').textContent.includes('Reached:')", SOON);
    browser.go(&format!("{}?autoplay=0&lesson=node-dies", site.url()));
    wait_for_start(&browser);
    seek(&browser, 25_000);
    browser.wait_until("document.querySelector('.say .ask')?.textContent.trim() === '?'", SOON);
    browser.assert_no_console_errors();
}

#[test]
fn by_keys_a_zone_fails_and_by_pointer_the_registry() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=spread-over-zones");
    seek(&browser, END);
    browser.run("document.querySelectorAll('.zone')[1].focus()", &[]);
    browser.type_keys(&keys::ENTER.to_string());
    browser.wait_until("document.activeElement.role === 'menuitem'", SOON);
    browser.type_keys(&keys::ENTER.to_string());
    browser.wait_until("document.querySelectorAll('.node.silent').length === 2", LONG);
    browser.click(".cap .add");
    browser.wait_until("document.activeElement.role === 'menuitem'", SOON);
    browser.click(".menu button");
    browser.wait_until("podarium.tape().includes('! registry-down')", LONG);
    browser.wait_until("/ ready$/.test(podarium.state())", LONG);
    browser.click(".cap .add");
    browser
        .wait_until("document.querySelector('.menu')?.textContent.includes('registry-up')", SOON);
    assert!(snapshot(&browser).contains("deployment/shop"));
    browser.assert_no_console_errors();
}
