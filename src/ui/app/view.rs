//! How the page is put together from its parts.

use super::{App, Tab};
use crate::ui::captions::{Busy, Caption, Notice, Wreck};
use crate::ui::dialogs::Dialogs;
use crate::ui::header::Header;
use crate::ui::memo::memo;
use crate::ui::panel::Panel;
use crate::ui::plane::{Plane, WhyLine};
use crate::ui::shared::Same;
use crate::ui::stage::Stage;
use crate::ui::transport::Transport;
use crate::ui::workloads::Workloads;
use std::rc::Rc;
use yew::prelude::*;

impl App {
    pub(super) fn page(&self) -> Html {
        let class = if self.options.is_embedded { "page embedded" } else { "page" };
        html! {
            <div {class}>
                if !self.options.is_embedded { { self.header() } }
                <main>
                    if !self.options.is_embedded { { self.tree() } }
                    { self.middle() }
                    if !self.options.is_embedded { { self.panel() } }
                </main>
                { self.footer() }
                <p class="unseen" role="status">{ &self.said }</p>
                { memo(Dialogs {
                    dialog: self.dialog,
                    tape: self.player.facts.as_ref().map(Same::of),
                    lesson: self.lesson.filter(|_| !self.player.is_changed()),
                    send: self.send.clone(),
                }) }
            </div>
        }
    }

    fn header(&self) -> Html {
        memo(Header {
            lesson: self.lesson,
            title: title_of(self.player.title()),
            can_undo: self.player.can_undo() || self.player.is_changed(),
            can_redo: self.player.can_redo(),
            send: self.send.clone(),
        })
    }

    fn tree(&self) -> Html {
        memo(Workloads {
            workloads: Same::of(&self.player.picture.workloads),
            picture: Same::of(&self.player.picture),
            bands: Same::of(&self.player.bands),
            send: self.send.clone(),
        })
    }

    fn middle(&self) -> Html {
        let picture = &self.player.picture;
        let notice =
            |text: &str| memo(Notice { text: text.to_owned().into(), send: self.send.clone() });
        let notices = self.notice.as_deref().into_iter().chain(picture.halted.as_deref());
        html! {
            <section class="middle" aria-label="Cluster">
                { for notices.map(notice) }
                if let Some(text) = self.busy() {
                    { memo(Busy { text: text.into(), send: self.send.clone() }) }
                }
                if let Some(text) = &self.wreck {
                    { memo(Wreck { text: AttrValue::from(Rc::clone(text)) }) }
                }
                if !self.options.is_embedded {
                    { memo(Plane { stations: Same::of(&self.player.stations) }) }
                }
                { memo(WhyLine { why: picture.why.as_ref().map(Same::of) }) }
                { memo(Stage {
                    picture: Same::of(picture),
                    layout: Same::of(&self.player.layout),
                    is_still: self.is_held,
                    menu: self.menu.as_ref().map(Same::of),
                    is_embedded: self.options.is_embedded,
                    send: self.send.clone(),
                }) }
            </section>
        }
    }

    /// What somebody waits for, once they have waited for a while.
    fn busy(&self) -> Option<String> {
        let is_shown = self.engine.is_slow || self.opening.from.is_some();
        let is_made = !self.player.is_whole() && self.engine.state() == "playing";
        let (now, ahead) = (self.player.film().until_ms, self.player.ahead_ms);
        match () {
            () if !is_shown => None,
            () if is_made && ahead > now && ahead > 90_000 => Some(format!(
                "Playing the tape: {} of {} minutes",
                now / 60_000,
                (ahead + 59_999) / 60_000
            )),
            () if is_made && self.opening.is_film_awaited => Some("Playing the tape".to_owned()),
            () if self.opening.is_film_awaited => {
                let from = self.opening.from.as_deref().unwrap_or("the lesson");
                Some(format!("Loading {from}"))
            }
            () if self.is_waiting() => Some(match self.engine.waiting_lines().first() {
                Some(line) => format!("The engine is on its way, then: {line}"),
                None => "The engine is on its way".to_owned(),
            }),
            () => None,
        }
    }

    fn panel(&self) -> Html {
        let object = self.pages.object.as_ref().filter(|_| self.tab == Tab::Object);
        memo(Panel {
            tab: self.tab,
            now_ms: if self.tab == Tab::Events {
                self.player.picture.now_ms / 1000 * 1000
            } else {
                0
            },
            console: Same::of(&self.player.picture.console),
            pending: self.engine.waiting_lines(),
            events: Same::of(&self.pages.events),
            decisions: Same::of(&self.pages.decisions),
            about: Same::of(&self.pages.about),
            target: self.target.clone(),
            object: object.map(Same::of),
            editor: Same::of(&self.pages.editor),
            completion: self.completion.as_ref().map(Same::of),
            send: self.send.clone(),
        })
    }

    fn footer(&self) -> Html {
        let head = &self.player.head;
        let transport = Transport {
            at_ms: head.position_ms(),
            newest_ms: self.player.newest_ms(),
            is_playing: head.is_playing(),
            speed: head.speed(),
            reel: Same::of(&self.player.reel),
            send: self.send.clone(),
        };
        let caption = Caption { caption: self.player.picture.caption.as_ref().map(Same::of) };
        html! { <footer>{ memo(caption) }{ memo(transport) }</footer> }
    }
}

/// What a tape is called, where it may have no name.
fn title_of(title: &str) -> AttrValue {
    if title.is_empty() { "Untitled tape".into() } else { title.to_owned().into() }
}
