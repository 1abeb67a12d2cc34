//! The workload tree.

use super::app::Msg;
use super::band::Band;
use super::memo::{Draw, Own, memo_keyed};
use super::parts::{chart, parts, slider};
use super::player::Drawn;
use super::shared::Same;
use podarium::picture::{ObjectRef, Picture, Revision, Workload};
use std::rc::Rc;
use yew::prelude::*;

/// So many Pods are drawn one by one; more become a bar.
const CELLS_MAX: i32 = 16;

#[derive(PartialEq)]
pub struct Workloads {
    pub workloads: Same<Vec<Rc<Workload>>>,
    pub picture: Same<Picture>,
    pub bands: Same<Vec<Option<Drawn>>>,
    pub send: Callback<Msg>,
}

impl Draw for Workloads {
    fn draw(&self, _: &Own) -> Html {
        let card = |(index, workload): (usize, &Rc<Workload>)| {
            memo_keyed(
                &format!("{}/{}", workload.namespace, workload.title()),
                WorkloadCard {
                    workload: Same::of(workload),
                    doing: workload.doing(self.picture.now_ms),
                    drawn: self.bands.get(index).cloned().flatten(),
                    send: self.send.clone(),
                },
            )
        };
        html! {
            <aside class="tree" aria-label="Workloads">
                <h2>{ "Workloads" }</h2>
                if self.workloads.is_empty() {
                    <p class="empty">{ "Nothing runs yet. What is applied appears here." }</p>
                }
                <>{ for self.workloads.iter().enumerate().map(card) }</>
            </aside>
        }
    }
}

#[derive(PartialEq)]
struct WorkloadCard {
    workload: Same<Workload>,
    doing: String,
    drawn: Option<Drawn>,
    send: Callback<Msg>,
}

impl Draw for WorkloadCard {
    fn draw(&self, _: &Own) -> Html {
        let workload = &self.workload;
        let choose = |kind: &str, name: &Rc<str>| {
            let namespace = Rc::clone(&workload.namespace);
            let target = ObjectRef { kind: kind.into(), namespace, name: Rc::clone(name) };
            self.send.reform(move |_: MouseEvent| Msg::Choose(target.clone()))
        };
        let onclick = choose(&workload.kind, &workload.name);
        let set = |set: &Revision| set_line(set, choose("replicaset", &set.name));
        html! {
            <article class="work">
                <div class="t">
                    <button type="button" class="plain" {onclick}>{ workload.title() }</button>
                    <span class={classes!(workload.is_bad.then_some("bad"))}>{ workload.count() }</span>
                </div>
                <small>{ &self.doing }</small>
                { parts(workload, &self.send) }
                if workload.load.is_some() { { slider(workload, &self.send) } }
                { match &self.drawn {
                    Some(Drawn::Band(points)) => Band { points }.draw(),
                    Some(Drawn::Chart(numbers)) => chart(numbers),
                    None => html! {},
                } }
                { for workload.revisions.iter().map(set) }
                if workload.revisions_left_out > 0 {
                    <small>{ format!("and {} older ones, empty", workload.revisions_left_out) }</small>
                }
            </article>
        }
    }
}

/// One ReplicaSet.
fn set_line(set: &Revision, onclick: Callback<MouseEvent>) -> Html {
    let class = classes!("rs", set.group.map(group_class));
    let revision = match set.revision {
        0 => String::new(),
        revision => format!("revision {revision} \u{b7} "),
    };
    let says = format!("{} ready, {} there, {} desired", set.ready, set.pods, set.desired);
    html! {
        <div {class}>
            <button type="button" class="plain" {onclick}>{ &*set.name }</button>
            <small>{ revision }{ &*set.images }</small>
            <div class="bar" role="img" aria-label={says.clone()} title={says}>{ bar(set) }</div>
        </div>
    }
}

/// A filled cell for each Pod that is ready, a hollow one for each that is not yet, a dotted one
/// for each that is missing.
fn bar(set: &Revision) -> Html {
    let all = set.pods.max(set.desired);
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
