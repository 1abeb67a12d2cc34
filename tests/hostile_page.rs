//! Tapes that ask for too much or are no good, opened on the page: it stays alive, says what it
//! does or what is wrong, and can be stopped.

use crate::support::browser::Browser;
use crate::support::keys;
use crate::support::page::{
    END, LONG, SOON, answer, open_tape, seek, snapshot, still, wait_for_program,
};
use crate::support::site::Site;
use podarium::lessons::LESSONS;
use podarium::link::{Shared, encode};
use podarium::tape::encode_link;
use serde_json::json;

const WEB: &str = "$ kubectl create deployment web --image=nginx:1.27 --replicas=3\n@ 20s\n";
const EATER: &str = "\
--- pod.yaml
apiVersion: v1
kind: Pod
metadata:
  name: eater
spec:
  containers:
  - name: c
    image: busybox:1.36
    resources: {limits: {memory: 64Mi}}
    command: [sh, -c, 'x=aaaa; while true; do x=$x$x; done']
$ kubectl apply -f pod.yaml
@ 30s
$ kubectl get pods
";
const ENDLESS: &str = "\
--- cron.yaml
apiVersion: batch/v1
kind: CronJob
metadata:
  name: endless
spec:
  schedule: '* * * * *'
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
          - name: c
            image: busybox
            command: [sleep, '1000000']
$ kubectl apply -f cron.yaml
@ 48h
$ kubectl get cronjob
";

/// What it is, its tape, and a part of what the console says where all of it is computed.
fn tapes() -> Vec<(&'static str, String, &'static str)> {
    let dots = ".".repeat(3_000);
    vec![
        ("a mark before the text", format!("\u{feff}{WEB}$ kubectl get deploy\n"), "3/3"),
        (
            "two thousand million Pods",
            format!("{WEB}$ kubectl scale deploy web --replicas=2147483647\n@ 25s\n"),
            "scaled",
        ),
        (
            "five thousand Pods on two nodes",
            "# nodes: a,b\n$ kubectl create deployment web --image=nginx --replicas=5000\n@ 1m\n\
             $ kubectl get deploy\n"
                .to_owned(),
            "web",
        ),
        (
            "a million requests a second",
            format!(
                "{WEB}$ kubectl expose deployment web --port=80\n\
                 $ kubectl autoscale deployment web --min=1 --max=1000 --cpu=50%\n\
                 ! load web 1000000\n@ 10m\n$ kubectl get hpa\n"
            ),
            "web",
        ),
        ("Jobs that never end", ENDLESS.to_owned(), "endless"),
        ("a variable that doubles", EATER.to_owned(), "eater"),
        ("a path of dots", format!("{WEB}$ kubectl get pods -o jsonpath='{{{dots}}}'\n"), "error"),
    ]
}

/// Opens a tape in a browser that is open; each has a query of its own, or it would be the same page.
fn go(browser: &Browser, site: &Site, name: &str, tape: &str) {
    let query = name.replace(' ', "-");
    browser.go(&format!("{}?autoplay=0&n={query}#tape={}", site.url(), encode_link(tape)));
    wait_for_program(browser);
}

/// Whether the page still does what it is told to.
fn assert_alive(browser: &Browser, name: &str) {
    browser.run("document.activeElement.blur()", &[]);
    browser.type_keys("?");
    browser.wait_until("document.querySelector('dialog').open", SOON);
    browser.type_keys(&keys::ESCAPE.to_string());
    browser.wait_until("!document.querySelector('dialog').open", SOON);
    assert_eq!(browser.count("#podarium-failed"), 0, "{name}");
}

#[test]
fn a_tape_that_asks_for_too_much_leaves_the_page_alive() {
    let site = Site::serve("/");
    let browser = Browser::open();
    browser.resize(1440, 900);
    for (name, tape, part) in tapes() {
        go(&browser, &site, name, &tape);
        assert_alive(&browser, name);
        // Once the engine has opened it there is something to stop.
        let is_told = "podarium.tape()
            && (/ whole ready$/.test(podarium.state()) || document.querySelector('.busy'))";
        browser.wait_until(is_told, LONG);
        assert_alive(&browser, name);
        // Whatever takes long says so, and is stopped.
        let stop = "document.querySelector('.busy button')?.click()";
        let was_whole = browser.run("return / whole ready$/.test(podarium.state())", &[]);
        browser.run(stop, &[]);
        browser.wait_until("/ whole ready$/.test(podarium.state())", LONG);
        assert_alive(&browser, name);
        if was_whole == json!(true) {
            seek(&browser, END);
            let said = browser.run("return document.querySelector('.output').textContent", &[]);
            assert!(said.as_str().is_some_and(|it| it.contains(part)), "{name}: {said}");
        }
        // Who stops before anything has come has nothing to look at.
        let shown = snapshot(&browser);
        assert!(shown.contains("node ") || was_whole != json!(true), "{name}: {shown}");
        assert!(!browser.run("return podarium.tape()", &[]).as_str().unwrap().is_empty());
    }
    browser.assert_no_console_errors();
}

#[test]
fn a_tape_that_is_none_is_told_with_its_line() {
    let site = Site::serve("/");
    let browser = Browser::open();
    for (name, tape, told) in [
        ("a node's name", "# nodes: a,B_2\n$ kubectl get nodes\n", "line 1"),
        ("a time out of reach", "@ 99999999999999h\n$ kubectl get pods\n", "line 1"),
        ("no act", "$ kubectl get pods\n! nothing at all\n", "line 2"),
    ] {
        go(&browser, &site, name, tape);
        let notice = browser.text(".notice");
        assert!(notice.contains(told), "{name}: {notice}");
        // Its text is there to be mended, and no other tape's picture.
        assert_eq!(browser.text(".wreck pre").trim(), tape.trim(), "{name}");
        assert_eq!(browser.count(".pod"), 0, "{name}");
        assert_alive(&browser, name);
    }
    browser.go(&format!("{}?autoplay=0&n=cut#tape=rVRNb9s", site.url()));
    wait_for_program(&browser);
    let notice = browser.text(".notice");
    assert!(notice.contains("incomplete"), "{notice}");
}

#[test]
fn a_crowd_of_pods_stands_on_its_nodes() {
    let site = Site::serve("/");
    let nodes: Vec<String> = (1..=30).map(|it| format!("node-{it}")).collect();
    let tape = format!(
        "# nodes: {}\n# cpu: 64\n$ kubectl create deployment web --image=nginx --replicas=300\n@ 2m\n",
        nodes.join(",")
    );
    let browser = open_tape(&site, &tape);
    seek(&browser, END);
    assert_eq!((browser.count(".node"), browser.count(".pod:not(.gone)")), (30, 300));
    for (width, height) in [(1440, 900), (1920, 1080), (390, 844)] {
        browser.resize(width, height);
        still(&browser);
        let script = "const box = (it) => it.getBoundingClientRect();
            const cards = [...document.querySelectorAll('.node')].map(box);
            const pods = [...document.querySelectorAll('.pod:not(.gone)')].map(box);
            const outside = pods.filter((pod) => !cards.some((card) =>
                card.left <= pod.left && pod.right <= card.right + 1 &&
                card.top <= pod.top && pod.bottom <= card.bottom + 1)).length;
            const places = new Set(pods.map((it) => `${it.x} ${it.y}`)).size;
            return [outside, places, document.documentElement.scrollWidth <= innerWidth]";
        let seen = browser.run(script, &[]);
        assert_eq!(seen, json!([0, 300, true]), "at {width} x {height}");
    }
    browser.screenshot("crowd");
    browser.assert_no_console_errors();
}

#[test]
fn twelve_workloads_have_twelve_tabs() {
    let site = Site::serve("/");
    let line = |it: u32| format!("$ kubectl create deployment web-{it} --image=nginx\n");
    let tape: String = (1..=12).map(line).collect::<String>() + "@ 30s\n";
    let browser = open_tape(&site, &tape);
    seek(&browser, END);
    assert_eq!(browser.count(".worktabs [role=tab]"), 12);
    // Also the last can be reached, by pointer and by keys.
    browser.click(".worktabs [role=tab]:last-child");
    let is_chosen = |css: &str| format!("document.querySelector('{css}').ariaSelected === 'true'");
    browser.wait_until(&is_chosen(".worktabs [role=tab]:last-child"), SOON);
    browser.run("document.querySelector('.worktabs [aria-selected=true]').focus()", &[]);
    browser.type_keys(&keys::RIGHT.to_string());
    browser.wait_until(&is_chosen(".worktabs [role=tab]:first-child"), SOON);
    browser.wait_until("document.documentElement.scrollWidth <= innerWidth", SOON);
    browser.assert_no_console_errors();
}

/// Opens links one after the other in one page, as many players would: for each whether it was opened, refused
/// with a notice, or what else became of it.
const OPEN_LINKS: &str = "const [links, done] = arguments;
    const files = document.querySelector('[name=podarium-app]').dataset;
    const home = document.baseURI;
    (async () => {
        const player = await import(new URL(files.player, home).href);
        const told = [];
        async function one(link) {
            const place = document.createElement('div');
            place.className = 'room';
            document.body.append(place);
            let dead;
            const address = `${home}?autoplay=0&embed#${link}`;
            const page = await player.open(place, { files, home, address, show() {}, died: (why) => (dead = why) });
            let said;
            for (let frames = 0; !said; frames++) {
                await new Promise((next) => setTimeout(next));
                said = dead ?? (place.querySelector('.notice') ? 'refused'
                    : page.tape() && (/ whole ready$/.test(page.state()) || frames > 1000) ? 'opened' : undefined);
            }
            page.close();
            place.remove();
            told.push(said);
        }
        const next = async () => { while (links.length) await one(links.pop()); };
        await Promise.all([next(), next()]);
        return told;
    })().then(done, (error) => done(String(error)));";

/// A link with a few characters changed, taken away, put in, or with its end cut off.
fn changed(link: &str, below: &mut dyn FnMut(usize) -> usize) -> String {
    let letters = b"ABCabc019-_=&#%.";
    let mut bytes = link.as_bytes().to_vec();
    for _ in 0..=below(3) {
        let at = below(bytes.len());
        let letter = letters[below(letters.len())];
        match below(5) {
            0 => bytes.insert(at, letter),
            1 => drop(bytes.remove(at)),
            2 => bytes.truncate(at.max(8)),
            3 => bytes[at] = bytes[at].wrapping_add(1),
            _ => bytes[at] = letter,
        }
    }
    // Behind the mark that says that it is one: other addresses open the first lesson.
    let text = String::from_utf8_lossy(&bytes).replace(['\u{fffd}', '\n'], "");
    let mark = &link[..=link.find('=').unwrap()];
    if text.starts_with(mark) { text } else { format!("{mark}{text}") }
}

#[test]
fn a_thousand_changed_links_are_refused_or_opened() {
    let site = Site::serve("/");
    let browser = Browser::open();
    browser.go(&format!("{}?autoplay=0", site.url()));
    wait_for_program(&browser);
    let lesson = LESSONS.iter().find(|it| it.name == "self-healing").unwrap();
    let text = lesson.text.replace("> Now", "! node-down node-1\n> Now");
    let shared = Shared { text, done: vec![5], at_ms: 9_000 };
    let of_lesson = encode(&shared, Some((lesson.name, lesson.text)));
    let of_itself = encode(&Shared { text: WEB.to_owned(), ..shared.clone() }, None);
    let of_before = format!("tape={}", encode_link(WEB));
    let mut chance = 1_u32;
    let mut below = |end: usize| {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (chance >> 8) as usize % end
    };
    let kinds = [&of_lesson, &of_itself, &of_before];
    let links: Vec<String> = (0..1000).map(|it| changed(kinds[it % 3], &mut below)).collect();
    let (mut opened, mut refused) = (0, 0);
    for links in links.chunks(100) {
        let told = browser.run_async(OPEN_LINKS, &[json!(links)]);
        for said in told.as_array().unwrap_or_else(|| panic!("{told}: {links:?}")) {
            match said.as_str() {
                Some("opened") => opened += 1,
                Some("refused") => refused += 1,
                _ => panic!("{said}: {links:?}"),
            }
        }
    }
    println!("{opened} were opened, {refused} refused");
    assert_eq!(opened + refused, 1000);
    assert!(opened > 20 && refused > 500, "{opened} were opened, {refused} refused");
    assert_eq!(browser.count("#podarium-failed"), 0);
    browser.assert_no_console_errors();
}

/// What a program has done for an hour is not done again at each look: the object's page stands open
/// meanwhile, and the film goes on.
#[test]
fn programs_of_an_hour_are_looked_at_and_asked() {
    let site = Site::serve("/");
    let browser = open_tape(&site, include_str!("../benches/tapes/page-frozen-tab.tape"));
    seek(&browser, END);
    browser.run("document.querySelector('.pod').click()", &[]);
    for _ in 0..3 {
        let lines = answer(&browser, "kubectl exec db-0 -- wc -l /data/log").to_string();
        let count = lines.split("/data/log").nth(1).and_then(|it| it.trim().parse().ok());
        assert!(count.is_some_and(|it: u32| it > 3600), "{lines}");
    }
    let shown = seek(&browser, 1_800_000);
    assert!(shown.matches("db-").count() >= 10, "{shown}");
    browser.assert_no_console_errors();
}
