//! Places that stay the same while somebody is in them.

/// Numbered places. A newcomer takes the first free one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Slots {
    /// Until when each is taken (milliseconds since 1970).
    until: Vec<i64>,
}

impl Slots {
    /// Takes the first place that is free at a moment.
    pub fn take(&mut self, now_ms: i64) -> u32 {
        let free = self.until.iter().position(|until| *until <= now_ms);
        let index = free.unwrap_or(self.until.len());
        match self.until.get_mut(index) {
            Some(until) => *until = i64::MAX,
            None => self.until.push(i64::MAX),
        }
        u32::try_from(index).unwrap_or(u32::MAX)
    }

    /// The place is free from a moment on.
    pub fn release(&mut self, slot: u32, from_ms: i64) {
        let place = usize::try_from(slot).ok().and_then(|slot| self.until.get_mut(slot));
        if let Some(until) = place {
            *until = from_ms;
        }
    }

    /// How many places there have been so far.
    pub fn len(&self) -> u32 {
        u32::try_from(self.until.len()).unwrap_or(u32::MAX)
    }
}
