//! The pages of the panel that only show.

use crate::ui::inspect::{ObjectView, Volume};
use crate::ui::memo::Draw;
use crate::ui::plane::sentence;
use crate::ui::player::Target;
use crate::ui::shared::Same;
use podarium::scene::{EventRow, WhyView};
use podarium::scheduler::{NodeVerdict, Placement, PluginScore};
use yew::prelude::*;

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
    pub on_edit: Callback<Target>,
    pub on_choose: Callback<Target>,
}

impl Draw for ObjectPage {
    fn draw(&self) -> Html {
        let Some(object) = &self.object else {
            return html! {
                <div class="scroll" tabindex="0">
                    <p class="empty">{ "Choose a Pod, a node or a workload to see all about it." }</p>
                    { decisions("What was decided", &self.whys, usize::MAX) }
                </div>
            };
        };
        html! {
            <div class="scroll" tabindex="0">
                <div class="head">
                    <h3>{ &object.title }</h3>
                    if let Some(target) = object.target.clone() {
                        <button type="button"
                            onclick={self.on_edit.reform(move |_: MouseEvent| target.clone())}>
                            { "Edit" }
                        </button>
                    }
                </div>
                { decisions("Why it is so", &object.whys, FIRST) }
                { for object.volumes.iter().map(|it| volume(it, &self.on_choose)) }
                { object.placement.as_ref().map(|it| placement(it)) }
                <h4>{ "kubectl describe" }</h4>
                <pre>{ &object.text }</pre>
                <h4>{ "YAML" }</h4>
                <pre class="wide">{ &object.yaml }</pre>
            </div>
        }
    }
}

/// What the scheduler found of each node: the verdict, or the points.
fn placement(placement: &Placement) -> Html {
    let row = |verdict: &NodeVerdict| {
        let is_chosen = placement.node.as_ref() == Some(&verdict.node);
        let points = |it: &PluginScore| format!("{} {}\u{d7}{}", it.plugin, it.score, it.weight);
        let says = match &verdict.rejection {
            Some(rejection) => rejection.reasons.join(", "),
            None => verdict.scores.iter().map(points).collect::<Vec<_>>().join(", "),
        };
        let total = verdict.rejection.is_none().then(|| verdict.total().to_string());
        html! {
            <tr class={classes!(is_chosen.then_some("chosen"))}>
                <th scope="row">{ &*verdict.node }</th>
                <td>{ total.unwrap_or_else(|| "\u{2013}".to_owned()) }</td>
                <td>{ says }</td>
            </tr>
        }
    };
    html! {
        <>
            <h4>{ "The scheduler on each node" }</h4>
            <table class="verdicts">
                <thead><tr><th>{ "Node" }</th><th>{ "Points" }</th><th>{ "Why" }</th></tr></thead>
                <tbody>{ for placement.rows.iter().map(row) }</tbody>
            </table>
            if placement.left_out > 0 {
                <p class="empty">{ format!("and {} nodes more", placement.left_out) }</p>
            }
        </>
    }
}

/// What is on a volume, file by file.
fn volume(volume: &Volume, on_choose: &Callback<Target>) -> Html {
    let file = |(path, text): (&String, &String)| {
        html! {
            <details class="file" open=true>
                <summary>{ path }<small>{ size(text) }</small></summary>
                <pre tabindex="0">{ text }</pre>
            </details>
        }
    };
    let name = match volume.target.clone() {
        Some(target) => {
            let onclick = on_choose.reform(move |_: MouseEvent| target.clone());
            html! { <button type="button" class="plain" {onclick}>{ &volume.name }</button> }
        }
        None => html! { { &volume.name } },
    };
    html! {
        <section class="volume">
            <h4>{ "Files on " }{ name }</h4>
            { match volume.files.as_deref() {
                None => html! { <p class="empty">{ "It has no volume yet." }</p> },
                Some(files) if files.is_empty() => {
                    html! { <p class="empty">{ "Nothing has been written to it." }</p> }
                }
                Some(files) => html! { <>{ for files.iter().map(file) }</> },
            } }
        </section>
    }
}

/// `1 line`, `12 lines`.
fn size(text: &str) -> String {
    match text.lines().count() {
        1 => "1 line".to_owned(),
        count => format!("{count} lines"),
    }
}

/// So many decisions about an object are seen at once.
const FIRST: usize = 4;

fn decisions(title: &str, whys: &[WhyView], first: usize) -> Html {
    let list = |whys: &[WhyView]| {
        html! {
            <ol class="whys">{ for whys.iter().map(|why| html! { <li>{ sentence(why) }</li> }) }</ol>
        }
    };
    let (first, rest) = whys.split_at(whys.len().min(first));
    html! {
        if !whys.is_empty() {
            <h4>{ title }</h4>
            { list(first) }
            if !rest.is_empty() {
                <details class="more">
                    <summary>{ format!("{} earlier", rest.len()) }</summary>
                    { list(rest) }
                </details>
            }
        }
    }
}
