//! A run as it is taken along: what opens it, and what it is in other forms.

use crate::export::{FORMS, Parts};
use crate::link::{LONG, Link, LinkError, Shared, encode};
use crate::protocol::{Form, LessonText, Linked, Reply, TapeFacts, TapeText};
use crate::scene::Filming;
use crate::stage;
use crate::tape::{Line, Run, Tape, format_time};
use std::rc::Rc;

/// What there is of a tape besides its film.
pub(super) fn facts(tape: &Tape, lesson: Option<&LessonText>) -> TapeFacts {
    let text = tape.to_string();
    let done = done(tape);
    let link = encode(&Shared { text: text.clone(), done: done.clone(), at_ms: 0 }, of(lesson));
    let files = tape.files();
    let file = |(name, text): (&String, &String)| (name.as_str().into(), text.as_str().into());
    TapeFacts {
        tape: TapeText {
            text: text.into(),
            done: done.into_iter().filter_map(|it| u32::try_from(it).ok()).collect(),
        },
        title: tape.header.title.as_str().into(),
        files: files.iter().map(file).collect(),
        link: link.into(),
    }
}

/// The lines that somebody did.
fn done(tape: &Tape) -> Vec<usize> {
    let done = tape.lines.iter().enumerate().filter(|(_, it)| it.is_recorded);
    done.map(|(at, _)| at).collect()
}

fn of(lesson: Option<&LessonText>) -> Option<(&str, &str)> {
    lesson.map(|it| (&*it.name, &*it.text))
}

/// What a link opens; without the text of the lesson that it is to, which one that is.
pub(super) fn linked(fragment: &str, lesson: Option<&str>) -> Reply {
    Reply::Linked(opened(fragment, lesson).map_err(|error| error.to_string().into()))
}

fn opened(fragment: &str, lesson: Option<&str>) -> Result<Linked, LinkError> {
    let link = Link::read(fragment)?;
    if let (Some(name), None) = (link.lesson(), lesson) {
        return Ok(Linked::Lesson(name.into()));
    }
    let Shared { text, done, at_ms } = link.open(lesson.unwrap_or_default())?;
    let done = done.into_iter().filter_map(|it| u32::try_from(it).ok()).collect();
    Ok(Linked::Run { tape: TapeText { text: text.into(), done }, at_ms })
}

/// What is wanted of the forms.
pub(super) struct Wish<'a> {
    /// The address of the page.
    pub page: &'a str,
    /// Whether they open at the moment that is seen.
    pub from_here: bool,
    /// The moment that is seen.
    pub at_ms: i64,
}

/// The run in every form, the link first.
pub(super) fn forms(filming: &mut Filming, lesson: Option<&LessonText>, wish: &Wish) -> Reply {
    let tape = Rc::clone(filming.tape());
    let (text, done) = (tape.to_string(), done(&tape));
    let start_ms = if wish.from_here { wish.at_ms } else { 0 };
    let start_at = if wish.from_here { format_time(wish.at_ms) } else { String::new() };
    let untouched = lesson
        .filter(|_| done.is_empty())
        .filter(|it| Tape::parse(&it.text).is_ok_and(|lesson| lesson.to_string() == text));
    let address = match untouched {
        Some(lesson) => {
            let at = if start_at.is_empty() { "" } else { "&t=" };
            format!("{}?lesson={}{at}{start_at}", wish.page, lesson.name)
        }
        None => {
            let shared = Shared { text: text.clone(), done, at_ms: start_ms };
            format!("{}#{}", wish.page, encode(&shared, of(lesson)))
        }
    };
    let name = lesson.map_or("run", |it| &*it.name);
    let told = with_outputs(filming.at(wish.at_ms));
    let form = |form: &crate::export::Form| {
        let text = if form.name == "transcript" { &told } else { &text };
        let text = form.write(&Parts { text, address: &address, start_at: &start_at });
        let long = match form.name {
            "link" | "qr" if address.len() > LONG => {
                format!(". It has {} characters: some programs cut it", address.len())
            }
            _ => String::new(),
        };
        Form {
            name: form.name.into(),
            meaning: format!("{}{long}", form.meaning).into(),
            file: format!("{name}.{}", form.end).into(),
            text: text.into(),
        }
    };
    let mut forms: Vec<Form> = FORMS.iter().map(form).collect();
    forms.push(Form {
        name: "picture".into(),
        meaning: "this moment as an SVG, light and dark by itself".into(),
        file: format!("{name}.svg").into(),
        text: stage::poster(filming.film(), wish.at_ms).into(),
    });
    Reply::Shared(forms)
}

/// The tape with what its commands have printed so far.
fn with_outputs(run: &Run) -> String {
    let mut tape = Tape::clone(run.tape());
    for entry in run.entries() {
        let line = tape.lines.get_mut(entry.line).map(|it| &mut it.line);
        if let Some(Line::Command { expected, .. }) = line {
            *expected = entry.output.text.lines().map(str::to_owned).collect();
        }
    }
    tape.to_string()
}
