//! How the page is put together from its parts.

use super::{App, Tab};
use crate::ui::captions::{Caption, Notice};
use crate::ui::dialogs::Dialogs;
use crate::ui::header::Header;
use crate::ui::panel::Panel;
use crate::ui::plane::{Plane, WhyLine};
use crate::ui::shared::Same;
use crate::ui::stage::Stage;
use crate::ui::transport::Transport;
use crate::ui::workloads::Workloads;
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
                <Dialogs dialog={self.dialog} tape={Same::of(self.player.timeline().tape())}
                    is_changed={self.lesson.is_none() || self.is_changed()}
                    on_close={self.links.close.clone()} />
            </div>
        }
    }

    /// Whether somebody has acted: then a link must carry the whole tape.
    fn is_changed(&self) -> bool {
        self.player.tape().lines.iter().any(|line| line.is_recorded)
    }

    fn header(&self) -> Html {
        let title = &self.player.tape().header.title;
        html! {
            <Header lesson={self.lesson} title={AttrValue::from(title.clone())}
                on_lesson={self.links.lesson.clone()} on_open={self.links.open.clone()}
                on_theme={self.links.theme.clone()} />
        }
    }

    fn tree(&self) -> Html {
        html! {
            <Workloads workloads={Same::of(&self.player.scene.workloads)}
                on_choose={self.links.choose.clone()} />
        }
    }

    fn middle(&self) -> Html {
        let scene = &self.player.scene;
        html! {
            <section class="middle" aria-label="Cluster">
                if let Some(text) = &self.notice {
                    <Notice text={AttrValue::from(text.clone())} on_close={self.links.close.clone()} />
                }
                if let Some(text) = &scene.halted {
                    <Notice text={AttrValue::from(text.clone())} on_close={self.links.close.clone()} />
                }
                if !self.options.is_embedded {
                    <Plane stations={Same::of(&scene.stations)} />
                }
                <WhyLine why={scene.why.as_ref().map(Same::of)} />
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
        let object = (self.tab == Tab::Object).then(|| self.pages.object.as_ref().map(Same::of));
        html! {
            <Panel tab={self.tab} console={Same::of(&self.player.scene.console)}
                tape={Same::of(self.player.timeline().tape())}
                events={Same::of(&self.pages.events)} whys={Same::of(&self.pages.whys)}
                object={object.flatten()}
                on_tab={self.links.tab.clone()} on_act={self.links.act.clone()} />
        }
    }

    fn footer(&self) -> Html {
        let head = &self.player.head;
        html! {
            <footer>
                <Caption caption={self.player.scene.caption.as_ref().map(Same::of)} />
                <Transport at_ms={head.position_ms()} end_ms={self.player.timeline().end_ms()}
                    is_playing={head.is_playing()} speed={head.speed()}
                    markers={Same::of(&self.player.markers)}
                    on_head={self.links.head.clone()} on_hold={self.links.hold.clone()} />
            </footer>
        }
    }
}
