//! The menu of what can be done to a Pod or a node.

use crate::ui::app::{Menu, MenuTarget, Msg};
use crate::ui::browser;
use crate::ui::host::host;
use crate::ui::memo::{Draw, Own};
use crate::ui::shared::{Same, fixed};
use crate::ui::words::common;
use podarium::picture::Offer;
use podarium::stage::Rect;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

#[derive(PartialEq)]
pub struct ActMenu {
    pub menu: Same<Menu>,
    /// Whether there is room for all about the object.
    pub has_pages: bool,
    pub send: Callback<Msg>,
}

/// What had the focus before.
#[derive(Default)]
struct Before(Option<HtmlElement>);

impl Draw for ActMenu {
    fn draw(&self, own: &Own) -> Html {
        self.menu(&own.node)
    }

    fn rendered(&self, own: &Own, is_first: bool) {
        if is_first {
            own.state::<Before>().borrow_mut().0 = host().active();
        }
        stand_beside(&own.node, &self.menu.at);
        focus(&own.node, 0);
    }

    /// Whoever has come by key goes on from where the menu was opened.
    fn gone(&self, own: &Own) {
        let before = own.state::<Before>().borrow_mut().0.take();
        let is_lost = host().active().is_none_or(|it| it.tag_name() == "BODY" || is_in_menu(&it));
        match before.filter(|it| is_lost && it.is_connected()) {
            Some(before) => browser::focus_again(&before),
            None if is_lost => browser::focus(".stage"),
            None => {}
        }
    }
}

impl ActMenu {
    fn menu(&self, menu: &NodeRef) -> Html {
        let props = self;
        let Menu { target, offers, .. } = &*props.menu;
        let moved = menu.clone();
        let onkeydown = Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "ArrowDown" => step(&moved, &event, 1),
            "ArrowUp" => step(&moved, &event, -1),
            _ => {}
        });
        let item = |offer: &Offer| {
            let (target, line) = (target.clone(), offer.line.clone());
            let onclick = props.send.reform(move |_: MouseEvent| match &target {
                MenuTarget::Deed(deed) => Msg::Without(deed.clone()),
                _ => Msg::Do(line.clone()),
            });
            html! {
                <button type="button" role="menuitem" {onclick}>
                    { offer.label }<code>{ &offer.line }</code>
                </button>
            }
        };
        let about = target.object().filter(|_| props.has_pages).map(|object| {
            let object = object.clone();
            let send = props.send.clone();
            Callback::from(move |_: MouseEvent| {
                send.emit(Msg::Close);
                send.emit(Msg::Choose(object.clone()));
            })
        });
        html! {
            <>
                <div class="shade" onclick={props.send.reform(|_: MouseEvent| Msg::Close)} />
                <div ref={menu.clone()} class="menu" role="menu" aria-label={target.name().to_owned()} {onkeydown}>
                    <b>{ target.name() }</b>
                    { for offers.iter().map(item) }
                    if let Some(onclick) = about {
                        <button type="button" role="menuitem" {onclick}>{ common::ALL_ABOUT }</button>
                    }
                </div>
            </>
        }
    }
}

/// Puts the menu beside what it is about, else below or above it: never over it, nor over what is
/// below the stage. Where there is no such room it lies within what it is about: a large card.
fn stand_beside(menu: &NodeRef, at: &Rect) {
    let Some(menu) = menu.cast::<HtmlElement>() else { return };
    let Some(stage) = menu.closest(".stage").ok().flatten() else { return };
    let edge = |css: &str| {
        Some(menu.closest(".page").ok()??.query_selector(css).ok()??.get_bounding_client_rect())
    };
    let room = stage.get_bounding_client_rect();
    // A presenter's stage is drawn larger than it is.
    let large = stage.dyn_ref::<HtmlElement>().map_or(0, HtmlElement::offset_width).max(1);
    let large = (room.width() / f64::from(large)).max(0.1);
    let over = f64::from(stage.scroll_top()) - room.top() / large;
    // In the stage's own places: how far up and down it can be seen.
    let top = edge(".middle").map_or(0.0, |it| it.top().max(0.0)) / large + over + 4.0;
    let bottom = edge(".play").map_or(f64::MAX, |it| it.top()).min(room.bottom());
    let footer = edge("footer").filter(|it| it.height() > 0.0);
    let bottom = footer.map_or(bottom, |it| it.top().min(bottom)) / large + over - 6.0;
    let (width, height) = (f64::from(menu.offset_width()), f64::from(menu.offset_height()));
    let most = (room.width() / large - width).max(0.0);
    let (right, left) = (at.x + at.width + 10.0, at.x - width - 10.0);
    let (below, above) = (bottom - at.y - at.height - 8.0, at.y - 8.0 - top);
    let aside = (right <= most).then_some(right).or((left >= 0.0).then_some(left));
    let (x, y, high) = match aside {
        Some(x) => (x, at.y.min(bottom - height).max(top), bottom - top),
        None if below.max(above) < 120.0 => {
            (at.x + 12.0, (at.y + 36.0).min(bottom - height).max(top), bottom - top)
        }
        None if below >= height.min(above) => (at.x, bottom - below, below),
        None => (at.x, at.y - 8.0 - height.min(above), above),
    };
    let style = menu.style();
    for (name, value) in [("left", x.clamp(0.0, most)), ("top", y), ("max-height", high)] {
        let _ = style.set_property(name, &format!("{}px", fixed(value)));
    }
}

fn is_in_menu(element: &HtmlElement) -> bool {
    element.closest(".menu").is_ok_and(|it| it.is_some())
}

fn buttons(menu: &NodeRef) -> Vec<HtmlElement> {
    let Some(menu) = menu.cast::<Element>() else { return Vec::new() };
    let children = menu.children();
    let all = (0..children.length()).filter_map(|index| children.item(index));
    all.filter(|it| it.tag_name() == "BUTTON").filter_map(|it| it.dyn_into().ok()).collect()
}

fn focus(menu: &NodeRef, index: usize) {
    if let Some(button) = buttons(menu).get(index) {
        let _ = button.focus();
    }
}

/// Moves the focus by one, around the ends.
fn step(menu: &NodeRef, event: &KeyboardEvent, by: isize) {
    event.prevent_default();
    let buttons = buttons(menu);
    let now: Option<Element> = event.target().and_then(|it| it.dyn_into().ok());
    let at = buttons.iter().position(|it| now.as_ref() == Some(it.as_ref())).unwrap_or(0);
    let next = at.checked_add_signed(by).unwrap_or(buttons.len().saturating_sub(1));
    focus(menu, if next >= buttons.len() { 0 } else { next });
}
