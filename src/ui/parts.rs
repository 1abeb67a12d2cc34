//! What stands on a workload's card besides ReplicaSets: its parts, its numbers over time, the
//! slider for its load.

use super::app::Msg;
use super::roam::roam;
use super::shared::{fixed, told};
use super::workloads::group_class;
use podarium::picture::{Chart, ObjectRef, Part, Workload};
use std::fmt::Write;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

/// So many parts are shown one by one.
const PARTS_MAX: usize = 60;
const WIDTH: f64 = 268.0;
const HEIGHT: f64 = 54.0;
/// Positions of the slider: requests a second.
const LOADS: &[i64] = &[0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/// Cells where the parts have nothing to say, lines where they have.
pub fn parts(workload: &Workload, send: &Callback<Msg>) -> Html {
    let parts = &workload.parts;
    let is_list = parts.iter().any(|it| !it.note.is_empty());
    let go = |object: &Option<ObjectRef>| {
        let target = object.clone()?;
        Some(send.reform(move |_: MouseEvent| Msg::Choose(target.clone())))
    };
    let text = |words: &str, object: &Option<ObjectRef>| match go(object) {
        Some(onclick) => {
            html! { <button type="button" class="plain" {onclick}>{ words }</button> }
        }
        None => html! { <span>{ words }</span> },
    };
    let line = |part: &Part| {
        html! {
            <li>
                <i class={look(part)} title={says(part)} />
                { text(&part.label, &part.object) }
                <small>{ text(&part.note, &part.note_object) }</small>
            </li>
        }
    };
    let first = parts.iter().position(|it| it.object.is_some());
    let cell = |(index, part): (usize, &Part)| match go(&part.object) {
        Some(onclick) => html! {
            <button type="button" class={look(part)} title={says(part)} aria-label={says(part)}
                tabindex={if Some(index) == first { "0" } else { "-1" }} {onclick} />
        },
        None => {
            html! { <i class={look(part)} role="img" aria-label={says(part)} title={says(part)} /> }
        }
    };
    let shown = parts.iter().take(PARTS_MAX);
    let rest = parts.len().saturating_sub(PARTS_MAX);
    let onkeydown = Callback::from(|event: KeyboardEvent| {
        let target: Option<Element> = event.target().and_then(|it| it.dyn_into().ok());
        if let Some(all) = target.and_then(|it| it.parent_element()) {
            roam(&all, &event);
        }
    });
    html! {
        <>
        if is_list {
            <ul class="parts">{ for shown.map(line) }</ul>
        } else if !parts.is_empty() {
            <div class="bar many" role="group" aria-label={format!("Parts of {}", workload.title())}
                {onkeydown}>{ for shown.enumerate().map(cell) }</div>
        }
        if rest > 0 { <small>{ format!("and {rest} more") }</small> }
        </>
    }
}

fn look(part: &Part) -> Classes {
    classes!("cell", part.look.word(), part.group.map(group_class))
}

fn says(part: &Part) -> String {
    format!("{}: {}", part.label, part.look.says())
}

pub fn chart(chart: &Chart) -> Html {
    let line = |(class, points): &(Rc<str>, Vec<(i64, i64)>)| {
        html! { <path class={class.to_string()} d={path(chart, points)} /> }
    };
    let limit = chart.aim.as_ref().map(|(at, words)| {
        let y = fixed(y(chart, *at));
        html! {
            <>
                <line class="aim" x1="0" x2={fixed(WIDTH)} y1={y.clone()} y2={y.clone()} />
                <text x={fixed(WIDTH - 2.0)} {y} dy="-3" text-anchor="end">{ &**words }</text>
            </>
        }
    });
    html! {
        <svg class="chart" viewBox={format!("0 0 {} {}", fixed(WIDTH), fixed(HEIGHT))} role="img"
            aria-label={chart.says.clone()}>
            <title>{ &chart.says }</title>
            { for chart.lines.iter().map(line) }
            { limit }
        </svg>
    }
}

#[allow(clippy::cast_precision_loss)]
fn y(chart: &Chart, value: i64) -> f64 {
    HEIGHT - 2.0 - (value as f64 / chart.top.max(1) as f64).clamp(0.0, 1.0) * (HEIGHT - 8.0)
}

#[allow(clippy::cast_precision_loss)]
fn path(chart: &Chart, points: &[(i64, i64)]) -> String {
    let (from, to) = chart.span;
    let mut path = String::new();
    for (at, value) in points {
        let x = (at - from) as f64 / (to - from).max(1) as f64 * WIDTH;
        let letter = if path.is_empty() { 'M' } else { 'L' };
        // Writing to a String can't fail.
        let _ = write!(path, "{letter}{},{}", fixed(x), fixed(y(chart, *value)));
    }
    path
}

/// A slider that puts load on a Service.
pub fn slider(workload: &Workload, send: &Callback<Msg>) -> Html {
    let name = &*workload.name;
    let load = workload.load.unwrap_or(0);
    let full = match &*workload.namespace {
        "default" => name.to_owned(),
        namespace => format!("{namespace}/{name}"),
    };
    let onchange = told(send, move |event: Event| {
        let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
        let load = LOADS.get(input.value().parse::<usize>().ok()?)?;
        Some(Msg::Do(format!("! load {full} {load}")))
    });
    let at = LOADS.partition_point(|it| *it < load).min(LOADS.len() - 1);
    let says = format!("{load} requests a second");
    html! {
        <label class="load">
            <input type="range" min="0" max={(LOADS.len() - 1).to_string()} value={at.to_string()}
                {onchange} aria-label={format!("Load on {name}")} aria-valuetext={says} />
            <small>{ format!("{load}/s") }</small>
        </label>
    }
}
