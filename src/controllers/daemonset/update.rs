//! A new template reaches the nodes a few at a time. Source: `pkg/controller/daemon/update.go`.

use super::explain;
use super::pass::Pass;
use crate::api::{DaemonSet, IntOrString, Pod};
use crate::client::{Effect, Fact};
use crate::sorted::Sort;
use std::rc::Rc;

fn number(set: &DaemonSet, total: i32, surge: bool) -> i32 {
    let strategy = &set.spec.update_strategy;
    let numbers = strategy.rolling_update.as_ref().filter(|_| strategy.r#type == "RollingUpdate");
    let value: Option<&IntOrString> = numbers
        .and_then(|it| if surge { it.max_surge.as_ref() } else { it.max_unavailable.as_ref() });
    value.and_then(|it| it.scaled(total, true).ok()).unwrap_or(0)
}

/// On how many of so many nodes there may be a new Pod beside the old one.
#[must_use]
pub fn max_surge(set: &DaemonSet, total: i32) -> i32 {
    number(set, total, true)
}

/// On how many of so many nodes the Pod may be unavailable.
#[must_use]
pub fn max_unavailable(set: &DaemonSet, total: i32) -> i32 {
    let unavailable = number(set, total, false);
    // The API server lets no such wish in; should there be one, the update goes on all the same.
    let is_stuck = total > 0 && unavailable == 0 && max_surge(set, total) == 0;
    if is_stuck { 1 } else { unavailable }
}

/// The new Pod and the old one of a node; `None` where there are several of either.
type Pair = Option<(Option<Rc<Pod>>, Option<Rc<Pod>>)>;

fn nodes(count: i32) -> String {
    format!("{count} node{}", if count == 1 { "" } else { "s" })
}

fn up_to(number: i32, list: usize) -> usize {
    usize::try_from(number).unwrap_or(0).min(list)
}

impl Pass<'_> {
    /// The nodes with Pods, and those that should have one, each with its Pods.
    fn pairs(&self) -> Vec<(String, Pair)> {
        let wished = self.nodes.iter().filter(|it| self.should_run(it));
        let mut names: Vec<&str> = wished.map(|it| it.metadata.name.as_str()).collect();
        names.extend(self.pods.keys().map(String::as_str));
        names.order();
        names.dedup();
        names.iter().map(|it| ((*it).to_owned(), self.pair(it))).collect()
    }

    /// Source: `findUpdatedPodsOnNode`.
    fn pair(&self, node: &str) -> Pair {
        let (mut new, mut old) = (None, None);
        let pods = self.pods.get(node).into_iter().flatten();
        for pod in pods.filter(|it| !it.metadata.is_terminating()) {
            let place = if self.is_updated(pod) { &mut new } else { &mut old };
            if place.replace(Rc::clone(pod)).is_some() {
                return None;
            }
        }
        Some((new, old))
    }

    pub(super) fn rolling_update(&mut self) {
        let wished = self.nodes.iter().filter(|it| self.should_run(it)).count();
        let wished = i32::try_from(wished).unwrap_or(i32::MAX);
        let surge = max_surge(self.set, wished);
        if surge == 0 {
            self.replace(max_unavailable(self.set, wished));
        } else {
            self.surge(surge, wished);
        }
    }

    /// Old Pods make way for new ones: those that are unavailable anyway, and as many others as
    /// may be.
    fn replace(&mut self, limit: i32) {
        let mut unavailable = 0;
        let (mut useless, mut candidates) = (Vec::new(), Vec::new());
        for (_, pair) in self.pairs() {
            match pair {
                Some((Some(new), None)) => unavailable += i32::from(!self.is_available(&new)),
                Some((None, Some(old))) if !self.is_available(&old) => {
                    unavailable += 1;
                    useless.push(old);
                }
                Some((None, Some(_))) if unavailable >= limit => {}
                Some((None, Some(old))) => candidates.push(old),
                _ => unavailable += 1,
            }
        }
        let more = up_to(limit - unavailable, candidates.len());
        let mut delete = useless;
        delete.extend(candidates.drain(..more));
        if delete.is_empty() {
            return;
        }
        let names: Vec<&str> = delete.iter().map(|it| it.metadata.name.as_str()).collect();
        let what = (Effect::Delete, format!("deleted {} for a new one", names.join(", ")));
        let because =
            format!("the Pod may be unavailable on {}, and is on {unavailable}", nodes(limit));
        let facts = vec![Fact::new("maxUnavailable", limit)];
        explain(self.set, what, because, facts, "update.go rollingUpdate", &mut self.result);
        self.sync_nodes(&delete, &[]);
    }

    /// New Pods come beside the old ones, which go when they are available.
    fn surge(&mut self, limit: i32, wished: i32) {
        let (mut surging, mut available) = (0, 0);
        let (mut delete, mut misplaced) = (Vec::new(), Vec::new());
        let (mut allowed, mut candidates) = (Vec::new(), Vec::new());
        for (node, pair) in self.pairs() {
            let Some((new, old)) = pair else {
                surging += 1;
                continue;
            };
            let counts = old.as_ref().or(new.as_ref()).is_some_and(|it| self.is_available(it));
            available += i32::from(counts);
            let Some(old) = old else { continue };
            match new {
                Some(new) if self.is_available(&new) => delete.push(old),
                Some(_) => surging += 1,
                None => {
                    let Some(runs) = self.runs_on(&node) else { return };
                    match (self.is_available(&old), runs) {
                        (false, false) => delete.push(old),
                        (false, true) => allowed.push(node),
                        (true, false) => misplaced.push(old),
                        (true, true) if surging >= limit => {}
                        (true, true) => candidates.push(node),
                    }
                }
            }
        }
        let excess = up_to(available - wished, misplaced.len());
        delete.extend(misplaced.drain(..excess));
        let more = up_to(limit - surging, candidates.len());
        allowed.extend(candidates.drain(..more));
        if !allowed.is_empty() {
            let what = format!("created a new Pod beside the old one on {}", allowed.join(", "));
            let what = (Effect::Create, what);
            let because = format!("{} may have two, and {surging} have", nodes(limit));
            let facts = vec![Fact::new("maxSurge", limit)];
            explain(self.set, what, because, facts, "update.go rollingUpdate", &mut self.result);
        }
        self.sync_nodes(&delete, &allowed);
    }

    /// Whether a Pod should run on the node; `None` where there is no such node.
    fn runs_on(&self, node: &str) -> Option<bool> {
        let node = self.nodes.iter().find(|it| it.metadata.name == node)?;
        Some(self.should_run(node))
    }
}
