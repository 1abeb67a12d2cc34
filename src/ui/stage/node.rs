//! One node card.

use super::{place, target};
use crate::ui::app::Msg;
use crate::ui::memo::{Draw, Own};
use crate::ui::shared::Same;
use podarium::picture::Node;
use podarium::stage::Rect;
use yew::prelude::*;

#[derive(PartialEq)]
pub struct NodeButton {
    pub node: Same<Node>,
    /// Seconds until its first Pod is evicted.
    pub evicts_in_s: Option<i64>,
    pub rect: Rect,
    pub is_dense: bool,
    pub send: Callback<Msg>,
}

impl Draw for NodeButton {
    fn draw(&self, _: &Own) -> Html {
        let node = &self.node;
        let class = classes!(
            "node",
            (!node.is_ready).then_some("down"),
            (node.is_ready && node.down_ms.is_some()).then_some("silent"),
            node.is_cordoned.then_some("cordoned"),
            self.is_dense.then_some("dense"),
            (self.rect.width < 190.0).then_some("narrow"),
        );
        let at = (self.rect.x + 12.0, self.rect.y + 36.0);
        let chosen = target("node", &"".into(), &node.name);
        // What a lost node uses is not known; what becomes of its Pods is.
        let fate = self.evicts_in_s.filter(|_| !node.is_ready && !self.is_dense);
        let onclick = self.send.reform(move |_: MouseEvent| Msg::Menu(chosen.clone(), at));
        html! {
            <button type="button" {class} ~style={place(&self.rect)} aria-label={node.says()}
                title={node.says()} tabindex="-1" {onclick}>
                <span class="h"><b>{ &*node.name }</b><small>{ state(node) }</small></span>
                if let Some(seconds) = fate {
                    <small class="fate">{ format!("evicts in {}", short_time(seconds)) }</small>
                } else if !self.is_dense {
                    { meter("cpu", node.cpu.percent()) }
                    { meter("mem", node.memory.percent()) }
                }
            </button>
        }
    }
}

/// What stands beside the name: how many Pods, or what is the matter.
fn state(node: &Node) -> String {
    match (node.is_ready, node.down_ms.is_some(), node.is_cordoned) {
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
