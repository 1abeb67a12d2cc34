//! The workloads as tabs of the strip, each with its miniature.

use super::app::Msg;
use super::load::slider;
use super::memo::{Draw, Own};
use super::player::key_of;
use super::shared::{Same, class, told};
use super::strip::shapes;
use super::words::{common, strip as words};
use podarium::picture::{ObjectRef, Workload};
use podarium::sorted::Sort;
use podarium::stage::Strip;
use podarium::syntax::has;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq)]
pub struct Workloads {
    pub workloads: Same<Vec<Rc<Workload>>>,
    /// The strip of each, and how much of it has been seen (percent).
    pub strips: Vec<Same<Strip>>,
    pub seen: u32,
    /// Which one is chosen.
    pub chosen: usize,
    /// What somebody looks for.
    pub find: Rc<str>,
    /// What the chosen one is doing.
    pub doing: String,
    pub send: Callback<Msg>,
}

impl Draw for Workloads {
    fn draw(&self, _: &Own) -> Html {
        let all = &self.workloads;
        let (chosen, count) = (self.chosen, all.len());
        let keys: Vec<Rc<str>> = all.iter().map(|it| key_of(it)).collect();
        let onkeydown = told(&self.send, move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowRight" => (chosen + 1) % count.max(1),
                "ArrowLeft" => (chosen + count.max(1) - 1) % count.max(1),
                _ => return None,
            };
            event.prevent_default();
            Some(Msg::Focus(Rc::clone(keys.get(next)?)))
        });
        let several = namespaces(all) > 1;
        let tab = |(index, it): (usize, &Rc<Workload>)| self.tab(index, it, several);
        html! {
            <div class="works">
                <div class="worktabs" role="tablist" aria-label={words::WORKLOAD} {onkeydown}>
                    { for all.iter().enumerate().map(tab) }
                </div>
                if let Some(it) = all.get(chosen) {
                    { self.about(it) }
                }
            </div>
        }
    }
}

/// In how many namespaces there are workloads.
fn namespaces(all: &[Rc<Workload>]) -> usize {
    let mut names: Vec<&str> = all.iter().map(|it| &*it.namespace).collect();
    names.order();
    names.dedup();
    names.len()
}

impl Workloads {
    fn tab(&self, index: usize, it: &Rc<Workload>, has_namespaces: bool) -> Html {
        let is_chosen = index == self.chosen;
        let key = key_of(it);
        let onclick = self.send.reform(move |_: MouseEvent| Msg::Focus(Rc::clone(&key)));
        let kind = match &*it.kind {
            "statefulset" => "sts",
            "daemonset" => "ds",
            "job" | "cronjob" => "job",
            _ => "",
        };
        let short = match &*it.kind {
            "horizontalpodautoscaler" => "hpa",
            "poddisruptionbudget" => "pdb",
            kind => kind,
        };
        let is_dim = !has(&it.name, &self.find) && !has(&it.kind, &self.find);
        let mini = self.strips.get(index).filter(|_| !is_chosen);
        html! {
            <button type="button" role="tab" class={class!("work", hue_class(it.hue), is_dim.then_some("dim"))}
                aria-selected={is_chosen.to_string()} tabindex={if is_chosen { "0" } else { "-1" }}
                {onclick}>
                if it.hue.is_some() { <i class={class!("sw", kind)} /> }
                <span>if has_namespaces { { format!("{} \u{b7} ", it.namespace) } }
                    { format!("{short}/") }<b>{ &*it.name }</b></span>
                <span class={class!("n", it.is_bad.then_some("bad"))}>{ it.count() }</span>
                if let Some(mini) = mini { { shapes(mini, "mini", self.seen) } }
            </button>
        }
    }

    /// What the chosen one is doing, and what can be done to it.
    fn about(&self, it: &Rc<Workload>) -> Html {
        let (kind, namespace, name) = (it.kind.clone(), it.namespace.clone(), it.name.clone());
        let target = ObjectRef { kind, namespace, name };
        let onclick = self.send.reform(move |_: MouseEvent| Msg::Choose(target.clone()));
        html! {
            <div class="doing">
                <button type="button" class="plain" {onclick} title={common::ALL_ABOUT}>{ &self.doing }</button>
                if it.load.is_some() { { slider(it, &self.send) } }
            </div>
        }
    }
}

/// The class that gives a workload and its Pods their colour.
pub fn hue_class(hue: Option<u32>) -> &'static str {
    match hue {
        None => "orphan",
        Some(hue) => ["h0", "h1", "h2", "h3", "h4", "h5"][usize::try_from(hue % 6).unwrap_or(0)],
    }
}
