//! The parts of the control plane over the bus that all of them read and write.

use super::memo::{Draw, Own};
use super::shared::{Same, class};
use super::words::plane as words;
use podarium::picture::{Decision, Station};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Plane {
    pub stations: Same<Vec<Station>>,
}

impl Draw for Plane {
    fn draw(&self, _: &Own) -> Html {
        let is_full = self.stations.len() > 4;
        let station = |station: &Station| {
            let name = station.name.as_str();
            let short = name.strip_suffix(words::CONTROLLER).filter(|_| is_full);
            let class =
                class!(station.is_on.then_some("on"), station.says.is_some().then_some("speaks"),);
            html! {
                <li {class} aria-current={station.is_on.then_some("true")}>
                    <span>{ short.unwrap_or(name) }</span>
                    if let Some(says) = &station.says { <small>{ says }</small> }
                </li>
            }
        };
        html! {
            <div class={class!("plane", is_full.then_some("full"))}>
                <ol aria-label={words::CONTROL_PLANE}>{ for self.stations.iter().map(station) }</ol>
                <p><b>{ words::API_SERVER }</b>{ words::ETCD }
                    <span>{ words::NOBODY_CALLS }</span></p>
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
    let mut title = facts.join(", ");
    if !title.is_empty() {
        title += "\n";
    }
    title += &words::source(&why.source);
    html! {
        <p {title}>
            <b>{ &*why.who }</b>{ " " }{ for why.what.iter().map(piece) }{ ". " }
            if !why.because.is_empty() { <em>{ words::WHY }{ &*why.because }{ "." }</em> }
        </p>
    }
}
