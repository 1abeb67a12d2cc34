//! One node card.

use super::{open_menu, place, target};
use crate::ui::app::Msg;
use crate::ui::memo::{Draw, Own};
use crate::ui::shared::{Same, class};
use crate::ui::words::common::time;
use crate::ui::words::node as words;
use podarium::picture::Node;
use podarium::stage::{Rect, fit};
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
    pub has_notes: bool,
    pub has_meter: bool,
    pub has_feet: bool,
    /// It is not what somebody looks for.
    pub is_dim: bool,
    pub send: Callback<Msg>,
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
        let room = fit(self.rect.width - taken, 6.6);
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
