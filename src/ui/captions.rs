//! The caption, and what went wrong.

use super::app::Msg;
use super::memo::{Draw, Own};
use super::shared::{Same, class};
use super::words::{common, dialogs::notice as words};
use podarium::film::Marker;
use podarium::picture::{Caption as CaptionView, Inline, OUTCOME, flag};
use podarium::playback::{Command, Reel};
use podarium::stage::moment;
use podarium::syntax::parse_time;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Caption {
    pub caption: Option<Same<CaptionView>>,
    /// All captions: from the beginning there is room for the longest, so that the stage stays where it is.
    pub reel: Same<Reel>,
    pub lang: Option<AttrValue>,
    pub send: Callback<Msg>,
}

impl Draw for Caption {
    fn draw(&self, _: &Own) -> Html {
        html! {
            <p class="say" lang={self.lang.clone()}>
                { for self.reel.markers.iter().map(room) }
                if let Some(caption) = &self.caption {
                    <span key={caption.number}>
                        <span class={class!("count", (caption.number == 0).then_some("ask"))}>
                            { flag(caption.number) }
                            if (1..OUTCOME).contains(&caption.number) { { format!(" / {}", caption.count) } }
                        </span>
                        { " " }
                        { for caption.text.iter().map(|it| {
                            inline(it, caption.number == OUTCOME, &self.send)
                        }) }
                    </span>
                }
            </p>
        }
    }
}

/// What takes the room of a caption, and is neither seen nor heard.
fn room(marker: &Rc<Marker>) -> Html {
    html! { <i data-say={marker.text.to_string()} /> }
}

/// A command in a caption can be clicked, and so can the moment when a goal was missed.
fn inline(piece: &Inline, is_outcome: bool, send: &Callback<Msg>) -> Html {
    let button = |text: String, onclick: Callback<MouseEvent>| {
        html! { <button type="button" class="add" {onclick}>{ text }</button> }
    };
    match piece {
        Inline::Text(text) => html! { { text } },
        Inline::Bold(text) => html! { <b>{ text }</b> },
        Inline::Italic(text) => html! { <i>{ text }</i> },
        Inline::Code(text) if text.starts_with("$ ") => {
            let line = text.clone();
            button(text.clone(), send.reform(move |_| Msg::Do(line.clone())))
        }
        Inline::Code(text) => match parse_time(text).filter(|_| is_outcome) {
            Some(at_ms) => {
                let go = send.reform(move |_| Msg::Head(Command::Seek(at_ms)));
                button(moment(at_ms, 0, false), go)
            }
            None => html! { <code>{ text }</code> },
        },
    }
}

/// What went wrong; or what was dropped, which can be taken back.
#[derive(PartialEq)]
pub struct Notice {
    pub text: AttrValue,
    /// Then it is said elsewhere, and lies over the stage.
    pub can_undo: bool,
    pub send: Callback<Msg>,
}

impl Draw for Notice {
    fn draw(&self, _: &Own) -> Html {
        let close = self.send.reform(|_: MouseEvent| Msg::Close);
        html! {
            <div class={class!("notice", self.can_undo.then_some("toast"))}
                role={(!self.can_undo).then_some("alert")}>
                <p>{ &self.text }</p>
                if self.can_undo {
                    <button type="button" onclick={self.send.reform(|_: MouseEvent| Msg::Undo)}>{ common::UNDO }</button>
                    <button type="button" onclick={self.send.reform(|_: MouseEvent| Msg::Twin)}>{ words::COMPARE }</button>
                }
                <button type="button" class="icon" onclick={close} aria-label={common::CLOSE}>{ "\u{d7}" }</button>
            </div>
        }
    }
}

/// Something takes long: what it is, and a way to leave it.
#[derive(PartialEq)]
pub struct Busy {
    pub text: AttrValue,
    pub send: Callback<Msg>,
}

impl Draw for Busy {
    fn draw(&self, _: &Own) -> Html {
        let stop = self.send.reform(|_: MouseEvent| Msg::Stop);
        html! {
            <div class="busy" role="status">
                <p>{ &self.text }{ " \u{2026}" }</p>
                <button type="button" onclick={stop}>{ words::STOP }</button>
            </div>
        }
    }
}

/// A tape that can't be played: its text, so that nothing of it is lost.
#[derive(PartialEq)]
pub struct Wreck {
    pub text: AttrValue,
}

impl Draw for Wreck {
    fn draw(&self, _: &Own) -> Html {
        html! {
            <details class="wreck" open=true>
                <summary>{ words::TAPE }</summary>
                <pre tabindex="0">{ &self.text }</pre>
            </details>
        }
    }
}
