//! One node card.

use super::{place, target};
use crate::ui::memo::Draw;
use crate::ui::player::Target;
use podarium::api::Kind;
use podarium::scene::{NodeCard, Rect};
use yew::prelude::*;

#[derive(PartialEq)]
pub struct NodeButton {
    pub node: NodeCard,
    pub rect: Rect,
    pub is_dense: bool,
    pub on_click: Callback<(Target, (f64, f64))>,
}

impl Draw for NodeButton {
    fn draw(&self) -> Html {
        let node = &self.node;
        let class = classes!(
            "node",
            (!node.is_ready).then_some("down"),
            (node.is_ready && node.is_down).then_some("silent"),
            node.is_cordoned.then_some("cordoned"),
            self.is_dense.then_some("dense"),
            (self.rect.width < 190.0).then_some("narrow"),
        );
        let at = (self.rect.x + 12.0, self.rect.y + 36.0);
        let chosen = target(Kind::Node, &"".into(), &node.name);
        // What a lost node uses is not known; what becomes of its Pods is.
        let fate = node.evicts_in_s.filter(|_| !node.is_ready && !self.is_dense);
        let onclick = self.on_click.reform(move |_: MouseEvent| (chosen.clone(), at));
        html! {
            <button type="button" {class} ~style={place(&self.rect)} aria-label={node.says()}
                title={node.says()} tabindex="-1" {onclick}>
                <span class="h"><b>{ &*node.name }</b><small>{ state(node) }</small></span>
                if let Some(seconds) = fate {
                    <small class="fate">{ format!("evicts in {}", short_time(seconds)) }</small>
                } else if !self.is_dense {
                    { meter("cpu", node.cpu) }
                    { meter("mem", node.memory) }
                }
            </button>
        }
    }
}

/// What stands beside the name: how many Pods, or what is the matter.
fn state(node: &NodeCard) -> String {
    match (node.is_ready, node.is_down, node.is_cordoned) {
        (false, ..) => "NotReady".to_owned(),
        (true, true, _) => "silent".to_owned(),
        (_, _, true) => "cordoned".to_owned(),
        _ if node.pods == 1 => "1 Pod".to_owned(),
        _ => format!("{} Pods", node.pods),
    }
}

fn meter(name: &'static str, percent: u32) -> Html {
    let width = format!("width:{}%", percent.min(100));
    html! {
        <span class="meter"><small>{ name }</small><span><i ~style={width} /></span></span>
    }
}

/// `4 m 12 s`, `9 s`.
fn short_time(seconds: i64) -> String {
    match (seconds / 60, seconds % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, seconds) => format!("{minutes} m {seconds} s"),
    }
}
