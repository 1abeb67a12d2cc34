//! Parts of the page that are drawn anew only when what they show has changed.
//!
//! Each kind of Yew component costs some 8 KiB of program. Parts without state of their own are
//! therefore all the same component: one that holds any value that can be compared and drawn.

use std::any::Any;
use std::rc::Rc;
use yew::prelude::*;

/// Something that can be drawn, and compared with what was drawn before.
pub trait Draw: PartialEq + 'static {
    fn draw(&self) -> Html;
}

/// The same, without its type.
trait Part {
    fn draw(&self) -> Html;
    fn is_same(&self, other: &dyn Part) -> bool;
    fn as_any(&self) -> &dyn Any;
}

impl<T: Draw> Part for T {
    fn draw(&self) -> Html {
        Draw::draw(self)
    }

    fn is_same(&self, other: &dyn Part) -> bool {
        other.as_any().downcast_ref::<T>().is_some_and(|other| self == other)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[derive(Properties, Clone)]
struct MemoProps {
    part: Rc<dyn Part>,
}

impl PartialEq for MemoProps {
    fn eq(&self, other: &Self) -> bool {
        self.part.is_same(&*other.part)
    }
}

#[component]
fn Memo(props: &MemoProps) -> Html {
    props.part.draw()
}

/// A part of the page.
pub fn memo(part: impl Draw) -> Html {
    let part: Rc<dyn Part> = Rc::new(part);
    html! { <Memo {part} /> }
}

/// An element of a list.
pub fn memo_keyed(key: &str, part: impl Draw) -> Html {
    let part: Rc<dyn Part> = Rc::new(part);
    html! { <Memo key={key.to_owned()} {part} /> }
}
