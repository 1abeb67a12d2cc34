//! The pages of the panel that only show.

use crate::ui::app::Msg;
use crate::ui::memo::{Draw, Own};
use crate::ui::plane::sentence;
use crate::ui::shared::{Same, class};
use crate::ui::words::{object as words, panel};
use podarium::picture::{Decision, EventRow, ObjectRef, human_duration};
use podarium::protocol::{NodeRow, ObjectPage as ObjectView, VolumePage};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Events {
    pub events: Same<Vec<Rc<EventRow>>>,
    /// The moment that ages count from (milliseconds since second 0).
    pub now_ms: i64,
}

impl Draw for Events {
    fn draw(&self, _: &Own) -> Html {
        let row = |event: &Rc<EventRow>| {
            let count =
                if event.count > 1 { format!(" \u{d7}{}", event.count) } else { String::new() };
            let age = human_duration((self.now_ms - event.at_ms).max(0));
            let key = event.id;
            html! {
                <li {key} class={class!(event.is_warning.then_some("warning"))}>
                    <p><b>{ &*event.reason }</b>{ count }<span>{ age }</span></p>
                    <p>{ &*event.about }</p>
                    <p>{ &*event.message }</p>
                </li>
            }
        };
        html! {
            <div class="scroll" tabindex="0">
                if self.events.is_empty() {
                    <p class="empty">{ panel::NO_EVENTS }</p>
                }
                <ol class="events">{ for self.events.iter().map(row) }</ol>
            </div>
        }
    }
}

#[derive(PartialEq)]
pub struct ObjectPage {
    pub target: Option<ObjectRef>,
    pub object: Option<Same<ObjectView>>,
    pub decisions: Same<Vec<Rc<Decision>>>,
    /// Those about the object.
    pub about: Same<Vec<Rc<Decision>>>,
    pub send: Callback<Msg>,
}

impl Draw for ObjectPage {
    fn draw(&self, _: &Own) -> Html {
        let Some(target) = &self.target else {
            return html! {
                <div class="scroll" tabindex="0">
                    <p class="empty">{ words::CHOOSE }</p>
                    { decisions(words::DECIDED, &self.decisions, usize::MAX) }
                </div>
            };
        };
        let edited = target.clone();
        let edit = self.send.reform(move |_: MouseEvent| Msg::EditObject(edited.clone()));
        html! {
            <div class="scroll" tabindex="0">
                <div class="head">
                    <h3 aria-level="2">{ format!("{}/{}", target.kind, target.name) }</h3>
                    <button type="button" onclick={edit}>{ words::EDIT }</button>
                </div>
                { decisions(words::WHY_SO, &self.about, FIRST) }
                { match &self.object {
                    Some(object) => self.object(object),
                    None => html! {
                        <p class="empty" role="status">{ words::NOT_HERE }</p>
                    },
                } }
            </div>
        }
    }
}

impl ObjectPage {
    fn object(&self, object: &ObjectView) -> Html {
        html! {
            <>
                { for object.volumes.iter().map(|it| volume(it, &self.send)) }
                if !object.placement.is_empty() { { placement(object) } }
                <h4 aria-level="2">{ words::DESCRIBE }</h4>
                <pre tabindex="0">{ &*object.describe }</pre>
                <h4 aria-level="2">{ panel::YAML }</h4>
                <pre class="wide" tabindex="0">{ &*object.yaml }</pre>
            </>
        }
    }
}

/// What the scheduler found of each node: the verdict, or the points.
fn placement(object: &ObjectView) -> Html {
    let row = |row: &NodeRow| {
        let total = row.total.map_or_else(|| "\u{2013}".to_owned(), |it| it.to_string());
        html! {
            <tr class={class!(row.is_chosen.then_some("chosen"))}>
                <th scope="row">{ &*row.node }</th>
                <td>{ total }</td>
                <td>{ &*row.says }</td>
            </tr>
        }
    };
    html! {
        <>
            <h4 aria-level="2">{ words::PLACEMENT }</h4>
            <table class="verdicts">
                <thead><tr>
                    <th>{ words::NODE }</th><th>{ words::POINTS }</th><th>{ words::WHY }</th>
                </tr></thead>
                <tbody>{ for object.placement.iter().map(row) }</tbody>
            </table>
            if object.nodes_left_out > 0 {
                <p class="empty">{ words::more_nodes(object.nodes_left_out) }</p>
            }
        </>
    }
}

/// What is on a volume, file by file.
fn volume(volume: &VolumePage, send: &Callback<Msg>) -> Html {
    let file = |(path, text): &(Rc<str>, Rc<str>)| {
        html! {
            <details class="file" open=true>
                <summary>{ &**path }<small>{ words::lines(text.lines().count()) }</small></summary>
                <pre tabindex="0">{ &**text }</pre>
            </details>
        }
    };
    let name = match volume.object.clone() {
        Some(target) => {
            let onclick = send.reform(move |_: MouseEvent| Msg::Choose(target.clone()));
            html! { <button type="button" class="plain" {onclick}>{ &*volume.name }</button> }
        }
        None => html! { { &*volume.name } },
    };
    html! {
        <section class="disk">
            <h4 aria-level="2">{ words::FILES_ON }{ name }</h4>
            { match &volume.files {
                None => html! { <p class="empty">{ words::NO_VOLUME }</p> },
                Some(files) if files.is_empty() => {
                    html! { <p class="empty">{ words::EMPTY }</p> }
                }
                Some(files) => html! { <>{ for files.iter().map(file) }</> },
            } }
        </section>
    }
}

/// So many decisions about an object are seen at once.
const FIRST: usize = 4;

fn decisions(title: &str, whys: &[Rc<Decision>], first: usize) -> Html {
    let list = |whys: &[Rc<Decision>]| {
        html! {
            <ol class="whys">{ for whys.iter().map(|why| html! { <li>{ sentence(why) }</li> }) }</ol>
        }
    };
    let (first, rest) = whys.split_at(whys.len().min(first));
    html! {
        if !whys.is_empty() {
            <h4 aria-level="2">{ title }</h4>
            { list(first) }
            if !rest.is_empty() {
                <details class="more">
                    <summary>{ words::earlier(rest.len()) }</summary>
                    { list(rest) }
                </details>
            }
        }
    }
}
