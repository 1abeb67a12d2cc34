//! What is typed into the page, right and wrong.

use crate::bad_input::WEB;
use crate::support::bad_input::{INPUTS, large_inputs};
use crate::support::browser::Browser;
use crate::support::keys;
use crate::support::page::{SOON, Tab, answer, open, open_tab, seek, snapshot, wait_for_start};
use crate::support::site::Site;
use podarium::tape::encode_link;

/// Opens a page on which the Deployment `web` runs, in the editor with its manifest.
fn open_editor(site: &Site) -> Browser {
    let tape = format!("# kubelet: serial\n--- bad.yaml\n{WEB}$ kubectl apply -f bad.yaml\n");
    let browser = open(site, &format!("?autoplay=0#tape={}", encode_link(&tape)));
    seek(&browser, 6000);
    open_tab(&browser, Tab::Yaml);
    browser.wait_until("document.querySelector('.code textarea')", SOON);
    browser
}

/// Puts a text where the manifest was, at once, as a paste does.
fn paste(browser: &Browser, text: &str) {
    let script = "const area = document.querySelector('.code textarea');
        area.value = arguments[0];
        area.dispatchEvent(new InputEvent('input', { bubbles: true }));";
    browser.run(script, &[text.into()]);
}

/// Pastes so many letters as a person does.
fn paste_event(browser: &Browser, length: usize) {
    let script = "const data = new DataTransfer();
        data.setData('text', 'x'.repeat(arguments[0]));
        document.querySelector('.code textarea').dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
    browser.run(script, &[length.into()]);
}

fn typed(browser: &Browser) -> String {
    let text = browser.run("return document.querySelector('.code textarea').value", &[]);
    text.as_str().unwrap().to_owned()
}

fn apply(browser: &Browser) {
    browser.run("document.querySelector('.editor .acts .main').click()", &[]);
    browser.wait_until("document.querySelector('.answer')", SOON);
}

#[test]
fn bad_input_loses_nothing_and_says_why() {
    let site = Site::serve("/");
    let browser = open_editor(&site);
    let before = snapshot(&browser);
    let large = large_inputs();
    let inputs = INPUTS.iter().map(|(name, input, wanted)| (*name, (*input).to_owned(), *wanted));
    let (commands, files): (Vec<_>, Vec<_>) =
        inputs.chain(large).partition(|(_, input, _)| input.starts_with("$ "));
    let mut problems = String::new();
    for (name, input, wanted) in files {
        let text = input.replace("WEB", WEB);
        if text.len() > 3 << 20 {
            paste_event(&browser, text.len());
            let answer = "document.querySelector('.answer')?.textContent ?? ''";
            browser.wait_until(&format!("({answer}).includes('limit is 3145728')"), SOON);
            continue;
        }
        paste(&browser, &text);
        // A text area holds lines that end as they do here.
        let there = typed(&browser);
        apply(&browser);
        let answer = browser.run("return document.querySelector('.answer').textContent", &[]);
        let answer = answer.as_str().unwrap_or_default();
        let is_told = answer.contains(wanted) || answer.contains("would end the file");
        if !is_told {
            let shown: String = answer.chars().take(200).collect();
            problems += &format!("{name}: wanted {wanted:?}, got {shown:?}\n");
        }
        assert!(typed(&browser) == there, "{name}: what was typed is lost");
    }
    assert_eq!(snapshot(&browser), before, "the cluster has changed");
    for (name, input, wanted) in commands {
        let answer = answer(&browser, input.trim_start_matches("$ "));
        if !answer.as_str().is_some_and(|it| it.contains(wanted)) {
            problems += &format!("{name}: wanted {wanted:?}, got {answer}\n");
        }
    }
    assert!(problems.is_empty(), "{problems}");
    assert!(snapshot(&browser).contains("deployment/web 1/1"), "the cluster goes on");
    assert_eq!(browser.count("#podarium-failed"), 0);
    browser.assert_no_console_errors();
}

#[test]
fn a_manifest_is_checked_compared_applied_and_undone() {
    let site = Site::serve("/");
    let browser = open_editor(&site);
    paste(&browser, &format!("{WEB}  replcas: 3\n"));
    let problem = "document.querySelector('.problems')?.textContent.includes('replcas')";
    browser.wait_until(problem, SOON);
    assert_eq!(browser.count(".line.bad"), 1, "its line is marked");
    browser.screenshot("editor-problem");

    paste(&browser, &format!("{WEB}  replicas: 3\n"));
    browser.wait_until("document.querySelector('.problems .good')", SOON);
    browser.run("document.querySelectorAll('.editor .acts button')[1].click()", &[]);
    browser.wait_until("document.querySelector('.answer .plus')", SOON);
    browser.screenshot("editor-diff");

    browser.click(".code textarea");
    browser.chord(&[keys::CONTROL, keys::ENTER]);
    browser.wait_until("window.podarium.snapshot().includes('deployment/web 3/3')", SOON);
    browser.run("window.podarium.pause()", &[]);
    browser.run("document.activeElement.blur()", &[]);
    browser.type_keys("u");
    browser.wait_until("window.podarium.snapshot().includes('deployment/web 1/1')", SOON);
    browser.assert_no_console_errors();
}

#[test]
fn a_dropped_file_is_opened_and_a_reload_keeps_what_was_typed() {
    let site = Site::serve("/");
    let browser = open_editor(&site);
    let drop = "const data = new DataTransfer();
        data.items.add(new File([arguments[1]], arguments[0]));
        document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));";
    let text = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n";
    browser.run(drop, &["shop.yaml".into(), text.into()]);
    let is_open = "document.querySelector('.code textarea')?.value.includes('name: shop')";
    browser.wait_until(is_open, SOON);
    paste(&browser, &text.replace("shop", "store"));
    browser.run("setTimeout(() => location.reload())", &[]);
    wait_for_start(&browser);
    open_tab(&browser, Tab::Yaml);
    let is_kept = "document.querySelector('.code textarea')?.value.includes('name: store')";
    browser.wait_until(is_kept, SOON);

    let tape = "# title: Dropped\n$ kubectl create deployment dropped --image=nginx:1.27\n";
    browser.run(drop, &["lesson.tape".into(), tape.into()]);
    seek(&browser, 9000);
    browser.wait_until("window.podarium.snapshot().includes('deployment/dropped 1/1')", SOON);
    browser.assert_no_console_errors();
}

#[test]
fn the_tab_key_completes_a_command() {
    let site = Site::serve("/");
    let browser = open_editor(&site);
    open_tab(&browser, Tab::Terminal);
    browser.click(".prompt input");
    browser.type_keys("kubectl rollo");
    browser.type_keys(&keys::TAB.to_string());
    let value = |text: &str| format!("document.querySelector('.prompt input').value === '{text}'");
    browser.wait_until(&value("kubectl rollout "), SOON);
    browser.type_keys("status deployment/");
    browser.type_keys(&keys::TAB.to_string());
    browser.wait_until(&value("kubectl rollout status deployment/web "), SOON);
}
