//! Play, pause, step, speed; beside them the strip.

use super::app::Msg;
use super::memo::{Draw, Own, memo};
use super::options::speed_label;
use super::shared::{class, told};
use super::strip::Track;
use super::words::strip as words;
use podarium::playback::{Command, SPEEDS};
use podarium::stage::moment;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// Playback, without the strip itself.
#[derive(PartialEq)]
pub struct Transport {
    /// The moment, and the end.
    pub clock: (String, String),
    /// Whether the run lasts for days: then the moment is a date, which readers need.
    pub is_clock: bool,
    pub is_past: bool,
    pub newest_ms: i64,
    pub is_playing: bool,
    pub speed: usize,
    pub is_embedded: bool,
    pub send: Callback<Msg>,
}

impl Draw for Transport {
    fn draw(&self, _: &Own) -> Html {
        let step = |command: Command, label: &'static str, title: &'static str, icon| {
            let onclick = self.send.reform(move |_: MouseEvent| Msg::Head(command.clone()));
            button("icon step", label, title.into(), icon, onclick)
        };
        let toggle = self.send.reform(|_: MouseEvent| Msg::Head(Command::Toggle));
        let play_label = if self.is_playing { words::PAUSE } else { words::PLAY };
        let icon =
            if self.is_playing { "M4 3h4.5v14H4zM11.5 3H16v14h-4.5z" } else { "M5 3l13 7-13 7z" };
        html! {
            <div class="ctl" role="toolbar" aria-label={words::PLAYBACK}>
                { step(Command::StepBack, words::STEP_BACK, words::STEP_BACK_TITLE, "M3 4h2.6v12H3zM17 4v12L7 10z") }
                { button("icon main", play_label, words::play_title(play_label).into(), icon, toggle) }
                { step(Command::StepForward, words::STEP_FORWARD, words::STEP_FORWARD_TITLE, "M14.4 4H17v12h-2.6zM3 4v12l10-6z") }
                if self.is_embedded && self.is_clock {
                    <span class="time"><b>{ &self.clock.0 }</b></span>
                }
                if !self.is_embedded {
                    <span class="time"><b>{ &self.clock.0 }</b>{ format!(" / {}", self.clock.1) }</span>
                    { speeds(self) }
                    { live(self) }
                }
            </div>
        }
    }
}

fn button(
    class: &'static str,
    label: &'static str,
    title: AttrValue,
    icon: &'static str,
    onclick: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" class={AttrValue::Static(class)} {onclick} aria-label={label} {title}>
            <svg viewBox="0 0 20 20" aria-hidden="true"><path d={icon} /></svg></button>
    }
}

/// Whether the newest moment is looked at, and the way to it.
fn live(props: &Transport) -> Html {
    let is_past = props.is_past;
    let newest = moment(props.newest_ms, 0, false);
    let (sign, title) = if is_past {
        ("\u{23ce}", words::past(&newest))
    } else {
        ("\u{25cf}", words::NEWEST.to_owned())
    };
    html! {
        <button type="button" class={class!("live", is_past.then_some("past"))}
            {title} onclick={props.send.reform(|_: MouseEvent| Msg::Live)}>
            { sign }<span>{ words::LIVE }</span></button>
    }
}

fn speeds(props: &Transport) -> Html {
    let onchange = told(&props.send, |event: Event| {
        let select: HtmlSelectElement = event.target()?.dyn_into().ok()?;
        // Keys are for the page again.
        let _ = select.blur();
        Some(Msg::Head(Command::Speed(usize::try_from(select.selected_index()).ok()?)))
    });
    let option = |(notch, speed): (usize, &i64)| {
        html! { <option selected={notch == props.speed}>{ speed_label(*speed) }</option> }
    };
    html! {
        <select aria-label={words::SPEED} title={words::SPEED_TITLE} {onchange}>
            { for SPEEDS.iter().enumerate().map(option) }
        </select>
    }
}

/// Playback and strip.
pub fn transport(transport: Transport, track: Track) -> Html {
    html! { <div class="play">{ memo(transport) }{ memo(track) }</div> }
}
