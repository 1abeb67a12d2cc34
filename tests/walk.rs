//! A learner's walk: by keys alone and by pointer alone, a run is broken, understood, taken back.

use crate::lessons::DATABASE;
use crate::support::browser::Browser;
use crate::support::keys;
use crate::support::page::{
    END, LONG, SOON, answer, command, drawn, open, open_tape, position, seek, snapshot, tape,
    wait_for, wait_for_start,
};
use crate::support::site::Site;
use serde_json::{Value, json};

/// The Deployment `web` with three Pods that are ready.
pub const WEB: &str = "$ kubectl create deployment web --image=nginx:1.27 --replicas=3\n";

/// What has the focus: its class, or its text.
fn focused(browser: &Browser) -> String {
    let script = "const it = document.activeElement; return `${it.className} ${it.title}`";
    browser.run(script, &[]).as_str().unwrap().to_owned()
}

/// Waits until a text stands on the tape, or no longer does.
fn wait_for_tape(browser: &Browser, text: &str, is_there: bool) {
    let condition = format!("podarium.tape().includes('{text}') === {is_there}");
    browser.wait_until(&condition, SOON);
    browser.wait_until("/ ready$/.test(podarium.state())", LONG);
    browser.run("podarium.pause()", &[]);
}

#[test]
fn by_keys_a_pod_is_found_broken_and_brought_back() {
    let site = Site::serve("/");
    let browser = open_tape(&site, WEB);
    let before = seek(&browser, END);
    assert!(before.contains("deployment/web 3/3"), "{before}");
    let there = position(&browser);
    browser.run("document.querySelector('.stage').focus()", &[]);
    // From the stage to the first node, to its Pod, to its neighbour's, and into the menu.
    browser.type_keys(&keys::RIGHT.to_string());
    assert!(focused(&browser).contains("node-1"), "{}", focused(&browser));
    browser.type_keys(&keys::DOWN.to_string());
    assert!(focused(&browser).starts_with("pod "), "{}", focused(&browser));
    let first = focused(&browser);
    browser.type_keys(&keys::RIGHT.to_string());
    assert!(focused(&browser).starts_with("pod ") && focused(&browser) != first);
    browser.type_keys(&keys::LEFT.to_string());
    assert_eq!(focused(&browser), first);
    assert_eq!(position(&browser), there, "the arrows have not moved the timeline");
    browser.type_keys(&keys::ENTER.to_string());
    browser.wait_until("document.activeElement.role === 'menuitem'", SOON);
    browser.type_keys(&keys::ESCAPE.to_string());
    browser.wait_until("!document.querySelector('.menu')", SOON);
    assert_eq!(focused(&browser), first, "the focus is back where it was");

    browser.type_keys(&keys::ENTER.to_string());
    browser.wait_until("document.activeElement.role === 'menuitem'", SOON);
    browser.type_keys(&String::from_iter([keys::DOWN, keys::DOWN, keys::ENTER]));
    wait_for_tape(&browser, "! exit", true);
    let press = |keys: &[char], is_there: bool| {
        browser.chord(keys);
        wait_for_tape(&browser, "! exit", is_there);
    };
    press(&[keys::CONTROL, 'z'], false);
    browser.wait_until("document.querySelector('.unseen').textContent.includes('exit')", SOON);
    press(&[keys::CONTROL, keys::SHIFT, 'z'], true);
    press(&['u'], false);
    press(&[keys::CONTROL, 'y'], true);
    // What was broken is seen: its container has started again.
    let first = first.split([' ', ',']).find(|it| it.starts_with("web-")).unwrap().to_owned();
    seek(&browser, END);
    let pods = answer(&browser, &format!("kubectl get pod {first}"));
    assert!(pods.as_str().is_some_and(|it| it.contains("1 (")), "{pods}");
    browser.assert_no_console_errors();
}

#[test]
fn by_pointer_a_pod_and_a_node_are_broken_and_brought_back() {
    let site = Site::serve("/");
    let browser = open_tape(&site, WEB);
    seek(&browser, END);
    for (css, item, line) in [
        (".pod", "Run out of memory", "! oom"),
        (".node[title*=node-3]", "Fail", "! node-down node-3"),
    ] {
        browser.click(css);
        browser.click_text(".menu [role=menuitem]", item);
        wait_for_tape(&browser, line, true);
        browser.click_text("header button", "Undo");
        wait_for_tape(&browser, line, false);
        browser.click_text("header button", "Redo");
        wait_for_tape(&browser, line, true);
    }
    // A node that is down offers to recover; beside the menu a click closes it.
    seek(&browser, END);
    wait_for(&browser, "^node node-3: NotReady", SOON);
    // On the card's middle lies the sentence about it.
    browser.click(".node[title*=node-3] .h");
    browser.wait_until(
        "[...document.querySelectorAll('.menu [role=menuitem]')]
            .some((it) => it.textContent.startsWith('Recover'))",
        SOON,
    );
    browser.click(".shade");
    browser.wait_until("!document.querySelector('.menu')", SOON);
    browser.assert_no_console_errors();
}

#[test]
fn what_is_done_in_the_past_can_be_taken_back_with_what_it_replaced() {
    let site = Site::serve("/");
    let browser = open_tape(&site, WEB);
    seek(&browser, END);
    command(&browser, "kubectl scale deployment web --replicas=5");
    wait_for(&browser, "^deployment\\/web 5\\/5", LONG);
    seek(&browser, 1500);
    command(&browser, "kubectl scale deployment web --replicas=1");
    wait_for(&browser, "^deployment\\/web 1\\/1", LONG);
    let now = tape(&browser);
    assert!(now.contains("replicas=1") && !now.contains("replicas=5"), "{now}");
    browser.click_text("header button", "Undo");
    wait_for_tape(&browser, "replicas=5", true);
    browser.click_text("header button", "Undo");
    wait_for_tape(&browser, "replicas=5", false);
    browser.click_text("header button", "Redo");
    wait_for_tape(&browser, "replicas=5", true);
    browser.click_text("header button", "Redo");
    wait_for_tape(&browser, "replicas=1", true);
    let redo =
        "[...document.querySelectorAll('header button')].find((it) => it.textContent === 'Redo')";
    browser.wait_until(&format!("{redo}.ariaDisabled === 'true'"), SOON);
    browser.assert_no_console_errors();
}

#[test]
fn the_past_is_told_and_left_with_one_click() {
    let site = Site::serve("/");
    let browser = open_tape(&site, WEB);
    seek(&browser, END);
    let newest = position(&browser);
    assert_eq!(browser.count(".live.past"), 0);
    seek(&browser, 2000);
    browser.wait_until("document.querySelector('.live.past')", SOON);
    let told = "document.querySelector('.track').ariaValueText.includes('in the past')";
    browser.wait_until(told, SOON);
    browser.screenshot("past");
    let width = "Math.round(document.querySelector('.track').getBoundingClientRect().width)";
    let before = browser.run(&format!("return {width}"), &[]);
    browser.click(".live");
    browser.wait_until("!document.querySelector('.live.past')", SOON);
    assert_eq!(position(&browser), newest);
    browser.wait_until(&format!("!({told})"), SOON);
    assert_eq!(browser.run(&format!("return {width}"), &[]), before, "nothing has moved");
    seek(&browser, 2000);
    browser.run("document.activeElement.blur()", &[]);
    browser.type_keys("l");
    browser.wait_until(&format!("podarium.position() === {newest}"), SOON);
    browser.assert_no_console_errors();
}

/// How many lines the control plane's parts stand in, and whether they end inside of the page.
fn plane(browser: &Browser) -> Value {
    let script = "const all = [...document.querySelectorAll('.plane li')]
            .map((it) => it.getBoundingClientRect());
        const middles = all.map((it) => Math.round((it.top + it.bottom) / 20));
        return [new Set(middles).size, all.length, all.every((it) => it.right <= innerWidth)]";
    browser.run(script, &[])
}

#[test]
fn the_control_plane_stands_in_one_line() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=node-dies");
    seek(&browser, END);
    let count = browser.count(".plane li");
    assert!(count > 3, "{count} parts");
    for (width, height) in [(1920, 1080), (1440, 900), (1280, 800)] {
        browser.resize(width, height);
        drawn(&browser);
        assert_eq!(plane(&browser), json!([1, count, true]), "at {width} x {height}");
    }
    browser.assert_no_console_errors();
}

/// Where the parts of the page are that have a place of their own.
fn places(browser: &Browser) -> Value {
    let script = "return [...document.querySelectorAll(
            '.node, .stage, .plane, .cap, footer, .worktabs, .strip, .track, .ctl .main, .panel')]
        .map((it) => { const box = it.getBoundingClientRect();
            return [it.className.split(' ')[0], box.x, box.y, box.width, box.height].join(' '); })";
    browser.run(script, &[])
}

#[test]
fn while_a_lesson_plays_nothing_jumps() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=rolling-update");
    let last = seek(&browser, END).lines().count();
    let end_ms = position(&browser);
    assert!(last > 0 && end_ms > 5_000, "{end_ms}");
    for (width, height) in [(1440, 900), (390, 844)] {
        browser.resize(width, height);
        let at = |share: i64| {
            seek(&browser, end_ms * share / 12);
            // Cards that glide would be seen on their way.
            let is_still = "document.getAnimations().every((it) =>
                !it.effect.target.closest('.node') || it.playState === 'finished')";
            browser.wait_until(is_still, SOON);
            places(&browser)
        };
        let first = at(1);
        for share in 2..=12 {
            assert_eq!(at(share), first, "{share} of 12 at {width} x {height}");
        }
    }
    browser.assert_no_console_errors();
}

/// Waits until the panel is about an object whose name begins so.
fn wait_for_object(browser: &Browser, name: &str) {
    let title = format!("document.querySelector('.panel h3')?.textContent.startsWith('{name}')");
    browser.wait_until(&title, SOON);
    browser.wait_until("/ ready$/.test(podarium.state())", LONG);
}

#[test]
fn an_ordinal_and_an_index_lead_to_their_pods() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=indexed-shards");
    seek(&browser, 9000);
    browser.click(".pod[title*=shard-2]");
    browser.click_text(".menu [role=menuitem]", "All about it");
    wait_for_object(&browser, "pod/shard-2-");
    // The same by keys: the last item is one step up from the first.
    browser.run("document.querySelector('.pod[title*=shard-1]').focus()", &[]);
    browser.type_keys(&keys::ENTER.to_string());
    browser.wait_until("document.activeElement.role === 'menuitem'", SOON);
    browser.type_keys(&String::from_iter([keys::UP, keys::ENTER]));
    wait_for_object(&browser, "pod/shard-1-");
    browser.go(&format!("{}?autoplay=0&lesson=stateful-database", site.url()));
    wait_for_start(&browser);
    seek(&browser, 9000);
    browser.click(".pod[title*=mongo-0]");
    browser.click_text(".menu [role=menuitem]", "All about it");
    wait_for_object(&browser, "pod/mongo-0");
    browser.assert_no_console_errors();
}

#[test]
fn files_on_a_volume_are_seen_and_outlive_the_pod() {
    let site = Site::serve("/");
    let browser = open_tape(&site, DATABASE);
    seek(&browser, END);
    answer(&browser, "kubectl exec db-0 -- sh -c 'echo precious > /data/db/notes'");
    seek(&browser, END);
    browser.click(".pod[title*=db-0]");
    browser.click_text(".menu [role=menuitem]", "All about it");
    let file = "[...document.querySelectorAll('.file')]
        .find((it) => it.querySelector('summary').textContent.includes('notes'))";
    let is_seen = format!("{file}?.querySelector('pre').textContent === 'precious\\n'");
    browser.wait_until(&is_seen, SOON);
    browser.screenshot("files");
    // To the claim, which leads to the data when the Pod is gone.
    browser.click(".panel .disk button");
    wait_for_object(&browser, "persistentvolumeclaim/data-db-0");
    command(&browser, "kubectl scale statefulset db --replicas=0");
    wait_for(&browser, "part db-0 missing", LONG);
    browser.click_text(".panel [role=tab]", "Object");
    browser.wait_until(&is_seen, SOON);
    browser.assert_no_console_errors();
}

#[test]
fn a_menu_opens_where_all_of_it_is_seen() {
    let site = Site::serve("/");
    let browser = open_tape(&site, WEB);
    seek(&browser, END);
    for (width, height) in [(1440, 900), (1280, 640), (390, 844)] {
        browser.resize(width, height);
        drawn(&browser);
        for css in [".pod", ".node"] {
            for index in 0..3 {
                let open = "document.querySelectorAll(arguments[0])[arguments[1]].click()";
                browser.run(open, &[css.into(), index.into()]);
                browser.wait_until("document.querySelector('.menu')", SOON);
                drawn(&browser);
                let script = "const box = document.querySelector('.menu').getBoundingClientRect();
                    const own = document.querySelectorAll(arguments[0])[arguments[1]]
                        .getBoundingClientRect();
                    const is_beside = box.left >= own.right || box.right <= own.left ||
                        box.top >= own.bottom || box.bottom <= own.top;
                    return [is_beside || arguments[0] === '.node' || innerHeight < 900, box.left >= 0, box.right <= innerWidth, box.top >= 0, box.bottom <=
                        document.querySelector('footer').getBoundingClientRect().top]";
                let is_seen = browser.run(script, &[css.into(), index.into()]);
                assert_eq!(
                    is_seen,
                    json!([true, true, true, true, true]),
                    "{css} {index} at {width} x {height}"
                );
                browser.type_keys(&keys::ESCAPE.to_string());
                browser.wait_until("!document.querySelector('.menu')", SOON);
            }
        }
    }
    assert!(snapshot(&browser).contains("deployment/web 3/3"));
    browser.assert_no_console_errors();
}

#[test]
fn the_address_opens_the_same_run_and_what_was_done_can_be_taken_back() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&speed=4");
    let address = || browser.run("return location.href", &[]).as_str().unwrap().to_owned();
    let untouched = address();
    seek(&browser, 5000);
    command(&browser, "kubectl scale deployment web --replicas=5");
    wait_for_tape(&browser, "replicas=5", true);
    let (changed, link) = (tape(&browser), address());
    assert!(link.contains("#run=1"), "{link}");
    browser.run("window.isOld = true; setTimeout(() => location.reload())", &[]);
    browser.wait_until("!window.isOld && window.podarium", SOON);
    wait_for_start(&browser);
    assert_eq!(tape(&browser), changed, "a reload keeps what was done");
    let end = seek(&browser, END);
    assert!(end.contains("deployment/web 5/5"), "{end}");
    browser.run("document.activeElement.blur()", &[]);
    browser.type_keys("u");
    wait_for_tape(&browser, "replicas=5", false);
    browser.type_keys("U");
    wait_for_tape(&browser, "replicas=5", true);

    // A link put into the address of the open page is opened.
    browser.go(&untouched);
    wait_for_start(&browser);
    assert_ne!(tape(&browser), changed);
    browser.run("setTimeout((link) => { location.href = link; }, 0, arguments[0])", &[link.into()]);
    browser.wait_until("window.podarium?.tape().includes('replicas=5')", SOON);

    // So is a lesson by its name.
    let choose = "const it = document.querySelector('header select'); it.selectedIndex = 2;
        it.dispatchEvent(new Event('change', { bubbles: true }));";
    browser.run(choose, &[]);
    browser.wait_until("location.search.startsWith('?lesson=') && !location.hash", SOON);
    let chosen = tape(&browser);
    browser.click_text("header button", "Share");
    browser.wait_until("document.querySelector('dialog textarea')", SOON);
    let shared = browser.run("return document.querySelector('dialog textarea').value", &[]);
    browser.go(shared.as_str().unwrap());
    wait_for_start(&browser);
    assert_eq!(tape(&browser), chosen);
    browser.assert_no_console_errors();
}
