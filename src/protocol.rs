//! What the page and the engine say to each other.
//!
//! They are two programs. The page has the tape's text and a film; the engine has the cluster. A
//! *run* is a tape being played, under a number that the page gives it. Everything is a value that
//! can be sent as bytes ([`to_bytes`], [`from_bytes`]); an answer carries the number of its
//! question or of its run. Times are milliseconds since second 0.

use crate::picture::ObjectRef;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

/// The text of a tape, and which of its lines were done on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TapeText {
    /// The tape.
    pub text: Rc<str>,
    /// The lines that somebody did while it played, by index.
    pub done: Vec<u32>,
}

/// What a tape has besides its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TapeFacts {
    /// The tape as it is played, with what was added.
    pub tape: TapeText,
    /// Its title.
    pub title: Rc<str>,
    /// Its files: names and texts.
    pub files: Vec<(Rc<str>, Rc<str>)>,
    /// What opens it, behind the `#` of the page's address; empty where the engine was not asked.
    pub link: Rc<str>,
}

/// A lesson as it is before anybody does anything in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonText {
    /// Its name.
    pub name: Rc<str>,
    /// Its tape.
    pub text: Rc<str>,
}

/// What the page asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Plays a tape.
    Open {
        /// The run's number.
        run: u32,
        /// The tape.
        tape: TapeText,
        /// The lesson that it began as: a link to it is short.
        lesson: Option<LessonText>,
        /// Whether the page has the film already: then only questions are answered.
        has_film: bool,
    },
    /// Does something in a run: another run that is the same up to that moment.
    Act {
        /// In which run.
        run: u32,
        /// The number of the run that comes of it.
        next: u32,
        /// When.
        at_ms: i64,
        /// What, as lines of a tape.
        lines: Vec<ActLine>,
    },
    /// Takes back what was done last in a tape as it was opened: another run without it.
    Undo {
        /// In which run.
        run: u32,
        /// The number of the run that comes of it.
        next: u32,
    },
    /// Plays the tape without something that was done in it: another run, as [`Undo`](Self::Undo)
    /// makes one.
    Without {
        /// In which run.
        run: u32,
        /// The number of the run that comes of it.
        next: u32,
        /// A moment by which it has been done.
        at_ms: i64,
        /// Which entry of the run's console it is.
        entry: u32,
    },
    /// Asks something about a moment.
    Ask {
        /// The question's number.
        id: u32,
        /// Which run.
        run: u32,
        /// Which moment.
        at_ms: i64,
        /// What.
        question: Question,
    },
    /// Computes no further by itself.
    Stop {
        /// Which run.
        run: u32,
    },
}

/// A line that somebody adds to a tape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ActLine {
    /// A command, or an act where it begins with `! `.
    Typed(Rc<str>),
    /// A file.
    File {
        /// Its name.
        name: Rc<str>,
        /// Its text.
        text: Rc<str>,
    },
}

/// What can be asked about a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// All about an object.
    Object(ObjectRef),
    /// What could stand at the end of a command line.
    Complete(Rc<str>),
    /// What is wrong with a manifest.
    Lint(Rc<str>),
    /// What applying a manifest would print; nothing is done.
    Try {
        /// The file's name.
        name: Rc<str>,
        /// Its text.
        text: Rc<str>,
        /// What is tried with it.
        what: Attempt,
    },
    /// An object's text, as `kubectl edit` shows it.
    Editable(ObjectRef),
    /// The run that a link opens. No run need be open.
    Link {
        /// What stands behind the `#`.
        fragment: Rc<str>,
        /// The text of the lesson that the link is to, once it is known.
        lesson: Option<Rc<str>>,
    },
    /// The run in every form in which it can be taken along.
    Share {
        /// The address of the page.
        page: Rc<str>,
        /// Whether it opens at this moment, else from the start.
        from_here: bool,
    },
}

/// What is tried with a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Attempt {
    /// `kubectl apply`.
    Apply,
    /// `kubectl edit` of this object.
    Edit(ObjectRef),
    /// `kubectl diff`.
    Diff,
}

/// What the engine answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// A tape is being played.
    Opened {
        /// Its run.
        run: u32,
        /// What there is besides its film.
        facts: TapeFacts,
    },
    /// What a film is told next: see [`film::unpack`](crate::film::unpack).
    Film(Span),
    /// A run is another one up to a moment, and goes on differently.
    Acted {
        /// The run that something was done in.
        run: u32,
        /// The run that came of it.
        next: u32,
        /// When.
        at_ms: i64,
        /// Its tape.
        facts: TapeFacts,
    },
    /// Another run is played, without what was done last.
    Undone {
        /// The run that something was taken back in.
        run: u32,
        /// The run that came of it.
        next: u32,
        /// When it had been done.
        at_ms: i64,
        /// Its tape.
        facts: TapeFacts,
    },
    /// What was asked for can't be done: the text is no tape, or no command.
    Refused {
        /// The run that there would have been.
        run: u32,
        /// What is wrong.
        error: Rc<str>,
    },
    /// The answer to a question.
    Reply {
        /// The question's number.
        id: u32,
        /// The answer.
        reply: Reply,
    },
}

/// A stretch of a film.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Of which run.
    pub run: u32,
    /// The film's head, packed, at the beginning of a run.
    pub head: Option<crate::film::Head>,
    /// The changes, packed.
    pub changes: Vec<u8>,
    /// How far the film goes now.
    pub until_ms: i64,
    /// How long the run is, once that is known.
    pub end_ms: Option<i64>,
    /// How long it will be at least: the last moment that the tape names.
    pub ahead_ms: i64,
}

/// An answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reply {
    /// All about an object; `None` where it is not there.
    Object(Option<Box<ObjectPage>>),
    /// What could stand at the end of a command line.
    Completion(Completion),
    /// What is wrong with a manifest, and what of it is accepted and not simulated.
    Lint(Vec<Problem>, Vec<Problem>),
    /// What a command would do.
    Tried(Tried),
    /// An object's text, or why there is none.
    Editable(Result<Rc<str>, Rc<str>>),
    /// What a link opens, or why it opens nothing.
    Linked(Result<Linked, Rc<str>>),
    /// Forms of the run.
    Shared(Vec<Form>),
}

/// What a link opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Linked {
    /// The text of this lesson is needed first.
    Lesson(Rc<str>),
    /// A run.
    Run {
        /// Its tape.
        tape: TapeText,
        /// The moment that it opens at.
        at_ms: i64,
    },
}

/// A form of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// What it is called.
    pub name: Rc<str>,
    /// What it is, and what to mind.
    pub meaning: Rc<str>,
    /// The name of a file of it.
    pub file: Rc<str>,
    /// The form itself. One that begins with `<svg` is a picture.
    pub text: Rc<str>,
}

/// All about an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectPage {
    /// Its kind and name.
    pub title: Rc<str>,
    /// What `kubectl describe` prints.
    pub describe: Rc<str>,
    /// Its YAML.
    pub yaml: Rc<str>,
    /// What the scheduler found of each node, for a Pod.
    pub placement: Vec<NodeRow>,
    /// How many nodes are not among them.
    pub nodes_left_out: u32,
    /// The files on its volumes.
    pub volumes: Vec<VolumePage>,
}

/// What the scheduler found of a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeRow {
    /// The node.
    pub node: Rc<str>,
    /// Whether it was chosen.
    pub is_chosen: bool,
    /// Its points, unless it is out.
    pub total: Option<i64>,
    /// Why.
    pub says: Rc<str>,
}

/// What is on a volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolumePage {
    /// The claim's name, or the volume's.
    pub name: Rc<str>,
    /// Another object that is to be looked at for more.
    pub object: Option<ObjectRef>,
    /// Texts by path; `None` where there is no volume yet.
    pub files: Option<Vec<(Rc<str>, Rc<str>)>>,
}

/// What can stand at the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Completion {
    /// The line that was asked about.
    pub line: Rc<str>,
    /// Where the word begins that is replaced (bytes).
    pub start: u32,
    /// The words, sorted. One that ends with `=` or `/` wants more.
    pub candidates: Vec<Rc<str>>,
}

/// Something about a line of a manifest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong, in Kubernetes' words.
    pub message: Rc<str>,
}

/// What a command with a manifest would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// What it would print.
    pub output: Rc<str>,
    /// Whether it would fail.
    pub has_failed: bool,
    /// The command that does it in earnest, with `{}` where the file's name stands.
    pub command: Rc<str>,
}

/// A message as bytes.
#[must_use]
pub fn to_bytes<T: Serialize>(message: &T) -> Vec<u8> {
    // Into memory nothing can fail.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// The message that bytes are; `None` where they are none.
#[must_use]
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}
