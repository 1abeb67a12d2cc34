//! All that the interface says, named by where it stands. Another language is another file like this.
//!
//! What Kubernetes says, what decisions say, and what tapes say is not of the interface. What is
//! said with a number or a name in it is a function: other languages order and bend them otherwise.

pub mod dialogs;
mod field;

pub use self::field::{node, pod, stage};

/// What several parts say.
pub mod common {
    pub const ALL_ABOUT: &str = "All about it";
    pub const CLOSE: &str = "Close";
    pub const ENGINE_COMES: &str = "The engine is on its way";
    pub const KEYS_AND_SIGNS: &str = "Keys and signs";
    pub const LESSONS: &str = "Lessons";
    pub const UNDO: &str = "Undo";

    /// How many Pods there are.
    pub fn pods(count: u32) -> String {
        match count {
            1 => "1 Pod".to_owned(),
            _ => format!("{count} Pods"),
        }
    }

    /// How long something takes: `9 s`, `4 min 12 s`, `2 h 5 min`.
    pub fn time(seconds: i64) -> String {
        match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
            (0, 0, seconds) => format!("{seconds} s"),
            (0, minutes, 0) => format!("{minutes} min"),
            (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
            (hours, minutes, _) => format!("{hours} h {minutes} min"),
        }
    }
}

/// The page as a whole, and what takes long.
pub mod page {
    pub const AS_IT_WAS: &str = "as it was";
    pub const CLUSTER: &str = "Cluster";
    pub const PLAYING: &str = "Playing the tape";
    pub const THE_LESSON: &str = "the lesson";
    pub const UNTITLED: &str = "Untitled tape";
    pub const WHAT_IF: &str = "what if";

    pub fn found(pods: usize, all: usize, nodes: usize, all_nodes: usize) -> String {
        format!("{pods} of {all} Pods, {nodes} of {all_nodes} nodes")
    }

    pub fn playing(minutes: i64, all: i64) -> String {
        format!("Playing the tape: {minutes} of {all} minutes")
    }

    pub fn loading(from: &str) -> String {
        format!("Loading {from}")
    }

    pub fn engine_comes(then: &str) -> String {
        format!("{}, then: {then}", super::common::ENGINE_COMES)
    }
}

/// What was done, taken back and done again.
pub mod acts {
    pub const LAST: &str = "what was done last";
    pub const NOTHING_TO_REDO: &str = "There is nothing to do again: nothing was taken back.";
    pub const NOTHING_TO_UNDO: &str = "There is nothing to take back: nothing was done yet.";
    pub const NO_TAPE: &str = "There is no tape here that something could be done in.";
    pub const ONE_RUN: &str = "There is one run only: go back in time and do something else there.";
    pub const RESET: &str = "Reset: the tape is as it was.";
    pub const STOPPED: &str = "Stopped.";
    pub const WHAT_IF_NOT: &str = "What if this had not happened?";

    pub fn dropped(at: &str) -> String {
        format!(
            "Another future begins at {at}: what came after it is dropped. Undo brings it back."
        )
    }

    pub fn undone(what: &str) -> String {
        format!("Taken back: {what}")
    }

    pub fn redone(what: &str) -> String {
        format!("Done again: {what}")
    }

    pub fn without(what: &str) -> String {
        format!("without {what}")
    }

    pub fn two_runs(what: &str) -> String {
        format!("Two runs: as it was, and {what}.")
    }

    pub fn stopped(line: &str) -> String {
        format!("Stopped. It was not done: {line}")
    }
}

/// Where the engine can't go on.
pub mod engine {
    pub const BAD_FILM: &str = "A part of the film could not be read.";
    pub const OTHER_VERSION: &str = "The engine is of another version.";

    pub fn stopped(why: &str) -> String {
        format!("The engine has stopped: {why}")
    }

    pub fn lost(line: &str) -> String {
        format!(" \u{2013} This was not done: {line}")
    }

    pub fn run_before(what: &str) -> String {
        format!(" \u{2013} Here is the run before: {what}. Redo plays it again.")
    }
}

/// Opening a tape.
pub mod opening {
    pub const LESSONS_TAPE: &str = "of the lesson";
    pub const NO_TEXT: &str = "it is no text in UTF-8";
    pub const THE_LINK: &str = "the link";

    pub fn opened(title: &str) -> String {
        format!("Opened: {title}")
    }

    pub fn no_such_lesson(name: &str, all: &[&str]) -> String {
        format!("There is no lesson {name:?}. There are: {}.", all.join(", "))
    }

    pub fn link_to_none(name: &str) -> String {
        format!("The link is to a lesson {name:?}, and there is none.")
    }

    pub fn too_slow(seconds: u32) -> String {
        format!("nothing came within {seconds} seconds")
    }

    pub fn film_only(error: &str) -> String {
        format!(
            "The lesson's tape can't be loaded: {error}. The film can be watched, but nothing can be done in it."
        )
    }

    pub fn not_loaded(from: &str, error: &str) -> String {
        format!(
            "The tape {from} can't be loaded: {error}. Check the address after ?tape= and whether its server allows other pages to read it. The lessons above can be opened."
        )
    }

    pub fn no_tape(from: &str, error: &str) -> String {
        format!("The tape {from} can't be read, {error}.")
    }
}

/// The top of the page.
pub mod header {
    pub const ALL_LESSONS: &str = "All lessons, and the kinds compared (g)";
    pub const HELP: &str = "Keys and signs (?)";
    pub const LESSON: &str = "Lesson";
    pub const NAME: &str = "Podarium";
    pub const PRESENT: &str = "Present";
    pub const PRESENT_TITLE: &str = "For a lecture hall (p)";
    pub const REDO: &str = "Redo";
    pub const REDO_TITLE: &str = "Do again what was taken back last (U)";
    pub const RESET: &str = "Reset";
    pub const RESET_TITLE: &str = "Back to the tape as it was (r)";
    pub const SHARE: &str = "Share";
    pub const THEME: &str = "Light or dark";
    pub const THEME_TITLE: &str = "Light or dark (t)";
    pub const UNDO_TITLE: &str = "Take back what was done last (u)";
}

/// The parts of the control plane.
pub mod plane {
    pub const API_SERVER: &str = "API server";
    pub const CONTROL_PLANE: &str = "Control plane";
    pub const CONTROLLER: &str = " controller";
    pub const ETCD: &str = " \u{b7} etcd";
    pub const NOBODY_CALLS: &str = "everyone reads and writes here, nobody calls anybody else";
    pub const WHY: &str = "Why: ";

    pub fn source(place: &str) -> String {
        format!("Kubernetes: {place}")
    }
}

/// The strip, its tabs, and playback.
pub mod strip {
    pub const FOLDED: &str = "folded \u{25b8}";
    pub const FOLD_TITLE: &str = "Nothing happens here. Unfold all";
    pub const LIVE: &str = " live";
    pub const NEWEST: &str = "This is the newest moment of the run (l)";
    pub const PAUSE: &str = "Pause";
    pub const PLAY: &str = "Play";
    pub const PLAYBACK: &str = "Playback";
    pub const SPEED: &str = "Speed";
    pub const SPEED_TITLE: &str = "Speed (< >)";
    pub const STEP_BACK: &str = "Step back";
    pub const STEP_BACK_TITLE: &str = "Step back (,)";
    pub const STEP_FORWARD: &str = "Step forward";
    pub const STEP_FORWARD_TITLE: &str = "Step to the next decision (.)";
    pub const TIMELINE: &str = "Timeline";
    pub const WORKLOAD: &str = "Workload on the strip";

    /// What went wrong, beside the chart.
    pub fn failed(count: i64) -> String {
        format!("{count} failed")
    }

    /// How long nothing happens, in a place of 40 pixels, as kubectl has ages: `9s`, `4m12s`, `2h5m`.
    pub fn idle(seconds: i64) -> String {
        match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
            (0, 0, seconds) => format!("{seconds}s"),
            (0, minutes, 0) => format!("{minutes}m"),
            (0, minutes, seconds) => format!("{minutes}m{seconds}s"),
            (hours, minutes, _) => format!("{hours}h{minutes}m"),
        }
    }

    /// What is left out there.
    pub fn skipped(seconds: i64) -> String {
        format!("\u{bb} {}", idle(seconds))
    }

    pub fn play_title(label: &str) -> String {
        format!("{label} (space)")
    }

    pub fn past(newest: &str) -> String {
        format!("This is the past. To the newest moment, {newest} (l)")
    }

    pub fn caption(sign: &str, text: &str) -> String {
        format!("Caption {sign}: {text}")
    }

    /// Where the head is.
    pub fn place(clock: &str, is_past: bool, caption: usize, count: usize, work: &str) -> String {
        let past = if is_past { ", in the past" } else { "" };
        format!("{clock}{past}, caption {caption} of {count}{work}")
    }

    pub fn load_on(name: &str) -> String {
        format!("Load on {name}")
    }

    pub fn load(requests: i64) -> String {
        format!("{requests} requests a second")
    }
}

/// The panel at the side.
pub mod panel {
    pub const COMMAND: &str = "Command";
    pub const COMMAND_EXAMPLE: &str = "kubectl get pods";
    pub const CONSOLE: &str = "Console";
    pub const EVENTS: &str = "Events";
    pub const NAME: &str = "Terminal and details";
    pub const NOTHING_TYPED: &str =
        "What is typed here, or by the lesson, is answered as kubectl answers.";
    pub const NO_EVENTS: &str = "No events yet.";
    pub const OBJECT: &str = "Object";
    pub const TERMINAL: &str = "Terminal";
    pub const YAML: &str = "YAML";
}

/// All about one object.
pub mod object {
    pub const CHOOSE: &str = "Choose a Pod, a node or a workload to see all about it.";
    pub const DECIDED: &str = "What was decided";
    pub const DESCRIBE: &str = "kubectl describe";
    pub const EDIT: &str = "Edit";
    pub const EMPTY: &str = "Nothing has been written to it.";
    pub const FILES_ON: &str = "Files on ";
    pub const NODE: &str = "Node";
    pub const NOT_HERE: &str = "The engine is asked, or there is no such object at this moment.";
    pub const NO_VOLUME: &str = "It has no volume yet.";
    pub const PLACEMENT: &str = "The scheduler on each node";
    pub const POINTS: &str = "Points";
    pub const WHY: &str = "Why";
    pub const WHY_SO: &str = "Why it is so";

    pub fn lines(count: usize) -> String {
        match count {
            1 => "1 line".to_owned(),
            _ => format!("{count} lines"),
        }
    }

    pub fn earlier(count: usize) -> String {
        format!("{count} earlier")
    }

    pub fn more_nodes(count: u32) -> String {
        format!("and {count} nodes more")
    }
}
