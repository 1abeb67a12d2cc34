//! The `podarium` command, as authors call it.

use podarium::cli;
use podarium::film::{Film, tape_hash};
use podarium::lessons::LESSONS;
use podarium::tape::Tape;
use std::path::PathBuf;

/// A temporary folder, removed with this.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("podarium-cli-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path.canonicalize().unwrap())
    }

    pub fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The exit code, and what was printed; problems of the command line come last.
pub fn podarium(words: &[&str]) -> (u8, String) {
    let words: Vec<String> = words.iter().map(|it| (*it).to_owned()).collect();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = cli::main(&words, &mut out, &mut err).unwrap();
    out.extend(err);
    (code, String::from_utf8(out).unwrap())
}

#[test]
fn the_example_is_as_it_says_and_is_never_written_over_a_file() {
    let folder = Folder::new("new");
    let file = folder.path("a.tape");
    let (code, told) = podarium(&["new", &file]);
    assert_eq!((code, told.contains("podarium play")), (0, true), "{told}");
    assert_eq!(podarium(&["new"]).1, std::fs::read_to_string(&file).unwrap());
    let (code, told) = podarium(&["check", &file]);
    assert_eq!(code, 0, "{told}");
    assert_eq!(podarium(&["fmt", "--check", &file]), (0, String::new()));
    std::fs::write(&file, "mine").unwrap();
    assert_eq!(podarium(&["new", &file]).0, 1);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn every_lesson_is_written_as_it_is_best_read() {
    for lesson in LESSONS {
        let formatted = podarium::tape::format(lesson.text);
        assert_eq!(formatted.as_deref(), Ok(lesson.text), "{}", lesson.name);
    }
}

#[test]
fn every_problem_of_a_page_is_told_with_file_and_line() {
    let folder = Folder::new("page");
    folder.write(
        "static/shared/good.tape",
        "$ kubectl get pods\nNo resources found in default namespace.\n",
    );
    folder.write("docs/lessons/bad.tape", "# titel: x\n$ sleep 1\n");
    let page = folder.write(
        "docs/page.md",
        "# Page\n\n- in a list\n\n    ```podarium\n    # cpu: lots\n    ! explode node-1\n    ```\n\n\
         ```podarium\n$ kubectl get pods\nNAME  READY\n? shiny(a) = 1\n```\n\n\
         ```podarium\n$ sleep 1\n? on(node-1) = 7\n```\n\
         <podarium-player src=\"../lessons/bad.tape\"></podarium-player>\n\
         <podarium-player src=\"/shared/good.tape\"></podarium-player>\n\
         <podarium-player\n  lesson=\"retrys\" speeed=2></podarium-player>\n\
         <podarium-player src=\"none.tape\"></podarium-player>\n\
         <iframe src=\"https://example.org/podarium/?embed&amp;tape=lessons/retries.tape\"></iframe>\n\
         <iframe src=\"https://example.org/podarium/?embed&lesson=none\"></iframe>\n\
         <iframe src=\"https://example.org/video/?embed=1\"></iframe>\n\
         <iframe src=\"https://example.org/podarium/#tape=A\"></iframe>\n",
    );
    let (code, told) = podarium(&["check", &page]);
    assert_eq!(code, 1);
    let lines: Vec<&str> =
        told.lines().filter(|it| it.contains(".md:") || it.contains(".tape:")).collect();
    let short: Vec<String> = lines
        .iter()
        .map(|it| it.split_once("/docs/").map_or(*it, |it| it.1).chars().take(40).collect())
        .collect();
    for (at, wanted) in [
        "page.md:6: cpu: quantities must match",
        "page.md:7: there is no act \"explode\"",
        "page.md:11: $ kubectl get pods",
        "page.md:13: \"shiny(a) = 1\" is no claim",
        "page.md:18: ? on(node-1) = 7: it was 0 ",
        "page.md:22: a player has no \"speeed\"",
        "page.md:22: there is no lesson \"retrys\"",
        "page.md:24: there is no tape \"none.tape\"",
        "page.md:26: there is no lesson \"none\"",
        "page.md:28: The link is incomplete",
        "lessons/bad.tape:1: there is no header key",
    ]
    .iter()
    .enumerate()
    {
        let found = short.get(at).map_or("", String::as_str);
        let length = found.len().min(wanted.len());
        assert_eq!(found.get(..length), wanted.get(..length), "{told}");
        assert!(length > 15, "{told}");
    }
    assert_eq!(short.len(), 11, "{told}");
    assert!(told.contains("good.tape") && told.ends_with("1 agree, 2 do not\n"), "{told}");
    let (_, told) = podarium(&["check", "--format", "github", &page]);
    assert!(told.contains("docs/page.md,line=7::there is no act"), "{told}");
    let (code, all) = podarium(&["check", folder.0.to_str().unwrap()]);
    assert_eq!((code, all.lines().last()), (1, Some("1 agree, 2 do not")), "{all}");
}

#[test]
fn outputs_are_brought_up_to_date_where_they_stand() {
    let folder = Folder::new("update");
    let page = "A list:\n\n1. one\n   ```podarium\n   > Why?\n   > So.\n\n   %% mine\n   $ kubectl get pods\n   old\n\n   \
                $ kubectl run a --image=nginx\n   ```\n";
    let file = folder.write("page.md", page);
    assert_eq!(podarium(&["check", &file]).0, 1);
    let (code, told) = podarium(&["check", "--update", &file]);
    assert_eq!(code, 0, "{told}");
    let wanted = page.replace("old", "No resources found in default namespace.");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), wanted);
    let tape = folder.write("a.tape", "$ kubectl get pods\n\n$ kubectl run a --image=nginx\nold\n");
    assert_eq!(podarium(&["play", &tape, "-o", &tape]), (0, String::new()));
    let played = "$ kubectl get pods\nNo resources found in default namespace.\n\n\
                  $ kubectl run a --image=nginx\npod/a created\n";
    assert_eq!(std::fs::read_to_string(&tape).unwrap(), played);
}

#[test]
fn a_played_tape_is_also_data() {
    let folder = Folder::new("json");
    let file = folder.write(
        "a.tape",
        "# titel: x\n> Hello.\n$ kubectl run a --image=nginx\n@ 5s\n! node-down node-9\n? on(node-1) = 7\n? pods(pod/a) = 1\n",
    );
    let (code, told) = podarium(&["play", "--format", "svg", &file]);
    assert!(code == 0 && told.starts_with("<svg"), "{told}");
    let (code, told) = podarium(&["play", "--format", "json", &file]);
    let (json, warning) = told.split_at(told.rfind("warning").unwrap());
    assert!(warning.contains("there is no header key \"titel\""), "{warning}");
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(code, 0);
    let lines = value["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 5, "{value:#}");
    assert_eq!(lines[1]["output"], "pod/a created\n");
    assert_eq!((lines[1]["time"].as_i64(), lines[1]["done"].as_i64()), (Some(0), Some(100)));
    assert_eq!((lines[2]["time"].as_i64(), lines[2]["code"].as_i64()), (Some(5000), Some(1)));
    assert_eq!(lines[3]["holds"], false);
    assert_eq!(lines[4]["line"], 7);
}

#[test]
fn every_command_has_help_and_wrong_lines_an_exit_code_of_their_own() {
    for command in cli::command_line().get_subcommands() {
        let (code, told) = podarium(&[command.get_name(), "--help"]);
        assert!(code == 0 && told.contains("Exit codes:"), "{told}");
    }
    assert_eq!(podarium(&["--version"]), (0, format!("podarium {}\n", env!("CARGO_PKG_VERSION"))));
    for wrong in
        [&["polay"][..], &["check"], &["play"], &["play", "--format", "pdf", "x"], &["--nothing"]]
    {
        let (code, told) = podarium(wrong);
        assert!(code == 2 && told.starts_with("error: "), "{told}");
    }
    let (code, told) = podarium(&["play", "/no/such.tape"]);
    assert!(code == 1 && told.starts_with("error: /no/such.tape: "), "{told}");
    let (code, told) = podarium(&["check", "/no/such.tape"]);
    assert!(code == 1 && told.contains("/no/such.tape: No such file"), "{told}");
    assert_eq!(podarium(&["lessons"]).1.lines().count(), LESSONS.len());
}

#[test]
fn a_film_is_of_the_tape_beside_it_however_that_is_written() {
    let folder = Folder::new("film");
    let text =
        "# nodes: node-1\n\n\n%% As nobody would write it.\n@   1s\n$   kubectl get nodes\n\n";
    let (tape, film) = (folder.write("odd.tape", text), folder.path("odd.film"));
    assert_eq!(podarium(&["film", &tape, "-o", &film]), (0, String::new()));
    let film = Film::from_bytes(&std::fs::read(film).unwrap()).unwrap();
    assert_eq!(film.head.tape, tape_hash(text));
    let played = Tape::parse(text).unwrap().to_string();
    assert_ne!(tape_hash(&played), film.head.tape, "it is not as it is written by us");
}

#[test]
fn an_author_is_told_what_to_do() {
    let folder = Folder::new("advice");
    let told = |text: &str| {
        let (code, told) = podarium(&["check", &folder.write("a.tape", text)]);
        assert!(code == 1 || told.starts_with("note"), "{told}");
        told
    };
    let start = "$ kubectl create deployment web --image=nginx --replicas=2\n$ sleep 5\n";
    let broken = "--- web.yaml\napiVersion: v1\nkind: Pod\n---\nkind: Pod\n a: 1\n$ kubectl apply -f web.yaml\n";
    for (text, words) in [
        ("# node: a\n", &[":1: there is no header key \"node\": perhaps \"nodes\" is meant"][..]),
        ("! nodedown node-1\n", &[":1: there is no act \"nodedown\": perhaps \"node-down\" is"]),
        ("? availible(deploy/a) = 1\n", &["there is no term \"availible\": perhaps \"available\""]),
        ("? alwais pods(deploy/a) = 1\n", &["there is no word \"alwais\": perhaps \"always\""]),
        ("? pods(deploy/a) == 1\n", &["behind = stands \"= 1\", which is no whole number"]),
        ("? pods(deploy/a)\n", &["it wants `[always"]),
        (">Why?\n$sleep 5\n", &[":1: behind > a space is missing", ":2: behind $ a space"]),
        ("---\ntitle: a page\n", &[":1: a file has a name"]),
        (
            &format!("{start}! node-down node-7\n! oom web-1\n"),
            &[
                ":3: ! node-down node-7: nodes \"node-7\" not found; the nodes at this moment are node-1, node-2, node-3\n",
                ":4: ! oom web-1: pods \"web-1\" not found; the Pods at this moment are web-",
            ],
        ),
        ("! oom web-1\n", &["not found; there are no Pods at this moment\n"]),
        (
            "$ kubectl get pod none\n",
            &[
                ":1: $ kubectl get pod none\nfails with exit code 1; where that is meant,",
                "below it:\nError",
            ],
        ),
        (&format!("{start}> So.\n@ 1s\n"), &["note    ", ":4: @ 1s is over: it is 5.2s here"]),
        (broken, &["note    ", "a.tape:6: web.yaml:5: "]),
        (
            &format!(
                "{start}$ kubectl drain node-1 --timeout=1s\nnode/node-1 cordoned\nbye\nall\n"
            ),
            &[" node/node-1 cordoned\n-bye\n-all\n+evicting"],
        ),
    ] {
        let told = told(text);
        words.iter().for_each(|it| assert!(told.contains(it), "{it}\n{told}"));
    }
    let page = folder.write("empty.md", "# Page\n\n```Podarium\n$ sleep 1\n```\n");
    assert!(podarium(&["check", &page]).1.contains("empty.md (no tape in it)\n1 agree"));
    std::fs::create_dir(folder.path("none")).unwrap();
    let nothing = "nothing to check: there is no tape and no page\n".to_owned();
    assert_eq!(podarium(&["check", &folder.path("none")]), (1, nothing));
    let page = folder.write("a.md", "# Page\n\n```podarium\n$ sleep 1\n\nText.\n");
    assert!(podarium(&["check", &page]).1.contains("a.md:3: this block is never closed"));
}

#[test]
fn a_page_is_played_and_written_as_its_tapes_are() {
    let folder = Folder::new("pages");
    let page = folder.write(
        "a.md",
        "# A\n\n- Item\n\n  ```podarium\n  $  kubectl get pods\n  ? on(node-1)=7\n  ```\n\n```yaml\na:  1\n```\n",
    );
    let (code, told) = podarium(&["fmt", "--check", &page]);
    assert!(code == 1 && told.contains("podarium fmt"), "{told}");
    assert_eq!(podarium(&["fmt", &page]), (0, String::new()));
    let (code, told) = podarium(&["play", &page, "-o", &page]);
    assert!(code == 0 && told.contains("a.md:7: ? on(node-1) = 7: it was 0 at 0.1s"), "{told}");
    assert_eq!(
        std::fs::read_to_string(&page).unwrap(),
        "# A\n\n- Item\n\n  ```podarium\n  $ kubectl get pods\n  No resources found in default namespace.\n  \
         ? on(node-1) = 7\n  ```\n\n```yaml\na:  1\n```\n"
    );
    for words in [
        &["film", &page][..],
        &["poster", &page],
        &["share", &page],
        &["play", &page, "--format", "json"],
    ] {
        let (code, told) = podarium(words);
        assert!(code == 1 && told.contains("a.md is a page, not a tape"), "{words:?} {told}");
    }
    let wrong = folder.write("b.md", "# B\n\n```podarium\n> Hello.\n! explode\n```\n");
    for command in ["play", "fmt"] {
        let (code, told) = podarium(&[command, &wrong]);
        assert!(code == 1 && told.contains("b.md:5: there is no act"), "{told}");
    }
}

#[test]
fn what_is_made_of_several_tapes_goes_into_a_folder() {
    let folder = Folder::new("several");
    let (a, b) = (folder.write("a.tape", "$ sleep 1\n"), folder.write("b.tape", "$ sleep 2\n"));
    let (code, told) = podarium(&["poster", &a, &b]);
    assert_eq!((code, &*told), (1, "error: several tapes need a folder: -o FOLDER\n"));
    let made = folder.path("made/posters");
    assert_eq!(podarium(&["poster", &a, &b, "-o", &made]), (0, String::new()));
    for name in ["a.svg", "b.svg"] {
        assert!(std::fs::read_to_string(format!("{made}/{name}")).unwrap().starts_with("<svg"));
    }
}

#[test]
fn what_players_and_frames_are_told_is_of_its_kind() {
    let folder = Folder::new("kinds");
    let page = folder.write(
        "page.md",
        "<podarium-player lesson=\"retries\" speed=\"fast\" fit=\"height\" lang=\"de\" markers=\"12=a,1m=b\"></podarium-player>\n\
         <iframe src=\"podarium/?embed&&lesson=retries&idle-time-limit=soon&colour=red&t=12s&\"></iframe>\n\
         <podarium-player lesson=\"retries\" loop autoplay=\"0\" height=\"70vh\" idle-time-limit=\"2\"></podarium-player>\n",
    );
    let (code, told) = podarium(&["check", &page]);
    for part in [
        ":1: speed: \"fast\" is none of its values: NUMBER",
        ":1: fit: \"height\" is none of its values: `both`, `width`",
        ":2: idle-time-limit: \"soon\" is none of its values: TIME",
        ":2: the page has no \"colour\": it has lesson, ",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    assert_eq!((code, told.lines().filter(|it| it.contains(".md:")).count()), (1, 4), "{told}");
}
