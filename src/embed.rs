//! What the page may be asked for: the table that the page, the documents and the checks share.

use crate::syntax::parse_time;

/// Which values a parameter takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A built-in lesson.
    Lesson,
    /// An address.
    Url,
    /// On where it is named, and off with one of [`OFF`].
    Switch,
    /// A number above 0.
    Number,
    /// A time such as `1m30s`, or seconds.
    Time,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Pixels, or a length of CSS.
    Length,
    /// An origin, such as `https://example.org`.
    Origin,
    /// Moments with what they are called: `12s=Surge,1m=Done`.
    Markers,
    /// A tag of a language, such as `de` or `pt-BR`.
    Language,
    /// Anything.
    Text,
}

/// What switches are turned off with.
pub const OFF: [&str; 4] = ["0", "false", "no", "off"];

impl Kind {
    /// Which values those are, in Markdown.
    #[must_use]
    pub fn words(self) -> String {
        let word = match self {
            Self::Lesson => "NAME",
            Self::Url => "URL",
            Self::Switch => "switch",
            Self::Number => "NUMBER",
            Self::Time => "TIME",
            Self::OneOf(words) => {
                return words.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
            }
            Self::Length => "pixels, or a length of CSS",
            Self::Origin => "an origin",
            Self::Markers => "TIME=TEXT,...",
            Self::Language => "a language, such as `de`",
            Self::Text => "TEXT",
        };
        word.to_owned()
    }

    /// Whether a value is one of them. Whether there is such a lesson or file is checked elsewhere.
    #[must_use]
    pub fn takes(self, value: &str) -> bool {
        let is_number = |it: &str| it.parse::<f64>().is_ok_and(|it| it.is_finite() && it > 0.0);
        match self {
            Self::Lesson | Self::Url | Self::Text => true,
            Self::Switch => ["", "1", "true", "yes", "on"].contains(&value) || OFF.contains(&value),
            Self::Number => is_number(value.trim_end_matches(['x', '\u{d7}'])),
            Self::Time => parse_time(value).is_some(),
            Self::OneOf(words) => words.contains(&value),
            Self::Length => {
                is_number(value.trim_end_matches(|it: char| it.is_ascii_alphabetic() || it == '%'))
            }
            Self::Origin => value == "null" || value.contains("://"),
            Self::Markers => markers(value).is_some(),
            Self::Language => {
                let is_part = |it: &str| {
                    (1..=8).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_alphanumeric())
                };
                value.split('-').all(is_part)
            }
        }
    }
}

/// The moments that a list of markers says (milliseconds), and what each is called.
#[must_use]
pub fn markers(text: &str) -> Option<Vec<(i64, &str)>> {
    fn one(text: &str) -> Option<(i64, &str)> {
        let (time, name) = text.split_once('=')?;
        Some((parse_time(time.trim())?, name.trim()))
    }
    text.split(',').map(one).collect()
}

/// A parameter of the page's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Which values it takes.
    pub kind: Kind,
    /// What holds without it.
    pub default: &'static str,
    /// What it does, in Markdown.
    pub meaning: &'static str,
}

// What the page's address and the element say in the same words.
const LOOP: Parameter = Parameter {
    name: "loop",
    kind: Kind::Switch,
    default: "off",
    meaning: "begins again at the end",
};
const PAUSE_ON_MARKERS: Parameter = Parameter {
    name: "pause-on-markers",
    kind: Kind::Switch,
    default: "off",
    meaning: "stops at each caption but the first",
};

const IDLE_TIME_LIMIT: Parameter = Parameter {
    name: "idle-time-limit",
    kind: Kind::Time,
    default: "8s",
    meaning: "of a time in which nothing happens, about so much is played as it is; the rest is hurried through",
};
const MARKERS: Parameter = Parameter {
    name: "markers",
    kind: Kind::Markers,
    default: "the captions alone",
    meaning: "more moments that have a flag, are stopped at and told of as captions are: `12s=Surge,1m=Done`",
};
const LANG: Parameter = Parameter {
    name: "lang",
    kind: Kind::Language,
    default: "the page's",
    meaning: "the language of the captions, for those who hear them",
};

/// Every parameter behind `?`. A switch is on where it is named, and off with `0`, `false`, `no` or
/// `off`.
pub const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "lesson",
        kind: Kind::Lesson,
        default: "the first",
        meaning: "a built-in lesson: `podarium lessons` lists them",
    },
    Parameter {
        name: "tape",
        kind: Kind::Url,
        default: "",
        meaning: "a tape from elsewhere, relative to Podarium's page; its server must allow it to be read",
    },
    Parameter {
        name: "embed",
        kind: Kind::Switch,
        default: "off",
        meaning: "only stage, captions and playback, for an iframe",
    },
    Parameter {
        name: "autoplay",
        kind: Kind::Switch,
        default: "on; off for who prefers reduced motion",
        meaning: "plays when it is opened",
    },
    Parameter {
        name: "speed",
        kind: Kind::Number,
        default: "1",
        meaning: "virtual seconds in a second, to the nearest step of the page",
    },
    Parameter {
        name: "t",
        kind: Kind::Time,
        default: "0s",
        meaning: "where it begins, such as `1m30s`; `start-at` is the same",
    },
    Parameter {
        name: "theme",
        kind: Kind::OneOf(&["light", "dark"]),
        default: "the reader's",
        meaning: "the colours",
    },
    LOOP,
    PAUSE_ON_MARKERS,
    MARKERS,
    IDLE_TIME_LIMIT,
    LANG,
    Parameter {
        name: "controls",
        kind: Kind::Switch,
        default: "on",
        meaning: "the transport at the bottom of an embedded page",
    },
    Parameter {
        name: "origin",
        kind: Kind::Origin,
        default: "that of the page that shows it",
        meaning: "who may send it messages",
    },
];

/// Every attribute of `<podarium-player>`, besides those that every element has.
pub const ATTRIBUTES: &[Parameter] = &[
    Parameter { name: "lesson", kind: Kind::Lesson, default: "", meaning: "a built-in lesson" },
    Parameter {
        name: "src",
        kind: Kind::Url,
        default: "",
        meaning: "a tape, relative to the page that the player stands in. A tape may also stand in the player, in a `<pre>`",
    },
    Parameter {
        name: "poster",
        kind: Kind::Url,
        default: "the title",
        meaning: "a picture that stands there before anybody plays; an `<img>` in the player does the same, and is there without scripts and in print",
    },
    Parameter { name: "height", kind: Kind::Length, default: "560", meaning: "how high it is" },
    Parameter {
        name: "fit",
        kind: Kind::OneOf(&["both", "width"]),
        default: "both",
        meaning: "`both`: it fills the width there is, and its height; `width`: its height follows from its width, 16 to 10",
    },
    Parameter {
        name: "title",
        kind: Kind::Text,
        default: "the tape's",
        meaning: "what it is called",
    },
    Parameter {
        name: "autoplay",
        kind: Kind::Switch,
        default: "off",
        meaning: "plays when it comes into view, unless the reader prefers reduced motion",
    },
    Parameter {
        name: "preload",
        kind: Kind::OneOf(&["auto"]),
        default: "on play",
        meaning: "fetches the program when it comes near the view",
    },
    Parameter { name: "start-at", kind: Kind::Time, default: "0s", meaning: "where it begins" },
    Parameter {
        name: "speed",
        kind: Kind::Number,
        default: "1",
        meaning: "virtual seconds in a second",
    },
    Parameter {
        name: "theme",
        kind: Kind::OneOf(&["auto", "light", "dark"]),
        default: "auto",
        meaning: "the colours; `auto` follows the page, also when it changes",
    },
    Parameter {
        name: "together",
        kind: Kind::Switch,
        default: "off",
        meaning: "goes on when another player begins",
    },
    LOOP,
    PAUSE_ON_MARKERS,
    MARKERS,
    IDLE_TIME_LIMIT,
    LANG,
    Parameter {
        name: "controls",
        kind: Kind::Switch,
        default: "on",
        meaning: "the transport at its bottom",
    },
    Parameter {
        name: "panels",
        kind: Kind::Switch,
        default: "off",
        meaning: "all of the page: with terminal, manifests, events and objects",
    },
];

/// What can be asked of a player, besides its attributes.
pub const METHODS: &[(&str, &str)] = &[
    ("play()", "plays on; the first time it fetches the program"),
    ("pause()", "stops"),
    ("toggle()", "the one or the other"),
    (
        "seek(to)",
        "goes to a moment: seconds of virtual time, a share such as `\"35%\"`, or a caption: `{ marker: \"next\" }`, `\"prev\"` or its index",
    ),
    ("currentTime", "the moment, in seconds of virtual time; may be set"),
    ("duration", "how long it is, in seconds, as far as that is known"),
    ("paused", "whether it does not play"),
    ("ended", "whether it is at its end"),
    ("markers", "its captions: `{ index, time, label }` each"),
    ("tape", "its tape, with what was done in it"),
];

/// What a player tells, as DOM events that bubble; `detail.time` is the moment in seconds.
pub const EVENTS: &[(&str, &str)] = &[
    ("ready", "its program runs"),
    ("play", "it has begun to play"),
    ("pause", "it has stopped"),
    ("ended", "it has come to the end"),
    ("timeupdate", "it goes on; four times a second"),
    ("marker", "it has come to a caption: `detail.index`, `detail.label`"),
    ("fork", "somebody did something in it for the first time; `detail.tape` is the run now"),
    ("input", "somebody did something in it; `detail.tape` is the run now"),
    ("error", "it could not start; `detail.message` says why"),
];

/// What a frame of the page hears as messages of its parent, `{context: "podarium", v: 1, type}`.
pub const MESSAGES: &[(&str, &str)] = &[
    ("play", "plays on"),
    ("pause", "stops"),
    ("seek", "goes to a moment: `to` as above, or `time` in milliseconds"),
    ("speed", "plays `speed` times as fast"),
    ("theme", "the colours: `theme` is `light` or `dark`"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_of_their_kind() {
        for (kind, good, bad) in [
            (Kind::Switch, &["", "1", "off"][..], &["maybe"][..]),
            (Kind::Number, &["2", "0.5", "2x"], &["0", "-1", "fast", "inf"]),
            (Kind::Time, &["12.5", "1m30s"], &["", "soon", "-1s"]),
            (Kind::Length, &["420", "70vh", "50%"], &["tall", ""]),
            (Kind::Language, &["de", "pt-BR"], &["", "de_DE", "englishlanguage"]),
            (Kind::Markers, &["12=a b,1m=c"], &["12", "x=y", ""]),
            (Kind::OneOf(&["a"]), &["a"], &["b"]),
            (Kind::Origin, &["https://example.org", "null"], &["example.org"]),
        ] {
            for value in good {
                assert!(kind.takes(value), "{kind:?} {value:?}");
            }
            for value in bad {
                assert!(!kind.takes(value), "{kind:?} {value:?}");
            }
        }
    }
}
