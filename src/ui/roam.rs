//! Arrow keys among buttons that lie beside each other: one stop of the Tab key for all of them.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// Moves the focus to the nearest button among the children of `all`, in the arrow's direction.
pub fn roam(all: &Element, event: &KeyboardEvent) {
    let (right, down) = match event.key().as_str() {
        "ArrowRight" => (1.0, 0.0),
        "ArrowLeft" => (-1.0, 0.0),
        "ArrowDown" => (0.0, 1.0),
        "ArrowUp" => (0.0, -1.0),
        _ => return,
    };
    let target: Option<Element> = event.target().and_then(|it| it.dyn_into().ok());
    let children = all.children();
    let children = (0..children.length()).filter_map(|index| children.item(index));
    let mut buttons = children.filter(|it| it.tag_name() == "BUTTON");
    let Some(target) = target else { return };
    let is_child = target.parent_element().as_ref() == Some(all);
    // What lies among them and is no button has its own arrows: a menu.
    if !is_child && target != *all {
        return;
    }
    let now = is_child.then_some(target);
    let next = match &now {
        // From around the buttons to the first of them.
        None => buttons.next(),
        Some(now) => {
            let from = middle(now);
            let far = |button: Element| {
                let (x, y) = (middle(&button).0 - from.0, middle(&button).1 - from.1);
                // Beside a Pod are Pods, beside a card are cards; above and below are both.
                let other = f64::from(right != 0.0 && is_card(now) != is_card(&button));
                let (along, aside) = (x * right + y * down, (x * down).abs() + (y * right).abs());
                // What is beside the way is farther than it looks.
                (along > 2.0).then_some((along + 2.5 * aside + 1e4 * other, button))
            };
            let others = buttons.filter(|it| it != now).filter_map(far);
            others.min_by(|a, b| a.0.total_cmp(&b.0)).map(|it| it.1)
        }
    };
    if now.is_some() || next.is_some() {
        event.prevent_default();
    }
    if let Some(next) = next.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let _ = next.focus();
    }
}

fn is_card(element: &Element) -> bool {
    element.matches(".node, .zone").unwrap_or(false)
}

/// The middle of a small button; of a card that others lie on, where its name stands.
fn middle(element: &Element) -> (f64, f64) {
    let rect = element.get_bounding_client_rect();
    if is_card(element) {
        return (rect.left() + 20.0, rect.top() + 14.0);
    }
    (rect.left() + rect.width() / 2.0, rect.top() + rect.height() / 2.0)
}
