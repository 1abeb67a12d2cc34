//! The stage: plane, node cards, and above them one flat layer of Pods. Few of
//! them only `transform` moves; a crowd stands where it stands.

mod crowd;
mod ground;
mod menu;
mod node;
mod pod;

use self::crowd::Crowd;
use self::menu::ActMenu;
use self::pod::PodButton;
use super::app::{Dialog, Menu, MenuTarget, Msg};
use super::browser;
use super::cause::{CauseBubble, CauseLines};
use super::frames::Frames;
use super::memo::{Draw, Own, memo};
use super::plane::Plane;
use super::player::Cause;
use super::roam::roam;
use super::shared::{Same, class, fixed, told};
use super::words::dialogs::help::SIGNS;
use super::words::stage as words;
use podarium::picture::{Beside, Look, ObjectRef, Picture, Pod, Station};
use podarium::stage::{Layout, Mode, Rect, Spot};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, HtmlInputElement, ResizeObserver};
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Stage {
    pub picture: Same<Picture>,
    pub layout: Same<Layout>,
    pub stations: Same<Vec<Station>>,
    pub cause: Option<Same<Cause>>,
    pub is_chain_open: bool,
    /// No transitions: somebody drags the timeline.
    pub is_still: bool,
    /// Time goes on: what comes at once may be drawn within some frames.
    pub is_playing: bool,
    /// Time goes so fast that a glide would end when the next has begun.
    pub is_fast: bool,
    pub is_embedded: bool,
    /// The date of second 0, where moments are told as days and hours (milliseconds since 1970).
    pub start_ms: Option<i64>,
    pub menu: Option<Same<Menu>>,
    /// What somebody looks for.
    pub find: Rc<str>,
    pub send: Callback<Msg>,
}

/// How a rectangle is written as a style.
pub fn place(rect: &Rect) -> String {
    format!(
        "transform:translate({}px,{}px);width:{}px;height:{}px",
        fixed(rect.x),
        fixed(rect.y),
        fixed(rect.width),
        fixed(rect.height)
    )
}

impl Stage {
    fn is_crowd(&self) -> bool {
        self.layout.spots.len() > if self.is_fast { FAST_CROWD } else { CROWD }
    }

    /// Whether nothing glides: somebody drags the timeline, or so many would begin to at once.
    fn is_jump(&self) -> bool {
        self.is_still || !self.is_playing && self.layout.spots.len() > FAST_CROWD
    }
}

impl Draw for Stage {
    fn draw(&self, own: &Own) -> Html {
        stage(self, own.node.clone(), &mut own.state::<Kept>().borrow_mut().crowd)
    }

    fn rendered(&self, own: &Own, is_first: bool) {
        let kept = own.state::<Kept>();
        let mut kept = kept.borrow_mut();
        if is_first {
            let told = self.send.reform(Msg::Resize);
            // An observer may be told only when a frame of another size was painted.
            if let Some(size) = measure(&own.node) {
                told.emit(size);
            }
            kept.watch = watch(&own.node, told);
        }
        kept.crowd.rendered(own);
    }

    fn gone(&self, own: &Own) {
        if let Some((observer, _)) = own.state::<Kept>().borrow_mut().watch.take() {
            observer.disconnect();
        }
    }
}

/// More Pods than this don't glide: a layer of the browser for each would cost more than it tells,
/// and a style with a `transform` costs twice one without.
const CROWD: usize = 300;
/// As many where time goes fast, or jumps.
const FAST_CROWD: usize = 100;

fn stage(props: &Stage, stage: NodeRef, crowd: &mut Crowd) -> Html {
    let layout = &*props.layout;
    let style = format!(
        "--pod:{}px;--words:{}px;--gutter:{}px;--lines:{}",
        fixed(layout.pod),
        fixed(layout.words),
        fixed(layout.gutter),
        layout.lines
    );
    let mode = match layout.mode {
        Mode::Words => "words",
        Mode::Tiles => "tiles",
        Mode::Squares => "squares",
    };
    let class = class!(
        "stage",
        mode,
        props.is_jump().then_some("still"),
        layout.is_lanes.then_some("lanes"),
        (layout.pod < 76.0).then_some("short"),
        props.is_crowd().then_some("crowd"),
    );
    let all = stage.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
        "Delete" | "ContextMenu" => press(&event),
        "F10" if event.shift_key() => press(&event),
        _ => {
            if let Some(all) = all.cast::<Element>() {
                roam(&all, &event);
            }
        }
    });
    // Lists of their own: beside others, all would be made anew whenever one comes.
    let cards = props.picture.nodes.iter().zip(&layout.cards);
    let cards = cards.take(crowd.cards(layout.cards.len()));
    let pods = props.picture.pods.iter().zip(&layout.spots);
    let newest = newest(&props.picture);
    let silent = props.picture.nodes.iter().filter(|it| !it.is_ready && it.down_ms.is_some());
    let lost: Vec<Rc<str>> = silent.map(|it| Rc::clone(&it.name)).collect();
    let pods = crowd.draw(
        props.is_playing,
        pods.map(|(it, spot)| (it.id, pod(props, it, *spot, &newest, &lost))),
    );
    html! {
        <div ref={stage} {class} ~style={style} role="group" tabindex="0" {onkeydown}
            aria-busy={crowd.is_late().then_some("true")}
            aria-label={words::NODES_AND_PODS} aria-description={words::ARROWS}>
            <div class="ground" ~style={format!("height:{}px", fixed(layout.size.1))} />
            if layout.plane.height > 0.0 {
                { memo(Plane { stations: props.stations.clone() }) }
            }
            { ground::tray(props) }
            <>{ for layout.zones.iter().map(|it| ground::zone(props, it)) }</>
            <>{ for cards.map(|(node, rect)| node::card(props, node, rect)) }</>
            <>{ for layout.free.iter().map(ground::free) }</>
            <>{ for layout.volumes.iter().map(|it| ground::volume(props, it)) }</>
            { ground::shelf(layout) }
            { pods }
            { cause(props) }
            if let Some(menu) = &props.menu {
                { memo(ActMenu {
                    menu: menu.clone(),
                    has_pages: !props.is_embedded,
                    send: props.send.clone(),
                }) }
            }
        </div>
    }
}

fn cause(props: &Stage) -> Html {
    let Some(cause) = &props.cause else { return html! {} };
    html! {
        <>
            { memo(CauseLines { cause: cause.clone() }) }
            { memo(CauseBubble {
                cause: cause.clone(),
                is_open: props.is_chain_open,
                send: props.send.clone(),
            }) }
        </>
    }
}

/// A key opens the menu of what has the focus.
fn press(event: &KeyboardEvent) {
    let target: Option<HtmlElement> = event.target().and_then(|it| it.dyn_into().ok());
    if let Some(button) = target.filter(|it| it.matches(".stage > button").unwrap_or(false)) {
        event.prevent_default();
        button.click();
    }
}

/// A template for each colour.
type Newest = Vec<(u32, Rc<str>)>;

/// The template of the newest Pods of each colour, where its workload does not tell it.
fn newest(picture: &Picture) -> Newest {
    let told = picture.workloads.iter().filter(|it| !it.template.is_empty());
    let told = told.filter_map(|it| Some((it.hue?, Rc::clone(&it.template))));
    let mut newest: Newest = told.collect();
    for pod in picture.pods.iter().rev().filter(|it| !it.template.is_empty()) {
        if let Some(hue) = pod.hue.filter(|hue| newest.iter().all(|it| it.0 != *hue)) {
            newest.push((hue, Rc::clone(&pod.template)));
        }
    }
    newest
}

fn pod(props: &Stage, pod: &Rc<Pod>, spot: Spot, newest: &Newest, lost: &[Rc<str>]) -> PodButton {
    let picture = &props.picture;
    let now_ms = picture.now_ms;
    let is_newer = |hue: u32| newest.iter().any(|it| it.0 == hue && it.1 != pod.template);
    let is_on = |node: &str| pod.place.as_ref().is_some_and(|it| *it.node == *node);
    let mode = props.layout.mode;
    let told = props.cause.as_ref().filter(|it| it.why.did(pod) && pod.gone_ms.is_none());
    let work = picture.workload_of(pod);
    let is_lost = spot.is_adrift || lost.iter().any(|it| is_on(it));
    // Nobody counts the time that is left to a Pod on a silent node.
    let is_still = mode == Mode::Squares || is_lost && pod.look == Look::Terminating;
    PodButton {
        pod: Same::of(pod),
        work: work.map(|it| Rc::clone(&it.0.name)).unwrap_or_default(),
        revision: work.and_then(|it| it.1).map_or(0, |it| it.revision),
        is_old: pod.hue.is_some_and(is_newer),
        is_lost,
        is_told: told.is_some() && !spot.is_disc,
        is_refused: told.is_some_and(|it| it.why.is_refusal()),
        // A small square is half full while it is made.
        filled: pod.filled(now_ms).filter(|_| !is_still),
        faded: pod.faded(now_ms),
        again_s: pod.again_s(now_ms),
        spot,
        is_dim: !props.find.is_empty() && !pod.is_found(&props.find),
        beside: if mode == Mode::Squares { Beside::default() } else { picture.beside(pod) },
        mode,
        size: props.layout.pod,
        words: props.layout.words,
        start_ms: props.start_ms,
        glides: !props.is_crowd(),
        send: props.send.clone(),
    }
}

/// What the looks of Pods mean.
#[derive(PartialEq)]
pub struct Legend {
    /// What somebody looks for, and how much of it there is.
    pub find: Rc<str>,
    pub found: String,
    /// The stage's lower right corner: the menu of the cluster opens there.
    pub corner: Rect,
    pub send: Callback<Msg>,
}

impl Draw for Legend {
    fn draw(&self, _: &Own) -> Html {
        let sign = |(class, what): &(&'static str, &'static str)| {
            html! { <span><i class={class!("sign", "h0", *class)} />{ *what }</span> }
        };
        let breaks = open_menu(&self.send, MenuTarget::Cluster, self.corner);
        let all = self.send.reform(|_: MouseEvent| Msg::Open(Dialog::Help));
        let oninput = told(&self.send, |event: InputEvent| {
            let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
            Some(Msg::Find(input.value()))
        });
        let onkeydown = Callback::from(|event: KeyboardEvent| {
            if event.key() == "Enter" {
                // What gets the focus is not pressed with the same key.
                event.prevent_default();
                browser::focus(".pod:not(.dim)");
            }
        });
        html! {
            <div class="cap">
                <span class="signs">{ for SIGNS.iter().map(sign) }</span>
                <span class="spring" />
                <span role="status">{ &self.found }</span>
                <input class="find" type="search" placeholder={words::FIND} aria-label={words::FIND_WHAT}
                    value={self.find.to_string()} {oninput} {onkeydown} />
                <button type="button" class="add" aria-haspopup="menu" onclick={breaks}>{ words::BREAK }</button>
                <button type="button" class="add" onclick={all}>{ words::ALL_SIGNS }</button>
            </div>
        }
    }
}

/// Opens the menu of something that is at a place.
pub fn open_menu(send: &Callback<Msg>, target: MenuTarget, at: Rect) -> Callback<MouseEvent> {
    send.reform(move |event: MouseEvent| {
        event.prevent_default();
        Msg::Menu(target.clone(), at)
    })
}

/// An object as the target of a menu.
pub fn target(kind: &str, namespace: &Rc<str>, name: &Rc<str>) -> MenuTarget {
    let (namespace, name) = (Rc::clone(namespace), Rc::clone(name));
    MenuTarget::Object(ObjectRef { kind: kind.into(), namespace, name })
}

/// What stays of the stage: what watches its size, and the Pods as they are drawn.
#[derive(Default)]
struct Kept {
    watch: Option<(ResizeObserver, Closure<dyn FnMut()>)>,
    crowd: Crowd,
}

/// Tells how large the stage is when that has changed, in the frame that follows: where what comes needs a scroll bar,
/// one frame would be laid out twice.
fn watch(
    stage: &NodeRef,
    told: Callback<(f64, f64)>,
) -> Option<(ResizeObserver, Closure<dyn FnMut()>)> {
    let measured = stage.clone();
    let frames = Frames::new(move |_| {
        if let Some(size) = measure(&measured) {
            told.emit(size);
        }
    });
    let closure: Closure<dyn FnMut()> = Closure::new(move || frames.ask());
    let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
    let element = stage.cast::<Element>()?;
    observer.observe(&element);
    Some((observer, closure))
}

fn measure(stage: &NodeRef) -> Option<(f64, f64)> {
    let stage = stage.cast::<HtmlElement>()?;
    Some((f64::from(stage.client_width()), f64::from(stage.client_height())))
}
