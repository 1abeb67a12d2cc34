//! What the page's address asks for.

use super::browser::media;
use super::host::host;
use super::words::opening as words;
use podarium::embed::{OFF, markers};
use podarium::film::Marker;
use podarium::lessons::LESSONS;
use podarium::picture::MARK;
use podarium::playback::SPEEDS;
use podarium::syntax::parse_time;
use std::rc::Rc;
use web_sys::UrlSearchParams;
use yew::AttrValue;

/// Where the tape comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// A lesson that comes with the program, by index.
    Lesson(usize),
    /// From this URL, relative to the page.
    Url(String),
    /// It stands in the link, which the engine reads.
    Link(String),
    /// What the link says can't be opened.
    Broken(String),
}

/// What the page's address asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    pub source: Source,
    pub is_embedded: bool,
    pub speed: Option<usize>,
    pub theme: Option<String>,
    pub autoplay: bool,
    pub start_ms: i64,
    /// Moments besides the captions.
    pub markers: Vec<Rc<Marker>>,
    /// The language of the captions.
    pub lang: Option<AttrValue>,
    /// Longer idle times are hurried through (milliseconds).
    pub idle_ms: Option<i64>,
}

impl Options {
    /// Reads `?query` and `#fragment`.
    pub fn read() -> Self {
        let address = host().address();
        let (page, fragment) = address.split_once('#').unwrap_or((&address, ""));
        let (_, query) = page.split_once('?').unwrap_or_default();
        let parameters = UrlSearchParams::new_with_str(query).ok();
        let get = |name: &str| parameters.as_ref().and_then(|it| it.get(name));
        let is_on = |value: String| !OFF.contains(&value.as_str());
        let is_calm = media("(prefers-reduced-motion: reduce)");
        Self {
            source: source(fragment, get("tape"), get("lesson")),
            is_embedded: get("embed").is_some_and(is_on),
            speed: get("speed").and_then(|it| speed(&it)),
            theme: get("theme").filter(|it| it == "dark" || it == "light"),
            autoplay: get("autoplay").map_or(!is_calm, is_on),
            start_ms: get("t")
                .or_else(|| get("start-at"))
                .and_then(|it| parse_time(&it))
                .unwrap_or(0),
            markers: get("markers").map(|it| marked(&it)).unwrap_or_default(),
            lang: get("lang").filter(|it| !it.is_empty()).map(AttrValue::from),
            idle_ms: get("idle-time-limit").and_then(|it| parse_time(&it)),
        }
    }
}

/// What `12s=Surge,1m=Done` says.
fn marked(text: &str) -> Vec<Rc<Marker>> {
    let marker =
        |(at_ms, name): (i64, &str)| Rc::new(Marker { at_ms, number: MARK, text: name.into() });
    markers(text).into_iter().flatten().map(marker).collect()
}

fn source(fragment: &str, url: Option<String>, lesson: Option<String>) -> Source {
    if fragment.starts_with("run=") || fragment.starts_with("tape=") {
        return Source::Link(fragment.to_owned());
    }
    if let Some(url) = url.filter(|it| !it.is_empty()) {
        return Source::Url(url);
    }
    let Some(name) = lesson else { return Source::Lesson(0) };
    match LESSONS.iter().position(|it| it.name == name) {
        Some(index) => Source::Lesson(index),
        None => {
            let names: Vec<&str> = LESSONS.iter().map(|it| it.name).collect();
            Source::Broken(words::no_such_lesson(&name, &names))
        }
    }
}

/// The notch of a speed such as `0.5` or `2x`: the nearest there is.
pub fn speed(text: &str) -> Option<usize> {
    let text = text.trim_end_matches(['x', '\u{d7}']);
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = format!("{:0<2.2}", part);
    let number = |text: &str| if text.is_empty() { Some(0) } else { text.parse::<i64>().ok() };
    let hundredths = number(whole)?.checked_mul(100)?.checked_add(number(&part)?)?;
    // Nearest by ratio: between half and double speed lies neither.
    let ratio = |notch: usize| {
        let (small, large) = (SPEEDS[notch].min(hundredths), SPEEDS[notch].max(hundredths));
        large.saturating_mul(1000) / small.max(1)
    };
    (hundredths > 0).then(|| (0..SPEEDS.len()).min_by_key(|notch| ratio(*notch)))?
}

/// How a notch is written: `½×`, `1×`.
pub fn speed_label(hundredths: i64) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    format!("{}\u{d7}", text.trim_end_matches('0').trim_end_matches('.'))
}
