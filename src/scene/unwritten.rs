//! What is seen of a run and is written to no object: what becomes of requests, and files.

use crate::api::ObjectKey;
use crate::cluster::{Counts, Load, Sample};
use crate::kubelet::{Files, JOURNAL};
use crate::sorted::Sort;
use crate::tape::Run;
use std::rc::Rc;

/// What is shown of it: where that is as it was, nothing has to be looked at again.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Unwritten {
    /// What becomes of requests.
    pub requests: Requests,
    /// Rises whenever a process makes a file or removes one.
    pub files: u64,
}

/// What becomes of requests.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Requests {
    /// Of each Service under load what is sent a second, and what became of it.
    loads: Vec<(i64, Counts, Sample)>,
    /// Where they fail, and whether more are sent there.
    failing: Vec<(ObjectKey, bool)>,
    /// What Pods took after they were told to go.
    late: Vec<(ObjectKey, i64)>,
}

impl Unwritten {
    /// As it is now.
    pub fn of(run: &Run) -> Self {
        let cluster = run.cluster();
        let loads = || cluster.traffic().loads().map(|it| it.1);
        let seen = |it: &Load| (it.per_second(), *it.whole(), it.last());
        let (failing, late) = (loads().flat_map(Load::failing), loads().flat_map(Load::late));
        let requests = Requests {
            loads: loads().map(seen).collect(),
            failing: failing.map(|it| (it.0.clone(), it.1)).collect(),
            late: late.map(|it| (it.0.clone(), it.1)).collect(),
        };
        Self { requests, files: cluster.kubelets().files_revision() }
    }
}

/// So many files are named.
const NAMES_MAX: usize = 2;

/// The names of files that somebody has made: not those in which Pods leave their lines.
pub(super) fn names<'a>(disks: impl Iterator<Item = &'a Files>) -> Rc<str> {
    let paths = disks.flat_map(|it| it.keys());
    let mut names: Vec<&str> = paths.filter_map(|it| it.rsplit('/').next()).collect();
    names.retain(|it| *it != JOURNAL);
    // Containers share disks.
    names.order();
    names.dedup();
    let rest = if names.len() > NAMES_MAX { ", \u{2026}" } else { "" };
    names.truncate(NAMES_MAX);
    (names.join(", ") + rest).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_once_the_first_of_them_and_journals_never() {
        let disk = |paths: &[&str]| -> Files {
            paths.iter().map(|it| ((*it).to_owned(), String::new())).collect()
        };
        let (one, other) = (disk(&["b/a", "c", JOURNAL]), disk(&["tmp/z"]));
        let told = |disks: &[&Files]| names(disks.iter().copied()).to_string();
        assert_eq!(told(&[]), "");
        assert_eq!(told(&[&other]), "z");
        assert_eq!(told(&[&one, &one]), "a, c", "two containers have the same disk");
        assert_eq!(told(&[&one, &other]), "a, c, \u{2026}");
    }
}
