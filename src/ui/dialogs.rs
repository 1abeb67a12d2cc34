//! What lies over the page: the lessons, the keys, a link to share, a frame to embed.

use super::app::{Dialog, Msg};
use super::browser::copy;
use super::gallery::gallery;
use super::keys::KEYS;
use super::link;
use super::memo::{Draw, Own, memo};
use super::shared::{Same, class};
use podarium::protocol::TapeFacts;
use std::rc::Rc;
use web_sys::{HtmlDialogElement, HtmlTextAreaElement};
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Dialogs {
    pub dialog: Option<Dialog>,
    pub tape: Option<Same<TapeFacts>>,
    /// The lesson that it is; otherwise a link must carry the tape.
    pub lesson: Option<usize>,
    pub send: Callback<Msg>,
}

impl Draw for Dialogs {
    fn draw(&self, own: &Own) -> Html {
        let close = self.send.reform(|_: MouseEvent| Msg::Close);
        let wide = match self.dialog {
            Some(Dialog::Lessons) => "wide",
            Some(Dialog::Help) => "wider",
            _ => "",
        };
        let onclose = self.send.reform(|_: Event| Msg::Close);
        html! {
            <dialog ref={own.node.clone()} class={wide} {onclose} aria-label={title(self.dialog)}>
                if let Some(dialog) = self.dialog {
                    <button type="button" class="close" onclick={close}>{ "Close" }</button>
                    <h2>{ title(self.dialog) }</h2>
                    { body(dialog, self) }
                }
            </dialog>
        }
    }

    fn rendered(&self, own: &Own, _: bool) {
        let Some(element) = own.node.cast::<HtmlDialogElement>() else { return };
        match self.dialog {
            Some(_) if !element.open() => drop(element.show_modal()),
            None => element.close(),
            Some(_) => {}
        }
    }
}

fn title(dialog: Option<Dialog>) -> &'static str {
    match dialog {
        Some(Dialog::Lessons) => "Lessons",
        Some(Dialog::Share) => "Share this run",
        Some(Dialog::Embed) => "Embed it in a page",
        Some(Dialog::Help) | None => "Keys and signs",
    }
}

fn body(dialog: Dialog, props: &Dialogs) -> Html {
    match dialog {
        Dialog::Help => help(),
        Dialog::Lessons => gallery(&props.send),
        Dialog::Share => html! {
            <>
                <p>{ "Whoever opens this link sees the same run, with all that was done in it." }</p>
                { memo(Copied { text: address(props, false) }) }
            </>
        },
        Dialog::Embed => html! {
            <>
                <p>{ "Stage, captions and playback only, for a page of a course." }</p>
                { memo(Copied { text: frame(props) }) }
            </>
        },
    }
}

fn help() -> Html {
    let key = |(keys, what): &(&'static str, &'static str)| {
        html! { <><dt><kbd>{ *keys }</kbd></dt><dd>{ *what }</dd></> }
    };
    let sign = |(class, what): &(&'static str, &'static str)| {
        html! { <><dt><i class={class!("sign", "h0", *class)} /></dt><dd>{ *what }</dd></> }
    };
    html! {
        <div class="help">
            <dl>{ for KEYS.iter().map(key) }</dl>
            <dl>{ for SIGNS.iter().map(sign) }</dl>
            <p>{ "Click, hold or right-click a Pod to delete or crash it, a node to fail and recover it, a volume to delete its claim; by key, Tab to the stage, arrows, then Delete. In the terminal, kubectl and acts such as " }<code>{ "! node-down node-2" }</code>{ " are understood." }</p>
        </div>
    }
}

/// The looks of a Pod: class and meaning.
pub const SIGNS: &[(&str, &str)] = &[
    ("ready", "ready"),
    ("ready old", "older revision"),
    ("creating", "starting"),
    ("running", "running, not ready"),
    ("terminating", "leaving"),
    ("pending", "pending"),
    ("crash", "failing"),
    ("done", "completed"),
];

/// The page's address with what this run needs.
fn address(props: &Dialogs, is_embedded: bool) -> String {
    let mut rest = match props.lesson {
        Some(lesson) => link::of_lesson(lesson),
        None => props.tape.as_ref().map_or_else(String::new, |it| link::of_tape(&it.tape)),
    };
    if is_embedded {
        rest = match rest.strip_prefix('?') {
            Some(query) => format!("?embed&{query}"),
            None => format!("?embed{rest}"),
        };
    }
    link::base() + &rest
}

fn frame(props: &Dialogs) -> String {
    let title = props
        .tape
        .as_ref()
        .map_or("", |it| &*it.title)
        .replace('&', "&amp;")
        .replace('"', "&quot;");
    format!(
        "<iframe src=\"{}\" title=\"{title}\" width=\"100%\" height=\"480\" loading=\"lazy\" allow=\"clipboard-write\" style=\"border:0\"></iframe>",
        address(props, true)
    )
}

/// A text to take along: with a button where the browser lets us, selected in any case.
#[derive(PartialEq)]
struct Copied {
    text: String,
}

impl Draw for Copied {
    fn draw(&self, own: &Own) -> Html {
        let said = own.state::<&'static str>();
        let onclick = {
            let (area, said, text) = (own.node.clone(), Rc::clone(&said), self.text.clone());
            let again = own.again();
            Callback::from(move |_: MouseEvent| {
                if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                    area.select();
                }
                let (said, text, again) = (Rc::clone(&said), text.clone(), again.clone());
                wasm_bindgen_futures::spawn_local(async move {
                    let is_copied = copy(text).await;
                    *said.borrow_mut() =
                        if is_copied { "Copied." } else { "Press Ctrl+C to copy it." };
                    again.emit(());
                });
            })
        };
        html! {
            <>
                <textarea ref={own.node.clone()} readonly=true rows="5" value={self.text.clone()}
                    aria-label="Text to copy" />
                <button type="button" {onclick}>{ "Copy" }</button>
                <span role="status">{ " " }{ *said.borrow() }</span>
            </>
        }
    }
}
