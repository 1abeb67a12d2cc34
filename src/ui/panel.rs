//! The panel at the side: terminal, tape, events, one object.

mod console;
mod editor;
mod pages;

use self::console::Console;
use self::editor::EditorPage;
use self::pages::{Events, ObjectPage};
use super::app::Tab;
use super::editor::{Edit, EditorView};
use super::inspect::ObjectView;
use super::memo::{Draw, memo};
use super::player::Target;
use super::shared::{Same, told};
use podarium::kubectl::Completion;
use podarium::scene::{ConsoleEntry, EventRow, WhyView};
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Panel {
    pub tab: Tab,
    pub console: Same<Vec<ConsoleEntry>>,
    pub events: Same<Vec<EventRow>>,
    pub whys: Same<Vec<WhyView>>,
    pub object: Option<Same<ObjectView>>,
    pub editor: Same<EditorView>,
    pub completion: Option<Same<(String, Completion)>>,
    pub on_edit: Callback<Edit>,
    pub on_edit_object: Callback<Target>,
    pub on_choose: Callback<Target>,
    pub on_complete: Callback<String>,
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
            html! { <Console entries={props.console.clone()} on_act={props.on_act.clone()}
            completion={props.completion.clone()} on_complete={props.on_complete.clone()} /> }
        }
        Tab::Tape => {
            html! { <EditorPage view={props.editor.clone()} on_edit={props.on_edit.clone()} /> }
        }
        Tab::Events => memo(Events { events: props.events.clone() }),
        Tab::Object => memo(ObjectPage {
            object: props.object.clone(),
            whys: props.whys.clone(),
            on_edit: props.on_edit_object.clone(),
            on_choose: props.on_choose.clone(),
        }),
    }
}
