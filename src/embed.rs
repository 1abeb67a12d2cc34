//! What the page may be asked for: the table that the page, the documents and the checks share.

/// A parameter of the page's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Which values it takes.
    pub value: &'static str,
    /// What holds without it.
    pub default: &'static str,
    /// What it does, in Markdown.
    pub meaning: &'static str,
}

// What the page's address and the element say in the same words.
const LOOP: Parameter =
    Parameter { name: "loop", value: "switch", default: "off", meaning: "begins again at the end" };
const PAUSE_ON_MARKERS: Parameter = Parameter {
    name: "pause-on-markers",
    value: "switch",
    default: "off",
    meaning: "stops at each caption but the first",
};

/// Every parameter behind `?`. A switch is on where it is named, and off with `0`, `false`, `no` or
/// `off`.
pub const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "lesson",
        value: "NAME",
        default: "the first",
        meaning: "a built-in lesson: `podarium lessons` lists them",
    },
    Parameter {
        name: "tape",
        value: "URL",
        default: "",
        meaning: "a tape from elsewhere, relative to Podarium's page; its server must allow it to be read",
    },
    Parameter {
        name: "embed",
        value: "switch",
        default: "off",
        meaning: "only stage, captions and playback, for an iframe",
    },
    Parameter {
        name: "autoplay",
        value: "switch",
        default: "on; off for who prefers reduced motion",
        meaning: "plays when it is opened",
    },
    Parameter {
        name: "speed",
        value: "NUMBER",
        default: "1",
        meaning: "virtual seconds in a second, to the nearest step of the page",
    },
    Parameter {
        name: "t",
        value: "TIME",
        default: "0s",
        meaning: "where it begins, such as `1m30s`; `start-at` is the same",
    },
    Parameter {
        name: "theme",
        value: "`light`, `dark`",
        default: "the reader's",
        meaning: "the colours",
    },
    LOOP,
    PAUSE_ON_MARKERS,
    Parameter {
        name: "controls",
        value: "switch",
        default: "on",
        meaning: "the transport at the bottom of an embedded page",
    },
    Parameter {
        name: "origin",
        value: "an origin",
        default: "that of the page that shows it",
        meaning: "who may send it messages",
    },
];

/// Every attribute of `<podarium-player>`, besides those that every element has.
pub const ATTRIBUTES: &[Parameter] = &[
    Parameter { name: "lesson", value: "NAME", default: "", meaning: "a built-in lesson" },
    Parameter {
        name: "src",
        value: "URL",
        default: "",
        meaning: "a tape, relative to the page that the player stands in. A tape may also stand in the player, in a `<pre>`",
    },
    Parameter {
        name: "poster",
        value: "URL",
        default: "the title",
        meaning: "a picture that stands there before anybody plays; an `<img>` in the player does the same, and is there without scripts and in print",
    },
    Parameter {
        name: "height",
        value: "pixels, or a length of CSS",
        default: "560",
        meaning: "how high it is",
    },
    Parameter { name: "title", value: "TEXT", default: "the tape's", meaning: "what it is called" },
    Parameter {
        name: "autoplay",
        value: "switch",
        default: "off",
        meaning: "plays when it comes into view, unless the reader prefers reduced motion",
    },
    Parameter {
        name: "preload",
        value: "`auto`",
        default: "on play",
        meaning: "fetches the program when it comes near the view",
    },
    Parameter { name: "start-at", value: "TIME", default: "0s", meaning: "where it begins" },
    Parameter {
        name: "speed",
        value: "NUMBER",
        default: "1",
        meaning: "virtual seconds in a second",
    },
    Parameter {
        name: "theme",
        value: "`auto`, `light`, `dark`",
        default: "auto",
        meaning: "the colours; `auto` follows the page, also when it changes",
    },
    Parameter {
        name: "together",
        value: "switch",
        default: "off",
        meaning: "goes on when another player begins",
    },
    LOOP,
    PAUSE_ON_MARKERS,
    Parameter {
        name: "controls",
        value: "switch",
        default: "on",
        meaning: "the transport at its bottom",
    },
    Parameter {
        name: "panels",
        value: "switch",
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
