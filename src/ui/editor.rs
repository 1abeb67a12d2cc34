//! The manifests that are being written: drafts, what is wrong with them, what came of them.
//!
//! **Invariant:** what was typed stays until somebody throws it away, applied or not.

use podarium::picture::ObjectRef;
use podarium::protocol::Problem;
use podarium::sorted::{Sort, SortedMap};
use podarium::syntax::begins;
use std::rc::Rc;

/// Longer texts are not checked while somebody types (bytes).
pub const LIVE_MAX: usize = 200_000;
/// Longer texts are not taken: the API server would not either (bytes).
pub const TEXT_MAX: usize = 3 << 20;
/// What a new manifest begins as.
const NEW: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: hello\nspec:\n  replicas: 2\n  selector:\n    matchLabels:\n      app: hello\n  template:\n    metadata:\n      labels:\n        app: hello\n    spec:\n      containers:\n      - name: hello\n        image: nginx:1.27\n";

/// What somebody does to the manifests.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Opens a document by its name.
    Open(String),
    /// Begins a new one.
    New,
    /// Types: the whole text.
    Type(String),
    /// A file has come, by its name.
    File(String, String),
    /// So much was pasted that it was not taken.
    TooLarge(usize),
    /// Looks for what is wrong.
    Check,
    /// Applies the open document.
    Apply,
    /// Compares it with the cluster.
    Diff,
    /// Throws what was typed into it away.
    Revert,
}

/// A document that differs from the tape's file, or is none of its files.
#[derive(Clone, Debug, Default, PartialEq)]
struct Draft {
    text: Rc<str>,
    /// Which object it was opened from, to be edited as `kubectl edit` does.
    live: Option<ObjectRef>,
}

/// What came of an applied or compared document.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub text: String,
    pub is_diff: bool,
    pub has_failed: bool,
}

/// What was found in a text: problems, and what is only accepted.
type Checked = (Rc<str>, Vec<Problem>, Vec<Problem>);

/// All manifests.
#[derive(Default)]
pub struct Editor {
    drafts: SortedMap<String, Draft>,
    open: Option<String>,
    checked: Option<Checked>,
    pub answer: Option<Answer>,
}

/// What the page shows of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EditorView {
    pub names: Vec<String>,
    pub open: String,
    pub text: Rc<str>,
    pub is_changed: bool,
    pub problems: Vec<Problem>,
    /// What is accepted and not simulated.
    pub notes: Vec<Problem>,
    /// Whether the text was checked as it stands.
    pub is_checked: bool,
    pub answer: Option<Answer>,
}

impl Editor {
    /// The open document's name: the one that was chosen, or the tape's last file.
    pub fn open_name(&self, files: &SortedMap<String, String>) -> Option<String> {
        let is_there =
            |name: &&String| self.drafts.contains_key(*name) || files.contains_key(*name);
        let chosen = self.open.as_ref().filter(is_there);
        chosen.or_else(|| files.keys().next_back()).cloned()
    }

    /// The open document's text.
    pub fn text(&self, files: &SortedMap<String, String>) -> Rc<str> {
        let Some(name) = self.open_name(files) else { return "".into() };
        match self.drafts.get(&name) {
            Some(draft) => Rc::clone(&draft.text),
            None => files.get(&name).map_or("", String::as_str).into(),
        }
    }

    /// The object that the open document was opened from.
    pub fn live(&self) -> Option<&ObjectRef> {
        self.drafts.get(self.open.as_ref()?)?.live.as_ref()
    }

    pub fn view(&self, files: &SortedMap<String, String>) -> EditorView {
        let open = self.open_name(files).unwrap_or_default();
        let text = self.text(files);
        let mut names: Vec<String> = files.keys().chain(self.drafts.keys()).cloned().collect();
        names.order();
        names.dedup();
        let checked = self.checked.as_ref().filter(|it| it.0 == text);
        EditorView {
            is_changed: self.drafts.contains_key(&open),
            problems: checked.map_or_else(Vec::new, |it| it.1.clone()),
            notes: checked.map_or_else(Vec::new, |it| it.2.clone()),
            is_checked: checked.is_some(),
            answer: self.answer.clone(),
            names,
            open,
            text,
        }
    }

    pub fn open(&mut self, name: String) {
        (self.open, self.answer) = (Some(name), None);
    }

    /// Opens a text under a name that nothing else has.
    pub fn add(
        &mut self,
        wished: &str,
        text: &str,
        live: Option<ObjectRef>,
        files: &SortedMap<String, String>,
    ) {
        let name =
            free_name(wished, |name| files.contains_key(name) || self.drafts.contains_key(name));
        self.drafts.insert(name.clone(), Draft { text: text.into(), live });
        self.open(name);
    }

    pub fn add_new(&mut self, files: &SortedMap<String, String>) {
        self.add("new.yaml", NEW, None, files);
    }

    pub fn type_text(&mut self, text: &str, files: &SortedMap<String, String>) {
        let name = self.open_name(files).unwrap_or_else(|| "new.yaml".to_owned());
        let is_as_it_was = files.get(&name).is_some_and(|it| it == text);
        self.open = Some(name.clone());
        self.answer = None;
        if is_as_it_was {
            self.drafts.remove(&name);
        } else {
            self.drafts.entry(name).or_default().text = text.into();
        }
    }

    /// Puts a text under a name, without opening anything else.
    pub fn type_into(&mut self, name: &str, text: &str) {
        self.drafts.entry(name.to_owned()).or_default().text = text.into();
        self.open = Some(name.to_owned());
    }

    pub fn revert(&mut self, files: &SortedMap<String, String>) {
        if let Some(name) = self.open_name(files) {
            self.drafts.remove(&name);
        }
        self.answer = None;
    }

    /// The open text, if it has not been checked as it stands.
    pub fn unchecked(&self, files: &SortedMap<String, String>) -> Option<Rc<str>> {
        let text = self.text(files);
        let is_new = self.checked.as_ref().is_none_or(|it| it.0 != text);
        (is_new && text.len() <= LIVE_MAX).then_some(text)
    }

    /// What was found in a text.
    pub fn checked(&mut self, text: Rc<str>, problems: Vec<Problem>, notes: Vec<Problem>) {
        self.checked = Some((text, problems, notes));
    }

    /// What was applied is the tape's file now.
    pub fn applied(&mut self, name: &str) {
        if let Some(open) = self.open.replace(name.to_owned()) {
            self.drafts.remove(&open);
        }
    }

    /// What is open and typed, to be kept for the next visit: name and text.
    pub fn kept(&self) -> Option<(&str, &str)> {
        let open = self.open.as_ref()?;
        let draft = self.drafts.get(open).filter(|it| it.text.len() <= LIVE_MAX)?;
        Some((open, &draft.text))
    }
}

/// A name like the wished one that is free: `web.yaml`, `web-2.yaml`.
pub fn free_name(wished: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let clean: String =
        wished.chars().filter(|it| !it.is_whitespace() && !it.is_control()).collect();
    let clean = if clean.is_empty() { "new.yaml".to_owned() } else { clean };
    let (stem, end) = clean.rsplit_once('.').unwrap_or((&clean, "yaml"));
    let names = (2..).map(|number| format!("{stem}-{number}.{end}"));
    let mut names = std::iter::once(clean.clone()).chain(names);
    names.find(|name| !is_taken(name)).unwrap_or(clean)
}

/// The first line that would end the file on a tape, with its number.
pub fn tape_mark(text: &str) -> Option<(usize, &str)> {
    text.lines().enumerate().find(|(_, line)| begins(line)).map(|(at, line)| (at + 1, line))
}
