//! One node card.

use super::{Stage, open_menu, place, target};
use crate::ui::app::Msg;
use crate::ui::memo::{Draw, Own, memo_keyed};
use crate::ui::shared::{Same, class};
use crate::ui::words::common::time;
use crate::ui::words::node as words;
use podarium::picture::{Look, Node, Picture, Pod};
use podarium::stage::{Rect, fit};
use podarium::syntax::has;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq)]
pub struct NodeButton {
    pub node: Same<Node>,
    /// Seconds until its first Pod is evicted.
    pub evicts_in_s: Option<i64>,
    /// Seconds since it was heard last.
    pub silent_s: Option<i64>,
    /// What its kubelet is about.
    pub kubelet: String,
    /// How many Pods are drawn on it: those that are not finished, finished well, and failed.
    pub holds: [u32; 4],
    pub rect: Rect,
    pub is_dense: bool,
    /// It is a lane, with its name at the left.
    pub is_lane: bool,
    pub has_notes: bool,
    pub has_meter: bool,
    pub has_feet: bool,
    /// It is not what somebody looks for.
    pub is_dim: bool,
    pub send: Callback<Msg>,
}

/// The card of a node.
pub fn card(props: &Stage, node: &Rc<Node>, rect: &Rect) -> Html {
    let layout = &props.layout;
    let now_ms = props.picture.now_ms;
    let button = NodeButton {
        node: Same::of(node),
        evicts_in_s: node.evicts_in_s(now_ms),
        silent_s: node.down_ms.map(|it| (now_ms - it) / 1000),
        kubelet: if layout.has_feet { kubelet(&props.picture, node) } else { String::new() },
        holds: if layout.is_dense { [node.pods, 0, 0, 0] } else { holds(props, node, rect) },
        rect: *rect,
        is_dense: layout.is_dense,
        is_lane: layout.is_lanes,
        has_notes: layout.has_notes,
        has_meter: layout.has_meters,
        has_feet: layout.has_feet,
        is_dim: !has(&node.name, &props.find),
        send: props.send.clone(),
    };
    memo_keyed(&format!("node/{}", node.name), button.into())
}

/// How many Pods are drawn on a node's card: those that stay, those that leave, finished well, and failed.
pub fn holds(props: &Stage, node: &Node, card: &Rect) -> [u32; 4] {
    let mut holds = [0; 4];
    let all = props.picture.pods.iter().zip(&props.layout.spots);
    for (pod, spot) in all.filter(|it| it.0.gone_ms.is_none()) {
        // Whoever comes counts once it is there.
        let is_there = spot.y >= card.y && spot.scale > 0.0;
        if is_there && pod.place.as_ref().is_some_and(|it| it.node == node.name) {
            let place = match &pod.look {
                Look::Failing(_) if spot.is_disc => 3,
                _ if spot.is_disc => 2,
                Look::Terminating => 1,
                _ => 0,
            };
            holds[place] += 1;
        }
    }
    holds
}

/// What a node's kubelet is about.
fn kubelet(picture: &Picture, node: &Node) -> String {
    if node.down_ms.is_some() {
        return if node.is_cut { words::GOES_ON } else { words::SILENT }.to_owned();
    }
    let is_on = |pod: &&Rc<Pod>| {
        pod.place.as_ref().is_some_and(|it| it.node == node.name) && pod.gone_ms.is_none()
    };
    let mut own = picture.pods.iter().rev().filter(is_on);
    let told = own.find_map(|pod| match &pod.look {
        Look::Creating => Some(words::starts(pod.label())),
        Look::Terminating => Some(words::stops(pod.label())),
        Look::Failing(_) if pod.spell.ended_ms.is_some() => None,
        Look::Failing(_) if pod.spell.ran_ms.is_none() => Some(words::starts(pod.label())),
        Look::Failing(_) => Some(words::restarts(pod.label())),
        _ => None,
    });
    told.unwrap_or_else(|| words::QUIET.to_owned())
}

impl Draw for NodeButton {
    fn draw(&self, _: &Own) -> Html {
        let node = &self.node;
        let is_narrow = self.rect.width < 150.0;
        let class = class!(
            "node",
            (!node.is_ready).then_some("down"),
            (node.is_ready && node.down_ms.is_some()).then_some("silent"),
            node.is_cordoned.then_some("cordoned"),
            self.is_dense.then_some("dense"),
            self.is_dim.then_some("dim"),
            is_narrow.then_some("narrow"),
        );
        let menu = open_menu(&self.send, target("node", &"".into(), &node.name), self.rect);
        let state = self.state();
        html! {
            <button type="button" {class} ~style={place(&self.rect)}
                title={node.says()} tabindex="-1" onclick={menu.clone()} oncontextmenu={menu}>
                <span class="h" aria-hidden="true"><i class="st" /><b>{ &*node.name }</b>
                    if let Some(zone) = &node.zone { <small class="z">{ &**zone }</small> }
                    <small key={state.clone()}>{ state }</small></span>
                if self.has_notes { { self.notes() } }
                if self.has_feet {
                    <span class="foot" aria-hidden="true"><b>{ words::KUBELET }</b>{ &self.kubelet }<i class="beat" /></span>
                }
            </button>
        }
    }
}

/// So many letters there is room for on a line beside a lane, and what else stands there is so high (CSS
/// pixels).
const LANE: (usize, f64) = (10, 36.0);
/// A card at least so wide has room for what its meter measures (CSS pixels).
const WIDE: f64 = 220.0;

impl NodeButton {
    /// What is to be said of it, its chips and its meter.
    fn notes(&self) -> Html {
        let node = &self.node;
        let said = match (self.silent_s, self.evicts_in_s, node.is_ready) {
            (_, Some(seconds), false) => words::evicts(&time(seconds)),
            (Some(seconds), _, _) => words::heard(&time(seconds)),
            _ => String::new(),
        };
        // Of the time from its last word to then, what is left.
        let (left_s, gone_s) = (self.evicts_in_s.unwrap_or(0), self.silent_s.unwrap_or(0));
        let left = format!("--left:{}%", left_s * 100 / (left_s + gone_s).max(1));
        let chip = |(class, text): (&'static str, &Rc<str>)| {
            html! { <small class={class!("chip", class)}>{ &**text }</small> }
        };
        let cpu = node.cpu;
        let is_wide = self.rect.width >= WIDE;
        let meter = if is_wide { words::CPU_REQUESTED } else { words::CPU };
        let width = format!("width:{}%", cpu.percent().min(100));
        html! {
            <>
                if !said.is_empty() {
                    <span class="fate" ~style={left} aria-hidden="true">{ said }</span>
                } else {
                    <span class="chips" aria-hidden="true">{ for node.chips().map(chip) }</span>
                }
                if self.has_meter {
                    <span class="meter" aria-hidden="true"><small>{ meter }</small><span><i ~style={width} /></span>
                        <small>{ words::used(&cores(cpu.used), &cores(cpu.of)) }</small></span>
                }
            </>
        }
    }

    /// What stands beside the name: what is the matter, and how many Pods, as far as there is room.
    fn state(&self) -> String {
        let node = &self.node;
        let state = match (node.is_ready, node.down_ms.is_some(), node.is_cordoned) {
            (false, ..) => words::NOT_READY,
            (true, true, _) if node.is_cut => words::CUT,
            (true, true, _) => words::SILENT,
            (_, _, true) => words::CORDONED,
            _ => "",
        };
        let held = |is_brief| words::holds(self.holds, is_brief);
        let said = |is_brief| match state {
            "" => held(is_brief),
            _ => words::both(state, &held(is_brief)),
        };
        let taken = if node.is_ready { 60.0 } else { 74.0 };
        let taken = taken + f64::from(u32::try_from(node.name.len()).unwrap_or(0)) * 8.2;
        let room = match self.is_lane {
            true => LANE.0 * fit(self.rect.height - LANE.1, 15.0),
            false => fit(self.rect.width - taken, 6.6),
        };
        let all =
            [said(false), said(true), if state.is_empty() { held(true) } else { state.to_owned() }];
        let all = all.into_iter().skip(usize::from(self.is_dense));
        all.reduce(|best, next| if best.chars().count() <= room { best } else { next })
            .unwrap_or_default()
    }
}

/// `2`, `0.5`: thousandths of a CPU in CPUs.
fn cores(milli: i64) -> String {
    match (milli / 1000, milli % 1000 / 100) {
        (whole, 0) => whole.to_string(),
        (whole, tenths) => format!("{whole}.{tenths}"),
    }
}
