//! The menu of what can be done to a Pod or a node.

use crate::ui::app::{Menu, Msg};
use crate::ui::browser;
use crate::ui::memo::{Draw, Own};
use crate::ui::shared::{Same, fixed};
use podarium::picture::Offer;
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
            own.state::<Before>().borrow_mut().0 = active();
        }
        keep_in_sight(&own.node);
        focus(&own.node, 0);
    }

    /// Whoever has come by key goes on from where the menu was opened.
    fn gone(&self, own: &Own) {
        let before = own.state::<Before>().borrow_mut().0.take();
        let is_lost = active().is_none_or(|it| it.tag_name() == "BODY" || is_in_menu(&it));
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
        let Menu { target, at, offers } = &*props.menu;
        // At the stage's right edge it opens to the left.
        let style = format!("--x:{}px;top:{}px", fixed(at.0), fixed(at.1));
        let moved = menu.clone();
        let onkeydown = Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "ArrowDown" => step(&moved, &event, 1),
            "ArrowUp" => step(&moved, &event, -1),
            _ => {}
        });
        let item = |offer: &Offer| {
            let line = offer.line.clone();
            let onclick = props.send.reform(move |_: MouseEvent| Msg::Do(line.clone()));
            html! {
                <button type="button" role="menuitem" {onclick}>
                    { offer.label }<code>{ &offer.line }</code>
                </button>
            }
        };
        let about = props.has_pages.then(|| {
            let target = target.clone();
            let send = props.send.clone();
            Callback::from(move |_: MouseEvent| {
                send.emit(Msg::Close);
                send.emit(Msg::Choose(target.clone()));
            })
        });
        html! {
            <>
                <div class="shade" onclick={props.send.reform(|_: MouseEvent| Msg::Close)} />
                <div ref={menu.clone()} class="menu" role="menu" aria-label={target.name.to_string()}
                    ~style={style} {onkeydown}>
                    <b>{ &*target.name }</b>
                    { for offers.iter().map(item) }
                    if let Some(onclick) = about {
                        <button type="button" role="menuitem" {onclick}>{ "All about it" }</button>
                    }
                </div>
            </>
        }
    }
}

/// Moves the menu up where its end could not be seen.
fn keep_in_sight(menu: &NodeRef) {
    let Some(menu) = menu.cast::<HtmlElement>() else { return };
    let edge = |css: &str| {
        let found = menu.closest(".page").ok().flatten()?.query_selector(css).ok().flatten()?;
        Some(found.get_bounding_client_rect().top())
    };
    let rect = menu.get_bounding_client_rect();
    let (Some(top), Some(bottom)) = (edge(".middle"), edge("footer")) else { return };
    let up = (rect.bottom() - bottom + 8.0).min(rect.top() - top.max(0.0) - 8.0);
    if up > 0.0 {
        let _ = menu.style().set_property("margin-top", &format!("{}px", fixed(-up)));
    }
}

/// What has the focus.
fn active() -> Option<HtmlElement> {
    browser::window().document()?.active_element()?.dyn_into().ok()
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
