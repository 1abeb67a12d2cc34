//! Parts of the page that are drawn anew only when what they show has changed.
//!
//! Each kind of Yew component costs some 8 KiB of program. All parts of the page are therefore the
//! same component: one that holds any value that can be compared and drawn, with an element and a
//! state of its own for those that need them.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;
use yew::prelude::*;

/// What stays of a part while what it shows changes.
pub struct Own {
    /// An element of it, for those who need one.
    pub node: NodeRef,
    kept: RefCell<Option<Rc<dyn Any>>>,
    again: Callback<()>,
}

impl Own {
    /// Its state, which begins as the type's default.
    pub fn state<T: Default + 'static>(&self) -> Rc<RefCell<T>> {
        let kept = self.kept.borrow().clone();
        let state = kept.and_then(|it| it.downcast::<RefCell<T>>().ok());
        state.unwrap_or_else(|| {
            let state = Rc::new(RefCell::new(T::default()));
            *self.kept.borrow_mut() = Some(Rc::clone(&state) as Rc<dyn Any>);
            state
        })
    }

    /// Draws it once more: its state has changed.
    pub fn again(&self) -> Callback<()> {
        self.again.clone()
    }
}

/// Something that can be drawn, and compared with what was drawn before.
pub trait Draw: PartialEq + 'static {
    fn draw(&self, own: &Own) -> Html;

    /// It stands in the document, as it was drawn.
    fn rendered(&self, _own: &Own, _is_first: bool) {}

    /// It is taken out of the document.
    fn gone(&self, _own: &Own) {}
}

/// The same, without its type.
trait Part {
    fn draw(&self, own: &Own) -> Html;
    fn rendered(&self, own: &Own, is_first: bool);
    fn gone(&self, own: &Own);
    fn is_same(&self, other: &dyn Part) -> bool;
    fn as_any(&self) -> &dyn Any;
}

impl<T: Draw> Part for T {
    fn draw(&self, own: &Own) -> Html {
        Draw::draw(self, own)
    }

    fn rendered(&self, own: &Own, is_first: bool) {
        Draw::rendered(self, own, is_first);
    }

    fn gone(&self, own: &Own) {
        Draw::gone(self, own);
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
        Rc::ptr_eq(&self.part, &other.part) || self.part.is_same(&*other.part)
    }
}

struct Memo {
    own: Own,
}

impl Component for Memo {
    type Message = ();
    type Properties = MemoProps;

    fn create(ctx: &Context<Self>) -> Self {
        let again = ctx.link().callback(|()| ());
        Self { own: Own { node: NodeRef::default(), kept: RefCell::default(), again } }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        ctx.props().part.draw(&self.own)
    }

    fn rendered(&mut self, ctx: &Context<Self>, is_first: bool) {
        ctx.props().part.rendered(&self.own, is_first);
    }

    fn destroy(&mut self, ctx: &Context<Self>) {
        ctx.props().part.gone(&self.own);
    }
}

/// A part of the page.
pub fn memo(part: impl Draw) -> Html {
    let part: Rc<dyn Part> = Rc::new(part);
    html! { <Memo {part} /> }
}

/// An element of a list.
pub fn memo_keyed(key: &str, part: Rc<impl Draw>) -> Html {
    let part: Rc<dyn Part> = part;
    html! { <Memo key={key.to_owned()} {part} /> }
}
