//! A lesson in one file, opened from the disk; and a tape that is watched while somebody writes it.

use crate::cli::{Folder, podarium};
use crate::support::browser::Browser;
use crate::support::page::{LONG, SOON, wait_for_program};
use crate::support::site::dist;
use crate::support::webdriver::find_free_port;
use std::process::{Child, Command};

const TAPE: &str = "# title: From a disk </script>
> Two Pods & a <b>caption</b>.
$ kubectl create deployment web --image=nginx:1.27 --replicas=2
@ 1m
";

#[test]
fn a_lesson_in_one_file_plays_from_the_disk_and_is_broken() {
    let folder = Folder::new("single");
    let (tape, page) = (folder.write("a.tape", TAPE), folder.path("a.html"));
    let dist = dist();
    let (code, told) = podarium(&["single", &tape, "--page", dist.to_str().unwrap(), "-o", &page]);
    assert_eq!(code, 0, "{told}");

    let browser = Browser::open();
    browser.cdp("Network.enable", &serde_json::json!({}));
    let offline = serde_json::json!(
        { "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    browser.cdp("Network.emulateNetworkConditions", &offline);
    browser.go(&format!("file://{page}"));
    wait_for_program(&browser);
    assert_eq!(browser.get("document.title"), "From a disk </script>");
    browser.wait_until("podarium.position() > 0", LONG);
    browser.wait_until("document.querySelector('.pod')", LONG);
    browser.wait_until(
        "/Two Pods & a <b>caption/.test(document.querySelector('.say').textContent)",
        LONG,
    );
    browser.run("podarium.seek(30000)", &[]);
    browser.click(".pod");
    browser.click(".menu [role=menuitem]");
    browser.wait_until("/^(! |\\$ .*delete)/m.test(podarium.tape())", LONG);
    browser.screenshot("single");
    browser.assert_no_console_errors();
}

/// The command, until this is dropped.
struct Watch(Child);

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}

#[test]
fn a_tape_that_is_watched_is_shown_again_when_it_is_saved() {
    let folder = Folder::new("watch");
    let tape = folder.write("a.tape", TAPE);
    let port = find_free_port();
    let mut command = Command::new(env!("CARGO_BIN_EXE_podarium"));
    command.args(["watch", &tape, "--port", &port.to_string(), "--page"]).arg(dist());
    let _watch = Watch(command.stdout(std::process::Stdio::null()).spawn().unwrap());

    let browser = Browser::open();
    let is_up = || std::net::TcpStream::connect(("127.0.0.1", port)).ok();
    crate::support::webdriver::poll("the server", SOON, is_up);
    browser.go(&format!("http://127.0.0.1:{port}/"));
    let page = "document.querySelector('iframe').contentWindow.podarium";
    browser.wait_until(&format!("/whole/.test({page}?.state())"), LONG);
    browser.run(&format!("{page}.pause(); {page}.seek(40000)"), &[]);
    browser.wait_until(&format!("{page}.position() === 40000"), SOON);
    std::fs::write(&tape, TAPE.replace("replicas=2", "replicas=5")).unwrap();
    browser.wait_until(&format!("/replicas=5/.test({page}?.tape())"), LONG);
    // It stands where it stood.
    browser.wait_until(&format!("{page}.position() === 40000"), LONG);
    browser.assert_no_console_errors();
}
