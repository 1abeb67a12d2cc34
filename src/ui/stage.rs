//! The stage: node cards, and above them one flat layer of Pods that only `transform` moves.

mod menu;
mod node;
mod pod;

use self::menu::ActMenu;
use self::node::NodeButton;
use self::pod::PodButton;
use super::app::Menu;
use super::browser::window;
use super::dialogs::SIGNS;
use super::memo::{Draw, memo, memo_keyed};
use super::player::Target;
use super::roam::roam;
use super::shared::Same;
use podarium::api::Kind;
use podarium::scene::{Layout, NodeCard, PodView, Rect, Spot, offer_node};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, ResizeObserver};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct StageProps {
    pub nodes: Same<Vec<NodeCard>>,
    pub pods: Same<Vec<Rc<PodView>>>,
    pub layout: Same<Layout>,
    /// No transitions: somebody drags the timeline.
    pub is_still: bool,
    pub is_embedded: bool,
    pub menu: Option<Same<Menu>>,
    pub on_menu: Callback<(Target, (f64, f64))>,
    pub on_choose: Callback<Target>,
    pub on_act: Callback<String>,
    pub on_close: Callback<()>,
    pub on_resize: Callback<(f64, f64)>,
}

/// How a rectangle is written as a style.
pub fn place(rect: &Rect) -> String {
    let Rect { x, y, width, height } = rect;
    format!("transform:translate({x:.1}px,{y:.1}px);width:{width:.1}px;height:{height:.1}px")
}

#[component]
pub fn Stage(props: &StageProps) -> Html {
    let stage = use_node_ref();
    use_size(&stage, props.on_resize.clone());
    let layout = &*props.layout;
    let style = format!("height:{:.0}px;--pod:{}px", layout.height, layout.pod);
    let class = classes!("stage", props.is_still.then_some("still"));
    let tray = classes!("tray", (layout.tray.height == 0.0).then_some("shut"));
    let all = stage.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if let Some(all) = all.cast::<Element>() {
            roam(&all, &event);
        }
    });
    // Two lists of their own: beside others, all would be made anew whenever one comes.
    let cards = props.nodes.iter().zip(&layout.cards);
    let pods = props.pods.iter().zip(&layout.spots);
    html! {
        <>
        <div ref={stage} {class} ~style={style} role="group" tabindex="0" {onkeydown}
            aria-label="Nodes and Pods" aria-description="Arrow keys go from one to the next">
            <div class={tray} ~style={place(&layout.tray)}><span>{ "waiting for a node" }</span></div>
            <>{ for cards.map(|(node, rect)| card(props, node, rect)) }</>
            <>{ for pods.map(|(view, spot)| pod(props, view, *spot)) }</>
            if let Some(menu) = &props.menu {
                <ActMenu menu={menu.clone()} on_act={props.on_act.clone()}
                    on_choose={(!props.is_embedded).then(|| props.on_choose.clone())}
                    on_close={props.on_close.clone()} />
            }
        </div>
        { memo(Legend { add: offer_node(&props.nodes).line, on_act: props.on_act.clone() }) }
        </>
    }
}

/// What the looks of Pods mean.
#[derive(PartialEq)]
struct Legend {
    /// The act that adds a node.
    add: String,
    on_act: Callback<String>,
}

impl Draw for Legend {
    fn draw(&self) -> Html {
        let sign = |(class, what): &(&'static str, &'static str)| {
            html! { <span><i class={classes!("sign", "g0", *class)} />{ *what }</span> }
        };
        let add = self.add.clone();
        let onclick = self.on_act.reform(move |_: MouseEvent| add.clone());
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

fn card(props: &StageProps, node: &NodeCard, rect: &Rect) -> Html {
    let button = NodeButton {
        node: node.clone(),
        rect: *rect,
        is_dense: props.layout.is_dense,
        on_click: props.on_menu.clone(),
    };
    memo_keyed(&format!("node {}", node.name), button)
}

fn pod(props: &StageProps, pod: &Rc<PodView>, spot: Spot) -> Html {
    let on_click = props.on_menu.clone();
    let button = PodButton { pod: Same::of(pod), spot, size: props.layout.pod, on_click };
    memo_keyed(&pod.uid, button)
}

/// The target of a Pod's or node's menu.
pub fn target(kind: Kind, namespace: &Rc<str>, name: &Rc<str>) -> Target {
    Target { kind, namespace: Rc::clone(namespace), name: Rc::clone(name) }
}

/// Tells the width of the stage and the height of what it scrolls in, now and when they change.
#[hook]
fn use_size(stage: &NodeRef, told: Callback<(f64, f64)>) {
    let stage = stage.clone();
    use_effect_with((), move |()| {
        let measured = stage.clone();
        let closure: Closure<dyn FnMut()> = Closure::new(move || {
            if let Some(size) = measure(&measured) {
                told.emit(size);
            }
        });
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, stage.cast::<Element>()) {
            observer.observe(&element);
            // Its parent as well: the room there is in height.
            element.parent_element().iter().for_each(|parent| observer.observe(parent));
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(closure);
        }
    });
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
