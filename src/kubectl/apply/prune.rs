//! `apply --prune`: what was applied before and is not named any more is deleted.
//! Source: `staging/src/k8s.io/kubectl/pkg/{cmd/apply/prune,util/prune/prune}.go`.

use super::flags::{ApplyFlags, PruneFlags};
use crate::api::{Kind, Object, Time};
use crate::apiserver::{DeleteOptions, Propagation, Request};
use crate::controllers::deployment::LAST_APPLIED;
use crate::kubectl::failure::{Failure, Problem};
use crate::kubectl::resource::{self, Query};
use crate::kubectl::session::{DryRun, Session};
use crate::kubectl::{discovery, report};
use crate::sorted::SortedSet;

/// Group, version and kind of what is looked through.
const DEFAULTS: &str = "core/v1/ConfigMap core/v1/Endpoints core/v1/PersistentVolumeClaim \
    core/v1/Pod core/v1/ReplicationController core/v1/Secret core/v1/Service batch/v1/Job \
    batch/v1/CronJob networking.k8s.io/v1/Ingress apps/v1/DaemonSet apps/v1/Deployment \
    apps/v1/ReplicaSet apps/v1/StatefulSet core/v1/Namespace core/v1/PersistentVolume";
const DEPRECATED: &str = "Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.";

/// Whether the flags make sense together.
///
/// # Errors
/// They don't.
pub(super) fn check(session: &Session<'_>, flags: &ApplyFlags<'_>) -> Result<(), Failure> {
    let why = if !flags.prune.prune {
        return Ok(());
    } else if flags.force {
        "--force cannot be used with --prune"
    } else if !flags.prune.all && flags.labels.selector.unwrap_or("").is_empty() {
        "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector"
    } else if flags.server_side {
        "--prune is in alpha and doesn't currently work on objects created by server-side apply"
    } else {
        return kinds(session, flags.prune).map(drop);
    };
    Err(Failure::text(why))
}

fn kinds(session: &Session<'_>, flags: PruneFlags<'_>) -> Result<Vec<Kind>, Failure> {
    let named = flags.allowlist;
    let names = if named.is_empty() { DEFAULTS.to_owned() } else { named.join(" ") };
    let mut kinds = Vec::new();
    for name in names.split([' ', ',']).filter(|it| !it.is_empty()) {
        let parts: Vec<&str> = name.split('/').collect();
        let [group, version, kind] = parts.as_slice() else {
            return Err(Failure::text(format!(
                "invalid GroupVersionKind format: {name}, please follow <group/version/kind>"
            )));
        };
        let version = match *group {
            "" | "core" => (*version).to_owned(),
            group => format!("{group}/{version}"),
        };
        let found = discovery::of_manifest(session.cluster.store(), &version, kind);
        kinds.push(found.ok_or_else(|| {
            Failure::text(format!("no matches for kind {kind:?} in version {version:?}"))
        })?);
    }
    // What is in no namespace comes last.
    let (inside, outside): (Vec<Kind>, Vec<Kind>) =
        kinds.into_iter().partition(|it| it.info().namespaced);
    Ok([inside, outside].concat())
}

/// Deletes what is left over, in the namespaces of the objects that were applied.
pub(super) fn run(
    session: &mut Session<'_>,
    flags: &ApplyFlags<'_>,
    applied: &[Object],
) -> Result<(), Failure> {
    let kinds = kinds(session, flags.prune)?;
    if flags.prune.allowlist.is_empty() {
        warn(session);
    }
    let query = Query { selector: flags.labels.selector, ..Query::default() };
    let (labels, fields) = resource::selectors(session, query, &[])?;
    let uids: SortedSet<&str> = applied.iter().map(|it| it.meta().uid.as_str()).collect();
    let spaces = applied.iter().map(|it| it.meta().namespace.as_str()).filter(|it| !it.is_empty());
    let spaces: SortedSet<&str> = spaces.collect();
    let mut left: Vec<Object> = Vec::new();
    let store = session.cluster.store();
    let is_left = |it: &&Object| {
        let meta = it.meta();
        let is_named = uids.contains(&meta.uid.as_str());
        labels.matches(&meta.labels)
            && fields.matches(it)
            && meta.annotation(LAST_APPLIED).is_some()
            && !is_named
    };
    for space in spaces.iter() {
        for kind in kinds.iter().filter(|it| it.info().namespaced) {
            left.extend(store.list(*kind, Some(space)).filter(is_left).cloned());
        }
    }
    for kind in kinds.iter().filter(|it| !it.info().namespaced) {
        left.extend(store.list(*kind, None).filter(is_left).cloned());
    }
    for object in &left {
        if session.dry_run != DryRun::Client {
            let options = DeleteOptions {
                grace_period_seconds: flags.delete.grace_period.filter(|it| *it >= 0),
                propagation: Some(Propagation::Background),
                uid: None,
            };
            session.send(Request::Delete(object.key(), options)).map_err(Problem::Api)?;
        }
        report::object(session, flags.print, object, "pruned")?;
    }
    Ok(())
}

/// As the log of kubectl has it.
fn warn(session: &mut Session<'_>) {
    let ms = session.now_ms();
    let time = Time::of_ms(ms).to_string();
    let part = |from: usize, to: usize| time.get(from..to).unwrap_or("");
    let (month, day, clock) = (part(5, 7), part(8, 10), part(11, 19));
    let micros = ms.rem_euclid(1000) * 1000;
    session
        .streams
        .err(&format!("W{month}{day} {clock}.{micros:06}    4249 prune.go:71] {DEPRECATED}\n"));
}
