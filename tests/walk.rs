//! A learner's walk: by keys alone and by pointer, a run is broken, understood, taken back.

use crate::lessons::DATABASE;
use crate::support::browser::Browser;
use crate::support::keys;
use crate::support::page::{
    END, LONG, SOON, Tab, answer, command, open, open_tab, seek, snapshot, wait_for, wait_for_start,
};
use crate::support::site::Site;
use podarium::tape::encode_link;
use serde_json::{Value, json};

/// The Deployment `web` with three Pods that are ready.
const WEB: &str = "$ kubectl create deployment web --image=nginx:1.27 --replicas=3\n";

fn open_tape(site: &Site, tape: &str) -> Browser {
    open(site, &format!("?autoplay=0&speed=4#tape={}", encode_link(tape)))
}

/// What has the focus: its class, or its text.
fn focused(browser: &Browser) -> String {
    let script = "const it = document.activeElement; return `${it.className} ${it.ariaLabel}`";
    browser.run(script, &[]).as_str().unwrap().to_owned()
}

fn position(browser: &Browser) -> i64 {
    browser.run("return window.podarium.position()", &[]).as_i64().unwrap()
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
    browser.wait_until("window.podarium.tape().includes('! exit')", SOON);
    let press = |keys: &[char], is_done: bool| {
        browser.chord(keys);
        let is_so = format!("window.podarium.tape().includes('! exit') === {is_done}");
        browser.wait_until(&is_so, SOON);
        browser.run("window.podarium.pause()", &[]);
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
fn what_is_done_in_the_past_can_be_taken_back_with_what_it_replaced() {
    let site = Site::serve("/");
    let browser = open_tape(&site, WEB);
    seek(&browser, END);
    command(&browser, "kubectl scale deployment web --replicas=5");
    wait_for(&browser, "^deployment\\/web 5\\/5", LONG);
    seek(&browser, 1500);
    command(&browser, "kubectl scale deployment web --replicas=1");
    wait_for(&browser, "^deployment\\/web 1\\/1", LONG);
    let tape = || browser.run("return window.podarium.tape()", &[]).as_str().unwrap().to_owned();
    assert!(tape().contains("replicas=1") && !tape().contains("replicas=5"), "{}", tape());
    let press = |name: &str| {
        let script = "[...document.querySelectorAll('header button')]
            .find((it) => it.textContent === arguments[0]).click()";
        browser.run(script, &[name.into()]);
    };
    press("Undo");
    browser.wait_until("window.podarium.tape().includes('replicas=5')", SOON);
    press("Undo");
    browser.wait_until("!window.podarium.tape().includes('replicas=5')", SOON);
    press("Redo");
    press("Redo");
    browser.wait_until("window.podarium.tape().includes('replicas=1')", SOON);
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
    assert!(browser.text(".time").contains("past"));
    browser.screenshot("past");
    let width = "Math.round(document.querySelector('.track').getBoundingClientRect().width)";
    let before = browser.run(&format!("return {width}"), &[]);
    browser.click(".live");
    browser.wait_until("!document.querySelector('.live.past')", SOON);
    assert_eq!(position(&browser), newest);
    assert_eq!(browser.run(&format!("return {width}"), &[]), before, "nothing has moved");
    seek(&browser, 2000);
    browser.run("document.activeElement.blur()", &[]);
    browser.type_keys("l");
    browser.wait_until(&format!("window.podarium.position() === {newest}"), SOON);
    browser.assert_no_console_errors();
}

/// How many lines the control plane's stations stand in, and whether they end inside of the page.
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
    for (width, height) in [(1440, 900), (1280, 800), (900, 700), (390, 844)] {
        browser.resize(width, height);
        assert_eq!(plane(&browser), json!([1, 7, true]), "at {width} x {height}");
        browser.screenshot(&format!("plane-{width}"));
    }
    browser.assert_no_console_errors();
}

#[test]
fn the_tray_folds_and_opens_without_a_jump() {
    let site = Site::serve("/");
    let browser = open_tape(&site, &format!("{WEB}$ sleep 20\n"));
    let tops =
        "[...document.querySelectorAll('.node')].map((it) => it.getBoundingClientRect().top)";
    let top = || browser.run(&format!("return Math.min(...{tops})"), &[]).as_f64().unwrap();
    let settled = || {
        browser.run_async("setTimeout(arguments[0], 700)", &[]);
        top()
    };
    seek(&browser, 20_000);
    browser.wait_until("document.querySelector('.tray.shut')", SOON);
    let folded = settled();
    let size = browser.run("return document.querySelector('.pod').offsetWidth", &[]);
    // Each frame of the way is noted: the cards glide.
    let watch = format!(
        "window.seen = []; const look = () => {{ seen.push(Math.min(...{tops}));
         if (seen.length < 60) requestAnimationFrame(look); }}; look()"
    );
    browser.run(&watch, &[]);
    command(&browser, "kubectl scale deployment web --replicas=4");
    browser.wait_until("document.querySelector('.tray:not(.shut)')", SOON);
    let open = settled();
    assert!(open > folded + 40.0, "{folded} {open}");
    let seen = browser.run("return seen", &[]);
    let seen: Vec<f64> = seen.as_array().unwrap().iter().filter_map(Value::as_f64).collect();
    let between = seen.iter().filter(|it| folded + 3.0 < **it && **it < open - 3.0).count();
    assert!(between >= 2, "{seen:?}");
    assert_eq!(browser.run("return document.querySelector('.pod').offsetWidth", &[]), size);
    browser.assert_no_console_errors();
}

#[test]
fn an_ordinal_and_an_index_lead_to_their_pods() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&lesson=indexed-shards");
    seek(&browser, 9000);
    browser.click(".bar.many button:nth-child(3)");
    let title = |text: &str| {
        format!("document.querySelector('.panel h3')?.textContent.startsWith('{text}')")
    };
    browser.wait_until(&title("pod/shard-2-"), SOON);
    browser.type_keys(&String::from_iter([keys::LEFT, keys::ENTER]));
    browser.wait_until(&title("pod/shard-1-"), SOON);
    browser.go(&format!("{}?autoplay=0&lesson=stateful-database", site.url()));
    wait_for_start(&browser);
    seek(&browser, 9000);
    browser.click(".parts li button");
    browser.wait_until(&title("pod/mongo-0"), SOON);
    browser.assert_no_console_errors();
}

#[test]
fn files_on_a_volume_are_seen_and_outlive_the_pod() {
    let site = Site::serve("/");
    let browser = open_tape(&site, DATABASE);
    seek(&browser, END);
    answer(&browser, "kubectl exec db-0 -- sh -c 'echo precious > /data/db/notes'");
    browser.click(".parts li button");
    let file = "[...document.querySelectorAll('.file')]
        .find((it) => it.querySelector('summary').textContent.includes('notes'))";
    browser
        .wait_until(&format!("{file}?.querySelector('pre').textContent === 'precious\\n'"), SOON);
    browser.screenshot("files");
    command(&browser, "kubectl scale statefulset db --replicas=0");
    wait_for(&browser, "part db-0 missing", LONG);
    // The Pod is gone: its claim still leads to the data.
    browser.click(".parts li small button");
    browser
        .wait_until(&format!("{file}?.querySelector('pre').textContent === 'precious\\n'"), SOON);
    open_tab(&browser, Tab::Object);
    browser.assert_no_console_errors();
}

#[test]
fn a_menu_opens_where_all_of_it_is_seen() {
    let site = Site::serve("/");
    let browser = open_tape(&site, WEB);
    seek(&browser, END);
    for (width, height) in [(1440, 900), (1280, 640), (390, 844)] {
        browser.resize(width, height);
        browser.run_async("setTimeout(arguments[0], 300)", &[]);
        browser.run("[...document.querySelectorAll('.pod.ready')].pop().click()", &[]);
        browser.wait_until("document.querySelector('.menu')", SOON);
        let is_seen = "document.querySelector('.menu').getBoundingClientRect().bottom <=
            document.querySelector('footer').getBoundingClientRect().top";
        browser.wait_until(is_seen, SOON);
        browser.type_keys(&keys::ESCAPE.to_string());
        browser.wait_until("!document.querySelector('.menu')", SOON);
    }
    assert!(snapshot(&browser).contains("deployment/web 3/3"));
    browser.assert_no_console_errors();
}

#[test]
fn the_address_opens_the_same_run_and_what_was_done_can_be_taken_back() {
    let site = Site::serve("/");
    let browser = open(&site, "?autoplay=0&speed=4");
    let tape = || browser.run("return window.podarium.tape()", &[]).as_str().unwrap().to_owned();
    let address = || browser.run("return location.href", &[]).as_str().unwrap().to_owned();
    let untouched = address();
    seek(&browser, 5000);
    command(&browser, "kubectl scale deployment web --replicas=5");
    browser.wait_until("window.podarium.tape().includes('replicas=5')", SOON);
    let (changed, link) = (tape(), address());
    assert!(link.contains("#tape=") && link.contains("&done="), "{link}");
    browser.run("setTimeout(() => location.reload())", &[]);
    browser.wait_until("document.readyState === 'complete' && window.podarium", SOON);
    wait_for_start(&browser);
    assert_eq!(tape(), changed, "a reload keeps what was done");
    let end = seek(&browser, END);
    assert!(end.contains("deployment/web 5/5"), "{end}");
    browser.run("document.activeElement.blur()", &[]);
    browser.type_keys("u");
    browser.wait_until("!window.podarium.tape().includes('replicas=5')", SOON);
    browser.type_keys("U");
    browser.wait_until("window.podarium.tape().includes('replicas=5')", SOON);

    // A link put into the address of the open page is opened.
    browser.go(&untouched);
    wait_for_start(&browser);
    assert_ne!(tape(), changed);
    browser.run("setTimeout((link) => { location.href = link; }, 0, arguments[0])", &[link.into()]);
    browser.wait_until("window.podarium?.tape().includes('replicas=5')", SOON);

    // So is a lesson by its name.
    let choose = "const it = document.querySelector('header select'); it.selectedIndex = 2;
        it.dispatchEvent(new Event('change', { bubbles: true }));";
    browser.run(choose, &[]);
    browser.wait_until("location.search.startsWith('?lesson=') && !location.hash", SOON);
    let chosen = tape();
    let share = "[...document.querySelectorAll('header button')]
        .find((it) => it.textContent === 'Share').click()";
    browser.run(share, &[]);
    browser.wait_until("document.querySelector('dialog textarea')", SOON);
    let shared = browser.run("return document.querySelector('dialog textarea').value", &[]);
    browser.go(shared.as_str().unwrap());
    wait_for_start(&browser);
    assert_eq!(tape(), chosen);
    browser.assert_no_console_errors();
}
