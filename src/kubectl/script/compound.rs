//! Loops and branches: each is unfolded into what comes next, one turn at a time.

use super::Script;
use crate::kubectl::shell::{Command, Compound, If, Link, Pipeline, While};
use std::rc::Rc;

/// A loop over more words than this is a mistake.
const WORDS_MAX: usize = 10_000;

impl Script {
    /// Puts what a loop or a branch comes to in front of the rest of the line. Returns whether
    /// time has to pass before that.
    ///
    /// # Errors
    /// What bash says.
    pub(super) fn unfold(
        &mut self,
        compound: &Compound,
        words: Vec<String>,
    ) -> Result<bool, String> {
        match compound {
            Compound::For(it) => {
                let words: Vec<String> = words.iter().flat_map(|it| braces(it)).collect();
                if words.len() > WORDS_MAX {
                    return Err("bash: a loop over so many words is too long".to_owned());
                }
                self.code = 0;
                for word in words.into_iter().rev() {
                    let set =
                        Command { variables: vec![(it.name.clone(), word)], ..Command::default() };
                    self.put_first(&it.body);
                    self.pipelines.push_front(alone(set));
                }
            }
            Compound::While(it) => {
                self.is_endless |= is_endless(it);
                self.pipelines.push_front(steering(Compound::Turn(Rc::clone(it))));
                self.put_first(&it.test);
            }
            Compound::Turn(it) if (self.code == 0) != it.is_until => {
                self.pipelines.push_front(steering(Compound::While(Rc::clone(it))));
                self.put_first(&it.body);
                return Ok(true);
            }
            Compound::If(it, at) => match it.branches.get(*at) {
                Some((test, body)) if test.is_empty() => self.put_first(body),
                Some((test, _)) => {
                    self.pipelines.push_front(steering(Compound::Then(Rc::clone(it), *at)));
                    self.put_first(test);
                }
                None => self.code = 0,
            },
            Compound::Then(it, at) if self.code == 0 => self.put_first(body_of(it, *at)),
            Compound::Then(it, at) => {
                self.pipelines.push_front(steering(Compound::If(Rc::clone(it), at + 1)));
            }
            Compound::Turn(_) => self.code = 0,
        }
        Ok(false)
    }

    fn put_first(&mut self, pipelines: &[Pipeline]) {
        for pipeline in pipelines.iter().rev() {
            self.pipelines.push_front(pipeline.clone());
        }
    }
}

fn body_of(branches: &If, at: usize) -> &[Pipeline] {
    branches.branches.get(at).map_or(&[], |it| &it.1)
}

fn alone(command: Command) -> Pipeline {
    Pipeline { link: Link::Always, commands: vec![command] }
}

fn steering(compound: Compound) -> Pipeline {
    alone(Command { compound: Some(compound), ..Command::default() })
}

/// `while true` goes on until somebody ends it.
fn is_endless(it: &While) -> bool {
    let [Pipeline { commands, .. }] = it.test.as_slice() else { return false };
    let [command] = commands.as_slice() else { return false };
    let word = command.words.first().map(String::as_str);
    matches!((word, it.is_until), (Some("true" | ":"), false) | (Some("false"), true))
}

/// `{1..5}` is five words; anything else is one.
fn braces(word: &str) -> Vec<String> {
    let range = word.strip_prefix('{').and_then(|it| it.strip_suffix('}'));
    let ends = range
        .and_then(|it| it.split_once(".."))
        .and_then(|(first, last)| Some((first.parse::<i32>().ok()?, last.parse::<i32>().ok()?)));
    match ends {
        Some((first, last)) if first <= last => {
            (first..=last).take(WORDS_MAX + 1).map(|it| it.to_string()).collect()
        }
        Some((first, last)) => {
            (last..=first).rev().take(WORDS_MAX + 1).map(|it| it.to_string()).collect()
        }
        None => vec![word.to_owned()],
    }
}
