//! The caption, and what went wrong.

use super::shared::Same;
use podarium::scene::{Caption as CaptionView, Inline};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct CaptionProps {
    pub caption: Option<Same<CaptionView>>,
}

#[component]
pub fn Caption(props: &CaptionProps) -> Html {
    html! {
        <p class="say" aria-live="polite">
            if let Some(caption) = &props.caption {
                <span class="count">{ format!("{} / {}", caption.number, caption.count) }</span>
                { " " }
                { for caption.text.iter().map(inline) }
            }
        </p>
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

#[derive(Properties, PartialEq)]
pub struct NoticeProps {
    pub text: AttrValue,
    pub on_close: Callback<()>,
}

#[component]
pub fn Notice(props: &NoticeProps) -> Html {
    let close = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <div class="notice" role="alert">
            <p>{ &props.text }</p>
            <button type="button" class="icon" onclick={close} aria-label="Close">{ "\u{d7}" }</button>
        </div>
    }
}
