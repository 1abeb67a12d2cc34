//! What lies over the page: the keys, a link to share, a frame to embed.

use super::app::Dialog;
use super::browser::copy;
use super::keys::KEYS;
use super::link;
use super::shared::Same;
use podarium::tape::Tape;
use web_sys::{HtmlDialogElement, HtmlTextAreaElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct DialogsProps {
    pub dialog: Option<Dialog>,
    pub tape: Same<Tape>,
    /// The lesson that it is; otherwise a link must carry the tape.
    pub lesson: Option<usize>,
    pub on_close: Callback<()>,
}

#[component]
pub fn Dialogs(props: &DialogsProps) -> Html {
    let element = use_node_ref();
    let shown = element.clone();
    use_effect_with(props.dialog, move |dialog| {
        let Some(element) = shown.cast::<HtmlDialogElement>() else { return };
        match dialog {
            Some(_) if !element.open() => drop(element.show_modal()),
            None => element.close(),
            Some(_) => {}
        }
    });
    let close = props.on_close.reform(|_: MouseEvent| ());
    let onclose = props.on_close.reform(|_: Event| ());
    html! {
        <dialog ref={element} {onclose} aria-label={title(props.dialog)}>
            if let Some(dialog) = props.dialog {
                <h2>{ title(props.dialog) }</h2>
                { body(dialog, props) }
                <button type="button" class="close" onclick={close}>{ "Close" }</button>
            }
        </dialog>
    }
}

fn title(dialog: Option<Dialog>) -> &'static str {
    match dialog {
        Some(Dialog::Share) => "Share this run",
        Some(Dialog::Embed) => "Embed it in a page",
        Some(Dialog::Help) | None => "Keys and signs",
    }
}

fn body(dialog: Dialog, props: &DialogsProps) -> Html {
    match dialog {
        Dialog::Help => help(),
        Dialog::Share => html! {
            <>
                <p>{ "Whoever opens this link sees the same run, with all that was done in it." }</p>
                <Copied text={address(props, false)} />
            </>
        },
        Dialog::Embed => html! {
            <>
                <p>{ "Stage, captions and playback only, for a page of a course." }</p>
                <Copied text={frame(props)} />
            </>
        },
    }
}

fn help() -> Html {
    let key = |(keys, what): &(&'static str, &'static str)| {
        html! { <><dt><kbd>{ *keys }</kbd></dt><dd>{ *what }</dd></> }
    };
    let sign = |(class, what): &(&'static str, &'static str)| {
        html! { <><dt><i class={classes!("sign", "g0", *class)} /></dt><dd>{ *what }</dd></> }
    };
    html! {
        <div class="help">
            <dl>{ for KEYS.iter().map(key) }</dl>
            <dl>{ for SIGNS.iter().map(sign) }</dl>
            <p>{ "Click a Pod to delete or crash it, a node to fail and recover it. In the terminal, kubectl and acts such as " }<code>{ "! node-down node-2" }</code>{ " are understood." }</p>
        </div>
    }
}

/// The looks of a Pod: class and meaning.
pub const SIGNS: &[(&str, &str)] = &[
    ("pending", "pending"),
    ("creating", "creating"),
    ("running", "running, not ready"),
    ("ready", "ready"),
    ("terminating", "terminating"),
    ("crash", "failing"),
    ("done", "completed"),
];

/// The page's address with what this run needs.
fn address(props: &DialogsProps, is_embedded: bool) -> String {
    let mut rest = match props.lesson {
        Some(lesson) => link::of_lesson(lesson),
        None => link::of_tape(&props.tape),
    };
    if is_embedded {
        rest = match rest.strip_prefix('?') {
            Some(query) => format!("?embed&{query}"),
            None => format!("?embed{rest}"),
        };
    }
    link::base() + &rest
}

fn frame(props: &DialogsProps) -> String {
    let title = props.tape.header.title.replace('&', "&amp;").replace('"', "&quot;");
    format!(
        "<iframe src=\"{}\" title=\"{title}\" width=\"100%\" height=\"620\" loading=\"lazy\" allow=\"clipboard-write\" style=\"border:0\"></iframe>",
        address(props, true)
    )
}

#[derive(Properties, PartialEq)]
struct CopiedProps {
    text: String,
}

/// A text to take along: with a button where the browser lets us, selected in any case.
#[component]
fn Copied(props: &CopiedProps) -> Html {
    let area = use_node_ref();
    let said = use_state_eq(|| "");
    let onclick = {
        let (area, said, text) = (area.clone(), said.clone(), props.text.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(area) = area.cast::<HtmlTextAreaElement>() {
                area.select();
            }
            let (said, text) = (said.clone(), text.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let is_copied = copy(text).await;
                said.set(if is_copied { "Copied." } else { "Press Ctrl+C to copy it." });
            });
        })
    };
    html! {
        <>
            <textarea ref={area} readonly=true rows="5" value={props.text.clone()} aria-label="Text to copy" />
            <button type="button" {onclick}>{ "Copy" }</button>
            <span role="status">{ " " }{ *said }</span>
        </>
    }
}
