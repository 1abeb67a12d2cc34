//! The console, the dialogs and the header, by keys alone.

use crate::support::keys;
use crate::support::page::{END, SOON, open, open_tape, position, seek, tab_to, tape};
use crate::support::site::Site;
use crate::walk::WEB;

#[test]
fn a_command_is_typed_completed_and_found_again() {
    let site = Site::serve("/");
    let browser = open_tape(&site, WEB);
    seek(&browser, END);
    browser.run("document.activeElement.blur()", &[]);
    browser.type_keys("c");
    browser.wait_until("document.activeElement.matches('.prompt input')", SOON);
    let is_typed =
        |text: &str| format!("document.querySelector('.prompt input').value === '{text}'");
    browser.type_keys(&format!("kubectl get deploy we{}", keys::TAB));
    browser.wait_until(&is_typed("kubectl get deploy web "), SOON);
    browser.type_keys(&keys::ENTER.to_string());
    let is_answered =
        "[...document.querySelectorAll('.entry')].at(-1)?.textContent.includes('3/3')";
    browser.wait_until(is_answered, SOON);
    browser.wait_until(&is_typed(""), SOON);
    browser.type_keys(&keys::UP.to_string());
    browser.wait_until(&is_typed("kubectl get deploy web"), SOON);
    // What could stand there is said.
    browser.type_keys(&format!("{}kubectl get deploy web -o {}", keys::DOWN, keys::TAB));
    browser.wait_until("document.querySelector('.offered')?.textContent.includes('yaml')", SOON);
    // Keys are the page's again, and no letter that was typed was taken for one.
    browser.type_keys(&keys::ESCAPE.to_string());
    browser.wait_until("!document.activeElement.matches('input')", SOON);
    browser.run("podarium.pause()", &[]);
    let before = position(&browser);
    browser.type_keys(",");
    browser.wait_until(&format!("podarium.position() < {before}"), SOON);
    assert!(tape(&browser).contains("$ kubectl get deploy web"));
    browser.assert_no_console_errors();
}

#[test]
fn dialogs_theme_speed_and_presenter_have_their_keys() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0");
    seek(&browser, 5_000);
    browser.run("document.activeElement.blur()", &[]);
    browser.type_keys("?");
    browser.wait_until("document.querySelector('dialog').open", SOON);
    assert!(browser.text("dialog").contains("presenter mode"));
    browser.type_keys(&keys::ESCAPE.to_string());
    browser.wait_until("!document.querySelector('dialog').open", SOON);
    browser.type_keys("t");
    browser.wait_until("document.documentElement.dataset.theme === 'dark'", SOON);
    browser.type_keys("t");
    browser.wait_until("document.documentElement.dataset.theme === 'light'", SOON);
    let speed = "document.querySelector('[aria-label=Speed]').selectedIndex";
    let before = browser.run(&format!("return {speed}"), &[]);
    browser.type_keys(">");
    browser.wait_until(&format!("{speed} > {before}"), SOON);
    browser.type_keys("<");
    browser.wait_until(&format!("{speed} === {before}"), SOON);
    browser.type_keys("p");
    browser.wait_until("document.querySelector('.page.present')", SOON);
    browser.type_keys("p");
    browser.wait_until("!document.querySelector('.page.present')", SOON);
    // The panel's pages, and a button of the header.
    tab_to(&browser, ".panel [role=tab]");
    browser.type_keys(&keys::RIGHT.to_string());
    browser.wait_until("document.querySelector('.panel textarea')", SOON);
    tab_to(&browser, "header .presenter + button");
    browser.type_keys(" ");
    browser.wait_until("document.querySelector('dialog textarea')?.value.startsWith('http')", SOON);
    browser.assert_no_console_errors();
}

#[test]
fn a_lesson_is_chosen_by_keys() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0");
    let before = tape(&browser);
    tab_to(&browser, "header select");
    browser.type_keys(&keys::DOWN.to_string());
    browser.wait_until("location.search.startsWith('?lesson=')", SOON);
    browser.wait_until("/ whole ready$/.test(podarium.state())", SOON);
    assert_ne!(tape(&browser), before);
    let end = seek(&browser, END);
    assert!(end.contains("caption "), "{end}");
    browser.assert_no_console_errors();
}
