//! The panel at the side: terminal, tape, events, one object.

mod console;
mod pages;

use self::console::Console;
use self::pages::{Events, ObjectPage, TapePage};
use super::app::Tab;
use super::memo::{Draw, memo};
use super::player::ObjectView;
use super::shared::{Same, told};
use podarium::scene::{ConsoleEntry, EventRow, WhyView};
use podarium::tape::Tape;
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Panel {
    pub tab: Tab,
    pub console: Same<Vec<ConsoleEntry>>,
    pub tape: Same<Tape>,
    pub events: Same<Vec<EventRow>>,
    pub whys: Same<Vec<WhyView>>,
    pub object: Option<Same<ObjectView>>,
    pub on_tab: Callback<Tab>,
    pub on_act: Callback<String>,
}

const TABS: [(Tab, &str); 4] = [
    (Tab::Terminal, "Terminal"),
    (Tab::Tape, "YAML"),
    (Tab::Events, "Events"),
    (Tab::Object, "Object"),
];

impl Draw for Panel {
    fn draw(&self) -> Html {
        html! {
            <aside class="panel" aria-label="Terminal and details">
                { tabs(self) }
                <div class="body" role="tabpanel">
                    { body(self) }
                </div>
            </aside>
        }
    }
}

fn tabs(props: &Panel) -> Html {
    let tab = |(tab, name): (Tab, &'static str)| {
        let is_open = tab == props.tab;
        let onclick = props.on_tab.reform(move |_: MouseEvent| tab);
        html! {
            <button type="button" role="tab" aria-selected={is_open.to_string()} {onclick}
                tabindex={if is_open { "0" } else { "-1" }}>{ name }</button>
        }
    };
    let now = TABS.iter().position(|(tab, _)| *tab == props.tab).unwrap_or(0);
    let onkeydown = told(&props.on_tab, move |event: KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowRight" => (now + 1) % TABS.len(),
            "ArrowLeft" => (now + TABS.len() - 1) % TABS.len(),
            _ => return None,
        };
        event.prevent_default();
        Some(TABS[next].0)
    });
    html! { <div class="tabs" role="tablist" {onkeydown}>{ for TABS.into_iter().map(tab) }</div> }
}

fn body(props: &Panel) -> Html {
    match props.tab {
        Tab::Terminal => {
            html! { <Console entries={props.console.clone()} on_act={props.on_act.clone()} /> }
        }
        Tab::Tape => memo(TapePage { tape: props.tape.clone() }),
        Tab::Events => memo(Events { events: props.events.clone() }),
        Tab::Object => memo(ObjectPage { object: props.object.clone(), whys: props.whys.clone() }),
    }
}
