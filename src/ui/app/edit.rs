//! What is done to manifests, and what comes of it.

use super::{App, Msg, Tab};
use crate::ui::browser;
use crate::ui::editor::{Answer, Edit, LIVE_MAX, TEXT_MAX, free_name, tape_mark};
use crate::ui::link;
use crate::ui::player::Target;
use gloo_timers::callback::Timeout;
use podarium::api::ObjectKey;
use podarium::kubectl::{complete, edit_command, editable};
use podarium::tape::Line;
use std::rc::Rc;
use yew::prelude::*;

/// Where what is typed is kept over a reload.
const DRAFT_KEY: &str = "podarium-draft";
/// A text is checked when nobody has typed for so long (milliseconds).
const CHECK_AFTER_MS: u32 = 250;

impl App {
    pub(super) fn edit(&mut self, ctx: &Context<Self>, edit: Edit) {
        let files = self.player.tape().files();
        match edit {
            Edit::Open(name) => self.editor.open(name),
            Edit::New => self.editor.add_new(&files),
            Edit::Type(text) => self.editor.type_text(&text, &files),
            Edit::File(name, text) => self.take_file(&name, &text),
            Edit::TooLarge(length) => {
                self.answer(too_large("What was pasted", length), false, true)
            }
            Edit::Check => self.editor.check(&files),
            Edit::Apply => self.apply(),
            Edit::Diff => self.compare(),
            Edit::Revert => self.editor.revert(&files),
        }
        self.keep();
        let link = ctx.link().clone();
        let check = move || link.send_message(Msg::Edit(Edit::Check));
        let is_checked = self.editor.view(&files).is_checked;
        self.check = (!is_checked).then(|| Timeout::new(CHECK_AFTER_MS, check));
        self.show_editor();
    }

    /// What is typed survives a reload, and the end of the program.
    fn keep(&self) {
        let kept = self.editor.kept();
        browser::keep(DRAFT_KEY, kept.map(|(name, text)| format!("{name}\n{text}")).as_deref());
    }

    /// Brings back what was typed before a reload.
    pub(super) fn bring_back(&mut self) {
        let Some(kept) = browser::kept(DRAFT_KEY) else { return };
        if let Some((name, text)) = kept.split_once('\n') {
            self.editor.type_into(name, text);
        }
    }

    fn answer(&mut self, text: String, is_diff: bool, has_failed: bool) {
        self.editor.answer = Some(Answer { text, is_diff, has_failed });
    }

    fn apply(&mut self) {
        let files = self.player.tape().files();
        let Some(open) = self.editor.open_name(&files) else { return };
        let mut text = self.editor.text(&files).to_string();
        if !text.ends_with('\n') {
            text.push('\n');
        }
        if let Some((number, line)) = tape_mark(&text) {
            let shown: String = line.chars().take(40).collect();
            let problem = format!(
                "line {number}: {shown:?} would end the file where the run is written down. Put a space before it, or take it out."
            );
            return self.answer(problem, false, true);
        }
        let is_other = |name: &str| files.get(name).is_some_and(|it| *it != text);
        let name = free_name(&open, is_other);
        let command = |name: &str| match self.editor.live() {
            Some(target) => edit_command(&key(target), name),
            None => format!("kubectl apply -f {name}"),
        };
        let (tried, command) = (command(&open), command(&name));
        let (output, has_failed) = self.player.try_command(&open, &text, &tried);
        if !has_failed {
            let command = Line::Command { text: command, expected: Vec::new() };
            let mut lines = vec![command];
            if files.get(&name) != Some(&text) {
                lines.insert(0, Line::File { name: name.clone(), text });
            }
            self.player.insert(lines);
            self.editor.applied(&name);
            self.lesson = None;
        }
        self.answer(output, false, has_failed);
    }

    fn compare(&mut self) {
        let files = self.player.tape().files();
        let Some(name) = self.editor.open_name(&files) else { return };
        let text = self.editor.text(&files);
        let command = format!("kubectl diff -f {name}");
        let (output, has_failed) = self.player.try_command(&name, &text, &command);
        let is_diff = output.starts_with("diff ");
        let text = if output.is_empty() {
            "The cluster has it like this already.".to_owned()
        } else {
            output
        };
        self.answer(text, is_diff, has_failed && !is_diff);
    }

    /// A tape is opened, anything else is a manifest.
    fn take_file(&mut self, name: &str, text: &str) {
        if name.ends_with(".tape") || text.starts_with("# title:") {
            if self.open_text(name, text) {
                self.lesson = None;
                self.home = link::base() + "#";
            }
            return;
        }
        if text.len() > TEXT_MAX {
            self.notice = Some(too_large(&format!("The file {name}"), text.len()));
            return;
        }
        self.editor.add(name, text, None, &self.player.tape().files());
        self.tab = Tab::Tape;
    }

    /// Opens an object as `kubectl edit` does.
    pub(super) fn edit_object(&mut self, target: Target) {
        match editable(self.player.run().cluster(), &key(&target)) {
            Ok(text) => {
                let name = format!("{}-{}.yaml", target.kind.info().singular, target.name);
                self.editor.add(&name, &text, Some(target), &self.player.tape().files());
                self.tab = Tab::Tape;
                self.show_editor();
            }
            Err(error) => self.notice = Some(error),
        }
    }

    /// Completes the word at the end of what stands on the console's line.
    pub(super) fn complete(&mut self, line: &str) {
        let run = self.player.run();
        let found = complete(run.cluster(), run.files(), line, line.len());
        self.completion = Some(Rc::new((line.to_owned(), found)));
    }

    pub(super) fn show_editor(&mut self) {
        let files = self.player.tape().files();
        if self.editor.text(&files).len() <= LIVE_MAX && self.editor.answer.is_none() {
            // The first look needs no waiting.
            if self.pages.editor.text.is_empty() {
                self.editor.check(&files);
            }
        }
        let view = self.editor.view(&files);
        if view != *self.pages.editor {
            self.pages.editor = Rc::new(view);
        }
    }
}

/// What the API server says of it, and what became of it here.
fn too_large(what: &str, length: usize) -> String {
    format!(
        "Error from server (RequestEntityTooLarge): Request entity too large: limit is {TEXT_MAX}. {what} has {length} bytes and was not taken; the text here is as it was."
    )
}

fn key(target: &Target) -> ObjectKey {
    ObjectKey::new(target.kind, &target.namespace, &target.name)
}
