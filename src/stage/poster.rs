//! Posters: a picture of a good moment as a small SVG, for pages that have not been played yet.
//!
//! It is light or dark by itself, and has no size of its own. Colours, shapes and marks are those of
//! the stage: hue is the owner, corner the kind, a full tile a Pod of the newest revision.

mod cards;
mod hues;
mod moment;
mod strip;
mod words;

pub use self::moment::good_moment;

use self::words::{Escaped, fitting, lines_of, spoken};
use crate::film::Film;
use crate::picture::{Inline, Picture};
use std::fmt::Write;

/// How large a poster is drawn (pixels of its own).
const WIDTH: i32 = 600;
const HEIGHT: i32 = 400;
/// Between things.
const GAP: i32 = 8;
/// Where the cards are, and how far down they reach above a strip, and without one.
const TOP: i32 = 62;
const FLOOR: i32 = 282;
/// Half of the button (pixels).
const PLAY: i32 = 30;

const STYLE: &str = "\
:root{--b:#f3f5f7;--c:#fff;--i:#16202b;--s:#515d6b;--l:#9aa6b3;--a:#0a58ca;--w:#fff;--x:#b3261e;\
--p:#2a5fc9;--q:#a94f08;--t:#0b7362;--u:#57257f;--v:#b03a70;--y:#5a6412;--z:#5d6773}\
@media(prefers-color-scheme:dark){:root{--b:#0f141a;--c:#19202a;--i:#e9eef4;--s:#a3afbd;\
--l:#5b6878;--a:#7fb2ff;--w:#0d131a;--x:#ff8a80;--p:#86adff;--q:#f2a65a;--t:#5fcdb4;--u:#a873f5;\
--v:#f092bd;--y:#c2cb70;--z:#96a2b0}}.p{--o:var(--p)}.q{--o:var(--q)}.t{--o:var(--t)}\
.u{--o:var(--u)}.v{--o:var(--v)}.y{--o:var(--y)}.z{--o:var(--z)}.n{fill:var(--c);\
stroke:var(--l)}.f{stroke:var(--x);stroke-dasharray:5 3}.r,.d,.h,.g,.e{stroke:var(--o);\
stroke-width:2;fill:var(--c)}.r,.k{fill:var(--o)}.d,.m{fill:var(--o);fill-opacity:.24}\
.g{stroke-dasharray:2 4}.e{stroke:var(--x);stroke-width:3}.m{stroke:none}.j{stroke:var(--o);\
stroke-dasharray:5 4;fill:none}text{fill:var(--i)}.s{fill:var(--s)}.w{fill:var(--w)}\
.x{fill:var(--x)}";

/// The poster of a film at a moment (milliseconds since second 0).
#[must_use]
pub fn poster(film: &Film, at_ms: i64) -> String {
    let picture = film.at(at_ms, &Picture::default());
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         aria-labelledby=\"t d\" font-family=\"system-ui,sans-serif\">"
    );
    let mut add = |text: std::fmt::Arguments| {
        // Writing to a String can't fail.
        let _ = svg.write_fmt(text);
    };
    let title = &film.head.title;
    add(format_args!("<title id=\"t\">{}</title>", Escaped(title)));
    add(format_args!("<desc id=\"d\">{}</desc>", Escaped(&spoken(&picture))));
    add(format_args!("<style>{STYLE}</style>"));
    add(format_args!("<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"var(--b)\"/>"));
    let mut hues = hues::Hues::of(&picture);
    let strip = strip::strip(film, &picture, &mut hues);
    let caption = picture.caption.as_ref().map_or_else(String::new, |it| plain(&it.text));
    let caption = lines_of(&caption, 72, 2);
    let floor = match (&strip, caption.len()) {
        (Some(_), 0) => FLOOR + 40,
        (Some(_), _) => FLOOR,
        (None, 0) => HEIGHT - GAP,
        (None, _) => FLOOR + 60,
    };
    add(format_args!("{}", cards::cards(&picture, &film.peaks(), floor, &mut hues)));
    for (line, text) in (0..).zip(&caption) {
        let y = floor + 22 + line * 20;
        add(format_args!("<text x=\"12\" y=\"{y}\" font-size=\"15\">{}</text>", Escaped(text)));
    }
    if let Some(strip) = strip {
        add(format_args!("{strip}"));
    }
    let (title, size) = fitting(title);
    add(format_args!(
        "<text x=\"12\" y=\"28\" font-size=\"{size}\" font-weight=\"700\">{}</text>",
        Escaped(&title)
    ));
    let about = words::about(film);
    add(format_args!("<text class=\"s\" x=\"12\" y=\"50\" font-size=\"14\">{about}</text>"));
    let y = floor - PLAY - 4;
    add(format_args!(
        "<circle cx=\"300\" cy=\"{y}\" r=\"{PLAY}\" fill=\"var(--a)\"/>\
         <path class=\"w\" d=\"M291 {}l26 15-26 15z\"/></svg>",
        y - 15
    ));
    svg
}

/// A caption without its marks.
fn plain(pieces: &[Inline]) -> String {
    let text = |piece: &Inline| match piece {
        Inline::Text(text) | Inline::Bold(text) | Inline::Italic(text) | Inline::Code(text) => {
            text.clone()
        }
    };
    pieces.iter().map(text).collect()
}
