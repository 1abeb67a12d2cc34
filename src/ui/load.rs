//! The slider for the load on a Service.

use super::app::Msg;
use super::shared::told;
use super::words::strip as words;
use podarium::picture::Workload;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Positions of the slider: requests a second.
const LOADS: &[i64] = &[0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

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
    let says = words::load(load);
    html! {
        <label class="load">
            <input type="range" min="0" max={(LOADS.len() - 1).to_string()} value={at.to_string()}
                {onchange} aria-label={words::load_on(name)} aria-valuetext={says} />
            <small>{ format!("{load}/s") }</small>
        </label>
    }
}
