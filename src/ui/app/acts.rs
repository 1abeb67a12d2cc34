//! What is done to the cluster, taken back and done again.

use super::{App, Menu, MenuTarget, Tab};
use crate::ui::browser;
use crate::ui::words::acts as words;
use podarium::picture::{
    ObjectRef, Offer, offers_for_claim, offers_for_cluster, offers_for_node, offers_for_pod,
    offers_for_zone,
};
use podarium::protocol::ActLine;
use podarium::stage::{Rect, moment};
use std::rc::Rc;

impl App {
    /// A line was typed or clicked: a command, or an act where it begins with `! `.
    pub(super) fn act(&mut self, text: &str) {
        self.menu = None;
        (self.notice, self.dropped) = (None, None);
        let text = text.trim();
        if self.player.facts.is_none() {
            self.notice = Some(words::NO_TAPE.to_owned());
            return;
        }
        let mark = if text.starts_with(['!', '$']) { "" } else { "$ " };
        self.perform(vec![ActLine::Typed(text.into())], format!("{mark}{text}"));
    }

    /// Something was done in the past: another future begins, and the old one is kept.
    pub(super) fn tell_dropped(&mut self, at_ms: i64) {
        let text = words::dropped(&moment(at_ms, 0, false));
        self.said.clone_from(&text);
        self.is_telling = true;
        self.dropped = Some(text);
    }

    /// Two runs from one moment with one difference, or this one alone again.
    pub(super) fn twin(&mut self) {
        self.dropped = None;
        if !self.player.twin() {
            self.notice = Some(words::ONE_RUN.to_owned());
        }
    }

    /// The tape as it was before anything was done in it. Redo goes forward again.
    pub(super) fn reset(&mut self) {
        if !self.player.is_changed() {
            return;
        }
        while self.player.can_undo() {
            self.undo();
        }
        match self.lesson.filter(|_| self.player.is_changed()) {
            Some(index) => self.choose_lesson(index),
            None if self.player.is_changed() => self.undo(),
            None => {}
        }
        self.said = words::RESET.to_owned();
    }

    /// What is looked for is said with how often it is there.
    pub(super) fn find(&mut self, word: &str) {
        self.find = word.trim().to_ascii_lowercase().into();
    }

    pub(super) fn undo(&mut self) {
        (self.menu, self.dropped) = (None, None);
        self.pages.seen = None;
        if !self.player.can_undo() && self.player.is_changed() && !self.is_acting() {
            return self.undo_in_engine();
        }
        (self.notice, self.said) = match self.player.undo() {
            Some(what) => (None, words::undone(&what)),
            None => (Some(words::NOTHING_TO_UNDO.to_owned()), String::new()),
        };
        self.play_on();
    }

    pub(super) fn redo(&mut self) {
        (self.menu, self.dropped) = (None, None);
        self.pages.seen = None;
        (self.notice, self.said) = match self.player.redo() {
            Some(what) => (None, words::redone(&what)),
            None => (Some(words::NOTHING_TO_REDO.to_owned()), String::new()),
        };
        self.play_on();
    }

    /// A run that was left before its film was whole is computed on.
    fn play_on(&mut self) {
        if !self.player.is_whole() {
            self.open_in_engine();
        }
    }

    pub(super) fn choose(&mut self, target: ObjectRef) {
        if self.target.as_ref() != Some(&target) {
            self.pages.object = None;
        }
        self.target = Some(target);
        self.pages.seen = None;
        self.tab = Tab::Object;
        browser::bring_up(".panel");
    }

    pub(super) fn open_menu(&mut self, target: MenuTarget, at: Rect) {
        if self.menu.as_ref().is_some_and(|menu| menu.target == target) {
            self.menu = None;
            return;
        }
        let offers = self.offers(&target);
        if let Some(object) = target.object() {
            self.target = Some(object.clone());
            self.pages.seen = None;
        }
        self.menu = Some(Rc::new(Menu { target, at, offers }));
    }

    fn offers(&self, target: &MenuTarget) -> Vec<Offer> {
        let picture = &self.player.picture;
        match target {
            MenuTarget::Object(object) => self.offers_for_object(object),
            MenuTarget::Zone(name) => offers_for_zone(name, &picture.nodes),
            MenuTarget::Cluster => offers_for_cluster(picture),
            MenuTarget::Deed(deed) => {
                let line = deed.line.to_string();
                vec![Offer { label: words::WHAT_IF_NOT, line }]
            }
        }
    }

    fn offers_for_object(&self, object: &ObjectRef) -> Vec<Offer> {
        let picture = &self.player.picture;
        match &*object.kind {
            "pod" => {
                let pod = picture.pod(&object.namespace, &object.name);
                pod.map_or_else(Vec::new, |it| offers_for_pod(it))
            }
            "node" => {
                let node = picture.nodes.iter().find(|node| node.name == object.name);
                node.map_or_else(Vec::new, |it| offers_for_node(it))
            }
            "persistentvolumeclaim" => offers_for_claim(object),
            _ => Vec::new(),
        }
    }
}
