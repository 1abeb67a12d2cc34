//! The panel at the side: terminal, tape, events, one object.

mod console;
mod editor;
mod pages;

use self::console::{Console, Prompt};
use self::editor::EditorPage;
use self::pages::{Events, ObjectPage};
use super::app::{Msg, Tab};
use super::editor::EditorView;
use super::memo::{Draw, Own, memo};
use super::shared::{Same, told};
use super::words::panel as words;
use podarium::picture::{ConsoleEntry, Decision, EventRow, ObjectRef};
use podarium::protocol::{Completion, ObjectPage as ObjectView};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Panel {
    pub tab: Tab,
    /// The moment that ages count from (milliseconds since second 0).
    pub now_ms: i64,
    pub console: Same<Vec<ConsoleEntry>>,
    /// What was typed and is not done yet.
    pub pending: Vec<String>,
    pub events: Same<Vec<Rc<EventRow>>>,
    pub decisions: Same<Vec<Rc<Decision>>>,
    /// The decisions about the object.
    pub about: Same<Vec<Rc<Decision>>>,
    pub target: Option<ObjectRef>,
    pub object: Option<Same<ObjectView>>,
    pub editor: Same<EditorView>,
    pub completion: Option<Same<Completion>>,
    pub send: Callback<Msg>,
}

const TABS: [(Tab, &str); 4] = [
    (Tab::Terminal, words::TERMINAL),
    (Tab::Tape, words::YAML),
    (Tab::Events, words::EVENTS),
    (Tab::Object, words::OBJECT),
];

impl Draw for Panel {
    fn draw(&self, _: &Own) -> Html {
        html! {
            <aside class="panel" tabindex="-1" aria-label={words::NAME}>
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
        let onclick = props.send.reform(move |_: MouseEvent| Msg::Tab(tab));
        html! {
            <button type="button" role="tab" aria-selected={is_open.to_string()} {onclick}
                tabindex={if is_open { "0" } else { "-1" }}>{ name }</button>
        }
    };
    let now = TABS.iter().position(|(tab, _)| *tab == props.tab).unwrap_or(0);
    let onkeydown = told(&props.send, move |event: KeyboardEvent| {
        let next = match event.key().as_str() {
            "ArrowRight" => (now + 1) % TABS.len(),
            "ArrowLeft" => (now + TABS.len() - 1) % TABS.len(),
            _ => return None,
        };
        event.prevent_default();
        Some(Msg::Tab(TABS[next].0))
    });
    html! { <div class="tabs" role="tablist" {onkeydown}>{ for TABS.into_iter().map(tab) }</div> }
}

fn body(props: &Panel) -> Html {
    match props.tab {
        Tab::Terminal => {
            let (entries, pending) = (props.console.clone(), props.pending.clone());
            let (completion, send) = (props.completion.clone(), props.send.clone());
            html! {
                <>
                    { memo(Console { entries, pending }) }
                    { memo(Prompt { completion, send }) }
                </>
            }
        }
        Tab::Tape => memo(EditorPage { view: props.editor.clone(), send: props.send.clone() }),
        Tab::Events => memo(Events { events: props.events.clone(), now_ms: props.now_ms }),
        Tab::Object => memo(ObjectPage {
            target: props.target.clone(),
            object: props.object.clone(),
            decisions: props.decisions.clone(),
            about: props.about.clone(),
            send: props.send.clone(),
        }),
    }
}
