//! What the registries have: which images can be pulled, and why the others can't.
//!
//! An image is there if the last that somebody has said of it says so; if nobody has, an official
//! image of Docker Hub is there with the tags it has ([`facts`]), a name that is one letter away
//! from such an image or that says so itself is not there, and any other is.

mod facts;
#[cfg(test)]
mod tests;

use self::facts::{ALSO_OFFICIAL, COMMON, ELSEWHERE, NOBODYS, OFFICIAL, Tags};
use super::Kubelets;
use super::images::{self, full_name, host_of};
use crate::api::Text;
use std::rc::Rc;

/// A tag that no registry has.
const MISSING_TAG: &str = "missing";

/// Why an image can't be pulled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// The registry's answer, as the container runtime words it.
    pub error: String,
    /// The reason, for people: a sentence without its full stop.
    pub why: String,
}

/// The registries of the world as the nodes see them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Registry {
    /// The stand-in of the recorded transcripts pulls everything but what is called `missing`.
    is_serial: bool,
    is_down: bool,
    /// What somebody has said, the newest last: whether there is such an image.
    told: Rc<Vec<(String, bool)>>,
    /// The image that was found last: a workload asks for the same one again and again.
    found: Option<Rc<str>>,
    /// Full name and digest of the image that was started last, behind its name.
    named: Option<(Text, (Text, Text))>,
}

/// What is not there: the repository, or a tag of it.
enum Gap {
    Repository(String),
    Tag(String),
}

impl Registry {
    /// The registries at second 0: what the tape's header says of images.
    #[must_use]
    pub fn new(is_serial: bool, told: &[(String, bool)]) -> Self {
        Self { is_serial, told: Rc::new(told.to_vec()), ..Self::default() }
    }

    /// The full name of an image, and its digest: Pods with the same image share them.
    pub(super) fn names(&mut self, image: &Text) -> (Text, Text) {
        match &self.named {
            Some((known, names)) if known == image => names.clone(),
            _ => self.named.insert((image.clone(), images::names(image))).1.clone(),
        }
    }

    /// No registry answers, or they do again.
    pub fn set_down(&mut self, is_down: bool) {
        self.is_down = is_down;
        self.found = None;
    }

    /// From now on there is such an image, or there is none: a name with its tag; without one,
    /// whatever the tag; with `*` at its end, whatever begins so.
    pub fn tell(&mut self, image: &str, exists: bool) {
        Rc::make_mut(&mut self.told).push((image.to_owned(), exists));
        self.found = None;
    }

    /// As [`Registry::absence`], for a kubelet that pulls: what was found last need not be looked up.
    /// Who is cut off can't ask.
    pub(super) fn ask(&mut self, image: &str, is_cut: bool) -> Option<Absence> {
        if is_cut {
            return Some(no_network(&full_name(image)));
        }
        if self.found.as_deref() == Some(image) {
            return None;
        }
        let absence = self.absence(image);
        if absence.is_none() {
            self.found = Some(image.into());
        }
        absence
    }

    /// Why the image can't be pulled, if so.
    #[must_use]
    pub fn absence(&self, image: &str) -> Option<Absence> {
        let full = full_name(image);
        if self.is_down {
            return Some(no_answer(&full));
        }
        let gap = match self.told.iter().rev().find(|(name, _)| covers(name, &full)) {
            Some((_, true)) => return None,
            Some((name, false)) if has_tag(name) => Gap::Tag("there is no such image".to_owned()),
            Some((_, false)) => Gap::Repository("there is no such image".to_owned()),
            None => gap(&full, self.is_serial)?,
        };
        let (code, answer, why) = match gap {
            Gap::Repository(why) if host_of(&full) == DOCKER_HUB => ("", DENIED.to_owned(), why),
            Gap::Repository(why) | Gap::Tag(why) => {
                ("rpc error: code = NotFound desc = ", format!("{full}: not found"), why)
            }
        };
        Some(Absence { error: format!("{code}{}{answer}", failed(&full)), why })
    }
}

impl Kubelets {
    /// What images are pulled from.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// What images are pulled from, to be changed.
    pub fn registry_mut(&mut self) -> &mut Registry {
        &mut self.registry
    }
}

const DOCKER_HUB: &str = "docker.io";
/// Docker Hub does not say whether a repository exists that somebody may not see.
const DENIED: &str = "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed";

/// Source: `github.com/containerd/containerd` `client/pull.go`, `core/remotes/docker/resolver.go`;
/// the kubelet leaves out a code that says nothing (`pkg/cri-client/pkg/remote_image.go`).
fn failed(full: &str) -> String {
    format!("failed to pull and unpack image {full:?}: failed to resolve reference {full:?}: ")
}

/// Who is asked for an image, and where.
fn manifest_of(full: &str) -> (&str, String) {
    let (repository, tag) = full.rsplit_once(['@', ':']).unwrap_or((full, "latest"));
    let host = host_of(full);
    let path = repository.strip_prefix(host).unwrap_or(repository);
    let asked = if host == DOCKER_HUB { "registry-1.docker.io" } else { host };
    (asked, format!("https://{asked}/v2{path}/manifests/{tag}"))
}

fn no_answer(full: &str) -> Absence {
    let url = manifest_of(full).1;
    Absence {
        error: format!(
            "{}unexpected status from HEAD request to {url}: 503 Service Unavailable",
            failed(full)
        ),
        why: "no registry answers".to_owned(),
    }
}

/// Source: `core/remotes/docker/resolver.go` of containerd, `net/dnsclient_unix.go` of Go.
fn no_network(full: &str) -> Absence {
    let (host, url) = manifest_of(full);
    Absence {
        error: format!(
            "{}failed to do request: Head {url:?}: dial tcp: lookup {host}: i/o timeout",
            failed(full)
        ),
        why: "the network does not reach the node".to_owned(),
    }
}

fn has_tag(image: &str) -> bool {
    image.rsplit('/').next().is_some_and(|it| it.contains([':', '@', '*']))
}

/// Whether what somebody has said of a name is said of an image, given by its full name.
fn covers(name: &str, full: &str) -> bool {
    let repository = |it: &str| match it.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => repository.to_owned(),
        _ => it.to_owned(),
    };
    match name.strip_suffix('*') {
        Some(start) => full.starts_with(start) || short(full).starts_with(start),
        None if has_tag(name) => full_name(name) == full,
        None => repository(&full_name(name)) == repository(full),
    }
}

/// The name as people write it.
fn short(full: &str) -> &str {
    let name = full.strip_prefix("docker.io/").unwrap_or(full);
    name.strip_prefix("library/").unwrap_or(name)
}

fn gap(full: &str, is_serial: bool) -> Option<Gap> {
    let name = full.split('@').next().unwrap_or(full);
    let (repository, tag) = name.rsplit_once(':').unwrap_or((name, "latest"));
    if tag == MISSING_TAG {
        return Some(Gap::Tag("the tag `missing` is one that no registry has".to_owned()));
    }
    if is_serial {
        return None;
    }
    let says_so = |it: &str| NOBODYS.iter().any(|word| it.contains(word));
    if says_so(repository) {
        return Some(Gap::Repository("its name says so".to_owned()));
    }
    if says_so(tag) {
        return Some(Gap::Tag("its tag says so".to_owned()));
    }
    // What is named by its digest is whatever it is called.
    if full.contains('@') {
        return None;
    }
    let known = |list: &'static [Tags], name: &str| list.iter().find(|it| it.0 == name);
    let Some(official) = repository.strip_prefix("docker.io/library/") else {
        return known(ELSEWHERE, repository).and_then(|it| missing_tag(it, tag));
    };
    if let Some(found) = known(OFFICIAL, official) {
        return missing_tag(found, tag);
    }
    let names = || OFFICIAL.iter().map(|it| it.0).chain(ALSO_OFFICIAL.split(' '));
    if names().any(|it| it == official) {
        return None;
    }
    // A typo: the real names are the longer ones, since `mode` may well be somebody's own image.
    let meant = OFFICIAL.iter().find(|it| it.0.len() >= 5 && is_one_slip(it.0, official))?;
    Some(Gap::Repository(format!(
        "Docker Hub has no official image `{official}`; it has `{}`",
        meant.0
    )))
}

/// Whether a tag is none that the image has.
fn missing_tag((name, versions, words): &Tags, tag: &str) -> Option<Gap> {
    let is_word = |it: &str| {
        let stem: String = it.chars().take_while(|it| !it.is_ascii_digit()).collect();
        let stem = stem.trim_end_matches(['.', '_']);
        stem.is_empty() || COMMON.split(' ').chain(words.split(' ')).any(|it| it == stem)
    };
    let mut segments = tag.split('-');
    let first = segments.next().unwrap_or("");
    let version =
        if words.split(' ').any(|it| it == "v") { first.trim_start_matches('v') } else { first };
    let begins = version.starts_with(|it: char| it.is_ascii_digit());
    let number: String =
        version.chars().take_while(|it| it.is_ascii_digit() || *it == '.').collect();
    let rest = version.get(number.len()..).unwrap_or("");
    let is_there = match begins {
        true => is_version(versions, number.trim_end_matches('.')) && is_word(rest),
        false => is_word(first),
    };
    if is_there && segments.all(is_word) {
        return None;
    }
    let has = match versions.is_empty() {
        true => String::new(),
        false => format!("; it has the versions {}", spoken(versions)),
    };
    let short = name.rsplit('/').next().unwrap_or(name);
    Some(Gap::Tag(format!("`{short}` has no tag `{tag}`{has}")))
}

/// A table entry's versions as people say them: `1.7 to 1.31`.
fn spoken(versions: &str) -> String {
    let of_group = |group: &str| {
        let plain = group.split('/').next().unwrap_or(group);
        let (majors, minors) = plain.split_once('.').unwrap_or((plain, ""));
        let first = |it: &str| it.split([',', '-']).next().unwrap_or("").to_owned();
        let last = |it: &str| it.rsplit([',', '-']).next().unwrap_or("").to_owned();
        let join = |major: String, minor: String| match minor.is_empty() {
            true => major,
            false => format!("{major}.{minor}"),
        };
        (join(first(majors), first(minors)), join(last(majors), last(minors)))
    };
    let groups = versions.split(' ').map(of_group).map(|(from, to)| match from == to {
        true => from,
        false => format!("{from} to {to}"),
    });
    groups.collect::<Vec<_>>().join(", ")
}

/// Whether a version such as `1.27.3` lies in the ranges of the table.
fn is_version(versions: &str, number: &str) -> bool {
    let parts: Vec<Option<u32>> = number.split('.').map(|it| it.parse().ok()).collect();
    let within = |ranges: &str, number: u32| {
        ranges.split(',').any(|range| {
            let (from, to) = range.split_once('-').unwrap_or((range, range));
            let bound = |it: &str| it.parse::<u32>().ok();
            bound(from).is_some_and(|it| it <= number) && bound(to).is_some_and(|it| number <= it)
        })
    };
    versions.split(' ').any(|group| {
        let (plain, last) = group.split_once('/').unwrap_or((group, ""));
        let (majors, minors) = plain.split_once('.').unwrap_or((plain, ""));
        match parts.as_slice() {
            [Some(major)] => within(majors, *major),
            [Some(major), Some(minor)] => within(majors, *major) && within(minors, *minor),
            [Some(major), Some(minor), Some(patch), ..] => {
                let last = last.parse().unwrap_or(0);
                within(majors, *major) && within(minors, *minor) && *patch <= last
            }
            _ => false,
        }
    })
}

/// Whether two words differ by one letter, or by two that have changed places.
fn is_one_slip(right: &str, wrong: &str) -> bool {
    let (right, wrong) = (right.as_bytes(), wrong.as_bytes());
    let start = right.iter().zip(wrong).take_while(|(a, b)| a == b).count();
    let (right, wrong) = (&right[start..], &wrong[start..]);
    match (right, wrong) {
        ([], []) => false,
        ([a, b, right @ ..], [c, d, wrong @ ..]) if a == d && b == c && right == wrong => true,
        ([_, right @ ..], [_, wrong @ ..]) if right == wrong => true,
        ([_, right @ ..], wrong) if right == wrong => true,
        (right, [_, wrong @ ..]) if right == wrong => true,
        _ => false,
    }
}
