//! `<podarium-player>` as the scripts of a course's page see it.

use crate::support::browser::Browser;
use crate::support::page::{LONG, SOON};
use crate::support::site::{Site, dist};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const PAGE: &str = r#"<!DOCTYPE html><html><head><title>Course</title><link rel="icon" href="data:,"><script src="podarium.js" defer></script></head><body>
<podarium-player id="one" controls="off" loop speed="2"><pre>
# title: Two captions
> One.
$ kubectl create deployment web --image=nginx:1.27 --replicas=2
@ 4s
> Two.
@ 8s
</pre></podarium-player>
<podarium-player id="two" lesson="self-healing" pause-on-markers></podarium-player></body></html>"#;

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for path in std::fs::read_dir(from).unwrap().map(|it| it.unwrap().path()) {
        let to = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &to),
            false => drop(std::fs::copy(&path, to).unwrap()),
        }
    }
}

/// The page of a course beside the built page, until it is dropped.
struct Course(PathBuf);

impl Course {
    fn new() -> Self {
        let name = format!("podarium-course-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        copy(&dist(), &folder);
        std::fs::write(folder.join("course.html"), PAGE).unwrap();
        Self(folder)
    }
}

impl Drop for Course {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn get(browser: &Browser, what: &str) -> Value {
    browser.run(&format!("return {what}"), &[])
}

#[test]
fn a_player_tells_its_captions_loops_and_stops_where_it_is_asked_to() {
    let course = Course::new();
    let site = Site::serve_folder("/course/", &course.0);
    let browser = Browser::open();
    browser.resize(1000, 1300);
    browser.go(&format!("{}course.html", site.url()));
    browser.wait_until("customElements.get('podarium-player')", SOON);
    browser.run(
        "window.told = [];
        window.player = (id) => document.getElementById(id);
        for (const name of ['ready', 'play', 'pause', 'ended', 'marker', 'fork', 'input', 'error']) {
            addEventListener(name, ({ target, detail }) => told.push([target.id, name, detail?.label]));
        }
        window.heard = (id, name) => told.filter((it) => it[0] === id && it[1] === name);
        player('one').play();",
        &[],
    );
    browser.wait_until("heard('one', 'ended').length && heard('one', 'play').length > 1", LONG);
    assert_eq!(get(&browser, "heard('one', 'marker')[0][2]"), "Two.");
    assert_eq!(get(&browser, "player('one').duration"), 9.0);
    let two = json!({"index": 1, "time": 4, "label": "Two."});
    assert_eq!(get(&browser, "player('one').markers[1]"), two);
    let inside = "player('one').shadowRoot.querySelector('iframe').contentDocument";
    let bar = format!("{inside}.querySelector('.play').getClientRects().length");
    assert_eq!(get(&browser, &bar), 0);
    browser.run("player('one').pause(); player('one').seek('50%')", &[]);
    browser.wait_until(&format!("{inside}.defaultView.podarium.position() === 4500"), SOON);
    browser.run("player('two').play()", &[]);
    browser.wait_until("heard('two', 'pause').length", LONG);
    assert_eq!(get(&browser, "heard('two', 'marker')[0][2]"), "Delete all of them at once.");
    assert_eq!(get(&browser, "player('two').paused"), true);
    let inside = "player('two').shadowRoot.querySelector('iframe').contentDocument";
    let act = format!("{inside}.defaultView.podarium.acts()");
    assert_eq!(get(&browser, &act), 0);
    assert_eq!(get(&browser, "heard('one', 'error').length + heard('two', 'error').length"), 0);
    browser.assert_no_console_errors();
}
