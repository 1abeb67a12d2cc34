//! One Pod.

use super::{open_menu, target};
use crate::ui::app::Msg;
use crate::ui::memo::{Draw, Own};
use crate::ui::shared::{Same, class, fixed};
use crate::ui::words::node;
use crate::ui::words::pod as words;
use crate::ui::workloads::hue_class;
use podarium::picture::{Beside, Look, Pod, ranked};
use podarium::stage::{Mode, Rect, Spot, fit, moment, shorten};
use std::rc::Rc;
use yew::prelude::*;

/// Pods smaller than this have no room for their name.
const LABEL_MIN: f64 = 30.0;
/// Pods smaller than this have room for the end of their name only.
const NAMES_MIN: f64 = 56.0;
/// So many letters a small one has room for.
const TINY: usize = 5;
/// About how wide a letter is: of names beside a Pod, of a small line in it (CSS pixels).
const LETTER: (f64, f64) = (7.25, 6.0);

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
    /// Whether the last decision is about it, and whether that refuses it something.
    pub is_told: bool,
    pub is_refused: bool,
    /// What others tell of it.
    pub beside: Beside,
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
    /// How wide the words beside it are.
    pub words: f64,
    /// The date of second 0, where moments are told as days and hours (milliseconds since 1970).
    pub start_ms: Option<i64>,
    /// Whether it moves slowly to where it is next.
    pub glides: bool,
    pub send: Callback<Msg>,
}

/// Its title is its name: what is drawn in it is for the eyes.
impl Draw for PodButton {
    fn draw(&self, _: &Own) -> Html {
        let (pod, spot) = (&self.pod, self.spot);
        if spot.scale <= 0.0 {
            return html! {};
        }
        let side = self.size * spot.scale;
        let class = class!(
            "pod",
            pod.look.word(),
            kind(pod),
            hue_class(pod.hue),
            self.is_old.then_some("old"),
            self.is_lost.then_some("lost"),
            self.is_told.then_some("told"),
            self.is_refused.then_some("refused"),
            self.is_dim.then_some("dim"),
            self.beside.fails.then_some("fails"),
            spot.is_disc.then_some("disc"),
            spot.flies.then_some("flies"),
            (!spot.is_disc && spot.scale < 0.9 && side < NAMES_MIN).then_some("tiny"),
            self.faded.map(|_| "gone"),
        );
        let at = Rect { x: spot.x, y: spot.y, width: side, height: side };
        let menu = open_menu(&self.send, target("pod", &pod.namespace, &pod.name), at);
        let told = self.told();
        let mut says = pod.says(&self.work, self.revision);
        for it in told.iter().flatten() {
            says += "; ";
            says += it;
        }
        html! {
            <button type="button" {class} ~style={style(self)} title={says} data-mark={self.mark()}
                tabindex="-1" onclick={menu.clone()} oncontextmenu={menu}>
                if spot.is_named {
                    <b class="of" aria-hidden="true">{ shorten(&self.names().1, 6) }</b>
                } else if self.size >= LABEL_MIN && !spot.is_disc {
                    { self.inside(told) }
                }
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
        // A trace is left.
        style += &format!(";opacity:{}", fixed(1.0 - f64::from(gone) / 1600.0));
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
            _ if self.faded.is_some() => self.beside.fails.then_some("\u{2715}"),
            Look::Failing(_) if self.spot.is_disc => Some("\u{2715}"),
            _ if self.spot.is_disc => Some("\u{2713}"),
            Look::Failing(_) => Some("!"),
            _ if self.is_lost => Some("?"),
            _ if self.beside.fails => Some("\u{2715}"),
            Look::Terminating => Some("\u{2913}"),
            _ => None,
        }
    }

    /// What is written on it: whose it is, and the end of its name, which is its own.
    fn names(&self) -> (String, String) {
        let pod = &self.pod;
        let room = fit(self.size * 0.8, self.size * 0.06 + 4.0);
        match (kind(pod), pod.index, pod.name.rsplit_once('-')) {
            ("sts", _, Some((_, number))) => (format!("{}-", self.work), number.to_owned()),
            (_, Some(index), _) => (self.work.to_string(), format!("#{index}")),
            _ if let Some(run) = &self.beside.run => (self.work.to_string(), run.to_string()),
            _ if pod.owner.is_some() => (self.work.to_string(), pod.label().to_owned()),
            (_, _, Some((group, own))) if pod.name.len() > room => {
                (group.to_owned(), own.to_owned())
            }
            _ => (String::new(), pod.name.to_string()),
        }
    }

    /// Its image, as far as there is room for it, with its revision or how often it was restarted.
    fn below(&self) -> String {
        let pod = &self.pod;
        let image = pod.image.rsplit('/').next().unwrap_or(&pod.image);
        let tag = image.split_once(':').map_or(image, |it| it.1);
        let room =
            fit(self.size * if matches!(kind(pod), "job" | "ds") { 0.72 } else { 0.77 }, LETTER.1);
        let whole = match self.revision {
            _ if pod.restarts > 0 => words::restarted(pod.restarts, tag),
            0 => image.to_owned(),
            revision => words::revision(revision, tag),
        };
        if whole.chars().count() <= room { whole } else { shorten(tag, room) }
    }

    /// Its spine, its names, and the words beside it.
    fn inside(&self, told: [Option<String>; 3]) -> Html {
        let (small, label) = self.names();
        let is_sts = kind(&self.pod) == "sts";
        let is_large = self.size >= NAMES_MIN;
        // Letters of ordinary size are a tenth of the tile wide.
        let long = (is_large && label.len() > fit(self.size * 0.78, self.size * 0.06 + 4.0))
            .then_some("long");
        let label = if long.is_some() { shorten(&label, fit(self.size * 0.8, 6.7)) } else { label };
        let is_tiny = self.size * self.spot.scale < NAMES_MIN && self.spot.scale < 0.9;
        let label = if is_tiny { shorten(&label, TINY) } else { label };
        let has_small = is_large || is_sts && small.len() <= fit(self.size * 0.86, 6.2);
        let small = if has_small && !small.is_empty() {
            html! { <small aria-hidden="true">{ small }</small> }
        } else {
            html! {}
        };
        let told = told.into_iter().flatten();
        let (above, before) = if is_sts { (html! {}, small) } else { (small, html! {}) };
        html! {
            <>
                <i class="sp" />
                { above }
                <b class={class!(long)} aria-hidden="true">{ before }{ label }</b>
                if self.size >= 76.0 { <em aria-hidden="true">{ self.below() }</em> }
                if self.mode == Mode::Words && self.spot.scale > 0.9 {
                    <span class="beside" aria-hidden="true">
                        <b>{ shorten(&self.pod.name, fit(self.words, LETTER.0)) }</b>
                        <span>{ self.state() }</span>
                        { for told.map(|it| html! { <span>{ it }</span> }) }
                        if !self.pod.labels.is_empty() { <code>{ &*self.pod.labels }</code> }</span>
                }
            </>
        }
    }

    /// What becomes of its requests, and of its files.
    fn told(&self) -> [Option<String>; 3] {
        let Beside { requests, fails, late, kept, .. } = &self.beside;
        let requests = late.map(words::late).or_else(|| requests.map(words::requests));
        let own = &self.pod.files;
        [
            match fails {
                true if self.faded.is_some() => Some(words::FAILED.to_owned()),
                true => Some(words::FAILS.to_owned()),
                false => requests,
            },
            kept.as_ref().map(|it| words::kept(it)),
            (!own.is_empty()).then(|| words::in_it(own)),
        ]
    }

    /// How it is, and when that began.
    fn state(&self) -> String {
        let pod = &self.pod;
        let when = |at_ms: i64| {
            let is_dated = self.start_ms.is_some();
            words::when(&moment(at_ms, self.start_ms.unwrap_or(0), is_dated), is_dated)
        };
        let how = match &pod.look {
            _ if self.faded.is_some() => words::gone(&when(pod.gone_ms.unwrap_or(0))),
            // Who works has nothing to be ready for.
            Look::Ready if kind(pod) == "job" => {
                words::started(&when(pod.spell.ran_ms.unwrap_or(pod.spell.look_ms)))
            }
            Look::Ready => words::ready(&when(pod.spell.ready_ms.unwrap_or(pod.spell.look_ms))),
            Look::Creating => node::starts(pod.image.rsplit('/').next().unwrap_or("")),
            Look::Terminating if self.is_lost => words::STUCK.to_owned(),
            Look::Terminating => words::leaving(&pod.waits, pod.grace_s),
            Look::Running => words::running(&when(pod.spell.ran_ms.unwrap_or(0))),
            Look::Failing(reason) => match self.again_s {
                Some(again_s) => words::again(reason, again_s),
                None => words::began(reason, &when(pod.spell.look_ms)),
            },
            Look::Pending => words::NO_NODE.to_owned(),
            Look::Done => words::DONE.to_owned(),
        };
        let how = ranked(&how, pod.priority);
        if pod.restarts > 0 { words::restarts(&how, pod.restarts) } else { how }
    }
}
