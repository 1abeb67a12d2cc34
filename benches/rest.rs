//! Which functions of the page's program nobody needs who only looks: `cargo xtask rest` builds the page and
//! writes xtask/src/split/page.txt. Films are watched in a real browser with a program that notes what runs;
//! what never ran is listed, under as short a beginning as fits nothing that did.

#[allow(dead_code, unused_imports, clippy::unwrap_used, missing_docs)]
#[path = "../tests/support/mod.rs"]
mod support;

use serde_json::json;
use std::collections::BTreeSet;
use std::path::Path;
use support::browser::Browser;
use support::page::{LONG, drawn, look_through, wait_for_film};
use support::site::Site;
use xtask::programs::{PAGE, without_hashes};
use xtask::split::{Noting, noting};

/// Keeps the instances of programs, from before the page's own scripts, and asks what a page around the player
/// may ask at any time, from the first moment on: whether all is there yet is a matter of luck. No engine
/// answers: whoever starts one has the second part fetched before.
const KEEP: &str = "window.kept = [];
    window.Worker = class { postMessage() {} terminate() {} };
    const asked = ['state', 'position', 'duration'];
    setInterval(() => asked.forEach((it) => window.podarium?.[it]?.()), 0);
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = async (...words) => {
        const made = await instantiate(...words);
        kept.push(made.instance ?? made);
        return made;
    };";
/// The numbers of the functions that have run.
const NOTED: &str = "const [begin, count] = arguments;
    const notes = kept.filter((it) => it.exports.memory)
        .map((it) => new Uint8Array(it.exports.memory.buffer, begin, count));
    return [...Array(count).keys()].filter((it) => notes.some((of) => of[it]));";

fn main() {
    // Cargo asks test programs for their tests.
    if std::env::args().any(|it| it == "--list") {
        return;
    }
    if let Err(error) = run(Path::new(env!("CARGO_MANIFEST_DIR"))) {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn run(root: &Path) -> Result<(), String> {
    let told = |error: std::io::Error| error.to_string();
    let folder = root.join("target/split");
    let program = noting(&std::fs::read(folder.join(PAGE[0])).map_err(told)?)?;
    let dist = folder.join("dist");
    let _ = std::fs::remove_dir_all(&dist);
    xtask::files::copy(&support::site::dist(), &dist)?;
    for entry in std::fs::read_dir(&dist).map_err(told)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("podarium_bg-") && name.ends_with(".wasm") {
            std::fs::write(entry.path(), &program.bytes).map_err(told)?;
        }
    }
    let ran = watched(&dist, &program);
    let list = listed(&program.names, &ran);
    std::fs::write(root.join("xtask/src/split/page.txt"), &list).map_err(told)?;
    println!(
        "{} functions, {} ran, {} lines",
        program.names.len(),
        ran.len(),
        list.lines().count()
    );
    Ok(())
}

/// What runs while films are watched: all lessons on a desk, some elsewhere, and the head moved by hand.
fn watched(dist: &Path, program: &Noting) -> BTreeSet<usize> {
    let site = Site::serve_folder("/", dist);
    let mut ran = BTreeSet::new();
    let lessons = std::fs::read_dir(dist.join("lessons")).into_iter().flatten().flatten();
    let names = lessons.filter_map(|it| it.file_name().into_string().ok());
    for name in names.filter_map(|it| it.strip_suffix(".film").map(str::to_owned)) {
        let query = format!("?lesson={name}");
        ran.extend(visit(&site, program, (1440, 900), &query, play_through));
        let query = format!("?embed&lesson={name}&speed=60");
        ran.extend(visit(&site, program, (1280, 800), &query, |it| look_through(it, 10)));
    }
    for (size, query) in
        [((390, 844), ""), ((390, 844), "?lesson=spread-over-zones"), ((600, 400), "?embed")]
    {
        ran.extend(visit(&site, program, size, query, play_through));
    }
    ran.extend(visit(&site, program, (1440, 900), "", by_hand));
    ran
}

fn visit(
    site: &Site,
    program: &Noting,
    (width, height): (u32, u32),
    query: &str,
    act: impl Fn(&Browser),
) -> Vec<usize> {
    let browser = Browser::open();
    browser.resize(width, height);
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": KEEP }));
    browser.go(&format!("{}{query}", site.url()));
    browser.wait_until("window.podarium", LONG);
    wait_for_film(&browser);
    act(&browser);
    let noted = browser.run(NOTED, &[program.begin.into(), program.names.len().into()]);
    let noted = noted.as_array().into_iter().flatten();
    noted.filter_map(|it| usize::try_from(it.as_u64()?).ok()).collect()
}

fn play_through(browser: &Browser) {
    browser.run("podarium.speed('60'); podarium.seek(0); podarium.play()", &[]);
    // It plays over a third of it, and the rest is looked at.
    browser.wait_until("podarium.position() * 3 > podarium.duration()", LONG);
    look_through(browser, 40);
}

fn by_hand(browser: &Browser) {
    let (x, y) = browser.middle("[role=slider]");
    browser.drag((x, y), (x + 300, y));
    browser.drag((x + 300, y), (x - 200, y));
    for keys in [" ", " ", ".", ",", "\u{e012}", "\u{e014}", "r"] {
        browser.type_keys(keys);
        drawn(browser);
    }
}

/// The names of what did not run, shortened.
fn listed(names: &[String], ran: &BTreeSet<usize>) -> String {
    // Those with a number of their own have another in the next build.
    let is_numbered = |it: &str| it.ends_with(']') || it.starts_with("Closure(");
    let known = |it: &&str| {
        !it.is_empty() && !it.contains('.') && !it.contains("__wbg_") && !is_numbered(it)
    };
    let name_of = |(_, name): (usize, &'_ String)| without_hashes(name);
    let (runs, rests): (Vec<_>, Vec<_>) =
        names.iter().enumerate().partition(|(it, _)| ran.contains(it));
    let runs: BTreeSet<String> = runs.into_iter().map(name_of).collect();
    let rests: BTreeSet<String> = rests.into_iter().map(name_of).collect();
    let is_run =
        |begin: &str| runs.range(begin.to_owned()..).next().is_some_and(|it| it.starts_with(begin));
    let lines: BTreeSet<String> = (rests.difference(&runs).map(String::as_str))
        .filter(known)
        .map(|name| {
            let begins = name.match_indices("::").map(|(at, _)| &name[..at + 2]);
            let begin = begins.into_iter().find(|it| names_a_module(it) && !is_run(it));
            begin.map_or(name.to_owned(), |it| format!("{it}*"))
        })
        .collect();
    lines.into_iter().map(|it| format!("{it}\n")).collect()
}

/// Whether the beginning of a name goes into a module of a crate that is not the standard library. Any other
/// may fit what the next change runs at once: each `Vec` of something new begins as the others do.
fn names_a_module(begin: &str) -> bool {
    let is_of_name = |it: char| it.is_alphanumeric() || it == '_';
    let paths = begin.split(|it: char| !is_of_name(it) && it != ':');
    let mut crates_and_modules = paths.filter_map(|it| it.split_once("::"));
    crates_and_modules
        .any(|(of, within)| !matches!(of, "" | "core" | "alloc" | "std") && within.ends_with("::"))
}
