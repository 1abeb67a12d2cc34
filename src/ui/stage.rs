//! The stage: node cards, and above them one flat layer of Pods that only `transform` moves.

mod menu;
mod node;
mod pod;

use self::menu::ActMenu;
use self::node::NodeButton;
use self::pod::PodButton;
use super::app::{Menu, Msg};
use super::browser::window;
use super::dialogs::SIGNS;
use super::memo::{Draw, Own, memo, memo_keyed};
use super::roam::roam;
use super::shared::{Same, fixed};
use podarium::picture::{Node, ObjectRef, Picture, Pod, offer_node};
use podarium::stage::{Layout, Rect, Spot};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, ResizeObserver};
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Stage {
    pub picture: Same<Picture>,
    pub layout: Same<Layout>,
    /// No transitions: somebody drags the timeline.
    pub is_still: bool,
    pub is_embedded: bool,
    pub menu: Option<Same<Menu>>,
    pub send: Callback<Msg>,
}

/// How a rectangle is written as a style.
pub fn place(rect: &Rect) -> String {
    let Rect { x, y, width, height } = rect;
    format!(
        "transform:translate({}px,{}px);width:{}px;height:{}px",
        fixed(*x),
        fixed(*y),
        fixed(*width),
        fixed(*height)
    )
}

impl Draw for Stage {
    fn draw(&self, own: &Own) -> Html {
        stage(self, own.node.clone())
    }

    fn rendered(&self, own: &Own, is_first: bool) {
        if is_first {
            let told = self.send.reform(Msg::Resize);
            own.state::<Watch>().borrow_mut().0 = watch(&own.node, told);
        }
    }

    fn gone(&self, own: &Own) {
        if let Some((observer, _)) = own.state::<Watch>().borrow_mut().0.take() {
            observer.disconnect();
        }
    }
}

fn stage(props: &Stage, stage: NodeRef) -> Html {
    let layout = &*props.layout;
    let style = format!("height:{}px;--pod:{}px", fixed(layout.height), fixed(layout.pod));
    let class = classes!("stage", props.is_still.then_some("still"));
    let tray = classes!("tray", (layout.tray.height == 0.0).then_some("shut"));
    let all = stage.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if let Some(all) = all.cast::<Element>() {
            roam(&all, &event);
        }
    });
    // Two lists of their own: beside others, all would be made anew whenever one comes.
    let cards = props.picture.nodes.iter().zip(&layout.cards);
    let pods = props.picture.pods.iter().zip(&layout.spots);
    html! {
        <>
        <div ref={stage} {class} ~style={style} role="group" tabindex="0" {onkeydown}
            aria-label="Nodes and Pods" aria-description="Arrow keys go from one to the next">
            <div class={tray} ~style={place(&layout.tray)}><span>{ "waiting for a node" }</span></div>
            <>{ for cards.map(|(node, rect)| card(props, node, rect)) }</>
            <>{ for pods.map(|(view, spot)| pod(props, view, *spot)) }</>
            if let Some(menu) = &props.menu {
                { memo(ActMenu {
                    menu: menu.clone(),
                    has_pages: !props.is_embedded,
                    send: props.send.clone(),
                }) }
            }
        </div>
        { memo(Legend { add: offer_node(&props.picture.nodes).line, send: props.send.clone() }) }
        </>
    }
}

/// What the looks of Pods mean.
#[derive(PartialEq)]
struct Legend {
    /// The act that adds a node.
    add: String,
    send: Callback<Msg>,
}

impl Draw for Legend {
    fn draw(&self, _: &Own) -> Html {
        let sign = |(class, what): &(&'static str, &'static str)| {
            html! { <span><i class={classes!("sign", "g0", *class)} />{ *what }</span> }
        };
        let add = self.add.clone();
        let onclick = self.send.reform(move |_: MouseEvent| Msg::Do(add.clone()));
        html! {
            <div class="cap">
                <span>{ "colour = revision or owner" }</span>
                { for SIGNS.iter().map(sign) }
                <button type="button" class="add" title={format!("! {}", self.add)} {onclick}>
                    { "+ node" }
                </button>
            </div>
        }
    }
}

fn card(props: &Stage, node: &Rc<Node>, rect: &Rect) -> Html {
    let button = NodeButton {
        node: Same::of(node),
        evicts_in_s: node.evicts_in_s(props.picture.now_ms),
        rect: *rect,
        is_dense: props.layout.is_dense,
        send: props.send.clone(),
    };
    memo_keyed(&format!("node {}", node.name), button)
}

fn pod(props: &Stage, pod: &Rc<Pod>, spot: Spot) -> Html {
    let now_ms = props.picture.now_ms;
    let button = PodButton {
        pod: Same::of(pod),
        says: pod.says(&props.picture),
        filled: (pod.look == podarium::picture::Look::Creating).then(|| pod.filled(now_ms)),
        faded: pod.faded(now_ms),
        spot,
        size: props.layout.pod,
        send: props.send.clone(),
    };
    memo_keyed(&pod.id.to_string(), button)
}

/// An object as the target of a menu.
pub fn target(kind: &str, namespace: &Rc<str>, name: &Rc<str>) -> ObjectRef {
    ObjectRef { kind: kind.into(), namespace: Rc::clone(namespace), name: Rc::clone(name) }
}

/// What watches the size of the stage.
#[derive(Default)]
struct Watch(Option<(ResizeObserver, Closure<dyn FnMut()>)>);

/// Tells the width of the stage and the height of what it scrolls in, now and when they change.
fn watch(
    stage: &NodeRef,
    told: Callback<(f64, f64)>,
) -> Option<(ResizeObserver, Closure<dyn FnMut()>)> {
    let measured = stage.clone();
    let closure: Closure<dyn FnMut()> = Closure::new(move || {
        if let Some(size) = measure(&measured) {
            told.emit(size);
        }
    });
    let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
    let element = stage.cast::<Element>()?;
    observer.observe(&element);
    // Its parent as well: the room there is in height.
    element.parent_element().iter().for_each(|parent| observer.observe(parent));
    Some((observer, closure))
}

fn measure(stage: &NodeRef) -> Option<(f64, f64)> {
    let stage = stage.cast::<HtmlElement>()?;
    let parent = stage.parent_element()?;
    let window_height = window().inner_height().ok()?.as_f64()?;
    // In narrow windows it is not the parent that scrolls, but what it is in, or the page.
    let main = parent.parent_element().map_or(0.0, |it| f64::from(it.client_height()));
    let footer = window().document()?.query_selector("footer").ok().flatten();
    let footer = footer.map_or(0.0, |it| f64::from(it.client_height()));
    let seen = main.min(window_height - footer);
    // Below the stage there is the legend.
    let below = 64.0;
    let above = stage.get_bounding_client_rect().top() - parent.get_bounding_client_rect().top();
    let room = f64::from(parent.client_height()).min(seen) - above.max(0.0) - below;
    Some((f64::from(stage.client_width()), room.round()))
}
