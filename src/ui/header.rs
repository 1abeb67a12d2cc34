//! The top of the page: which lesson, sharing, the theme, help.

use super::app::{Dialog, Msg};
use super::memo::{Draw, Own};
use super::shared::told;
use super::words::{common, header as words};
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
        let send = |message: fn() -> Msg| self.send.reform(move |_: MouseEvent| message());
        // Here, so that it is part of what every visit runs. Where a button shows a sign, a label
        // says what it is; one that has nothing to do stays where it is, with the focus.
        let button = |class: &'static str, name, (label, title), can: bool, message| {
            html! {
                <button type="button" class={AttrValue::Static(class)} {title} aria-label={label}
                    aria-disabled={(!can).then_some("true")} onclick={send(message)}>{ name }</button>
            }
        };
        let (lessons, help) = (|| Msg::Open(Dialog::Lessons), || Msg::Open(Dialog::Help));
        let (can_undo, can_redo) = (self.can_undo, self.can_redo);
        let title = |title: &'static str| (None, Some(title));
        let sign = |label: &'static str, title: &'static str| (Some(label), Some(title));
        html! {
            <header>
                <h1>{ words::NAME }</h1>
                { lessons_of(self) }
                { button("all", common::LESSONS, title(words::ALL_LESSONS), true, lessons) }
                <span class="spring" />
                if self.is_changed {
                    { button("", words::RESET, title(words::RESET_TITLE), true, || Msg::Reset) }
                }
                if can_undo || can_redo {
                    { button("", common::UNDO, title(words::UNDO_TITLE), can_undo, || Msg::Undo) }
                    { button("", words::REDO, title(words::REDO_TITLE), can_redo, || Msg::Redo) }
                }
                { button("presenter", words::PRESENT, title(words::PRESENT_TITLE), true, || Msg::Present) }
                { button("", words::SHARE, (None, None), true, || Msg::Open(Dialog::Share)) }
                { button("icon", "?", sign(common::KEYS_AND_SIGNS, words::HELP), true, help) }
                { button("icon", "\u{25d0}", sign(words::THEME, words::THEME_TITLE), true, || Msg::Theme) }
            </header>
        }
    }
}

/// A choice where there is one; otherwise the title.
fn lessons_of(props: &Header) -> Html {
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
        <select aria-label={words::LESSON} {onchange}>
            { for LESSONS.iter().map(|it| it.title).enumerate().map(option) }
            if props.lesson.is_none() { <option selected=true>{ &props.title }</option> }
        </select>
    }
}
