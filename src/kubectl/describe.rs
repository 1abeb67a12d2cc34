//! `kubectl describe`. Source: `staging/src/k8s.io/kubectl/pkg/describe/describe.go`.

pub(super) mod autoscaler;
pub(super) mod batch;
pub(super) mod budget;
pub(super) mod config;
mod containers;
pub(super) mod daemon;
mod environment;
mod events;
pub(super) mod generic;
pub(super) mod network;
pub(super) mod node;
pub(super) mod pod;
pub(super) mod quota;
pub(super) mod rbac;
mod sources;
mod spread;
pub(super) mod stateful;
pub(super) mod storage;
mod volumes;
pub(super) mod workload;

pub(super) use self::environment::of_container as field_of_container;

use super::failure::{Failure, Problem};
use super::flags::{FilenameFlags, SelectorFlags, flags};
use super::kinds::{self, Seen};
use super::resource::{self, Found, Nameless, Query};
use super::session::{Ran, Session, Step};
use super::table;
use crate::api::{Labels, Object, PodTemplateSpec, Status, Time, Toleration};
use crate::cluster::Cluster;
use crate::controllers::deployment::LAST_APPLIED;
use crate::sorted::{Sort, SortedMap};
use std::fmt::Write;

/// Longer annotations go on lines of their own.
const ANNOTATION_MAX: usize = 140;

flags! {
    /// Source: `staging/src/k8s.io/kubectl/pkg/cmd/describe/describe.go` `DescribeFlags`.
    pub(super) struct DescribeFlags<'a> {
        [files: FilenameFlags<'a>]
        [labels: SelectorFlags<'a>]
        all_namespaces: switch "all-namespaces" / "A";
        show_events: maybe "show-events";
        _: "chunk-size=number";
    }
}

pub(super) fn run(session: &mut Session<'_>, flags: &DescribeFlags<'_>) -> Ran {
    let words = &session.args.words;
    if words.is_empty() && !flags.files.is_given() {
        return Err(Failure::text(
            "You must specify the type of resource to describe. Use \"kubectl api-resources\" for a complete list of supported resources.\n",
        ));
    }
    let query = Query {
        files: flags.files,
        selector: flags.labels.selector,
        all_namespaces: flags.all_namespaces,
        ..Query::default()
    };
    let mut found = resource::find(session, query, words, Nameless::All)?;
    resource::warn_deprecated(session, &found.wanted);
    let is_one = found.objects.len() == 1 && found.problems.is_empty();
    let by_prefix = words.len() == 2 && found.objects.is_empty() && by_prefix(session, &mut found);
    if found.objects.is_empty() && found.problems.is_empty() {
        let text = if !flags.all_namespaces {
            format!("No resources found in {} namespace.\n", session.namespace())
        } else {
            "No resources found\n".to_owned()
        };
        session.streams.err(&text);
    }
    let with_events = flags.show_events.unwrap_or(is_one);
    let now_ms = session.now_ms();
    let texts: Vec<String> =
        found.objects.iter().map(|it| describe(it, session.cluster, now_ms, with_events)).collect();
    session.streams.out(&texts.join(if by_prefix { "\n" } else { "\n\n" }));
    session.streams.out(if by_prefix { "\n" } else { "" });
    Failure::check(found.problems)?;
    Ok(Step::Done)
}

/// A name that nothing has may be the beginning of some. Source: `DescribeMatchingResources`.
fn by_prefix(session: &Session<'_>, found: &mut Found) -> bool {
    let Some(Problem::Api(Status { about: Some((kind, prefix)), .. })) = found.problems.first()
    else {
        return false;
    };
    let objects = session.cluster.store().list(*kind, Some(session.namespace_of(*kind)));
    let like = objects.filter(|it| it.meta().name.starts_with(prefix));
    found.objects = like.cloned().collect();
    let any = !found.objects.is_empty();
    if any {
        found.problems.clear();
    }
    any
}

/// Lines with tabs, to be aligned at the end.
#[derive(Default)]
pub(super) struct Page {
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

    fn finish(self) -> String {
        table::align(&self.text, table::DESCRIPTION)
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

fn time(time: Option<Time>) -> String {
    // Go's zero time.
    time.map_or_else(|| "Mon, 01 Jan 0001 00:00:00 +0000".to_owned(), Time::rfc1123)
}

/// An object's description.
fn describe(object: &Object, cluster: &Cluster, now_ms: i64, with_events: bool) -> String {
    let mut page = Page::default();
    let is_told = kinds::describe(&mut page, &Seen { object, cluster, now_ms });
    if with_events && is_told {
        events::describe(&mut page, object, cluster.store(), now_ms);
    }
    page.finish()
}

/// A template as `rollout history --revision` prints it: tabs stay.
pub(super) fn template(template: &PodTemplateSpec) -> String {
    let mut page = Page::default();
    workload::template(&mut page, template);
    page.text
}
