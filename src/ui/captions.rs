//! The caption, and what went wrong.

use super::memo::Draw;
use super::shared::Same;
use podarium::scene::{Caption as CaptionView, Inline};
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Caption {
    pub caption: Option<Same<CaptionView>>,
}

impl Draw for Caption {
    fn draw(&self) -> Html {
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

#[derive(PartialEq)]
pub struct Notice {
    pub text: AttrValue,
    pub on_close: Callback<()>,
}

impl Draw for Notice {
    fn draw(&self) -> Html {
        let close = self.on_close.reform(|_: MouseEvent| ());
        html! {
            <div class="notice" role="alert">
                <p>{ &self.text }</p>
                <button type="button" class="icon" onclick={close} aria-label="Close">{ "\u{d7}" }</button>
            </div>
        }
    }
}
