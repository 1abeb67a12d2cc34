//! What is done to manifests, and what comes of it.

use super::engine::Purpose;
use super::{App, Msg, Tab};
use crate::ui::editor::{Answer, Edit, TEXT_MAX, free_name, tape_mark};
use crate::ui::host::host;
use crate::ui::link;
use crate::ui::words::dialogs::editor as words;
use gloo_timers::callback::Timeout;
use podarium::picture::ObjectRef;
use podarium::protocol::{ActLine, Attempt, Question, Tried};
use podarium::sorted::SortedMap;
use podarium::syntax::find;
use std::rc::Rc;

/// Where what is typed is kept over a reload.
const DRAFT_KEY: &str = "podarium-draft";
/// A text is checked when nobody has typed for so long (milliseconds).
const CHECK_AFTER_MS: u32 = 250;

impl App {
    /// The tape's files.
    fn files(&self) -> SortedMap<String, String> {
        let files = self.player.facts.iter().flat_map(|it| &it.files);
        files.map(|(name, text)| (name.to_string(), text.to_string())).collect()
    }

    pub(super) fn edit(&mut self, edit: Edit) {
        let files = self.files();
        match edit {
            Edit::Open(name) => self.editor.open(name),
            Edit::New => self.editor.add_new(&files),
            Edit::Type(text) => self.editor.type_text(&text, &files),
            Edit::File(name, text) => self.take_file(&name, &text),
            Edit::TooLarge(length) => {
                self.answer(words::too_large(words::PASTED, length, TEXT_MAX), false, true)
            }
            Edit::Check => self.check_text(),
            Edit::Apply => self.apply(),
            Edit::Diff => self.compare(),
            Edit::Revert => self.editor.revert(&files),
        }
        self.keep();
        let send = self.send.clone();
        let check = move || send.emit(Msg::Edit(Edit::Check));
        let is_checked = self.editor.view(&files).is_checked;
        self.check = (!is_checked).then(|| Timeout::new(CHECK_AFTER_MS, check));
        self.show_editor();
    }

    fn check_text(&mut self) {
        if let Some(text) = self.editor.unchecked(&self.files()) {
            self.ask(Question::Lint(Rc::clone(&text)), Purpose::Lint(text));
        }
    }

    /// What is typed survives a reload, and the end of the program.
    fn keep(&self) {
        let kept = self.editor.kept();
        host().keep(DRAFT_KEY, kept.map(|(name, text)| format!("{name}\n{text}")).as_deref());
    }

    /// Brings back what was typed before a reload.
    pub(super) fn bring_back(&mut self) {
        let Some(kept) = host().kept(DRAFT_KEY) else { return };
        if let Some((name, text)) = kept.split_once('\n') {
            self.editor.type_into(name, text);
        }
    }

    fn answer(&mut self, text: String, is_diff: bool, has_failed: bool) {
        self.editor.answer = Some(Answer { text, is_diff, has_failed });
    }

    fn apply(&mut self) {
        let files = self.files();
        let Some(name) = self.editor.open_name(&files) else { return };
        let mut text = self.editor.text(&files).to_string();
        if !text.ends_with('\n') {
            text.push('\n');
        }
        if let Some((number, line)) = tape_mark(&text) {
            let shown: String = line.chars().take(40).collect();
            return self.answer(words::ends_file(number, &shown), false, true);
        }
        let text: Rc<str> = text.into();
        let what = match self.editor.live() {
            Some(object) => Attempt::Edit(object.clone()),
            None => Attempt::Apply,
        };
        let question = Question::Try { name: name.as_str().into(), text: Rc::clone(&text), what };
        self.ask(question, Purpose::Apply(name, text));
    }

    /// What was tried is done, unless it would fail.
    pub(super) fn tried(&mut self, open: &str, text: &Rc<str>, tried: &Tried) {
        if !tried.has_failed {
            let files = self.files();
            let is_other = |name: &str| files.get(name).is_some_and(|it| **it != **text);
            let name = free_name(open, is_other);
            let command = match find(&tried.command, "{}") {
                Some(at) => format!("{}{name}{}", &tried.command[..at], &tried.command[at + 2..]),
                None => tried.command.to_string(),
            };
            let mut lines = vec![ActLine::Typed(command.as_str().into())];
            if files.get(&name).is_none_or(|it| **it != **text) {
                let file = ActLine::File { name: name.as_str().into(), text: Rc::clone(text) };
                lines.insert(0, file);
            }
            self.perform(lines, format!("$ {command}"));
            self.editor.applied(&name);
            self.lesson = None;
        }
        self.answer(tried.output.to_string(), false, tried.has_failed);
        self.show_editor();
    }

    fn compare(&mut self) {
        let files = self.files();
        let Some(name) = self.editor.open_name(&files) else { return };
        let text = self.editor.text(&files);
        let question = Question::Try { name: name.into(), text, what: Attempt::Diff };
        self.ask(question, Purpose::Diff);
    }

    /// A tape is opened, anything else is a manifest.
    fn take_file(&mut self, name: &str, text: &str) {
        if name.ends_with(".tape") || text.starts_with("# title:") {
            self.open_text(name, text, Vec::new());
            self.home = link::base() + "#";
            return;
        }
        if text.len() > TEXT_MAX {
            self.notice = Some(words::too_large(&words::file(name), text.len(), TEXT_MAX));
            return;
        }
        self.editor.add(name, text, None, &self.files());
        self.tab = Tab::Tape;
    }

    /// An object's text has come, to be edited as `kubectl edit` does.
    pub(super) fn opened_object(&mut self, target: ObjectRef, text: Result<Rc<str>, Rc<str>>) {
        match text {
            Ok(text) => {
                let name = format!("{}-{}.yaml", target.kind, target.name);
                self.editor.add(&name, &text, Some(target), &self.files());
                self.tab = Tab::Tape;
                self.show_editor();
            }
            Err(error) => self.notice = Some(error.to_string()),
        }
    }

    pub(super) fn show_editor(&mut self) {
        let files = self.files();
        let view = self.editor.view(&files);
        if view != *self.pages.editor {
            self.pages.editor = Rc::new(view);
        }
    }
}
