//! One Pod.

use super::target;
use crate::ui::memo::Draw;
use crate::ui::player::Target;
use crate::ui::shared::Same;
use crate::ui::workloads::group_class;
use podarium::api::Kind;
use podarium::scene::{Look, PodView, Spot};
use yew::prelude::*;

/// Pods smaller than this have no room for their name.
const LABEL_MIN: f64 = 30.0;
/// Pods smaller than this have room for three letters of it.
const LABEL_FULL_MIN: f64 = 46.0;

#[derive(PartialEq)]
pub struct PodButton {
    pub pod: Same<PodView>,
    pub spot: Spot,
    pub size: f64,
    pub on_click: Callback<(Target, (f64, f64))>,
}

impl Draw for PodButton {
    fn draw(&self) -> Html {
        let (pod, spot) = (&self.pod, self.spot);
        let class = classes!(
            "pod",
            pod.look.word(),
            group_class(pod.group),
            spot.flies.then_some("flies"),
            pod.gone.map(|_| "gone"),
        );
        let at = (spot.x, spot.y + self.size + 4.0);
        let chosen = target(Kind::Pod, &pod.namespace, &pod.name);
        let onclick = self.on_click.reform(move |_: MouseEvent| (chosen.clone(), at));
        html! {
            <button type="button" {class} ~style={style(self)} title={pod.says.clone()}
                aria-label={pod.says.clone()} data-mark={pod.look.mark().map(|it| it.to_string())}
                tabindex="-1" {onclick}>
                { label(self) }
            </button>
        }
    }
}

fn style(props: &PodButton) -> String {
    let (pod, spot) = (&props.pod, props.spot);
    let gone = f64::from(pod.gone.unwrap_or(0)) / 1000.0;
    let mut style = format!("transform:translate({}px,{}px)", spot.x, spot.y);
    if gone > 0.0 {
        style += &format!(" scale({:.2});opacity:{:.2}", 1.0 - gone * 0.4, 1.0 - gone);
    }
    if let Look::Creating(done) = pod.look {
        style += &format!(";--full:{}%", done / 10);
    }
    style
}

fn label(props: &PodButton) -> String {
    let letters = if props.size >= LABEL_FULL_MIN { 5 } else { 3 };
    match props.size {
        size if size < LABEL_MIN => String::new(),
        _ => props.pod.label.chars().take(letters).collect(),
    }
}
