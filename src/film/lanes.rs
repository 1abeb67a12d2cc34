//! Lanes: what each thing looked like from which moment on.

use std::rc::Rc;

/// What a thing looks like from a moment on; `None` once it is gone.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lane<T>(pub Vec<(i64, Option<Rc<T>>)>);

impl<T> Lane<T> {
    pub fn at(&self, at_ms: i64) -> Option<&Rc<T>> {
        self.until(at_ms).last()?.1.as_ref()
    }

    /// What it looked like until a moment.
    fn until(&self, at_ms: i64) -> &[(i64, Option<Rc<T>>)] {
        &self.0[..self.0.partition_point(|(since_ms, _)| *since_ms <= at_ms)]
    }
}

/// The lanes of one kind of thing, in the order in which the things came.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lanes<T>(pub Vec<Lane<T>>);

impl<T> Default for Lanes<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Lanes<T> {
    /// Whether the lane is one that there is, or the next one.
    pub fn set(&mut self, lane: u32, at_ms: i64, value: Option<Rc<T>>) -> bool {
        let Ok(lane) = usize::try_from(lane) else { return false };
        if lane == self.0.len() {
            self.0.push(Lane(Vec::new()));
        }
        let Some(Lane(versions)) = self.0.get_mut(lane) else { return false };
        match versions.last_mut() {
            Some((last_ms, _)) if *last_ms > at_ms => return false,
            Some((last_ms, last)) if *last_ms == at_ms => *last = value,
            _ => versions.push((at_ms, value)),
        }
        true
    }

    pub fn at(&self, at_ms: i64) -> impl Iterator<Item = &Rc<T>> {
        self.0.iter().filter_map(move |lane| lane.at(at_ms))
    }

    /// The things that are there at a moment, and since when.
    pub fn since(&self, at_ms: i64) -> impl Iterator<Item = (i64, &Rc<T>)> {
        self.0.iter().filter_map(move |lane| {
            let seen = lane.until(at_ms);
            let it = seen.last()?.1.as_ref()?;
            let there = seen.iter().rev().take_while(|it| it.1.is_some());
            Some((there.last()?.0, it))
        })
    }

    /// What was last seen of each thing until a moment, and until when it was there or was another.
    pub fn last_before(&self, at_ms: i64) -> impl Iterator<Item = (i64, &Rc<T>)> {
        self.0.iter().filter_map(move |lane| {
            let seen = lane.until(at_ms);
            let it = seen.iter().rev().find_map(|it| it.1.as_ref())?;
            Some((seen.last()?.0, it))
        })
    }

    /// Forgets what comes after a moment.
    pub fn truncate(&mut self, at_ms: i64) {
        for Lane(versions) in &mut self.0 {
            versions.truncate(versions.partition_point(|(since_ms, _)| *since_ms <= at_ms));
        }
        // Things come one after the other: those that have not come yet are the last ones.
        while self.0.last().is_some_and(|it| it.0.is_empty()) {
            self.0.pop();
        }
    }

    pub fn ends(&self) -> impl Iterator<Item = Ends<'_, T>> {
        self.0.iter().filter_map(|Lane(versions)| {
            let first = versions.iter().find_map(|it| it.1.as_ref())?;
            Some((first, versions.last()?.1.as_ref()))
        })
    }
}

/// What a lane showed first, and what it shows at its end.
pub(crate) type Ends<'a, T> = (&'a Rc<T>, Option<&'a Rc<T>>);
