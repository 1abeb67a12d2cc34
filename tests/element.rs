//! `<podarium-player>` as the scripts of a course's page see it.

use crate::support::browser::Browser;
use crate::support::course::{Course, Reader};
use crate::support::page::{LONG, SOON};
use crate::support::site::Site;
use serde_json::json;

const PLAYERS: &str = r#"<podarium-player id="one" controls="off" loop speed="2"><pre>
# title: Two captions
> One.
$ kubectl create deployment web --image=nginx:1.27 --replicas=2
@ 4s
> Two.
@ 8s
</pre></podarium-player>
<podarium-player id="two" lesson="self-healing" pause-on-markers></podarium-player>"#;

#[test]
fn a_player_tells_its_captions_loops_and_stops_where_it_is_asked_to() {
    let course = Course::new(PLAYERS);
    let site = Site::serve_folder("/course/", &course.0);
    let browser = Browser::open();
    browser.resize(1000, 1300);
    browser.go(&site.url());
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
    assert_eq!(browser.get("heard('one', 'marker')[0][2]"), "Two.");
    assert_eq!(browser.get("player('one').duration"), 9.0);
    let two = json!({"index": 1, "time": 4, "label": "Two."});
    assert_eq!(browser.get("player('one').markers[1]"), two);
    let bar = "player('one').shadowRoot.querySelector('.play').getClientRects().length";
    assert_eq!(browser.get(bar), 0);
    browser.run("player('one').pause(); player('one').seek('50%')", &[]);
    browser.wait_until("player('one').currentTime === 4.5", SOON);
    browser.run("player('two').play()", &[]);
    browser.wait_until("heard('two', 'pause').length", LONG);
    assert_eq!(browser.get("heard('two', 'marker')[0][2]"), "Delete all of them at once.");
    assert_eq!(browser.get("player('two').paused"), true);
    assert_eq!(browser.get("heard('two', 'input').length"), 0);
    assert_eq!(browser.get("heard('one', 'error').length + heard('two', 'error').length"), 0);
    browser.assert_no_console_errors();
}

/// What an attribute says of playing, looks and language holds inside.
#[test]
fn a_player_has_more_markers_a_language_and_a_shape() {
    let body = "<podarium-player id=\"a\" lesson=\"self-healing\" markers=\"1=Early,1h=Never\" lang=\"de\" \
        fit=\"width\" idle-time-limit=\"2\" pause-on-markers></podarium-player>";
    let reader = Reader::open("/course/", body);
    let browser = &reader.browser;
    let shape = "a.getBoundingClientRect().width / a.getBoundingClientRect().height";
    assert_eq!(browser.get(&format!("Math.round(10 * {shape})")), 16);
    browser.run("a.play(); a.addEventListener('marker', (it) => (window.mark = it.detail))", &[]);
    browser.wait_until("window.mark", LONG);
    assert_eq!(browser.get("[mark.label, mark.time]"), json!(["Early", 1]));
    browser.wait_until("a.paused", SOON);
    let markers = browser.get("a.markers.map((it) => it.label)");
    assert_eq!((markers[0].is_string(), &markers[1]), (true, &json!("Early")), "{markers}");
    assert_eq!(markers.as_array().and_then(|it| it.last()), Some(&json!("Never")));
    let lang =
        "[a.shadowRoot.querySelector('.room').lang, a.shadowRoot.querySelector('.say').lang]";
    assert_eq!(browser.get(lang), json!(["en", "de"]));
    assert_eq!(
        browser.get("a.shadowRoot.querySelectorAll('.flag').length"),
        markers.as_array().unwrap().len()
    );
    browser.assert_no_console_errors();
}
