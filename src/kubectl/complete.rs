//! What the Tab key offers: commands, flags and their values, kinds, names, namespaces, files.

use super::flags::{self, ConfigFlags, Declared};
use super::kubeconfig;
use super::paths::Files;
use super::verb::Verb;
use super::verbs::VERBS;
use crate::api::Kind;
use crate::cluster::Cluster;
use crate::shell::{PROGRAMS, by_name};
use crate::sorted::Sort;

const FORMATS: &[&str] =
    &["custom-columns=", "go-template=", "json", "jsonpath=", "kyaml", "name", "wide", "yaml"];
/// Commands whose first argument is a Pod or a workload.
const OF_PODS: &[&str] = &["logs", "exec", "attach", "port-forward", "debug", "cp"];
const OF_NODES: &[&str] = &["cordon", "uncordon", "drain"];

/// What can stand at the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// Where the word begins that is replaced (bytes).
    pub start: usize,
    /// The words, sorted. One that ends with `=` or `/` wants more.
    pub candidates: Vec<String>,
}

/// Completes the word that ends at the cursor (bytes).
#[must_use]
pub fn complete(cluster: &Cluster, files: &Files, line: &str, cursor: usize) -> Completion {
    let mut cursor = cursor.min(line.len());
    while !line.is_char_boundary(cursor) {
        cursor -= 1;
    }
    let typed = line.get(..cursor).unwrap_or("");
    let command = typed.rsplit(['|', ';', '&']).next().unwrap_or("");
    let start = typed.rfind([' ', '\t', '|', ';', '&']).map_or(0, |it| it + 1);
    let word = typed.get(start..).unwrap_or("");
    let before = command.strip_suffix(word).unwrap_or("");
    let words: Vec<&str> = before.split_whitespace().filter(|it| !is_variable(it)).collect();
    let around = Around { cluster, files, words: &words };
    let (start, word, candidates) = match (words.as_slice(), word.split_once('=')) {
        // The value behind `--flag=`.
        (["kubectl" | "k", ..], Some((flag, value))) if flag.starts_with('-') => {
            (start + flag.len() + 1, value, around.values(flag).unwrap_or_default())
        }
        _ => (start, word, around.candidates(word)),
    };
    let mut candidates: Vec<String> =
        candidates.into_iter().filter(|it| it.starts_with(word)).collect();
    candidates.order();
    candidates.dedup();
    Completion { start, candidates }
}

fn is_variable(word: &str) -> bool {
    word.split_once('=')
        .is_some_and(|(name, _)| name.chars().all(|it| it.is_ascii_uppercase() || it == '_'))
}

/// What is known besides the word itself.
struct Around<'a> {
    cluster: &'a Cluster,
    files: &'a Files,
    /// The words before it.
    words: &'a [&'a str],
}

fn owned(words: impl IntoIterator<Item = impl Into<String>>) -> Vec<String> {
    words.into_iter().map(Into::into).collect()
}

impl Around<'_> {
    fn candidates(&self, word: &str) -> Vec<String> {
        match self.words.split_first() {
            None => owned(PROGRAMS.iter().map(|it| it.name).chain(["kubectl"])),
            Some((&("kubectl" | "k"), rest)) => self.kubectl(rest, word),
            Some((&program, _)) => match by_name(program) {
                Some(_) => self.file_names(),
                None => Vec::new(),
            },
        }
    }

    fn kubectl(&self, rest: &[&str], word: &str) -> Vec<String> {
        let plain: Vec<&str> = rest.iter().copied().filter(|it| !it.starts_with('-')).collect();
        let verb = verb(&plain);
        if let Some(last) = rest.last().filter(|it| it.starts_with('-') && !it.contains('='))
            && let Some(values) = self.values(last)
        {
            return values;
        }
        if word.starts_with('-') {
            return flags::names(verb.map_or(ConfigFlags::TABLE, |it| it.0.flags));
        }
        let mut found = next_words(&plain);
        if let Some((verb, length)) = verb {
            let values = rest.iter().zip(rest.iter().skip(1));
            let values = values.filter(|(flag, _)| self.values(flag).is_some()).count();
            let arguments: Vec<&str> = plain.iter().skip(length).copied().collect();
            let count = arguments.len().saturating_sub(values);
            found.extend(self.arguments(verb, arguments.get(..count).unwrap_or(&[]), word));
        }
        found
    }

    fn arguments(&self, verb: &Verb, before: &[&str], word: &str) -> Vec<String> {
        if let Some((kind, _)) = word.split_once('/') {
            let Some(known) = Kind::from_resource(kind) else { return Vec::new() };
            return self.names(known).into_iter().map(|it| format!("{kind}/{it}")).collect();
        }
        if OF_NODES.contains(&verb.path) {
            return self.names(Kind::Node);
        }
        if OF_PODS.contains(&verb.path) {
            return if before.is_empty() { self.names(Kind::Pod) } else { Vec::new() };
        }
        if !verb.usage.contains("TYPE")
            && !verb.usage.contains("RESOURCE")
            && !verb.usage.contains("resource.group")
        {
            return Vec::new();
        }
        match before.first() {
            None if verb.path.starts_with("rollout") => {
                owned(["deployment", "daemonset", "statefulset"])
            }
            None => owned(Kind::all().map(|it| it.info().plural).chain(["all"])),
            Some(kind) if !kind.contains('/') => kind
                .split(',')
                .filter_map(Kind::from_resource)
                .flat_map(|it| self.names(it))
                .collect(),
            Some(_) => Vec::new(),
        }
    }

    /// The values of a flag; nothing where it has none.
    fn values(&self, flag: &str) -> Option<Vec<String>> {
        Some(match flag.split('=').next().unwrap_or(flag) {
            "-n" | "--namespace" => self.names(Kind::Namespace),
            "-o" | "--output" => owned(FORMATS.iter().copied()),
            "-f" | "--filename" | "--patch-file" => self.file_names(),
            "--dry-run" => owned(["none", "client", "server"]),
            "--cascade" => owned(["background", "foreground", "orphan"]),
            "--type" => owned(["json", "merge", "strategic"]),
            "--restart" => owned(["Always", "OnFailure", "Never"]),
            "--for" => owned(["condition=", "create", "delete", "jsonpath="]),
            "-l" | "--selector" | "--image" | "--replicas" | "-c" | "--container" => Vec::new(),
            "--sort-by" => owned([".metadata.creationTimestamp", ".metadata.name"]),
            _ => return None,
        })
    }

    fn file_names(&self) -> Vec<String> {
        self.files.keys().filter(|it| !it.starts_with('~')).cloned().collect()
    }

    fn names(&self, kind: Kind) -> Vec<String> {
        let own =
            kubeconfig::namespace(self.files, &ConfigFlags::default(), "").unwrap_or_default();
        let asked = self.words.iter().enumerate().find_map(|(index, word)| match *word {
            "-n" | "--namespace" => self.words.get(index + 1).copied(),
            other => other.strip_prefix("--namespace=").or_else(|| other.strip_prefix("-n=")),
        });
        let namespace = kind.info().namespaced.then(|| asked.unwrap_or(&own));
        self.cluster.store().list(kind, namespace).map(|it| it.meta().name.to_string()).collect()
    }
}

/// The command that the words begin with, and how many words it has.
fn verb(words: &[&str]) -> Option<(&'static Verb, usize)> {
    let by_path = |count: usize| {
        let path = words.get(..count)?.join(" ");
        VERBS.iter().find(|it| it.path == path).map(|it| (it, count))
    };
    by_path(2).or_else(|| by_path(1))
}

/// The words of commands that can follow.
fn next_words(words: &[&str]) -> Vec<String> {
    let own: Vec<Vec<&str>> = VERBS.iter().map(|it| it.path.split(' ').collect()).collect();
    let fits = own.iter().filter(|path| path.starts_with(words));
    owned(fits.filter_map(|path| path.get(words.len()).copied()))
}
