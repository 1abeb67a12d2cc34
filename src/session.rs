//! The engine as a program of its own: it plays tapes, makes films of them and answers questions.
//!
//! **Invariant:** work is done in slices. Whoever drives a session says after each step whether it
//! may go on, so that messages are heard and nothing around it stands still; what is asked is
//! answered in the order in which it was asked.

mod answers;
mod objects;
mod rehearsal;
mod share;
#[cfg(test)]
mod tests;

pub use rehearsal::{opening, rehearse};

use crate::film::{Change, pack};
use crate::protocol::{ActLine, Answer, LessonText, Question, Reply, Request, Span, TapeText};
use crate::scene::{Filming, Recorder};
use crate::tape::{Line, Run, Tape, typed, without, without_last};
use std::collections::VecDeque;
use std::rc::Rc;

/// So many runs are kept, for those who go back to one: others are computed again.
const RUNS_MAX: usize = 4;

/// A run under its number.
struct Played {
    number: u32,
    filming: Filming,
    /// Whether the page has the film.
    has_film: bool,
    /// Whether it is computed on without being asked.
    goes_on: bool,
    /// The last moment that the tape names (milliseconds).
    ahead_ms: i64,
}

/// The engine: runs, and what is still to be answered.
#[derive(Default)]
pub struct Session {
    /// The one that was asked for last is the last.
    runs: Vec<Played>,
    waiting: VecDeque<Request>,
    /// The lesson that the open runs began as.
    lesson: Option<LessonText>,
}

impl Session {
    /// Takes a request. Stopping is done at once; the rest is for [`slice`](Self::slice).
    pub fn receive(&mut self, request: Request) {
        match request {
            Request::Stop { run } => {
                if let Some(played) = self.runs.iter_mut().find(|it| it.number == run) {
                    played.goes_on = false;
                }
            }
            request => self.waiting.push_back(request),
        }
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        let rests = |it: &Played| !it.goes_on || it.filming.is_done();
        self.waiting.is_empty() && self.runs.last().is_none_or(rests)
    }

    /// Works on while it may; what there is to tell.
    pub fn slice(&mut self, mut may_go_on: impl FnMut() -> bool) -> Vec<Answer> {
        let mut answers = Vec::new();
        loop {
            match self.waiting.pop_front() {
                Some(request) => match self.due(&request) {
                    // A moment that has not been computed yet is computed first.
                    Some(at_ms) => {
                        self.waiting.push_front(request);
                        answers.extend(self.compute(at_ms, &mut may_go_on));
                    }
                    None => self.answer(request, &mut answers),
                },
                None if self.is_idle() => break,
                None => answers.extend(self.compute(i64::MAX, &mut may_go_on)),
            }
            if !may_go_on() {
                break;
            }
        }
        answers
    }

    /// Until when a run must be computed before a request can be answered.
    fn due(&mut self, request: &Request) -> Option<i64> {
        let (run, at_ms) = match request {
            Request::Act { run, at_ms, .. }
            | Request::Without { run, at_ms, .. }
            | Request::Ask { run, at_ms, .. } => (*run, *at_ms),
            _ => return None,
        };
        let played = self.bring_up(run)?;
        let filming = &played.filming;
        (!filming.is_done() && filming.film().until_ms < at_ms).then_some(at_ms)
    }

    /// The run of that number, as the one that is worked on.
    fn bring_up(&mut self, run: u32) -> Option<&mut Played> {
        let index = self.runs.iter().position(|it| it.number == run)?;
        let played = self.runs.remove(index);
        self.runs.push(played);
        self.runs.last_mut()
    }

    fn compute(&mut self, until_ms: i64, may_go_on: &mut dyn FnMut() -> bool) -> Option<Answer> {
        let played = self.runs.last_mut()?;
        let is_first = played.filming.film().until_ms == 0;
        let mut changes = Vec::new();
        while let Some(more) = played.filming.advance(|| false) {
            changes.extend(more);
            if played.filming.film().until_ms >= until_ms || !may_go_on() {
                break;
            }
        }
        (!played.has_film).then(|| Answer::Film(played.span(&changes, is_first)))
    }

    fn answer(&mut self, request: Request, answers: &mut Vec<Answer>) {
        match request {
            Request::Open { run, tape, lesson, has_film } => {
                self.lesson = lesson;
                self.open(run, &tape, has_film, answers);
            }
            Request::Act { run, next, at_ms, lines } => {
                answers.push(self.act(run, next, at_ms, &lines));
            }
            Request::Undo { run, next } => {
                let undone = self.bring_up(run).and_then(|it| without_last(it.filming.tape()));
                answers.push(self.replay(run, next, undone));
            }
            Request::Without { run, next, at_ms, entry } => {
                let left = self.bring_up(run).and_then(|it| {
                    let run = it.filming.at(at_ms);
                    let entry = run.entries().get(usize::try_from(entry).ok()?)?;
                    Some((entry.at_ms - run.cluster().start_ms(), without(run.tape(), entry.line)?))
                });
                answers.push(self.replay(run, next, left));
            }
            Request::Ask { id, run, at_ms, question } => {
                if let Some(reply) = self.ask(run, at_ms, &question) {
                    answers.push(Answer::Reply { id, reply });
                }
            }
            Request::Stop { .. } => {}
        }
    }

    fn open(&mut self, run: u32, text: &TapeText, has_film: bool, answers: &mut Vec<Answer>) {
        if let Some(played) = self.bring_up(run) {
            (played.goes_on, played.has_film) = (true, has_film);
            let tape = Rc::clone(played.filming.tape());
            // Whoever has not all of it has nothing.
            let film = (!has_film).then(|| played.span(&played.filming.film().changes(), true));
            answers.push(Answer::Opened { run, facts: share::facts(&tape, self.lesson.as_ref()) });
            answers.extend(film.map(Answer::Film));
            return;
        }
        let mut tape = match Tape::parse(&text.text) {
            Ok(tape) => tape,
            Err(error) => {
                return answers.push(Answer::Refused { run, error: error.to_string().into() });
            }
        };
        let done = text.done.iter().filter_map(|it| usize::try_from(*it).ok());
        for index in done {
            if let Some(line) = tape.lines.get_mut(index) {
                line.is_recorded = true;
            }
        }
        let tape = Rc::new(tape);
        answers.push(Answer::Opened { run, facts: share::facts(&tape, self.lesson.as_ref()) });
        self.add(run, Filming::start(tape), has_film);
    }

    fn add(&mut self, number: u32, filming: Filming, has_film: bool) {
        let ahead_ms = ahead_ms(filming.tape());
        self.runs.push(Played { number, filming, has_film, goes_on: true, ahead_ms });
        if self.runs.len() > RUNS_MAX {
            self.runs.remove(0);
        }
    }

    fn act(&mut self, run: u32, next: u32, at_ms: i64, lines: &[ActLine]) -> Answer {
        let refused = |error: String| Answer::Refused { run: next, error: error.into() };
        let lines: Result<Vec<Line>, String> = lines.iter().map(line_of).collect();
        let lines = match lines {
            Ok(lines) => lines,
            Err(error) => return refused(error),
        };
        let Some(played) = self.bring_up(run) else {
            return refused("The engine does not have this run any more.".to_owned());
        };
        // A run that is watched to its end goes on from there.
        let mut filming = played.filming.clone();
        filming.act(at_ms, lines);
        let facts = share::facts(filming.tape(), self.lesson.as_ref());
        self.add(next, filming, false);
        Answer::Acted { run, next, at_ms, facts }
    }

    /// Plays a tape that a run has become by leaving something out, from its beginning.
    fn replay(&mut self, run: u32, next: u32, left: Option<(i64, Tape)>) -> Answer {
        let Some((at_ms, tape)) = left else {
            let error = "There is nothing to take back: nothing was done yet.".into();
            return Answer::Refused { run: next, error };
        };
        let tape = Rc::new(tape);
        let facts = share::facts(&tape, self.lesson.as_ref());
        self.add(next, Filming::start(tape), false);
        Answer::Undone { run, next, at_ms, facts }
    }

    fn ask(&mut self, run: u32, at_ms: i64, question: &Question) -> Option<Reply> {
        Some(match question {
            // Manifests can be checked without any run, and links are opened before there is one.
            Question::Lint(text) => answers::lint(text),
            Question::Link { fragment, lesson } => share::linked(fragment, lesson.as_deref()),
            // That is about more than a moment.
            Question::Share { page, from_here } => {
                let lesson = self.lesson.clone();
                let filming = &mut self.bring_up(run)?.filming;
                let wish = share::Wish { page, from_here: *from_here, at_ms };
                share::forms(filming, lesson.as_ref(), &wish)
            }
            Question::Object(object) => {
                Reply::Object(objects::page(self.moment(run, at_ms)?, object).map(Box::new))
            }
            Question::Complete(line) => {
                Reply::Completion(answers::complete(self.moment(run, at_ms)?, line))
            }
            Question::Try { name, text, what } => {
                Reply::Tried(answers::attempt(self.moment(run, at_ms)?, name, text, what))
            }
            Question::Editable(object) => {
                Reply::Editable(answers::editable(self.moment(run, at_ms)?, object))
            }
        })
    }

    /// A run at a moment.
    fn moment(&mut self, run: u32, at_ms: i64) -> Option<&Run> {
        Some(self.bring_up(run)?.filming.at(at_ms))
    }
}

impl Played {
    fn span(&self, changes: &[Change], is_first: bool) -> Span {
        let film = self.filming.film();
        Span {
            run: self.number,
            head: is_first.then(|| Recorder::head(self.filming.timeline().frontier())),
            changes: pack(changes),
            until_ms: film.until_ms,
            end_ms: film.end_ms,
            ahead_ms: self.ahead_ms,
        }
    }
}

/// The last moment that a tape names, in `@ TIME` or `sleep` (milliseconds): how long it is at least.
fn ahead_ms(tape: &Tape) -> i64 {
    tape.lines.iter().fold(0, |at_ms, line| match &line.line {
        Line::At(named) => at_ms.max(*named),
        Line::Command { text, .. } => at_ms + slept_ms(text),
        _ => at_ms,
    })
}

fn slept_ms(command: &str) -> i64 {
    let time = command.strip_prefix("sleep ").and_then(|it| crate::syntax::parse_time(it.trim()));
    time.unwrap_or(100)
}

fn line_of(line: &ActLine) -> Result<Line, String> {
    match line {
        ActLine::Typed(text) => typed(text),
        ActLine::File { name, text } => {
            Ok(Line::File { name: name.to_string(), text: text.to_string() })
        }
    }
}
