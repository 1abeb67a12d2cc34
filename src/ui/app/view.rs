//! How the page is put together from its parts.

use super::{App, Tab};
use crate::ui::captions::{Caption, Notice};
use crate::ui::dialogs::Dialogs;
use crate::ui::header::Header;
use crate::ui::memo::memo;
use crate::ui::panel::Panel;
use crate::ui::plane::{Plane, WhyLine};
use crate::ui::shared::Same;
use crate::ui::stage::Stage;
use crate::ui::transport::Transport;
use crate::ui::workloads::Workloads;
use podarium::tape::Tape;
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
                <Dialogs dialog={self.dialog} tape={Same::of(self.player.timeline().tape())}
                    lesson={self.lesson.filter(|_| !self.is_changed())}
                    on_close={self.links.close.clone()} />
            </div>
        }
    }

    /// Whether somebody has acted: then a link must carry the whole tape.
    pub(super) fn is_changed(&self) -> bool {
        self.player.tape().lines.iter().any(|line| line.is_recorded)
    }

    fn header(&self) -> Html {
        memo(Header {
            lesson: self.lesson,
            title: title_of(self.player.tape()),
            on_lesson: self.links.lesson.clone(),
            on_open: self.links.open.clone(),
            on_theme: self.links.theme.clone(),
            can_undo: self.is_changed(),
            can_redo: self.player.can_redo(),
            on_undo: self.links.undo.clone(),
            on_redo: self.links.redo.clone(),
        })
    }

    fn tree(&self) -> Html {
        memo(Workloads {
            workloads: Same::of(&self.player.scene.workloads),
            on_choose: self.links.choose.clone(),
            on_act: self.links.act.clone(),
        })
    }

    fn middle(&self) -> Html {
        let scene = &self.player.scene;
        let notice = |text: &String| {
            memo(Notice { text: text.clone().into(), on_close: self.links.close.clone() })
        };
        html! {
            <section class="middle" aria-label="Cluster">
                { for self.notice.iter().chain(&scene.halted).map(notice) }
                if !self.options.is_embedded {
                    { memo(Plane { stations: Same::of(&scene.stations) }) }
                }
                { memo(WhyLine { why: scene.why.as_ref().map(Same::of) }) }
                <Stage nodes={Same::of(&scene.nodes)} pods={Same::of(&scene.pods)}
                    layout={Same::of(&self.player.layout)} is_still={self.is_held}
                    menu={self.menu.as_ref().map(Same::of)} on_menu={self.links.menu.clone()}
                    on_choose={self.links.choose.clone()} on_act={self.links.act.clone()}
                    on_close={self.links.close.clone()} on_resize={self.links.resize.clone()}
                    is_embedded={self.options.is_embedded} />
            </section>
        }
    }

    fn panel(&self) -> Html {
        let object = self.pages.object.as_ref().filter(|_| self.tab == Tab::Object);
        memo(Panel {
            tab: self.tab,
            console: Same::of(&self.player.scene.console),
            events: Same::of(&self.pages.events),
            whys: Same::of(&self.pages.whys),
            object: object.map(Same::of),
            editor: Same::of(&self.pages.editor),
            completion: self.completion.as_ref().map(Same::of),
            on_edit: self.links.edit.clone(),
            on_edit_object: self.links.edit_object.clone(),
            on_complete: self.links.complete.clone(),
            on_tab: self.links.tab.clone(),
            on_choose: self.links.choose.clone(),
            on_act: self.links.act.clone(),
        })
    }

    fn footer(&self) -> Html {
        let head = &self.player.head;
        let transport = Transport {
            at_ms: head.position_ms(),
            end_ms: self.player.timeline().end_ms(),
            newest_ms: self.player.newest_ms(),
            is_playing: head.is_playing(),
            speed: head.speed(),
            markers: Same::of(&self.player.markers),
            on_head: self.links.head.clone(),
            on_hold: self.links.hold.clone(),
            on_live: self.links.live.clone(),
        };
        let caption = Caption { caption: self.player.scene.caption.as_ref().map(Same::of) };
        html! { <footer>{ memo(caption) }{ memo(transport) }</footer> }
    }
}

/// What a tape is called, where it may have no name.
fn title_of(tape: &Tape) -> AttrValue {
    let title = &tape.header.title;
    if title.is_empty() { "Untitled tape".into() } else { title.clone().into() }
}
