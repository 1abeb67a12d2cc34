//! What the page costs in a real browser: `cargo xtask bench-page` builds it and prints this table.
//!
//! Frame intervals and long tasks are the browser's own: `requestAnimationFrame` and the Long Tasks
//! API (tasks above 50 ms; 0 where there was none). Each figure is the median of three runs. With
//! words behind it (`cargo run --example bench-page -- 10x`) it prints the rows that have them.

#[allow(dead_code, unused_imports, clippy::unwrap_used, missing_docs)]
#[path = "../tests/support/mod.rs"]
mod support;

use podarium::tape::encode_link;
use serde_json::Value;
use std::time::Duration;
use support::browser::Browser;
use support::course::Reader;
use support::site::Site;

/// Waiting for a state, however busy the machine is.
const LONG: Duration = Duration::from_secs(300);
/// Of so many runs the median is told.
const RUNS: usize = 3;

const ROLL_200: &str = include_str!("tapes/page-roll-200.tape");
const ROLL_1000: &str = include_str!("tapes/page-roll-1000.tape");
const TEN_MINUTES: &str = include_str!("ten-minutes.tape");
const FROZEN: &str = include_str!("tapes/page-frozen-tab.tape");

/// Collects what the main thread does, from before the page's own scripts.
const TASKS: &str = "window.bench = { tasks: [], frames: [] };
    new PerformanceObserver((list) => list.getEntries()
        .forEach((it) => bench.tasks.push(it.duration))).observe({ type: 'longtask', buffered: true });";
/// Collects when frames come. To ask for each is work too.
const FRAMES: &str = "let last = 0;
    requestAnimationFrame(function frame(now) {
        if (last) bench.frames.push(now - last);
        last = now;
        requestAnimationFrame(frame);
    });";
/// Without a worker the same engine is on the page's thread, where its memory can be asked for.
const MEMORIES: &str = "delete window.Worker; window.memories = [];
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = async (...all) => {
        const made = await instantiate(...all);
        memories.push((made.instance ?? made).exports.memory);
        return made;
    };";
/// How much what is there already moves.
const SHIFTS: &str = "new PerformanceObserver((list) => list.getEntries()
    .forEach((it) => shift += it.value)).observe({ type: 'layout-shift', buffered: true });";

fn main() {
    // Cargo asks test programs for their tests.
    if std::env::args().any(|it| it == "--list") {
        return;
    }
    println!(
        "{:<52} {:>9} {:>9} {:>9}",
        "in the browser (milliseconds)", "longest", "p99", "median"
    );
    println!("{:<52} {:>9} {:>9} {:>9}", "", "task", "frame", "frame");
    row("first lesson, until its first Pod", |site| {
        let browser = begin(site, "");
        browser.wait_until("document.querySelector('.pod')", LONG);
        let at = browser.run("return performance.now()", &[]);
        seen(&browser).with([at.as_f64().unwrap_or(0.0), 0.0, 0.0], |it| {
            format!("first Pod after {:.0} ms", it[0])
        })
    });
    for (name, tape) in [("200 Pods on 20 nodes", ROLL_200), ("1,000 Pods on 100 nodes", ROLL_1000)]
    {
        row(&format!("opening a rollout of {name}"), |site| {
            let browser = opened(site, tape);
            seen(&browser)
        });
    }
    for (name, tape, speed) in [
        ("200 Pods, 1x", ROLL_200, "1"),
        ("200 Pods, 10x", ROLL_200, "10"),
        ("1,000 Pods, 10x", ROLL_1000, "10"),
    ] {
        row(&format!("playing the rollout of {name}"), |site| {
            let browser = opened_at(site, tape, &format!("&speed={speed}"));
            browser.run("bench.tasks = []; bench.frames = []; podarium.play()", &[]);
            // So many frames, or the end.
            browser.wait_until(
                "bench.frames.length > 600 || document.querySelector('[aria-label=Play]')",
                LONG,
            );
            seen(&browser)
        });
    }
    row("dragging across ten minutes of 200 Pods", |site| {
        let browser = opened(site, TEN_MINUTES);
        browser.run("bench.tasks = []; bench.frames = []; podarium.pause()", &[]);
        // Across in two hundred moves. A pointer's moves come with a frame, before what the page does
        // in it; the picture has followed when all of it is there and the frame is painted.
        let script = "const done = arguments[0], end = 600000, times = [];
            const handle = document.querySelector('.strip [role=slider]');
            let at = 0;
            (function move() {
                if (at > 200) return done(times);
                requestAnimationFrame(() => {
                    const begin = performance.now(), place = Math.round(at / 200 * end);
                    podarium.seek(place);
                    (function painted() {
                        const channel = new MessageChannel();
                        channel.port1.onmessage = () => {
                            const is_late = document.querySelector('.stage[aria-busy]');
                            if (is_late || handle.ariaValueNow !== String(place)) return requestAnimationFrame(painted);
                            times.push(performance.now() - begin);
                            at += 1;
                            move();
                        };
                        channel.port2.postMessage(0);
                    })();
                });
            })();";
        let times = numbers(&browser.run_async(script, &[]));
        seen(&browser).with([share(&times, 50), share(&times, 100), 0.0], |it| {
            format!("a move is drawn after {:.0} ms, at worst {:.0}", it[0], it[1])
        })
    });
    row("a StatefulSet open on its page, at one virtual hour", |site| {
        let browser = opened(site, FROZEN);
        browser.run("podarium.seek(3590000)", &[]);
        let choose = "document.querySelector('.work .t button, .tabs [role=tab]')?.click()";
        browser.run(choose, &[]);
        browser.wait_until("/ ready$/.test(podarium.state())", LONG);
        browser.run("bench.tasks = []; bench.frames = []; podarium.play()", &[]);
        browser.wait_until("bench.frames.length > 300", LONG);
        let memory = browser.run("return performance.memory.usedJSHeapSize / 1048576", &[]);
        seen(&browser).with([memory.as_f64().unwrap_or(0.0), 0.0, 0.0], |it| {
            format!("JavaScript heap {:.0} MiB", it[0])
        })
    });
    row("the engine with ten minutes of 200 Pods", |site| {
        let browser = Browser::open();
        let source = serde_json::json!({ "source": format!("{TASKS}{FRAMES}{MEMORIES}") });
        browser.cdp("Page.addScriptToEvaluateOnNewDocument", &source);
        browser.go(&format!("{}?autoplay=0#tape={}", site.url(), encode_link(TEN_MINUTES)));
        browser.wait_until("/ whole ready$/.test(window.podarium?.state?.())", LONG);
        let memory = browser.run("return memories.at(-1).buffer.byteLength / 1e6", &[]);
        seen(&browser).with([memory.as_f64().unwrap_or(f64::NAN), 0.0, 0.0], |it| {
            format!("all of its memory: {:.1} MB", it[0])
        })
    });
    row("ten players in a page, ten seconds out of view", |_| ten_players());
}

/// All have played a little; then the reader scrolls to where none is in view.
fn ten_players() -> Figures {
    let player = "<podarium-player lesson=\"rolling-update\" height=\"300\"></podarium-player>";
    let body = player.repeat(10) + "<div style=\"height: 9000px\"></div>";
    let reader = Reader::open("/course/", &body);
    let browser = &reader.browser;
    browser.run(&format!("{TASKS} window.shift = 0; {SHIFTS}"), &[]);
    let player = |index: usize| format!("document.querySelectorAll('podarium-player')[{index}]");
    for index in 0..10 {
        browser.run(&format!("{0}.scrollIntoView(); {0}.play()", player(index)), &[]);
        browser.wait_until(&format!("{}.currentTime > 0.5", player(index)), LONG);
    }
    browser.run("scrollTo(0, document.body.scrollHeight)", &[]);
    browser.wait_until(&format!("{}.paused", player(9)), LONG);
    browser.cdp("Performance.enable", &serde_json::json!({}));
    let busy_s = || {
        let told = browser.cdp("Performance.getMetrics", &serde_json::json!({}));
        let metrics = told["metrics"].as_array().cloned().unwrap_or_default();
        let found = metrics.iter().find(|it| it["name"] == "TaskDuration");
        found.and_then(|it| it["value"].as_f64()).unwrap_or(f64::NAN)
    };
    let before = busy_s();
    browser.run_async("setTimeout(arguments[0], 10000)", &[]);
    let busy_ms = (busy_s() - before) * 1000.0;
    let is_program = |it: &&String| it.contains("podarium_bg-");
    let fetched = reader.site.requests().iter().filter(is_program).count();
    let shift = browser.run("return shift", &[]).as_f64().unwrap_or(f64::NAN);
    let fetched = f64::from(u32::try_from(fetched).unwrap_or(u32::MAX));
    seen(browser).with([fetched, shift, busy_ms], |it| {
        format!("{:.0} x the program, shift {:.3}, busy for {:.0} ms", it[0], it[1], it[2])
    })
}

struct Figures {
    longest: f64,
    p99: f64,
    median: f64,
    /// What else was measured, and how it is told.
    more: [f64; 3],
    note: fn([f64; 3]) -> String,
}

impl Figures {
    fn with(self, more: [f64; 3], note: fn([f64; 3]) -> String) -> Self {
        Self { more, note, ..self }
    }
}

fn begin(site: &Site, query: &str) -> Browser {
    let browser = Browser::open();
    browser.resize(1440, 900);
    browser.cdp(
        "Page.addScriptToEvaluateOnNewDocument",
        &serde_json::json!({ "source": format!("{TASKS}{FRAMES}") }),
    );
    browser.go(&format!("{}{query}", site.url()));
    browser.wait_until("window.podarium", LONG);
    browser
}

fn opened(site: &Site, tape: &str) -> Browser {
    opened_at(site, tape, "")
}

fn opened_at(site: &Site, tape: &str, query: &str) -> Browser {
    let browser = begin(site, &format!("?autoplay=0{query}#tape={}", encode_link(tape)));
    browser.wait_until("/ whole ready$/.test(podarium.state())", LONG);
    browser
}

fn seen(browser: &Browser) -> Figures {
    let tasks = numbers(&browser.run("return bench.tasks", &[]));
    let frames = numbers(&browser.run("return bench.frames", &[]));
    Figures {
        longest: share(&tasks, 100),
        p99: share(&frames, 99),
        median: share(&frames, 50),
        more: [0.0; 3],
        note: |_| String::new(),
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    let mut numbers: Vec<f64> =
        value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    numbers.sort_by(f64::total_cmp);
    numbers
}

/// The number below which so many percent of them lie.
fn share(sorted: &[f64], percent: usize) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted.get((last * percent).div_ceil(100).min(last)).copied().unwrap_or(0.0)
}

/// One row, unless words were given that are not in its name.
fn row(name: &str, run: impl Fn(&Site) -> Figures) {
    if std::env::args().skip(1).any(|it| !name.contains(&it)) {
        return;
    }
    let site = Site::serve("/");
    let all: Vec<Figures> = (0..RUNS).map(|_| run(&site)).collect();
    let middle = |value: fn(&Figures) -> f64, all: &[Figures]| {
        let mut values: Vec<f64> = all.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let (longest, p99) = (middle(|it| it.longest, &all), middle(|it| it.p99, &all));
    let median = middle(|it| it.median, &all);
    let more = [
        middle(|it| it.more[0], &all),
        middle(|it| it.more[1], &all),
        middle(|it| it.more[2], &all),
    ];
    let note = all.first().map(|it| (it.note)(more)).unwrap_or_default();
    println!("{name:<52} {longest:>9.0} {p99:>9.1} {median:>9.1}  {note}");
}
