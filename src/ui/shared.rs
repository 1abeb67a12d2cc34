//! Small things that components have in common.

use std::ops::Deref;
use std::rc::Rc;

/// A shared value that is compared by pointer: a component that gets the same one again is not
/// drawn again, however large the value is.
#[derive(Debug)]
pub struct Same<T>(pub Rc<T>);

impl<T> Same<T> {
    pub fn of(value: &Rc<T>) -> Self {
        Self(Rc::clone(value))
    }
}

impl<T> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for Same<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

/// A length or share with two decimals, as styles and drawings have it: `12.5`. (What writes any
/// floating-point number as text is five kilobytes of program; this is for few enough digits.)
pub fn fixed(value: f64) -> String {
    let hundredths = (value * 100.0).round() as i64;
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
    match rest {
        0 => format!("{sign}{whole}"),
        rest => format!("{sign}{whole}.{rest:02}"),
    }
}

/// The names of a class that apply, as `class="..."` has them. (Yew's own `classes!` makes a set of
/// each: kilobytes of program.)
pub fn class_of(names: &[Option<&str>]) -> yew::AttrValue {
    let mut class = String::new();
    for name in names.iter().flatten() {
        if !class.is_empty() {
            class.push(' ');
        }
        class.push_str(name);
    }
    class.into()
}

/// [`class_of`] names, and names that may be missing.
macro_rules! class {
    ($($name:expr),* $(,)?) => {
        $crate::ui::shared::class_of(&[$(::core::option::Option::<&str>::from($name)),*])
    };
}
pub(in crate::ui) use class;

/// A callback for another kind of event, told only where the event means something.
pub fn told<T: 'static, U: 'static>(
    callback: &yew::Callback<U>,
    meaning: impl Fn(T) -> Option<U> + 'static,
) -> yew::Callback<T> {
    let callback = callback.clone();
    yew::Callback::from(move |event| {
        if let Some(meaning) = meaning(event) {
            callback.emit(meaning);
        }
    })
}
