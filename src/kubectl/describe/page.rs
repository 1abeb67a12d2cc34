//! The page on which a description is written.

use crate::api::{Labels, Time, Toleration};
use crate::controllers::deployment::LAST_APPLIED;
use crate::kubectl::table;
use crate::sorted::{Sort, SortedMap};
use std::fmt::Write;

/// Longer annotations go on lines of their own.
const ANNOTATION_MAX: usize = 140;

/// Lines with tabs, to be aligned at the end.
#[derive(Default)]
pub(in crate::kubectl) struct Page {
    text: String,
}

impl Page {
    /// A line at a level of indentation.
    pub fn line(&mut self, level: usize, text: &str) {
        self.text.extend(std::iter::repeat_n("  ", level));
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// `Name:<tab>value`
    pub fn field(&mut self, level: usize, name: &str, value: impl std::fmt::Display) {
        self.line(level, &format!("{name}:\t{value}"));
    }

    /// A field only where there is something to say.
    pub fn field_if(&mut self, level: usize, name: &str, value: &str) {
        if !value.is_empty() {
            self.field(level, name, value);
        }
    }

    /// A title, then one entry a line under its first.
    pub fn list(&mut self, title: &str, entries: &[String]) {
        match entries.split_first() {
            None => self.field(0, title, "<none>"),
            Some((first, rest)) => {
                self.field(0, title, first);
                rest.iter().for_each(|it| self.line(0, &format!("\t{it}")));
            }
        }
    }

    /// Source: `printLabelsMultiline`.
    pub fn labels(&mut self, title: &str, labels: &Labels) {
        let entries: Vec<String> = labels.iter().map(|(key, it)| format!("{key}={it}")).collect();
        self.list(title, &entries);
    }

    /// Source: `printAnnotationsMultiline`.
    pub fn annotations(&mut self, title: &str, annotations: &SortedMap<String, String>) {
        let shown = annotations.iter().filter(|(key, _)| *key != LAST_APPLIED);
        let entries: Vec<String> = shown.map(|(key, value)| annotation(key, value)).collect();
        self.list(title, &entries);
    }

    /// Source: `printPodTolerationsMultiline`.
    pub fn tolerations(&mut self, title: &str, tolerations: &[Toleration]) {
        let mut tolerations: Vec<&Toleration> = tolerations.iter().collect();
        tolerations.order_by(|a, b| a.key.cmp(&b.key));
        let entries: Vec<String> = tolerations.into_iter().map(toleration).collect();
        self.list(title, &entries);
    }

    /// The text, aligned.
    pub fn finish(self) -> String {
        table::align(&self.text, table::DESCRIPTION)
    }

    /// The text with its tabs.
    pub fn raw(self) -> String {
        self.text
    }
}

fn annotation(key: &str, value: &str) -> String {
    let value = value.strip_suffix('\n').unwrap_or(value);
    if value.len() + key.len() + 2 <= ANNOTATION_MAX && !value.contains('\n') {
        return format!("{key}: {value}");
    }
    let mut text = format!("{key}:");
    for line in value.split('\n') {
        let cut = line.chars().count() > ANNOTATION_MAX - 2;
        let short: String = line.chars().take(ANNOTATION_MAX - 2).collect();
        // A String can always be written to.
        let _ = write!(text, "\n\t  {short}{}", if cut { "..." } else { "" });
    }
    text
}

fn toleration(it: &Toleration) -> String {
    let mut text = it.key.to_string();
    if !it.value.is_empty() {
        text = format!("{text}={}", it.value);
    }
    if !it.effect.is_empty() {
        text = format!("{text}:{}", it.effect);
    }
    if it.operator == "Exists" && it.value.is_empty() {
        let space = if text.is_empty() { "" } else { " " };
        text = format!("{text}{space}op=Exists");
    }
    match it.toleration_seconds {
        Some(seconds) => format!("{text} for {seconds}s"),
        None => text,
    }
}

/// A moment; Go's first where there is none.
pub(super) fn time(time: Option<Time>) -> String {
    time.map_or_else(|| "Mon, 01 Jan 0001 00:00:00 +0000".to_owned(), Time::rfc1123)
}
