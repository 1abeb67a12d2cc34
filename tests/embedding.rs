//! What a reader sees of a player under the conditions that pages of courses are read in: a test for
//! each. Below a path and under a strict policy they all run.

use crate::support::browser::Browser;
use crate::support::course::{Course, Reader, open};
use crate::support::keys;
use crate::support::page::{LONG, SOON};
use crate::support::site::{Site, dist};
use serde_json::{Value, json};

const PLAYER: &str = "<podarium-player id=\"a\" lesson=\"rolling-update\"></podarium-player>";
const INSIDE: &str = "a.shadowRoot.querySelector('.room .pod')";
const FRAME: &str = "a.shadowRoot.querySelector('iframe')";
/// Each condition, what a reader sees then, and the test that says so: the table of "Writing a lesson".
pub const CONDITIONS: &[(&str, &str, &str)] = &[
    (
        "below any path",
        "a player that plays",
        "below_a_path_under_a_strict_policy_it_plays_in_the_page",
    ),
    (
        "a strict Content-Security-Policy with what the README says",
        "the same",
        "below_a_path_under_a_strict_policy_it_plays_in_the_page",
    ),
    ("a policy that refuses wasm", "the same, in a frame", "a_policy_without_wasm_leaves_a_frame"),
    (
        "another origin that shares its files",
        "the same; the engine works in the page's own thread",
        "a_host_that_shares_its_files_plays_in_pages_of_others",
    ),
    (
        "another origin that does not",
        "the same, in a frame",
        "a_host_that_does_not_share_its_files_plays_in_a_frame",
    ),
    (
        "a sandboxed frame with `allow-scripts`",
        "a player that plays, where the host shares its files",
        "in_a_sandboxed_frame_it_plays_where_the_host_shares_its_files",
    ),
    (
        "Podarium's page from a `file:`",
        "a sentence that says how to open it; a lesson of `podarium single` plays",
        "a_page_from_a_file_says_how_to_open_it",
    ),
    (
        "no network, after the first visit to Podarium's own page",
        "everything",
        "after_the_first_visit_the_page_of_its_own_needs_no_network",
    ),
    (
        "no scripts",
        "the picture, or the tape as text",
        "without_scripts_the_text_and_the_picture_are_there",
    ),
    (
        "print",
        "the picture, without a button; also after somebody has played",
        "in_print_the_poster_stands_without_a_button",
    ),
    (
        "scrolled out of view",
        "it rests, and goes on when it is back",
        "out_of_view_it_rests_and_goes_on_when_it_is_back",
    ),
    ("a hidden tab", "the same", "in_a_hidden_tab_it_rests_and_goes_on"),
    (
        "left and come back to, from the back-forward cache or loaded again",
        "the player as it was left, or its picture; it plays",
        "who_comes_back_to_the_page_finds_players_that_play",
    ),
    (
        "another palette, also while it plays",
        "the page's colours",
        "it_follows_the_palette_of_its_page_live",
    ),
    (
        "reduced motion",
        "no player that starts by itself, and nothing that glides",
        "who_prefers_less_motion_gets_no_player_that_starts_by_itself",
    ),
    (
        "320 pixels, or 200 %",
        "Pods, captions and the strip; nothing sticks out",
        "on_320_pixels_and_at_200_percent_it_shows_pods_and_nothing_sticks_out",
    ),
    (
        "a page with large, wide, centred type",
        "none of it",
        "what_the_page_around_it_looks_like_is_not_inherited",
    ),
    (
        "the focus elsewhere",
        "keys that do what they always do there",
        "keys_are_the_players_only_where_it_has_the_focus",
    ),
];

#[test]
fn each_condition_has_its_test() {
    let source = include_str!("embedding.rs");
    for (condition, _, test) in CONDITIONS {
        assert!(source.contains(&format!("#[test]\nfn {test}()")), "{condition}: {test}");
    }
}

/// What a host says that lets other origins use its files.
const OPEN: &[(&str, &str)] = &[("Access-Control-Allow-Origin", "*")];

/// Plays, and waits until Pods can be seen.
fn play(browser: &Browser) {
    browser.run("a.play()", &[]);
    browser.wait_until("a.currentTime > 0", LONG);
}

/// Waits until Pods stand in the page itself, not in a frame.
fn is_here(browser: &Browser) {
    browser.wait_until(INSIDE, LONG);
    assert_eq!(browser.get(FRAME), Value::Null);
    browser.assert_no_console_errors();
}

#[test]
fn below_a_path_under_a_strict_policy_it_plays_in_the_page() {
    let reader = Reader::open("/a/b/", PLAYER);
    let browser = &reader.browser;
    play(browser);
    is_here(browser);
    let inside = reader.site.requests();
    assert!(inside.iter().all(|it| it.starts_with("/a/b/")), "{inside:?}");
    assert!(!inside.iter().any(|it| it.contains("engine")), "nobody acted: {inside:?}");
}

#[test]
fn a_policy_without_wasm_leaves_a_frame() {
    let policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self'\">";
    let reader = Reader::of("/", Course::with_head(policy, "podarium/", PLAYER));
    let browser = &reader.browser;
    play(browser);
    assert_ne!(browser.get(FRAME), Value::Null);
}

#[test]
fn a_host_that_shares_its_files_plays_in_pages_of_others() {
    let host = Site::serve_with("/", &dist(), OPEN);
    let course = Course::with_head("", &host.url(), PLAYER);
    let site = Site::serve_with("/", &course.0, &[]);
    let browser = open(&site);
    play(&browser);
    is_here(&browser);
    // The engine may not be a worker of another origin's script; it runs all the same.
    browser.run("a.shadowRoot.querySelector('.pod').click()", &[]);
    browser.wait_until("a.shadowRoot.querySelector('.menu button')", LONG);
    browser.run("a.shadowRoot.querySelector('.menu button').click()", &[]);
    browser.wait_until("/^! |kubectl/m.test(a.tape)", LONG);
}

#[test]
fn a_host_that_does_not_share_its_files_plays_in_a_frame() {
    let host = Site::serve_with("/", &dist(), &[]);
    let course = Course::with_head("", &host.url(), PLAYER);
    let site = Site::serve_with("/", &course.0, &[]);
    let browser = open(&site);
    play(&browser);
    assert_ne!(browser.get(FRAME), Value::Null);
}

#[test]
fn in_a_sandboxed_frame_it_plays_where_the_host_shares_its_files() {
    let body =
        "<iframe id=\"f\" sandbox=\"allow-scripts\" src=\"podarium/?embed=1&autoplay=0\"></iframe>
        <script>window.said = []; onmessage = ({ data }) => said.push(data.type)</script>";
    let course = Course::new(body);
    let site = Site::serve_with("/", &course.0, OPEN);
    let browser = open(&site);
    browser.wait_until("said.includes('ready')", LONG);
    let play = "f.contentWindow.postMessage({ context: 'podarium', v: 1, type: 'play' }, '*')";
    browser.run(play, &[]);
    browser.wait_until("said.includes('play')", LONG);
}

#[test]
fn a_page_from_a_file_says_how_to_open_it() {
    let browser = Browser::open();
    browser.go(&format!("file://{}/index.html", dist().canonicalize().unwrap().display()));
    browser.wait_until("document.getElementById('podarium-failed')", SOON);
    let text = browser.text("#podarium-failed");
    assert!(text.contains("through a web server"), "{text}");
}

#[test]
fn without_scripts_the_text_and_the_picture_are_there() {
    let body = "<podarium-player><img alt=\"Three Pods on three nodes\"></podarium-player>
        <podarium-player><pre># title: A fence\n$ kubectl get pods</pre></podarium-player>";
    let course = Course::new(body);
    let site = Site::serve_folder("/", &course.0);
    let browser = Browser::open();
    browser.cdp("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    browser.go(&site.url());
    assert!(browser.text("pre").contains("kubectl get pods"));
    let sizes = browser
        .get("[...document.querySelectorAll('img, pre')].map((it) => it.getClientRects().length)");
    assert_eq!(sizes, json!([1, 1]));
    assert_eq!(browser.get("document.querySelector('podarium-player').shadowRoot"), Value::Null);
}

#[test]
fn in_print_the_poster_stands_without_a_button() {
    let poster = "<podarium-player id=\"a\" lesson=\"rolling-update\"><img alt=\"Three Pods\" src=\"podarium/lessons/rolling-update.svg\"></podarium-player>";
    let reader = Reader::open("/", poster);
    let browser = &reader.browser;
    browser.cdp("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    let seen = "return ['button', 'slot'].map((it) =>
        getComputedStyle(a.shadowRoot.querySelector(it)).display)";
    assert_eq!(browser.run(seen, &[]), json!(["none", "block"]));
    // Also after somebody has played.
    browser.cdp("Emulation.setEmulatedMedia", &json!({ "media": "" }));
    play(browser);
    browser.cdp("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    let room = "getComputedStyle(a.shadowRoot.querySelector('.room')).display";
    assert_eq!(browser.get(room), "none");
    assert_eq!(browser.run(seen, &[]), json!(["none", "block"]));
}

#[test]
fn out_of_view_it_rests_and_goes_on_when_it_is_back() {
    let reader = Reader::open("/", &format!("{PLAYER}<hr>"));
    let browser = &reader.browser;
    play(browser);
    browser.run("scrollTo(0, 2500)", &[]);
    browser.wait_until("a.paused", SOON);
    browser.run("scrollTo(0, 0)", &[]);
    browser.wait_until("!a.paused", SOON);
}

#[test]
fn in_a_hidden_tab_it_rests_and_goes_on() {
    let reader = Reader::open("/", PLAYER);
    let browser = &reader.browser;
    play(browser);
    let tab = browser.cdp("Target.createTarget", &json!({ "url": "about:blank" }));
    browser.wait_until("document.hidden", SOON);
    let now = browser.get("a.currentTime").as_f64().unwrap();
    browser.cdp("Target.closeTarget", &tab);
    browser.wait_until(&format!("a.currentTime > {now}"), SOON);
}

#[test]
fn who_comes_back_to_the_page_finds_players_that_play() {
    let reader = Reader::open("/", PLAYER);
    let browser = &reader.browser;
    for is_acting in [false, true] {
        play(browser);
        if is_acting {
            // With an engine at work.
            browser.wait_until("a.shadowRoot.querySelector('.pod')", LONG);
            browser.run("a.pause()", &[]);
            browser.wait_until("a.paused", SOON);
            browser.run("a.shadowRoot.querySelector('.pod').click()", &[]);
            browser.wait_until("a.shadowRoot.querySelector('.menu button')", LONG);
            browser.run("a.shadowRoot.querySelector('.menu button').click()", &[]);
            browser.wait_until("/^! |kubectl/m.test(a.tape)", LONG);
        }
        browser.run("window.isSame = true", &[]);
        browser.go(&format!("{}podarium/404.html", reader.site.url()));
        browser.run("history.back()", &[]);
        browser.wait_until("customElements.get('podarium-player') && window.a?.play", SOON);
        println!("from the back-forward cache: {}", browser.get("!!window.isSame"));
        play(browser);
        is_here(browser);
        let now = browser.get("a.currentTime").as_f64().unwrap();
        browser.run("a.seek(0); a.play()", &[]);
        browser.wait_until(&format!("a.currentTime !== {now} && !a.paused"), SOON);
    }
}

#[test]
fn it_follows_the_palette_of_its_page_live() {
    let reader = Reader::open("/", PLAYER);
    let browser = &reader.browser;
    play(browser);
    let colour = "getComputedStyle(a.shadowRoot.querySelector('.room')).backgroundColor";
    let light = browser.get(colour);
    browser.run("document.documentElement.dataset.theme = 'dark'", &[]);
    browser.wait_until(&format!("{colour} !== '{}'", light.as_str().unwrap()), SOON);
    browser.run("document.documentElement.dataset.theme = 'light'", &[]);
    browser.wait_until(&format!("{colour} === '{}'", light.as_str().unwrap()), SOON);
}

#[test]
fn who_prefers_less_motion_gets_no_player_that_starts_by_itself() {
    let course = Course::new(
        "<podarium-player id=\"a\" lesson=\"rolling-update\" autoplay></podarium-player>",
    );
    let site = Site::serve_folder("/", &course.0);
    let browser = Browser::open();
    browser.emulate_media("prefers-reduced-motion", "reduce");
    browser.go(&site.url());
    browser.wait_until("customElements.get('podarium-player')", SOON);
    assert_eq!(browser.get("a.paused"), true);
    assert!(!site.requests().iter().any(|it| it.contains(".wasm")), "{:?}", site.requests());
    // Who asks for it sees it, and nothing in it glides.
    play(&browser);
    is_here(&browser);
    let glides = "getComputedStyle(a.shadowRoot.querySelector('.pod')).transitionDuration";
    assert_eq!(browser.get(glides), "0s");
    // Without that wish it starts.
    drop(browser);
    let browser = open(&site);
    browser.wait_until("a.currentTime > 0", LONG);
}

#[test]
fn on_320_pixels_and_at_200_percent_it_shows_pods_and_nothing_sticks_out() {
    let reader = Reader::open("/", PLAYER);
    let browser = &reader.browser;
    for (width, height, zoom) in [(320, 640, 1), (640, 450, 2)] {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": zoom, "mobile": false });
        browser.cdp("Emulation.setDeviceMetricsOverride", &size);
        play(browser);
        is_here(browser);
        browser.wait_until("document.documentElement.scrollWidth <= innerWidth", SOON);
        let inside = "(() => { const room = a.getBoundingClientRect();
            return [...a.shadowRoot.querySelectorAll('.pod:not(.gone), .say, .strip')].every((it) => {
                const box = it.getBoundingClientRect();
                return box.left >= room.left - 1 && box.right <= room.right + 1; }); })()";
        browser.wait_until(inside, SOON);
    }
}

#[test]
fn what_the_page_around_it_looks_like_is_not_inherited() {
    let style = "<style>html { font-size: 30px } * { letter-spacing: .3em; text-transform: uppercase } \
        body { text-align: right; line-height: 3 }</style>";
    let reader = Reader::of("/", Course::with_head(style, "podarium/", PLAYER));
    let browser = &reader.browser;
    play(browser);
    is_here(browser);
    let looks = "(({ letterSpacing, textTransform, textAlign, fontSize }) =>
        [letterSpacing, textTransform, textAlign, fontSize])(getComputedStyle(a.shadowRoot.querySelector('.room')))";
    assert_eq!(browser.get(looks), json!(["normal", "none", "start", "14px"]));
}

#[test]
fn keys_are_the_players_only_where_it_has_the_focus() {
    let reader =
        Reader::open("/", &format!("<input id=\"other\"><button id=\"b\">B</button>{PLAYER}"));
    let browser = &reader.browser;
    play(browser);
    is_here(browser);
    browser.run("a.pause(); window.keys = []; addEventListener('keydown', (it) => keys.push([it.key, it.defaultPrevented])); b.focus()", &[]);
    browser.wait_until("a.paused", SOON);
    let now = browser.get("a.currentTime");
    browser.type_keys(".");
    assert_eq!(browser.get("a.currentTime"), now);
    browser.run("a.shadowRoot.querySelector('.pod').focus()", &[]);
    browser.type_keys(".");
    browser.wait_until(&format!("a.currentTime > {now}"), SOON);
    // What turns the pages of a deck is left to it.
    browser.type_keys(keys::PAGE_DOWN.encode_utf8(&mut [0; 4]));
    browser.type_keys("q");
    assert_eq!(browser.get("keys"), json!([[".", false], ["PageDown", false], ["q", false]]));
}

#[test]
fn players_that_leave_the_page_and_come_back_use_their_programs_again() {
    let reader = Reader::open("/", PLAYER);
    let browser = &reader.browser;
    for _ in 0..3 {
        play(browser);
        is_here(browser);
        browser.run("window.b = a; b.remove()", &[]);
        assert_eq!(browser.get("b.shadowRoot.querySelector('.room')"), Value::Null);
        browser.run("document.body.append(b)", &[]);
    }
    play(browser);
    let page = |it: &&String| it.contains("_bg") && it.ends_with(".wasm");
    assert_eq!(
        reader.site.requests().iter().filter(page).count(),
        1,
        "{:?}",
        reader.site.requests()
    );
}

#[test]
fn after_the_first_visit_the_page_of_its_own_needs_no_network() {
    let site = Site::serve("/course/");
    let browser = Browser::open();
    browser.go(&site.url());
    browser.wait_until("window.podarium", LONG);
    // The engine is fetched as soon as the page has nothing else to do; then all is kept.
    browser.run(
        "podarium.prepare(); navigator.serviceWorker.ready.then(() => window.isKept = true)",
        &[],
    );
    browser.wait_until("window.isKept", LONG);
    let address = site.url();
    drop(site);
    browser.go(&format!("{address}?lesson=self-healing&autoplay=0"));
    browser.wait_until("/whole/.test(window.podarium?.state())", LONG);
    browser.run("podarium.seek(30000)", &[]);
    browser.wait_until("document.querySelector('.pod')", LONG);
    browser.run("podarium.prepare()", &[]);
    browser.wait_until("/^playing/.test(podarium.state())", LONG);
}
