//! What a film shows last of each thing.

use std::collections::BTreeMap;
use std::rc::Rc;

/// The lanes of one kind of thing, by what each is known by, with what they showed last.
#[derive(Clone, Debug)]
pub(super) struct Shown<T> {
    lanes: BTreeMap<Rc<str>, u32>,
    pub last: Vec<Option<Rc<T>>>,
}

impl<T> Default for Shown<T> {
    fn default() -> Self {
        Self { lanes: BTreeMap::new(), last: Vec::new() }
    }
}

impl<T: PartialEq> Shown<T> {
    /// The lane of a thing, a new one where it has none.
    pub fn lane(&mut self, key: &Rc<str>) -> u32 {
        let next = u32::try_from(self.last.len()).unwrap_or(u32::MAX);
        let lane = *self.lanes.entry(Rc::clone(key)).or_insert(next);
        if lane == next {
            self.last.push(None);
        }
        lane
    }

    /// The lane of a thing, if it looks otherwise than before.
    pub fn put(&mut self, key: &Rc<str>, value: &Rc<T>) -> Option<u32> {
        let lane = self.lane(key);
        let last = self.last.get_mut(usize::try_from(lane).ok()?)?;
        if last.as_ref().is_some_and(|it| it == value) {
            return None;
        }
        *last = Some(Rc::clone(value));
        Some(lane)
    }

    /// Knows what these lanes showed first and last.
    pub fn resume<'a>(
        &mut self,
        lanes: impl Iterator<Item = (&'a Rc<T>, Option<&'a Rc<T>>)>,
        key: impl Fn(&T) -> Rc<str>,
    ) where
        T: 'a,
    {
        for (lane, (first, last)) in (0..).zip(lanes) {
            self.lanes.insert(key(first), lane);
            self.last.push(last.cloned());
        }
    }

    /// The lane of a thing that is gone, if it was there.
    pub fn end(&mut self, key: &str) -> Option<u32> {
        let lane = *self.lanes.get(key)?;
        self.last.get_mut(usize::try_from(lane).ok()?)?.take().map(|_| lane)
    }
}
