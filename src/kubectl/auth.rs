//! `kubectl auth`. There is no authorization here: everybody may do everything.
//! Source: `staging/src/k8s.io/kubectl/pkg/cmd/auth/{cani,whoami}.go`.

use super::failure::Failure;
use super::flags::{PrintFlags, flags};
use super::session::{Ran, Session, Step};
use super::{report, table};
use crate::api::Kind;
use serde_json::json;

flags! {
    /// Source: `CanIOptions`.
    pub(super) struct CanIFlags<'a> {
        all_namespaces: switch "all-namespaces" / "A";
        quiet: switch "quiet" / "q";
        subresource: text "subresource";
        list: switch "list";
        no_headers: switch "no-headers";
    }
}

flags! {
    /// Source: `WhoAmIFlags`.
    pub(super) struct WhoAmIFlags<'a> {
        [print: PrintFlags<'a>]
    }
}

const VERBS: [&str; 16] = [
    "get",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "use",
    "bind",
    "impersonate",
    "*",
    "approve",
    "sign",
    "escalate",
    "attest",
];
const PATH_VERBS: [&str; 8] = ["get", "put", "post", "head", "options", "delete", "patch", "*"];

/// Who the console is: the administrator that kubeadm makes.
const USER: &str = "kubernetes-admin";
const GROUPS: [&str; 2] = ["kubeadm:cluster-admins", "system:authenticated"];

/// `auth can-i`
pub(super) fn can_i(session: &mut Session<'_>, flags: &CanIFlags<'_>) -> Ran {
    let words = &session.args.words;
    if flags.list {
        return list(session, flags, words);
    }
    let [verb, resource] = words.as_slice() else {
        return Err(Failure::text(
            "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
        ));
    };
    if flags.no_headers {
        return Err(Failure::text("--no-headers cannot be set without --list specified"));
    }
    let is_path = resource.starts_with('/');
    if is_path && flags.subresource.is_some() {
        return Err(Failure::text("--subresource can not be used with NonResourceURL"));
    }
    if !is_path {
        warn_of(session, flags, resource.split('/').next().unwrap_or(""));
    }
    let known: &[&str] = if is_path { &PATH_VERBS } else { &VERBS };
    if !known.contains(&verb.as_str()) {
        session.warn(&format!("verb '{verb}' is not a known verb\n"));
    }
    if !flags.quiet {
        session.line("yes");
    }
    Ok(Step::Done)
}

fn warn_of(session: &mut Session<'_>, flags: &CanIFlags<'_>, resource: &str) {
    if ["*", "users", "groups"].contains(&resource) {
        return;
    }
    let in_group = |group: &str| match group {
        "" => String::new(),
        group => format!(" in group '{group}'"),
    };
    match Kind::from_resource(resource) {
        None => {
            let (name, group) = resource.split_once('.').unwrap_or((resource, ""));
            let place = in_group(group);
            session.warn(&format!("the server doesn't have a resource type '{name}'{place}\n"));
        }
        Some(kind) if !kind.info().namespaced && !flags.all_namespaces => {
            let (name, place) = (kind.info().plural, in_group(kind.info().group));
            session.warn(&format!("resource '{name}' is not namespace scoped{place}\n"));
        }
        Some(_) => {}
    }
}

fn list(session: &mut Session<'_>, flags: &CanIFlags<'_>, words: &[String]) -> Ran {
    if !words.is_empty() {
        return Err(Failure::text("list option must be specified with no arguments"));
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    if !flags.no_headers {
        rows.push(
            ["Resources", "Non-Resource URLs", "Resource Names", "Verbs"]
                .map(str::to_owned)
                .to_vec(),
        );
    }
    rows.push(["*.*", "[]", "[]", "[*]"].map(str::to_owned).to_vec());
    rows.push(["", "[*]", "[]", "[*]"].map(str::to_owned).to_vec());
    session.streams.out(&table::rows(&rows));
    Ok(Step::Done)
}

/// `auth whoami`
pub(super) fn who_am_i(session: &mut Session<'_>, flags: &WhoAmIFlags<'_>) -> Ran {
    if let Some(format) = flags.print.output {
        let tree = json!({
            "apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview",
            "metadata": {"creationTimestamp": null},
            "status": {"userInfo": {"groups": GROUPS, "username": USER}},
        });
        let text = report::print(&tree, format)?;
        session.streams.out(&text);
        return Ok(Step::Done);
    }
    let rows = [
        ["ATTRIBUTE".to_owned(), "VALUE".to_owned()].to_vec(),
        ["Username".to_owned(), USER.to_owned()].to_vec(),
        ["Groups".to_owned(), format!("[{}]", GROUPS.join(" "))].to_vec(),
    ];
    session.streams.out(&table::rows(&rows));
    Ok(Step::Done)
}
