//! What is on the stage beside nodes and Pods: the tray, zones, free places, volumes and their shelf.

use super::node::holds;
use super::{Stage, open_menu, place};
use crate::ui::app::MenuTarget;
use crate::ui::shared::class;
use crate::ui::words::common::pods;
use crate::ui::words::stage as words;
use crate::ui::workloads::hue_class;
use podarium::stage::{Layout, Rect, Volume, fit, shorten};
use std::rc::Rc;
use yew::prelude::*;

/// Where Pods wait for a node.
pub fn tray(props: &Stage) -> Html {
    let layout = &props.layout;
    let waiting = props.picture.pods.iter().filter(|it| it.waits()).count();
    if !layout.has_tray {
        return html! {};
    }
    html! {
        <div class="tray" ~style={place(&layout.sky)}>
            <b>{ words::NO_NODE }</b>
            <span>{ words::waiting(waiting) }</span>
        </div>
    }
}

pub fn zone(props: &Stage, (name, rect): &(Rc<str>, Rect)) -> Html {
    let nodes = props.picture.nodes.iter().zip(&props.layout.cards);
    let own = nodes.filter(|it| it.0.zone.as_ref() == Some(name));
    let count = own.map(|it| holds(props, it.0, it.1)[0]).sum();
    let menu = open_menu(&props.send, MenuTarget::Zone(Rc::clone(name)), *rect);
    html! {
        <button type="button" tabindex="-1" class="zone" ~style={place(rect)} onclick={menu.clone()}
            oncontextmenu={menu}><b>{ &**name }</b><span>{ pods(count) }</span></button>
    }
}

/// A place that was somebody's.
pub fn free(rect: &Rect) -> Html {
    html! { <i class="free" ~style={place(rect)} /> }
}

/// Where volumes lie whose Pod is gone.
pub fn shelf(layout: &Layout) -> Html {
    if layout.shelf.height <= 0.0 {
        return html! {};
    }
    html! {
        <div class="shelf" ~style={place(&layout.shelf)}>
            <b>{ words::SHELF }</b>{ words::SHELF_WHAT }
        </div>
    }
}

pub fn volume(props: &Stage, volume: &Volume) -> Html {
    let claim = &volume.claim;
    let menu = open_menu(&props.send, MenuTarget::Object(claim.clone()), volume.rect);
    let letter = if volume.is_docked { (props.layout.pod * 0.06).max(5.0) } else { 6.2 };
    let letters = fit(volume.rect.width - 8.0, letter);
    let class = class!(
        "volume",
        (!volume.is_docked).then_some("loose"),
        (!volume.is_bound).then_some("pending"),
        hue_class(volume.hue),
    );
    html! {
        <button type="button" tabindex="-1" key={format!("{}/{}", claim.namespace, claim.name)} {class} ~style={place(&volume.rect)}
            title={words::volume(volume.is_bound, &claim.name)}
            onclick={menu.clone()} oncontextmenu={menu}>
            <b>{ shorten(&claim.name, letters) }</b><small>{ &*volume.size }</small>
        </button>
    }
}
