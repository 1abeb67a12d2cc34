//! The console: what was typed and what came back, and a line to type in.

use crate::ui::memo::{Draw, memo_keyed};
use crate::ui::shared::Same;
use podarium::kubectl::Completion;
use podarium::scene::ConsoleEntry;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ConsoleProps {
    pub entries: Same<Vec<ConsoleEntry>>,
    pub on_act: Callback<String>,
    pub completion: Option<Same<(String, Completion)>>,
    pub on_complete: Callback<String>,
}

#[component]
pub fn Console(props: &ConsoleProps) -> Html {
    let output = use_node_ref();
    let scrolled = output.clone();
    let printed: usize = props.entries.iter().map(|it| it.entry.output.text.len()).sum();
    use_effect_with((props.entries.len(), printed), move |_| {
        if let Some(element) = scrolled.cast::<Element>() {
            element.set_scroll_top(element.scroll_height());
        }
    });
    let entry =
        |it: &ConsoleEntry| memo_keyed(&it.index.to_string(), ConsoleItem { entry: it.clone() });
    html! {
        <>
            <div ref={output} class="output" tabindex="0" role="log" aria-label="Console">
                if props.entries.is_empty() {
                    <p class="empty">{ "What is typed here, or by the lesson, is answered as kubectl answers." }</p>
                }
                <>{ for props.entries.iter().map(entry) }</>
            </div>
            <Prompt on_act={props.on_act.clone()} completion={props.completion.clone()}
                on_complete={props.on_complete.clone()} />
        </>
    }
}

#[derive(PartialEq)]
struct ConsoleItem {
    entry: ConsoleEntry,
}

impl Draw for ConsoleItem {
    fn draw(&self) -> Html {
        let entry = &self.entry;
        let text = &entry.entry.output.text;
        // A table keeps its columns; sentences are wrapped.
        let is_table = text.starts_with(|char: char| char.is_ascii_uppercase())
            && text.chars().take_while(|char| !char.is_whitespace()).all(|it| !it.is_lowercase());
        let class =
            classes!("entry", is_table.then_some("table"), entry.has_failed().then_some("failed"));
        html! {
            <div {class}>
                <b>{ &entry.line }</b>
                <pre>{ text }</pre>
                if entry.is_running() { <span class="running">{ "\u{2026}" }</span> }
            </div>
        }
    }
}

#[derive(Properties, PartialEq)]
struct PromptProps {
    on_act: Callback<String>,
    completion: Option<Same<(String, Completion)>>,
    on_complete: Callback<String>,
}

/// What was typed before, and which of it is shown.
#[derive(Default)]
struct Typed {
    lines: Vec<String>,
    at: usize,
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

#[component]
fn Prompt(props: &PromptProps) -> Html {
    let typed: Rc<RefCell<Typed>> = use_mut_ref(Typed::default);
    let field = use_node_ref();
    let offered = use_state_eq(Vec::<String>::new);
    {
        let (field, offered) = (field.clone(), offered.clone());
        use_effect_with(props.completion.clone(), move |completion| {
            let input = field.cast::<HtmlInputElement>();
            if let (Some(completion), Some(input)) = (completion, input) {
                offered.set(fill_in(&input, completion));
            }
        });
    }
    let (on_act, on_complete) = (props.on_act.clone(), props.on_complete.clone());
    let told = offered.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let input = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        let Some(input) = input else { return };
        // Tab leaves an empty line, as it leaves any other field.
        let is_completed = event.key() == "Tab" && !event.shift_key() && !input.value().is_empty();
        if event.key() != "Tab" {
            told.set(Vec::new());
        }
        match event.key().as_str() {
            "Enter" if !event.is_composing() => {
                let line = input.value().trim().to_owned();
                if !line.is_empty() {
                    typed.borrow_mut().add(&line);
                    input.set_value("");
                    on_act.emit(line);
                }
            }
            // Keys are for the page again.
            "Escape" => drop(input.blur()),
            _ if is_completed => {
                event.prevent_default();
                on_complete.emit(input.value());
            }
            "ArrowUp" | "ArrowDown" => {
                event.prevent_default();
                input.set_value(&typed.borrow_mut().go(event.key() == "ArrowUp"));
            }
            _ => {}
        }
    });
    html! {
        <>
        if !offered.is_empty() {
            <p class="offered" role="status">{ offered.join("  ") }</p>
        }
        <label class="prompt">
            <span>{ "$" }</span>
            <input ref={field} type="text" {onkeydown} placeholder="kubectl get pods" aria-label="Command"
                autocomplete="off" autocapitalize="off" spellcheck="false" />
        </label>
        </>
    }
}

/// Puts in what all candidates begin with; says which there are, if there is a choice.
fn fill_in(input: &HtmlInputElement, completion: &(String, Completion)) -> Vec<String> {
    let (line, Completion { start, candidates }) = completion;
    // Somebody has typed on in the meantime.
    if input.value() != *line {
        return Vec::new();
    }
    let Some(first) = candidates.first() else { return Vec::new() };
    let common = candidates.iter().fold(first.as_str(), |common, it| {
        let same = common.chars().zip(it.chars()).take_while(|(a, b)| a == b);
        &common[..same.map(|(char, _)| char.len_utf8()).sum::<usize>()]
    });
    let is_done = candidates.len() == 1 && !common.ends_with(['=', '/']);
    let space = if is_done { " " } else { "" };
    input.set_value(&format!("{}{common}{space}", line.get(..*start).unwrap_or("")));
    if candidates.len() > 1 { candidates.iter().take(40).cloned().collect() } else { Vec::new() }
}
