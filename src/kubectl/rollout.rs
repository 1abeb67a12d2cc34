//! `kubectl rollout`. Source: `staging/src/k8s.io/kubectl/pkg/{cmd/rollout,polymorphichelpers}`.

mod change;
mod history;
mod revisions;
mod status;
mod undo;

pub(super) use self::change::{ChangeFlags, pause, restart, resume};
pub(super) use self::history::{HistoryFlags, history};
pub(super) use self::status::{StatusFlags, Watch, status};
#[cfg(test)]
pub(super) use self::status::{daemon_set_status, deployment_status};
pub(super) use self::undo::{UndoFlags, undo};

use super::failure::{Failure, Problem};
use super::flags::{FilenameFlags, SelectorFlags, flags};
use super::resource::{self, Nameless, Query};
use super::session::Session;
use crate::api::{Deployment, Kind, Object, ReplicaSet, Selector};
use std::rc::Rc;

flags! {
    /// What a command is about.
    pub(super) struct TargetFlags<'a> {
        [files: FilenameFlags<'a>]
        [labels: SelectorFlags<'a>]
    }
}

/// Why nobody has thought of a kind at all: those are told apart from the kinds that are only not
/// supported. Source: `staging/src/k8s.io/kubectl/pkg/apps/kind_visitor.go`.
fn unvisited(kind: Kind) -> Option<String> {
    const VISITED: &str = "DaemonSet Deployment Job Pod ReplicaSet ReplicationController \
        StatefulSet CronJob";
    let info = kind.info();
    let is_visited = VISITED.split_whitespace().any(|it| it == info.kind);
    let element = format_args!("{{{} {}}}", info.group, info.kind).to_string();
    (!is_visited).then(|| format!("no visitor method exists for {element}"))
}

/// The objects that a command is about.
fn find(
    session: &Session<'_>,
    flags: TargetFlags<'_>,
) -> Result<(Vec<Object>, Vec<Problem>), Failure> {
    let words = &session.args.words;
    if words.is_empty() && !flags.files.is_given() {
        return Err(Failure::text("required resource not specified"));
    }
    let query = Query { files: flags.files, selector: flags.labels.selector, ..Query::default() };
    let found = resource::find(session, query, words, Nameless::All)?;
    Ok((found.objects, found.problems))
}

fn none_found(session: &mut Session<'_>) {
    let text = format!("No resources found in {} namespace.\n", session.namespace());
    session.streams.err(&text);
}

/// The ReplicaSets of a Deployment. Source: `deploymentutil.GetAllReplicaSets`.
fn replica_sets(session: &Session<'_>, deployment: &Deployment) -> Vec<Rc<ReplicaSet>> {
    let meta = &deployment.metadata;
    let selector = deployment.spec.selector.as_ref().map(Selector::from).unwrap_or_default();
    let sets = session.cluster.store().list_typed::<ReplicaSet>(Some(&meta.namespace));
    let ours = |it: &&Rc<ReplicaSet>| {
        let controlled = it.metadata.controller().is_some_and(|owner| owner.uid == meta.uid);
        controlled && selector.matches(&it.metadata.labels)
    };
    sets.filter(ours).cloned().collect()
}
