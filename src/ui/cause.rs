//! The last cause on the stage: its lines, and the bubble with its sentence.

use super::app::Msg;
use super::memo::{Draw, Own};
use super::player::Cause;
use super::shared::{Same, class, fixed};
use super::stage::place;
use super::words::stage as words;
use podarium::picture::Decision;
use podarium::playback::Command;
use podarium::stage::{Arrow, fit, moment};
use std::rc::Rc;
use yew::prelude::*;

/// About how wide a letter of whoever decided is (CSS pixels).
const WHO: f64 = 7.2;

#[derive(PartialEq)]
pub struct CauseLines {
    pub cause: Same<Cause>,
}

impl Draw for CauseLines {
    fn draw(&self, _: &Own) -> Html {
        let arrow = |arrow: &Arrow| {
            let path = arrow.path.as_str();
            html! {
                <>
                    <path class="halo" d={path.to_owned()} />
                    <path class={class!(arrow.is_past.then_some("past"))} d={path.to_owned()}
                        marker-end="url(#arrow)" />
                    if !arrow.words.is_empty() {
                        <text x={fixed(arrow.at.0)} y={fixed(arrow.at.1)}>{ arrow.words }</text>
                    }
                </>
            }
        };
        html! {
            <svg class="lines" aria-hidden="true">
                <marker id="arrow" viewBox="0 0 8 8" refX="6.5" refY="4" markerWidth="8.5" markerHeight="8.5"
                    orient="auto-start-reverse" markerUnits="userSpaceOnUse"><path d="M0 0L8 4 0 8z" /></marker>
                { for self.cause.arrows.iter().map(arrow) }
            </svg>
        }
    }
}

#[derive(PartialEq)]
pub struct CauseBubble {
    pub cause: Same<Cause>,
    /// Whether what led to it is shown.
    pub is_open: bool,
    pub send: Callback<Msg>,
}

impl Draw for CauseBubble {
    fn draw(&self, _: &Own) -> Html {
        let why = &self.cause.why;
        let bubble = self.cause.bubble;
        let piece = |(at, (text, is_name)): (usize, &(Rc<str>, bool))| match is_name {
            true => html! { <b>{ &**text }</b> },
            false if at == 0 => html! { { capital(text, why) } },
            false => html! { { &**text } },
        };
        // Another decision is another text, and another place another sheet: nothing has moved.
        let key = Rc::as_ptr(why) as usize;
        let at = place(&bubble.rect);
        let class = class!(
            "why",
            bubble.is_bar.then_some("bar"),
            (!bubble.has_reason).then_some("tight"),
            self.is_open.then_some("open")
        );
        // Opened it has all the room that it needs.
        let most = if self.is_open { usize::MAX } else { bubble.facts };
        let facts: Vec<&str> = why.facts.iter().take(most).map(|it| &**it).collect();
        html! {
            <div key={format!("{key} {at}")} {class} ~style={at}>
                <div tabindex="0">
                    <p class="who"><b>{ &*why.who }</b>{ self.opener() }</p>
                    <p {key} class="what">{ for why.what.iter().enumerate().map(piece) }{ ". " }
                        { for why.because.split("; ").enumerate().map(|(at, it)| reason_of(why, at, it)) }</p>
                    if !facts.is_empty() { <p {key} class="sum">{ for facts.iter().map(fact) }</p> }
                    if self.is_open { { self.chain() } }
                </div>
            </div>
        }
    }
}

impl CauseBubble {
    fn opener(&self) -> Html {
        let steps = self.cause.chain.len();
        if steps < 2 {
            return html! {};
        }
        let room = self.cause.bubble.rect.width - 140.0;
        // In a bubble it begins a line of its own.
        let is_short =
            self.cause.bubble.is_bar && self.cause.why.who.chars().count() > fit(room, WHO);
        html! {
            <button type="button" class="plain" aria-expanded={self.is_open.to_string()}
                onclick={self.send.reform(|_: MouseEvent| Msg::Chain)}>
                { words::steps(steps, is_short) }</button>
        }
    }

    /// What led to it, back to the command; each step goes to its moment.
    fn chain(&self) -> Html {
        let step = |(at_ms, text): &(i64, String)| {
            let at_ms = *at_ms;
            let go = self.send.reform(move |_: MouseEvent| Msg::Head(Command::Seek(at_ms)));
            html! {
                <li><button type="button" class="plain" onclick={go}>
                    <time>{ moment(at_ms, 0, false) }</time>{ text }</button></li>
            }
        };
        html! { <ol class="chain">{ for self.cause.chain.iter().map(step) }</ol> }
    }
}

/// A value that was read: broken only where a line has no room for it.
fn fact(fact: &&str) -> Html {
    html! { <>{ " " }<span>{ *fact }</span></> }
}

/// A reason: each is a line of its own.
fn reason_of(why: &Decision, at: usize, reason: &str) -> Html {
    if reason.is_empty() {
        return html! {};
    }
    html! { <>if at > 0 { <br />{ " " } }<em>{ capital(reason, why) }{ "." }</em></> }
}

/// As a sentence begins, unless it begins with a name or a number.
fn capital(text: &str, why: &Decision) -> String {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    // What Kubernetes has said stays as it is: `pods "web" is forbidden`.
    let is_name = rest.starts_with('"')
        || word == &*why.about.name
        || why.causes.iter().any(|it| *it.object.name == *word);
    if is_name || word.contains(['-', '/']) || word.contains(|it: char| it.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
