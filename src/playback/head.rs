//! The play head: a pure machine, driven by commands and by the time that passes.

use super::Reel;

/// Virtual seconds per second, slowest first (in hundredths).
pub const SPEEDS: &[i64] = &[10, 25, 50, 100, 200, 400, 1000, 6000];
/// A gap between frames longer than this is a tab that was hidden (milliseconds).
const GAP_MAX_MS: i64 = 500;

/// Where nothing happens for longer than this, time passes faster, unless somebody wants it otherwise
/// (milliseconds of virtual time).
const IDLE_MS: i64 = 8_000;
/// Of an idle time, this part passes in a frame of this length (milliseconds).
const IDLE_PART_MS: i64 = 220;

/// What somebody wants of the play head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Play if it stands, stop if it plays.
    Toggle,
    /// Play.
    Play,
    /// Stop.
    Pause,
    /// To the next decision.
    StepForward,
    /// To the decision before.
    StepBack,
    /// To a moment (milliseconds since second 0).
    Seek(i64),
    /// So far on from here, or back (milliseconds).
    By(i64),
    /// To the beginning.
    ToStart,
    /// To the end.
    ToEnd,
    /// To the next caption.
    NextMarker,
    /// To the caption before.
    PreviousMarker,
    /// To a caption, counted from 0.
    Marker(usize),
    /// Faster by one notch.
    Faster,
    /// Slower by one notch.
    Slower,
    /// A notch of [`SPEEDS`].
    Speed(usize),
}

/// Where the head is and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayHead {
    /// Thousandths of a millisecond since second 0: slow speeds lose nothing.
    position_us: i64,
    is_playing: bool,
    speed: usize,
    /// It holds at a caption for so long, so that it can be read (milliseconds).
    hold_ms: i64,
    /// Where nothing happens for longer than this, time passes faster (milliseconds).
    pub idle_ms: i64,
}

impl Default for PlayHead {
    fn default() -> Self {
        Self { position_us: 0, is_playing: false, speed: 3, hold_ms: 0, idle_ms: IDLE_MS }
    }
}

impl PlayHead {
    /// Where it is (milliseconds since second 0).
    #[must_use]
    pub fn position_ms(&self) -> i64 {
        self.position_us / 1000
    }

    /// Whether it plays.
    #[must_use]
    pub fn is_playing(&self) -> bool {
        self.is_playing
    }

    /// The notch of [`SPEEDS`].
    #[must_use]
    pub fn speed(&self) -> usize {
        self.speed
    }

    /// Whether time passes faster than four seconds in one.
    #[must_use]
    pub fn is_fast(&self) -> bool {
        SPEEDS.get(self.speed).is_some_and(|it| *it > 400)
    }

    /// Does what is wanted.
    pub fn command(&mut self, command: &Command, reel: &Reel) {
        let here = self.position_ms();
        match command {
            Command::Toggle if self.is_playing => self.is_playing = false,
            Command::Toggle | Command::Play => self.play(reel),
            Command::Pause => self.is_playing = false,
            Command::StepForward => {
                self.stop_at(reel.next_decision(here).unwrap_or(reel.end_ms));
            }
            Command::StepBack => self.stop_at(reel.previous_decision(here).unwrap_or(0)),
            Command::Seek(at_ms) => self.seek(*at_ms, reel),
            Command::By(by_ms) => self.seek(here.saturating_add(*by_ms), reel),
            Command::ToStart => self.seek(0, reel),
            Command::ToEnd => self.seek(reel.end_ms, reel),
            Command::NextMarker => {
                let next = reel.markers.iter().find(|it| it.at_ms > here);
                self.seek(next.map_or(reel.end_ms, |it| it.at_ms), reel);
            }
            Command::PreviousMarker => {
                let before = reel.markers.iter().rev().find(|it| it.at_ms < here);
                self.seek(before.map_or(0, |it| it.at_ms), reel);
            }
            Command::Marker(index) => {
                if let Some(marker) = reel.markers.get(*index) {
                    self.seek(marker.at_ms, reel);
                }
            }
            Command::Faster => self.speed = (self.speed + 1).min(SPEEDS.len() - 1),
            Command::Slower => self.speed = self.speed.saturating_sub(1),
            Command::Speed(notch) => self.speed = (*notch).min(SPEEDS.len() - 1),
        }
    }

    fn play(&mut self, reel: &Reel) {
        if reel.is_whole && self.position_ms() >= reel.end_ms {
            self.position_us = 0;
        }
        self.is_playing = true;
        // The first caption is read before anything moves.
        let first = reel.markers.first().filter(|it| it.at_ms == 0 && self.position_us == 0);
        self.hold_ms = self.hold_ms.max(first.map_or(0, |it| reading_ms(&it.text)));
    }

    /// Stops at a moment, whether or not there is a picture of it yet.
    pub fn stop_at(&mut self, at_ms: i64) {
        self.position_us = at_ms * 1000;
        self.is_playing = false;
        self.hold_ms = 0;
    }

    fn seek(&mut self, at_ms: i64, reel: &Reel) {
        self.position_us = at_ms.clamp(0, reel.end_ms) * 1000;
        self.hold_ms = 0;
    }

    /// So much time has passed for those who watch (milliseconds). The head stops at the end.
    pub fn tick(&mut self, passed_ms: i64, reel: &Reel) {
        if !self.is_playing {
            return;
        }
        let mut passed_ms = passed_ms.clamp(0, GAP_MAX_MS);
        let held_ms = passed_ms.min(self.hold_ms);
        self.hold_ms -= held_ms;
        passed_ms -= held_ms;
        let before = self.position_ms();
        self.position_us += passed_ms * SPEEDS[self.speed] * 10;
        self.position_us += self.skipped_us(before, passed_ms, reel);
        let passed = |at_ms: i64| before < at_ms && at_ms <= self.position_ms();
        if let Some(marker) = reel.markers.iter().find(|it| passed(it.at_ms)) {
            self.position_us = marker.at_ms * 1000;
            self.hold_ms = reading_ms(&marker.text);
        }
        if self.position_ms() >= reel.end_ms {
            self.position_us = reel.end_ms * 1000;
            // Where the film is still being made, the head waits for it.
            self.is_playing = !reel.is_whole;
        }
    }

    /// How much further time passes because nothing happens: a night is over in a second or two.
    fn skipped_us(&self, here_ms: i64, passed_ms: i64, reel: &Reel) -> i64 {
        let next_ms = reel.next_change(here_ms).unwrap_or(reel.end_ms);
        let marker = reel.markers.iter().map(|it| it.at_ms).find(|it| *it > here_ms);
        let next_ms = marker.map_or(next_ms, |it| it.min(next_ms));
        let idle_ms = next_ms - here_ms - self.idle_ms / 4;
        if idle_ms < self.idle_ms {
            return 0;
        }
        idle_ms * 1000 / IDLE_PART_MS * passed_ms.min(IDLE_PART_MS)
    }
}

/// How long it takes to read a caption (milliseconds).
fn reading_ms(text: &str) -> i64 {
    600 + i64::try_from(text.chars().count()).unwrap_or(0) * 28
}
