//! The menu of what can be done to a Pod or a node.

use crate::ui::app::Menu;
use crate::ui::browser;
use crate::ui::player::Target;
use crate::ui::shared::Same;
use podarium::scene::Offer;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct MenuProps {
    pub menu: Same<Menu>,
    pub on_act: Callback<String>,
    /// Shows all about the object, where there is room for that.
    pub on_choose: Option<Callback<Target>>,
    pub on_close: Callback<()>,
}

#[component]
pub fn ActMenu(props: &MenuProps) -> Html {
    let menu = use_node_ref();
    // Whoever has come by key goes on from where the menu was opened.
    use_effect_with((), |()| {
        let before = active();
        move || {
            let is_lost = active().is_none_or(|it| it.tag_name() == "BODY" || is_in_menu(&it));
            match before.filter(|it| is_lost && it.is_connected()) {
                Some(before) => browser::focus_again(&before),
                None if is_lost => browser::focus(".stage"),
                None => {}
            }
        }
    });
    let focused = menu.clone();
    use_effect_with(props.menu.clone(), move |_| {
        keep_in_sight(&focused);
        focus(&focused, 0);
    });
    let Menu { target, at, offers } = &*props.menu;
    // At the stage's right edge it opens to the left.
    let style = format!("--x:{:.0}px;top:{:.0}px", at.0, at.1);
    let moved = menu.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => step(&moved, &event, 1),
        "ArrowUp" => step(&moved, &event, -1),
        _ => {}
    });
    let item = |offer: &Offer| {
        let line = offer.line.clone();
        let onclick = props.on_act.reform(move |_: MouseEvent| line.clone());
        html! {
            <button type="button" role="menuitem" {onclick}>
                { offer.label }<code>{ &offer.line }</code>
            </button>
        }
    };
    let about = props.on_choose.as_ref().map(|choose| {
        let target = target.clone();
        let (choose, close) = (choose.clone(), props.on_close.clone());
        Callback::from(move |_: MouseEvent| {
            close.emit(());
            choose.emit(target.clone());
        })
    });
    html! {
        <>
            <div class="shade" onclick={props.on_close.reform(|_: MouseEvent| ())} />
            <div ref={menu} class="menu" role="menu" aria-label={target.name.to_string()}
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
        let _ = menu.style().set_property("margin-top", &format!("{:.0}px", -up));
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
