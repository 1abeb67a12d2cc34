//! The strip: the chart of a workload is the timeline.

use super::app::{Deed, MenuTarget, Msg};
use super::memo::{Draw, Own};
use super::shared::{Same, class, fixed, told};
use super::words::strip as words;
use super::workloads::hue_class;
use podarium::film::Marker;
use podarium::picture::{ConsoleEntry, Inline, OUTCOME, Workload, flag, inline};
use podarium::playback::{Command, Reel};
use podarium::stage::{Fold, Lane, Rect, Scale, Shape, Strip, Wall, moment, spread};
use podarium::syntax::parse_time;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Track {
    pub at_ms: i64,
    /// The newest moment that was looked at.
    pub newest_ms: i64,
    /// The date of second 0 (milliseconds since 1970).
    pub start_ms: i64,
    pub workload: Option<Same<Workload>>,
    /// Whether the numbers beside it must say whose they are: nothing else does.
    pub is_named: bool,
    pub strip: Same<Strip>,
    /// The same workload in the run as it was: above this one, or its ghost.
    pub other: Option<Same<Strip>>,
    pub is_twin: bool,
    pub scale: Same<Scale>,
    pub reel: Same<Reel>,
    pub console: Same<Vec<ConsoleEntry>>,
    /// Where the stage ends: menus of what was done open there.
    pub foot: f64,
    /// How wide a flag is, and how wide the words of a moment (percent).
    pub flag: f64,
    pub tick: f64,
    pub send: Callback<Msg>,
}

/// The bricks of a strip, as far as they have been seen (percent).
pub fn shapes(strip: &Strip, class: &'static str, seen: u32) -> Html {
    let shape = |it: &Shape| {
        let hue = it.hue.map(|hue| hue_class(Some(hue)));
        html! { <path class={class!(it.look, hue)} d={it.path.clone()} /> }
    };
    let style = (seen < 100).then(|| format!("clip-path:inset(0 {}% 0 0)", 100 - seen));
    html! {
        <svg {class} ~style={style} viewBox="0 0 10000 1000" preserveAspectRatio="none" aria-hidden="true">
            { for strip.shapes.iter().map(shape) }
        </svg>
    }
}

impl Draw for Track {
    fn draw(&self, own: &Own) -> Html {
        let hue = self.workload.as_ref().map(|it| hue_class(it.hue));
        let (x, is_dated) = (self.percent(self.at_ms), self.scale.is_dated());
        let seen_ms = self.seen_ms();
        // Rows of several workloads have names; of one there are numbers.
        let is_rows = !self.strip.lanes.is_empty()
            && self.workload.as_ref().is_some_and(|it| *it.kind == *"cronjob");
        // Limits are those of a rollout: beside a workload at rest they would say something else.
        let is_calm =
            self.workload.as_ref().is_some_and(|it| it.limits.is_some() && !it.rolls_out());
        let labels = class!(
            "labels",
            is_rows.then_some("rows"),
            (is_calm && self.strip.lanes.is_empty()).then_some("calm")
        );
        html! {
            <div class={class!("strip", hue, self.is_twin.then_some("twin"), is_dated.then_some("dated"))}>
                { self.slider(own) }
                <div class="over" ~style={format!("--x:{}cqw", fixed(x))}>
                    { for self.flags() }
                    { for self.scale.folds.iter().map(|it| self.fold(it)) }
                    { for self.signs() }
                    { for self.ticks() }
                    { for self.missed() }
                    <s />
                    <span class="now">{ self.clock(self.at_ms) }</span>
                </div>
                <div class={labels} aria-hidden="true">
                    { for self.strip.walls.iter().filter(|it| it.stands(self.at_ms)).map(wall) }
                    { for self.strip.lanes.iter().filter(|it| it.from_ms <= seen_ms).map(lane) }
                    if let Some(work) = self.workload.as_ref().filter(|_| !is_rows) {
                        <p class="tally">
                            if self.is_named { <b>{ &*work.name }</b> }
                            { for work.tally().map(|words| html! { <i>{ &**words }</i> }) }
                            if work.failed > 0 {
                                <i class="bad">{ words::failed(work.failed) }</i>
                            }
                        </p>
                    }
                </div>
            </div>
        }
    }
}

fn wall(wall: &Wall) -> Html {
    html! {
        <span class={class!((!wall.is_ceiling).then_some("floor"), wall.is_target.then_some("target"))} ~style={format!("top:{}%", fixed(wall.y))}>
            <b>{ &wall.words }</b>{ &wall.formula }</span>
    }
}

fn lane(lane: &Lane) -> Html {
    let style = format!("top:{}%", fixed(lane.y));
    html! { <span class="lane" ~style={style}><b>{ &*lane.name }</b></span> }
}

impl Track {
    /// How far along a moment is.
    fn percent(&self, at_ms: i64) -> f64 {
        self.scale.x(at_ms) / 10.0
    }

    /// Until when it has been seen: what comes after that is not told.
    fn seen_ms(&self) -> i64 {
        self.newest_ms.max(self.at_ms)
    }

    fn clock(&self, at_ms: i64) -> String {
        moment(at_ms, self.start_ms, self.scale.is_dated())
    }

    /// When goals were missed.
    fn missed(&self) -> Vec<Html> {
        let outcomes = self.reel.markers.iter().filter(|it| it.number == OUTCOME);
        let pieces = outcomes.flat_map(|it| inline(&it.text));
        let moments = pieces.filter_map(|it| match it {
            Inline::Code(text) => parse_time(&text),
            _ => None,
        });
        let mark = |at_ms| {
            let x = self.percent(at_ms);
            html! { <i class="missed" ~style={format!("left:{}%", fixed(x))}>{ "\u{2715}" }</i> }
        };
        let seen_ms = self.seen_ms();
        moments.filter(|it| *it <= seen_ms).map(mark).collect()
    }

    fn slider(&self, own: &Own) -> Html {
        let (track, is_down) = (own.node.clone(), own.state::<bool>());
        let (onpointerdown, onpointermove) = self.pointer(&track, &is_down);
        let onpointerup = told(&self.send, move |_: PointerEvent| {
            std::mem::take(&mut *is_down.borrow_mut()).then_some(Msg::Hold(false))
        });
        let seen = self.percent(self.seen_ms());
        let x = self.percent(self.at_ms);
        html! {
            <div ref={track} class="track" role="slider" tabindex="0" aria-label={words::TIMELINE}
                aria-valuemin="0" aria-valuemax={self.scale.end_ms().to_string()}
                aria-valuenow={self.at_ms.to_string()} aria-valuetext={self.spoken()}
                onkeydown={self.keys()} {onpointerdown} {onpointermove}
                onpointercancel={onpointerup.clone()} {onpointerup}>
                if let Some(other) = &self.other { { shapes(other, if self.is_twin { "bricks" } else { "ghost" }, 100) } }
                { shapes(&self.strip, "bricks", 100) }
                <i class="seen" ~style={format!("clip-path:inset(0 {}% 0 {}%)", fixed(100.0 - seen), fixed(x))} />
                <i class="fog" ~style={format!("clip-path:inset(-3px -3px -3px {}%)", fixed(seen))} />
            </div>
        }
    }

    fn pointer(
        &self,
        track: &NodeRef,
        is_down: &Rc<RefCell<bool>>,
    ) -> (Callback<PointerEvent>, Callback<PointerEvent>) {
        let scale = self.scale.clone();
        let (node, send) = (track.clone(), self.send.clone());
        let seek = move |event: &PointerEvent| {
            if let Some(share) = share(&node, event) {
                send.emit(Msg::Head(Command::Seek(scale.at(share * 1000.0))));
            }
        };
        let onpointerdown = {
            let (seek, is_down, send) = (seek.clone(), Rc::clone(is_down), self.send.clone());
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
        let is_down = Rc::clone(is_down);
        let onpointermove = Callback::from(move |event: PointerEvent| {
            if *is_down.borrow() {
                seek(&event);
            }
        });
        (onpointerdown, onpointermove)
    }

    /// Where the head is, for those who hear it.
    fn spoken(&self) -> String {
        let is_past = self.at_ms + 50 < self.newest_ms;
        let caption = self.reel.markers.partition_point(|it| it.at_ms <= self.at_ms);
        let count = self.reel.markers.len();
        let work = self.workload.as_ref();
        let work = work.map_or_else(String::new, |it| format!(". {}: {}", it.name, it.count()));
        words::place(&self.clock(self.at_ms), is_past, caption, count, &work)
    }

    /// With the focus on it, arrows go from one change to the next, with Shift by a second.
    fn keys(&self) -> Callback<KeyboardEvent> {
        let (at_ms, reel) = (self.at_ms, self.reel.clone());
        told(&self.send, move |event: KeyboardEvent| {
            let is_forward = matches!(event.key().as_str(), "ArrowRight" | "ArrowUp");
            let command = match event.key().as_str() {
                "ArrowLeft" | "ArrowDown" | "ArrowRight" | "ArrowUp" if event.shift_key() => {
                    Command::By(if is_forward { 1000 } else { -1000 })
                }
                "ArrowRight" | "ArrowUp" => {
                    Command::Seek(reel.next_change(at_ms).unwrap_or(reel.end_ms))
                }
                "ArrowLeft" | "ArrowDown" => {
                    let before = reel.moments.partition_point(|it| *it < at_ms);
                    Command::Seek(before.checked_sub(1).map_or(0, |it| reel.moments[it]))
                }
                "PageDown" => Command::NextMarker,
                "PageUp" => Command::PreviousMarker,
                "Enter" => {
                    event.prevent_default();
                    return Some(Msg::Fold);
                }
                _ => return None,
            };
            event.prevent_default();
            Some(Msg::Head(command))
        })
    }

    /// The captions. Crowded ones move right; their poles stay.
    fn flags(&self) -> Vec<Html> {
        let now = self.reel.markers.partition_point(|it| it.at_ms <= self.at_ms);
        let poles: Vec<f64> = self.reel.markers.iter().map(|it| self.percent(it.at_ms)).collect();
        let places = spread(&poles, self.flag, 100.0 - self.flag);
        let flag = |(index, marker): (usize, &Rc<Marker>)| {
            let (pole, x) = (poles[index], places[index]);
            let at_ms = marker.at_ms;
            let go = self.send.reform(move |_: MouseEvent| Msg::Head(Command::Seek(at_ms)));
            let class = class!("flag", (index + 1 == now).then_some("on"));
            let sign = flag(marker.number);
            html! {
                <>
                    <i class="pole" ~style={format!("left:{}%", fixed(pole))} />
                    <button type="button" {class} ~style={format!("left:{}%", fixed(x))} onclick={go}
                        title={marker.text.to_string()}
                        aria-label={words::caption(&sign, &marker.text)}>{ &sign }</button>
                </>
            }
        };
        self.reel.markers.iter().enumerate().map(flag).collect()
    }

    fn fold(&self, fold: &Fold) -> Html {
        let time = words::skipped((fold.to_ms - fold.from_ms) / 1000);
        let style = format!("left:{}%;width:{}%", fixed(fold.x / 10.0), fixed(fold.width / 10.0));
        html! {
            <button type="button" class="fold" ~style={style} title={words::FOLD_TITLE}
                onclick={self.send.reform(|_: MouseEvent| Msg::Fold)}>
                <b>{ time }</b><small>{ words::FOLDED }</small></button>
        }
    }

    /// Where somebody has typed or acted.
    fn signs(&self) -> Vec<Html> {
        // One sign for those that would lie over each other.
        let mut last = [-1.0; 2];
        let sign = |entry: &ConsoleEntry| {
            let is_act = entry.line.starts_with('!');
            let x = self.percent(entry.at_ms);
            let before = std::mem::replace(&mut last[usize::from(is_act)], x);
            if x - before < 0.8 {
                last[usize::from(is_act)] = before;
                return None;
            }
            let (style, title) = (format!("left:{}%", fixed(x)), entry.line.to_string());
            if !is_act {
                return Some(html! { <span class="did" ~style={style} {title}>{ "$" }</span> });
            }
            let line = Rc::clone(&entry.line);
            let deed = MenuTarget::Deed(Deed { entry: entry.index, line });
            let y = self.foot;
            let onclick = told(&self.send, move |event: MouseEvent| {
                let sign: Element = event.target()?.dyn_into().ok()?;
                let x = sign.get_bounding_client_rect().left() - 26.0;
                Some(Msg::Menu(deed.clone(), Rect { x, y, ..Rect::default() }))
            });
            Some(html! {
                <button type="button" class="did act" ~style={style} aria-haspopup="menu"
                    aria-label={title.clone()} {title} {onclick}>{ "!" }</button>
            })
        };
        self.console.iter().filter_map(sign).collect()
    }

    fn ticks(&self) -> Vec<Html> {
        let mut last = -self.tick;
        // Without keys the first of few would become the last of many, and move there.
        let tick = |(at, (x, words)): (usize, (f64, String))| {
            let is_clear = x / 10.0 - last >= self.tick;
            last = if is_clear { x / 10.0 } else { last };
            is_clear.then(|| html! {
                <span key={at} class="tick" ~style={format!("left:{}%", fixed(x / 10.0))}>{ words }</span>
            })
        };
        let ahead_ms = self.strip.ahead_ms(self.at_ms);
        let start_of = |at_ms| self.start_ms - ahead_ms + self.strip.ahead_ms(at_ms);
        self.scale.ticks(&start_of).into_iter().enumerate().filter_map(tick).collect()
    }
}

/// How far along the track a pointer is, from 0 to 1.
fn share(track: &NodeRef, event: &PointerEvent) -> Option<f64> {
    let rect = track.cast::<Element>()?.get_bounding_client_rect();
    let x = f64::from(event.client_x()) - rect.left();
    (rect.width() > 0.0).then(|| podarium::stage::within(x / rect.width(), 0.0, 1.0))
}
