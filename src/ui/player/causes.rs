//! Why it is so: the cause that is told with the picture, and what led to it.

use super::Player;
use podarium::picture::{Decision, stations};
use podarium::stage::{self, Arrow, Bubble};
use std::rc::Rc;

/// So many steps of what led to a decision are told.
const STEPS_MAX: usize = 6;

/// The last cause, drawn: laid out once, so that it stays still.
#[derive(Debug, PartialEq)]
pub struct Cause {
    pub why: Rc<Decision>,
    pub arrows: Vec<Arrow>,
    pub bubble: Bubble,
    /// How many Pods there were when its lines were drawn, and how many of them had a node.
    pods: (usize, usize),
    /// What led to it, the last first: when, and what.
    pub chain: Vec<(i64, String)>,
}

impl Player {
    /// What is told of why it is so: laid out once, and again only where it would lie on a Pod.
    pub(super) fn tell_cause(&mut self) {
        let (picture, now_ms) = (&self.picture, self.head.position_ms());
        // Whoever steps to a decision sees that one.
        let stepped = self.film.decided_at(now_ms).filter(|_| !self.head.is_playing());
        let told = self.film.telling(picture);
        let unread = told.as_ref().filter(|it| it.is_unread).map(|it| Rc::clone(&it.why));
        let why = picture.cause(stepped.or(told.map(|it| it.why)));
        let messages = self.film.messages(now_ms);
        let stations = stations(&self.parts, why.as_deref(), messages, now_ms);
        if stations != *self.stations {
            self.stations = Rc::new(stations);
        }
        let why = why.filter(|it| unread.as_ref() == Some(it) || !self.reel.is_old(it, picture));
        let is_same = why.as_ref() == self.cause.as_ref().map(|it| &it.why);
        let kept = self.cause.take().filter(|_| is_same);
        let placed = picture.pods.iter().filter(|it| it.place.is_some()).count();
        let pods = (picture.pods.len(), placed);
        if kept.as_ref().is_some_and(|it| it.pods == pods) {
            self.cause = kept;
            return;
        }
        self.cause = why.map(|why| {
            let calm = stage::layout(picture, &self.peaks, self.room, true);
            // Lines lead to who is there; the sentence stays where it stands, unless a Pod came there, or
            // what it tells of is to be seen only now.
            let stays = |it: &Bubble| it.is_bar || !it.covers(&calm);
            let bubble = match kept.as_ref().map(|it| it.bubble).filter(stays) {
                Some(it) if it.is_home => it,
                stays => {
                    let anew = stage::bubble(&why, picture, &calm);
                    stays.filter(|_| !anew.is_home).unwrap_or(anew)
                }
            };
            Rc::new(Cause {
                arrows: stage::arrows(&why, picture, &calm, &self.stations),
                bubble,
                pods,
                chain: kept.map_or_else(|| self.chain(&why), |it| it.chain.clone()),
                why,
            })
        });
    }

    /// What led to a decision, back to the command.
    fn chain(&self, why: &Rc<Decision>) -> Vec<(i64, String)> {
        let mut steps = vec![(why.at_ms, step(why))];
        let mut last = Rc::clone(why);
        let all = self.film.decisions(why.at_ms);
        for before in all.iter().rev() {
            if steps.len() == STEPS_MAX {
                break;
            }
            let leads =
                last.causes.iter().any(|it| before.concerns(&it.object.kind, &it.object.name));
            if !Rc::ptr_eq(before, &last) && **before != *last && leads {
                steps.push((before.at_ms, step(before)));
                last = Rc::clone(before);
            }
        }
        let entries = self.picture.console.iter().rev();
        if let Some(entry) = entries.into_iter().find(|it| it.at_ms <= last.at_ms)
            && last.source.starts_with("pkg")
        {
            steps.push((entry.at_ms, entry.line.to_string()));
        }
        steps
    }
}

fn step(why: &Decision) -> String {
    let what: String = why.what.iter().map(|it| &*it.0).collect();
    format!("{} {what}", why.who)
}
