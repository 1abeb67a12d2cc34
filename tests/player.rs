//! `<podarium-player>` in a page of a course, under a strict policy.

use crate::support::browser::Browser;
use crate::support::page::{LONG, SOON};
use crate::support::site::{Site, dist};
use std::path::{Path, PathBuf};

/// A course with the page in its folder `podarium/`, in a temporary folder.
struct Course(PathBuf);

impl Course {
    fn new(name: &str, body: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("podarium-{name}-{}", std::process::id()));
        copy(&dist(), &folder.join("podarium"));
        let html = format!(
            "<!doctype html><html data-theme=\"light\"><head><meta charset=\"utf-8\"><title>Course</title>
             <link rel=\"icon\" href=\"data:,\"><style>body {{ margin: 0 }} hr {{ height: 3000px }}</style>
             <script src=\"podarium/podarium.js\" defer></script>
             <script src=\"podarium/podarium.js\" defer></script></head><body>{body}</body></html>"
        );
        std::fs::write(folder.join("index.html"), html).unwrap();
        Self(folder)
    }
}

impl Drop for Course {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            std::fs::copy(&path, to).unwrap();
        }
    }
}

fn open(site: &Site) -> Browser {
    let browser = Browser::open();
    browser.go(&site.url());
    browser.wait_until("customElements.get('podarium-player')", SOON);
    browser
}

#[test]
fn ten_players_cost_one_script_until_somebody_plays() {
    let player = "<podarium-player lesson=\"rolling-update\" height=\"300\"></podarium-player>";
    let course = Course::new("ten", &player.repeat(10));
    let site = Site::serve_folder("/course/", &course.0);
    let browser = open(&site);
    let shift = "window.shift = 0; new PerformanceObserver((list) => list.getEntries()
        .forEach((it) => window.shift += it.value)).observe({ type: 'layout-shift', buffered: true })";
    browser.run(shift, &[]);
    assert_eq!(browser.run("return document.querySelectorAll('podarium-player').length", &[]), 10);
    let requests = site.requests();
    let is_free = |it: &String| it == "/course/" || it == "/course/podarium/podarium.js";
    assert!(requests.iter().all(is_free), "{requests:?}");
    browser.run("document.querySelector('podarium-player').play()", &[]);
    browser.wait_until("document.querySelector('podarium-player').currentTime > 0", LONG);
    assert_eq!(browser.run("return window.shift", &[]), 0);
    browser.screenshot("player");
    browser.assert_no_console_errors();
}

#[test]
fn a_tape_that_is_not_there_is_told_and_harms_nothing() {
    let course =
        Course::new("missing", "<podarium-player id=\"a\" src=\"none.tape\"></podarium-player>");
    let site = Site::serve_folder("/course/", &course.0);
    let browser = open(&site);
    browser.run("window.told = []; a.addEventListener('error', (it) => told.push(it.detail.message)); a.play()", &[]);
    browser.wait_until("window.told[0]?.includes('none.tape: 404')", SOON);
    browser.wait_until("a.shadowRoot.querySelector('[role=alert]')", SOON);
}
