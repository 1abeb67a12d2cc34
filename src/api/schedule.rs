//! When a CronJob runs. Source: `vendor/github.com/robfig/cron/v3/{parser,spec,constantdelay}.go`.

mod parse;
#[cfg(test)]
mod tests;

use super::meta::Time;
use super::zone::Zone;

/// Go's zero time: the answer where a schedule has no further moment.
pub const NEVER: i64 = -62_135_596_800;
/// Beside the bits of a field: it was written as `*` or `?`.
const STAR: u64 = 1 << 63;
/// A schedule without a match in so many years has none.
const YEARS_MAX: i64 = 5;
const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 86_400;

/// A schedule that has been understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// Five fields, each a set of bits, read in a zone.
    Fields(Box<Fields>),
    /// `@every`: so many seconds after the time before.
    Every(i64),
}

/// The five fields, each a set of bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    minute: u64,
    hour: u64,
    day: u64,
    month: u64,
    weekday: u64,
    zone: Zone,
}

/// Where the search for the next moment is.
struct Search<'a> {
    fields: &'a Fields,
    at: i64,
    /// Whether it has left the second at which it began.
    moved: bool,
}

impl Schedule {
    /// Reads a schedule: five fields, or a word such as `@hourly`.
    ///
    /// # Errors
    /// What is wrong, in robfig/cron's words.
    pub fn parse(text: &str) -> Result<Self, String> {
        parse::standard(text)
    }

    /// The first moment after the given one (seconds since 1970); [`NEVER`] where there is none.
    #[must_use]
    pub fn next(&self, after: i64) -> i64 {
        match self {
            Self::Every(seconds) => after.saturating_add(*seconds),
            Self::Fields(fields) => fields.next(after),
        }
    }
}

impl Fields {
    fn next(&self, after: i64) -> i64 {
        // A field of commas only has no number: five years of minutes need not be tried.
        if self.minute == 0 || self.hour == 0 || self.month == 0 {
            return NEVER;
        }
        let mut search = Search { fields: self, at: after.saturating_add(1), moved: false };
        let limit = self.zone.wall(search.at).date().0 + YEARS_MAX;
        loop {
            if search.date().0 > limit {
                return NEVER;
            }
            // Each looks for its field to fit, and starts over where it ran into the next larger.
            let fits = search.month() && search.day() && search.hour() && search.minute();
            if fits && search.second() {
                return search.at;
            }
        }
    }

    /// A star in one of the fields makes it neutral; otherwise either of them will do.
    fn is_day(&self, day: i64, weekday: i64) -> bool {
        let (by_day, by_weekday) = (has(self.day, day), has(self.weekday, weekday));
        if self.day & STAR != 0 || self.weekday & STAR != 0 {
            by_day && by_weekday
        } else {
            by_day || by_weekday
        }
    }
}

fn has(bits: u64, number: i64) -> bool {
    bits & (1 << number) != 0
}

/// The steps of `SpecSchedule.Next`, with its way of meeting daylight saving: hours and minutes
/// pass in absolute time and are compared on the clock there.
impl Search<'_> {
    fn wall(&self) -> Time {
        self.fields.zone.wall(self.at)
    }

    fn date(&self) -> (i64, i64, i64) {
        self.wall().date()
    }

    fn clock(&self) -> (i64, i64, i64) {
        self.wall().clock()
    }

    fn set(&mut self, year: i64, month: i64, day: i64, seconds: i64) {
        self.at = self.fields.zone.moment(year, month, day, seconds);
    }

    /// The first time that something moves, all smaller fields begin anew.
    fn reset(&mut self, month: bool, hours: bool) {
        if !self.moved {
            self.moved = true;
            let (year, in_year, day) = self.date();
            let hour = if hours { self.clock().0 } else { 0 };
            self.set(year, in_year, if month { 1 } else { day }, hour * HOUR);
        }
    }

    fn seconds_of_day(&self) -> i64 {
        self.wall().0.rem_euclid(DAY)
    }

    fn month(&mut self) -> bool {
        while !has(self.fields.month, self.date().1) {
            self.reset(true, false);
            let ((year, month, day), seconds) = (self.date(), self.seconds_of_day());
            self.set(year, month + 1, day, seconds);
            if self.date().1 == 1 {
                return false;
            }
        }
        true
    }

    fn day(&mut self) -> bool {
        loop {
            let (year, month, day) = self.date();
            let weekday = (self.wall().0.div_euclid(DAY) + 4).rem_euclid(7);
            if self.fields.is_day(day, weekday) {
                return true;
            }
            self.reset(false, false);
            let seconds = self.seconds_of_day();
            self.set(year, month, day + 1, seconds);
            // Where midnight does not exist or exists twice.
            match self.clock().0 {
                0 => {}
                hour if hour > 12 => self.at += (24 - hour) * HOUR,
                hour => self.at -= hour * HOUR,
            }
            if self.date().2 == 1 {
                return false;
            }
        }
    }

    fn hour(&mut self) -> bool {
        while !has(self.fields.hour, self.clock().0) {
            self.reset(false, true);
            self.at += HOUR;
            if self.clock().0 == 0 {
                return false;
            }
        }
        true
    }

    fn minute(&mut self) -> bool {
        while !has(self.fields.minute, self.clock().1) {
            if !self.moved {
                self.moved = true;
                self.at -= self.at.rem_euclid(MINUTE);
            }
            self.at += MINUTE;
            if self.clock().1 == 0 {
                return false;
            }
        }
        true
    }

    /// The second is always 0.
    fn second(&mut self) -> bool {
        let second = self.clock().2;
        if second == 0 {
            return true;
        }
        self.moved = true;
        self.at += MINUTE - second;
        false
    }
}
