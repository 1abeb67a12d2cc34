//! Links in the browser: no link does harm.

use crate::support::browser::Browser;
use crate::support::page::{LONG, wait_for_program};
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
