//! The editor of manifests: colours, problems at their lines, apply and compare.

use crate::ui::app::Msg;
use crate::ui::editor::{Answer, Edit, EditorView, LIVE_MAX, TEXT_MAX};
use crate::ui::memo::{Draw, Own, memo_keyed};
use crate::ui::shared::{Same, class, told};
use crate::ui::words::dialogs::editor as words;
use podarium::picture::{Token, highlight};
use podarium::protocol::Problem;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// So many problems are listed.
const PROBLEMS_MAX: usize = 20;

#[derive(PartialEq)]
pub struct EditorPage {
    pub view: Same<EditorView>,
    pub send: Callback<Msg>,
}

impl Draw for EditorPage {
    fn draw(&self, own: &Own) -> Html {
        editor(self, &own.node)
    }
}

fn editor(props: &EditorPage, area: &NodeRef) -> Html {
    let view = &props.view;
    let edit = |edit: Edit| props.send.reform(move |_: MouseEvent| Msg::Edit(edit.clone()));
    html! {
        <div class="editor">
            { documents(props) }
            { code(props, area) }
            { problems(view, area) }
            { view.answer.as_ref().map(answer) }
            <div class="acts">
                <button type="button" class="main" onclick={edit(Edit::Apply)}
                    title={words::APPLY_TITLE}>{ words::APPLY }</button>
                <button type="button" onclick={edit(Edit::Diff)}
                    title={words::DIFF_TITLE}>{ words::DIFF }</button>
                if view.is_changed {
                    <button type="button" onclick={edit(Edit::Revert)}>{ words::REVERT }</button>
                }
            </div>
        </div>
    }
}

fn documents(props: &EditorPage) -> Html {
    let view = &props.view;
    let names = view.names.clone();
    let onchange = told(&props.send, move |event: Event| {
        let select: HtmlSelectElement = event.target()?.dyn_into().ok()?;
        names
            .get(usize::try_from(select.selected_index()).ok()?)
            .cloned()
            .map(Edit::Open)
            .map(Msg::Edit)
    });
    let option = |name: &String| {
        let mark = if *name == view.open && view.is_changed { words::CHANGED } else { "" };
        html! { <option selected={*name == view.open}>{ name }{ mark }</option> }
    };
    html! {
        <div class="files">
            <select aria-label={words::FILE} {onchange}>
                { for view.names.iter().map(option) }
            </select>
            <button type="button" onclick={props.send.reform(|_: MouseEvent| Msg::Edit(Edit::New))}>
                { words::NEW }
            </button>
        </div>
    }
}

fn code(props: &EditorPage, area: &NodeRef) -> Html {
    let view = &props.view;
    let oninput = told(&props.send, |event: InputEvent| {
        let area: HtmlTextAreaElement = event.target()?.dyn_into().ok()?;
        Some(Msg::Edit(Edit::Type(area.value())))
    });
    let onkeydown = told(&props.send, |event: KeyboardEvent| {
        let is_apply = event.key() == "Enter" && (event.ctrl_key() || event.meta_key());
        is_apply.then(|| {
            event.prevent_default();
            Msg::Edit(Edit::Apply)
        })
    });
    // Browsers stop answering over texts of millions of lines.
    let onpaste = told(&props.send, |event: Event| {
        let event: ClipboardEvent = event.dyn_into().ok()?;
        let length = event.clipboard_data()?.get_data("text").ok()?.len();
        (length > TEXT_MAX).then(|| {
            event.prevent_default();
            Msg::Edit(Edit::TooLarge(length))
        })
    });
    let is_large = view.text.len() > LIVE_MAX;
    let lines = if is_large { String::new() } else { view.text.to_string() };
    let bad = |number: usize| view.problems.iter().any(|it| usize::try_from(it.line) == Ok(number));
    let line = |(index, text): (usize, &str)| {
        let line = CodeLine { text: text.to_owned(), is_bad: bad(index + 1) };
        memo_keyed(&index.to_string(), line.into())
    };
    html! {
        <div class={class!("code", is_large.then_some("large"))}>
            <pre class="ink" aria-hidden="true">{ for lines.split('\n').enumerate().map(line) }</pre>
            <textarea ref={area} {oninput} {onkeydown} {onpaste} value={view.text.to_string()} wrap="off"
                spellcheck="false" autocapitalize="off" autocomplete="off"
                aria-label={words::manifest(&view.open)} aria-describedby="problems"
                aria-invalid={(!view.problems.is_empty()).to_string()} />
        </div>
    }
}

#[derive(PartialEq)]
struct CodeLine {
    text: String,
    is_bad: bool,
}

impl Draw for CodeLine {
    fn draw(&self, _: &Own) -> Html {
        let piece = |(token, text): (Token, &str)| {
            html! { <span class={token.word()}>{ text }</span> }
        };
        html! {
            <span class={class!("line", self.is_bad.then_some("bad"))}>
                { for highlight(&self.text).into_iter().map(piece) }{ "\n" }
            </span>
        }
    }
}

fn problems(view: &EditorView, area: &NodeRef) -> Html {
    let row = |problem: &Problem| {
        let number = usize::try_from(problem.line).unwrap_or(0);
        let (area, text) = (area.clone(), view.text.clone());
        let onclick = Callback::from(move |_: MouseEvent| select(&area, &text, number));
        html! {
            <li><button type="button" class="plain" {onclick}>
                { words::line(problem.line, &problem.message) }
            </button></li>
        }
    };
    let note = |note: &Problem| {
        html! { <li class="note">{ words::line(note.line, &note.message) }</li> }
    };
    let rest = view.problems.len().saturating_sub(PROBLEMS_MAX);
    html! {
        <ul class="problems" id="problems" aria-live="polite">
            { for view.problems.iter().take(PROBLEMS_MAX).map(row) }
            if rest > 0 { <li>{ words::more(rest) }</li> }
            { for view.notes.iter().take(PROBLEMS_MAX).map(note) }
            if view.is_checked && view.problems.is_empty() {
                <li class="good">{ words::GOOD }</li>
            }
        </ul>
    }
}

/// Selects a line of the text, and scrolls to it.
fn select(area: &NodeRef, text: &str, number: usize) {
    let Some(area) = area.cast::<HtmlTextAreaElement>() else { return };
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(0);
    let before: u32 = text.split('\n').take(number.saturating_sub(1)).map(|it| units(it) + 1).sum();
    let line = units(text.split('\n').nth(number.saturating_sub(1)).unwrap_or(""));
    let _ = area.focus();
    let _ = area.set_selection_range(before, before + line);
}

fn answer(answer: &Answer) -> Html {
    let line = |line: &str| {
        let class = match line.chars().next() {
            _ if !answer.is_diff => "",
            _ if line.starts_with("--- ") || line.starts_with("+++ ") => "at",
            Some('+') => "plus",
            Some('-') => "minus",
            Some('@') => "at",
            _ => "",
        };
        html! { <span {class}>{ line }{ "\n" }</span> }
    };
    html! {
        <pre class={class!("answer", answer.has_failed.then_some("failed"))} role="status"
            tabindex="0">
            { for answer.text.lines().map(line) }
        </pre>
    }
}
