//! The caption, and what went wrong.

use super::app::Msg;
use super::memo::{Draw, Own};
use super::shared::{Same, class};
use podarium::picture::{Caption as CaptionView, Inline};
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Caption {
    pub caption: Option<Same<CaptionView>>,
}

impl Draw for Caption {
    fn draw(&self, _: &Own) -> Html {
        html! {
            <p class="say" aria-live="polite">
                if let Some(caption) = &self.caption {
                    <span>
                        <span class="count">{ format!("{} / {}", caption.number, caption.count) }</span>
                        { " " }
                        { for caption.text.iter().map(inline) }
                    </span>
                }
            </p>
        }
    }
}

fn inline(piece: &Inline) -> Html {
    match piece {
        Inline::Text(text) => html! { { text } },
        Inline::Bold(text) => html! { <b>{ text }</b> },
        Inline::Italic(text) => html! { <i>{ text }</i> },
        Inline::Code(text) => html! { <code>{ text }</code> },
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
                    <button type="button" onclick={self.send.reform(|_: MouseEvent| Msg::Undo)}>{ "Undo" }</button>
                }
                <button type="button" class="icon" onclick={close} aria-label="Close">{ "\u{d7}" }</button>
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
                <button type="button" onclick={stop}>{ "Stop" }</button>
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
                <summary>{ "The tape" }</summary>
                <pre tabindex="0">{ &self.text }</pre>
            </details>
        }
    }
}
