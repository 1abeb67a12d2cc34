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
        meaning: "where it begins, such as `1m30s`",
    },
    Parameter {
        name: "theme",
        value: "`light`, `dark`",
        default: "the reader's",
        meaning: "the colours",
    },
];
