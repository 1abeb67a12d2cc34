//! The row of the control plane, and the line that says what it just did and why.

use super::memo::{Draw, Own};
use super::shared::Same;
use podarium::picture::{Decision, Station};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Plane {
    pub stations: Same<Vec<Station>>,
}

impl Draw for Plane {
    fn draw(&self, _: &Own) -> Html {
        let station = |(index, station): (usize, &Station)| {
            let class = classes!(station.is_on.then_some("on"), station.speaks.then_some("speaks"));
            html! {
                <>
                    if index > 0 { <i class={classes!(station.speaks.then_some("glow"))} /> }
                    <li {class} aria-current={station.is_on.then_some("true")} title={station.name.clone()}>
                        { name(&station.name) }
                    </li>
                </>
            }
        };
        let is_full = self.stations.len() > PLACES;
        html! {
            <ol class={classes!("plane", is_full.then_some("full"))} aria-label="Control plane">
                { for self.stations.iter().enumerate().map(station) }
            </ol>
        }
    }
}

/// So many stations have room for their full names.
const PLACES: usize = 6;

/// The word that says nothing where room is scarce is left to the style.
fn name(name: &str) -> Html {
    match name.strip_suffix(" controller") {
        Some(short) => html! { <>{ short }<span>{ " controller" }</span></> },
        None => html! { { name } },
    }
}

#[derive(PartialEq)]
pub struct WhyLine {
    pub why: Option<Same<Decision>>,
}

impl Draw for WhyLine {
    fn draw(&self, _: &Own) -> Html {
        html! {
            <div class="why">
                if let Some(why) = &self.why {
                    { sentence(why) }
                } else {
                    <p><em>{ "Nothing has been decided yet." }</em></p>
                }
            </div>
        }
    }
}

/// A decision as a sentence, with its reason.
pub fn sentence(why: &Decision) -> Html {
    let piece = |(text, is_name): &(Rc<str>, bool)| {
        if *is_name {
            html! { <b>{ &**text }</b> }
        } else {
            html! { { &**text } }
        }
    };
    let facts: Vec<&str> = why.facts.iter().map(|it| &**it).collect();
    let facts = facts.join(", ");
    let title = if facts.is_empty() {
        format!("Kubernetes: {}", why.source)
    } else {
        format!("{facts}\nKubernetes: {}", why.source)
    };
    html! {
        <p {title}>
            <b>{ &*why.who }</b>{ " " }{ for why.what.iter().map(piece) }{ ". " }
            <em>{ "Why: " }{ &*why.because }{ "." }</em>
        </p>
    }
}
