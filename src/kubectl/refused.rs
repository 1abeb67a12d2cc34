//! Commands that need what a simulator doesn't have: each says so in a sentence.

use super::failure::Failure;
use super::flags::{DryRunFlags, FilenameFlags, PrintFlags, flags, leading};
use super::info;
use super::session::{Ran, Session, Step, Streams};
use super::verbs::{NONE, VERBS};
use crate::syntax::distance;

flags! {
    /// Source: `staging/src/k8s.io/kubectl/pkg/cmd/auth/reconcile.go` `ReconcileOptions`.
    pub(super) struct ReconcileFlags: FilenameFlags, PrintFlags, DryRunFlags {
        _: "remove-extra-permissions remove-extra-subjects";
    }
}

flags! {
    /// Source: `staging/src/k8s.io/kubectl/pkg/cmd/certificates/certificates.go`.
    pub(super) struct CertificateFlags: FilenameFlags {}
}

flags! {
    /// It has none.
    pub(super) struct CompletionFlags {}
}

macro_rules! refused {
    ($( $name:ident $flags:ident $why:literal; )*) => { $(
        pub(super) fn $name(_: &mut Session<'_>, _: &$flags) -> Ran {
            Err(Failure::text($why))
        }
    )* };
}

refused! {
    authorization ReconcileFlags "reconcile is not possible: authorization is not simulated, and everybody may do everything; `kubectl apply` stores roles and bindings";
    certificate CertificateFlags "certificate is not simulated: there are no certificates in the cluster";
    completion CompletionFlags "completion scripts are not needed: the Tab key completes by itself";
}

/// A word that is no command, or a group of commands without one of its own.
pub(super) fn unknown(words: &[String], streams: &mut Streams) -> Ran {
    let (first, rest) = words.split_first().map_or(("", words), |(a, b)| (a.as_str(), b));
    if VERBS.iter().any(|verb| verb.path.starts_with(&format!("{first} "))) {
        let group = format!("kubectl {first}");
        let flags = leading(NONE, rest);
        let mut names = rest.iter().skip(flags).filter(|it| !it.starts_with('-')).peekable();
        if names.peek().is_some() {
            let names: Vec<&str> = names.map(String::as_str).collect();
            return Err(Failure::usage(&format!("unknown command {:?}", names.join(" ")), &group));
        }
        streams.out(&info::group(first));
        // A group of commands alone is not a success.
        let asked = rest.iter().any(|it| it == "--help" || it == "-h");
        return if asked { Ok(Step::Done) } else { Err(Failure::default()) };
    }
    let mut text = format!("unknown command {first:?} for \"kubectl\"");
    let mut near: Vec<&str> = Vec::new();
    for name in VERBS.iter().filter_map(|it| it.path.split(' ').next()) {
        if !near.contains(&name) && (distance(name, first) <= 2 || name.starts_with(first)) {
            near.push(name);
        }
    }
    if !near.is_empty() {
        let lines: Vec<String> = near.iter().map(|it| format!("\t{it}\n")).collect();
        text = format!("{text}\n\nDid you mean this?\n{}", lines.concat());
    }
    Err(Failure::text(text))
}
