//! The console: what was typed and what came back, and a line to type in.

use crate::ui::app::Msg;
use crate::ui::memo::{Draw, Own, memo_keyed};
use crate::ui::shared::{Same, class};
use crate::ui::words::panel as words;
use podarium::picture::ConsoleEntry;
use podarium::protocol::Completion;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Console {
    pub entries: Same<Vec<ConsoleEntry>>,
    /// What was typed and is not done yet.
    pub pending: Vec<String>,
}

impl Draw for Console {
    fn draw(&self, _: &Own) -> Html {
        let entry = |it: &ConsoleEntry| {
            memo_keyed(&it.index.to_string(), ConsoleItem { entry: it.clone() }.into())
        };
        html! {
            <div class="output" tabindex="0" role="log" aria-live="off" aria-label={words::CONSOLE}>
                <div>
                    if self.entries.is_empty() && self.pending.is_empty() {
                        <p class="empty">{ words::NOTHING_TYPED }</p>
                    }
                    <>{ for self.entries.iter().map(entry) }</>
                    <>{ for self.pending.iter().map(pending) }</>
                </div>
            </div>
        }
    }
}

/// A line that waits for its turn.
fn pending(line: &String) -> Html {
    html! { <div class="entry"><b>{ line }</b><span class="running">{ "\u{2026}" }</span></div> }
}

#[derive(PartialEq)]
struct ConsoleItem {
    entry: ConsoleEntry,
}

impl Draw for ConsoleItem {
    fn draw(&self, _: &Own) -> Html {
        let entry = &self.entry;
        let text = &*entry.text;
        // A table keeps its columns; sentences are wrapped.
        let is_table = text.starts_with(|char: char| char.is_ascii_uppercase())
            && text.chars().take_while(|char| !char.is_whitespace()).all(|it| !it.is_lowercase());
        let class =
            class!("entry", is_table.then_some("table"), entry.has_failed().then_some("failed"));
        html! {
            <div {class}>
                <b>{ &*entry.line }</b>
                <pre tabindex={is_table.then_some("0")}>{ text }</pre>
                if entry.is_running() { <span class="running">{ "\u{2026}" }</span> }
            </div>
        }
    }
}

#[derive(PartialEq)]
pub struct Prompt {
    pub completion: Option<Same<Completion>>,
    pub send: Callback<Msg>,
}

/// What was typed before, and which of it is shown.
#[derive(Default)]
struct Typed {
    lines: Vec<String>,
    at: usize,
    /// What could stand at the end of the line, and the answer that said so.
    offered: Vec<String>,
    answer: Option<Rc<Completion>>,
}

impl Typed {
    fn add(&mut self, line: &str) {
        if self.lines.last().is_none_or(|last| last != line) {
            self.lines.push(line.to_owned());
        }
        self.at = self.lines.len();
    }

    /// The line before or behind the one that is shown; the end is an empty one.
    fn go(&mut self, back: bool) -> String {
        self.at =
            if back { self.at.saturating_sub(1) } else { (self.at + 1).min(self.lines.len()) };
        self.lines.get(self.at).cloned().unwrap_or_default()
    }
}

impl Draw for Prompt {
    fn draw(&self, own: &Own) -> Html {
        let typed = own.state::<Typed>();
        let offered = typed.borrow().offered.join("  ");
        let (send, again) = (self.send.clone(), own.again());
        let onkeydown = Callback::from(move |event: KeyboardEvent| {
            key(&event, &mut typed.borrow_mut(), &send);
            again.emit(());
        });
        html! {
            <>
            if !offered.is_empty() {
                <p class="offered" role="status">{ offered }</p>
            }
            <label class="prompt">
                <span>{ "$" }</span>
                <input ref={own.node.clone()} type="text" {onkeydown} placeholder={words::COMMAND_EXAMPLE}
                    aria-label={words::COMMAND} autocomplete="off" autocapitalize="off" spellcheck="false" />
            </label>
            </>
        }
    }

    fn rendered(&self, own: &Own, _: bool) {
        let typed = own.state::<Typed>();
        let is_new = match (&self.completion, &typed.borrow().answer) {
            (Some(new), Some(old)) => !Rc::ptr_eq(&new.0, old),
            (new, old) => new.is_some() != old.is_some(),
        };
        let input = own.node.cast::<HtmlInputElement>().filter(|_| is_new);
        if let (Some(completion), Some(input)) = (&self.completion, input) {
            let offered = fill_in(&input, completion);
            let mut typed = typed.borrow_mut();
            (typed.offered, typed.answer) = (offered, Some(Rc::clone(&completion.0)));
            own.again().emit(());
        }
    }
}

fn key(event: &KeyboardEvent, typed: &mut Typed, send: &Callback<Msg>) {
    let input = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return };
    // Tab leaves an empty line, as it leaves any other field.
    let is_completed = event.key() == "Tab" && !event.shift_key() && !input.value().is_empty();
    if event.key() != "Tab" {
        typed.offered.clear();
    }
    match event.key().as_str() {
        "Enter" if !event.is_composing() => {
            let line = input.value().trim().to_owned();
            if !line.is_empty() {
                typed.add(&line);
                input.set_value("");
                show_end(&input);
                send.emit(Msg::Do(line));
            }
        }
        // Keys are for the page again.
        "Escape" => drop(input.blur()),
        _ if is_completed => {
            event.prevent_default();
            send.emit(Msg::Complete(input.value()));
        }
        "ArrowUp" | "ArrowDown" => {
            event.prevent_default();
            input.set_value(&typed.go(event.key() == "ArrowUp"));
        }
        _ => {}
    }
}

/// Who has scrolled up to read sees what is answered.
fn show_end(input: &HtmlInputElement) {
    let panel = input.closest("label").ok().flatten().and_then(|it| it.parent_element());
    if let Some(output) = panel.and_then(|it| it.query_selector(".output").ok().flatten()) {
        output.set_scroll_top(0);
    }
}

/// Puts in what all candidates begin with; says which there are, if there is a choice.
fn fill_in(input: &HtmlInputElement, completion: &Completion) -> Vec<String> {
    let Completion { line, start, candidates } = completion;
    // Somebody has typed on in the meantime.
    if *input.value() != **line {
        return Vec::new();
    }
    let start = usize::try_from(*start).unwrap_or(0);
    let Some(first) = candidates.first() else { return Vec::new() };
    let common = candidates.iter().fold(&**first, |common, it| {
        let same = common.chars().zip(it.chars()).take_while(|(a, b)| a == b);
        &common[..same.map(|(char, _)| char.len_utf8()).sum::<usize>()]
    });
    let is_done = candidates.len() == 1 && !common.ends_with(['=', '/']);
    let space = if is_done { " " } else { "" };
    input.set_value(&format!("{}{common}{space}", line.get(..start).unwrap_or("")));
    if candidates.len() > 1 {
        candidates.iter().take(40).map(|it| it.to_string()).collect()
    } else {
        Vec::new()
    }
}
