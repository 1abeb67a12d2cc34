//! The top of the page: which lesson, sharing, the theme, help.

use super::app::Dialog;
use super::memo::Draw;
use super::shared::told;
use podarium::lessons::LESSONS;
use podarium::tape::Tape;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Header {
    /// Which of the lessons that come with the program is open, if one is.
    pub lesson: Option<usize>,
    /// The tape's title.
    pub title: AttrValue,
    pub on_lesson: Callback<usize>,
    pub on_open: Callback<Dialog>,
    pub on_theme: Callback<()>,
    /// Whether there is something to take back, and to do again.
    pub can_undo: bool,
    pub can_redo: bool,
    pub on_undo: Callback<()>,
    pub on_redo: Callback<()>,
}

impl Draw for Header {
    fn draw(&self) -> Html {
        let open = |dialog| self.on_open.reform(move |_: MouseEvent| dialog);
        let theme = self.on_theme.reform(|_: MouseEvent| ());
        html! {
            <header>
                <h1>{ "Podarium" }</h1>
                { lessons(self) }
                <span class="spring" />
                if self.can_undo || self.can_redo {
                    { step("Undo", "Take back what was done last (u)", self.can_undo, &self.on_undo) }
                    { step("Redo", "Do again what was taken back last (U)", self.can_redo, &self.on_redo) }
                }
                <button type="button" onclick={open(Dialog::Share)}>{ "Share" }</button>
                <button type="button" class="embed" onclick={open(Dialog::Embed)}>{ "Embed" }</button>
                <button type="button" class="icon" onclick={open(Dialog::Help)}
                    aria-label="Keys and signs" title="Keys and signs (?)">{ "?" }</button>
                <button type="button" class="icon" onclick={theme}
                    aria-label="Light or dark" title="Light or dark (t)">{ "\u{25d0}" }</button>
            </header>
        }
    }
}

/// A button that stays where it is when there is nothing for it to do: the focus stays with it.
fn step(name: &str, title: &'static str, can: bool, told: &Callback<()>) -> Html {
    html! {
        <button type="button" onclick={told.reform(|_: MouseEvent| ())} {title}
            aria-disabled={(!can).to_string()}>{ name }</button>
    }
}

/// A choice where there is one; otherwise the title.
fn lessons(props: &Header) -> Html {
    if LESSONS.len() < 2 && props.lesson.is_some() {
        return html! { <p class="title">{ &props.title }</p> };
    }
    let onchange = told(&props.on_lesson, |event: Event| {
        let select: HtmlSelectElement = event.target()?.dyn_into().ok()?;
        usize::try_from(select.selected_index()).ok()
    });
    let option = |(index, text): (usize, &str)| {
        let title = Tape::parse(text).map(|tape| tape.header.title).unwrap_or_default();
        html! { <option selected={props.lesson == Some(index)}>{ title }</option> }
    };
    html! {
        <select aria-label="Lesson" {onchange}>
            { for LESSONS.iter().map(|it| it.text).enumerate().map(option) }
            if props.lesson.is_none() { <option selected=true>{ &props.title }</option> }
        </select>
    }
}
