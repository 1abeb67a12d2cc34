//! How the page is put together from its parts.

use super::{App, FOOTER, PANEL, STAGE, Tab};
use crate::ui::captions::{Busy, Caption, Notice, Wreck};
use crate::ui::dialogs::Dialogs;
use crate::ui::header::Header;
use crate::ui::memo::memo;
use crate::ui::panel::Panel;
use crate::ui::player::{Player, key_of};
use crate::ui::shared::{Same, class};
use crate::ui::stage::{Legend, Stage};
use crate::ui::strip::Track;
use crate::ui::transport::{Transport, transport};
use crate::ui::words::{common, page as words};
use crate::ui::workloads::Workloads;
use podarium::film::Marker;
use podarium::picture::Workload;
use podarium::stage::moment;
use podarium::syntax::has;
use std::rc::Rc;
use yew::prelude::*;

impl App {
    pub(super) fn page(&self) -> Html {
        let class = class!(
            "page",
            self.options.is_embedded.then_some("embedded"),
            self.is_presenting.then_some("present"),
        );
        // A caption is in the language of the captions, all else in that of the page.
        let is_caption = |it: &Rc<Marker>| *it.text == *self.said;
        let lang =
            self.options.lang.clone().filter(|_| self.player.reel.markers.iter().any(is_caption));
        html! {
            <div {class}>
                if !self.options.is_embedded { { self.header() } }
                <main>
                    if self.options.is_embedded {
                        <h1 class="unseen">{ title_of(self.player.title()) }</h1>
                    }
                    { self.middle() }
                    if !self.options.is_embedded {
                        if self.furnished < PANEL { <aside class="panel" /> } else { { self.panel() } }
                    }
                </main>
                if self.furnished >= FOOTER { { self.footer() } }
                { patterns() }
                <p class="unseen" role="status" {lang}>{ &self.said }</p>
                { memo(Dialogs {
                    dialog: self.dialog,
                    forms: Same::of(&self.forms),
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
            is_changed: self.player.is_changed(),
            send: self.send.clone(),
        })
    }

    fn middle(&self) -> Html {
        let player = &self.player;
        let picture = &player.picture;
        let told = |text: &str, can_undo| {
            memo(Notice { text: text.to_owned().into(), can_undo, send: self.send.clone() })
        };
        let notice = |text: &str| told(text, false);
        let notices = self.notice.as_deref().into_iter().chain(picture.halted.as_deref());
        html! {
            <section class="middle" aria-label={words::CLUSTER}>
                { for notices.map(notice) }
                if let Some(text) = &self.dropped { { told(text, true) } }
                if let Some(text) = self.busy() {
                    { memo(Busy { text: text.into(), send: self.send.clone() }) }
                }
                if let Some(text) = &self.wreck {
                    { memo(Wreck { text: AttrValue::from(Rc::clone(text)) }) }
                }
                <div class={class!("stages", player.is_twin.then_some("twin"))}>
                    if let Some(other) = player.other.as_ref().filter(|_| player.is_twin) {
                        <div inert=true>
                            <h2>{ words::AS_IT_WAS }</h2>{ self.stage(other, false) }
                        </div>
                    }
                    <div>
                        if player.is_twin { <h2>{ words::WHAT_IF }</h2> }
                        if self.furnished >= STAGE { { self.stage(player, true) } }
                    </div>
                </div>
                if !self.options.is_embedded {
                    { memo(Legend {
                        find: Rc::clone(&self.find),
                        found: self.found(),
                        corner: self.player.corner(),
                        send: self.send.clone(),
                    }) }
                }
            </section>
        }
    }

    /// The stage of a run: of the one that things can be done in, or of the one beside it.
    fn stage(&self, player: &Player, is_own: bool) -> Html {
        memo(Stage {
            picture: Same::of(&player.picture),
            layout: Same::of(&player.layout),
            stations: Same::of(&player.stations),
            cause: player.cause.as_ref().map(Same::of),
            is_chain_open: is_own && self.is_chain_open,
            is_still: self.is_held,
            is_playing: player.head.is_playing(),
            is_fast: player.head.is_fast(),
            menu: self.menu.as_ref().filter(|_| is_own).map(Same::of),
            is_embedded: self.options.is_embedded,
            start_ms: self.player.scale.is_dated().then(|| {
                let tabs = self.player.tabs();
                self.start_ms(tabs.get(self.chosen(&tabs)))
            }),
            find: Rc::clone(&self.find),
            send: self.send.clone(),
        })
    }

    /// How many Pods and nodes are what somebody looks for; nothing where nobody does.
    fn found(&self) -> String {
        let picture = &self.player.picture;
        let pods = picture.pods.iter().filter(|it| it.gone_ms.is_none());
        let found = pods.clone().filter(|it| it.is_found(&self.find)).count();
        let nodes = picture.nodes.iter().filter(|it| has(&it.name, &self.find)).count();
        match &*self.find {
            "" => String::new(),
            _ => words::found(found, pods.count(), nodes, picture.nodes.len()),
        }
    }

    /// What somebody waits for, once they have waited for a while.
    fn busy(&self) -> Option<String> {
        let is_shown = self.engine.is_slow || self.opening.from.is_some();
        let is_made = !self.player.is_whole() && self.engine.state() == "playing";
        let (now, ahead) = (self.player.film().until_ms, self.player.ahead_ms);
        match () {
            () if !is_shown => None,
            () if is_made && ahead > now && ahead > 90_000 => {
                Some(words::playing(now / 60_000, (ahead + 59_999) / 60_000))
            }
            () if is_made && self.opening.is_film_awaited => Some(words::PLAYING.to_owned()),
            () if self.opening.is_film_awaited => {
                let from = self.opening.from.as_deref().unwrap_or(words::THE_LESSON);
                Some(words::loading(from))
            }
            () if self.is_waiting() => Some(match self.engine.waiting_lines().first() {
                Some(line) => words::engine_comes(line),
                None => common::ENGINE_COMES.to_owned(),
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

    /// Which of the tabs is shown: where nobody has chosen, what is measured, by a target, requests; else
    /// the newest workload, or what is left of the last one.
    fn chosen(&self, tabs: &[Rc<Workload>]) -> usize {
        let is_chosen =
            |it: &Rc<Workload>| self.focus.as_ref().is_some_and(|key| *key == key_of(it));
        let measured = || tabs.iter().rposition(|it| !it.gauges.is_empty());
        let newest = || {
            let key = self.player.newest()?;
            tabs.iter().position(|it| key_of(it) == key)
        };
        tabs.iter().position(is_chosen).or_else(measured).or_else(newest).unwrap_or(0)
    }

    /// The date of second 0, by the clocks that a workload goes by (milliseconds since 1970).
    fn start_ms(&self, workload: Option<&Rc<Workload>>) -> i64 {
        let now_ms = self.player.picture.now_ms;
        self.player.film().head.start_ms + workload.map_or(0, |it| it.ahead_ms(now_ms))
    }

    fn footer(&self) -> Html {
        let (head, player) = (&self.player.head, &self.player);
        let at_ms = head.position_ms();
        let tabs = self.player.tabs();
        let chosen = self.chosen(&tabs);
        let workload = tabs.get(chosen);
        let strips = tabs.iter().map(|it| Same(player.strip(&key_of(it))));
        let (start_ms, is_clock) = (self.start_ms(workload), self.player.scale.is_dated());
        let clock = |at_ms| moment(at_ms, start_ms, is_clock);
        let playback = Transport {
            clock: (clock(at_ms), clock(player.reel.end_ms)),
            is_clock,
            is_past: at_ms + 50 < player.newest_ms(),
            newest_ms: player.newest_ms(),
            is_playing: head.is_playing(),
            speed: head.speed(),
            is_embedded: self.options.is_embedded,
            send: self.send.clone(),
        };
        let track = Track {
            at_ms,
            newest_ms: player.newest_ms(),
            start_ms,
            workload: workload.map(Same::of),
            is_named: self.options.is_embedded && (player.has_names() || player.has_departed()),
            strip: Same(workload.map(|it| player.strip(&key_of(it))).unwrap_or_default()),
            other: workload.and_then(|it| Some(Same(player.other.as_ref()?.strip(&key_of(it))))),
            is_twin: player.is_twin,
            scale: Same::of(&player.scale),
            reel: Same::of(&player.reel),
            console: Same::of(&player.picture.console),
            foot: player.corner().y,
            flag: if self.options.is_embedded { 900.0 } else { 2_000.0 } / player.width(),
            tick: 4_600.0 / (player.width() - 150.0).max(150.0),
            send: self.send.clone(),
        };
        let tabs = Workloads {
            doing: workload.map_or_else(String::new, |it| it.doing(player.picture.now_ms)),
            strips: strips.collect(),
            seen: player.seen_share(),
            workloads: self.tabs_kept(tabs.clone()),
            find: Rc::clone(&self.find),
            chosen,
            send: self.send.clone(),
        };
        let caption = Caption {
            caption: player.picture.caption.as_ref().map(Same::of),
            reel: Same::of(&player.reel),
            lang: self.options.lang.clone(),
            send: self.send.clone(),
        };
        html! {
            <footer>
                { memo(caption) }
                if !self.options.is_embedded || player.has_tabs() { { memo(tabs) } }
                { transport(playback, track) }
            </footer>
        }
    }

    /// The same list again where nothing in it has changed.
    fn tabs_kept(&self, tabs: Vec<Rc<Workload>>) -> Same<Vec<Rc<Workload>>> {
        let mut kept = self.kept_tabs.borrow_mut();
        let is_same =
            kept.len() == tabs.len() && kept.iter().zip(&tabs).all(|(a, b)| Rc::ptr_eq(a, b));
        if !is_same {
            *kept = Rc::new(tabs);
        }
        Same::of(&kept)
    }
}

/// What a tape is called, where it may have no name.
fn title_of(title: &str) -> AttrValue {
    if title.is_empty() { words::UNTITLED.into() } else { title.to_owned().into() }
}

/// The patterns that the strip is filled with: older revisions in each colour, and what lies outside
/// of a limit.
fn patterns() -> Html {
    let stripes = |class: &'static str| {
        html! {
            <pattern id={format!("old-{class}")} {class} width="60" height="60"
                patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect width="60" height="60" class="ground" /><rect width="26" height="60" class="line" />
            </pattern>
        }
    };
    html! {
        <svg class="patterns" aria-hidden="true">
            { for ["h0", "h1", "h2", "h3", "h4", "h5"].map(stripes) }
            <pattern id="hatch" width="60" height="60" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect width="16" height="60" class="ink" />
            </pattern>
        </svg>
    }
}
