//! The pages of the panel that only show.

use crate::ui::memo::Draw;
use crate::ui::plane::sentence;
use crate::ui::player::ObjectView;
use crate::ui::shared::Same;
use podarium::scene::{EventRow, WhyView};
use podarium::tape::{Line, Tape, TapeLine};
use yew::prelude::*;

#[derive(PartialEq)]
pub struct TapePage {
    pub tape: Same<Tape>,
}

impl Draw for TapePage {
    fn draw(&self) -> Html {
        let file = |line: &TapeLine| match &line.line {
            Line::File { name, text } => html! {
                <section><h3>{ name }</h3><pre tabindex="0">{ text }</pre></section>
            },
            _ => html! {},
        };
        let is_empty = !self.tape.lines.iter().any(|it| matches!(it.line, Line::File { .. }));
        html! {
            <div class="scroll">
                if is_empty { <p class="empty">{ "This tape has no files." }</p> }
                { for self.tape.lines.iter().map(file) }
            </div>
        }
    }
}

#[derive(PartialEq)]
pub struct Events {
    pub events: Same<Vec<EventRow>>,
}

impl Draw for Events {
    fn draw(&self) -> Html {
        let row = |event: &EventRow| {
            let count =
                if event.count > 1 { format!(" \u{d7}{}", event.count) } else { String::new() };
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
                if self.events.is_empty() {
                    <p class="empty">{ "No events yet." }</p>
                }
                <ol class="events">{ for self.events.iter().map(row) }</ol>
            </div>
        }
    }
}

#[derive(PartialEq)]
pub struct ObjectPage {
    pub object: Option<Same<ObjectView>>,
    pub whys: Same<Vec<WhyView>>,
}

impl Draw for ObjectPage {
    fn draw(&self) -> Html {
        let Some(object) = &self.object else {
            return html! {
                <div class="scroll" tabindex="0">
                    <p class="empty">{ "Choose a Pod, a node or a workload to see all about it." }</p>
                    { decisions("What was decided", &self.whys) }
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
}

fn decisions(title: &str, whys: &[WhyView]) -> Html {
    html! {
        if !whys.is_empty() {
            <h4>{ title }</h4>
            <ol class="whys">{ for whys.iter().map(|why| html! { <li>{ sentence(why) }</li> }) }</ol>
        }
    }
}
