//! What the dialogs and the editor say.

/// The gallery of lessons.
pub mod gallery {
    pub const COMPARED: &str = "The kinds compared";
    pub const KIND: &str = "Kind";
}

/// The help.
pub mod help {
    pub const ACTS: &str = "Click, hold or right-click a Pod to delete or crash it, a node to fail and recover it, a volume to delete its claim; by key, Tab to the stage, arrows, then Delete. In the terminal, kubectl and acts such as ";
    pub const ACT_EXAMPLE: &str = "! node-down node-2";
    pub const ACTS_END: &str = " are understood.";

    /// The keys and what they do.
    pub const KEYS: &[(&str, &str)] = &[
        ("Space", "play, pause"),
        (". or \u{2192}", "step to the next decision"),
        (", or \u{2190}", "step back"),
        ("Shift+\u{2192} \u{2190}", "a second on, a second back"),
        ("1 \u{2026} 9", "to a caption"),
        ("]  [ or PageDown PageUp", "next, previous caption"),
        ("w", "what led to the last decision"),
        ("b", "beside it the run as it was before you acted in its past"),
        ("f", "fold idle times, or not"),
        ("p", "presenter mode"),
        ("Home  End", "to the beginning, to the end"),
        (">  <", "faster, slower"),
        ("l", "to the newest moment"),
        ("u or Ctrl+Z", "take back what was done last"),
        ("U or Ctrl+Y", "do again what was taken back"),
        ("r", "reset: the tape as it was"),
        ("Arrows", "on the stage: from Pod to Pod"),
        ("Delete or Shift+F10", "on a Pod, node, volume: what can be done to it"),
        ("/", "look for a Pod, node, workload; Enter goes to the first"),
        ("c", "type into the terminal"),
        ("g", "all lessons, the kinds compared"),
        ("t", "light, dark"),
        ("Esc", "close what is open, leave the terminal"),
        ("?", "this list"),
    ];

    /// The looks of a Pod: class and meaning.
    pub const SIGNS: &[(&str, &str)] = &[
        ("ready", "ready"),
        ("ready old", "older revision"),
        ("creating", "starting"),
        ("running", "running, not ready"),
        ("terminating", "leaving"),
        ("pending", "pending"),
        ("crash", "failing"),
        ("done", "completed"),
    ];
}

/// The run to take along.
pub mod share {
    pub const COPIED: &str = "Copied.";
    pub const COPY: &str = "Copy";
    pub const COPY_BY_KEY: &str = "Press Ctrl+C to copy it.";
    pub const ENGINE_COMES: &str = "The engine is on its way.";
    pub const FORM: &str = "Form";
    pub const FROM_HERE: &str = " from this moment";
    pub const LINK: &str = "link";
    pub const LINK_MEANING: &str = "an address that opens it";
    pub const SAVE: &str = "Save";
    pub const TEXT: &str = "Text to copy";
    pub const TITLE: &str = "Share this run";
}

/// A tape that can't be played, and what takes long.
pub mod notice {
    pub const COMPARE: &str = "Compare";
    pub const STOP: &str = "Stop";
    pub const TAPE: &str = "The tape";
}

/// The editor of manifests.
pub mod editor {
    pub const APPLY: &str = "Apply";
    pub const APPLY_TITLE: &str = "Apply (Ctrl+Enter)";
    pub const CHANGED: &str = " (changed)";
    pub const DIFF: &str = "Diff";
    pub const DIFF_TITLE: &str = "Compare with the cluster";
    pub const FILE: &str = "File";
    pub const GOOD: &str = "The schema has nothing against it.";
    pub const NEW: &str = "New";
    pub const PASTED: &str = "What was pasted";
    pub const REVERT: &str = "Throw away";
    pub const SAME: &str = "The cluster has it like this already.";

    pub fn file(name: &str) -> String {
        format!("The file {name}")
    }

    pub fn manifest(name: &str) -> String {
        format!("Manifest {name}")
    }

    pub fn line(number: u32, message: &str) -> String {
        format!("line {number}: {message}")
    }

    pub fn more(count: usize) -> String {
        format!("and {count} more")
    }

    pub fn ends_file(number: usize, line: &str) -> String {
        format!(
            "line {number}: {line:?} would end the file where the run is written down. Put a space before it, or take it out."
        )
    }

    /// What the API server says of it, and what became of it here.
    pub fn too_large(what: &str, length: usize, max: usize) -> String {
        format!(
            "Error from server (RequestEntityTooLarge): Request entity too large: limit is {max}. {what} has {length} bytes and was not taken; the text here is as it was."
        )
    }
}
