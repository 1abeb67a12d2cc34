//! One Pod.

use super::target;
use crate::ui::app::Msg;
use crate::ui::memo::{Draw, Own};
use crate::ui::shared::{Same, fixed};
use crate::ui::workloads::group_class;
use podarium::picture::Pod;
use podarium::stage::Spot;
use yew::prelude::*;

/// Pods smaller than this have no room for their name.
const LABEL_MIN: f64 = 30.0;
/// Pods smaller than this have room for three letters of it.
const LABEL_FULL_MIN: f64 = 46.0;

#[derive(PartialEq)]
pub struct PodButton {
    pub pod: Same<Pod>,
    /// The Pod in a sentence.
    pub says: String,
    /// How full it is drawn, and how far it has faded (thousandths).
    pub filled: Option<u32>,
    pub faded: Option<u32>,
    pub spot: Spot,
    pub size: f64,
    pub send: Callback<Msg>,
}

impl Draw for PodButton {
    fn draw(&self, _: &Own) -> Html {
        let (pod, spot) = (&self.pod, self.spot);
        let class = classes!(
            "pod",
            pod.look.word(),
            group_class(pod.group),
            spot.flies.then_some("flies"),
            self.faded.map(|_| "gone"),
        );
        let at = (spot.x, spot.y + self.size + 4.0);
        let chosen = target("pod", &pod.namespace, &pod.name);
        let onclick = self.send.reform(move |_: MouseEvent| Msg::Menu(chosen.clone(), at));
        html! {
            <button type="button" {class} ~style={style(self)} title={self.says.clone()}
                aria-label={self.says.clone()} data-mark={pod.look.mark().map(|it| it.to_string())}
                tabindex="-1" {onclick}>
                { label(self) }
            </button>
        }
    }
}

fn style(props: &PodButton) -> String {
    let spot = props.spot;
    let gone = f64::from(props.faded.unwrap_or(0)) / 1000.0;
    let mut style = format!("transform:translate({}px,{}px)", fixed(spot.x), fixed(spot.y));
    if gone > 0.0 {
        style += &format!(" scale({});opacity:{}", fixed(1.0 - gone * 0.4), fixed(1.0 - gone));
    }
    if let Some(done) = props.filled {
        style += &format!(";--full:{}%", done / 10);
    }
    style
}

fn label(props: &PodButton) -> String {
    let letters = if props.size >= LABEL_FULL_MIN { 5 } else { 3 };
    match props.size {
        size if size < LABEL_MIN => String::new(),
        _ => props.pod.label().chars().take(letters).collect(),
    }
}
