//! The workload tree.

use super::band::Band;
use super::memo::{Draw, memo, memo_keyed};
use super::parts::{chart, parts, slider};
use super::player::Target;
use super::shared::Same;
use podarium::api::Kind;
use podarium::scene::{SetRow, Workload};
use std::rc::Rc;
use yew::prelude::*;

/// So many Pods are drawn one by one; more become a bar.
const CELLS_MAX: i32 = 16;

#[derive(PartialEq)]
pub struct Workloads {
    pub workloads: Same<Vec<Rc<Workload>>>,
    pub on_choose: Callback<Target>,
    pub on_act: Callback<String>,
}

impl Draw for Workloads {
    fn draw(&self) -> Html {
        let card = |workload: &Rc<Workload>| {
            memo_keyed(
                &format!("{}/{}", workload.namespace, workload.title),
                WorkloadCard {
                    workload: Same::of(workload),
                    on_choose: self.on_choose.clone(),
                    on_act: self.on_act.clone(),
                },
            )
        };
        html! {
            <aside class="tree" aria-label="Workloads">
                <h2>{ "Workloads" }</h2>
                if self.workloads.is_empty() {
                    <p class="empty">{ "Nothing runs yet. What is applied appears here." }</p>
                }
                <>{ for self.workloads.iter().map(card) }</>
            </aside>
        }
    }
}

#[derive(PartialEq)]
struct WorkloadCard {
    workload: Same<Workload>,
    on_choose: Callback<Target>,
    on_act: Callback<String>,
}

impl Draw for WorkloadCard {
    fn draw(&self) -> Html {
        let workload = &self.workload;
        let (kind, name) = workload.title.split_once('/').unwrap_or(("", &workload.title));
        let choose = |kind: Kind, name: &str| {
            let namespace = workload.namespace.as_str().into();
            let target = Target { kind, namespace, name: name.into() };
            self.on_choose.reform(move |_: MouseEvent| target.clone())
        };
        let onclick = choose(Kind::from_resource(kind).unwrap_or(Kind::Deployment), name);
        let set = |set: &SetRow| set_line(set, choose(Kind::ReplicaSet, &set.name));
        let count = workload.count.clone();
        let count = count.unwrap_or_else(|| format!("{}/{}", workload.ready, workload.wished));
        html! {
            <article class="work">
                <div class="t">
                    <button type="button" class="plain" {onclick}>{ &workload.title }</button>
                    <span class={classes!(workload.is_bad.then_some("bad"))}>{ count }</span>
                </div>
                <small>{ &workload.doing }</small>
                { workload.chart.as_ref().map(|it| chart(it)) }
                { parts(workload, &self.on_choose) }
                if workload.takes_load { { slider(workload, &self.on_act) } }
                if let Some(band) = &workload.band { { memo(Band { band: Same::of(band) }) } }
                { for workload.sets.iter().map(set) }
                if workload.sets_left_out > 0 {
                    <small>{ format!("and {} older ones, empty", workload.sets_left_out) }</small>
                }
            </article>
        }
    }
}

/// One ReplicaSet.
fn set_line(set: &SetRow, onclick: Callback<MouseEvent>) -> Html {
    let class = classes!("rs", set.group.map(group_class));
    let revision = match set.revision {
        0 => String::new(),
        revision => format!("revision {revision} \u{b7} "),
    };
    let says = format!("{} ready, {} there, {} wished", set.ready, set.pods, set.wished);
    html! {
        <div {class}>
            <button type="button" class="plain" {onclick}>{ &set.name }</button>
            <small>{ revision }{ &set.images }</small>
            <div class="bar" role="img" aria-label={says.clone()} title={says}>{ bar(set) }</div>
        </div>
    }
}

/// A filled cell for each Pod that is ready, a hollow one for each that is not yet, a dotted one
/// for each that is missing.
fn bar(set: &SetRow) -> Html {
    let all = set.pods.max(set.wished);
    if all > CELLS_MAX {
        let share = |part: i32| format!("width:{}%", i64::from(part) * 100 / i64::from(all.max(1)));
        return html! {
            <span class="long">
                <u ~style={share(set.pods)} /><i ~style={share(set.ready)} />
            </span>
        };
    }
    let cell = |index: i32| {
        let class = if index < set.ready {
            "full"
        } else if index < set.pods {
            "hollow"
        } else {
            "missing"
        };
        html! { <i {class} /> }
    };
    html! { <>{ for (0..all).map(cell) }<span class="n">{ set.pods }</span></> }
}

/// The class that gives an owner's Pods their colour.
pub fn group_class(group: u32) -> &'static str {
    ["g0", "g1", "g2", "g3", "g4", "g5"][usize::try_from(group % 6).unwrap_or(0)]
}
