//! One Pod.

use super::{open_menu, target};
use crate::ui::app::Msg;
use crate::ui::memo::{Draw, Own};
use crate::ui::shared::{Same, class, fixed};
use crate::ui::words::node;
use crate::ui::words::pod as words;
use crate::ui::workloads::hue_class;
use podarium::picture::{Look, Pod};
use podarium::stage::{Mode, Rect, Spot, moment};
use std::rc::Rc;
use yew::prelude::*;

/// Pods smaller than this have no room for their name.
const LABEL_MIN: f64 = 30.0;
/// Pods smaller than this have room for the end of their name only.
const NAMES_MIN: f64 = 56.0;

#[derive(PartialEq)]
pub struct PodButton {
    pub pod: Same<Pod>,
    /// Its workload's name, and its revision; 0 where it has none.
    pub work: Rc<str>,
    pub revision: i64,
    /// Whether there are newer ones of its workload.
    pub is_old: bool,
    /// Whether its node is silent.
    pub is_lost: bool,
    /// Whether the last decision is about it.
    pub is_told: bool,
    /// How full it is drawn, and how far it has faded (thousandths).
    pub filled: Option<u32>,
    /// In how many seconds its container is started again.
    pub again_s: Option<i64>,
    pub faded: Option<u32>,
    pub spot: Spot,
    /// It is not what somebody looks for.
    pub is_dim: bool,
    pub mode: Mode,
    pub size: f64,
    /// Whether it moves slowly to where it is next.
    pub glides: bool,
    pub send: Callback<Msg>,
}

/// Its title is its name: what is drawn in it is for the eyes.
impl Draw for PodButton {
    fn draw(&self, _: &Own) -> Html {
        let (pod, spot) = (&self.pod, self.spot);
        let class = class!(
            "pod",
            pod.look.word(),
            kind(pod),
            hue_class(pod.hue),
            self.is_old.then_some("old"),
            self.is_lost.then_some("lost"),
            self.is_told.then_some("told"),
            self.is_dim.then_some("dim"),
            spot.is_disc.then_some("disc"),
            spot.flies.then_some("flies"),
            self.faded.map(|_| "gone"),
        );
        let side = self.size * spot.scale;
        let at = Rect { x: spot.x, y: spot.y, width: side, height: side };
        let menu = open_menu(&self.send, target("pod", &pod.namespace, &pod.name), at);
        let says: AttrValue = pod.says(&self.work, self.revision).into();
        html! {
            <button type="button" {class} ~style={style(self)} title={says} data-mark={self.mark()}
                tabindex="-1" onclick={menu.clone()} oncontextmenu={menu}>
                if self.size >= LABEL_MIN && !spot.is_disc { { self.inside() } }
            </button>
        }
    }
}

/// The kind of its owner gives its corners.
fn kind(pod: &Pod) -> &'static str {
    match pod.owner.as_ref().map_or("", |it| &*it.kind) {
        "StatefulSet" => "sts",
        "DaemonSet" => "ds",
        "Job" => "job",
        _ => "",
    }
}

fn style(props: &PodButton) -> String {
    let spot = props.spot;
    let (x, y) = (fixed(spot.x), fixed(spot.y));
    let mut style = if props.glides || spot.flies || spot.scale < 0.999 {
        format!("transform:translate({x}px,{y}px)")
    } else {
        format!("left:{x}px;top:{y}px")
    };
    if spot.scale < 0.999 {
        style += &format!(" scale({})", fixed(spot.scale));
    }
    if let Some(gone) = props.faded {
        style += &format!(";opacity:{}", fixed(1.0 - f64::from(gone) / 1000.0));
    }
    if let Some(done) = props.filled {
        style += &format!(";--full:{}%", done / 10);
    }
    style
}

impl PodButton {
    fn mark(&self) -> Option<&'static str> {
        match &self.pod.look {
            _ if self.mode == Mode::Squares => None,
            Look::Failing(_) if self.spot.is_disc => Some("\u{2715}"),
            _ if self.spot.is_disc => Some("\u{2713}"),
            Look::Failing(_) => Some("!"),
            _ if self.is_lost => Some("?"),
            Look::Terminating => Some("\u{2913}"),
            _ if self.pod.hue.is_none() => Some("\u{2298}"),
            _ => None,
        }
    }

    /// Its spine, its names, and the words beside it.
    fn inside(&self) -> Html {
        let pod = &self.pod;
        let (small, label) = match (kind(pod), pod.index, pod.name.rsplit_once('-')) {
            ("sts", _, Some((_, number))) => (String::new(), number.to_owned()),
            (_, Some(index), _) => (self.work.to_string(), format!("#{index}")),
            _ if pod.owner.is_none() => (String::new(), pod.name.to_string()),
            _ => (self.work.to_string(), pod.label().to_owned()),
        };
        let image = pod.image.rsplit('/').next().unwrap_or(&pod.image);
        let tag = image.split_once(':').map_or(image, |it| it.1);
        let below = match self.revision {
            0 => image.to_owned(),
            revision if self.size >= 88.0 => words::revision(revision, tag),
            _ => tag.to_owned(),
        };
        let is_large = self.size >= NAMES_MIN;
        html! {
            <>
                <i class="sp" />
                if is_large && !small.is_empty() { <small aria-hidden="true">{ small }</small> }
                <b aria-hidden="true">
                    if is_large && kind(pod) == "sts" { <small>{ format!("{}-", self.work) }</small> }
                    { label }
                </b>
                if is_large && self.size >= 76.0 { <em aria-hidden="true">{ below }</em> }
                if self.mode == Mode::Words && self.spot.scale > 0.9 {
                    <span class="beside" aria-hidden="true"><b>{ &*pod.name }</b><span>{ self.state() }</span></span>
                }
            </>
        }
    }

    /// How it is, since when.
    fn state(&self) -> String {
        let pod = &self.pod;
        let since = |at_ms: i64| moment(at_ms, 0, false);
        match &pod.look {
            Look::Ready => words::ready(&since(pod.spell.ready_ms.unwrap_or(pod.spell.look_ms))),
            Look::Creating => node::starts(pod.image.rsplit('/').next().unwrap_or("")),
            Look::Terminating => words::leaving(pod.grace_s),
            Look::Running => words::running(&since(pod.spell.ran_ms.unwrap_or(0))),
            Look::Failing(reason) => match self.again_s {
                Some(again_s) => words::again(reason, again_s),
                None => words::since(reason, &since(pod.spell.look_ms)),
            },
            Look::Pending => words::NO_NODE.to_owned(),
            Look::Done => words::DONE.to_owned(),
        }
    }
}
