//! The page and the engine are two programs: who is fetched when, and what becomes of one when the
//! other comes late, or dies.

use crate::support::browser::Browser;
use crate::support::page::{
    END, LONG, SOON, command, drawn, open, seek, snapshot, tape, wait_for_film, wait_for_program,
};
use crate::support::site::Site;
use podarium::lessons::LESSONS;
use podarium::tape::encode_link;
use serde_json::{Value, json};

/// Lessons of several kinds, and three moments of each (milliseconds).
const MOMENTS: [(&str, [i64; 3]); 5] = [
    ("rolling-update", [2_000, 6_700, 9_000]),
    ("stateful-database", [3_000, 8_000, 20_000]),
    ("parallel-etl", [3_000, 14_000, 25_000]),
    ("node-dies", [6_000, 75_000, 361_000]),
    ("autoscaling", [10_000, 63_000, 120_000]),
];

/// The Pods and cards as they stand in the document: who, where, how.
fn picture(browser: &Browser) -> Value {
    let script = "return [...document.querySelectorAll('.pod:not(.gone), .node')].map((it) =>
        [it.title, it.className, it.style.cssText])";
    browser.run(script, &[])
}

fn fetched(site: &Site) -> Vec<String> {
    site.requests().into_iter().filter(|it| it.contains("engine")).collect()
}

/// Opens the page without waiting for anything but the program.
fn begin(site: &Site, query: &str) -> Browser {
    let browser = Browser::open();
    browser.resize(1440, 900);
    browser.go(&format!("{}{query}", site.url()));
    wait_for_program(&browser);
    browser
}

#[test]
fn embedded_and_untouched_the_engine_is_never_fetched() {
    let site = Site::serve("/docs/");
    let browser = begin(&site, "?embed&speed=4&lesson=self-healing");
    browser.wait_until("document.querySelector('.pod')", SOON);
    // It plays to its end.
    browser.wait_until("document.querySelector('[aria-label=Play]')", LONG);
    assert_eq!(fetched(&site), Vec::<String>::new());
    // Whoever acts gets the engine.
    browser.click(".pod");
    browser.click(".menu [role=menuitem]");
    browser.wait_until("/ ready$/.test(podarium.state()) && podarium.tape().includes('@ ')", LONG);
    assert!(fetched(&site).iter().any(|it| it.ends_with(".wasm")), "{:?}", site.requests());
    browser.assert_no_console_errors();
}

#[test]
fn the_first_pod_needs_no_engine() {
    let site = Site::serve("/");
    let browser = begin(&site, "");
    browser.wait_until("document.querySelector('.pod')", SOON);
    assert_eq!(fetched(&site), Vec::<String>::new());
    browser.assert_no_console_errors();
}

#[test]
fn when_the_engine_takes_over_nothing_moves() {
    let site = Site::serve("/");
    for (lesson, moments) in MOMENTS {
        let text = LESSONS.iter().find(|it| it.name == lesson).unwrap().text;
        let browser = open(&site, &format!("?autoplay=0&lesson={lesson}"));
        let mut shown = Vec::new();
        for at_ms in moments {
            let before = seek(&browser, at_ms);
            shown.push((before, picture(&browser)));
        }
        browser.run("podarium.prepare()", &[]);
        browser.wait_until("/^playing/.test(podarium.state())", SOON);
        for (at_ms, (text, drawn)) in moments.iter().zip(&shown) {
            assert_eq!(seek(&browser, *at_ms), *text, "{lesson} at {at_ms} ms");
            assert_eq!(picture(&browser), *drawn, "{lesson} at {at_ms} ms");
        }
        drop(browser);
        // What the engine makes of the tape in the browser is what the film shows.
        let own = open(&site, &format!("?autoplay=0#tape={}", encode_link(text)));
        for (at_ms, (text, _)) in moments.iter().zip(&shown) {
            assert_eq!(seek(&own, *at_ms), *text, "{lesson} at {at_ms} ms, by the engine");
        }
        own.assert_no_console_errors();
    }
}

#[test]
fn what_is_typed_before_the_engine_runs_is_done_in_order() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0");
    seek(&browser, 5_000);
    let script = "for (const line of arguments[0]) {
        const input = document.querySelector('.prompt input');
        input.value = line;
        input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
    }";
    let lines = ["kubectl create namespace a", "kubectl create namespace b", "kubectl get ns a b"];
    browser.run(script, &[json!(lines)]);
    browser.wait_until("podarium.tape().includes('get ns a b')", LONG);
    let tape = tape(&browser);
    let places: Vec<_> = lines.iter().map(|it| tape.find(it)).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{tape}");
    browser.assert_no_console_errors();
}

#[test]
fn where_there_can_be_no_worker_the_engine_runs_on_the_pages_thread() {
    let site = Site::serve("/");
    let browser = Browser::open();
    browser.cdp(
        "Page.addScriptToEvaluateOnNewDocument",
        &json!({ "source": "window.Worker = function () { throw new Error('none'); }" }),
    );
    browser.go(&format!("{}?autoplay=0", site.url()));
    browser.wait_until("window.podarium && podarium.state() === 'none whole ready'", SOON);
    seek(&browser, 5_000);
    command(&browser, "kubectl scale deployment web --replicas=2");
    browser.wait_until("podarium.tape().includes('replicas=2')", LONG);
    wait_for_film(&browser);
    let end = seek(&browser, END);
    assert!(end.contains("deployment/web 2/2"), "{end}");
    browser.assert_no_console_errors();
}

/// A run that takes a while to compute: minutes of many Pods.
fn long_tape() -> String {
    let nodes: Vec<String> = (1..=100).map(|it| format!("node-{it}")).collect();
    format!(
        "# nodes: {}\n# cpu: 64\n# memory: 256Gi\n\
         $ kubectl create deployment web --image=nginx:1.27 --replicas=1200\n@ 4m\n\
         $ kubectl set image deployment/web nginx=nginx:1.28\n@ 9m\n$ kubectl get deployments\n",
        nodes.join(",")
    )
}

#[test]
fn an_engine_that_dies_loses_no_line_while_a_link_is_opened() {
    let site = Site::serve("/");
    let text = long_tape();
    let browser = begin(&site, &format!("?autoplay=0#tape={}", encode_link(&text)));
    browser.wait_until("/^playing growing/.test(podarium.state())", SOON);
    browser.run("podarium.crashEngine()", &[]);
    assert!(browser.text(".notice").contains("engine has stopped"));
    assert!(tape(&browser).contains("kubectl get deployments"), "the tape is there");
    assert!(browser.text(".wreck pre").contains("kubectl set image deployment/web"));
}

#[test]
fn an_engine_that_dies_while_it_plays_leaves_the_run_before_and_the_act() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0");
    seek(&browser, 5_000);
    command(&browser, "! node-down node-2");
    browser.wait_until("podarium.tape().includes('node-down node-2')", LONG);
    let acted = tape(&browser);
    browser.run("podarium.crashEngine()", &[]);
    browser.wait_until("document.querySelector('.notice')", SOON);
    // Either all of it was computed and stays, or it can be done again.
    browser.wait_until("/ whole /.test(podarium.state())", LONG);
    if tape(&browser) != acted {
        browser.run("document.activeElement.blur()", &[]);
        browser.type_keys("U");
    }
    wait_for_film(&browser);
    assert_eq!(tape(&browser), acted);
    // And the engine that comes next goes on.
    command(&browser, "! node-up node-2");
    browser.wait_until("podarium.tape().includes('node-up node-2')", LONG);
}

#[test]
fn an_engine_that_dies_while_a_command_runs_tells_which() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0");
    seek(&browser, 5_000);
    let before = tape(&browser);
    let script = "podarium.prepare();
        const input = document.querySelector('.prompt input');
        input.value = 'kubectl delete deployment web';
        podarium.crashEngine();
        input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));";
    browser.run(script, &[]);
    let notice = browser.text(".notice");
    assert!(notice.contains("engine has stopped"), "{notice}");
    browser.wait_until("/ whole ready$/.test(podarium.state())", LONG);
    let is_done = tape(&browser) != before;
    assert!(is_done || notice.contains("kubectl delete deployment web"), "{notice}");
    assert!(snapshot(&browser).contains("node node-1"));
}

#[test]
fn what_takes_long_says_so_and_can_be_stopped() {
    let site = Site::serve("/");
    let browser = begin(&site, &format!("?autoplay=0#tape={}", encode_link(&long_tape())));
    // As soon as it says so: a fast machine may be done before a test can look.
    let script = "const done = arguments[0];
        (function look() {
            const busy = document.querySelector('.busy');
            if (!busy?.textContent.includes('minutes')) return requestAnimationFrame(look);
            const said = busy.textContent;
            busy.querySelector('button').click();
            done(said);
        })()";
    let said = browser.run_async(script, &[]);
    assert!(said.as_str().unwrap().contains("minutes"), "{said}");
    browser.wait_until("!document.querySelector('.busy')", SOON);
    browser.wait_until("/ whole ready$/.test(podarium.state())", SOON);
    // What was computed can be watched, and what comes is asked of a new engine.
    drawn(&browser);
    assert!(snapshot(&browser).contains("node node-1"));
    assert!(tape(&browser).contains("kubectl get deployments"));
}

#[test]
fn nothing_that_is_dragged_or_clicked_is_selected() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0");
    seek(&browser, 6_000);
    browser.run(
        "window.native = [];
         for (const name of ['selectstart', 'dragstart', 'pointercancel'])
             addEventListener(name, (event) => native.push(`${name} ${event.target.className}`), true)",
        &[],
    );
    for css in [".over s", ".flag", ".pod", ".node", ".worktabs [role=tab]", ".over s"] {
        let (x, y) = browser.middle(css);
        browser.drag((x, y), (x + 60, y - 30));
        browser.drag((x, y), (x - 60, y + 10));
        browser.run("document.querySelector('.shade')?.click()", &[]);
    }
    browser.click(".pod");
    let (x, y) = browser.middle(".menu b");
    browser.drag((x, y), (x + 60, y + 90));
    assert_eq!(browser.run("return native", &[]), json!([]));
    assert_eq!(browser.run("return String(getSelection())", &[]), json!(""));
    // What is read can be selected.
    let can = "return [...document.querySelectorAll('.output, .say')]
        .every((it) => getComputedStyle(it).userSelect === 'text')";
    assert_eq!(browser.run(can, &[]), json!(true));
}
