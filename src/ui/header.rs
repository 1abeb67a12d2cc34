//! The top of the page: which lesson, sharing, the theme, help.

use super::app::{Dialog, Msg};
use super::memo::{Draw, Own};
use super::shared::told;
use podarium::lessons::LESSONS;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Header {
    /// Which of the lessons that come with the program is open, if one is.
    pub lesson: Option<usize>,
    /// The tape's title.
    pub title: AttrValue,
    /// Whether there is something to take back, and to do again.
    pub can_undo: bool,
    pub can_redo: bool,
    /// Whether something was done that is not on the tape.
    pub is_changed: bool,
    pub send: Callback<Msg>,
}

impl Draw for Header {
    fn draw(&self, _: &Own) -> Html {
        let open = |dialog| self.send.reform(move |_: MouseEvent| Msg::Open(dialog));
        let theme = self.send.reform(|_: MouseEvent| Msg::Theme);
        html! {
            <header>
                <h1>{ "Podarium" }</h1>
                { lessons(self) }
                <button type="button" class="all" title="All lessons, and the kinds compared (g)"
                    onclick={open(Dialog::Lessons)}>{ "Lessons" }</button>
                <span class="spring" />
                if self.is_changed {
                    { step("Reset", "Back to the tape as it was (r)", true, self.send.reform(|_: MouseEvent| Msg::Reset)) }
                }
                if self.can_undo || self.can_redo {
                    { step("Undo", "Take back what was done last (u)", self.can_undo, self.send.reform(|_: MouseEvent| Msg::Undo)) }
                    { step("Redo", "Do again what was taken back last (U)", self.can_redo, self.send.reform(|_: MouseEvent| Msg::Redo)) }
                }
                <button type="button" class="presenter" title="For a lecture hall (p)"
                    onclick={self.send.reform(|_: MouseEvent| Msg::Present)}>{ "Present" }</button>
                <button type="button" onclick={open(Dialog::Share)}>{ "Share" }</button>
                <button type="button" class="icon" onclick={open(Dialog::Help)}
                    aria-label="Keys and signs" title="Keys and signs (?)">{ "?" }</button>
                <button type="button" class="icon" onclick={theme}
                    aria-label="Light or dark" title="Light or dark (t)">{ "\u{25d0}" }</button>
            </header>
        }
    }
}

/// A button that stays where it is when there is nothing for it to do: the focus stays with it.
fn step(name: &str, title: &'static str, can: bool, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <button type="button" {onclick} {title}
            aria-disabled={(!can).to_string()}>{ name }</button>
    }
}

/// A choice where there is one; otherwise the title.
fn lessons(props: &Header) -> Html {
    if LESSONS.len() < 2 && props.lesson.is_some() {
        return html! { <p class="title">{ &props.title }</p> };
    }
    let onchange = told(&props.send, |event: Event| {
        let select: HtmlSelectElement = event.target()?.dyn_into().ok()?;
        usize::try_from(select.selected_index()).ok().map(Msg::Lesson)
    });
    let option = |(index, title): (usize, &'static str)| {
        html! { <option selected={props.lesson == Some(index)}>{ title }</option> }
    };
    html! {
        <select aria-label="Lesson" {onchange}>
            { for LESSONS.iter().map(|it| it.title).enumerate().map(option) }
            if props.lesson.is_none() { <option selected=true>{ &props.title }</option> }
        </select>
    }
}
