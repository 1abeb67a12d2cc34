//! Play, pause, step, speed, and the timeline.

use super::app::Msg;
use super::memo::{Draw, Own, memo};
use super::options::speed_label;
use super::shared::{Same, clock, clock_spoken, fixed, told};
use podarium::film::Marker;
use podarium::playback::{Command, Reel, SPEEDS};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Transport {
    pub at_ms: i64,
    /// The newest moment that was looked at.
    pub newest_ms: i64,
    pub is_playing: bool,
    pub speed: usize,
    pub reel: Same<Reel>,
    pub send: Callback<Msg>,
}

impl Draw for Transport {
    fn draw(&self, _: &Own) -> Html {
        let head =
            |command: Command| self.send.reform(move |_: MouseEvent| Msg::Head(command.clone()));
        let (play, play_label) =
            if self.is_playing { ("\u{275a}\u{275a}", "Pause") } else { ("\u{25b6}", "Play") };
        html! {
            <div class="play" role="toolbar" aria-label="Playback">
                <button type="button" class="icon" onclick={head(Command::ToStart)}
                    aria-label="To the beginning" title="To the beginning (Home)">{ "|\u{25c2}" }</button>
                <button type="button" class="icon step" onclick={head(Command::StepBack)}
                    aria-label="Step back" title="Step back (,)">{ "\u{25c2}" }<span>{ " step" }</span></button>
                <button type="button" class="icon main" onclick={head(Command::Toggle)}
                    aria-label={play_label} title={format!("{play_label} (space)")}>{ play }</button>
                <button type="button" class="icon step" onclick={head(Command::StepForward)}
                    aria-label="Step forward" title="Step to the next decision (.)"><span>{ "step " }</span>{ "\u{25b8}" }</button>
                { speeds(self) }
                { memo(Track {
                    at_ms: self.at_ms,
                    newest_ms: self.newest_ms,
                    reel: self.reel.clone(),
                    send: self.send.clone(),
                }) }
                <span class="time">
                    <em>{ "past" }</em>{ format!("{} / {}", clock(self.at_ms), clock(self.reel.end_ms)) }
                </span>
                { live(self) }
            </div>
        }
    }
}

/// A little behind the newest moment is not the past.
const PAST_MS: i64 = 50;

/// Whether the newest moment is looked at, and the way to it.
fn live(props: &Transport) -> Html {
    let is_past = props.at_ms + PAST_MS < props.newest_ms;
    let newest = clock(props.newest_ms);
    let (sign, title) = if is_past {
        ("\u{23ce}", format!("This is the past. To the newest moment, {newest} (l)"))
    } else {
        ("\u{25cf}", "This is the newest moment of the run (l)".to_owned())
    };
    html! {
        <button type="button" class={classes!("live", is_past.then_some("past"))} aria-label={title.clone()}
            {title} onclick={props.send.reform(|_: MouseEvent| Msg::Live)}>{ sign }<span>{ " live" }</span></button>
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
        <select aria-label="Speed" title="Speed (< >)" {onchange}>
            { for SPEEDS.iter().enumerate().map(option) }
        </select>
    }
}

#[derive(PartialEq)]
struct Track {
    at_ms: i64,
    newest_ms: i64,
    reel: Same<Reel>,
    send: Callback<Msg>,
}

impl Draw for Track {
    fn draw(&self, own: &Own) -> Html {
        track(self, own.node.clone(), own.state::<bool>())
    }
}

fn track(props: &Track, track: NodeRef, is_down: Rc<RefCell<bool>>) -> Html {
    let end_ms = props.reel.end_ms;
    let seek = {
        let (track, send) = (track.clone(), props.send.clone());
        move |event: &PointerEvent| {
            if let Some(share) = share(&track, event) {
                send.emit(Msg::Head(Command::Seek(at(share, end_ms))));
            }
        }
    };
    let onpointerdown = {
        let (seek, is_down, send) = (seek.clone(), is_down.clone(), props.send.clone());
        let track = track.clone();
        Callback::from(move |event: PointerEvent| {
            if let Some(element) = track.cast::<HtmlElement>() {
                let _ = element.focus();
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            // Neither is text selected, nor a selection dragged along.
            event.prevent_default();
            *is_down.borrow_mut() = true;
            send.emit(Msg::Hold(true));
            seek(&event);
        })
    };
    let onpointermove = {
        let is_down = is_down.clone();
        Callback::from(move |event: PointerEvent| {
            if *is_down.borrow() {
                seek(&event);
            }
        })
    };
    let onpointerup = told(&props.send, move |_: PointerEvent| {
        std::mem::take(&mut *is_down.borrow_mut()).then_some(Msg::Hold(false))
    });
    let percent = |at_ms: i64| 100.0 * part(at_ms, end_ms);
    let marker = |marker: &Rc<Marker>| {
        html! { <u ~style={format!("left:{}%", fixed(percent(marker.at_ms)))} title={marker.text.to_string()} /> }
    };
    html! {
        <div ref={track} class="track" role="slider" tabindex="0" aria-label="Timeline"
            aria-valuemin="0" aria-valuemax={end_ms.to_string()} aria-valuenow={props.at_ms.to_string()}
            aria-valuetext={spoken(props)} onkeydown={keys(props)}
            {onpointerdown} {onpointermove} onpointercancel={onpointerup.clone()} {onpointerup}>
            <b ~style={format!("width:{}%", fixed(percent(props.newest_ms)))} />
            <i ~style={format!("width:{}%", fixed(percent(props.at_ms)))} />
            { for props.reel.markers.iter().map(marker) }
            <s ~style={format!("left:{}%", fixed(percent(props.at_ms)))} />
        </div>
    }
}

/// Where the head is, for those who hear it.
fn spoken(props: &Track) -> String {
    let past = if props.at_ms + PAST_MS < props.newest_ms { ", in the past" } else { "" };
    format!("{}{past}", clock_spoken(props.at_ms))
}

/// With the focus on it, the arrows move it by a second.
fn keys(props: &Track) -> Callback<KeyboardEvent> {
    let at_ms = props.at_ms;
    told(&props.send, move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => -1000,
            "ArrowRight" | "ArrowUp" => 1000,
            "PageDown" => -10_000,
            "PageUp" => 10_000,
            _ => return None,
        };
        event.prevent_default();
        Some(Msg::Head(Command::Seek(at_ms + by)))
    })
}

/// How far along the track a pointer is, from 0 to 1.
fn share(track: &NodeRef, event: &PointerEvent) -> Option<f64> {
    let rect = track.cast::<Element>()?.get_bounding_client_rect();
    let x = f64::from(event.client_x()) - rect.left();
    (rect.width() > 0.0).then(|| (x / rect.width()).clamp(0.0, 1.0))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn at(share: f64, end_ms: i64) -> i64 {
    (share * end_ms as f64).round() as i64
}

#[allow(clippy::cast_precision_loss)]
fn part(at_ms: i64, end_ms: i64) -> f64 {
    at_ms as f64 / end_ms.max(1) as f64
}
