//! The pages of the panel that only show.

use crate::ui::plane::sentence;
use crate::ui::player::ObjectView;
use crate::ui::shared::Same;
use podarium::scene::{EventRow, WhyView};
use podarium::tape::{Line, Tape, TapeLine};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct TapePageProps {
    pub tape: Same<Tape>,
}

/// The files of the tape.
#[component]
pub fn TapePage(props: &TapePageProps) -> Html {
    let file = |line: &TapeLine| match &line.line {
        Line::File { name, text } => html! {
            <section><h3>{ name }</h3><pre tabindex="0">{ text }</pre></section>
        },
        _ => html! {},
    };
    let is_empty = !props.tape.lines.iter().any(|it| matches!(it.line, Line::File { .. }));
    html! {
        <div class="scroll">
            if is_empty { <p class="empty">{ "This tape has no files." }</p> }
            { for props.tape.lines.iter().map(file) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct EventsProps {
    pub events: Same<Vec<EventRow>>,
}

/// Events, the newest first.
#[component]
pub fn Events(props: &EventsProps) -> Html {
    let row = |event: &EventRow| {
        let count = if event.count > 1 { format!(" \u{d7}{}", event.count) } else { String::new() };
        html! {
            <li key={event.uid.clone()} class={classes!(event.is_warning.then_some("warning"))}>
                <p><b>{ &event.reason }</b>{ count }<span>{ &event.age }</span></p>
                <p>{ &event.about }</p>
                <p>{ &event.message }</p>
            </li>
        }
    };
    html! {
        <div class="scroll" tabindex="0">
            if props.events.is_empty() {
                <p class="empty">{ "No events yet." }</p>
            }
            <ol class="events">{ for props.events.iter().map(row) }</ol>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub struct ObjectProps {
    pub object: Option<Same<ObjectView>>,
    pub whys: Same<Vec<WhyView>>,
}

/// One object and the decisions about it; all decisions while none is chosen.
#[component]
pub fn ObjectPage(props: &ObjectProps) -> Html {
    let Some(object) = &props.object else {
        return html! {
            <div class="scroll" tabindex="0">
                <p class="empty">{ "Choose a Pod, a node or a workload to see all about it." }</p>
                { decisions("What was decided", &props.whys) }
            </div>
        };
    };
    html! {
        <div class="scroll" tabindex="0">
            <h3>{ &object.title }</h3>
            { decisions("Why it is so", &object.whys) }
            <h4>{ "kubectl describe" }</h4>
            <pre>{ &object.text }</pre>
        </div>
    }
}

fn decisions(title: &str, whys: &[WhyView]) -> Html {
    html! {
        if !whys.is_empty() {
            <h4>{ title }</h4>
            <ol class="whys">{ for whys.iter().map(|why| html! { <li>{ sentence(why) }</li> }) }</ol>
        }
    }
}
